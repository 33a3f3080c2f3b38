//! Checks of a document against the definitions.

pub mod binding;
pub mod bundle;
pub mod cardinality;
pub mod child;
pub mod contained;
pub mod coverage;
pub mod datatype;
pub mod extension;
pub mod invariants;
pub mod limits;
mod link;
mod mend;
pub mod narrative;
pub mod official;
mod place;
pub mod primitive;
pub mod questionnaire;
pub mod reference;
pub mod reference_format;
pub mod resource;
mod run;
mod schema;
mod schemas;
mod services;
pub mod slicing;
pub mod structure;
mod value;
pub mod values;
mod walk;

use std::sync::Arc;

use crate::codes::Day;
use crate::definitions::{DefinitionId, Definitions, Lookup};
use crate::diagnostics::{Diagnostic, Fact, Origin};
use crate::document::{Document, NodeId};
use crate::fhirpath::Model;
use crate::masters::Masters;
use crate::terminology::Terminology;

pub use coverage::Coverage;
use run::Run;
use schemas::Schemas;

/// What to do where official material contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conformance {
    /// The corrected reading, which says so.
    #[default]
    Corrected,
    /// What the published packages give, with all their defects.
    Official,
}

/// The day that codes are judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub day: Day,
    /// Whether it goes before the date that a resource states itself.
    pub is_fixed: bool,
}

/// What a validation goes by.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// See [`Conformance`].
    pub conformance: Conformance,
    /// Canonicals of profiles imposed on each document besides those it claims.
    pub profiles: Vec<String>,
    /// Whether constraints that are only recommendations are checked too.
    pub best_practice: bool,
    /// The day that codes are judged by; without one no code is retired and no edition old.
    pub as_of: Option<AsOf>,
    /// The code masters at hand.
    pub masters: Arc<Masters>,
    /// Whether constraints that cannot be compiled have been reported when their packages were loaded. In the corrected
    /// reading they are then passed over where they are used: one cause, one finding.
    pub are_faults_reported: bool,
}

/// Validates documents; shared by all threads.
#[derive(Debug)]
pub struct Validator {
    schemas: Schemas,
    options: Options,
    imposed: Vec<DefinitionId>,
    unknown: Vec<String>,
}

impl Validator {
    /// The types that expressions are compiled against.
    pub fn model(&self) -> &Model {
        self.schemas.invariants().model()
    }

    /// A validator for these definitions.
    pub fn new(definitions: Arc<Definitions>, options: Options) -> Self {
        let mut imposed = Vec::new();
        let mut unknown = Vec::new();
        for canonical in &options.profiles {
            match definitions.find(canonical) {
                Lookup::Found(id) | Lookup::OtherVersion(id) => imposed.push(id),
                Lookup::Unknown => unknown.push(canonical.clone()),
            }
        }
        let schemas = Schemas::new(definitions, &options);
        Self { schemas, options, imposed, unknown }
    }

    /// The code systems and masters that codes are judged by, for what is judged after the profiles.
    pub fn terminology(&self) -> Arc<Terminology> {
        self.schemas.terminology().clone()
    }

    /// The editions of masters that codes are looked up in, by their keys.
    pub fn master_editions(&self) -> Vec<String> {
        self.schemas.terminology().master_editions()
    }

    /// The imposed profiles that no package defines.
    pub fn unknown_profiles(&self) -> &[String] {
        &self.unknown
    }

    /// Everything that is wrong with a document, in the order of the document.
    pub fn validate(&self, document: &Document) -> Vec<Diagnostic> {
        let Some(root) = document.root() else { return Vec::new() };
        if root.resource_type().is_none() {
            let mut diagnostic = resource::without_type(root);
            diagnostic.node = None;
            return vec![diagnostic];
        }
        let mut run = Run::new(&self.schemas, &self.options, document);
        if resource::own_type(&run, root).is_none() {
            return vec![resource::unknown_type(root)];
        }
        run.judge(root, &self.imposed);
        let mut found: Vec<Diagnostic> = run.reported(root.id()).cloned().collect();
        found.append(&mut run.notes);
        found.sort_by_key(|d| (d.span.start, d.span.end));
        let mut found = dedupe(found);
        binding::consolidate(self.schemas.terminology(), document, &mut found);
        found
    }

    /// How far a document covers the profiles it is validated against.
    pub fn coverage(&self, document: &Document) -> Coverage {
        let Some(root) = document.root() else { return Coverage::default() };
        let mut run = Run::new(&self.schemas, &self.options, document);
        run.coverage = Some(coverage::Seen::default());
        run.judge(root, &self.imposed);
        run.take_coverage()
    }

    /// The slices that the items of a document belong to by the profiles it is validated against, in the order of the
    /// document.
    pub fn slices(&self, document: &Document) -> Vec<(NodeId, Origin)> {
        let Some(root) = document.root() else { return Vec::new() };
        let mut run = Run::new(&self.schemas, &self.options, document);
        run.assigned = Some(Vec::new());
        run.judge(root, &self.imposed);
        let assigned = run.assigned.take().unwrap_or_default();
        let is_reported = |a: &run::Assigned| run.is_shown(document.element(a.item), a.owners);
        let mut slices: Vec<(NodeId, Origin)> =
            assigned.into_iter().filter(is_reported).map(|a| (a.item, a.slice)).collect();
        slices.sort_by(|a, b| (a.0, &a.1.profile, &a.1.element).cmp(&(b.0, &b.1.profile, &b.1.element)));
        slices.dedup();
        slices
    }
}

/// Leaves one of several findings that say the same of the same place on behalf of different definitions: the one that
/// allows least.
fn dedupe(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for diagnostic in found {
        let start = diagnostic.span.start;
        let known = kept.iter_mut().rev().take_while(|k| k.span.start == start).find(|k| is_same(k, &diagnostic));
        match known {
            Some(known) if allows(&diagnostic) < allows(known) => *known = diagnostic,
            Some(_) => {}
            None => kept.push(diagnostic),
        }
    }
    kept
}

/// Whether two findings differ at most in the element of a definition that asks and in what it allows.
fn is_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    std::ptr::eq(a.message, b.message)
        && a.node == b.node
        && a.facts.iter().zip(&b.facts).all(|(x, y)| matches!(x.0, "element" | "allowed") || x == y)
}

fn allows(diagnostic: &Diagnostic) -> usize {
    match diagnostic.fact("allowed") {
        Some(Fact::List(list)) => list.len(),
        _ => 0,
    }
}
