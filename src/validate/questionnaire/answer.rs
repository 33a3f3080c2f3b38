//! One answer: its type, and whether it is one of those that the question offers.

use smallvec::SmallVec;

use crate::definitions::parse;
use crate::diagnostics::{Diagnostic, Message};
use crate::document::{Element, known};
use crate::terminology::Membership;

use super::super::binding;
use super::super::primitive::{shortened, value_span};
use super::compare::{same, shown};
use super::item::{Item, choice, named, value};
use super::limit;
use super::messages::*;
use super::structure::Filling;

/// The types that R4 allows for an answer, as the names of `value[x]` end.
const TYPES: [&str; 12] = [
    "Attachment",
    "Boolean",
    "Coding",
    "Date",
    "DateTime",
    "Decimal",
    "Integer",
    "Quantity",
    "Reference",
    "String",
    "Time",
    "Uri",
];
/// How many options a message lists.
const MOST_OPTIONS: usize = 5;

/// Checks an answer to a question.
pub(super) fn check<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, answer: Element<'a>) {
    let Some((found, given)) = choice(answer, "value").filter(|(found, _)| TYPES.contains(found)) else { return };
    let allowed = types(item);
    if !allowed.contains(&found) {
        let expected: Vec<Box<str>> = allowed.iter().map(|name| type_name(name).into()).collect();
        let diagnostic = about(&ANSWER_TYPE, item, given).with("expected", expected);
        return filling.report(diagnostic.with("found", type_name(found)));
    }
    let is_free = item.kind() == "open-choice" && (found == "String" || given.child(known::CODE).is_none());
    if !is_free && item.options().next().is_some() {
        check_options(filling, item, given);
    } else if !is_free && let Some(canonical) = value(item.0, "answerValueSet") {
        check_value_set(filling, item, given, canonical);
    }
    limit::check(filling, item, found, given);
}

/// A finding about the value of an answer.
pub(super) fn about(message: &'static Message, item: Item<'_>, given: Element<'_>) -> Diagnostic {
    let value = shown(given);
    Diagnostic::new(message, value_span(given))
        .at(given.id())
        .with("link", item.link())
        .with_value("value", &shortened(&value))
}

/// The types that the answers to a question have.
fn types<'a>(item: Item<'a>) -> SmallVec<[&'a str; 3]> {
    let mut offered: SmallVec<[&'a str; 3]> = item.options().filter_map(|o| Some(choice(o, "value")?.0)).collect();
    offered.sort_unstable();
    offered.dedup();
    let own: &[&str] = match item.kind() {
        "attachment" => &["Attachment"],
        "boolean" => &["Boolean"],
        "choice" if offered.is_empty() => &["Coding"],
        "choice" => &[],
        "open-choice" if offered.is_empty() => &["Coding", "String"],
        "open-choice" => &["String"],
        "date" => &["Date"],
        "dateTime" => &["DateTime"],
        "decimal" => &["Decimal"],
        "integer" => &["Integer"],
        "quantity" => &["Quantity"],
        "reference" => &["Reference"],
        "string" | "text" => &["String"],
        "time" => &["Time"],
        "url" => &["Uri"],
        // What kind of question it is cannot be known.
        _ => &TYPES,
    };
    if !matches!(item.kind(), "choice" | "open-choice") {
        offered.clear();
    }
    offered.extend(own.iter().copied().filter(|name| !offered.contains(name)).collect::<Vec<_>>());
    offered
}

/// A type as FHIR spells it: `Boolean` ends `valueBoolean`, but the type is `boolean`.
fn type_name(ending: &str) -> String {
    match ending {
        "Attachment" | "Coding" | "Quantity" | "Reference" => ending.to_owned(),
        primitive => primitive[..1].to_ascii_lowercase() + &primitive[1..],
    }
}

fn check_options<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let options: Vec<Element<'a>> = item.options().filter_map(|o| Some(choice(o, "value")?.1)).collect();
    if filling.may_compare(options.len()) && !options.iter().any(|option| same(*option, given)) {
        let mut listed: Vec<Box<str>> =
            options.iter().take(MOST_OPTIONS).map(|option| format!("`{}`", shown(*option)).into()).collect();
        if options.len() > MOST_OPTIONS {
            listed.push("…".into());
        }
        let diagnostic = about(&NOT_AN_OPTION, item, given).with("options", listed);
        filling.report(diagnostic);
    }
}

fn check_value_set<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>, canonical: &'a str) {
    let (system, code) = match given.value() {
        Some(text) => (None, text),
        None => (
            Some(given.child_value(known::SYSTEM).unwrap_or_default()),
            given.child_value(known::CODE).unwrap_or_default(),
        ),
    };
    let diagnostic = match membership(filling, canonical, system, code) {
        Membership::NotMember(_) => {
            let title = binding::title(filling.run, canonical);
            about(&NOT_IN_ANSWER_SET, item, given).with("value_set", title)
        }
        _ => match binding::misnamed(filling.run, given) {
            Some(diagnostic) => diagnostic,
            None => return,
        },
    };
    filling.report(diagnostic);
}

/// Whether a code is in a value set, which the questionnaire may contain.
pub(super) fn membership(filling: &Filling<'_, '_>, canonical: &str, system: Option<&str>, code: &str) -> Membership {
    let terminology = filling.run.schemas.terminology();
    let contained = canonical.strip_prefix('#').and_then(|id| {
        let mut contained = named(filling.form, "contained");
        contained.find(|resource| resource.child_value(known::ID) == Some(id))
    });
    match contained.map(parse::contained_value_set) {
        Some(set) => terminology.contains_in_definition(set, system, code),
        None => terminology.contains(canonical, system, code),
    }
}
