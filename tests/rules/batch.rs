//! What files of one run must not share, whatever the number of threads.

use std::path::Path;

use assert_cmd::Command;

use super::documents::{base, change};

/// Writes copies of a submission with these Bundle-IDs, and validates the folder.
fn report(identifiers: &[&str], arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (i, identifier) in identifiers.iter().enumerate() {
        let document = change(base("conditions"), &serde_json::json!([["set", "/identifier/value", identifier]]));
        let text = serde_json::to_string_pretty(&document).expect("it is JSON");
        std::fs::write(folder.path().join(format!("{i:02}.json")), text).expect("it can be written");
    }
    validate(folder.path(), arguments)
}

fn validate(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder).args(["validate", "--no-cache", "--as-of", "2026-04-01", "."]);
    if !arguments.contains(&"--lang") {
        command.args(["--lang", "en"]);
    }
    let output = command.args(arguments).output().expect("the program runs");
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).expect("it is UTF-8"))
}

const A: &str = "1319999991^2026^A";
const B: &str = "1319999991^2026^B";

#[test]
fn a_bundle_id_is_used_once() {
    let (code, text) = report(&[A, B, A, A], &["--format", "concise"]);
    let found: Vec<&str> = text.lines().filter(|line| line.contains("[FILE-10]")).collect();
    assert_eq!((code, found.len()), (1, 2), "{text}");
    assert!(found[0].starts_with("./02.json:") && found[0].contains("./00.json:"), "{text}");
    assert!(found[1].starts_with("./03.json:") && found[1].contains("./00.json:"), "{text}");
}

#[test]
fn the_second_use_is_shown() {
    let (_, english) = report(&[A, A], &["--format", "human", "--color", "never"]);
    let (_, japanese) = report(&[A, A], &["--format", "concise", "--lang", "ja"]);
    let block = english.split("\n\n").find(|block| block.contains("FILE-10")).expect("it is shown");
    let line = japanese.lines().find(|line| line.contains("FILE-10")).expect("it is shown");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(super::top().join("snapshots/rules"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("FILE-10", format!("{block}\n\n{line}\n")));
}

#[test]
fn different_bundle_ids_are_well() {
    assert_eq!(report(&[A, B], &["--format", "concise"]).0, 0);
    assert_eq!(report(&[A, A], &["--format", "concise", "--no-rules"]).0, 0);
    assert_eq!(report(&[A, A], &["--format", "concise", "--conformance", "official"]).0, 0);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let identifiers: Vec<String> = (0..40).map(|i| format!("1319999991^2026^{}", i % 7)).collect();
    let identifiers: Vec<&str> = identifiers.iter().map(String::as_str).collect();
    let (_, alone) = report(&identifiers, &["--format", "json", "--jobs", "1"]);
    assert_eq!(alone.matches("\"FILE-10\"").count(), 33 + 1, "one for each, and the summary");
    for jobs in ["2", "5"] {
        assert_eq!(report(&identifiers, &["--format", "json", "--jobs", jobs]).1, alone);
    }
    let parsed: serde_json::Value = serde_json::from_str(&alone).expect("it is JSON");
    assert_eq!(parsed["summary"]["documents"], 40);
}
