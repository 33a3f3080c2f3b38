//! What safe fixes promise of a document: each fixed finding is gone, no other one appears, all bytes outside of the edits
//! stay, and a second time changes nothing.

use std::collections::BTreeMap;

use jpfhir::diagnostics::{Applicability, Diagnostic};
use jpfhir::document::{Document, edited};
use jpfhir::fixes::{Choice, Plan, mend, plan};
use jpfhir::source::Source;
use regex::Regex;

use crate::tools::Tools;

/// Findings by id, place without positions, and the element that asks.
type Counts = BTreeMap<String, i64>;

/// How many fixes of a kind were seen, by id and applicability.
pub type Tally = BTreeMap<(String, &'static str), u64>;

fn key(document: &Document, diagnostic: &Diagnostic) -> String {
    let positions = Regex::new(r"\[\d+\]").expect("the pattern is right");
    let path = diagnostic.node.map_or(String::new(), |node| document.fhirpath(node));
    let asks = diagnostic.origin.as_ref().map_or("", |origin| &origin.element);
    format!("{} {} {asks}", diagnostic.message.id, positions.replace_all(&path, ""))
}

fn counts<'d>(document: &Document, found: impl Iterator<Item = &'d Diagnostic>) -> Counts {
    let mut counts = Counts::new();
    for diagnostic in found {
        *counts.entry(key(document, diagnostic)).or_default() += 1;
    }
    counts
}

/// Counts the fixes of a document that can be written.
pub fn count(document: &Document, found: &[Diagnostic], tally: &mut Tally) {
    for diagnostic in found {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| document.edits(fix).is_some()) else { continue };
        let declared = diagnostic.message.remedy.map_or(&[][..], |remedy| remedy.applicability);
        // Any fix needs a review where it would uncover another finding.
        let is_declared = declared.contains(&fix.applicability) || fix.applicability == Applicability::NeedsReview;
        assert!(is_declared, "{} is not declared to be so", diagnostic.message.id);
        *tally.entry((diagnostic.message.id.to_owned(), fix.applicability.name())).or_default() += 1;
    }
}

/// What is broken of the promise for a document; empty when it is kept.
pub fn broken(tools: &Tools, name: &str, text: &str, tally: &mut Tally) -> Vec<String> {
    let (document, found) = tools.judge(name, text.to_owned());
    count(&document, &found, tally);
    let choice = Choice::default();
    let planned = plan(&document, &found, &choice);
    if planned.edits.is_empty() {
        return Vec::new();
    }
    let after = edited(text, &planned.edits);
    let mut faults = kept_bytes(text, &after, &planned);
    faults.extend(left_or_new(tools, name, (&document, &found), &planned, &after));
    faults.extend(not_idempotent(tools, name, text, &choice));
    for fault in &mut faults {
        let ids: Vec<&str> = planned.findings.iter().map(|at| found[*at].message.id).collect();
        *fault = format!("{name}: {fault} after {}", ids.join(" "));
    }
    faults
}

/// Every byte outside of the edits is the same.
fn kept_bytes(before: &str, after: &str, planned: &Plan) -> Vec<String> {
    let (mut at, mut moved) = (0, 0);
    for edit in &planned.edits {
        let between = &before[at..edit.span.start as usize];
        if after.get(moved..moved + between.len()) != Some(between) {
            return vec![format!("bytes before {} differ", edit.span.start)];
        }
        moved += between.len() + edit.text.len();
        at = edit.span.end as usize;
    }
    if after.get(moved..) == Some(&before[at..]) { Vec::new() } else { vec!["the last bytes differ".to_owned()] }
}

fn left_or_new(
    tools: &Tools,
    name: &str,
    (document, found): (&Document, &[Diagnostic]),
    planned: &Plan,
    after: &str,
) -> Vec<String> {
    let before = counts(document, found.iter());
    let fixed = counts(document, planned.findings.iter().map(|at| &found[*at]));
    let (edited, left) = tools.judge(name, after.to_owned());
    let left = counts(&edited, left.iter());
    let of = |counts: &Counts, key: &str| counts.get(key).copied().unwrap_or(0);
    let more = left.iter().filter(|(key, count)| **count > of(&before, key) - of(&fixed, key));
    more.map(|(key, _)| if fixed.contains_key(key) { format!("left: {key}") } else { format!("new: {key}") }).collect()
}

fn not_idempotent(tools: &Tools, name: &str, text: &str, choice: &Choice) -> Vec<String> {
    let judge = |source: Source| tools.judge(name, source.text().to_owned());
    let once = mend(Source::new(name, text.to_owned()), choice, &judge);
    let again = mend(Source::new(name, once.document.source.text().to_owned()), choice, &judge);
    if again.is_changed { vec!["a second time changes something".to_owned()] } else { Vec::new() }
}
