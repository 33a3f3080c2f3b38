//! Applies the fixes that findings carry: which of them go together, and again until nothing is left to apply.
//!
//! The text between the edits stays byte for byte. Of fixes that overlap, the first in the document is applied; the
//! others wait for the next pass, in which the document is judged anew.

mod passes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use crate::diagnostics::{Applicability, Change, Diagnostic};
use crate::document::{Document, Edit, NONE};

pub use passes::{MOST_PASSES, Mended, mend};

/// Which fixes are wanted.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Whether those that a person has to look at are wanted too.
    pub needs_review: bool,
    /// Ids of the findings to fix; empty for all.
    pub only: Vec<String>,
}

impl Choice {
    /// Whether the finding is one of those to fix.
    pub fn names(&self, diagnostic: &Diagnostic) -> bool {
        self.only.is_empty() || self.only.iter().any(|id| id == diagnostic.message.id)
    }

    /// Whether the fix that a finding carries is wanted.
    pub fn takes(&self, diagnostic: &Diagnostic) -> bool {
        let is_allowed = |applicability| self.needs_review || applicability == Applicability::Safe;
        self.names(diagnostic) && diagnostic.fix.as_ref().is_some_and(|fix| is_allowed(fix.applicability))
    }
}

/// What is applied in one pass.
#[derive(Debug, Default)]
pub struct Plan {
    /// The edits, in the order of their places; none overlaps another.
    pub edits: Vec<Edit>,
    /// The findings that they mend, by their positions in the list.
    pub findings: Vec<usize>,
    /// How many fixes wait because they overlap one of these.
    pub waiting: usize,
}

/// The fixes of some findings that can be applied together. Findings come in the order of their places.
pub fn plan(document: &Document, diagnostics: &[Diagnostic], choice: &Choice) -> Plan {
    let mut plan = Plan::default();
    let mut taken = Taken::default();
    for (position, diagnostic) in diagnostics.iter().enumerate().filter(|(_, d)| choice.takes(d)) {
        let Some(fix) = &diagnostic.fix else { continue };
        let Some(edits) = document.edits(fix) else { continue };
        if taken.has_equal(&edits) {
            // Two findings, one edit.
            plan.findings.push(position);
        } else if taken.claim(document, &fix.changes, &edits) {
            plan.findings.push(position);
            plan.edits.extend(edits);
        } else {
            plan.waiting += 1;
        }
    }
    plan.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    plan
}

/// The places that fixes have claimed.
#[derive(Default)]
struct Taken {
    /// The end and the text of each claimed span, by its start.
    spans: BTreeMap<u32, (u32, String)>,
    /// The elements that lose a child: a second one could leave nothing.
    losing: HashSet<u32>,
}

impl Taken {
    fn has_equal(&self, edits: &[Edit]) -> bool {
        let is_claimed = |edit: &Edit| {
            self.spans.get(&edit.span.start).is_some_and(|(end, text)| (*end, text) == (edit.span.end, &edit.text))
        };
        edits.iter().all(is_claimed)
    }

    fn claim(&mut self, document: &Document, changes: &[Change], edits: &[Edit]) -> bool {
        let losing: Vec<u32> = changes.iter().filter_map(|change| parent_of_removed(document, change)).collect();
        if losing.iter().any(|parent| self.losing.contains(parent)) || edits.iter().any(|edit| !self.is_free(edit)) {
            return false;
        }
        self.losing.extend(losing);
        self.spans.extend(edits.iter().map(|edit| (edit.span.start, (edit.span.end, edit.text.clone()))));
        true
    }

    /// Whether nothing that was claimed overlaps, or begins at the same place.
    fn is_free(&self, edit: &Edit) -> bool {
        let before = self.spans.range(..=edit.span.start).next_back();
        let after = self.spans.range(edit.span.start..).next();
        before.is_none_or(|(start, (end, _))| *start < edit.span.start && *end <= edit.span.start)
            && after.is_none_or(|(start, _)| *start > edit.span.start && *start >= edit.span.end)
    }
}

fn parent_of_removed(document: &Document, change: &Change) -> Option<u32> {
    let Change::Remove(node) = change else { return None };
    let parent = document.element(*node).node().parent;
    (parent != NONE).then_some(parent)
}
