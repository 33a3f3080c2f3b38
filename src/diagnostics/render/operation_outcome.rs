//! `--format operation-outcome`: one OperationOutcome for one document; for several a Bundle (collection) of them in
//! input order with the file as fullUrl. What it was judged by stands in `meta.tag`.

use std::path::Path;

use serde::Serialize;

use super::resolve::Resolved;
use super::{Checked, Language, Provenance, Report, Summary, View, resolve, severity_name};
use crate::diagnostics::{IssueType, Severity};
use crate::source::Source;

/// Code system of the ids of diagnostics.
pub const DIAGNOSTIC_SYSTEM: &str = "urn:jpfhir:diagnostic";
const LINE: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
const COLUMN: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

/// The report as FHIR resources.
#[derive(Debug)]
pub struct OperationOutcome {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Whether a Bundle holds the outcomes.
    pub several: bool,
    /// The folder that relative paths start from, absolute.
    pub base: std::path::PathBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    resource_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    issue: Vec<Issue>,
}

#[derive(Serialize)]
struct Meta {
    tag: Vec<Coding>,
}

#[derive(Serialize)]
struct Coding {
    system: String,
    code: String,
}

#[derive(Serialize)]
struct Issue {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    severity: &'static str,
    code: &'static str,
    details: Details,
    #[serde(skip_serializing_if = "String::is_empty")]
    diagnostics: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<String>,
}

#[derive(Serialize)]
struct Details {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coding: Vec<Coding>,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: &'static str,
    value_integer: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    full_url: String,
    resource: Outcome,
}

impl Report for OperationOutcome {
    fn begin(&self) -> String {
        if !self.several {
            return String::new();
        }
        let meta = to_json(&self.meta());
        format!("{{\"resourceType\":\"Bundle\",\"meta\":{meta},\"type\":\"collection\"")
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let issue = if checked.diagnostics.is_empty() {
            vec![self.all_ok()]
        } else {
            checked.diagnostics.iter().map(|d| self.issue(resolve(checked.document, d, &self.view))).collect()
        };
        let meta = (!self.several).then(|| self.meta());
        let outcome = Outcome { resource_type: "OperationOutcome", meta, issue };
        if self.several {
            to_json(&Entry { full_url: self.full_url(&checked.document.source), resource: outcome })
        } else {
            to_json(&outcome)
        }
    }

    fn before(&self, first: bool) -> &'static str {
        // FHIR has no empty arrays, so the array begins with the first outcome.
        match (self.several, first) {
            (true, true) => ",\"entry\":[\n",
            (true, false) => ",\n",
            (false, _) => "",
        }
    }

    fn end(&self, summary: &Summary) -> String {
        match (self.several, summary.documents) {
            (true, 0) => "}\n".to_owned(),
            (true, _) => "\n]}\n".to_owned(),
            (false, _) => "\n".to_owned(),
        }
    }
}

impl OperationOutcome {
    fn issue(&self, found: Resolved<'_>) -> Issue {
        Issue {
            extension: vec![
                Extension { url: LINE, value_integer: found.start.line },
                Extension { url: COLUMN, value_integer: found.start.column },
            ],
            severity: severity_name(found.severity),
            code: found.issue,
            diagnostics: background(&found),
            details: Details {
                coding: vec![Coding { system: DIAGNOSTIC_SYSTEM.to_owned(), code: found.id.to_owned() }],
                text: found.message,
            },
            expression: if found.expression.is_empty() { Vec::new() } else { vec![found.expression] },
        }
    }

    fn all_ok(&self) -> Issue {
        let text = match self.view.language {
            Language::English => "No issue was found.",
            Language::Japanese => "指摘はありません。",
        };
        Issue {
            extension: Vec::new(),
            severity: severity_name(Severity::Information),
            code: IssueType::Informational.code(),
            details: Details { coding: Vec::new(), text: text.to_owned() },
            diagnostics: String::new(),
            expression: Vec::new(),
        }
    }

    fn meta(&self) -> Meta {
        let provenance = &self.provenance;
        let tag = |name: &str, code: &str| Coding { system: format!("urn:jpfhir:{name}"), code: code.to_owned() };
        let mut tags = vec![tag("version", &provenance.tool)];
        tags.extend(provenance.guides.iter().map(|guide| tag("guide", guide)));
        tags.extend(provenance.masters.iter().map(|master| tag("master", master)));
        tags.push(tag("as-of", &provenance.as_of));
        tags.push(tag("conformance", &provenance.conformance));
        Meta { tag: tags }
    }

    /// The file as a URI; a line of NDJSON as its fragment, so that each entry has its own.
    fn full_url(&self, source: &Source) -> String {
        let file = file_uri(&self.base, Path::new(source.name()));
        if source.name().ends_with(".ndjson") || source.first_line() > 1 {
            format!("{file}#line={}", source.first_line())
        } else {
            file
        }
    }
}

/// Who asks, why, and what to write: one line each.
fn background(found: &Resolved<'_>) -> String {
    let mut lines = Vec::new();
    if !found.profile.is_empty() {
        lines.push(found.origin());
    }
    causes(&found.causes, &mut lines);
    if !found.help.is_empty() {
        lines.push(found.help.clone());
    }
    lines.join("\n")
}

fn causes(of: &[Resolved<'_>], lines: &mut Vec<String>) {
    for cause in of {
        lines.push(format!("{}:{} {}", cause.start.line, cause.start.column, cause.message));
        causes(&cause.causes, lines);
    }
}

/// The `file:` URI of a path (RFC 8089); standard input is `/dev/stdin`.
pub fn file_uri(base: &Path, path: &Path) -> String {
    let path = if path == Path::new("-") { Path::new("/dev/stdin").to_owned() } else { base.join(path) };
    let mut uri = String::from("file://");
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.replace("/./", "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// These values have no part that serde_json could refuse.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
