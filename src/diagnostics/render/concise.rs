//! `--format concise`: `file:line:column: severity[id] sentence`, one line a finding, for editors and grep.

use std::fmt::Write;

use super::{Checked, Provenance, Report, Summary, View, resolve, severity_name, text};

/// The one-line report.
#[derive(Debug)]
pub struct Concise {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Whether the last line (counts and provenance) is left out.
    pub quiet: bool,
}

impl Report for Concise {
    fn document(&self, checked: Checked<'_>) -> String {
        let mut out = String::new();
        let name = text::harmless(checked.document.source.name(), usize::MAX);
        for diagnostic in checked.diagnostics {
            let found = resolve(checked.document, diagnostic, &self.view);
            let (line, column) = (found.start.line, found.start.column);
            let severity = severity_name(found.severity);
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{name}:{line}:{column}: {severity}[{}] {}", found.id, found.message);
        }
        out
    }

    fn end(&self, summary: &Summary) -> String {
        if self.quiet {
            return String::new();
        }
        let provenance = &self.provenance;
        let mut judged_by = provenance.guides.clone();
        judged_by.extend(provenance.masters.iter().cloned());
        format!(
            "# jpfhir {} · {} · {} · {} · {} documents, {} errors, {} warnings, {} suppressed, {} skipped{}\n",
            provenance.tool,
            judged_by.join(" "),
            provenance.conformance,
            provenance.as_of,
            summary.documents,
            summary.counts.errors,
            summary.counts.warnings,
            summary.suppressed.total(),
            summary.skipped,
            rest(summary)
        )
    }
}

/// What is said only when it is so.
fn rest(summary: &Summary) -> String {
    let not_shown = (summary.not_shown > 0).then(|| format!(", {} not shown", summary.not_shown));
    not_shown.unwrap_or_default() + if summary.interrupted { ", interrupted" } else { "" }
}
