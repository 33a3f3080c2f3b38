//! Names, arrays, objects, order, cardinality and resource types.

use super::{Options, claiming, found, found_with, pin};

#[test]
fn names_and_notation() {
    for (document, expected) in [
        (r#"{"resourceType":"Patient","active":true}"#, vec![]),
        (r#"{"resourceType":"Patient","naem":[{"text":"a"}]}"#, vec!["element-misspelt Patient.naem[0]"]),
        (r#"{"resourceType":"Patient","name":[{"txt":"a"}]}"#, vec!["element-misspelt Patient.name[0].txt"]),
        (r#"{"resourceType":"Patient","fhir_comments":["a"]}"#, vec!["element-unknown Patient.fhir_comments[0]"]),
        (r#"{"resourceType":"Patient","name":{"text":"a"}}"#, vec!["json-array-expected Patient.name"]),
        (r#"{"resourceType":"Patient","gender":["male"]}"#, vec!["json-array-unexpected Patient.gender[0]"]),
        (r#"{"resourceType":"Patient","name":["a"]}"#, vec!["json-object-expected Patient.name[0]"]),
        (r#"{"resourceType":"Patient","gender":{"a":"b"}}"#, vec!["json-primitive-expected Patient.gender"]),
        (r#"{"resourceType":"Patient","deceasedBoolean":true}"#, vec![]),
        (
            r#"{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2024"}"#,
            vec!["cardinality-maximum Patient"],
        ),
        (r#"{"resourceType":"Patient","deceasedString":"x"}"#, vec!["element-unknown Patient.deceased.ofType(string)"]),
        (
            r#"{"resourceType":"Patient","_gender":{"extension":[{"url":"http://example.org/x","valueCode":"y"}]}}"#,
            vec!["extension-unknown-example Patient.gender.extension[0]"],
        ),
    ] {
        assert_eq!(found_with(&[], document), expected, "{document}");
    }
}

#[test]
fn resource_types() {
    for (document, expected) in [
        (r#"{"resourceType":"Basic","code":{"text":"x"}}"#, vec![]),
        (r#"{"active":true}"#, vec!["resource-type-missing "]),
        (r#"{"resourceType":"Patinet"}"#, vec!["resource-type-unknown Patinet"]),
        (
            r#"{"resourceType":"Basic","code":{"text":"x"},"contained":[{"id":"a"}]}"#,
            vec!["resource-type-missing Basic.contained[0]"],
        ),
        (
            r#"{"resourceType":"Basic","code":{"text":"x"},"contained":[{"resourceType":"Nothing","id":"a"}]}"#,
            vec!["resource-type-unknown Basic.contained[0]"],
        ),
    ] {
        let found = found_with(&[], document);
        let found: Vec<&str> = found.iter().map(|f| f.as_str()).filter(|f| f.starts_with("resource-type")).collect();
        assert_eq!(found, expected, "{document}");
    }
}

#[test]
fn order_of_xml() {
    let document = |inner: &str| format!(r#"<Patient xmlns="http://hl7.org/fhir">{inner}</Patient>"#);
    for (inner, expected) in [
        (r#"<active value="true"/><gender value="male"/>"#, vec![]),
        (r#"<gender value="male"/><active value="true"/>"#, vec!["xml-element-order Patient.active"]),
        (
            r#"<name><text value="a"/></name><gender value="male"/><name><text value="b"/></name>"#,
            vec!["xml-element-order Patient.name[1]"],
        ),
        (
            r#"<id value="a"/><extension url="http://example.org/x"><valueString value="y"/></extension>"#,
            vec!["extension-unknown-example Patient.extension"],
        ),
    ] {
        assert_eq!(found_with(&[], &document(inner)), expected, "{inner}");
    }
}

#[test]
fn cardinality() {
    let differential = r#"[
        {"id":"Patient.name","path":"Patient.name","min":1,"max":"2"},
        {"id":"Patient.name.family","path":"Patient.name.family","min":1},
        {"id":"Patient.photo","path":"Patient.photo","max":"0"}]"#;
    for (properties, expected) in [
        (r#""name":[{"family":"a"}]"#, vec![]),
        (r#""name":[{"family":"a"},{"family":"b"}]"#, vec![]),
        (r#""active":true"#, vec!["cardinality-minimum Patient"]),
        (r#""name":[{"text":"a"}]"#, vec!["cardinality-minimum Patient.name[0]"]),
        (r#""name":[{"family":"a"},{"family":"b"},{"family":"c"}]"#, vec!["cardinality-maximum Patient"]),
        (r#""name":[{"family":"a"}],"photo":[{"url":"http://a.test/p"}]"#, vec!["element-prohibited Patient.photo[0]"]),
    ] {
        assert_eq!(found("Patient", differential, &claiming("Patient", properties)), expected, "{properties}");
    }
}

#[test]
fn words() {
    let document = r#"{"resourceType":"Observation","naem":1,"staus":"final","category":{"text":"a"},"code":["x"],
        "note":"n","issued":{"a":1},"valueString":"a","valueInteger":1}"#;
    pin("shape", &[], Options::default(), document);
    pin("resource-type-missing", &[], Options::default(), r#"{"a":1}"#);
    pin("resource-type-unknown", &[], Options::default(), r#"{"resourceType":"Patinet"}"#);
    pin(
        "xml-order",
        &[],
        Options::default(),
        r#"<Patient xmlns="http://hl7.org/fhir"><gender value="male"/><active value="true"/></Patient>"#,
    );
    let structures = [super::profile(
        super::PROFILE,
        "Patient",
        r#"[
        {"id":"Patient.name","path":"Patient.name","min":1},{"id":"Patient.photo","path":"Patient.photo","max":"0"}]"#,
    )];
    pin("cardinality", &structures, Options::default(), &claiming("Patient", r#""photo":[{"url":"http://a.test/p"}]"#));
}
