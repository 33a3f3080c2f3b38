//! Which fixes go together, and what is left when none is due any more.

use super::{Choice, mend, plan};
use crate::diagnostics::tool::INTERNAL_ERROR;
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::{Document, edited};
use crate::source::{Source, Span};

fn at(start: u32, end: u32, text: &str) -> Diagnostic {
    let fix = Fix::safe(Change::Bytes(start, end, text.into()));
    Diagnostic::new(&INTERNAL_ERROR, Span { start, end }).fixed_by(fix)
}

fn document(text: &str) -> Document {
    Document::parse(Source::new("t", text.to_owned())).0
}

/// The text after one pass, the findings that were fixed, and how many wait.
fn pass(text: &str, found: &[Diagnostic]) -> (String, Vec<usize>, usize) {
    let plan = plan(&document(text), found, &Choice::default());
    (edited(text, &plan.edits), plan.findings, plan.waiting)
}

#[test]
fn the_first_of_overlapping_fixes_is_applied() {
    let text = "{\"a\":\"0123456789\"}";
    let cases: [(&[Diagnostic], &str, &[usize], usize); 6] = [
        (&[at(6, 8, "x"), at(8, 10, "y")], "{\"a\":\"xy456789\"}", &[0, 1], 0),
        (&[at(6, 9, "x"), at(8, 10, "y")], "{\"a\":\"x3456789\"}", &[0], 1),
        (&[at(6, 6, "x"), at(6, 6, "y")], "{\"a\":\"x0123456789\"}", &[0], 1),
        (&[at(6, 8, "x"), at(8, 8, "y")], "{\"a\":\"xy23456789\"}", &[0, 1], 0),
        (&[at(6, 10, "x"), at(8, 8, "y")], "{\"a\":\"x456789\"}", &[0], 1),
        (&[at(6, 8, "x"), at(6, 8, "x")], "{\"a\":\"x23456789\"}", &[0, 1], 0),
    ];
    for (found, expected, fixed, waiting) in cases {
        assert_eq!(pass(text, found), (expected.to_owned(), fixed.to_vec(), waiting));
    }
}

#[test]
fn an_element_loses_one_child_at_a_time() {
    let text = "{\"a\":1,\"b\":2}";
    let remove = |node| Diagnostic::new(&INTERNAL_ERROR, Span::default()).fixed_by(Fix::safe(Change::Remove(node)));
    assert_eq!(pass(text, &[remove(1), remove(2)]), ("{\"b\":2}".to_owned(), vec![0], 1));
}

#[test]
fn only_wanted_fixes_are_applied() {
    let safe = at(0, 0, "x");
    let mut other = at(0, 0, "x");
    other.fix = Some(Box::new(Fix::to_review(Change::Bytes(0, 0, "x".into()))));
    let none = Diagnostic::new(&INTERNAL_ERROR, Span::default());
    let choice = |needs_review, only: &[&str]| {
        let only = only.iter().map(|id| (*id).to_owned()).collect();
        let choice = Choice { needs_review, only };
        [&safe, &other, &none].map(|diagnostic| choice.takes(diagnostic))
    };
    assert_eq!(choice(false, &[]), [true, false, false]);
    assert_eq!(choice(true, &[]), [true, true, false]);
    assert_eq!(choice(true, &["internal-error"]), [true, true, false]);
    assert_eq!(choice(true, &["null-value"]), [false, false, false]);
}

#[test]
fn passes_go_on_until_nothing_is_due() {
    // Each pass takes one of the letters away.
    let judge = |source: Source| {
        let found = source.text().find('x').map(|place| at(place as u32, place as u32 + 1, ""));
        (Document::parse(source).0, found.into_iter().collect())
    };
    let mended = mend(Source::new("t", "{\"a\":\"xxx\"}".to_owned()), &Choice::default(), &judge);
    assert_eq!(mended.document.source.text(), "{\"a\":\"\"}");
    assert_eq!((mended.fixed.len(), mended.remaining.len(), mended.is_changed), (3, 0, true));
}

#[test]
fn fixes_that_undo_each_other_end() {
    let judge = |source: Source| {
        let other = if source.text().contains('x') { "y" } else { "x" };
        let found = vec![at(6, 7, other)];
        (Document::parse(source).0, found)
    };
    let mended = mend(Source::new("t", "{\"a\":\"x\"}".to_owned()), &Choice::default(), &judge);
    assert_eq!(mended.document.source.text(), "{\"a\":\"x\"}");
}
