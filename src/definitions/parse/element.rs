//! ElementDefinition, field by field.

use super::{extension_value, text, value};
use crate::definitions::model::{
    Base, Binding, BindingStrength, Constraint, Discriminator, DiscriminatorKind, ElementDefinition, Max, Slicing,
    SlicingRules, TypeRef, Value,
};
use crate::document::{Element, known};

pub(in crate::definitions) const MAX_VALUE_SET: &str =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";
pub(in crate::definitions) const BEST_PRACTICE: &str =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";
pub(in crate::definitions) const MIN_LENGTH: &str = "http://hl7.org/fhir/StructureDefinition/minLength";
pub(in crate::definitions) const NARRATIVE_LANGUAGES: &str =
    "http://hl7.org/fhir/StructureDefinition/narrative-language-control";
pub(in crate::definitions) const REGEX: &str = "http://hl7.org/fhir/StructureDefinition/regex";

/// Reads one element of a snapshot or differential.
pub fn element_definition(element: Element<'_>) -> ElementDefinition {
    let mut definition = ElementDefinition::default();
    for child in element.children() {
        match child.name_text() {
            "id" => definition.id = text(child),
            "path" => definition.path = text(child),
            "sliceName" => definition.slice_name = text(child),
            "min" => definition.min = number(child),
            "max" => definition.max = max(child),
            "base" => definition.base = base(child),
            "type" => definition.types.push(type_ref(child)),
            "contentReference" => definition.content_reference = text(child),
            "maxLength" => definition.max_length = number(child),
            "extension" => extension(&mut definition, child),
            "binding" => definition.binding = Some(binding(child)),
            "constraint" => definition.constraints.push(constraint(child)),
            "slicing" => definition.slicing = Some(slicing(child)),
            "mustSupport" => definition.must_support = boolean(child),
            "isModifier" => definition.is_modifier = boolean(child),
            "isSummary" => definition.is_summary = boolean(child),
            "representation" => definition.representation.push(text(child)),
            name => choice(&mut definition, name, child),
        }
    }
    definition
}

/// What an extension of an element says.
fn extension(definition: &mut ElementDefinition, child: Element<'_>) {
    let value = || child.children().find(|c| c.name_text().starts_with("value"));
    match child.child_value(known::URL) {
        Some(MIN_LENGTH) => definition.min_length = value().and_then(number),
        Some(NARRATIVE_LANGUAGES) => definition.narrative_languages.extend(value().map(text)),
        _ => {}
    }
}

fn choice(definition: &mut ElementDefinition, name: &str, child: Element<'_>) {
    let (slot, type_name) = if let Some(type_name) = name.strip_prefix("fixed") {
        (&mut definition.fixed, type_name)
    } else if let Some(type_name) = name.strip_prefix("pattern") {
        (&mut definition.pattern, type_name)
    } else if let Some(type_name) = name.strip_prefix("minValue") {
        (&mut definition.min_value, type_name)
    } else if let Some(type_name) = name.strip_prefix("maxValue") {
        (&mut definition.max_value, type_name)
    } else {
        return;
    };
    if type_name.starts_with(|c: char| c.is_ascii_uppercase()) {
        *slot = typed(type_name, child);
    }
}

/// `[x]` is written with a capital; primitive types have none.
fn typed(suffix: &str, element: Element<'_>) -> Option<(Box<str>, Value)> {
    let type_name = type_of_suffix(suffix);
    let value = value(element, &type_name)?;
    Some((type_name, value))
}

/// The type that a `[x]` suffix names: `Uri` is uri, `CodeableConcept` stays.
fn type_of_suffix(suffix: &str) -> Box<str> {
    const PRIMITIVES: [&str; 20] = [
        "base64Binary",
        "boolean",
        "canonical",
        "code",
        "date",
        "dateTime",
        "decimal",
        "id",
        "instant",
        "integer",
        "integer64",
        "markdown",
        "oid",
        "positiveInt",
        "string",
        "time",
        "unsignedInt",
        "uri",
        "url",
        "uuid",
    ];
    let is_it = |p: &&&str| p[..1].eq_ignore_ascii_case(&suffix[..1]) && p[1..] == suffix[1..];
    PRIMITIVES.iter().find(is_it).map_or(suffix, |p| p).into()
}

fn number(element: Element<'_>) -> Option<u32> {
    element.value()?.trim().parse().ok()
}

fn boolean(element: Element<'_>) -> Option<bool> {
    match element.value()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn max(element: Element<'_>) -> Option<Max> {
    match element.value()?.trim() {
        "*" => Some(Max::UNBOUNDED),
        digits => digits.parse().ok().map(Max),
    }
}

fn base(element: Element<'_>) -> Option<Base> {
    let mut base = Base { path: "".into(), min: 0, max: Max::UNBOUNDED };
    for child in element.children() {
        match child.name_text() {
            "path" => base.path = text(child),
            "min" => base.min = number(child).unwrap_or(0),
            "max" => base.max = max(child).unwrap_or(Max::UNBOUNDED),
            _ => {}
        }
    }
    (!base.path.is_empty()).then_some(base)
}

fn type_ref(element: Element<'_>) -> TypeRef {
    let mut type_ref = TypeRef::default();
    for child in element.children() {
        match child.name_text() {
            "code" => type_ref.code = text(child),
            "profile" => type_ref.profiles.push(text(child)),
            "targetProfile" => type_ref.target_profiles.push(text(child)),
            "aggregation" => type_ref.aggregation.push(text(child)),
            "versioning" => type_ref.versioning = text(child),
            _ => {}
        }
    }
    if let Some(regex) = extension_value(element, REGEX) {
        type_ref.regex = regex.into();
    }
    type_ref
}

fn binding(element: Element<'_>) -> Binding {
    let mut binding = Binding { strength: BindingStrength::Example, value_set: "".into(), max_value_set: "".into() };
    for child in element.children() {
        match child.name_text() {
            "strength" => binding.strength = strength(child),
            "valueSet" => binding.value_set = text(child),
            _ => {}
        }
    }
    if let Some(canonical) = extension_value(element, MAX_VALUE_SET) {
        binding.max_value_set = canonical.into();
    }
    binding
}

fn strength(element: Element<'_>) -> BindingStrength {
    match element.value() {
        Some("required") => BindingStrength::Required,
        Some("extensible") => BindingStrength::Extensible,
        Some("preferred") => BindingStrength::Preferred,
        _ => BindingStrength::Example,
    }
}

fn constraint(element: Element<'_>) -> Constraint {
    let mut constraint = Constraint {
        key: "".into(),
        is_error: true,
        expression: "".into(),
        best_practice: extension_value(element, BEST_PRACTICE) == Some("true"),
        source: "".into(),
    };
    for child in element.children() {
        match child.name_text() {
            "key" => constraint.key = text(child),
            "severity" => constraint.is_error = child.value() != Some("warning"),
            "expression" => constraint.expression = text(child),
            "source" => constraint.source = text(child),
            _ => {}
        }
    }
    constraint
}

fn slicing(element: Element<'_>) -> Slicing {
    let mut slicing = Slicing { discriminators: Vec::new(), ordered: false, rules: SlicingRules::Open };
    for child in element.children() {
        match child.name_text() {
            "discriminator" => slicing.discriminators.extend(discriminator(child)),
            "ordered" => slicing.ordered = child.value() == Some("true"),
            "rules" => {
                slicing.rules = match child.value() {
                    Some("closed") => SlicingRules::Closed,
                    Some("openAtEnd") => SlicingRules::OpenAtEnd,
                    _ => SlicingRules::Open,
                }
            }
            _ => {}
        }
    }
    slicing
}

fn discriminator(element: Element<'_>) -> Option<Discriminator> {
    let (mut kind, mut path) = (None, "".into());
    for child in element.children() {
        match (child.name_text(), child.value()) {
            ("path", Some(text)) => path = text.into(),
            ("type", Some("value")) => kind = Some(DiscriminatorKind::Value),
            ("type", Some("exists")) => kind = Some(DiscriminatorKind::Exists),
            ("type", Some("pattern")) => kind = Some(DiscriminatorKind::Pattern),
            ("type", Some("type")) => kind = Some(DiscriminatorKind::Type),
            ("type", Some("profile")) => kind = Some(DiscriminatorKind::Profile),
            ("type", Some("position")) => kind = Some(DiscriminatorKind::Position),
            _ => {}
        }
    }
    Some(Discriminator { kind: kind?, path })
}
