//! `jpfhir fix` as people use it: the diff, what is written, what is refused, the exit status.

use std::path::Path;

use assert_cmd::Command;
use jpfhir::document::{Edit, edited};
use jpfhir::source::Span;

/// Runs the program; exit status, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .current_dir(folder)
        .args(arguments)
        .args(["--no-cache", "--no-config", "--as-of", "2026-04-01", "--color", "never", "--lang", "en"])
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with a copy of the shipped documents.
fn copies() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["patient.json", "patient.xml", "lines.ndjson"] {
        std::fs::copy(top().join("testdata/fix").join(name), folder.path().join(name)).expect("it can be copied");
    }
    folder
}

#[test]
fn a_diff_shows_what_would_change() {
    let mut shown = String::new();
    for arguments in [&["fix", "testdata/fix"][..], &["fix", "testdata/fix", "--needs-review"]] {
        let (code, out, err) = run(top(), arguments);
        shown.push_str(&format!("$ jpfhir {}\n{out}{err}exit status {code}\n", arguments.join(" ")));
    }
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/fixes"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("diff", shown.replace('\r', "␍")) });
}

#[test]
fn applied_twice_it_changes_nothing_more() {
    let folder = copies();
    let (code, out, err) = run(folder.path(), &["fix", ".", "--apply", "--fail-on", "never"]);
    assert_eq!((code, &*out), (0, ""), "{err}");
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("it is there");
    let once: Vec<Vec<u8>> = ["patient.json", "patient.xml", "lines.ndjson"].map(read).into();
    let lines = String::from_utf8_lossy(&once[2]).into_owned();
    assert!(lines.contains("\"gender\":\"female\"}\r\n") && lines.contains("\r\n\r\n"), "{lines:?}");
    let (code, _, err) = run(folder.path(), &["fix", ".", "--apply", "--fail-on", "never"]);
    assert_eq!((code, err.starts_with("0 findings fixed in 0 files")), (0, true), "{err}");
    assert_eq!(once, Vec::from(["patient.json", "patient.xml", "lines.ndjson"].map(read)));
    // What needs a review is left, and is an error.
    assert_eq!(run(folder.path(), &["fix", "patient.json", "--apply"]).0, 1);
    assert_eq!(run(folder.path(), &["fix", "patient.json"]).0, 0);
}

#[test]
fn the_byte_order_mark_and_the_line_ends_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.json");
    std::fs::write(&path, "\u{FEFF}{\r\n\t\"resourceType\": \"Patient\",\r\n\t\"gender\": \"MALE\"\r\n}")
        .expect("written");
    assert_eq!(run(folder.path(), &["fix", "a.json", "--apply"]).0, 0);
    let expected = "\u{FEFF}{\r\n\t\"resourceType\": \"Patient\",\r\n\t\"gender\": \"male\"\r\n}";
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), expected);
}

#[test]
fn what_is_not_utf8_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["cp932.json", "euc-jp.json", "utf16.json", "cp932.xml"] {
        let bytes = std::fs::read(top().join("testdata/bad-input").join(name)).expect("it is there");
        std::fs::write(folder.path().join(name), &bytes).expect("it can be written");
        let (code, _, err) = run(folder.path(), &["fix", name, "--apply"]);
        assert!(code == 2 && err.contains(&format!("{name}: left as it is: encoded in ")), "{err}");
        assert_eq!(std::fs::read(folder.path().join(name)).expect("it is there"), bytes);
    }
}

#[test]
fn only_the_findings_that_are_named_are_mended() {
    let folder = copies();
    let (code, out, _) = run(folder.path(), &["fix", "patient.json", "--only", "wrong-json-type"]);
    let changed: Vec<&str> = out.lines().skip(2).filter(|line| line.starts_with(['-', '+'])).collect();
    assert_eq!((code, changed), (1, vec!["-  \"active\": \"true\",", "+  \"active\": true,"]));
    let (code, _, err) = run(folder.path(), &["fix", "patient.json", "--only", "wrong-json-typ"]);
    assert!(code == 2 && err.contains("wrong-json-type"), "{err}");
}

#[test]
fn masked_no_value_is_shown() {
    let (code, out, err) = run(top(), &["fix", "testdata/fix", "--mask"]);
    assert_eq!(code, 1);
    assert!(out.contains("patient.json: date-format 1"), "{out}");
    for value in ["1970", "山田", "male", "Married"] {
        assert!(!out.contains(value) && !err.contains(value), "{value}: {out}{err}");
    }
    for format in ["json", "sarif"] {
        let (_, out, _) = run(top(), &["validate", "testdata/fix/patient.json", "--mask", "--format", format]);
        assert!(!out.contains("1970-01-05") && !out.contains("山田"), "{format}: {out}");
    }
}

#[test]
fn standard_input_is_shown_and_not_written() {
    let fix = |more: &[&str]| {
        let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
        let output = command
            .args(["fix", "-", "--no-config"])
            .args(more)
            .write_stdin(r#"{"resourceType":"Patient","gender":"MALE"}"#);
        let output = output.output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, out) = fix(&[]);
    assert!(code == Some(1) && out.contains("+{\"resourceType\":\"Patient\",\"gender\":\"male\"}"), "{out}");
    assert_eq!(fix(&["--apply"]), (Some(2), String::new()));
}

#[test]
fn the_edits_of_the_report_are_those_that_are_applied() {
    let (_, out, _) = run(top(), &["validate", "testdata/fix/patient.xml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let findings = report["documents"][0]["findings"].as_array().expect("a list");
    let fixes = findings.iter().map(|finding| &finding["fix"]).filter(|fix| fix["applicability"] == "safe");
    let number = |edit: &serde_json::Value, name: &str| edit[name].as_u64().unwrap_or(u64::MAX) as usize;
    let edits: Vec<Edit> = fixes
        .flat_map(|fix| fix["edits"].as_array().cloned().unwrap_or_default())
        .map(|edit| {
            let (start, length) = (number(&edit, "offset"), number(&edit, "length"));
            Edit { span: Span::new(start, start + length), text: edit["text"].as_str().unwrap_or("?").to_owned() }
        })
        .collect();
    let text = std::fs::read_to_string(top().join("testdata/fix/patient.xml")).expect("it is there");
    let folder = copies();
    run(folder.path(), &["fix", "patient.xml", "--apply"]);
    let applied = std::fs::read_to_string(folder.path().join("patient.xml")).expect("it is there");
    assert_eq!((edits.len() > 3, edited(&text, &edits)), (true, applied));
    assert_eq!(report["summary"]["fixes"]["safe"], edits.len());
}
