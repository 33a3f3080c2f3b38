//! Extensions: known, placed, of the right type; parts of complex ones; modifiers.

use super::{Options, found_with, pin};

fn extension(url: &str, more: &str, elements: &str) -> String {
    format!(
        r#"{{"resourceType":"StructureDefinition","url":"{url}","name":"X","status":"draft","kind":"complex-type","abstract":false,
        {more}"type":"Extension","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","derivation":"constraint",
        "differential":{{"element":[{{"id":"Extension.url","path":"Extension.url","fixedUri":"{url}"}}{elements}]}}}}"#
    )
}

fn structures() -> Vec<String> {
    let on = |place: &str| format!(r#""context":[{{"type":"element","expression":"{place}"}}],"#);
    vec![
        extension(
            "http://x.test/code",
            &on("Patient"),
            r#",{"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"code"}]}"#,
        ),
        extension("http://x.test/on-name", &on("Patient.name"), ""),
        extension("http://x.test/on-type", &on("HumanName"), ""),
        extension("http://x.test/anywhere", &on("Element"), ""),
        extension(
            "http://x.test/complex",
            &on("Patient"),
            r#",
            {"id":"Extension.extension","path":"Extension.extension","slicing":{"discriminator":[{"type":"value","path":"url"}],"rules":"open"}},
            {"id":"Extension.extension:a","path":"Extension.extension","sliceName":"a","min":1,"max":"1"},
            {"id":"Extension.extension:a.url","path":"Extension.extension.url","fixedUri":"a"},
            {"id":"Extension.extension:a.value[x]","path":"Extension.extension.value[x]","min":1,"type":[{"code":"string"}]},
            {"id":"Extension.value[x]","path":"Extension.value[x]","max":"0"}"#,
        ),
        extension(
            "http://x.test/modifier",
            &on("Patient"),
            r#",{"id":"Extension","path":"Extension","isModifier":true,"isModifierReason":"r"}"#,
        ),
    ]
}

const CASES: &[(&str, &[&str])] = &[
    (r#""extension":[{"url":"http://x.test/code","valueCode":"c"}]"#, &[]),
    (
        r#""extension":[{"url":"http://x.test/code","valueString":"c"}]"#,
        &["type-not-allowed Patient.extension[0].value.ofType(string)"],
    ),
    (r#""extension":[{"url":"http://x.test/code"}]"#, &["cardinality-minimum Patient.extension[0]"]),
    (r#""extension":[{"valueCode":"c"}]"#, &["cardinality-minimum Patient.extension[0]"]),
    (r#""extension":[{"url":"relative","valueCode":"c"}]"#, &["extension-url-relative Patient.extension[0]"]),
    (r#""extension":[{"url":"http://nowhere.test/x","valueCode":"c"}]"#, &["extension-unknown Patient.extension[0]"]),
    (
        r#""extension":[{"url":"http://example.org/x","valueCode":"c"}]"#,
        &["extension-unknown-example Patient.extension[0]"],
    ),
    (
        r#""extension":[{"url":"http://hl7.org/fhir/StructureDefinition/Patient","valueCode":"c"}]"#,
        &["extension-not-a-definition Patient.extension[0]"],
    ),
    (r#""extension":[{"url":"http://x.test/on-name","valueCode":"c"}]"#, &["extension-context Patient.extension[0]"]),
    (r#""name":[{"text":"t","extension":[{"url":"http://x.test/on-name","valueCode":"c"}]}]"#, &[]),
    (r#""name":[{"text":"t","extension":[{"url":"http://x.test/on-type","valueCode":"c"}]}]"#, &[]),
    (
        r#""address":[{"text":"t","extension":[{"url":"http://x.test/on-type","valueCode":"c"}]}]"#,
        &["extension-context Patient.address[0].extension[0]"],
    ),
    (r#""address":[{"text":"t","extension":[{"url":"http://x.test/anywhere","valueCode":"c"}]}]"#, &[]),
    (r#""extension":[{"url":"http://x.test/complex","extension":[{"url":"a","valueString":"s"}]}]"#, &[]),
    (
        r#""extension":[{"url":"http://x.test/complex","extension":[{"url":"a","valueString":"s"},{"url":"b","valueString":"s"}]}]"#,
        &["extension-part-unknown Patient.extension[0].extension[1]"],
    ),
    (
        r#""extension":[{"url":"http://x.test/complex","extension":[{"url":"a","valueCode":"s"}]}]"#,
        &["type-not-allowed Patient.extension[0].extension[0].value.ofType(code)"],
    ),
    (r#""modifierExtension":[{"url":"http://x.test/modifier","valueCode":"c"}]"#, &[]),
    (
        r#""extension":[{"url":"http://x.test/modifier","valueCode":"c"}]"#,
        &["extension-must-be-modifier Patient.extension[0]"],
    ),
    (
        r#""modifierExtension":[{"url":"http://x.test/code","valueCode":"c"}]"#,
        &["extension-not-modifier Patient.modifierExtension[0]"],
    ),
];

fn document(properties: &str) -> String {
    format!(r#"{{"resourceType":"Patient",{properties}}}"#)
}

#[test]
fn extensions() {
    let structures = structures();
    for (properties, expected) in CASES {
        assert_eq!(found_with(&structures, &document(properties)), *expected, "{properties}");
    }
}

#[test]
fn words() {
    for (i, (properties, expected)) in CASES.iter().enumerate() {
        if !expected.is_empty() {
            pin(&format!("extension-{i:02}"), &structures(), Options::default(), &document(properties));
        }
    }
}
