//! A diagnostic with everything that a report shows: sentence, help, place, path, who asks.

use super::{View, text};
use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Document;
use crate::source::Position;

/// A diagnostic ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// What it was made from.
    pub id: &'static str,
    /// Its severity here.
    pub severity: Severity,
    /// The code of `OperationOutcome.issue.code`.
    pub issue: &'static str,
    /// One sentence.
    pub message: String,
    /// What to write instead; empty when there is nothing to add.
    pub help: String,
    /// Where it begins.
    pub start: Position,
    /// Where it ends (exclusive).
    pub end: Position,
    /// Where it is, as FHIRPath; empty for the document as a whole.
    pub expression: String,
    /// `url|version` of the profile that asks; empty when none does.
    pub profile: &'a str,
    /// The id of the ElementDefinition that asks; empty when none does.
    pub element: &'a str,
    /// Why, in the same shape.
    pub causes: Vec<Resolved<'a>>,
}

impl Resolved<'_> {
    /// `url|version#element`; empty when no profile asks.
    pub fn origin(&self) -> String {
        let hash = if self.element.is_empty() { "" } else { "#" };
        format!("{}{hash}{}", self.profile, self.element)
    }

    /// The causes, each followed by its own.
    pub fn all_causes(&self) -> Vec<&Resolved<'_>> {
        let mut all = Vec::new();
        let mut rest: Vec<_> = self.causes.iter().rev().collect();
        while let Some(cause) = rest.pop() {
            all.push(cause);
            rest.extend(cause.causes.iter().rev());
        }
        all
    }

    /// Who asks, why, and what to write: one line each.
    pub fn background(&self) -> String {
        let why = self.all_causes();
        let why = why.iter().map(|cause| format!("{}:{} {}", cause.start.line, cause.start.column, cause.message));
        let mut lines = vec![self.origin()];
        lines.extend(why);
        lines.push(self.help.clone());
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

/// Makes a diagnostic of a document ready to be shown.
pub fn resolve<'a>(document: &Document, diagnostic: &'a Diagnostic, view: &View) -> Resolved<'a> {
    let words = text::words(diagnostic, view.language);
    let source = &document.source;
    Resolved {
        id: diagnostic.message.id,
        severity: diagnostic.severity,
        issue: diagnostic.message.issue.code(),
        message: text::fill(words.message, diagnostic, view),
        help: text::fill(words.help, diagnostic, view),
        start: source.position(diagnostic.span.start),
        end: source.position(diagnostic.span.end.max(diagnostic.span.start)),
        expression: expression(document, diagnostic),
        profile: diagnostic.origin.as_ref().map_or("", |o| &o.profile),
        element: diagnostic.origin.as_ref().map_or("", |o| &o.element),
        causes: diagnostic.causes.iter().map(|cause| resolve(document, cause, view)).collect(),
    }
}

fn expression(document: &Document, diagnostic: &Diagnostic) -> String {
    match diagnostic.node {
        Some(node) if (node as usize) < document.len() => document.element(node).fhirpath(),
        _ => String::new(),
    }
}
