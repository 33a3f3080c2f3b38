//! The FHIRPath location of an element, as reports and OperationOutcomes show it.

use super::{Document, Element, Format, Kind};

/// The elements of R4 that have a choice of types, without `[x]`.
#[rustfmt::skip]
const CHOICES: &[&str] = &[
    "abatement", "additive", "age", "allowed", "amount", "answer", "asNeeded", "author", "born", "bounds",
    "characteristic", "chargeItem", "code", "collected", "content", "created", "date", "deceased", "defaultValue",
    "definingSubstance", "definition", "detail", "diagnosis", "done", "dose", "doseNumber", "due", "effective",
    "entity", "event", "example", "fastingStatus", "fixed", "identified", "indication", "item", "legallyBinding",
    "location", "manufacturer", "maxValue", "medication", "minValue", "minimumVolume", "module", "multipleBirth",
    "name", "occurred", "occurrence", "offset", "onset", "participantEffective", "pattern", "performed",
    "probability", "procedure", "product", "quantity", "rate", "reported", "scheduled", "seriesDoses", "serviced",
    "source", "start", "statusReason", "studyEffective", "subject", "substance", "target", "time", "timing", "topic",
    "used", "value", "what", "when", "where", "why",
];

/// The types that such elements can have.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "Address", "Age", "Annotation", "Attachment", "Base64Binary", "Boolean", "Canonical", "Code", "CodeableConcept",
    "Coding", "ContactDetail", "ContactPoint", "Contributor", "Count", "DataRequirement", "Date", "DateTime",
    "Decimal", "Distance", "Dosage", "Duration", "Expression", "HumanName", "Id", "Identifier", "Instant", "Integer",
    "Markdown", "Meta", "Money", "Oid", "ParameterDefinition", "Period", "PositiveInt", "Quantity", "Range", "Ratio",
    "Reference", "RelatedArtifact", "SampledData", "Signature", "String", "Time", "Timing", "TriggerDefinition",
    "UnsignedInt", "Uri", "Url", "UsageContext", "Uuid",
];

/// Elements that look like a choice and are none: the type or element above (empty: any) and the name.
const PLAIN: &[(&str, &str)] = &[
    ("", "dateTime"),
    ("", "productCode"),
    ("", "definitionUri"),
    ("", "definitionCanonical"),
    ("", "effectiveTime"),
    ("", "effectiveDate"),
    ("", "dateRange"),
    ("", "procedureCode"),
    ("", "usedReference"),
    ("", "usedCode"),
    ("", "locationCode"),
    ("", "sourceId"),
    ("", "targetId"),
    ("", "sourceSignature"),
    ("RiskEvidenceSynthesis", "effectivePeriod"),
    ("EvidenceVariable", "effectivePeriod"),
    ("ResearchElementDefinition", "effectivePeriod"),
    ("EventDefinition", "effectivePeriod"),
    ("ResearchDefinition", "effectivePeriod"),
    ("finding", "itemCodeableConcept"),
    ("finding", "itemReference"),
    ("property", "valueQuantity"),
    ("property", "valueCode"),
    ("element", "contentReference"),
    ("GuidanceResponse", "occurrenceDateTime"),
    ("ImagingStudy", "procedureReference"),
    ("Immunization", "doseQuantity"),
    ("ServiceRequest", "locationReference"),
];

/// Splits `valueQuantity` into `value` and the type's place in [`TYPES`]. The owner, which is a search among its children,
/// is asked for by few names only.
fn split_choice<'a>(owner: impl Fn() -> &'a str, name: &str) -> Option<(usize, &'static str)> {
    let (at, _) = name.char_indices().rev().find(|(at, c)| {
        c.is_ascii_uppercase()
            && TYPES.binary_search(&&name[*at..]).is_ok()
            && CHOICES.binary_search(&&name[..*at]).is_ok()
    })?;
    if PLAIN.iter().any(|(above, plain)| *plain == name && (above.is_empty() || *above == owner())) {
        return None;
    }
    Some((at, TYPES[TYPES.binary_search(&&name[at..]).ok()?]))
}

/// A type as it is named: primitive types start in lower case.
fn type_name(title: &str) -> String {
    #[rustfmt::skip]
    const PRIMITIVE: &[&str] = &[
        "Base64Binary", "Boolean", "Canonical", "Code", "Date", "DateTime", "Decimal", "Id", "Instant", "Integer",
        "Markdown", "Oid", "PositiveInt", "String", "Time", "UnsignedInt", "Uri", "Url", "Uuid",
    ];
    match PRIMITIVE.binary_search(&title) {
        Ok(_) => title[..1].to_ascii_lowercase() + &title[1..],
        Err(_) => title.to_owned(),
    }
}

impl Document {
    /// The FHIRPath of a node, `""` for one that is not there.
    pub fn fhirpath(&self, node: super::NodeId) -> String {
        if (node as usize) < self.nodes.len() { self.element(node).fhirpath() } else { String::new() }
    }
}

impl<'a> Element<'a> {
    /// Where the element stands: `Bundle.entry[0].resource.code.coding[1].system`. Items of JSON arrays have an index;
    /// XML elements have one when siblings share their name.
    pub fn fhirpath(self) -> String {
        self.fhirpath_with(|element| match element.document().format {
            Format::Json => element.in_array() && element.kind() != Kind::EmptyArray,
            Format::Xml => element.has_namesakes(),
        })
    }

    /// The same, where the caller knows which elements are lists.
    pub fn fhirpath_with(self, is_list: impl Fn(Element<'a>) -> bool) -> String {
        let mut steps = Vec::new();
        let mut element = self;
        while let Some(parent) = element.parent() {
            steps.push(element);
            element = parent;
        }
        let mut path = element.resource_type().unwrap_or_else(|| element.name_text()).to_owned();
        let mut owner = element;
        for step in steps.into_iter().rev() {
            path.push('.');
            let name = step.name_text();
            match split_choice(|| owner.resource_type().unwrap_or_else(|| owner.name_text()), name) {
                Some((base, title)) => {
                    path.push_str(&name[..base]);
                    path.push_str(".ofType(");
                    path.push_str(&type_name(title));
                    path.push(')');
                }
                None => path.push_str(name),
            }
            if is_list(step) {
                path.push_str(&format!("[{}]", step.node().index));
            }
            owner = step;
        }
        path
    }

    /// Whether a sibling has the same name.
    fn has_namesakes(self) -> bool {
        self.node().index > 0 || self.parent().is_some_and(|parent| parent.children_named(self.name()).nth(1).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn path_of(json: &str, needle: &str) -> String {
        let (document, diagnostics) = Document::parse_json(Source::new("t.json", json.to_owned()));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let id = (0..document.len() as u32).find(|id| document.element(*id).value() == Some(needle));
        document.fhirpath(id.expect("the value is there"))
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(CHOICES.is_sorted() && TYPES.is_sorted());
    }

    #[test]
    fn paths_have_types_indices_and_choices() {
        let cases = [
            (r#"{"resourceType":"Patient","gender":"!"}"#, "Patient.gender"),
            (r#"{"resourceType":"Patient","name":[{"text":"a"},{"given":["x","!"]}]}"#, "Patient.name[1].given[1]"),
            (
                r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","valueQuantity":{"unit":"!"}}}]}"#,
                "Bundle.entry[0].resource.value.ofType(Quantity).unit",
            ),
            (r#"{"resourceType":"Patient","deceasedDateTime":"!"}"#, "Patient.deceased.ofType(dateTime)"),
            (r#"{"resourceType":"Consent","dateTime":"!"}"#, "Consent.dateTime"),
            (r#"{"resourceType":"Immunization","doseQuantity":{"unit":"!"}}"#, "Immunization.doseQuantity.unit"),
            (r#"{"resourceType":"Patient","_birthDate":{"id":"!"},"birthDate":"2000"}"#, "Patient.birthDate.id"),
            (r#"{"other":"!"}"#, "resource.other"),
        ];
        for (json, expected) in cases {
            assert_eq!(path_of(json, "!"), expected);
        }
    }
}
