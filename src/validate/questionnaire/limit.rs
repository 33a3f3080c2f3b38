//! What the extensions of a question limit: value, length, precision, form, unit, kind and size of an attachment.

use std::cmp::Ordering;

use regex::Regex;

use crate::diagnostics::{Diagnostic, Message};
use crate::document::bundle::type_and_id;
use crate::document::{Element, known};
use crate::terminology::Membership;

use super::super::binding;
use super::super::primitive::{decoded_length, shortened};
use super::answer::{about, membership};
use super::compare::{Measure, order, shown};
use super::item::{Item, value};
use super::messages::*;
use super::structure::Filling;

const LEAST_QUANTITY: &str = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity";
const MOST_QUANTITY: &str = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity";

/// Checks an answer of the right type, whose `value[x]` ends with `found`.
pub(super) fn check<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, found: &str, given: Element<'a>) {
    check_range(filling, item, given);
    match found {
        "String" | "Uri" => check_text(filling, item, given),
        "Decimal" => check_precision(filling, item, given),
        "Quantity" => {
            if let Some(number) = given.child(known::VALUE) {
                check_precision(filling, item, number);
            }
            check_unit(filling, item, given);
        }
        "Attachment" => check_attachment(filling, item, given),
        "Reference" => check_reference(filling, item, given),
        _ => {}
    }
}

fn check_range<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    for (names, message, wrong) in [
        (["minValue", LEAST_QUANTITY], &BELOW_MINIMUM, Ordering::Less),
        (["maxValue", MOST_QUANTITY], &ABOVE_MAXIMUM, Ordering::Greater),
    ] {
        for limit in names.into_iter().flat_map(|name| item.extensions(name)) {
            let measures = Measure::of(given).zip(Measure::of(limit));
            let order = measures.as_ref().and_then(|(given, limit)| order(given, limit));
            let message: &'static Message = match order {
                Some(order) if order == wrong => message,
                // Dates may be stated too roughly to be compared; quantities need a common measure.
                None if given.value().is_none() => &NOT_COMPARABLE,
                _ => continue,
            };
            let diagnostic = about(message, item, given).with("limit", shown(limit));
            filling.report(diagnostic);
        }
    }
}

fn check_text<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let Some(text) = given.value() else { return };
    let count = text.chars().count();
    let most = value(item.0, "maxLength").and_then(|most| most.parse().ok());
    let counted = |diagnostic: Diagnostic, limit: usize| diagnostic.with("count", count).with("limit", limit);
    if let Some(limit) = item.number("minLength").filter(|least| count < *least) {
        let diagnostic = counted(about(&TOO_SHORT, item, given), limit);
        filling.report(diagnostic);
    }
    if let Some(limit) = most.filter(|most| count > *most) {
        let diagnostic = counted(about(&TOO_LONG, item, given), limit);
        filling.report(diagnostic);
    }
    for pattern in item.extensions("regex").filter_map(Element::value) {
        // A pattern that cannot be read is the fault of the questionnaire.
        if Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| !regex.is_match(text)) {
            let diagnostic = about(&WRONG_FORM, item, given).with("limit", shortened(pattern).into_owned());
            filling.report(diagnostic);
        }
    }
}

/// `given` is the number.
fn check_precision<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let (Some(limit), Some(text)) = (item.number("maxDecimalPlaces"), given.value()) else { return };
    let count = text.split(['e', 'E']).next().and_then(|number| number.split_once('.')).map_or(0, |(_, d)| d.len());
    if count > limit {
        let diagnostic = about(&TOO_PRECISE, item, given).with("count", count).with("limit", limit);
        filling.report(diagnostic);
    }
}

fn check_unit<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let options: Vec<Element<'a>> = item.extensions("questionnaire-unitOption").collect();
    let has_unit = |option: &Element<'a>| {
        let is_same = |name| option.child_value(name) == given.child_value(name);
        is_same(known::SYSTEM) && is_same(known::CODE)
    };
    if !options.is_empty() && !options.iter().any(has_unit) {
        let expected: Vec<Box<str>> = options.iter().map(|option| format!("`{}`", shown(*option)).into()).collect();
        let diagnostic = about_unit(item, given).with("expected", expected);
        filling.report(diagnostic);
    }
    if let Some(canonical) = item.extensions("questionnaire-unitValueSet").find_map(Element::value) {
        let part = |name| given.child_value(name).unwrap_or_default();
        let answer = membership(filling, canonical, Some(part(known::SYSTEM)), part(known::CODE));
        if matches!(answer, Membership::NotMember(_)) {
            let title = binding::title(filling.run, canonical);
            let diagnostic = about_unit(item, given).with("expected", title);
            filling.report(diagnostic);
        }
    }
}

fn about_unit(item: Item<'_>, given: Element<'_>) -> Diagnostic {
    let unit = given.child_value(known::CODE).or_else(|| given.child_value(known::UNIT)).unwrap_or_default();
    let mut diagnostic = about(&UNIT, item, given);
    diagnostic.facts.retain(|(name, _)| *name != "value");
    diagnostic.with_value("value", unit)
}

fn check_attachment<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let allowed: Vec<Box<str>> = item.extensions("mimeType").filter_map(Element::value).map(Box::from).collect();
    let found = value(given, "contentType").unwrap_or_default();
    if !allowed.is_empty() && !allowed.iter().any(|kind| **kind == *found) {
        let mut diagnostic = about(&MEDIA_TYPE, item, given);
        diagnostic.facts.retain(|(name, _)| *name != "value");
        filling.report(diagnostic.with("expected", allowed).with_value("value", found));
    }
    let most = item.extensions("maxSize").find_map(Element::value).and_then(|most| most.parse::<f64>().ok());
    // R4 does not say what the size counts; the Java validator takes bytes.
    let Some(limit) = most.map(|bytes| bytes as u64) else { return };
    let size =
        value(given, "data").and_then(decoded_length).or(value(given, "size").and_then(|size| size.parse().ok()));
    if let Some(count) = size.filter(|size| *size > limit) {
        let diagnostic = about(&ATTACHMENT_TOO_LARGE, item, given).with("count", count).with("limit", limit);
        filling.report(diagnostic);
    }
}

fn check_reference<'a>(filling: &mut Filling<'a, '_>, item: Item<'a>, given: Element<'a>) {
    let allowed: Vec<Box<str>> =
        item.extensions("questionnaire-referenceResource").filter_map(Element::value).map(Box::from).collect();
    let named = given.child_value(known::REFERENCE).and_then(type_and_id).map(|(name, _)| name);
    let Some(found) = named.or(given.child_value(known::TYPE)).filter(|_| !allowed.is_empty()) else { return };
    if !allowed.iter().any(|name| **name == *found) {
        let diagnostic = about(&REFERENCE_TYPE, item, given).with("expected", allowed);
        filling.report(diagnostic.with_value("found", found));
    }
}
