//! Slicing: every kind of discriminator and path, rules, order, reslices.

use super::{Options, PROFILE, claiming, found, found_with, judge, pin, profile};

fn sliced(discriminator: &str, rules: &str, slices: &str) -> String {
    format!(
        r#"[{{"id":"Patient.identifier","path":"Patient.identifier","slicing":{{"discriminator":[{discriminator}],{rules}}}}},{slices}]"#
    )
}

fn slice(name: &str, min: u32, max: &str, inner: &str) -> String {
    let id = format!("Patient.identifier:{name}");
    format!(r#"{{"id":"{id}","path":"Patient.identifier","sliceName":"{name}","min":{min},"max":"{max}"}},{inner}"#)
        .replace("$ID", &id)
}

const SYSTEM: &str = r#"{"type":"value","path":"system"}"#;

fn by_system(rules: &str, minimum: u32) -> String {
    let a = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://a"}"#;
    let b = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://b"}"#;
    sliced(SYSTEM, rules, &format!("{},{}", slice("a", minimum, "1", a), slice("b", 0, "*", b)))
}

fn identifiers(differential: &str, systems: &[&str]) -> Vec<String> {
    let items: Vec<String> = systems.iter().map(|s| format!(r#"{{"system":"http://{s}","value":"1"}}"#)).collect();
    found("Patient", differential, &claiming("Patient", &format!(r#""identifier":[{}]"#, items.join(","))))
}

#[test]
fn rules_and_counts() {
    let open = by_system(r#""rules":"open""#, 1);
    assert_eq!(identifiers(&open, &["a", "b", "b", "c"]), [""; 0]);
    assert_eq!(identifiers(&open, &["b", "c"]), ["slice-minimum Patient"]);
    assert_eq!(identifiers(&open, &["a", "a"]), ["cardinality-maximum Patient"]);
    let closed = by_system(r#""rules":"closed""#, 0);
    assert_eq!(identifiers(&closed, &["a", "b"]), [""; 0]);
    assert_eq!(identifiers(&closed, &["a", "c"]), ["slice-none-matches Patient.identifier[1]"]);
    let at_end = by_system(r#""rules":"openAtEnd""#, 0);
    assert_eq!(identifiers(&at_end, &["a", "b", "c"]), [""; 0]);
    assert_eq!(identifiers(&at_end, &["c", "a"]), ["slice-not-at-end Patient.identifier[0]"]);
    let ordered = by_system(r#""rules":"open","ordered":true"#, 0);
    assert_eq!(identifiers(&ordered, &["a", "b", "b"]), [""; 0]);
    assert_eq!(identifiers(&ordered, &["b", "a"]), ["slice-order Patient.identifier[1]"]);
}

#[test]
fn an_item_in_two_slices() {
    let value = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://a"}"#;
    let differential =
        sliced(SYSTEM, r#""rules":"open""#, &format!("{},{}", slice("a", 0, "1", value), slice("b", 0, "1", value)));
    assert_eq!(identifiers(&differential, &["a"]), ["slice-several-match Patient.identifier[0]"]);
    assert_eq!(identifiers(&differential, &["c"]), [""; 0]);
}

#[test]
fn reslices_belong_to_their_slice() {
    let system = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://a"}"#;
    let both = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://a"},
        {"id":"$ID.use","path":"Patient.identifier.use","min":1,"fixedCode":"official"}"#;
    let discriminators = format!(r#"{SYSTEM},{{"type":"value","path":"use"}}"#);
    let slices = format!("{},{}", slice("a", 1, "*", system), slice("a/official", 1, "1", both));
    let differential = sliced(&discriminators, r#""rules":"open""#, &slices);
    let document = |uses: &[&str]| {
        let items: Vec<String> =
            uses.iter().map(|u| format!(r#"{{"system":"http://a","use":"{u}","value":"1"}}"#)).collect();
        found("Patient", &differential, &claiming("Patient", &format!(r#""identifier":[{}]"#, items.join(","))))
    };
    assert_eq!(document(&["official"]), [""; 0]);
    assert_eq!(document(&["official", "usual"]), [""; 0]);
    assert_eq!(document(&["usual"]), ["slice-minimum Patient"]);
}

#[test]
fn kinds_of_discriminators() {
    let concept =
        r#"{"id":"$ID.type","path":"Patient.identifier.type","patternCodeableConcept":{"coding":[{"code":"X"}]}}"#;
    let exists = r#"{"id":"$ID.period","path":"Patient.identifier.period","min":1}"#;
    let absent = r#"{"id":"$ID.period","path":"Patient.identifier.period","max":"0"}"#;
    for (discriminator, inner, matching, other) in [
        (
            r#"{"type":"pattern","path":"type"}"#,
            concept,
            r#"{"type":{"coding":[{"code":"X","display":"d"}]}}"#,
            r#"{"type":{"text":"X"}}"#,
        ),
        (
            r#"{"type":"value","path":"type.coding.code"}"#,
            r#"{"id":"$ID.type.coding.code","path":"Patient.identifier.type.coding.code","fixedCode":"X"}"#,
            r#"{"type":{"coding":[{"code":"X"}]}}"#,
            r#"{"type":{"coding":[{"code":"Y"}]}}"#,
        ),
        (r#"{"type":"exists","path":"period"}"#, exists, r#"{"period":{"start":"2024"}}"#, r#"{"value":"1"}"#),
        (r#"{"type":"exists","path":"period"}"#, absent, r#"{"value":"1"}"#, r#"{"period":{"start":"2024"}}"#),
        (
            r#"{"type":"value","path":"$this"}"#,
            r#"{"id":"$ID.system","path":"Patient.identifier.system","fixedUri":"http://a"}"#,
            r#"{"system":"http://a"}"#,
            r#"{"system":"http://b"}"#,
        ),
        (
            r#"{"type":"type","path":"assigner.resolve()"}"#,
            r#"{"id":"$ID.assigner","path":"Patient.identifier.assigner","min":1,
                "type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization"]}]}"#,
            r##"{"assigner":{"reference":"#org"}}"##,
            r#"{"value":"1"}"#,
        ),
    ] {
        let differential = sliced(discriminator, r#""rules":"closed""#, &slice("a", 0, "*", inner));
        let document = |item: &str| {
            let contained = r#""contained":[{"resourceType":"Organization","id":"org","name":"o"}]"#;
            let contained = if item.contains("#org") { format!("{contained},") } else { String::new() };
            found("Patient", &differential, &claiming("Patient", &format!(r#"{contained}"identifier":[{item}]"#)))
        };
        assert_eq!(document(matching), [""; 0], "{discriminator} {matching}");
        assert_eq!(document(other), ["slice-none-matches Patient.identifier[0]"], "{discriminator} {other}");
    }
}

#[test]
fn choices_by_type() {
    let differential = r#"[
        {"id":"Observation.value[x]","path":"Observation.value[x]",
         "slicing":{"discriminator":[{"type":"type","path":"$this"}],"rules":"open"}},
        {"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity","min":0,"max":"1",
         "type":[{"code":"Quantity"}]},
        {"id":"Observation.value[x]:valueQuantity.unit","path":"Observation.value[x].unit","min":1}]"#;
    let document = |value: &str| claiming("Observation", &format!(r#""status":"final","code":{{"text":"c"}},{value}"#));
    assert_eq!(found("Observation", differential, &document(r#""valueQuantity":{"value":1,"unit":"u"}"#)), [""; 0]);
    assert_eq!(found("Observation", differential, &document(r#""valueString":"x""#)), [""; 0]);
    assert_eq!(
        found("Observation", differential, &document(r#""valueQuantity":{"value":1}"#)),
        ["cardinality-minimum Observation.value.ofType(Quantity)"]
    );
}

/// A Bundle whose entries are told apart by the profile of their resources.
fn bundle_by_profile() -> [String; 2] {
    let patient = profile(
        "http://example.org/StructureDefinition/named",
        "Patient",
        r#"[{"id":"Patient.name","path":"Patient.name","min":1}]"#,
    );
    let bundle = profile(
        PROFILE,
        "Bundle",
        r#"[
        {"id":"Bundle.entry","path":"Bundle.entry","slicing":{"discriminator":[{"type":"profile","path":"resource"}],"rules":"closed"}},
        {"id":"Bundle.entry:named","path":"Bundle.entry","sliceName":"named","min":1,"max":"1"},
        {"id":"Bundle.entry:named.resource","path":"Bundle.entry.resource","min":1,
         "type":[{"code":"Patient","profile":["http://example.org/StructureDefinition/named"]}]}]"#,
    );
    [patient, bundle]
}

fn bundle_of(patient: &str) -> String {
    claiming(
        "Bundle",
        &format!(
            r#""type":"collection","entry":[{{"fullUrl":"urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{patient}}}]"#
        ),
    )
}

#[test]
fn entries_by_profile() {
    let structures = bundle_by_profile();
    assert_eq!(found_with(&structures, &bundle_of(r#"{"resourceType":"Patient","name":[{"text":"a"}]}"#)), [""; 0]);
    let found = found_with(&structures, &bundle_of(r#"{"resourceType":"Patient","active":true}"#));
    assert_eq!(found, ["slice-minimum Bundle"]);
}

#[test]
fn words() {
    for (name, rules, systems) in [
        ("slice-closed", r#""rules":"closed""#, vec!["c"]),
        ("slice-at-end", r#""rules":"openAtEnd""#, vec!["c", "a"]),
        ("slice-order", r#""rules":"open","ordered":true"#, vec!["b", "a"]),
    ] {
        let items: Vec<String> = systems.iter().map(|s| format!(r#"{{"system":"http://{s}","value":"1"}}"#)).collect();
        let document = claiming("Patient", &format!(r#""identifier":[{}]"#, items.join(",")));
        pin(name, &[profile(PROFILE, "Patient", &by_system(rules, 1))], Options::default(), &document);
    }
    let value = r#"{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://a"}"#;
    let twice =
        sliced(SYSTEM, r#""rules":"open""#, &format!("{},{}", slice("a", 0, "1", value), slice("b", 0, "1", value)));
    let document = claiming("Patient", r#""identifier":[{"system":"http://a","value":"1"}]"#);
    pin("slice-several", &[profile(PROFILE, "Patient", &twice)], Options::default(), &document);
    let document = bundle_of(r#"{"resourceType":"Patient","active":true}"#);
    pin("slice-profile", &bundle_by_profile(), Options::default(), &document);
}

/// The causes of the findings about an identifier's system that is no URI, as `id slice`.
fn causes(systems: [&str; 2], found: &str) -> Vec<String> {
    let of = |name: &str, system: &str| {
        let inner =
            format!(r#"{{"id":"$ID.system","path":"Patient.identifier.system","min":1,"fixedUri":"{system}"}}"#);
        slice(name, 0, "*", &inner)
    };
    let slices = format!("{},{}", of("a", systems[0]), of("b", systems[1]));
    let structure = profile(PROFILE, "Patient", &sliced(SYSTEM, r#""rules":"open""#, &slices));
    let document = claiming("Patient", &format!(r#""identifier":[{{"value":"1",{found}}}]"#));
    let (_, diagnostics) = judge(&[structure], Options::default(), &document);
    let fact = |d: &super::Diagnostic| format!("{:?}", d.fact("slice").or(d.fact("slices")));
    diagnostics.iter().flat_map(|d| &d.causes).map(|c| format!("{} {}", c.message.id, fact(c))).collect()
}

#[test]
fn a_fault_in_a_discriminator_says_which_slice_was_meant() {
    let systems = ["urn:oid:1.2.392.100495.1", "http://elsewhere.test/b"];
    let nearest = r#"slice-nearest Some(Text("a"))"#;
    assert_eq!(causes(systems, r#""system":"urn:oid:1.2.392.100495.1/""#), [nearest]);
    let candidates = r#"slice-candidates Some(List(["a", "b"]))"#;
    assert_eq!(causes(systems, r#""sistem":"urn:oid:1.2.392.100495.1""#), [candidates]);
    // The item is in its slice, or the fault is elsewhere in it.
    assert_eq!(causes(systems, r#""system":"urn:oid:1.2.392.100495.1","use":5"#), [""; 0]);
    assert_eq!(causes(systems, r#""system":"http://other.test","use":5"#), [""; 0]);
}
