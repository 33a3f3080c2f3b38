//! Filters of value sets: which concepts of a code system they select.

use regex::Regex;

use super::code_system::{CodeSystemRef, ConceptRef};
use super::membership::Doubt;
use super::ranges::Ranges;
use crate::definitions::model::Filter;

/// The concepts that pass all filters.
pub(super) fn select(system: CodeSystemRef<'_>, filters: &[Filter]) -> Result<Ranges, Doubt> {
    let mut selected = Ranges::all(system.len() as u32);
    for filter in filters {
        let doubt = || Doubt::Filter(filter.property.clone(), filter.op.clone());
        selected = selected.intersection(&one(system, filter).ok_or_else(doubt)?);
    }
    Ok(selected)
}

/// The concepts that pass a filter; `None` when it is none that FHIR defines.
fn one(system: CodeSystemRef<'_>, filter: &Filter) -> Option<Ranges> {
    let count = system.len() as u32;
    let (property, value) = (&*filter.property, &*filter.value);
    let is_concept = matches!(property, "concept" | "code");
    Some(match &*filter.op {
        "is-a" if is_concept => system.branch(value, true),
        "descendent-of" if is_concept => system.branch(value, false),
        "is-not-a" if is_concept => system.branch(value, true).complement(count),
        "generalizes" if is_concept => ancestors(system, value),
        "=" if property == "parent" => children(system, value),
        _ => {
            let Test { is_passed, is_negated } = test(filter)?;
            let some = where_any(system, property, is_passed);
            if is_negated { some.complement(count) } else { some }
        }
    })
}

/// What an operator asks of the values of a property.
pub(super) struct Test<'f> {
    pub(super) is_passed: Box<dyn Fn(&str) -> bool + 'f>,
    /// Whether those are selected that have no value which passes.
    pub(super) is_negated: bool,
}

/// The test of an operator that asks for values; `None` when it is none that FHIR defines.
pub(super) fn test(filter: &Filter) -> Option<Test<'_>> {
    let value = &*filter.value;
    let is_passed: Box<dyn Fn(&str) -> bool> = match &*filter.op {
        "=" => Box::new(move |v| v == value),
        "in" | "not-in" => Box::new(move |v| list(value).any(|item| item == v)),
        "regex" => {
            let regex = Regex::new(&format!("^(?:{value})$")).ok()?;
            Box::new(move |v| regex.is_match(v))
        }
        "exists" => Box::new(|_| true),
        _ => return None,
    };
    let is_negated = match &*filter.op {
        "not-in" => true,
        "exists" => value == "false",
        _ => false,
    };
    Some(Test { is_passed, is_negated })
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim)
}

/// The concepts with a value of a property that passes a test.
fn where_any(system: CodeSystemRef<'_>, property: &str, test: impl Fn(&str) -> bool) -> Ranges {
    Ranges::filter(system.len() as u32, |position| {
        system.at(position).is_some_and(|concept| match property {
            "concept" | "code" => test(concept.code()),
            "display" => !concept.display().is_empty() && test(concept.display()),
            "parent" if concept.parent().is_some_and(|parent| test(parent.code())) => true,
            _ => concept.properties().iter().any(|(name, value)| **name == *property && test(value)),
        })
    })
}

/// The concepts right below a code.
fn children(system: CodeSystemRef<'_>, code: &str) -> Ranges {
    where_any(system, "parent", |parent| parent == code)
}

/// A concept and those it is nested in.
fn ancestors(system: CodeSystemRef<'_>, code: &str) -> Ranges {
    let above = std::iter::successors(system.concept(code), |concept| {
        // A block that was tampered with could place a concept within itself.
        concept.parent().filter(|parent: &ConceptRef<'_>| parent.position < concept.position)
    });
    Ranges::from_unsorted(above.map(|concept| (concept.position, concept.position + 1)).collect())
}
