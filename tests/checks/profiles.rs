//! The profiles that a document claims: unknown, of other versions, of other types, one of several.

use super::{Options, PROFILE, claiming, found_with, judge, official, pin, profile};

fn versioned(version: &str) -> String {
    profile(PROFILE, "Patient", r#"[{"id":"Patient.name","path":"Patient.name","min":1}]"#)
        .replace("\"name\":\"Test\"", &format!("\"name\":\"Test\",\"version\":\"{version}\""))
}

fn claim(canonical: &str) -> String {
    format!(r#"{{"resourceType":"Patient","meta":{{"profile":["{canonical}"]}},"active":true}}"#)
}

#[test]
fn claims() {
    let structures = [versioned("1.10.0")];
    for (canonical, expected) in [
        (PROFILE.to_string(), vec!["cardinality-minimum Patient"]),
        (format!("{PROFILE}|1.10.0"), vec!["cardinality-minimum Patient"]),
        (format!("{PROFILE}|1"), vec!["cardinality-minimum Patient", "profile-other-version Patient.meta.profile[0]"]),
        ("http://example.org/none".to_string(), vec!["profile-unknown Patient.meta.profile[0]"]),
        ("http://hl7.org/fhir/StructureDefinition/bmi".to_string(), vec!["profile-other-type Patient"]),
    ] {
        let mut found = found_with(&structures, &claim(&canonical));
        found.sort();
        assert_eq!(found, expected, "{canonical}");
    }
}

#[test]
fn official_reading_checks_nothing_of_other_versions() {
    let (_, found) = judge(&[versioned("1.10.0")], official(), &claim(&format!("{PROFILE}|2")));
    let ids: Vec<&str> = found.iter().map(|d| d.message.id).collect();
    assert_eq!(ids, ["profile-unknown"]);
}

#[test]
fn imposed_profiles() {
    let options = Options { profiles: vec![PROFILE.to_string()], ..Options::default() };
    let (_, found) = judge(&[versioned("1")], options, r#"{"resourceType":"Patient","active":true}"#);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message.id, "cardinality-minimum");
}

#[test]
fn one_of_several_type_profiles() {
    let name = |url: &str, part: &str| {
        profile(url, "HumanName", &format!(r#"[{{"id":"HumanName.{part}","path":"HumanName.{part}","min":1}}]"#))
            .replace("\"kind\":\"resource\"", "\"kind\":\"complex-type\"")
    };
    let structures = [
        name("http://example.org/with-family", "family"),
        name("http://example.org/with-text", "text"),
        profile(
            PROFILE,
            "Patient",
            r#"[{"id":"Patient.name","path":"Patient.name","type":[{"code":"HumanName",
            "profile":["http://example.org/with-family","http://example.org/with-text"]}]}]"#,
        ),
    ];
    assert_eq!(found_with(&structures, &claiming("Patient", r#""name":[{"text":"t"},{"family":"f"}]"#)), [""; 0]);
    let neither = claiming("Patient", r#""name":[{"given":["g"]}]"#);
    assert_eq!(found_with(&structures, &neither), ["type-no-profile-matches Patient.name[0]"]);
    pin("type-profiles", &structures, Options::default(), &neither);
}

#[test]
fn slices_apart_from_their_element() {
    let structure = |last: &str| {
        let patient = r#"{"id":"Patient","path":"Patient","min":0,"max":"*"}"#;
        let list = r#"{"id":"Patient.identifier","path":"Patient.identifier","min":0,"max":"*","base":{"path":"Patient.identifier","min":0,"max":"*"},
            "type":[{"code":"Identifier"}],"slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}"#;
        let slice = r#"{"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":0,"max":"1",
            "base":{"path":"Patient.identifier","min":0,"max":"*"},"type":[{"code":"Identifier"}]}"#;
        let active = r#"{"id":"Patient.active","path":"Patient.active","min":0,"max":"1","base":{"path":"Patient.active","min":0,"max":"1"},
            "type":[{"code":"boolean"}]}"#;
        let elements = if last == "slice" { [patient, list, active, slice] } else { [patient, list, slice, active] };
        profile(PROFILE, "Patient", "[]").replace(
            "\"differential\"",
            &format!("\"snapshot\":{{\"element\":[{}]}},\"differential\"", elements.join(",")),
        )
    };
    let document = claiming("Patient", r#""active":true"#);
    let found = found_with(&[structure("slice")], &document);
    assert_eq!(found, ["profile-slices-out-of-order Patient.meta"]);
    assert_eq!(found_with(&[structure("active")], &document), [""; 0]);
    pin("profile-slices-out-of-order", &[structure("slice")], Options::default(), &document);
}

#[test]
fn ids_of_resources_have_no_extensions() {
    let id =
        r#"{"resourceType":"Patient","id":"a","_id":{"extension":[{"url":"http://example.org/x","valueCode":"y"}]}}"#;
    assert!(found_with(&[], id).contains(&"resource-id-extension Patient.id".to_string()));
    assert_eq!(found_with(&[], r#"{"resourceType":"Patient","id":"a"}"#), [""; 0]);
    pin("resource-id-extension", &[], Options::default(), id);
}

#[test]
fn words() {
    pin("profile-unknown", &[], Options::default(), &claim("http://example.org/none"));
    pin("profile-other-version", &[versioned("1.10.0")], Options::default(), &claim(&format!("{PROFILE}|1")));
    pin("profile-other-type", &[], Options::default(), &claim("http://hl7.org/fhir/StructureDefinition/bmi"));
}
