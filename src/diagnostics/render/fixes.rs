//! The fix of a finding as reports carry it.

use super::{Language, View};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::document::{Document, Edit};

/// A fix that can be written into its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixable {
    /// What it does, as a request.
    pub title: &'static str,
    /// Whether a person has to look at it.
    pub applicability: Applicability,
    /// The bytes that go and the text that comes; empty when values are hidden.
    pub edits: Vec<Edit>,
}

/// The fix of a finding; `None` when it has none that can be written.
pub fn fixable(document: &Document, diagnostic: &Diagnostic, view: &View) -> Option<Fixable> {
    let (fix, remedy) = (diagnostic.fix.as_ref()?, diagnostic.message.remedy?);
    let edits = document.edits(fix)?;
    Some(Fixable {
        title: if view.language == Language::Japanese { remedy.japanese } else { remedy.english },
        applicability: fix.applicability,
        edits: if view.mask { Vec::new() } else { edits },
    })
}
