//! `--format gitlab`: the report of GitLab's code quality (a JSON array in the form of Code Climate).

use serde::Serialize;

use super::address::slashes;
use super::{Checked, Report, Summary, View, fingerprints, resolve, to_json};
use crate::diagnostics::Severity;

/// The report for merge requests of GitLab.
#[derive(Debug)]
pub struct GitLab {
    /// How it looks.
    pub view: View,
}

#[derive(Serialize)]
struct Row<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl Report for GitLab {
    fn begin(&self) -> String {
        "[".to_owned()
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let path = slashes(checked.document.source.name().as_ref());
        let path = path.strip_prefix("./").unwrap_or(&path);
        let found: Vec<_> = checked.diagnostics.iter().map(|d| resolve(checked.document, d, &self.view)).collect();
        let rows = found.iter().zip(fingerprints(path, checked.document, &found)).map(|(found, fingerprint)| {
            to_json(&Row {
                description: &found.message,
                check_name: found.id,
                fingerprint: &fingerprint,
                severity: match found.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Information => "info",
                },
                location: Location { path, lines: Lines { begin: found.start.line, end: found.end.line } },
            })
        });
        rows.collect::<Vec<_>>().join(",\n")
    }

    fn before(&self, first: bool) -> &'static str {
        if first { "\n" } else { ",\n" }
    }

    fn end(&self, _: &Summary) -> String {
        "\n]\n".to_owned()
    }
}
