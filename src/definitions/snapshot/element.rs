//! What becomes of one element when a differential speaks of it.

use crate::definitions::model::{Binding, Constraint, ElementDefinition, Slicing, TypeRef};

/// Applies what a differential says to the element of the base.
pub fn constrain(element: &mut ElementDefinition, by: ElementDefinition) {
    let by = ElementDefinition { base: None, ..by };
    overwrite(&mut element.min, by.min);
    overwrite(&mut element.max, by.max);
    overwrite(&mut element.fixed, by.fixed);
    overwrite(&mut element.pattern, by.pattern);
    overwrite(&mut element.min_value, by.min_value);
    overwrite(&mut element.max_value, by.max_value);
    overwrite(&mut element.max_length, by.max_length);
    overwrite(&mut element.min_length, by.min_length);
    overwrite(&mut element.must_support, by.must_support);
    overwrite(&mut element.is_modifier, by.is_modifier);
    overwrite(&mut element.is_summary, by.is_summary);
    if !by.types.is_empty() {
        element.types = constrain_types(&element.types, by.types);
    }
    if !by.content_reference.is_empty() {
        element.content_reference = by.content_reference;
    }
    if !by.narrative_languages.is_empty() {
        element.narrative_languages = by.narrative_languages;
    }
    if !by.representation.is_empty() {
        element.representation = by.representation;
    }
    if let Some(binding) = by.binding {
        constrain_binding(&mut element.binding, binding);
    }
    if let Some(slicing) = by.slicing {
        constrain_slicing(&mut element.slicing, slicing);
    }
    add_constraints(&mut element.constraints, by.constraints);
}

/// Adds what the root of a type's profile says, as far as the element itself does not speak. Its constraints stay
/// there: the value is held against the profile as a whole anyway.
pub fn complement(element: &mut ElementDefinition, profile: &ElementDefinition) {
    fn fill<T: Clone>(slot: &mut Option<T>, value: &Option<T>) {
        if slot.is_none() {
            slot.clone_from(value);
        }
    }
    fill(&mut element.fixed, &profile.fixed);
    fill(&mut element.pattern, &profile.pattern);
    fill(&mut element.min_value, &profile.min_value);
    fill(&mut element.max_value, &profile.max_value);
    fill(&mut element.max_length, &profile.max_length);
    fill(&mut element.min_length, &profile.min_length);
    fill(&mut element.binding, &profile.binding);
    fill(&mut element.must_support, &profile.must_support);
}

fn overwrite<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

/// The types of the differential; the regular expression of a primitive is stated in the base only.
fn constrain_types(base: &[TypeRef], mut types: Vec<TypeRef>) -> Vec<TypeRef> {
    for type_ref in &mut types {
        if let (true, Some(same)) = (type_ref.regex.is_empty(), base.iter().find(|b| b.code == type_ref.code)) {
            type_ref.regex = same.regex.clone();
        }
    }
    types
}

/// A differential may change the strength alone.
fn constrain_binding(slot: &mut Option<Binding>, mut binding: Binding) {
    if let Some(base) = slot.take() {
        if binding.value_set.is_empty() {
            binding.value_set = base.value_set;
        }
        if binding.max_value_set.is_empty() {
            binding.max_value_set = base.max_value_set;
        }
    }
    *slot = Some(binding);
}

/// Discriminators add up; the rules are the last that were stated.
fn constrain_slicing(slot: &mut Option<Slicing>, slicing: Slicing) {
    let Some(base) = slot else {
        *slot = Some(slicing);
        return;
    };
    base.ordered = slicing.ordered;
    base.rules = slicing.rules;
    for discriminator in slicing.discriminators {
        if !base.discriminators.contains(&discriminator) {
            base.discriminators.push(discriminator);
        }
    }
}

fn add_constraints(constraints: &mut Vec<Constraint>, more: Vec<Constraint>) {
    for constraint in more {
        match constraints.iter_mut().find(|c| c.key == constraint.key) {
            Some(same) => *same = constraint,
            None => constraints.push(constraint),
        }
    }
}
