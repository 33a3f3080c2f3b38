//! The least and greatest values that a definition allows (ElementDefinition.minValue[x], maxValue[x]).
//!
//! Quantities are compared in the unit of the limit. A limit of a date that is a Duration is relative to now.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::definitions::model::Value;
use crate::diagnostics::{Diagnostic, Message};
use crate::document::{Element, known};
use crate::fhirpath::value::{CalendarUnit, Comparison, Quantity, Temporal, Unit, parse_decimal};
use crate::fhirpath::{Alone, Host};
use crate::messages;

use super::run::Run;
use super::walk::Context;

messages! {
    TOO_SMALL = "value-below-minimum", Error, Value {
        en: "`{name}` is `{found}`, less than the minimum `{limit}`",
            "write `{limit}` or more";
        ja: "`{name}` の値 `{found}` は最小値 `{limit}` より小さい値です",
            "`{limit}` 以上にしてください";
        explain: "The value is less than the profile allows (ElementDefinition.minValue[x]). A quantity is converted into the unit of the limit; a duration as the limit of a date counts back from today.";
    }
    TOO_LARGE = "value-above-maximum", Error, Value {
        en: "`{name}` is `{found}`, more than the maximum `{limit}`",
            "write `{limit}` or less";
        ja: "`{name}` の値 `{found}` は最大値 `{limit}` より大きい値です",
            "`{limit}` 以下にしてください";
        explain: "The value is more than the profile allows (ElementDefinition.maxValue[x]). A quantity is converted into the unit of the limit; a duration as the limit of a date counts on from today.";
    }
}

const UCUM: &str = "http://unitsofmeasure.org";

/// Checks an element against the limits of one definition.
pub fn check<'a>(run: &mut Run<'a>, element: Element<'a>, context: &Context<'a>) {
    let definition = context.definition();
    check_limit(run, element, context, &definition.min_value, Ordering::Less, &TOO_SMALL);
    check_limit(run, element, context, &definition.max_value, Ordering::Greater, &TOO_LARGE);
}

fn check_limit<'a>(
    run: &mut Run<'a>,
    element: Element<'a>,
    context: &Context<'a>,
    limit: &'a Option<Value>,
    fault: Ordering,
    message: &'static Message,
) {
    let Some(limit) = limit else { return };
    if let Some((found, limit)) = beyond(element, limit, fault) {
        let diagnostic = Diagnostic::new(message, element.span()).at(element.id()).with("name", element.name_text());
        run.report_for(context, diagnostic.with_value("found", &found).with("limit", &*limit));
    }
}

/// What is found and the limit, if the value lies on the wrong side of it.
fn beyond<'a>(element: Element<'a>, limit: &'a Value, fault: Ordering) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    match (limit, element.value()) {
        (Value::String(limit) | Value::Number(limit), Some(found)) => {
            (order(found, limit)? == fault).then(|| (found.into(), (&**limit).into()))
        }
        (Value::Object(limit), Some(found)) => {
            let bound = from_now(limit, fault)?;
            let date = Temporal::parse_date(found).or_else(|| Temporal::parse_date_time(found))?;
            (date.compare(&bound) == Comparison::Known(fault)).then(|| (found.into(), bound.date().to_string().into()))
        }
        (Value::Object(limit), None) => beyond_quantity(element, limit, fault),
        _ => None,
    }
}

/// A quantity in the unit of the limit is compared by its number, another UCUM unit is converted.
fn beyond_quantity<'a>(
    element: Element<'a>,
    limit: &'a [(Box<str>, Value)],
    fault: Ordering,
) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    let value = element.child_value(known::VALUE)?;
    let most = text_of(limit, "value")?;
    let (system, code) = (element.child_value(known::SYSTEM), element.child_value(known::CODE));
    if text_of(limit, "system").is_some_and(|asked| system != Some(asked)) {
        return None;
    }
    let Some(unit) = text_of(limit, "code").filter(|asked| code != Some(asked)) else {
        return (order(value, most)? == fault).then(|| (value.into(), most.into()));
    };
    let code = code.filter(|_| system == Some(UCUM))?;
    let quantity = Quantity { value: parse_decimal(value)?, unit: Unit::Ucum(code.into()) };
    let converted = quantity.convert_to(&Unit::Ucum(unit.into()))?;
    (converted.cmp(&parse_decimal(most)?) == fault)
        .then(|| (format!("{value} {code}").into(), format!("{most} {unit}").into()))
}

/// The date that lies a duration before now (for a minimum) or after it.
fn from_now(duration: &[(Box<str>, Value)], fault: Ordering) -> Option<Temporal> {
    let unit = CalendarUnit::from_ucum(text_of(duration, "code")?)?;
    let amount: i64 = text_of(duration, "value")?.parse().ok()?;
    Alone.now().add(if fault == Ordering::Less { -amount } else { amount }, unit)
}

fn text_of<'v>(properties: &'v [(Box<str>, Value)], name: &str) -> Option<&'v str> {
    properties.iter().find(|(n, _)| &**n == name).and_then(|(_, value)| match value {
        Value::String(text) | Value::Number(text) => Some(&**text),
        _ => None,
    })
}

/// Numbers by value; dates, which have the same precision or are not comparable, by their text.
fn order(a: &str, b: &str) -> Option<Ordering> {
    if let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return x.partial_cmp(&y);
    }
    let length = a.len().min(b.len());
    a.get(..length)?.partial_cmp(b.get(..length)?).filter(|o| *o != Ordering::Equal || a.len() == b.len())
}
