//! What an expression asks of its surroundings: references, profiles, terminology, the time.

use crate::document::Element;
use crate::source::Span;

use super::value::{Temporal, Value};

/// The answer to a question that needs definitions that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes or no.
    Known(bool),
    /// The profile or value set is not at hand.
    Missing,
}

/// The services that an evaluation relies on. What is not overridden answers as little as it can.
pub trait Host<'a> {
    /// The element that a reference written in `from` points to.
    fn resolve(&mut self, reference: &str, from: Element<'a>) -> Option<Element<'a>> {
        resolve_in_document(reference, from)
    }

    /// Whether an element follows a profile.
    fn conforms_to(&mut self, _element: Element<'a>, _profile: &str) -> Answer {
        Answer::Missing
    }

    /// Whether a code, Coding or CodeableConcept is in a value set.
    fn member_of(&mut self, _value: Coded<'_>, _value_set: &str) -> Answer {
        Answer::Missing
    }

    /// Whether the first code subsumes the second one, of the same system.
    fn subsumes(&mut self, _system: &str, _general: &str, _special: &str) -> Answer {
        Answer::Missing
    }

    /// Whether a narrative has only what FHIR allows.
    fn html_checks(&mut self, _narrative: Element<'a>) -> bool {
        true
    }

    /// Called by `trace`.
    fn trace(&mut self, _name: &str, _values: &[Value<'a>]) {}

    /// Called after each operation with its place and its result, when [`Host::watches`] says so.
    fn step(&mut self, _span: Span, _values: &[Value<'a>]) {}

    /// Whether [`Host::step`] is to be called.
    fn watches(&self) -> bool {
        false
    }

    /// The time of the evaluation.
    fn now(&self) -> Temporal {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Temporal::from_unix(since.map_or(0, |d| d.as_millis().min(1 << 47) as i64))
    }
}

/// A code with its system and version; empty where not stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded<'c> {
    /// The code system.
    pub system: &'c str,
    /// Its version.
    pub version: &'c str,
    /// The code.
    pub code: &'c str,
}

/// The surroundings of an expression that stands alone: only its document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Host<'_> for Alone {}

/// Follows `#id` to what the resource contains, and other references through the entries of a Bundle.
pub fn resolve_in_document<'a>(reference: &str, from: Element<'a>) -> Option<Element<'a>> {
    use crate::document::known;
    let root = from.document().root()?;
    if let Some(id) = reference.strip_prefix('#') {
        let mut at = Some(from);
        while let Some(element) = at {
            if id.is_empty() && element.resource_type().is_some() && !is_contained(element) {
                return Some(element);
            }
            let found = element.children_named(known::CONTAINED).find(|c| c.child_value(known::ID) == Some(id));
            if found.is_some() && !id.is_empty() {
                return found;
            }
            at = element.parent();
        }
        return None;
    }
    let reference = reference.split_once("/_history/").map_or(reference, |(r, _)| r);
    root.children_named(known::ENTRY).find_map(|entry| {
        let resource = entry.child(known::RESOURCE)?;
        let full_url = entry.child_value(known::FULL_URL);
        let by_url = full_url == Some(reference);
        let by_id = || {
            let (resource_type, id) = reference.rsplit_once('/')?;
            let is_same =
                resource.resource_type() == Some(resource_type) && resource.child_value(known::ID) == Some(id);
            is_same.then_some(())
        };
        (by_url || by_id().is_some()).then_some(resource)
    })
}

fn is_contained(element: Element<'_>) -> bool {
    element.name() == crate::document::known::CONTAINED && element.parent().is_some()
}
