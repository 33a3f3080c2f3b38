//! Constraints of definitions, evaluated on the elements that they apply to. A constraint that gives nothing has failed.
//!
//! Each distinct constraint runs once on a node, however many definitions repeat it, and each key is reported once.

mod context;
mod defects;
mod rules;

use std::sync::Arc;

use smallvec::SmallVec;

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::{Element, known};
use crate::fhirpath::{Fault, Input, Machine, Program, TypeId, Value, faults};
use crate::messages;
use crate::source::Span;

use super::Conformance;
use super::cardinality::anchor;
use super::run::{Owners, Run};
use super::walk::Context;
pub use defects::is_known as is_known_defect;
use rules::{Invariant, Test};
pub use rules::{Invariants, Rule};

messages! {
    FAILED = "invariant", Error, Invariant {
        en: "the constraint `{key}` does not hold: {expression}",
            "";
        ja: "制約 `{key}` を満たしていません: {expression}",
            "";
        explain: "A definition states a condition in FHIRPath (ElementDefinition.constraint). The finding shows the part of it that fails; a condition that gives no answer has failed as well. `jpfhir fhirpath` evaluates expressions step by step.";
    }
    SAW = "invariant-saw", Information, Informational {
        en: "the value here is `{value}`", "";
        ja: "ここの値は `{value}` です", "";
        explain: "A value that the failed part of a constraint looked at; shown together with the constraint.";
    }
    DEFECT = "guide-defect", Information, BusinessRule {
        en: "the guide's constraint `{key}` does not say what the guide means; it was read as {expression}",
            "with `--conformance official` it is taken as published";
        ja: "ガイドの制約 `{key}` には既知の誤りがあるため、{expression} と読み替えました",
            "`--conformance official` を付けると公表されたとおりに判定します";
        explain: "A condition of a published guide has a known defect: it refuses what the guide asks for, or takes what the guide refuses. The corrected reading tests what is meant, and says so where the results differ.";
    }
    UNDECIDED = "invariant-undecided", Error, Invariant {
        en: "the constraint `{key}` cannot be decided here: {expression}",
            "";
        ja: "制約 `{key}` はここでは判定できません: {expression}",
            "";
        explain: "The condition of a constraint stops with an error on this element, for example because a function that works on one value is given several. This counts as failed.";
    }
}

/// Constraints that other checks report, with more to say about the place and the remedy.
const ELSEWHERE: &[&str] = &["bdl-7", "bdl-11", "bdl-12", "dom-2", "dom-3", "ref-1", "txt-1", "txt-2"];

/// A constraint that applies to a node.
struct Due<'a> {
    rule: &'a Rule,
    /// The definition that asks, the first of several.
    context: Context<'a>,
    owners: Owners,
}

/// Why a constraint does not hold.
enum Failure<'a> {
    /// It is not true; with the part of the expression and the values it saw.
    Untrue(&'a str, SmallVec<[Value<'a>; 3]>),
    /// It could not be evaluated.
    Stopped(&'a str, Fault),
}

impl<'a> Run<'a> {
    /// Holds a node to the constraints of the elements of definitions that apply to it.
    pub(super) fn check_invariants(
        &mut self,
        node: Element<'a>,
        ty: TypeId,
        contexts: &[Context<'a>],
        more: &[Context<'a>],
    ) {
        let mut due: SmallVec<[Due<'a>; 16]> = SmallVec::new();
        for context in contexts.iter().chain(more).filter(|c| c.owners != 0) {
            for rule in context.schema.rules(self.schemas, context.element) {
                if rule.is_best_practice && !self.options.best_practice {
                    continue;
                }
                let is_same =
                    |d: &&mut Due<'a>| Arc::ptr_eq(&d.rule.invariant, &rule.invariant) && d.rule.key == rule.key;
                match due.iter_mut().find(is_same) {
                    Some(same) => same.owners |= context.owners,
                    None => due.push(Due { rule, context: *context, owners: context.owners }),
                }
            }
        }
        let mut failed: SmallVec<[(&str, usize); 4]> = SmallVec::new();
        for Due { rule, context, owners } in due {
            let Some(failure) = self.judged(node, ty, rule, owners) else { continue };
            if let Some((_, finding)) = failed.iter().find(|(key, _)| *key == &*rule.key) {
                self.findings[*finding].owners |= owners;
                continue;
            }
            failed.push((&rule.key, self.findings.len()));
            let diagnostic = self.describe(node, rule, failure);
            self.report_for(&Context { owners, ..context }, diagnostic);
        }
    }

    /// Why a constraint does not hold in the reading that was asked for.
    fn judged(&mut self, node: Element<'a>, ty: TypeId, rule: &'a Rule, owners: Owners) -> Option<Failure<'a>> {
        let published = self.failure(node, ty, &rule.invariant);
        let Some(meant) = rule.meant.as_deref().filter(|_| self.options.conformance == Conformance::Corrected) else {
            return published;
        };
        let failure = self.failure(node, ty, meant);
        if failure.is_some() != published.is_some() {
            let note = Diagnostic::new(&DEFECT, place(node)).at(node.id()).with("key", &*rule.key);
            self.report(owners, note.with("expression", on_one_line(&meant.expression)));
        }
        failure
    }

    fn failure(&mut self, node: Element<'a>, ty: TypeId, invariant: &'a Invariant) -> Option<Failure<'a>> {
        match &invariant.test {
            // That something is missing has been said where a definition asks for it.
            Test::Native(holds) if holds(node) || self.has_error(node) => None,
            Test::Native(_) => Some(Failure::Untrue(&invariant.expression, SmallVec::new())),
            Test::Program(program) => self.evaluate(node, ty, program),
            Test::Faulty(_) if self.are_faults_reported() => None,
            Test::Faulty(fault) => Some(Failure::Stopped(&invariant.expression, fault.clone())),
        }
    }

    fn are_faults_reported(&self) -> bool {
        self.options.are_faults_reported && self.options.conformance == Conformance::Corrected
    }

    fn has_error(&self, node: Element<'a>) -> bool {
        let is_error = |d: &Diagnostic| d.node == Some(node.id()) && d.severity == Severity::Error;
        self.findings.iter().any(|f| is_error(&f.diagnostic))
    }

    fn evaluate(&mut self, node: Element<'a>, ty: TypeId, program: &'a Program) -> Option<Failure<'a>> {
        let model = self.schemas.invariants().model();
        let resource = self.resource.unwrap_or(node);
        let input = Input { element: node, ty, resource, root_resource: root_of(resource) };
        let stack = std::mem::take(&mut self.stack);
        let mut machine = Machine::new(program, model, input, self).with_stack(stack);
        let failure = match machine.run_test() {
            Ok(Some(true)) => None,
            Ok(_) => Some(match machine.reason() {
                Ok(reason) => Failure::Untrue(part(program, reason.span), reason.values.into_iter().collect()),
                Err(_) => Failure::Untrue(&program.text, SmallVec::new()),
            }),
            // What is not loaded is reported where it is named; here nothing can be said.
            Err(fault) if std::ptr::eq(fault.message, &faults::NOT_AT_HAND) => None,
            Err(fault) => Some(Failure::Stopped(part(program, fault.span), fault)),
        };
        let stack = machine.into_stack();
        self.stack = stack;
        failure
    }

    fn describe(&self, node: Element<'a>, rule: &Rule, failure: Failure<'a>) -> Diagnostic {
        let (message, expression, causes) = match failure {
            Failure::Untrue(expression, values) => {
                let causes = values.iter().filter_map(|value| self.saw(value)).collect();
                (&FAILED, expression, causes)
            }
            Failure::Stopped(expression, fault) => {
                let mut cause = *fault;
                // The place of a fault is one of the expression; in the document it is the node.
                cause.span = place(node);
                cause.node = Some(node.id());
                (&UNDECIDED, expression, vec![cause])
            }
        };
        let mut diagnostic = Diagnostic::new(message, place(node)).at(node.id());
        diagnostic = diagnostic.with("key", &*rule.key).with("expression", on_one_line(expression));
        diagnostic.severity = if rule.is_error { Severity::Error } else { Severity::Warning };
        diagnostic.causes = causes;
        diagnostic
    }

    /// A value of the document that a constraint looked at.
    fn saw(&self, value: &Value<'a>) -> Option<Diagnostic> {
        let Value::Element(element, _) = value else { return None };
        // What stands in a definition has no place here.
        let text = element.value().filter(|_| std::ptr::eq(element.document(), self.document))?;
        Some(Diagnostic::new(&SAW, element.span()).at(element.id()).with_value("value", text))
    }
}

/// What to underline for a node as a whole: the type of a resource, the key of another element.
fn place(node: Element<'_>) -> Span {
    match node.child(known::RESOURCE_TYPE).filter(|_| node.resource_type().is_some()) {
        Some(resource_type) => resource_type.span(),
        None => anchor(node),
    }
}

/// The part of an expression at a place of its text.
fn part(program: &Program, span: Span) -> &str {
    program.text.get(span.range()).filter(|text| !text.is_empty()).unwrap_or(&program.text)
}

/// An expression as people read it in a message. Ideographic spaces stay: they mean something in patterns.
fn on_one_line(expression: &str) -> String {
    expression.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The resource that contains a contained one; any other itself.
fn root_of(resource: Element<'_>) -> Element<'_> {
    if resource.name() != known::CONTAINED {
        return resource;
    }
    let mut at = resource.parent();
    while let Some(element) = at {
        if element.resource_type().is_some() {
            return element;
        }
        at = element.parent();
    }
    resource
}
