//! The report formats on diagnostics made by hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::document::Document;
use crate::source::{Source, Span};

pub(super) use declared::{WORTH_KNOWING, WRONG_VALUE};

#[expect(dead_code, reason = "the catalogue does not list what only tests raise")]
mod declared {
    crate::messages! {
        WRONG_VALUE = "wrong-value", Error, Value {
            en: "`{element}` must be \"{expected}\", but is \"{value}\".", "Write \"{expected}\".";
            ja: "`{element}` は「{expected}」でなければなりませんが、「{value}」です。", "「{expected}」と書いてください。";
            explain: "Only tests raise it.";
        }
        WORTH_KNOWING = "worth-knowing", Warning, Informational {
            en: "There are {count} of them: {list}.", "";
            ja: "{count} 件あります: {list}。", "";
            explain: "Only tests raise it.";
        }
    }
}

pub(super) const VIEW: View = View { language: Language::English, mask: false, color: false, width: 100 };

fn provenance() -> Provenance {
    Provenance {
        tool: "0.0.0".to_owned(),
        guides: vec!["clins@1.10.0".to_owned()],
        masters: Vec::new(),
        as_of: "2026-04-01".to_owned(),
        conformance: "corrected".to_owned(),
    }
}

const PRETTY: &str = "{\n  \"resourceType\": \"Patient\",\n  \"name\": [{\"text\": \"健保 花子\"}], \"gender\": \"おんな\",\n  \"active\": true\n}\n";

fn document(text: &str) -> Document {
    let (document, diagnostics) = Document::parse_json(Source::new("患者/a.json", text.to_owned()));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    document
}

fn diagnostics(document: &Document) -> Vec<Diagnostic> {
    let root = document.root().expect("the text is a resource");
    let of = |name: &str| root.children().find(|c| c.name_text() == name).expect("the text has it");
    let (gender, name, active) = (of("gender"), of("name"), of("active"));
    let (profile, element) = (Arc::from("http://example.org/JP_Patient|1.2.0"), Arc::from("Patient.gender"));
    let wrong = || {
        Diagnostic::new(&WRONG_VALUE, gender.span())
            .at(gender.id())
            .with("element", "gender")
            .with("expected", "female")
            .with_value("value", "おんな")
    };
    let mut with_causes = wrong().from_profile(&profile, &element);
    let mut cause = Diagnostic::new(&WORTH_KNOWING, name.span()).at(name.id());
    cause = cause.with("count", 2_u32).with("list", vec![Box::from("official"), Box::from("usual")]);
    with_causes.causes = vec![cause.clone()];
    let whole = Diagnostic::new(&WORTH_KNOWING, Span::default()).with("count", 0_u32).with("list", vec![]);
    let mut mild = wrong().with("n", 1_u32);
    (mild.severity, mild.span, mild.node) = (Severity::Information, active.span(), Some(active.id()));
    vec![with_causes, whole, mild]
}

fn whole_report(report: &dyn Report, documents: &[&Document]) -> String {
    let mut summary = Summary { files: documents.len() as u64, skipped: 1, ..Summary::default() };
    let mut out = report.begin();
    for (i, document) in documents.iter().enumerate() {
        let diagnostics = diagnostics(document);
        summary.add(&diagnostics);
        out.push_str(report.before(i == 0));
        out.push_str(&report.document(Checked { document, diagnostics: &diagnostics }));
    }
    summary.elapsed = Duration::from_millis(1_230);
    out + &report.end(&summary)
}

fn snap(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/render"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn human(view: View) -> Human {
    Human { view, provenance: provenance(), quiet: false }
}

#[test]
fn human_report() {
    let document = document(PRETTY);
    snap("human-en", &whole_report(&human(VIEW), &[&document]));
    let japanese = View { language: Language::Japanese, ..VIEW };
    snap("human-ja", &whole_report(&human(japanese), &[&document]));
    snap("human-masked", &whole_report(&human(View { mask: true, ..VIEW }), &[&document]));
}

#[test]
fn human_report_in_color() {
    let report = whole_report(&human(View { color: true, ..VIEW }), &[&document(PRETTY)]);
    snap("human-color", &report.replace('\u{1b}', "␛"));
}

#[test]
fn human_report_of_a_minified_document() {
    let filler = "\"みかん\",".repeat(2_000);
    let text = format!(
        "{{\"resourceType\":\"Patient\",\"name\":[{{\"given\":[{filler}\"花子\"]}}],\"gender\":\"おんな\",\"active\":true}}"
    );
    let report = whole_report(&human(VIEW), &[&document(&text)]);
    assert!(report.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 100), "{report}");
    snap("human-minified", &report);
}

#[test]
fn concise_report() {
    let concise = Concise { view: VIEW, provenance: provenance(), quiet: false };
    snap("concise", &whole_report(&concise, &[&document(PRETTY)]));
}

#[test]
fn json_report() {
    let json = |view| Json { view, provenance: provenance() };
    let documents = [&document(PRETTY), &document(PRETTY)];
    let report = whole_report(&json(VIEW), &documents);
    snap("json", &pretty(&report));
    let masked = whole_report(&json(View { mask: true, ..VIEW }), &documents);
    assert!(!masked.contains("おんな") && masked.contains("***"), "{masked}");
}

fn outcome(several: bool) -> OperationOutcome {
    OperationOutcome { view: VIEW, provenance: provenance(), several, base: PathBuf::from("/work") }
}

#[test]
fn operation_outcome_report() {
    let document = document(PRETTY);
    snap("operation-outcome", &pretty(&whole_report(&outcome(false), &[&document])));
    snap("operation-outcome-bundle", &pretty(&whole_report(&outcome(true), &[&document, &document])));
}

#[test]
fn an_outcome_without_findings_says_so() {
    let document = document(PRETTY);
    let report = outcome(false).document(Checked { document: &document, diagnostics: &[] });
    let value: serde_json::Value = serde_json::from_str(&report).expect("the report is JSON");
    assert_eq!(value["issue"][0]["severity"], "information");
    assert_eq!(value["issue"].as_array().map(Vec::len), Some(1));
}

#[test]
fn reports_of_nothing_are_whole() {
    for several in [false, true] {
        let report = whole_report(&outcome(several), &[]);
        assert!(!several || serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
    }
    let report = whole_report(&Json { view: VIEW, provenance: provenance() }, &[]);
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
}

#[test]
fn paths_become_uris() {
    let base = std::path::Path::new("/home/me");
    for (path, uri) in [
        ("a b.json", "file:///home/me/a%20b.json"),
        ("患者.json", "file:///home/me/%E6%82%A3%E8%80%85.json"),
        ("/x/y#z.json", "file:///x/y%23z.json"),
        ("./a.json", "file:///home/me/a.json"),
        ("-", "file:///dev/stdin"),
    ] {
        assert_eq!(file_uri(base, std::path::Path::new(path)), uri);
    }
}

fn pretty(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {json}"));
    serde_json::to_string_pretty(&value).expect("a value is JSON")
}
