//! `--format sarif`: SARIF 2.1.0 (OASIS), for code scanning. The tool and its rules come last, when it is known which
//! rules have findings, so that the results can be written as they come.

use std::collections::BTreeSet;

use serde::Serialize;

use super::address::reference;
use super::{Checked, Language, Provenance, Report, Resolved, Summary, View, fingerprints, language_code, resolve};
use super::{fixable, severity_name, to_json};
use crate::diagnostics::{Diagnostic, Message, Severity};
use crate::document::Document;
use crate::source::Position;

/// The report for code scanning.
#[derive(Debug)]
pub struct Sarif {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Finds the declaration of an id.
    pub declared: fn(&str) -> Option<&'static Message>,
}

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    level: &'static str,
    message: Text<'a>,
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprint,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixRow<'a>>,
    properties: Asker<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixRow<'a> {
    description: Text<'a>,
    artifact_changes: [ArtifactChange<'a>; 1],
    properties: Applied,
}

#[derive(Serialize)]
struct Applied {
    applicability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Inserted,
}

#[derive(Serialize)]
struct Inserted {
    text: String,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Fingerprint {
    #[serde(rename = "jpfhir/v1")]
    version_1: String,
}

#[derive(Serialize)]
struct Asker<'a> {
    severity: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    help: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    profile: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    element: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: Artifact<'a>,
    region: Region,
}

#[derive(Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'a str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<'static>,
    full_description: Text<'static>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text<'static>>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Judged<'a> {
    guides: &'a [String],
    masters: &'a [String],
    as_of: &'a str,
    conformance: &'a str,
}

impl Report for Sarif {
    fn begin(&self) -> String {
        format!("{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let uri = reference(checked.document.source.name());
        let found: Vec<_> = checked.diagnostics.iter().map(|d| resolve(checked.document, d, &self.view)).collect();
        let named = found.iter().zip(fingerprints(&uri, checked.document, &found));
        let rows = named.zip(checked.diagnostics).map(|((found, fingerprint), diagnostic)| {
            to_json(&SarifResult {
                rule_id: found.id,
                level: level(found.severity),
                message: Text { text: &found.message },
                locations: vec![location(&uri, found, None)],
                related_locations: related(&uri, found),
                partial_fingerprints: Fingerprint { version_1: fingerprint },
                fixes: fixes(&uri, checked.document, diagnostic, &self.view),
                properties: Asker {
                    severity: severity_name(found.severity),
                    help: &found.help,
                    profile: found.profile,
                    element: found.element,
                },
            })
        });
        rows.collect::<Vec<_>>().join(",\n")
    }

    fn before(&self, first: bool) -> &'static str {
        if first { "\n" } else { ",\n" }
    }

    fn end(&self, summary: &Summary) -> String {
        let provenance = &self.provenance;
        let ids: BTreeSet<&str> = summary.by_id.keys().map(|(_, id)| *id).collect();
        let declared = ids.into_iter().filter_map(self.declared);
        let rules = declared.map(|message| rule(message, self.view.language)).collect();
        let driver = to_json(&Driver { name: "jpfhir", version: &provenance.tool, rules });
        let judged = to_json(&Judged {
            guides: &provenance.guides,
            masters: &provenance.masters,
            as_of: &provenance.as_of,
            conformance: &provenance.conformance,
        });
        let (language, whole) = (language_code(self.view.language), !summary.interrupted);
        format!(
            "\n],\n\"tool\":{{\"driver\":{driver}}},\n\"invocations\":[{{\"executionSuccessful\":{whole}}}],\
             \"columnKind\":\"unicodeCodePoints\",\"language\":\"{language}\",\"properties\":{judged}}}]}}\n"
        )
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

fn rule(message: &'static Message, language: Language) -> Rule {
    let words = match language {
        Language::English => &message.english,
        Language::Japanese => &message.japanese,
    };
    let first = message.explanation.split_inclusive(". ").next().unwrap_or(message.explanation).trim_end();
    Rule {
        id: message.id,
        short_description: Text { text: first },
        full_description: Text { text: message.explanation },
        help: (!words.help.is_empty()).then_some(Text { text: words.help }),
        default_configuration: Configuration { level: level(message.severity) },
    }
}

fn location<'a>(uri: &'a str, found: &'a Resolved<'_>, related: Option<usize>) -> Location<'a> {
    let logical = LogicalLocation { fully_qualified_name: &found.expression, kind: "element" };
    Location {
        id: related,
        physical_location: PhysicalLocation {
            artifact_location: Artifact { uri },
            region: region(found.start, found.end),
        },
        logical_locations: if found.expression.is_empty() { Vec::new() } else { vec![logical] },
        message: related.map(|_| Text { text: &found.message }),
    }
}

/// The fix of a finding; SARIF knows none without its text, so there is none when values are hidden.
fn fixes<'a>(uri: &'a str, document: &Document, diagnostic: &Diagnostic, view: &View) -> Vec<FixRow<'a>> {
    let Some(fix) = fixable(document, diagnostic, view).filter(|fix| !fix.edits.is_empty()) else { return Vec::new() };
    let position = |offset| document.source.position(offset);
    let replacements = fix.edits.into_iter().map(|edit| Replacement {
        deleted_region: region(position(edit.span.start), position(edit.span.end)),
        inserted_content: Inserted { text: edit.text },
    });
    vec![FixRow {
        description: Text { text: fix.title },
        artifact_changes: [ArtifactChange {
            artifact_location: Artifact { uri },
            replacements: replacements.collect(),
        }],
        properties: Applied { applicability: fix.applicability.name() },
    }]
}

fn related<'a>(uri: &'a str, found: &'a Resolved<'_>) -> Vec<Location<'a>> {
    found.all_causes().into_iter().enumerate().map(|(id, cause)| location(uri, cause, Some(id))).collect()
}

fn region(start: Position, end: Position) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}
