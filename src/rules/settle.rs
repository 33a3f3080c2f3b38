//! One cause, one finding: what a profile has said already is not said again by a rule, and what says less makes way.
//!
//! A rule and a profile speak of the same cause when one names the other (`said_by`, `instead_of`), or when both find
//! the same fault of the same node: its value, or the absence of the same child.

use crate::diagnostics::{Diagnostic, Fact, Severity};
use crate::document::Document;

use super::rule::Rule;

/// Puts the findings of profiles and of rules together.
pub fn settle(document: &Document, said: Vec<Diagnostic>, found: Vec<(&'static Rule, Diagnostic)>) -> Vec<Diagnostic> {
    if found.is_empty() {
        return said;
    }
    let has_cause = |rule: &Rule, finding: &Diagnostic| {
        !rule.only_instead
            || said.iter().any(|other| names(rule.instead_of, other) && is_near(document, other.node, finding.node))
    };
    let kept: Vec<(&Rule, Diagnostic)> = found
        .into_iter()
        .filter(|(rule, finding)| has_cause(rule, finding) && !is_said(document, &said, rule, finding))
        .collect();
    let makes_way = |other: &Diagnostic| {
        kept.iter().any(|(rule, finding)| names(rule.instead_of, other) && is_near(document, other.node, finding.node))
    };
    let (gone, mut settled): (Vec<Diagnostic>, Vec<Diagnostic>) = said.into_iter().partition(|other| makes_way(other));
    let consequences: Vec<u32> =
        settled.iter().filter(|f| is_consequence(document, f, &gone, &settled)).filter_map(|f| f.node).collect();
    settled.retain(|f| f.message.id != CONSEQUENCE || f.node.is_none_or(|node| !consequences.contains(&node)));
    settled.extend(kept.into_iter().map(|(_, finding)| finding));
    settled
}

/// What profiles say of an item as a whole because of an error within it.
const CONSEQUENCE: &str = "slice-none-matches";

/// Whether an item matches no slice for no other error than those that made way.
fn is_consequence(document: &Document, item: &Diagnostic, gone: &[Diagnostic], left: &[Diagnostic]) -> bool {
    let is_error_within = |other: &Diagnostic| {
        other.severity == Severity::Error && other.node != item.node && is_within(document, other.node, item.node)
    };
    item.message.id == CONSEQUENCE && gone.iter().any(is_error_within) && !left.iter().any(is_error_within)
}

/// Whether a finding of a profile has the same cause.
fn is_said(document: &Document, said: &[Diagnostic], rule: &Rule, finding: &Diagnostic) -> bool {
    said.iter().any(|other| {
        if names(rule.instead_of, other) {
            return false;
        }
        if names(rule.said_by, other) {
            return is_within(document, finding.node, other.node);
        }
        other.severity <= finding.severity && other.node == finding.node && is_same_fault(finding, other)
    })
}

/// Whether both say that the same child is missing, or both speak of what is there.
fn is_same_fault(finding: &Diagnostic, other: &Diagnostic) -> bool {
    let missing = match other.message.id {
        "cardinality-minimum" | "slice-minimum" | "value-fixed-missing" => text(other, "element"),
        "invariant" | "guide-defect" | "invariant-undecided" => return false,
        _ => None,
    };
    match (text(finding, "missing"), missing) {
        (Some(name), Some(element)) => element.rsplit('.').next().is_some_and(|last| {
            let plain = last.split(':').next().unwrap_or(last);
            plain == name || plain.strip_suffix("[x]").is_some_and(|base| name.starts_with(base))
        }),
        (None, None) => true,
        _ => false,
    }
}

/// Whether a list names a finding by the id of its diagnostic or the key of its constraint.
fn names(list: &[&str], finding: &Diagnostic) -> bool {
    list.contains(&finding.message.id) || text(finding, "key").is_some_and(|key| list.contains(&key))
}

fn text<'d>(finding: &'d Diagnostic, name: &str) -> Option<&'d str> {
    match finding.fact(name) {
        Some(Fact::Text(text)) => Some(text),
        _ => None,
    }
}

/// Whether a node is, or stands below, another one; everything stands below the document as a whole.
fn is_within(document: &Document, node: Option<u32>, other: Option<u32>) -> bool {
    let (Some(node), Some(other)) = (node, other) else { return other.is_none() };
    node == other || (other < node && node < document.element(other).node().next)
}

/// Whether one stands within the other.
fn is_near(document: &Document, a: Option<u32>, b: Option<u32>) -> bool {
    is_within(document, a, b) || is_within(document, b, a)
}
