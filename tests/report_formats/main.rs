//! Each report format of `jpfhir validate`, read by a reader that is not ours.

mod browser;
mod readers;

use std::path::Path;

use assert_cmd::Command;

/// Writes a report on the shipped documents to a file of a fresh folder, and gives its text.
fn report(format: &str, options: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report");
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args(["validate", "testdata/clins", "--no-cache", "--quiet", "--as-of", "2026-04-01"])
        .args(["--output", &format!("{format}={}", path.display())])
        .args(options)
        .output()
        .expect("the program runs");
    assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(path).expect("the report is there")
}

/// The findings of the same documents by severity, and their number in all, from the JSON report.
fn findings() -> Vec<serde_json::Value> {
    let report: serde_json::Value = serde_json::from_str(&report("json", &[])).expect("it is JSON");
    let documents = report["documents"].as_array().expect("there are documents");
    documents.iter().flat_map(|document| document["findings"].as_array().expect("a list").clone()).collect()
}
