//! One cause, one finding: what a profile has said already is not said again by a rule, and what says less makes way.
//!
//! A rule and a profile speak of the same cause when one names the other (`said_by`, `instead_of`), or when both find
//! the same fault of the same node: its value, or the absence of the same child.

use crate::diagnostics::{Applicability, Diagnostic, Fact, Severity};
use crate::document::Document;

use super::rule::Rule;

/// Puts the findings of profiles and of rules together.
pub fn settle(document: &Document, said: Vec<Diagnostic>, found: Vec<(&'static Rule, Diagnostic)>) -> Vec<Diagnostic> {
    if found.is_empty() {
        return said;
    }
    let mut said = said;
    let has_cause = |said: &[Diagnostic], rule: &Rule, finding: &Diagnostic| {
        !rule.only_instead
            || said.iter().any(|other| names(rule.instead_of, other) && is_near(document, other.node, finding.node))
    };
    demote_hiding(document, &mut said, &found);
    let kept: Vec<(&Rule, Diagnostic)> = found
        .into_iter()
        .filter(|(rule, finding)| has_cause(&said, rule, finding) && !is_said(document, &said, rule, finding))
        .collect();
    let makes_way = |other: &Diagnostic| {
        kept.iter().any(|(rule, finding)| names(rule.instead_of, other) && is_about_same(document, other, finding))
    };
    let (gone, mut settled): (Vec<Diagnostic>, Vec<Diagnostic>) = said.into_iter().partition(|other| makes_way(other));
    let consequences: Vec<u32> =
        settled.iter().filter(|f| is_consequence(document, f, &gone, &settled)).filter_map(|f| f.node).collect();
    settled.retain(|f| f.message.id != CONSEQUENCE || f.node.is_none_or(|node| !consequences.contains(&node)));
    settled.extend(kept.into_iter().map(|(_, finding)| finding));
    settled
}

/// The fix of a finding in whose favour a rule is silent needs a review: the rule speaks once it is made.
fn demote_hiding(document: &Document, said: &mut [Diagnostic], found: &[(&'static Rule, Diagnostic)]) {
    let silent = found.iter().filter(|(rule, finding)| is_said(document, said, rule, finding));
    let nodes: Vec<Option<u32>> = silent.map(|(_, finding)| finding.node).collect();
    let is_hiding = |other: &Diagnostic| nodes.iter().any(|node| is_within(document, *node, other.node));
    for other in said.iter_mut().filter(|other| !nodes.is_empty() && other.fix.is_some()) {
        if is_hiding(other)
            && let Some(fix) = &mut other.fix
        {
            fix.applicability = Applicability::NeedsReview;
        }
    }
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

/// Whether a finding that says less is near enough to one of a rule. That a slice is missing is said of what it is
/// missing from, which may be a whole Bundle: there it has the same cause only within the same resource.
fn is_about_same(document: &Document, other: &Diagnostic, finding: &Diagnostic) -> bool {
    let resource = finding.node.and_then(|node| super::look::resource_around(document.element(node)));
    let is_within_resource = other.message.id != "slice-minimum"
        || resource.is_some_and(|resource| is_within(document, other.node, Some(resource.id())));
    is_within_resource && is_near(document, other.node, finding.node)
}

/// Whether one stands within the other.
fn is_near(document: &Document, a: Option<u32>, b: Option<u32>) -> bool {
    is_within(document, a, b) || is_within(document, b, a)
}
