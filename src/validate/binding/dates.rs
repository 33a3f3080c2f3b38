//! The day that a code is judged by, and what the masters say of it on that day.

use crate::codes::Day;
use crate::diagnostics::{Diagnostic, Fix, Message, Severity};
use crate::document::{Element, known};
use crate::terminology::{ConceptRef, MasterConcept, MasterSystem, same_display};

use super::super::run::{Owners, Run};
use super::coding::Code;
use super::mend::{self, Candidate};
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
    system.find(code.code).is_some()
        || system.is_placeholder(code.code)
        || !system.is_decided(day_of(run, code.element))
}

/// Checks a code of a code system whose codes stand in masters.
pub(super) fn check<'a>(run: &mut Run<'a>, code: &Code<'a>, system: MasterSystem<'a>, owners: Owners) {
    if system.is_placeholder(code.code) {
        return;
    }
    let Some(concept) = system.find(code.code) else { return check_unknown(run, code, system, owners) };
    check_interval(run, code, system, concept, owners);
    let (expected, place) = (concept.display(), code.element.child(known::DISPLAY));
    if let (Some(found), Some(place)) = (code.display, place)
        && concept.is_name_fixed()
        && !same_display(expected, found)
    {
        let diagnostic = Diagnostic::new(&WRONG_DISPLAY, place.span()).at(place.id()).with("code", &*concept.code());
        let other = system.near("", found).find(|other| other.code() != concept.code());
        let fix = mend::display(place, expected, other.is_some());
        run.report(owners, diagnostic.with("expected", expected).with_value("found", found).fixed_by(fix));
    }
}

/// Whether a code may be used on the day that counts, under the display that stands beside it.
pub(super) fn is_in_force(run: &Run<'_>, code: &Code<'_>, url: &str) -> bool {
    let Some(concept) = master(run, url).and_then(|system| system.find(code.code)) else { return false };
    let day = day_of(run, code.element);
    let is_on_time = concept.last_day().is_none_or(|last| Some(last) >= day)
        && concept.first_day().is_none_or(|first| Some(first) <= day);
    let is_named = |display: &str| !concept.is_name_fixed() || same_display(concept.display(), display);
    is_on_time && code.display.is_none_or(is_named)
}

/// Writes the code that follows a retired one. Under the same name it is certain that it is the same.
fn succeeded(
    run: &Run<'_>,
    code: &Code<'_>,
    system: MasterSystem<'_>,
    retired: MasterConcept<'_>,
    (next, name): (&str, &str),
) -> Option<Fix> {
    let candidate = Candidate { system: "".into(), code: next.into(), display: name.into() };
    let follower = Code { code: next, display: None, ..*code };
    if !is_in_force(run, &follower, system.url()) {
        return None;
    }
    let is_same = !name.is_empty() && retired.display() == name && code.display.is_none_or(|d| same_display(d, name));
    mend::replaced(code, &candidate).map(|fix| fix.safe_if(is_same))
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
        let successor = concept.successor(system);
        let next: Vec<Box<str>> = match &successor {
            Some((next, name)) => vec![format!("`{next}` {name}").trim_end().into()],
            None => Vec::new(),
        };
        let fix = successor.and_then(|(next, name)| succeeded(run, code, system, concept, (&*next, name)));
        let diagnostic = about(&RETIRED).with("last_day", last.to_string()).with("successor", next);
        run.report(owners, diagnostic.fixed_by(fix));
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
        let fix = mend::system(run, code, expected).map(|fix| fix.safe_if(false));
        let diagnostic = about(&OF_PAIRED_LIST).with("system", system.url()).with("expected", expected);
        return run.report(owners, diagnostic.fixed_by(fix));
    }
    let (nearest, meant) = suggest::rows(run, system, code, day);
    let mut diagnostic = if system.is_decided(day) {
        about(&UNKNOWN_CODE).with("system", system.url())
    } else if age > 0 {
        about(&NEWER).with("day", day.map_or(String::new(), |day| day.to_string())).with("age", age.unsigned_abs())
    } else {
        about(&NOT_IN_EDITION)
    };
    diagnostic = diagnostic.with("name", system.name()).with("edition", system.edition()).with("nearest", nearest);
    diagnostic = diagnostic.fixed_by(meant.fix(code));
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
