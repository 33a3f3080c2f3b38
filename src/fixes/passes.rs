//! One document mended: judged, edited, and judged again, until no wanted fix is left.

use std::collections::HashSet;

use super::{Choice, plan};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::document::{Document, edited};
use crate::source::Source;

/// How often a document is edited at most. Overlapping fixes need a second pass, hardly any document a third.
pub const MOST_PASSES: usize = 12;

/// What became of a document.
#[derive(Debug)]
pub struct Mended {
    /// The document as it is now.
    pub document: Document,
    /// What is still found in it, in the order of their places.
    pub remaining: Vec<Diagnostic>,
    /// The ids of the findings that were fixed, in the order of the passes and places, and how far the fix can be trusted.
    pub fixed: Vec<(&'static str, Applicability)>,
    /// Whether anything was edited.
    pub is_changed: bool,
}

impl Mended {
    /// How many of the remaining findings carry a fix that a person has to look at and that was not wanted.
    pub fn to_review(&self, choice: &Choice) -> usize {
        let is_left = |d: &&Diagnostic| d.fix.is_some() && choice.names(d) && !choice.takes(d);
        self.remaining.iter().filter(is_left).count()
    }
}

/// Applies the wanted fixes of a document. `judge` says what is found in it, in the order of the places.
pub fn mend(source: Source, choice: &Choice, judge: &dyn Fn(Source) -> (Document, Vec<Diagnostic>)) -> Mended {
    let (document, remaining) = judge(source);
    let mut mended = Mended { document, remaining, fixed: Vec::new(), is_changed: false };
    let mut seen: HashSet<String> = HashSet::new();
    for _ in 0..MOST_PASSES {
        let plan = plan(&mended.document, &mended.remaining, choice);
        if plan.edits.is_empty() {
            break;
        }
        let text = edited(mended.document.source.text(), &plan.edits);
        // Fixes that undo each other would go round for ever.
        if !seen.insert(text.clone()) {
            break;
        }
        let applied = plan.findings.iter().map(|position| &mended.remaining[*position]);
        let applied = applied.filter_map(|d| Some((d.message.id, d.fix.as_ref()?.applicability)));
        mended.fixed.extend(applied);
        mended.is_changed = true;
        let source = mended.document.source.with_text(text);
        (mended.document, mended.remaining) = judge(source);
    }
    mended
}
