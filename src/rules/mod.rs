//! The submission rules of Japan's guides that no profile expresses, one file a group; see docs/rules.md for them all.
//!
//! A rule is one declaration (`rules!`) and one small check. Rules run after the profiles, once over the resources and
//! nodes of a document, and see what was found before them: one cause gives one finding ([`settle`]). They are left
//! out with `--conformance official`.

mod allergy;
mod bundle;
mod care_summary;
mod checkup;
mod checkup_document;
mod common;
mod common_identity;
mod condition;
mod condition_master;
mod condition_status;
pub mod contradiction;
pub mod coverage;
pub mod defects;
mod discharge;
mod document;
mod encounter;
mod file;
mod look;
mod medication;
mod medication_code;
mod medication_dosage;
mod medication_dose;
mod mend;
mod moment;
mod municipal;
mod observation;
mod observation_shared;
mod observation_value;
mod oid;
mod patient;
mod prescription;
mod prescription_document;
mod prescription_parts;
mod prescription_party;
mod reference;
mod referral;
pub mod register;
mod rule;
mod scene;
mod settle;
mod systems;
mod target;

use std::collections::HashMap;
use std::sync::Arc;

use crate::definitions::Definitions;
use crate::diagnostics::{Diagnostic, Message};
use crate::document::bundle::BundleIndex;
use crate::document::{Document, Element, Kind, known};
use crate::terminology::Terminology;
use crate::validate::Coverage;

pub use bundle::{Submission, used_before};
pub use rule::{On, Rule, Targets};
use scene::{Found, Scene, Setting};
pub use target::Target;

/// The rules of every group, in the order of the groups.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let groups = [
        file::RULES,
        common::RULES,
        common_identity::RULES,
        oid::RULES,
        reference::RULES,
        bundle::RULES,
        patient::RULES,
        condition::RULES,
        condition_status::RULES,
        condition_master::RULES,
        allergy::RULES,
        observation::RULES,
        observation_value::RULES,
        observation_shared::RULES,
        medication::RULES,
        medication_dosage::RULES,
        medication_dose::RULES,
        medication_code::RULES,
        encounter::RULES,
        document::RULES,
        referral::RULES,
        discharge::RULES,
        care_summary::RULES,
        checkup::RULES,
        checkup_document::RULES,
        municipal::RULES,
        prescription::RULES,
        prescription_parts::RULES,
        prescription_document::RULES,
        prescription_party::RULES,
        coverage::RULES,
    ];
    groups.into_iter().flatten().copied()
}

/// What the rules say, for the catalogue.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    let further = [condition_master::MESSAGES, observation_shared::MESSAGES, contradiction::MESSAGES];
    all().map(|rule| rule.message).chain(further.into_iter().flatten().copied())
}

/// What the rules are applied by.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the documents are submitted as; found from each document when not given.
    pub target: Option<Target>,
    /// The day that dates are compared with: `YYYY-MM-DD`.
    pub as_of: String,
}

/// The rules, sorted by what they look at; shared by all threads.
#[derive(Debug)]
pub struct Rules {
    definitions: Arc<Definitions>,
    terminology: Arc<Terminology>,
    options: Options,
    /// Rules that say that diagnostics are wrong.
    silencing: Vec<&'static Rule>,
    documents: Vec<&'static Rule>,
    resources: HashMap<&'static str, Vec<&'static Rule>>,
    /// By symbol.
    nodes: Vec<Vec<&'static Rule>>,
    coverage: Vec<&'static Rule>,
}

impl Rules {
    /// All rules, for documents judged by these definitions, code systems and masters.
    pub fn new(definitions: Arc<Definitions>, terminology: Arc<Terminology>, options: Options) -> Self {
        let mut rules = Self {
            definitions,
            terminology,
            options,
            silencing: all().filter(|rule| !rule.silences.is_empty()).collect(),
            documents: Vec::new(),
            resources: HashMap::new(),
            nodes: Vec::new(),
            coverage: Vec::new(),
        };
        for rule in all() {
            match rule.on {
                On::Document => rules.documents.push(rule),
                On::Resources(types) | On::Anywhere(types) => {
                    types.iter().for_each(|name| rules.resources.entry(name).or_default().push(rule));
                }
                On::Named(names) => names.iter().for_each(|name| {
                    let at = name.0 as usize;
                    rules.nodes.resize_with(rules.nodes.len().max(at + 1), Vec::new);
                    rules.nodes[at].push(rule);
                }),
                // Files are compared with each other once they have all been read.
                On::Batch => {}
                On::Coverage => rules.coverage.push(rule),
            }
        }
        rules
    }

    /// Adds what the rules find to what was found in a document.
    pub fn check(&self, document: &Document, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let Some(root) = document.root().filter(|root| root.resource_type().is_some()) else { return found };
        let Some(target) = self.options.target.or_else(|| Target::of(root)) else { return found };
        let index = BundleIndex::new(document);
        let scene = Scene::new(document, root, &index, self.setting(root, target));
        let mut sink = Found::new(&scene);
        sink.apply(&self.documents, root);
        match &scene.entries {
            Some(entries) => {
                entries.list.iter().filter_map(|e| e.resource).for_each(|r| self.resource(r, &mut sink));
            }
            None => self.resource(root, &mut sink),
        }
        for id in 0..document.len() as u32 {
            let element = document.element(id);
            if let Some(rules) = self.nodes.get(element.name().0 as usize).filter(|rules| !rules.is_empty()) {
                sink.apply(rules, element);
            }
        }
        let mut settled = settle::settle(document, self.not_silenced(&scene, found), sink.list);
        contradiction::explain(document, &mut settled);
        settled
    }

    /// What a document that is submitted as something is judged by.
    fn setting(&self, root: Element<'_>, target: Target) -> Setting<'_> {
        let edition = target::edition(&self.definitions, root);
        Setting { target, edition, as_of: &self.options.as_of, terminology: &self.terminology }
    }

    /// What was found without what is wrong in such a document.
    fn not_silenced(&self, scene: &Scene<'_>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for rule in self.silencing.iter().filter(|rule| rule.holds(scene.targets, scene.edition)) {
            found.retain(|finding| !rule.silences.contains(&finding.message.id));
        }
        found
    }

    /// What a document leaves out and has beyond its profiles, resource by resource. None of it is a fault.
    pub fn coverage(&self, document: &Document, coverage: &Coverage) -> Vec<Diagnostic> {
        let Some(root) = document.root().filter(|root| root.resource_type().is_some()) else { return Vec::new() };
        let target = self.options.target.or_else(|| Target::of(root)).unwrap_or(Target::Core);
        let index = BundleIndex::new(document);
        let mut scene = Scene::new(document, root, &index, self.setting(root, target));
        scene.coverage = coverage;
        let mut sink = Found::new(&scene);
        let elements = (0..document.len() as u32).map(|id| document.element(id));
        for resource in elements.filter(|element| element.resource_type().is_some()) {
            sink.apply(&self.coverage, resource);
        }
        sink.list.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }

    fn resource(&self, resource: Element<'_>, sink: &mut Found<'_, '_>) {
        let of = |element: Element<'_>| self.resources.get(element.resource_type().unwrap_or(""));
        if let Some(rules) = of(resource) {
            sink.apply(rules, resource);
        }
        for contained in resource.children_named(known::CONTAINED).filter(|c| c.kind() == Kind::Object) {
            for rule in of(contained).into_iter().flatten().filter(|rule| matches!(rule.on, On::Anywhere(_))) {
                sink.apply(&[rule], contained);
            }
        }
    }
}
