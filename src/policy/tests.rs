//! What becomes of findings, on diagnostics made by hand.

use super::*;
use crate::diagnostics::render::{Checked, Report, Summary};
use crate::diagnostics::tool::INTERNAL_ERROR;
use crate::source::{Source, Span};
use crate::validate::binding::messages::{SYSTEM_UNKNOWN, WRONG_DISPLAY};

fn document() -> Document {
    let text = "{\"resourceType\":\"Patient\",\"active\":true,\"gender\":\"male\"}";
    Document::parse(Source::new("drafts/a.json", text.to_owned())).0
}

/// One finding at the document as a whole, one at each child, and an unknown code system.
fn diagnostics(document: &Document) -> Vec<Diagnostic> {
    let at = |node| Diagnostic::new(&INTERNAL_ERROR, Span::default()).with("reason", "none").at(node);
    let children = document.root().into_iter().flat_map(|root| root.children()).map(|child| at(child.id()));
    let system = Diagnostic::new(&SYSTEM_UNKNOWN, Span::default()).with("system", "http://hospital.example/codes");
    children.chain([system]).collect()
}

fn apply(policy: &Policy) -> (Vec<(&'static str, Severity)>, Suppressed) {
    let document = document();
    let mut diagnostics = diagnostics(&document);
    let suppressed = policy.apply(&document, &mut diagnostics);
    (diagnostics.iter().map(|d| (d.message.id, d.severity)).collect(), suppressed)
}

fn scope(id: &str, path: Option<&str>) -> Scope {
    Scope { id: Some(Words::new(id)), path: path.map(Words::new), files: None }
}

#[test]
fn without_decisions_everything_stays() {
    let (kept, suppressed) = apply(&Policy::default());
    assert_eq!((kept.len(), suppressed), (diagnostics(&document()).len(), Suppressed::default()));
}

#[test]
fn the_last_override_that_fits_counts() {
    let milder = |severity| Override { scope: scope("internal-*", None), severity };
    let here = Override { scope: scope("*", Some("Patient.gender")), severity: None };
    let policy = Policy { overrides: vec![milder(None), milder(Some(Severity::Warning)), here], ..Policy::default() };
    let (kept, suppressed) = apply(&policy);
    assert!(kept.iter().all(|(_, severity)| *severity == Severity::Warning), "{kept:?}");
    assert_eq!(suppressed, Suppressed { off: 1, ..Suppressed::default() });
    assert_eq!(kept.len() as u64 + suppressed.total(), diagnostics(&document()).len() as u64);
}

#[test]
fn waivers_and_accepted_code_systems_are_counted_apart() {
    let files = Files::new(&std::path::absolute(".").expect("a folder"), "drafts/*.json").expect("it is a glob");
    let scope = Scope { files: Some(files), ..scope("internal-error", Some("Patient.active")) };
    let policy = Policy {
        waivers: vec![scope],
        accepted_code_systems: vec![Words::new("http://hospital.example/*")],
        ..Policy::default()
    };
    assert_eq!(apply(&policy).1, Suppressed { waived: 1, accepted: 1, ..Suppressed::default() });
}

#[test]
fn a_baseline_takes_out_what_it_holds_and_nothing_else() {
    let document = document();
    let all = diagnostics(&document);
    let write = |diagnostics: &[Diagnostic]| {
        let part = Collect.document(Checked { document: &document, diagnostics });
        Collect.begin() + &part + &Collect.end(&Summary::default())
    };
    for known in 0..=all.len() {
        let baseline = Baseline::parse(&write(&all[..known])).expect("it was written so");
        let mut found = all.clone();
        assert_eq!(baseline.take_known(&document, &mut found), known as u64);
        assert_eq!(found.len(), all.len() - known);
    }
}

#[test]
fn what_is_no_baseline_is_refused() {
    for (text, fault) in [
        ("", BaselineFault::Head),
        ("{}", BaselineFault::Head),
        ("# jpfhir baseline 1\nxyz\ta\tb\n", BaselineFault::Line(2)),
        ("# jpfhir baseline 1\n\n0123456789abcdef\ta\n", BaselineFault::Line(3)),
    ] {
        assert_eq!(Baseline::parse(text).map(|_| ()), Err(fault), "{text}");
    }
}

/// What is said of the findings of a document with the same places in each line.
fn ignored(list: &str, severity: Severity) -> (u64, Vec<usize>) {
    let text = r#"{"resourceType":"Basic","code":{"coding":[{"system":"http://x.jp/DrugCode/1","code":"K","display":"カリウム"}]}}"#;
    let document = Document::parse(Source::new("a.json", text.to_owned())).0;
    let coding = document.root().and_then(|root| root.children().last()?.children().next()).expect("a coding");
    let display = coding.children().last().expect("a display");
    let system = Diagnostic::new(&SYSTEM_UNKNOWN, Span::default()).with("system", "http://x.jp/DrugCode/1");
    let wrong = Diagnostic::new(&WRONG_DISPLAY, display.span()).at(display.id()).with("code", "K");
    let wrong = wrong.with("expected", "Potassium").with_value("found", "カリウム");
    let mut diagnostics = vec![system, wrong];
    diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = severity);
    let list = IgnoreWarnings::parse("list", list).expect("it is a list");
    let policy = Policy { ignore_warnings: Some(list), ..Policy::default() };
    let suppressed = policy.apply(&document, &mut diagnostics);
    assert_eq!(diagnostics.len() as u64 + suppressed.ignored, 2);
    let unmatched = policy.ignore_warnings.map(|list| list.unmatched());
    (suppressed.ignored, unmatched.expect("there is a list"))
}

#[test]
fn lists_of_known_messages_cover_what_they_mean() {
    for (line, count) in [
        // As the guides write them, in any case of letters.
        ("Code System URI 'http://x.jp/DrugCode/%", 1),
        ("CODE SYSTEM URI 'http://x.jp/DrugCode/1' is unknown so the code cannot be validated", 1),
        ("URL値 '%/DrugCode/1' は解決できません", 1),
        ("Wrong Display Name%", 1),
        ("%誤ったdisplay%", 1),
        ("%x.jp%", 2),
        // A whole message, of which the end is not known here, and its beginning.
        (
            "Wrong Display Name 'カリウム' for http://x.jp/DrugCode/1#K. Valid display is one of 2 choices: 'a' or 'b'",
            1,
        ),
        ("Wrong Display Name 'カリウム' for http://x.jp/DrugCode/1#K. Valid dis%", 1),
        ("http://x.jp/DrugCode/1#K の誤ったdisplay 'カリウム' - 'a' であるべきです (言語 'ja' のため)", 1),
        // Our own words.
        ("The display of `K` is `Potassium`, not `カリウム`", 1),
        ("コード体系 `%` は不明%", 1),
        // Other messages, and words that could stand only in what is not known.
        ("Code System URI 'http://y.jp/%", 0),
        ("Wrong Display Name 'K'%", 0),
        ("%should have narrative%", 0),
        ("%one of 2 choices%", 0),
        ("Code System URI", 0),
    ] {
        assert_eq!(ignored(line, Severity::Warning).0, count, "{line}");
        assert_eq!(ignored(line, Severity::Error), (0, vec![1]), "an error is never left out: {line}");
    }
}

#[test]
fn comments_and_headings_are_no_messages_and_the_rest_is_told() {
    let list = "\u{FEFF}== Suppressed Messages ==\r\n\r\n# Why\r\n#no blank\r\nWrong Display Name%\r\n  nothing%\r\n%never%said%\r\n";
    assert_eq!(ignored(list, Severity::Information), (1, vec![6, 7]));
    assert_eq!(ignored("", Severity::Warning), (0, vec![]));
    for (text, line) in [("%", 1), ("a\n %% ", 2)] {
        assert_eq!(IgnoreWarnings::parse("list", text).map(|_| ()), Err(IgnoreFault::Everything(line)));
    }
}
