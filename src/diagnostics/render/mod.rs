//! From facts to words: one file per report format, on top of [`resolve`], which makes sentence, place and path.
//!
//! A report is rendered document by document (on any thread) and written in input order, so memory stays flat.

mod address;
mod concise;
mod excerpt;
mod fingerprint;
mod fixes;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod operation_outcome;
mod resolve;
mod sarif;
mod summary;
mod table;
mod text;
mod validator_cli;

use serde::Serialize;

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Document;

pub use address::{file_uri, slashes};
pub use concise::Concise;
pub use fingerprint::fingerprints;
pub use fixes::{Fixable, fixable};
pub use github::GitHub;
pub use gitlab::GitLab;
pub use html::Html;
pub use human::Human;
pub use json::Json;
pub use junit::JUnit;
pub use operation_outcome::{OperationOutcome, Shape};
pub use resolve::{Resolved, resolve};
pub use sarif::Sarif;
pub use summary::{Counts, Coverage, Fixes, Provenance, Summary, Suppressed};
pub use table::{Separator, Table};
pub use text::sentence;
pub use validator_cli::ValidatorCli;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

/// How a report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The language of the words.
    pub language: Language,
    /// Whether the values of the document are hidden.
    pub mask: bool,
    /// Whether the human report is coloured.
    pub color: bool,
    /// Columns of the terminal, at least 40.
    pub width: usize,
}

impl View {
    /// In English, on a terminal of 100 columns, without colour.
    pub fn plain() -> Self {
        Self { language: Language::English, mask: false, color: false, width: 100 }
    }
}

/// A document that was checked, and what was found in it, in the order to report.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was found.
    pub diagnostics: &'a [Diagnostic],
}

/// A report format. The parts are written in the order `begin`, then `document` for each document with `before` ahead
/// of each that is not empty, then `end`.
pub trait Report: Sync {
    /// What comes first.
    fn begin(&self) -> String {
        String::new()
    }

    /// The report of one document.
    fn document(&self, checked: Checked<'_>) -> String;

    /// What stands before the part of a document, which is the first that is not empty or a later one.
    fn before(&self, _first: bool) -> &'static str {
        ""
    }

    /// What comes last.
    fn end(&self, summary: &Summary) -> String;
}

/// The severity as FHIR and the reports spell it.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}

/// These values have no part that serde_json could refuse.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The language as an ISO 639 code.
pub fn language_code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Japanese => "ja",
    }
}

#[cfg(test)]
mod tests;
