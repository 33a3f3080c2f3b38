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
    let json = |view| Json { view, provenance: provenance(), lines: false };
    let documents = [&document(PRETTY), &document(PRETTY)];
    let report = whole_report(&json(VIEW), &documents);
    snap("json", &pretty(&report));
    let masked = whole_report(&json(View { mask: true, ..VIEW }), &documents);
    assert!(!masked.contains("おんな") && masked.contains("***"), "{masked}");
}

#[test]
fn report_in_the_layout_of_the_java_validator() {
    let report = |several, ids, view| ValidatorCli { view, provenance: provenance(), several, ids };
    let documents = [&document(PRETTY), &document(PRETTY)];
    snap("validator-cli", &whole_report(&report(true, true, VIEW), &documents));
    let japanese = View { language: Language::Japanese, ..VIEW };
    snap("validator-cli-single-ja", &whole_report(&report(false, false, japanese), &documents[..1]));
    let nothing = |report: ValidatorCli| report.document(Checked { document: documents[0], diagnostics: &[] });
    assert_eq!(nothing(report(false, true, VIEW)), "Success: 0 errors, 0 warnings, 1 notes\n  Information: All OK\n");
    let dashes = "-".repeat(38);
    let expected = format!(
        "-- 患者/a.json --{dashes}\nSuccess: 0 errors, 0 warnings, 1 notes\n  Information: すべてOK\n---------------{dashes}\n\n"
    );
    assert_eq!(nothing(report(true, true, japanese)), expected);
}

fn outcome(shape: Shape) -> OperationOutcome {
    OperationOutcome { view: VIEW, provenance: provenance(), shape, base: PathBuf::from("/work") }
}

#[test]
fn operation_outcome_report() {
    let document = document(PRETTY);
    snap("operation-outcome", &pretty(&whole_report(&outcome(Shape::Single), &[&document])));
    snap("operation-outcome-bundle", &pretty(&whole_report(&outcome(Shape::Bundle), &[&document, &document])));
}

#[test]
fn an_outcome_without_findings_says_so() {
    let document = document(PRETTY);
    let report = outcome(Shape::Single).document(Checked { document: &document, diagnostics: &[] });
    let value: serde_json::Value = serde_json::from_str(&report).expect("the report is JSON");
    assert_eq!(value["issue"][0]["severity"], "information");
    assert_eq!(value["issue"].as_array().map(Vec::len), Some(1));
}

#[test]
fn reports_of_nothing_are_whole() {
    for shape in [Shape::Single, Shape::Bundle] {
        let report = whole_report(&outcome(shape), &[]);
        assert!(shape == Shape::Single || serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
    }
    let report = whole_report(&Json { view: VIEW, provenance: provenance(), lines: false }, &[]);
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
}

#[test]
fn reports_of_one_line_a_document() {
    let document = document(PRETTY);
    snap("ndjson", &whole_report(&Json { view: VIEW, provenance: provenance(), lines: true }, &[&document, &document]));
    snap("operation-outcome-ndjson", &whole_report(&outcome(Shape::Lines), &[&document, &document]));
}

#[test]
fn reports_for_services() {
    let document = document(PRETTY);
    let documents = [&document, &document];
    let sarif = Sarif { view: VIEW, provenance: provenance(), declared };
    snap("sarif", &pretty(&whole_report(&sarif, &documents)));
    let junit = JUnit { view: VIEW, provenance: provenance(), fail_on: Some(Severity::Error) };
    snap("junit", &whole_report(&junit, &documents));
    snap("gitlab", &pretty(&whole_report(&GitLab { view: VIEW }, &documents)));
    let japanese = View { language: Language::Japanese, ..VIEW };
    snap("github", &whole_report(&GitHub { view: japanese }, &documents));
}

fn declared(id: &str) -> Option<&'static crate::diagnostics::Message> {
    [&WRONG_VALUE, &WORTH_KNOWING].into_iter().find(|message| message.id == id)
}

#[test]
fn reports_for_spreadsheets() {
    let document = document(PRETTY);
    let table = |separator, byte_order_mark| Table { view: VIEW, separator, byte_order_mark };
    snap("csv", &whole_report(&table(Separator::Comma, false), &[&document]));
    let tabs = whole_report(&table(Separator::Tab, true), &[&document]);
    assert!(tabs.starts_with("\u{FEFF}file\tline\t"), "{tabs}");
    assert_eq!(tabs.lines().count(), 4, "{tabs}");
}

#[test]
fn pages_hold_both_languages_and_cannot_be_broken_out_of() {
    let text = PRETTY.replace("おんな", "</script><script>alert(1)</script>");
    let document = document(&text);
    let page = whole_report(&Html { view: VIEW, provenance: provenance() }, &[&document]);
    assert_eq!(page.matches("</script>").count(), 3, "{page}");
    let start = page.find("id=\"findings\">").expect("the findings are there") + "id=\"findings\">".len();
    let findings = &page[start..start + page[start..].find("</script>").expect("they end")];
    snap("html-findings", &pretty(findings));
    let masked = whole_report(&Html { view: View { mask: true, ..VIEW }, provenance: provenance() }, &[&document]);
    assert!(!masked.contains("alert(1)"), "{masked}");
}

#[test]
fn fingerprints_tell_findings_apart_and_outlive_new_lines() {
    let of = |document: &Document| {
        let diagnostics = [diagnostics(document), diagnostics(document)].concat();
        let found: Vec<_> = diagnostics.iter().map(|d| resolve(document, d, &VIEW)).collect();
        fingerprints("a.json", document, &found)
    };
    let (one, moved) = (document(PRETTY), document(&PRETTY.replace("健保 花子", "別人").replacen('{', "{\n\n", 1)));
    assert_eq!(of(&one), of(&moved));
    let on_line = |text: &str, line: u32| {
        let mut document = document(text);
        document.source = std::mem::take(&mut document.source).starting_at_line(line);
        document
    };
    let with_id = PRETTY.replacen('{', "{ \"id\": \"p1\",", 1);
    assert_eq!(of(&on_line(&with_id, 2)), of(&on_line(&with_id, 7)), "a resource that has moved");
    let documents = [one, on_line(PRETTY, 2), on_line(PRETTY, 3), on_line(&with_id, 4)];
    let distinct: std::collections::HashSet<_> = documents.iter().flat_map(of).collect();
    assert_eq!(distinct.len(), 4 * 6);
}

fn pretty(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {json}"));
    serde_json::to_string_pretty(&value).expect("a value is JSON")
}
