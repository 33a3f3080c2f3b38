//! `fixed[x]` and `pattern[x]` as JSON-shaped values, whether they were written in JSON or in XML.
//!
//! XML tells neither numbers from strings nor lists from single elements, so the few data type elements that are
//! numbers, booleans or lists are named here.

use crate::definitions::model::Value;
use crate::document::{Element, Format, Kind};

/// The elements of R4's data types that repeat.
const LISTS: [&str; 18] = [
    "additionalInstruction",
    "coding",
    "contributor",
    "dayOfWeek",
    "doseAndRate",
    "event",
    "extension",
    "given",
    "line",
    "modifierExtension",
    "prefix",
    "profile",
    "security",
    "suffix",
    "tag",
    "telecom",
    "timeOfDay",
    "when",
];

/// The elements of R4's data types that are numbers wherever they stand.
const NUMBERS: [&str; 17] = [
    "count",
    "countMax",
    "dimensions",
    "duration",
    "durationMax",
    "factor",
    "frequency",
    "frequencyMax",
    "lowerLimit",
    "offset",
    "periodMax",
    "rank",
    "sequence",
    "size",
    "upperLimit",
    "valueDecimal",
    "valueInteger",
];

/// The value of an element whose FHIR type is `type_name`; `None` when it is empty.
pub fn value(element: Element<'_>, type_name: &str) -> Option<Value> {
    let xml = element.document().format == Format::Xml;
    match element.kind() {
        Kind::Null | Kind::EmptyArray | Kind::NestedArray => None,
        Kind::Object => {
            let object = object(element, type_name);
            (!object.is_empty()).then_some(Value::Object(object))
        }
        Kind::String if xml => element.value().map(|text| from_xml(text, type_name)),
        Kind::String | Kind::Xhtml => element.value().map(|text| Value::String(text.into())),
        Kind::Number => element.value().map(|text| Value::Number(text.into())),
        Kind::Boolean => Some(Value::Boolean(element.value() == Some("true"))),
    }
}

fn from_xml(text: &str, type_name: &str) -> Value {
    match (type_name, text) {
        ("boolean", "true") => Value::Boolean(true),
        ("boolean", "false") => Value::Boolean(false),
        ("integer" | "decimal" | "positiveInt" | "unsignedInt" | "integer64", _) => Value::Number(text.into()),
        _ => Value::String(text.into()),
    }
}

fn object(element: Element<'_>, type_name: &str) -> Vec<(Box<str>, Value)> {
    let xml = element.document().format == Format::Xml;
    let mut properties: Vec<(Box<str>, Value)> = Vec::new();
    for child in element.children() {
        let name = child.name_text();
        let Some(value) = value(child, child_type(type_name, name)) else { continue };
        let is_list = child.in_array() || (xml && LISTS.contains(&name));
        match properties.iter_mut().find(|(n, _)| &**n == name) {
            Some((_, Value::Array(items))) => items.push(value),
            Some((_, first)) => *first = Value::Array(vec![first.clone(), value]),
            None if is_list => properties.push((name.into(), Value::Array(vec![value]))),
            None => properties.push((name.into(), value)),
        }
    }
    properties
}

/// The type of a data type's element, as far as it decides whether a primitive is a number, a boolean or a string.
fn child_type(parent: &str, name: &str) -> &'static str {
    match (parent, name) {
        ("Quantity", "value") | ("Timing", "period") => "decimal",
        (_, "userSelected" | "asNeededBoolean" | "valueBoolean") => "boolean",
        (_, "low" | "high" | "numerator" | "denominator" | "origin") => "Quantity",
        (_, "maxDosePerAdministration" | "maxDosePerLifetime") => "Quantity",
        ("Age" | "Count" | "Distance" | "Duration" | "Money" | "SimpleQuantity" | "MoneyQuantity", "value") => {
            "decimal"
        }
        (_, "repeat") => "Timing",
        ("SampledData", "period") => "decimal",
        _ if NUMBERS.contains(&name) => "decimal",
        _ if ["Quantity", "Age", "Count", "Distance", "Duration", "Money"].iter().any(|t| name.ends_with(t)) => {
            "Quantity"
        }
        _ => "string",
    }
}
