//! An item that belongs to no slice because of a fault in the value that tells the slices apart: the fault's finding says
//! which slice was probably meant.

use crate::diagnostics::{Diagnostic, Fact, Severity};
use crate::document::Element;
use crate::messages;

use super::super::run::Run;
use super::super::walk::{Child, Context};
use super::super::{extension, structure};
use super::{Plan, SlicePlan, Step};

messages! {
    CANDIDATES = "slice-candidates", Information, Informational {
        en: "without this value it cannot be told which of the slices it belongs to: {slices}", "";
        ja: "この値がないと、スライス {slices} のどれに属するか判別できません", "";
        explain: "Shown with a finding about the value that tells slices apart: the slices that may have been meant.";
    }
}

/// The closeness from which on a slice is taken for the one that was meant.
const MUCH_ALIKE: usize = 35;
/// The most slices that are listed when none is much alike.
const MOST_CANDIDATES: usize = 8;

impl<'a> Run<'a> {
    /// Explains an error about an item, found since `from`, by the slice that the item does not belong to for it.
    pub(in super::super) fn explain_unmatched(&mut self, child: &Child<'a>, from: usize) {
        for context in &child.definitions {
            let Some(plan) = context.schema.plan(self.schemas, context.element).filter(|p| !p.slices.is_empty()) else {
                continue;
            };
            if child.definitions.iter().any(|d| is_slice_of(d, context, plan)) {
                continue;
            }
            let is_open_error = |d: &Diagnostic| d.severity == Severity::Error && d.causes.is_empty();
            let errors: Vec<usize> =
                (from..self.findings.len()).filter(|&i| is_open_error(&self.findings[i].diagnostic)).collect();
            let is_cause = |run: &mut Self, i: &usize| {
                let diagnostic = run.findings[*i].diagnostic.clone();
                run.is_about_discriminator(child.element, &diagnostic, plan)
            };
            if let Some(position) = errors.into_iter().find(|i| is_cause(self, i)) {
                self.findings[position].diagnostic.causes = self.probable_slice(child.element, context, plan);
                return;
            }
        }
    }

    /// The slice that is much like an item, or all when they are few.
    fn probable_slice(&mut self, item: Element<'a>, context: &Context<'a>, plan: &'a Plan) -> Vec<Diagnostic> {
        let name = |slice: &SlicePlan| context.schema.element(slice.element).slice_name.clone();
        let mut best: Option<(usize, &'a SlicePlan)> = None;
        for slice in plan.slices.iter().filter(|s| s.is_evaluable()) {
            let score = self.closeness(item, slice);
            if score >= MUCH_ALIKE && best.is_none_or(|(b, _)| score > b) {
                best = Some((score, slice));
            }
        }
        if let Some((_, slice)) = best {
            return self.why_not(item, &name(slice), slice);
        }
        if plan.slices.len() > MOST_CANDIDATES {
            return Vec::new();
        }
        let names: Vec<Box<str>> = plan.slices.iter().map(name).collect();
        vec![Diagnostic::new(&CANDIDATES, item.span()).at(item.id()).with("slices", names)]
    }

    /// Whether a finding is about a value that tells the slices apart: the value itself, its absence, its misspelt name.
    fn is_about_discriminator(&mut self, item: Element<'a>, diagnostic: &Diagnostic, plan: &'a Plan) -> bool {
        let Some(node) = diagnostic.node else { return false };
        if node == item.id() && std::ptr::eq(diagnostic.message, &extension::UNKNOWN) {
            return true;
        }
        let is_name = [&structure::UNKNOWN, &structure::MISSPELT].iter().any(|m| std::ptr::eq(*m, diagnostic.message));
        let place = self.document.element(node);
        let place = if is_name { place.parent().unwrap_or(place) } else { place };
        let Some(slice) = plan.slices.iter().find(|s| s.is_evaluable()) else { return false };
        slice.tests.iter().any(|test| {
            (0..=test.steps.len()).any(|length| {
                let is_here = self.first_at(item, &test.steps[..length]) == Some(place);
                is_here
                    && (length > 0 && length == test.steps.len()
                        || is_named(diagnostic, &test.steps[length..], is_name))
            })
        })
    }
}

/// Whether a finding speaks of the next step: by its name, or by a name that is much like it.
fn is_named(diagnostic: &Diagnostic, steps: &[Step], is_misspelt: bool) -> bool {
    let (Some(Step::Child(names)), Some(fact)) = (steps.first(), name_of(diagnostic, is_misspelt)) else {
        return false;
    };
    names.iter().any(|name| name.text() == fact)
}

fn name_of(diagnostic: &Diagnostic, is_misspelt: bool) -> Option<&str> {
    match diagnostic.fact(if is_misspelt { "suggestion" } else { "name" }) {
        Some(Fact::Text(name)) => Some(name),
        _ => None,
    }
}

fn is_slice_of(definition: &Context<'_>, of: &Context<'_>, plan: &Plan) -> bool {
    std::ptr::eq(definition.schema, of.schema) && plan.slices.iter().any(|s| s.element == definition.element)
}
