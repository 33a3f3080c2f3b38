//! Runs the tests of a slice on an item.

use crate::definitions::DefinitionId;
use crate::definitions::model::Value;
use crate::document::{Element, Kind, known};

use super::super::binding;
use super::super::run::Run;
use super::super::schema::ElementIndex;
use super::super::value;
use super::{Condition, SlicePlan, Step, Test};

impl<'a> Run<'a> {
    /// Whether an item belongs to a slice.
    pub(in super::super) fn is_in_slice(&mut self, item: Element<'a>, slice: &'a SlicePlan) -> bool {
        slice.is_evaluable() && slice.tests.iter().all(|t| self.holds(item, t))
    }

    /// Whether an element is an item of a slice that a definition states; `None` when it states no slice of that name.
    pub(in super::super) fn is_in_slice_of(
        &mut self,
        element: Element<'a>,
        definition: DefinitionId,
        name: &str,
    ) -> Option<bool> {
        let schema = self.schemas.get(definition);
        let places = self.places_of(element);
        let mut is_stated = false;
        for (index, whole) in schema.elements.iter().enumerate() {
            let Some(plan) = schema.plan(self.schemas, index as ElementIndex) else { continue };
            let Some(slice) = plan.slices.iter().find(|s| &*schema.element(s.element).slice_name == name) else {
                continue;
            };
            is_stated = true;
            if places.iter().any(|place| **place == *whole.path) && self.is_in_slice(element, slice) {
                return Some(true);
            }
        }
        is_stated.then_some(false)
    }

    /// Whether one test holds for an item.
    pub(in super::super) fn holds(&mut self, item: Element<'a>, test: &'a Test) -> bool {
        match &test.condition {
            Condition::Absent => !self.reaches(item, &test.steps, &mut |_, _| true),
            condition => self.reaches(item, &test.steps, &mut |run, at| run.satisfies(at, condition)),
        }
    }

    /// Whether some element at the end of the steps satisfies a predicate.
    fn reaches(
        &mut self,
        item: Element<'a>,
        steps: &'a [Step],
        predicate: &mut dyn FnMut(&mut Self, Element<'a>) -> bool,
    ) -> bool {
        let Some((step, rest)) = steps.split_first() else {
            return predicate(self, item);
        };
        match step {
            Step::Child(names) => {
                item.children().filter(|c| names.contains(&c.name())).any(|c| self.reaches(c, rest, predicate))
            }
            Step::Extension(url) => item
                .children_named(known::EXTENSION)
                .filter(|e| e.child_value(known::URL) == Some(url))
                .any(|e| self.reaches(e, rest, predicate)),
            Step::Resolve => self.target_of(item).is_some_and(|t| self.reaches(t, rest, predicate)),
            Step::OfType(type_name) => self.is_of_type(item, type_name) && self.reaches(item, rest, predicate),
        }
    }

    fn satisfies(&mut self, at: Element<'a>, condition: &'a Condition) -> bool {
        match condition {
            Condition::Fixed(value) => value::equals(value, at),
            Condition::Pattern(value) => value::contains(value, at),
            Condition::Type(types) => types.iter().any(|t| self.is_of_type(at, t)),
            Condition::Profile(targets) => targets.iter().any(|t| t.definition.is_some_and(|id| self.conforms(at, id))),
            Condition::ValueSet(value_set) => binding::may_be_member(self, at, value_set),
            Condition::Present => at.kind() != Kind::Null || at.children().next().is_some(),
            Condition::Absent => false,
        }
    }

    /// Whether an element is of a type: a resource by its resourceType, a choice by its name.
    fn is_of_type(&self, at: Element<'a>, type_name: &str) -> bool {
        if matches!(type_name, "Resource" | "Element" | "BackboneElement") {
            return true;
        }
        if let Some(resource_type) = at.resource_type() {
            return resource_type == type_name
                || type_name == "DomainResource" && !matches!(resource_type, "Bundle" | "Binary" | "Parameters");
        }
        let name = at.name_text();
        let is_choice = name.len() > type_name.len()
            && name.is_char_boundary(name.len() - type_name.len())
            && name[name.len() - type_name.len()..].eq_ignore_ascii_case(type_name)
            && name.as_bytes()[name.len() - type_name.len()].is_ascii_uppercase();
        is_choice || self.type_of(at).is_some_and(|t| &*t == type_name)
    }
}

/// A value for reports: a primitive as it is, anything else as JSON.
pub fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => json(other),
    }
}

fn json(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Number(text) => text.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Value::Object(properties) => {
            let parts: Vec<String> = properties.iter().map(|(name, v)| format!("\"{name}\": {}", json(v))).collect();
            format!("{{{}}}", parts.join(", "))
        }
    }
}
