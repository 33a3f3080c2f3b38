//! What people see of each diagnostic: every folder of testdata/diagnostics is validated, and its report is a snap.
//!
//! A folder holds documents and, when it takes more than these, `arguments` (one line) and packages in subfolders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use jpfhir::catalogue;
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Language, View, resolve};
use jpfhir::document::Document;
use jpfhir::source::Span;
use regex::Regex;

const FOLDER: &str = "testdata/diagnostics";

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names in a folder, sorted.
fn names(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(top().join(folder)).expect("the folder is there").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the tool says about the documents of a folder, in one format and language.
fn report(folder: &str, format: &[&str]) -> String {
    let named = names(folder).into_iter().map(|name| format!("{folder}/{name}"));
    let documents = named.filter(|path| top().join(path).is_file() && !path.ends_with("/arguments"));
    let arguments = std::fs::read_to_string(top().join(folder).join("arguments")).unwrap_or_default();
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .current_dir(top())
        .args(["validate", "--no-cache", "--as-of", "2026-04-01", "--color", "never"])
        .args(format)
        .args(arguments.split_whitespace())
        .args(documents)
        .output()
        .expect("the program runs");
    let code = output.status.code().unwrap_or(-1);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("reports are UTF-8");
    format!("{}{}exit status {code}\n", text(output.stderr), findings(&text(output.stdout)))
}

/// A report without its summary, which tells the time and the version.
fn findings(report: &str) -> String {
    let summary = Regex::new(r"(?m)^(\s+\d+  \w+\[|\d+ files?, |# jpfhir ).*").expect("the pattern is right");
    report[..summary.find(report).map_or(report.len(), |found| found.start())].to_owned()
}

fn snap(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(top().join("snapshots/diagnostics"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn each_folder_shows_its_diagnostic() {
    let mut silent = Vec::new();
    for id in names(FOLDER) {
        let folder = format!("{FOLDER}/{id}");
        let human = report(&folder, &["--format", "human", "--lang", "en"]);
        let japanese = report(&folder, &["--format", "concise", "--lang", "ja"]);
        if catalogue::find(&id).is_none() || !human.contains(&format!("[{id}]")) {
            silent.push(id.clone());
        }
        snap(&id, &format!("{human}\n{japanese}"));
    }
    assert!(silent.is_empty(), "no such diagnostic, or not shown: {}", silent.join(" "));
}

/// Diagnostics that need very large files, a failing disk, a fault of the tool, a code from elsewhere or a broken
/// expression: what they say about facts like those.
#[test]
fn words_of_what_cannot_be_kept_in_a_folder() {
    let facts = [
        ("canonical", "http://example.org/ValueSet/v"),
        ("before", "27437"),
        ("close", ")"),
        ("age", "365"),
        ("code", "A01"),
        ("day", "2025-06-01"),
        ("first_day", "2025-07-01"),
        ("system", "病名管理番号"),
        ("columns", "傷病名コード"),
        ("count", "2"),
        ("edition", "clins@1.5.2"),
        ("element", "Observation.code"),
        ("entry", "../b_20240601.txt"),
        ("expected", "a name"),
        ("file", "huge.tgz"),
        ("found", "§"),
        ("help", "Write `name`."),
        ("kind", "傷病名マスター"),
        ("length", "1048577"),
        ("limit", "100000"),
        ("line", "3"),
        ("maximum", "1048576"),
        ("name", "nmae"),
        ("nearest", "A02"),
        ("symbol", "x"),
        ("value", "x"),
        ("key", "pat-1"),
        ("rows", "27437"),
        ("sheet", "Sheet1"),
        ("seen", "3: a, b, c …"),
        ("other", "20250401"),
        ("profile", "http://example.org/StructureDefinition/Huge"),
        ("expression", "name.exists()"),
        ("slices", "a, b"),
        ("slice", "a"),
        ("suggestion", "name"),
        ("reason", "Permission denied (os error 13)"),
        ("type", "Patient"),
        ("url", "http://example.org/StructureDefinition/Huge"),
        ("value_set", "http://example.org/ValueSet/v"),
        ("what", "string"),
    ];
    let others = ["file-not-read", "internal-error", "package-too-large", "snapshot-too-large", "string-too-long"];
    let others = others.iter().chain(&[
        "too-large",
        "code-in-other-edition",
        "code-not-in-edition",
        "code-not-yet-valid",
        "code-not-in-maximum-value-set",
        "invariant-undecided",
        "slice-candidates",
    ]);
    let elsewhere =
        |id: &&str| ["fhirpath-", "master-", "guide-contradiction-"].iter().any(|start| id.starts_with(start));
    let expressions = catalogue::all().iter().map(|message| message.id).filter(elsewhere);
    let mut shown = String::new();
    for id in others.copied().chain(expressions) {
        let message = catalogue::find(id).unwrap_or_else(|| panic!("{id} is in the catalogue"));
        let diagnostic = Diagnostic::new(message, Span::default());
        let diagnostic = facts.iter().fold(diagnostic, |diagnostic, (name, text)| diagnostic.with(name, *text));
        for language in [Language::English, Language::Japanese] {
            let view = View { language, mask: false, color: false, width: 100 };
            let found = resolve(&Document::default(), &diagnostic, &view);
            let words = format!("{} {}", found.message, found.help);
            assert!(!words.contains('{'), "{id} wants other facts: {words}");
            shown.push_str(&format!("[{id}] {}\n", words.trim_end()));
        }
    }
    snap("words", &shown);
}

#[test]
fn every_diagnostic_appears_in_a_snap() {
    let word = Regex::new("[a-z][a-z0-9-]*[a-z0-9]|[A-Z]{3,4}-[0-9]{2}").expect("the pattern is right");
    let mut seen = BTreeSet::new();
    for path in snaps() {
        let text = std::fs::read_to_string(&path).expect("snaps can be read");
        seen.extend(word.find_iter(&text).map(|found| found.as_str().to_owned()));
    }
    let unseen: Vec<&str> =
        catalogue::all().iter().map(|message| message.id).filter(|id| !seen.contains(*id)).collect();
    assert!(unseen.is_empty(), "{} of {}: {}", unseen.len(), catalogue::all().len(), unseen.join(" "));
}

fn snaps() -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(top().join("snapshots")).into_iter().flatten();
    entries.map(|entry| entry.into_path()).filter(|path| path.extension().is_some_and(|e| e == "snap")).collect()
}
