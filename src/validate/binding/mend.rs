//! What a code, its display or its system should be, where that can be told.

use crate::diagnostics::{Change, Fix};
use crate::document::{Element, known};
use crate::terminology::same_display;
use crate::terminology::syntax::Validity;

use super::super::primitive::half_width;
use super::super::run::Run;
use super::coding::Code;
use super::dates;

/// A code by which another one may have to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its code system; empty when it is that of the code.
    pub(super) system: Box<str>,
    pub(super) code: Box<str>,
    pub(super) display: Box<str>,
}

/// What may have been meant by a wrong code.
#[derive(Debug)]
pub(super) struct Meant {
    /// The wrong code in half width, without blanks around it, and its length as it is written.
    plain: String,
    length: usize,
    /// Codes that differ from it by letter case and width of the characters only.
    pub(super) same: Vec<Candidate>,
    /// Codes that have the display that stands beside it.
    pub(super) called: Vec<Candidate>,
}

impl Meant {
    /// Nothing yet of a wrong code.
    pub(super) fn new(wrong: &str) -> Self {
        let plain = half_width(wrong).trim().to_owned();
        Self { plain, length: wrong.len(), same: Vec::new(), called: Vec::new() }
    }

    /// Looks at a code and its name.
    pub(super) fn consider(&mut self, is_called_so: bool, system: &str, code: &str, display: &str) {
        let candidate = || Candidate { system: system.into(), code: code.into(), display: display.into() };
        if self.is_alike(code) && !self.same.contains(&candidate()) {
            self.same.push(candidate());
        }
        // A third one says no more than a second.
        if is_called_so && self.called.len() < 2 && !self.called.contains(&candidate()) {
            self.called.push(candidate());
        }
    }

    /// Whether a code differs from the wrong one by letter case and width only.
    fn is_alike(&self, code: &str) -> bool {
        self.length >= code.len() && self.plain.eq_ignore_ascii_case(code)
    }

    /// The fix of a wrong code: the one that is written alike, else the one that is called so.
    pub(super) fn fix(&self, code: &Code<'_>) -> Option<Fix> {
        match (self.same.as_slice(), self.called.as_slice()) {
            ([only], _) => replaced(code, only).map(|fix| {
                let keeps_system = only.system.is_empty() || code.system.is_none_or(|system| system == &*only.system);
                fix.safe_if(keeps_system && is_named(code, &only.display))
            }),
            ([], [only]) => replaced(code, only),
            _ => None,
        }
    }
}

/// Whether a code has no display, or that of a name.
fn is_named(code: &Code<'_>, name: &str) -> bool {
    code.display.is_none_or(|display| name.is_empty() || same_display(name, display))
}

/// Writes another code, with its system and display where these stand beside it and differ. A person has to look at it.
pub(super) fn replaced(code: &Code<'_>, by: &Candidate) -> Option<Fix> {
    code.place.value()?;
    let mut fix = Fix::to_review(Change::text(code.place.id(), &by.code));
    let is_coding = code.place.id() != code.element.id();
    if is_coding && !by.system.is_empty() && code.system != Some(&*by.system) {
        fix = fix.and(Change::text(code.element.child(known::SYSTEM)?.id(), &by.system));
    }
    if let Some(display) = code.element.child(known::DISPLAY).filter(|_| is_coding && !is_named(code, &by.display)) {
        fix = fix.and(Change::text(display.id(), &by.display));
    }
    // A code that stays is no fix.
    (code.code != &*by.code || fix.changes.len() > 1).then_some(fix)
}

/// Writes the display of a concept. Where another concept is called as the display says, the code may be what is wrong.
pub(super) fn display(place: Element<'_>, expected: &str, is_of_other: bool) -> Option<Fix> {
    let fix = || Fix::safe(Change::text(place.id(), expected)).safe_if(!is_of_other);
    (!expected.is_empty()).then(fix)
}

/// Writes another address of a code system. It is safe where the code is known there under its display.
pub(super) fn system(run: &Run<'_>, code: &Code<'_>, expected: &str) -> Option<Fix> {
    let place = code.element.child(known::SYSTEM)?;
    // Units are held to the laboratory item as soon as it is known.
    let is_quantity = expected.contains("/JLAC") && measures(code.element);
    let is_known = code.element.child(known::VERSION).is_none() && is_right(run, code, expected) && !is_quantity;
    Some(Fix::safe(Change::text(place.id(), expected)).safe_if(is_known))
}

/// Whether a coding says what an Observation with an amount is about.
fn measures(coding: Element<'_>) -> bool {
    let observation = coding.parent().and_then(Element::parent);
    observation.is_some_and(|o| o.children().any(|child| child.name_text() == "valueQuantity"))
}

/// Whether nothing is to be said of a code in a code system.
fn is_right(run: &Run<'_>, code: &Code<'_>, url: &str) -> bool {
    let terminology = run.schemas.terminology();
    if let Some(concept) = terminology.carried(url, None).and_then(|system| system.concept(code.code)) {
        return concept.code() == code.code && !concept.is_group() && is_named(code, concept.display());
    }
    if let Some(syntax) = terminology.syntax(url) {
        return syntax.check(code.code) == Validity::Valid;
    }
    dates::is_in_force(run, code, url)
}
