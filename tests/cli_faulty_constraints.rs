//! What is wrong with the constraints of a package is said when it is loaded: once a run, not where it is used again.

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// A profile of Patient with constraints on its names, each a key and an expression.
fn profile(constraints: &[(&str, &str)]) -> String {
    let constraint = |(key, expression): &(&str, &str)| json!({ "key": key, "severity": "error", "human": "x", "expression": expression });
    json!({
        "resourceType": "StructureDefinition", "url": "http://example.org/StructureDefinition/Named", "name": "Named",
        "status": "draft", "kind": "resource", "abstract": false, "type": "Patient", "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "differential": { "element": [{ "id": "Patient.name", "path": "Patient.name",
            "constraint": constraints.iter().map(constraint).collect::<Vec<_>>() }] }
    })
    .to_string()
}

/// A folder with a profile, and two documents that its constraints apply to.
fn folder(constraints: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("package")).unwrap();
    std::fs::write(folder.path().join("package/named.json"), profile(constraints)).unwrap();
    for name in ["a.json", "b.json"] {
        let patient = json!({ "resourceType": "Patient", "name": [{ "text": "架空 花子" }, { "text": "架空 花" }],
            "meta": { "profile": ["http://example.org/StructureDefinition/Named"] } });
        std::fs::write(folder.path().join(name), patient.to_string()).unwrap();
    }
    folder
}

/// Exit status and standard output.
fn validate(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("jpfhir").unwrap();
    let command = command.current_dir(folder).env("LC_ALL", "C").env("XDG_CACHE_HOME", folder.join("cache"));
    let output = command.args(["validate", "a.json", "b.json", "--no-rules"]).args(arguments).output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
}

const MISSPELT: (&str, &str) = ("n-1", "text.lenght() > 1");
const UNKNOWN: (&str, &str) = ("n-2", "txet.exists() or text.exists()");
const SOUND: (&str, &str) = ("n-3", "text.exists()");

#[test]
fn a_fault_is_reported_once_with_its_place() {
    let folder = folder(&[MISSPELT, UNKNOWN, SOUND]);
    for loaded in [["--package", "package"], ["--profile", "package/named.json"]] {
        // The second run finds in the cache which constraints are faulty.
        for run in 0..3 {
            let more: &[&str] = if run == 2 { &["--no-cache"] } else { &[] };
            let (status, report) = validate(folder.path(), &[&loaded, more].concat());
            assert_eq!(status, 1, "{report}");
            assert_eq!(report.matches("there is no function").count(), 1, "{report}");
            for part in ["#Patient.name n-1", "text.lenght() > 1", "     ──────\n", "is `length` meant?"] {
                assert!(report.contains(part), "{part}: {report}");
            }
            assert!(report.contains("warning[fhirpath-misnamed-element]") && report.contains("n-2"), "{report}");
            assert!(!report.contains("invariant"), "{report}");
            assert!(report.contains("2 files, 2 resources: 1 error, 1 warning"), "{report}");
        }
    }
}

#[test]
fn machines_read_whose_fault_it_is() {
    let folder = folder(&[MISSPELT]);
    let (_, report) = validate(folder.path(), &["--package", "package", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["documents"].as_array().map(Vec::len), Some(3));
    assert_eq!(report["documents"][0]["file"], "package#Patient.name n-1");
    let finding = &report["documents"][0]["findings"][0];
    assert_eq!(finding["profile"], "http://example.org/StructureDefinition/Named");
    assert_eq!((&finding["element"], &finding["column"]), (&json!("Patient.name"), &json!(6)));
    assert_eq!(report["summary"]["documents"], 2);
    let (_, outcome) = validate(folder.path(), &["--package", "package", "--format", "operation-outcome"]);
    let outcome: Value = serde_json::from_str(&outcome).unwrap();
    assert_eq!(outcome["entry"].as_array().map(Vec::len), Some(3));
}

#[test]
fn as_published_it_fails_where_it_is_used() {
    let folder = folder(&[MISSPELT, UNKNOWN]);
    let (status, report) = validate(folder.path(), &["--package", "package", "--conformance", "official"]);
    assert_eq!((status, report.matches("cannot be decided here").count()), (1, 4), "{report}");
    assert!(!report.contains("n-2"), "{report}");
}

#[test]
fn a_sound_package_is_silent() {
    let folder = folder(&[SOUND]);
    let (status, report) = validate(folder.path(), &["--package", "package"]);
    assert_eq!(status, 0, "{report}");
    assert!(!report.contains("fhirpath-") && !report.contains("n-3"), "{report}");
}
