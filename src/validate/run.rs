//! The validation of one document: which profiles each resource is held to, and what was found for each of them.
//!
//! A resource is walked once with all profiles known for it; every finding carries a bit for each profile that asks.
//! A later question about another profile walks the resource again for that profile alone.

use std::collections::HashMap;

use crate::definitions::DefinitionId;
use crate::diagnostics::{Diagnostic, Origin, Severity};
use crate::document::{Document, Element, NodeId};

use super::schemas::Schemas;
use super::walk::Context;
use super::{Options, resource};

/// Bits of the profiles, by their position in [`Judgement::profiles`], that a finding belongs to.
pub type Owners = u64;

/// A finding and the profiles that ask for it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Who asks.
    pub owners: Owners,
}

/// What is known of one resource.
#[derive(Debug, Default)]
pub struct Judgement {
    /// The profiles it was held to; the first is its type.
    pub profiles: Vec<DefinitionId>,
    /// The profiles whose findings are reported: its type, what it claims, what is imposed on it.
    pub reported: Owners,
    /// The findings, in the order of the walk.
    pub findings: Vec<Finding>,
    /// Whether a walk is under way: profiles that refer to each other in a circle hold unless something else fails.
    pub is_open: bool,
}

/// The state of one document's validation.
pub struct Run<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) options: &'a Options,
    pub(super) document: &'a Document,
    pub(super) bundles: crate::document::bundle::BundleIndex<'a>,
    pub(super) judgements: HashMap<NodeId, Judgement>,
    /// The resource that is being walked.
    pub(super) resource: Option<Element<'a>>,
    /// Scratch space for the evaluation of constraints.
    pub(super) stack: Vec<crate::fhirpath::Value<'a>>,
    /// Findings of the resource that is being walked.
    pub(super) findings: Vec<Finding>,
    /// Findings about the document as a whole (profiles it claims).
    pub(super) notes: Vec<Diagnostic>,
    /// How many codes were looked at to find some that come near a wrong one.
    pub(super) suggestions: u32,
    /// The slices that items belong to, when they are asked for.
    pub(super) assigned: Option<Vec<Assigned>>,
    /// How the document covers its profiles, when that is asked for.
    pub(super) coverage: Option<super::coverage::Seen>,
}

/// An item that belongs to a slice.
#[derive(Debug)]
pub struct Assigned {
    /// The item.
    pub item: NodeId,
    /// The slice.
    pub slice: Origin,
    /// The profiles, by their position for the resource around it, on whose behalf.
    pub owners: Owners,
}

/// How many profiles one walk tells apart.
const MOST_PROFILES: usize = 64;

impl<'a> Run<'a> {
    /// A validation that has found nothing yet.
    pub fn new(schemas: &'a Schemas, options: &'a Options, document: &'a Document) -> Self {
        Self {
            schemas,
            options,
            document,
            bundles: crate::document::bundle::BundleIndex::new(document),
            judgements: HashMap::new(),
            resource: None,
            stack: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            suggestions: 0,
            assigned: None,
            coverage: None,
        }
    }

    /// Judges a resource by its type, by what it claims and by `imposed`, and marks these as reported.
    pub fn judge(&mut self, node: Element<'a>, imposed: &[DefinitionId]) {
        let mut wanted = resource::claimed(self, node);
        wanted.extend_from_slice(imposed);
        self.walk_for(node, &wanted, true);
    }

    /// Judges a resource by further profiles without reporting what they find.
    pub fn consider(&mut self, node: Element<'a>, profiles: &[DefinitionId]) {
        self.walk_for(node, profiles, false);
    }

    /// Whether an element follows a profile. A resource must have no error at all by its type, its claims and the profile;
    /// a value of a datatype none by the profile.
    pub fn conforms(&mut self, node: Element<'a>, profile: DefinitionId) -> bool {
        // What stands in the document decides: some profiles of datatypes call themselves resources.
        if node.resource_type().is_none() {
            return self.value_conforms(node, self.schemas.get(profile));
        }
        if !self.can_follow(node, profile) {
            return false;
        }
        if !self.judgements.get(&node.id()).is_some_and(|j| j.profiles.contains(&profile)) {
            if !self.judgements.contains_key(&node.id()) {
                self.judge(node, &[]);
            }
            self.consider(node, &[profile]);
        }
        let judgement = &self.judgements[&node.id()];
        let bit = judgement.profiles.iter().position(|p| *p == profile).map_or(0, |i| 1 << i);
        let mask = bit | judgement.reported;
        !judgement.findings.iter().any(|f| f.owners & mask != 0 && is_against_profile(&f.diagnostic))
    }

    /// Whether a resource has the type that a profile constrains.
    pub fn can_follow(&self, node: Element<'a>, profile: DefinitionId) -> bool {
        let schema = self.schemas.outline(profile);
        node.resource_type().is_some_and(|t| {
            t == &*schema.type_name || &*schema.type_name == "Resource" || &*schema.type_name == "DomainResource"
        })
    }

    /// Keeps note of an item's slice, if that is asked for.
    pub(super) fn note_slice(&mut self, item: Element<'a>, slice: &Context<'a>) {
        if let Some(assigned) = &mut self.assigned {
            let element = &slice.definition().id;
            let slice_origin = Origin { profile: slice.schema.canonical.clone(), element: element.clone() };
            assigned.push(Assigned { item: item.id(), slice: slice_origin, owners: slice.owners });
        }
    }

    /// Whether the findings of some profiles about what stands at a place are reported.
    pub(super) fn is_shown(&self, at: Element<'a>, owners: Owners) -> bool {
        let mut around = Some(at);
        while let Some(element) = around {
            if let Some(judgement) = self.judgements.get(&element.id()) {
                return owners & judgement.reported != 0;
            }
            around = element.parent();
        }
        false
    }

    /// What is reported of a resource.
    pub fn reported(&self, node: NodeId) -> impl Iterator<Item = &Diagnostic> {
        let judgement = self.judgements.get(&node);
        judgement
            .into_iter()
            .flat_map(|j| j.findings.iter().filter(|f| f.owners & j.reported != 0))
            .map(|f| &f.diagnostic)
    }

    /// The errors of a resource against a profile, its own type's and claims' left out.
    pub fn errors_against(&mut self, node: Element<'a>, profile: DefinitionId) -> Vec<Diagnostic> {
        self.conforms(node, profile);
        let Some(judgement) = self.judgements.get(&node.id()) else { return Vec::new() };
        let bit = judgement.profiles.iter().position(|p| *p == profile).map_or(0, |i| 1 << i);
        let errors = judgement.findings.iter().filter(|f| f.owners & bit != 0);
        errors.map(|f| &f.diagnostic).filter(|d| is_against_profile(d)).cloned().collect()
    }

    fn walk_for(&mut self, node: Element<'a>, wanted: &[DefinitionId], report: bool) {
        let Some(own_type) = resource::own_type(self, node) else { return };
        let judgement = self.judgements.entry(node.id()).or_default();
        let first = judgement.profiles.len();
        if first == 0 {
            judgement.profiles.push(own_type);
            judgement.reported |= 1;
        }
        for &id in wanted {
            let position = judgement.profiles.iter().position(|p| *p == id).unwrap_or_else(|| {
                judgement.profiles.push(id);
                judgement.profiles.len() - 1
            });
            if report && position < MOST_PROFILES {
                judgement.reported |= 1 << position;
            }
        }
        let roots: Vec<(DefinitionId, Owners)> = judgement
            .profiles
            .iter()
            .enumerate()
            .take(MOST_PROFILES)
            .skip(first)
            .map(|(i, &id)| (id, 1 << i))
            .collect();
        if roots.is_empty() {
            return;
        }
        judgement.is_open = true;
        let outer = std::mem::take(&mut self.findings);
        let around = self.resource.replace(node);
        self.walk_resource(node, own_type, &roots);
        self.resource = around;
        let found = std::mem::replace(&mut self.findings, outer);
        let judgement = self.judgements.entry(node.id()).or_default();
        judgement.is_open = false;
        judgement.findings.extend(found);
    }
}

/// Whether a finding keeps a resource from following a profile. Faults of the notation (a misspelt name, brackets too
/// many) are reported where they are and have no further consequences: one cause, one finding.
pub fn is_against_profile(diagnostic: &Diagnostic) -> bool {
    let is_notation = || {
        std::ptr::eq(diagnostic.message, &super::primitive::WRONG_JSON_TYPE)
            || super::structure::MESSAGES.iter().any(|m| std::ptr::eq(*m, diagnostic.message))
    };
    diagnostic.severity == Severity::Error && !is_notation()
}
