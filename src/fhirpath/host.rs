//! What an expression asks of its surroundings: references, profiles, terminology, the time.

use crate::document::Element;
use crate::document::bundle::{self, BundleIndex};
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
    /// The element of the same document that a reference written in `from` points to.
    fn resolve(&mut self, reference: &str, from: Element<'a>) -> Option<Element<'a>> {
        bundle::resolve(reference, from, &BundleIndex::new(from.document())).target()
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

    /// Whether an element is an item of a slice that a structure definition states. Missing when it states no such slice.
    fn is_in_slice(&mut self, _element: Element<'a>, _structure: &str, _slice: &str) -> Answer {
        Answer::Missing
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
