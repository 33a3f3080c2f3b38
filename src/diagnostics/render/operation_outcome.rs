//! `--format operation-outcome`: one OperationOutcome for one document; for several a Bundle (collection) of them in
//! input order with the file as fullUrl, or one a line with the file as meta.source. What it was judged by stands in
//! `meta.tag`.

use std::path::Path;

use serde::Serialize;

use super::address::file_uri;
use super::resolve::Resolved;
use super::{Checked, Language, Provenance, Report, Summary, View, resolve, severity_name, to_json};
use crate::diagnostics::{IssueType, Severity};
use crate::source::Source;

/// Code system of the ids of diagnostics.
pub const DIAGNOSTIC_SYSTEM: &str = "urn:jpfhir:diagnostic";
const LINE: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
const COLUMN: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

/// What holds the outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing: there is one.
    Single,
    /// A Bundle.
    Bundle,
    /// A line each.
    Lines,
}

/// The report as FHIR resources.
#[derive(Debug)]
pub struct OperationOutcome {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// What holds the outcomes.
    pub shape: Shape,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
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
        if self.shape != Shape::Bundle {
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
        let address = || self.full_url(&checked.document.source);
        let meta = match self.shape {
            Shape::Single => Some(self.meta()),
            Shape::Bundle => None,
            Shape::Lines => Some(Meta { source: Some(address()), ..self.meta() }),
        };
        let outcome = Outcome { resource_type: "OperationOutcome", meta, issue };
        match self.shape {
            Shape::Single => to_json(&outcome),
            Shape::Bundle => to_json(&Entry { full_url: address(), resource: outcome }),
            Shape::Lines => to_json(&outcome) + "\n",
        }
    }

    fn before(&self, first: bool) -> &'static str {
        // FHIR has no empty arrays, so the array begins with the first outcome.
        match (self.shape, first) {
            (Shape::Bundle, true) => ",\"entry\":[\n",
            (Shape::Bundle, false) => ",\n",
            (Shape::Single | Shape::Lines, _) => "",
        }
    }

    fn end(&self, summary: &Summary) -> String {
        let end = match (self.shape, summary.documents) {
            (Shape::Bundle, 0) => "}\n",
            (Shape::Bundle, _) => "\n]}\n",
            (Shape::Single, _) => "\n",
            (Shape::Lines, _) => "",
        };
        end.to_owned()
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
            diagnostics: found.background(),
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
        Meta { source: None, tag: tags }
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
