//! `--format json`: one object; `--format ndjson`: one line a document. Both are described in docs/report-format.md.
//! Nothing in them changes between two equal runs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::resolve::Resolved;
use super::{Checked, Provenance, Report, Summary, Suppressed, View, fixable, resolve, severity_name, text, to_json};
use crate::diagnostics::{Diagnostic, Fact};
use crate::document::{Document, Edit};
use crate::source::{Position, Span};

/// Version of the format; it changes when a reader of the format would have to.
pub const SCHEMA: &str = "jpfhir-report/1";

/// The report for programs.
#[derive(Debug)]
pub struct Json {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Whether each document is a line of its own, without anything before and after.
    pub lines: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    schema: &'a str,
    tool: Tool<'a>,
    guides: &'a [String],
    masters: &'a [String],
    as_of: &'a str,
    conformance: &'a str,
    language: &'a str,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DocumentRow<'a> {
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<&'a str>,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    id: &'a str,
    severity: &'a str,
    issue: &'a str,
    message: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    help: String,
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "String::is_empty")]
    expression: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    profile: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    element: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<&'a str, FactValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Finding<'a>>,
}

/// Lines and columns from 1, and bytes of the document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    offset: u32,
    length: u32,
}

#[derive(Serialize)]
struct FixRow {
    title: &'static str,
    applicability: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditRow>,
}

#[derive(Serialize)]
struct EditRow {
    #[serde(flatten)]
    place: Place,
    text: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FactValue {
    Text(String),
    Number(u64),
    List(Vec<String>),
}

#[derive(Serialize)]
struct Hidden {
    off: u64,
    waived: u64,
    accepted: u64,
    ignored: u64,
    baseline: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixCounts {
    safe: u64,
    needs_review: u64,
}

#[derive(Serialize)]
struct Tail<'a> {
    files: u64,
    documents: u64,
    skipped: u64,
    errors: u64,
    warnings: u64,
    information: u64,
    interrupted: bool,
    #[serde(rename = "notShown", skip_serializing_if = "is_zero")]
    not_shown: u64,
    suppressed: Hidden,
    fixes: FixCounts,
    findings: BTreeMap<&'a str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageRow<'a>>,
}

#[derive(Serialize)]
struct CoverageRow<'a> {
    absent: &'a BTreeMap<Box<str>, u64>,
    droppable: &'a BTreeMap<Box<str>, u64>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Report for Json {
    fn begin(&self) -> String {
        if self.lines {
            return String::new();
        }
        let provenance = &self.provenance;
        let head = Head {
            schema: SCHEMA,
            tool: Tool { name: "jpfhir", version: &provenance.tool },
            guides: &provenance.guides,
            masters: &provenance.masters,
            as_of: &provenance.as_of,
            conformance: &provenance.conformance,
            language: super::language_code(self.view.language),
        };
        // The object stays open: the documents follow as its next property.
        let head = to_json(&head);
        format!("{},\n\"documents\":[\n", head.strip_suffix('}').unwrap_or(&head))
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let document = checked.document;
        let findings = checked.diagnostics.iter().map(|d| self.finding(document, d, resolve(document, d, &self.view)));
        let row = to_json(&DocumentRow {
            file: document.source.name(),
            line: document.source.first_line(),
            resource_type: document.resource_type(),
            findings: findings.collect(),
        });
        if self.lines { row + "\n" } else { row }
    }

    fn before(&self, first: bool) -> &'static str {
        if first || self.lines { "" } else { ",\n" }
    }

    fn end(&self, summary: &Summary) -> String {
        if self.lines {
            return String::new();
        }
        let mut findings = BTreeMap::new();
        for ((_, id), count) in &summary.by_id {
            *findings.entry(*id).or_default() += count;
        }
        let Suppressed { off, waived, accepted, ignored, baseline } = summary.suppressed;
        let tail = to_json(&Tail {
            files: summary.files,
            documents: summary.documents,
            skipped: summary.skipped,
            errors: summary.counts.errors,
            warnings: summary.counts.warnings,
            information: summary.counts.information,
            interrupted: summary.interrupted,
            not_shown: summary.not_shown,
            suppressed: Hidden { off, waived, accepted, ignored, baseline },
            fixes: FixCounts { safe: summary.fixes.safe, needs_review: summary.fixes.needs_review },
            findings,
            coverage: summary.coverage.as_ref().map(|c| CoverageRow { absent: &c.absent, droppable: &c.droppable }),
        });
        format!("\n],\n\"summary\":{tail}}}\n")
    }
}

impl Json {
    fn finding<'a>(&self, document: &Document, diagnostic: &'a Diagnostic, found: Resolved<'a>) -> Finding<'a> {
        let causes = diagnostic.causes.iter().zip(found.causes).map(|(d, f)| self.finding(document, d, f)).collect();
        Finding {
            id: found.id,
            severity: severity_name(found.severity),
            issue: found.issue,
            message: found.message,
            help: found.help,
            place: place(diagnostic.span, found.start, found.end),
            expression: found.expression,
            profile: found.profile,
            element: found.element,
            facts: diagnostic.facts.iter().map(|(name, fact)| (*name, self.fact(fact))).collect(),
            fix: fixable(document, diagnostic, &self.view).map(|fix| FixRow {
                title: fix.title,
                applicability: fix.applicability.name(),
                edits: fix.edits.into_iter().map(|edit| edit_row(document, edit)).collect(),
            }),
            causes,
        }
    }

    fn fact(&self, fact: &Fact) -> FactValue {
        match fact {
            Fact::Number(number) => FactValue::Number(*number),
            Fact::List(items) => FactValue::List(items.iter().map(ToString::to_string).collect()),
            Fact::Text(_) | Fact::Value(_) => FactValue::Text(text::fact_text(fact, &self.view)),
        }
    }
}

fn place(span: Span, start: Position, end: Position) -> Place {
    Place {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        offset: span.start,
        length: span.end.saturating_sub(span.start),
    }
}

fn edit_row(document: &Document, edit: Edit) -> EditRow {
    let Edit { span, text } = edit;
    EditRow { place: place(span, document.source.position(span.start), document.source.position(span.end)), text }
}
