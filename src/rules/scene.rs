//! What a check sees of the document around an element, and where it puts what it finds.

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::bundle::{BundleIndex, Entries};
use crate::document::{Document, Element, known};
use crate::validate::Coverage;

use super::rule::{Edition, Rule, Targets};
use super::target::Target;

/// A document and what it is submitted as.
pub struct Scene<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its root.
    pub root: Element<'a>,
    /// Its Bundles.
    pub index: &'a BundleIndex<'a>,
    /// The entries, if it is a Bundle.
    pub entries: Option<&'a Entries<'a>>,
    /// What it is submitted as.
    pub targets: Targets,
    /// The edition of JP-CLINS that it is judged by.
    pub edition: Edition,
    /// The day of the validation: `YYYY-MM-DD`.
    pub as_of: &'a str,
    /// How far it covers its profiles; empty unless that is asked for.
    pub coverage: &'a Coverage,
}

/// What stands in for the coverage of a document that nobody asked for.
static NO_COVERAGE: Coverage = Coverage { absent: Vec::new(), droppable: Vec::new() };

impl<'a> Scene<'a> {
    /// The scene of a document.
    pub fn new(
        document: &'a Document,
        root: Element<'a>,
        index: &'a BundleIndex<'a>,
        target: Target,
        edition: Edition,
        as_of: &'a str,
    ) -> Self {
        let entries = index.entries(root);
        Self { document, root, index, entries, targets: target.targets(), edition, as_of, coverage: &NO_COVERAGE }
    }

    /// The resources of the entries.
    pub fn resources(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        self.entries.into_iter().flat_map(|entries| entries.list.iter().filter_map(|entry| entry.resource))
    }

    /// The resources of the entries that have a type.
    pub fn resources_of(&self, name: &'static str) -> impl Iterator<Item = Element<'a>> + use<'a> {
        self.resources().filter(move |r| r.resource_type() == Some(name))
    }

    /// The Composition of a document.
    pub fn composition(&self) -> Option<Element<'a>> {
        self.resources().next().filter(|r| r.resource_type() == Some("Composition"))
    }

    /// The resource that a Reference leads to within the document.
    pub fn target_of(&self, reference: Element<'_>) -> Option<Element<'a>> {
        let reference = self.document.element(reference.id());
        let text = reference.child_value(known::REFERENCE)?;
        crate::document::bundle::resolve(text, reference, self.index).target()
    }
}

/// What the rules find.
pub struct Found<'s, 'a> {
    scene: &'s Scene<'a>,
    rule: &'static Rule,
    /// The findings with the rules that made them.
    pub list: Vec<(&'static Rule, Diagnostic)>,
}

impl<'s, 'a> Found<'s, 'a> {
    /// Nothing yet.
    pub fn new(scene: &'s Scene<'a>) -> Self {
        Self { scene, rule: &super::rule::RULE_AT_REST, list: Vec::new() }
    }

    /// Holds an element to those of some rules that apply to the document.
    pub fn apply(&mut self, rules: &[&'static Rule], element: Element<'_>) {
        for rule in rules.iter().filter(|rule| rule.holds(self.scene.targets, self.scene.edition)) {
            self.rule = rule;
            (rule.check)(self.scene, self.scene.document.element(element.id()), self);
        }
    }

    /// A finding about an element.
    pub fn about(&self, element: Element<'_>) -> Diagnostic {
        Diagnostic::new(self.rule.message, element.span()).at(element.id())
    }

    /// A finding about an element and its value.
    pub fn value(&self, element: Element<'_>) -> Diagnostic {
        self.about(element).with_value("value", element.value().unwrap_or(""))
    }

    /// A finding about what is not there: the name of the child that an element lacks.
    pub fn lacks(&self, element: Element<'_>, name: &'static str) -> Diagnostic {
        let mut diagnostic = self.about(element).with("missing", name);
        diagnostic.span = super::look::anchor(element);
        diagnostic
    }

    /// Keeps a finding.
    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.list.push((self.rule, diagnostic));
    }

    /// Keeps a finding that is milder or worse than the rule at large.
    pub fn say_as(&mut self, severity: Severity, mut diagnostic: Diagnostic) {
        diagnostic.severity = severity;
        self.say(diagnostic);
    }
}
