//! Small Bundles: what each rule says, where, and where it is silent.

use serde_json::{Value, json};

use super::*;
use crate::document::Document;
use crate::source::Source;

fn is_resource_type(name: &str) -> bool {
    matches!(name, "Patient" | "Composition" | "Observation" | "Organization" | "Provenance" | "MessageHeader")
}

fn check_json(bundle: &Value) -> Vec<(&'static str, String)> {
    let (document, _) = Document::parse_json(Source::new("test.json", bundle.to_string()));
    let index = BundleIndex::new(&document);
    let mut sink = Vec::new();
    check(document.root().expect("a Bundle"), &index, &is_resource_type, &mut sink);
    sink.iter().map(|d| (d.message.id, document.fhirpath(d.node.expect("a node")))).collect()
}

fn bundle(bundle_type: &str, entries: Value) -> Value {
    json!({"resourceType": "Bundle", "type": bundle_type, "entry": entries})
}

fn entry(full_url: &str, resource: Value) -> Value {
    json!({"fullUrl": full_url, "resource": resource})
}

fn composition(references: &[&str]) -> Value {
    let list: Vec<Value> = references.iter().map(|r| json!({"reference": r})).collect();
    json!({"resourceType": "Composition", "id": "c", "section": [{"entry": list}]})
}

fn resource(name: &str, id: &str) -> Value {
    json!({"resourceType": name, "id": id})
}

fn referring(name: &str, id: &str, to: &str) -> Value {
    json!({"resourceType": name, "id": id, "subject": {"reference": to}})
}

#[test]
fn sound_bundles_pass() {
    for good in [
        bundle(
            "document",
            json!([
                entry("urn:uuid:1", composition(&["urn:uuid:2"])),
                entry("urn:uuid:2", referring("Observation", "o", "urn:uuid:3")),
                entry("urn:uuid:3", resource("Patient", "p")),
            ]),
        ),
        bundle(
            "document",
            json!([
                entry("http://a/b/Composition/c", composition(&["Observation/o", "http://a/b/Patient/p"])),
                entry("http://a/b/Observation/o", referring("Observation", "o", "Patient/p")),
                entry("http://a/b/Patient/p", resource("Patient", "p")),
                entry("http://a/b/Provenance/v", referring("Provenance", "v", "Observation/o")),
            ]),
        ),
        bundle(
            "collection",
            json!([
                entry("http://a/Patient/p", referring("Patient", "p", "Organization/elsewhere")),
                entry("http://a/thing", resource("Patient", "q")),
            ]),
        ),
        bundle("transaction", json!([{"resource": resource("Patient", "p")}])),
        bundle(
            "history",
            json!([
                entry("http://a/Patient/p", resource("Patient", "p")),
                entry("http://a/Patient/p", resource("Patient", "p")),
            ]),
        ),
    ] {
        assert_eq!(check_json(&good), [], "{good}");
    }
}

#[test]
fn the_first_entry_fits_the_type() {
    let cases = [
        ("document", json!([entry("urn:uuid:1", resource("Patient", "p"))]), "bundle-first-entry", "Bundle.entry[0]"),
        ("message", json!([entry("urn:uuid:1", resource("Patient", "p"))]), "bundle-first-entry", "Bundle.entry[0]"),
        ("document", json!([]), "bundle-without-entries", "Bundle"),
    ];
    for (bundle_type, entries, id, place) in cases {
        assert_eq!(check_json(&bundle(bundle_type, entries)), [(id, place.to_owned())]);
    }
}

#[test]
fn full_urls_identify_their_resources() {
    let patient = || resource("Patient", "p");
    for (entries, id, place) in [
        (json!([{"resource": patient()}]), "bundle-full-url-missing", "Bundle.entry[0]"),
        (json!([entry("12345", patient())]), "bundle-full-url-relative", "Bundle.entry[0]"),
        (json!([entry("http://a/Patient/q", patient())]), "bundle-full-url-other-id", "Bundle.entry[0]"),
        (json!([entry("http://a/Observation/p", patient())]), "bundle-full-url-other-id", "Bundle.entry[0]"),
        (
            json!([entry("http://a/Patient/q", json!({"resourceType": "Patient"}))]),
            "bundle-full-url-without-id",
            "Bundle.entry[0]",
        ),
        (
            json!([entry("urn:uuid:1", patient()), entry("urn:uuid:1", patient())]),
            "bundle-duplicate-full-url",
            "Bundle.entry[1]",
        ),
    ] {
        assert_eq!(check_json(&bundle("collection", entries)), [(id, place.to_owned())]);
    }
    let version = |v: &str| json!({"resourceType": "Patient", "id": "p", "meta": {"versionId": v}});
    let versions = json!([entry("http://a/Patient/p", version("1")), entry("http://a/Patient/p", version("2"))]);
    assert_eq!(check_json(&bundle("collection", versions)), []);
}

#[test]
fn references_of_a_document_are_resolved() {
    let missing = bundle("document", json!([entry("urn:uuid:1", composition(&["urn:uuid:9"]))]));
    let place = "Bundle.entry[0].resource.section[0].entry[0]".to_owned();
    assert_eq!(check_json(&missing), [("bundle-reference-unresolved", place)]);

    let by_id = bundle(
        "document",
        json!([
            entry("urn:uuid:1", composition(&["urn:uuid:2", "urn:uuid:3"])),
            entry("urn:uuid:2", referring("Observation", "o", "Patient/p")),
            entry("urn:uuid:3", resource("Patient", "p")),
        ]),
    );
    assert_eq!(check_json(&by_id), [("bundle-reference-other-full-url", "Bundle".to_owned())]);

    let dangling = bundle(
        "document",
        json!([
            entry("urn:uuid:1", composition(&["urn:uuid:2"])),
            entry("urn:uuid:2", referring("Observation", "o", "urn:uuid:0")),
        ]),
    );
    let place = "Bundle.entry[1].resource.subject".to_owned();
    assert_eq!(check_json(&dangling), [("bundle-urn-unresolved", place)]);
}

#[test]
fn several_versions_need_a_versioned_reference() {
    let version = |v: &str| {
        entry(
            "http://a/Patient/p",
            json!({
        "resourceType": "Patient", "id": "p", "meta": {"versionId": v}}),
        )
    };
    let of = |reference: &str| {
        bundle(
            "collection",
            json!([
                version("1"),
                version("2"),
                entry("http://a/Observation/o", referring("Observation", "o", reference)),
            ]),
        )
    };
    let place = "Bundle.entry[2].resource.subject".to_owned();
    assert_eq!(check_json(&of("Patient/p")), [("bundle-reference-ambiguous", place)]);
    assert_eq!(check_json(&of("Patient/p/_history/2")), []);
}

#[test]
fn entries_are_reachable_from_the_first() {
    let with = |bundle_type: &str, first: Value, last: Value| {
        bundle(
            bundle_type,
            json!([
                entry("urn:uuid:1", first),
                entry("urn:uuid:2", resource("Patient", "p")),
                entry("urn:uuid:3", last),
            ]),
        )
    };
    let last = "Bundle.entry[2]".to_owned();
    let document = |last| with("document", composition(&["urn:uuid:2"]), last);
    assert_eq!(check_json(&document(resource("Patient", "q"))), [("bundle-orphan", last.clone())]);
    let backwards = referring("Observation", "o", "urn:uuid:2");
    assert_eq!(check_json(&document(backwards)), [("bundle-only-backwards", last.clone())]);
    let message = with("message", referring("MessageHeader", "m", "urn:uuid:2"), resource("Patient", "q"));
    assert_eq!(check_json(&message), [("bundle-orphan", last)]);
}

#[test]
fn style_sheets_travel_with_the_document() {
    let of = |url: &str| {
        let mut document = bundle(
            "document",
            json!([
                entry("http://a/Composition/c", composition(&[])),
                entry("http://a/Patient/css", resource("Patient", "css")),
            ]),
        );
        document["link"] = json!([{"relation": "stylesheet", "url": url}]);
        check_json(&document)
    };
    assert_eq!(of("Patient/css"), []);
    let orphan = || ("bundle-orphan", "Bundle.entry[1]".to_owned());
    assert_eq!(of("https://example.org/a.css"), [orphan()]);
    assert_eq!(of("Patient/none"), [("bundle-stylesheet-unresolved", "Bundle.link[0].url".to_owned()), orphan()]);
}

#[test]
fn a_bundle_within_a_bundle_is_searched_first() {
    let inner = bundle(
        "collection",
        json!([
            entry("urn:uuid:5", referring("Observation", "o", "urn:uuid:6")),
            entry("urn:uuid:6", resource("Patient", "inner")),
        ]),
    );
    let outer =
        bundle("collection", json!([entry("urn:uuid:4", inner), entry("urn:uuid:6", resource("Patient", "x"))]));
    let (document, _) = Document::parse_json(Source::new("test.json", outer.to_string()));
    let index = BundleIndex::new(&document);
    let observation = (0..document.len() as u32)
        .map(|id| document.element(id))
        .find(|e| e.resource_type() == Some("Observation"))
        .expect("an Observation");
    let target = resolve("urn:uuid:6", observation, &index).target().expect("a target");
    assert_eq!(target.child_value(known::ID), Some("inner"));
    assert_eq!(resolve("urn:uuid:7", observation, &index), Resolved::NotInBundle(0));
    assert_eq!(resolve("#o", observation, &index), Resolved::Container(observation));
    assert_eq!(resolve("#q", observation, &index), Resolved::NoSuchFragment);
}
