//! `jpfhir validate --coverage`: off unless asked for, in every format, never a fault.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn validate(arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules/base"))
        .args(["validate", "--no-cache", "--as-of", "2026-04-01", "--lang", "en", "--color", "never"])
        .args(arguments)
        .output()
        .expect("the program runs");
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).expect("it is UTF-8"))
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&validate(&[arguments, &["--format", "json"]].concat()).1).expect("it is JSON")
}

const IDS: [&str; 3] = ["COM-21", "COM-22", "COM-23"];

#[test]
fn nothing_is_told_unless_asked_for() {
    let report = json(&["conditions.json"]);
    assert!(report["summary"].get("coverage").is_none());
    let findings = report["summary"]["findings"].as_object().expect("counts");
    assert!(IDS.iter().all(|id| !findings.contains_key(*id)), "{findings:?}");
}

#[test]
fn programs_read_it() {
    let report = json(&["conditions.json", "--coverage"]);
    let coverage = &report["summary"]["coverage"];
    assert_eq!(coverage["absent"]["Condition.code.coding:icd10"], 3);
    assert_eq!(coverage["droppable"]["Condition.language"], 3);
    let findings = report["documents"][0]["findings"].as_array().expect("findings");
    assert!(findings.iter().filter(|f| IDS.iter().any(|id| f["id"] == *id)).all(|f| f["severity"] == "information"));
    // One finding a resource, and nothing twice in it.
    let absent: Vec<&Value> = findings.iter().filter(|f| f["id"] == "COM-22").collect();
    assert_eq!(absent.len(), 3);
    for finding in absent {
        let elements = finding["facts"]["elements"].as_array().expect("a list");
        let unique: std::collections::BTreeSet<&str> = elements.iter().filter_map(Value::as_str).collect();
        assert_eq!(unique.len(), elements.len(), "{elements:?}");
    }
}

#[test]
fn what_stands_below_an_absent_element_is_not_told() {
    let report = json(&["allergies.json", "--coverage"]);
    let absent = report["summary"]["coverage"]["absent"].as_object().expect("counts");
    assert!(absent.contains_key("AllergyIntolerance.reaction"));
    assert!(absent.keys().all(|element| !element.starts_with("AllergyIntolerance.reaction.")), "{absent:?}");
}

#[test]
fn a_choice_of_many_tests_is_not_a_lack_of_the_others() {
    let report = json(&["results.json", "--coverage"]);
    let absent = report["summary"]["coverage"]["absent"].as_object().expect("counts");
    assert!(absent.keys().all(|element| !element.contains("coding:coreLabo")), "{absent:?}");
}

#[test]
fn it_needs_no_rules_and_no_guide_of_submission() {
    for arguments in [&["--no-rules"][..], &["--conformance", "official"], &["--target", "core"]] {
        let report = json(&[&["conditions.json", "--coverage"], arguments].concat());
        let absent = report["summary"]["coverage"]["absent"].as_object().expect("counts");
        assert!(absent.contains_key("Condition.recorder"), "{arguments:?}: {absent:?}");
    }
}

#[test]
fn it_changes_no_verdict() {
    for file in ["conditions.json", "results.json", "referral.json", "checkup.json", "prescription.json"] {
        let counts = |arguments: &[&str]| {
            let summary = &json(arguments)["summary"];
            (summary["errors"].clone(), summary["warnings"].clone(), validate(arguments).0)
        };
        assert_eq!(counts(&[file, "--coverage"]), counts(&[file]), "{file}");
    }
}

#[test]
fn the_summary_for_people_counts_it() {
    let (_, text) = validate(&["conditions.json", "allergies.json", "--coverage"]);
    let summary = text.find("Must Support elements that are absent").expect("it is there");
    let end = text[summary..].find("\n2 files").expect("a last line");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/render"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("coverage", &text[summary..summary + end]));
}
