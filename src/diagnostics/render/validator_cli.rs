//! `--format validator-cli`: the layout of the Java validator's report, for scripts that read it: a verdict a document,
//! `  Error @ PATH (line 1, col2): SENTENCE` a finding, and the times at the end. The sentences are our own.

use std::fmt::Write;
use std::time::Duration;

use super::text::harmless;
use super::{Checked, Language, Provenance, Report, Resolved, Summary, View, resolve};
use crate::diagnostics::Severity;
use crate::source::Source;

/// The report as batch files know it.
#[derive(Debug)]
pub struct ValidatorCli {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Whether each document has a heading.
    pub several: bool,
    /// Whether the id stands behind each finding.
    pub ids: bool,
}

/// The fewest dashes behind the name of a file.
const DASHES: usize = 38;

impl Report for ValidatorCli {
    fn begin(&self) -> String {
        let Provenance { tool, guides, masters, as_of, conformance } = &self.provenance;
        let loaded: String = guides.iter().chain(masters).map(|name| format!("  Load {name}\n")).collect();
        format!("FHIR Validation tool: jpfhir {tool}\nLoading\n{loaded}Validating ({conformance}, {as_of})\n\n")
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let found: Vec<_> = checked.diagnostics.iter().map(|d| resolve(checked.document, d, &self.view)).collect();
        let name = name(&checked.document.source);
        let dashes = "-".repeat(DASHES.max(name.chars().count() + 6));
        let mut out = String::new();
        if self.several {
            out = format!("-- {name} --{dashes}\n");
        }
        let count = |severity| found.iter().filter(|found| found.severity == severity).count();
        let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Information].map(count);
        let verdict = if errors == 0 { "Success" } else { "*FAILURE*" };
        // Where nothing was found, that is a note of its own.
        let notes = if found.is_empty() { 1 } else { notes };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{verdict}: {errors} errors, {warnings} warnings, {notes} notes");
        if found.is_empty() {
            let words = if self.view.language == Language::Japanese { "すべてOK" } else { "All OK" };
            let _ = writeln!(out, "  Information: {words}");
        }
        found.iter().for_each(|found| self.finding(&mut out, found));
        if self.several {
            let _ = writeln!(out, "{}{dashes}\n", "-".repeat(name.chars().count() + 6));
        }
        out
    }

    fn end(&self, summary: &Summary) -> String {
        let mut out = String::new();
        let suppressed = summary.suppressed.total();
        if suppressed > 0 {
            let _ = writeln!(out, "Suppressed: {suppressed}");
        }
        if summary.not_shown > 0 {
            let _ = writeln!(out, "Not shown: {}", summary.not_shown);
        }
        if summary.interrupted {
            out.push_str("Interrupted: the documents above are not all\n");
        }
        let (loading, validation) = (summary.loading, summary.elapsed.saturating_sub(summary.loading));
        let (loading, validation) = (clock(loading), clock(validation));
        let _ = writeln!(out, "Done. Times: Loading: {loading}, validation: {validation} (#{})", summary.documents);
        out
    }
}

impl ValidatorCli {
    fn finding(&self, out: &mut String, found: &Resolved<'_>) {
        let severity = match found.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Information => "Information",
        };
        let place = format!("line {}, col{}", found.start.line, found.start.column);
        let place = if found.expression.is_empty() { place } else { format!("{} ({place})", found.expression) };
        let id = if self.ids { format!(" [{}]", found.id) } else { String::new() };
        let _ = writeln!(out, "  {severity} @ {place}: {}{id}", found.message);
        for cause in found.all_causes() {
            let _ = writeln!(out, "      (line {}, col{}) {}", cause.start.line, cause.start.column, cause.message);
        }
    }
}

/// The file, and the line of NDJSON.
fn name(source: &Source) -> String {
    let name = harmless(source.name(), usize::MAX);
    if source.first_line() > 1 { format!("{name}:{}", source.first_line()) } else { name }
}

/// Minutes, seconds and milliseconds.
fn clock(time: Duration) -> String {
    let milliseconds = time.as_millis();
    format!("{:02}:{:02}.{:03}", milliseconds / 60_000, milliseconds / 1_000 % 60, milliseconds % 1_000)
}
