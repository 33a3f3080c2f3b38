//! The day that a code is judged by, and what the masters say of it on that day.

use crate::codes::Day;
use crate::diagnostics::{Diagnostic, Message, Severity};
use crate::document::{Element, known};
use crate::terminology::{ConceptRef, MasterConcept, MasterSystem, same_display};

use super::super::run::{Owners, Run};
use super::coding::Code;
use super::messages::*;
use super::suggest;

/// Where resources say of which day they are, first come first.
const DATES: [&str; 9] = [
    "recordedDate",
    "authoredOn",
    "effectiveDateTime",
    "performedDateTime",
    "occurrenceDateTime",
    "whenHandedOver",
    "dateAsserted",
    "issued",
    "date",
];
/// Properties of concepts that state their last day.
const LAST_DAYS: [&str; 2] = ["retirementDate", "deprecationDate"];

/// The day that the codes of an element are judged by: the one asked for, else that of the resource, else today.
fn day_of(run: &Run<'_>, element: Element<'_>) -> Option<Day> {
    let as_of = run.options.as_of?;
    if as_of.is_fixed {
        return Some(as_of.day);
    }
    let resources = std::iter::successors(Some(element), |e| e.parent()).filter(|e| e.resource_type().is_some());
    let dates = resources.flat_map(|resource| {
        DATES.iter().filter_map(move |name| resource.children().find(|child| child.name_text() == *name)?.value())
    });
    let own = dates.filter_map(|text| Day::parse(text.get(..10)?)).next();
    Some(own.unwrap_or(as_of.day))
}

/// The masters that know better than a package, which carries what some edition held.
pub(super) fn master<'a>(run: &Run<'a>, url: &str) -> Option<MasterSystem<'a>> {
    let schemas: &'a super::super::schemas::Schemas = run.schemas;
    schemas.terminology().master(url)
}

/// Whether it is for the masters to say that a code which no package has is wrong.
pub(super) fn is_open(run: &Run<'_>, code: &Code<'_>) -> bool {
    let Some(system) = code.system.and_then(|url| master(run, url)) else { return false };
    system.find(code.code).is_some() || !system.is_decided(day_of(run, code.element))
}

/// Checks a code of a code system whose codes stand in masters.
pub(super) fn check<'a>(run: &mut Run<'a>, code: &Code<'a>, system: MasterSystem<'a>, owners: Owners) {
    let Some(concept) = system.find(code.code) else { return check_unknown(run, code, system, owners) };
    check_interval(run, code, system, concept, owners);
    let (expected, place) = (concept.display(), code.element.child(known::DISPLAY));
    if let (Some(found), Some(place)) = (code.display, place)
        && concept.is_name_fixed()
        && !same_display(expected, found)
    {
        let diagnostic = Diagnostic::new(&WRONG_DISPLAY, place.span()).at(place.id()).with("code", &*concept.code());
        run.report(owners, diagnostic.with("expected", expected).with_value("found", found));
    }
}

/// Whether a code may be used on the day that counts.
pub(super) fn check_interval<'a>(
    run: &mut Run<'a>,
    code: &Code<'a>,
    system: MasterSystem<'a>,
    concept: MasterConcept<'a>,
    owners: Owners,
) {
    let Some(day) = day_of(run, code.element) else { return };
    let about = |message: &'static Message| {
        let diagnostic = Diagnostic::new(message, code.place.span()).at(code.place.id());
        diagnostic.with_value("code", code.code).with("system", system.name()).with("day", day.to_string())
    };
    if let Some(last) = concept.last_day().filter(|last| *last < day) {
        let next = match concept.successor(system) {
            Some((next, name)) => vec![format!("`{next}` {name}").trim_end().into()],
            None => Vec::<Box<str>>::new(),
        };
        run.report(owners, about(&RETIRED).with("last_day", last.to_string()).with("successor", next));
    } else if let Some(first) = concept.first_day().filter(|first| *first > day) {
        run.report(owners, about(&NOT_YET).with("first_day", first.to_string()));
    }
}

fn check_unknown<'a>(run: &mut Run<'a>, code: &Code<'a>, system: MasterSystem<'a>, owners: Owners) {
    let day = day_of(run, code.element);
    let about = |message| Diagnostic::new(message, code.place.span()).at(code.place.id()).with_value("code", code.code);
    let age = day.map_or(0, |day| day.since_1970() - system.day().since_1970());
    if system.is_partial() {
        return run.report(owners, about(&SYSTEM_INCOMPLETE).with("system", system.url()));
    }
    if let Some(expected) = system.paired_list(code.code) {
        return run.report(owners, about(&OF_PAIRED_LIST).with("system", system.url()).with("expected", expected));
    }
    let nearest = suggest::rows(run, system, code, day);
    let mut diagnostic = if system.is_decided(day) {
        about(&UNKNOWN_CODE).with("system", system.url())
    } else if age > 0 {
        about(&NEWER).with("day", day.map_or(String::new(), |day| day.to_string())).with("age", age.unsigned_abs())
    } else {
        about(&NOT_IN_EDITION)
    };
    diagnostic = diagnostic.with("name", system.name()).with("edition", system.edition()).with("nearest", nearest);
    diagnostic.causes = suggest::elsewhere(run, system.url(), code);
    run.report(owners, diagnostic);
}

/// Whether a code that a package has is withdrawn there.
pub(super) fn check_withdrawn<'a>(run: &mut Run<'a>, code: &Code<'a>, concept: ConceptRef<'_>, owners: Owners) {
    let about = |message| Diagnostic::new(message, code.place.span()).at(code.place.id()).with_value("code", code.code);
    let last = LAST_DAYS.iter().find_map(|name| Day::parse(concept.property(name)?.get(..10)?));
    match (last, day_of(run, code.element)) {
        (Some(last), Some(day)) if last < day => {
            let mut diagnostic = about(&RETIRED).with("system", concept.system().url()).with("day", day.to_string());
            diagnostic.severity = Severity::Warning;
            run.report(owners, diagnostic.with("last_day", last.to_string()).with("successor", Vec::new()));
        }
        (None, _) if concept.is_inactive() => {
            run.report(owners, about(&WITHDRAWN).with("system", concept.system().url()));
        }
        _ => {}
    }
}
