//! One cause, one finding: what several definitions and checks say of the same code becomes one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Applicability, Diagnostic, Fact, Fix, Message};
use crate::document::{Document, Element, NodeId, known};
use crate::terminology::Terminology;

use super::messages::*;

/// How many unknown code systems of a document are searched for.
const MOST_SEARCHES: usize = 30;

/// Said once of each code system or value set; the fact that names it.
const ONCE: [(&Message, &str); 9] = [
    (&SYSTEM_UNKNOWN, "system"),
    (&SYSTEM_ALIAS, "system"),
    (&SYSTEM_NOT_AT_HAND, "system"),
    (&SYSTEM_LOCAL, "system"),
    (&SYSTEM_INCOMPLETE, "system"),
    (&OF_PAIRED_LIST, "system"),
    (&VERSION_UNKNOWN, "system"),
    (&SET_UNKNOWN, "value_set"),
    (&SET_UNDECIDABLE, "value_set"),
];

/// What says most of a coding comes first; of one coding only that is kept.
const RANKS: [(&Message, u8); 10] = [
    (&RELATIVE_SYSTEM, 0),
    (&SYSTEM_IS_SUPPLEMENT, 0),
    (&SYSTEM_IS_VALUE_SET, 0),
    (&NOT_IN_REQUIRED, 1),
    (&NOT_IN_MAXIMUM, 2),
    (&RETIRED, 3),
    (&UNKNOWN_CODE, 3),
    (&WITHOUT_SYSTEM, 4),
    (&NOT_IN_EXTENSIBLE, 5),
    (&NOT_IN_PREFERRED, 6),
];

/// Takes away what repeats, and says what unknown code systems may be meant to be. Findings are in the order of the
/// document.
pub fn consolidate(terminology: &Terminology, document: &Document, found: &mut Vec<Diagnostic>) {
    let mut best: HashMap<NodeId, u8> = HashMap::new();
    for (coding, rank) in found.iter().filter_map(|diagnostic| ranked(document, diagnostic)) {
        best.entry(coding).and_modify(|best| *best = rank.min(*best)).or_insert(rank);
    }
    demote_hiding(document, found, &best);
    let mut said: HashSet<(&'static str, Box<str>)> = HashSet::new();
    // What is said once is mended everywhere.
    let mut repeated: HashMap<(&'static str, Box<str>), Fix> = HashMap::new();
    found.retain_mut(|diagnostic| match once(diagnostic) {
        Some(subject) => {
            let subject = (diagnostic.message.id, Box::from(subject));
            if said.insert(subject.clone()) {
                return true;
            }
            add_fix(&mut repeated, subject, diagnostic.fix.take());
            false
        }
        None => ranked(document, diagnostic).is_none_or(|(coding, rank)| best[&coding] == rank),
    });
    for diagnostic in found.iter_mut().filter(|diagnostic| diagnostic.fix.is_some()) {
        let Some(subject) = once(diagnostic) else { continue };
        let more = repeated.remove(&(diagnostic.message.id, Box::from(subject)));
        if let (Some(fix), Some(more)) = (&mut diagnostic.fix, more) {
            extend(fix, more);
        }
    }
    let unknown = found.iter_mut().filter(|diagnostic| std::ptr::eq(diagnostic.message, &SYSTEM_UNKNOWN));
    for (index, diagnostic) in unknown.enumerate() {
        let mut near: Vec<Box<str>> = Vec::new();
        if index < MOST_SEARCHES
            && let Some(url) = once(diagnostic)
        {
            near.extend(terminology.systems_near(url).iter().map(|known| Box::from(format!("`{known}`"))));
        }
        diagnostic.facts.push(("nearest", near.into()));
    }
}

/// A fix that leaves another finding about the coding, which is only not shown beside it, needs a review.
fn demote_hiding(document: &Document, found: &mut [Diagnostic], best: &HashMap<NodeId, u8>) {
    let mut fixes: HashMap<NodeId, Vec<Option<Fix>>> = HashMap::new();
    for diagnostic in found.iter() {
        if let Some((coding, _)) = ranked(document, diagnostic) {
            fixes.entry(coding).or_default().push(diagnostic.fix.as_deref().cloned());
        }
    }
    for diagnostic in found.iter_mut() {
        let shown = ranked(document, diagnostic).filter(|(coding, rank)| best.get(coding) == Some(rank));
        let (Some((coding, _)), Some(fix)) = (shown, &mut diagnostic.fix) else { continue };
        let others = fixes.get(&coding).into_iter().flatten();
        if others.into_iter().any(|other| other.as_ref().is_none_or(|other| other.changes != fix.changes)) {
            fix.applicability = Applicability::NeedsReview;
        }
    }
}

/// Keeps the changes of a finding that is not said again.
fn add_fix(
    repeated: &mut HashMap<(&'static str, Box<str>), Fix>,
    subject: (&'static str, Box<str>),
    fix: Option<Box<Fix>>,
) {
    let Some(fix) = fix else { return };
    match repeated.entry(subject) {
        Entry::Occupied(mut known) => extend(known.get_mut(), *fix),
        Entry::Vacant(place) => {
            place.insert(*fix);
        }
    }
}

/// Adds the changes of a fix; the whole is as safe as its parts.
fn extend(fix: &mut Fix, more: Fix) {
    fix.applicability = fix.applicability.max(more.applicability);
    for change in more.changes {
        if !fix.changes.contains(&change) {
            fix.changes.push(change);
        }
    }
}

/// What a finding that is made once a document is about.
fn once(diagnostic: &Diagnostic) -> Option<&str> {
    let (_, name) = ONCE.iter().find(|(message, _)| std::ptr::eq(*message, diagnostic.message))?;
    match diagnostic.fact(name)? {
        Fact::Text(subject) | Fact::Value(subject) => Some(subject),
        _ => None,
    }
}

/// The coding that a finding is about, and its rank.
fn ranked(document: &Document, diagnostic: &Diagnostic) -> Option<(NodeId, u8)> {
    let (_, rank) = RANKS.iter().find(|(message, _)| std::ptr::eq(*message, diagnostic.message))?;
    let element = document.element(diagnostic.node?);
    let is_part = matches!(element.name(), known::CODE | known::SYSTEM) && element.value().is_some();
    let coding = if is_part && is_of_coding(element) { element.parent()? } else { element };
    Some((coding.id(), *rank))
}

/// Whether an element is the code or system of a Coding or Quantity and not, say, `Observation.code` or a bound code.
fn is_of_coding(element: Element<'_>) -> bool {
    element.parent().is_some_and(|parent| parent.resource_type().is_none() && parent.child(known::CODE).is_some())
}
