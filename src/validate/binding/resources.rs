//! Codes within ConceptMaps and ValueSets, which name their code system away from the code.

use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};
use crate::terminology::{CodeSystemRef, Membership};

use super::super::run::{Owners, Run};
use super::coding::is_absolute;
use super::messages::*;
use super::suggest;

/// Checks a resource that speaks of codes as such.
pub(in super::super) fn check<'a>(run: &mut Run<'a>, node: Element<'a>, owners: Owners) {
    match node.resource_type() {
        Some("ConceptMap") => check_map(run, node, owners),
        Some("ValueSet") => {
            for include in named(node, "compose").flat_map(|c| named(c, "include").chain(named(c, "exclude"))) {
                check_include(run, include, owners);
            }
        }
        _ => {}
    }
}

fn named<'a>(element: Element<'a>, name: &'static str) -> impl Iterator<Item = Element<'a>> {
    element.children().filter(move |child| child.name_text() == name)
}

fn value<'a>(element: Element<'a>, name: &'static str) -> Option<&'a str> {
    named(element, name).next()?.value()
}

/// The codes that are mapped, and those they are mapped to.
fn check_map<'a>(run: &mut Run<'a>, map: Element<'a>, owners: Owners) {
    let set = |names: [&'static str; 2]| names.into_iter().find_map(|name| value(map, name));
    let source_set = set(["sourceCanonical", "sourceUri"]);
    let target_set = set(["targetCanonical", "targetUri"]);
    for group in named(map, "group") {
        let (source, target) = (value(group, "source"), value(group, "target"));
        for element in named(group, "element") {
            check_mapped(run, element, source, source_set, owners);
            for mapped in named(element, "target") {
                check_mapped(run, mapped, target, target_set, owners);
            }
        }
    }
}

fn check_mapped<'a>(
    run: &mut Run<'a>,
    element: Element<'a>,
    system: Option<&'a str>,
    value_set: Option<&'a str>,
    owners: Owners,
) {
    let (Some(place), Some(url)) = (element.child(known::CODE), system) else { return };
    let Some(code) = place.value() else { return };
    let about = |message| Diagnostic::new(message, place.span()).at(place.id()).with_value("code", code);
    let terminology = run.schemas.terminology();
    // Maps lead to editions of foreign code systems that value sets list a part of.
    let Some(found) = terminology.code_system(url, None).filter(|system| system.is_complete()) else { return };
    if let Some(value_set) = value_set
        && matches!(terminology.contains(value_set, system, code), Membership::NotMember(_))
    {
        let diagnostic = about(&NOT_IN_REQUIRED).with("value_set", suggest::title(run, value_set));
        run.report(owners, diagnostic.with("element", element.name_text()).with("nearest", Vec::new()));
    } else if lacks(found, code) {
        run.report(owners, about(&UNKNOWN_CODE).with("system", url).with("nearest", Vec::new()));
    }
}

/// Whether a code system that is at hand as a whole does not have a code.
fn lacks(system: CodeSystemRef<'_>, code: &str) -> bool {
    system.is_complete() && !system.is_empty() && system.concept(code).is_none()
}

fn check_include<'a>(run: &mut Run<'a>, include: Element<'a>, owners: Owners) {
    let Some(place) = include.child(known::SYSTEM) else { return };
    let Some(url) = place.value().filter(|url| !url.is_empty()) else { return };
    if !is_absolute(url) {
        let diagnostic = Diagnostic::new(&RELATIVE_SYSTEM, place.span()).at(place.id());
        return run.report(owners, diagnostic.with_value("system", url));
    }
    let Some(system) = run.schemas.terminology().code_system(url, None) else { return };
    for filter in named(include, "filter") {
        let (Some(property), Some(wanted)) = (value(filter, "property"), value(filter, "value")) else { continue };
        if value(filter, "op") == Some("=") && takes_codings(system, property) && !is_coding(run, wanted) {
            let diagnostic = Diagnostic::new(&FILTER_VALUE, filter.span()).at(filter.id());
            run.report(owners, diagnostic.with_value("value", wanted).with("property", property));
        }
    }
}

/// Whether the values of a property are codes of some code system, which are written `system#code`.
fn takes_codings(system: CodeSystemRef<'_>, property: &str) -> bool {
    let mut values = system.concepts().filter_map(|concept| concept.property(property));
    values.any(|value| value.split_once('#').is_some_and(|(system, _)| is_absolute(system)))
}

/// Whether a filter's value is `system#code` with a code that may exist.
fn is_coding(run: &Run<'_>, value: &str) -> bool {
    let Some((url, code)) = value.split_once('#') else { return false };
    let url = url.split('|').next().unwrap_or_default();
    !run.schemas.terminology().code_system(url, None).is_some_and(|system| lacks(system, code))
}
