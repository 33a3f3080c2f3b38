//! FHIR documents whose codings are converted: the new coding stands beside the old one or in its place, everything
//! else stays byte for byte. What is not certain is left as it is and reported.

mod concept;
mod edit;
mod item;
mod lines;
#[cfg(test)]
mod tests;

pub use lines::Lines;

use super::{Answer, Decision, Hints, Outcome, Reporting, Tally, Translate};
use crate::diagnostics::{Diagnostic, IssueType};
use crate::document::{Document, Element, Kind, NodeId, known};
use crate::source::Source;
use crate::terminology::{Standing, standing};
use concept::Concept;

/// What becomes of the coding that was converted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// It stays, and the new one follows it.
    #[default]
    Add,
    /// The new one takes its place.
    Replace,
}

/// Rewrites documents.
pub struct Rewriter<'a> {
    /// The URLs of the code system that is converted, aliases included.
    pub systems: Vec<String>,
    /// What becomes of the old coding.
    pub mode: Mode,
    /// What a code becomes.
    pub translate: &'a dyn Translate,
    /// What is reported, if there is a report.
    pub report: Option<Reporting>,
}

/// A document with its results.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// The new text; `None` when nothing changes.
    pub text: Option<String>,
    /// How many codings went which way.
    pub tally: Tally,
    /// What a person must decide: the line of the file, and the rest of the line of the report.
    pub decisions: Vec<(u64, Vec<u8>)>,
}

/// The URL that an alias stands for.
pub fn canonical(system: &str) -> &str {
    match standing(system) {
        Some(Standing::Alias(current)) => current,
        _ => system,
    }
}

/// The faults after which a part of a document was not read.
const READING_STOPPED: [&str; 4] = ["nested-too-deep", "resource-not-object", "truncated", "unknown-format"];

/// Whether text was read to its end and is well-formed. Other findings do not matter here.
fn is_well_formed(document: &Document, diagnostics: &[Diagnostic]) -> bool {
    let is_fault = |diagnostic: &Diagnostic| {
        diagnostic.message.issue == IssueType::Invalid || READING_STOPPED.contains(&diagnostic.message.id)
    };
    !document.is_empty() && !diagnostics.iter().any(is_fault)
}

impl Rewriter<'_> {
    /// Rewrites a document, JSON or XML.
    pub fn rewrite(&self, source: Source) -> Rewritten {
        let (document, diagnostics) = Document::parse(source);
        let mut out = Rewritten::default();
        if !is_well_formed(&document, &diagnostics) {
            let reason = diagnostics.first().map_or("no resource", |diagnostic| diagnostic.message.id);
            let line = diagnostics
                .first()
                .map_or(document.source.first_line(), |first| document.source.position(first.span.start).line);
            self.malformed(u64::from(line), reason, &mut out);
            return out;
        }
        let mut edits = edit::Edits::default();
        for coding in self.codings(&document) {
            match coding {
                Found::In(concept) => Concept::of(concept).convert(self, &mut edits, &mut out),
                Found::Alone(coding) => Concept::alone(coding).convert(self, &mut edits, &mut out),
            }
        }
        out.text = edits.apply(document.source.text());
        out
    }

    /// Whether a text may hold a coding that is concerned. Escapes can hide its system.
    pub fn concerns(&self, text: &str) -> bool {
        let has = |needle: &str| memchr::memmem::find(text.as_bytes(), needle.as_bytes()).is_some();
        self.systems.iter().any(|system| has(system)) || has("\\/") || has("\\u")
    }

    fn is_source(&self, system: &str) -> bool {
        self.systems.iter().any(|source| source == system)
    }

    /// The concepts and lone codings in which a system is concerned, each once, in order.
    fn codings<'d>(&self, document: &'d Document) -> Vec<Found<'d>> {
        let mut found: Vec<Found<'d>> = Vec::new();
        let all = (0..document.len() as NodeId).map(|id| document.element(id));
        for system in all.filter(|element| element.name() == known::SYSTEM && element.kind() == Kind::String) {
            let Some(coding) = system.parent().filter(|_| system.value().is_some_and(|url| self.is_source(url))) else {
                continue;
            };
            if coding.child(known::CODE).is_none_or(|code| code.kind() != Kind::String) {
                continue;
            }
            let concept = coding.parent().filter(|_| coding.name() == known::CODING);
            let next = concept.map_or(Found::Alone(coding), Found::In);
            if found.last() != Some(&next) {
                found.push(next);
            }
        }
        found
    }

    fn malformed(&self, line: u64, reason: &str, out: &mut Rewritten) {
        let reason = format!("not read: {reason}");
        let answer = Answer { outcome: Outcome::Malformed, reason, ..Answer::default() };
        out.tally.add(answer.outcome);
        if let Some(report) = self.report {
            out.decisions.push((line, Decision::new("", "", &answer).rest_of_line(report.form)));
        }
    }

    /// Counts and reports how the conversion of a coding went.
    fn account(&self, coding: Element<'_>, answer: &Answer, out: &mut Rewritten) {
        out.tally.add(answer.outcome);
        let Some(report) = self.report.filter(|report| report.takes(answer.outcome)) else { return };
        let path = coding.fhirpath();
        let line = coding.document().source.position(coding.span().start).line;
        let code = coding.child_value(known::CODE).unwrap_or_default();
        let decision = Decision {
            path: &path,
            system: coding.child_value(known::SYSTEM).unwrap_or_default(),
            ..Decision::new(code, "", answer)
        };
        out.decisions.push((u64::from(line), decision.rest_of_line(report.form)));
    }
}

/// Where codings are concerned.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Found<'d> {
    /// A CodeableConcept.
    In(Element<'d>),
    /// A Coding that cannot have another one beside it.
    Alone(Element<'d>),
}

/// What else a document says that may decide what a coding becomes.
fn hints<'d>(coding: Element<'d>, concept: Option<Element<'d>>) -> Hints<'d> {
    let text = |element: Option<Element<'d>>, name| element.and_then(|element| element.child_value(name));
    let name = coding.child_value(known::DISPLAY).or_else(|| text(concept, known::TEXT));
    let resource = concept.and_then(Element::parent).filter(|parent| parent.resource_type() == Some("Observation"));
    let quantity = resource.and_then(|resource| resource.children().find(|child| child.name_text() == "valueQuantity"));
    let system = coding.child_value(known::SYSTEM);
    Hints { system, name, unit: text(quantity, known::UNIT), ..Hints::default() }
}
