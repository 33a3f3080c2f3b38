//! What becomes of findings, on diagnostics made by hand.

use super::*;
use crate::diagnostics::render::{Checked, Report, Summary};
use crate::diagnostics::tool::INTERNAL_ERROR;
use crate::source::{Source, Span};
use crate::validate::binding::messages::SYSTEM_UNKNOWN;

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
