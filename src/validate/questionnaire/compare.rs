//! Values of answers, compared with options, conditions and limits.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::item::value;
use crate::document::{Element, known};
use crate::fhirpath::value::{Comparison, Quantity, Temporal, Text, Unit};

const UCUM: &str = "http://unitsofmeasure.org";

/// Whether two values are the same: codings by system and code, all others by what they say.
pub(super) fn same(a: Element<'_>, b: Element<'_>) -> bool {
    if let (Some(a), Some(b)) = (a.value(), b.value()) {
        return a == b || order(&Measure::Text(a), &Measure::Text(b)) == Some(Ordering::Equal);
    }
    let differs = |name| a.child_value(name) != b.child_value(name);
    match a.child(known::REFERENCE) {
        Some(reference) => reference.value() == b.child_value(known::REFERENCE),
        None => !differs(known::CODE) && !differs(known::SYSTEM) && (!differs(known::VALUE)),
    }
}

/// A value that has an order.
#[derive(Debug)]
pub(super) enum Measure<'a> {
    Text(&'a str),
    Quantity(Quantity<'a>),
}

impl<'a> Measure<'a> {
    /// The value of a primitive or Quantity; a Quantity needs a UCUM unit.
    pub(super) fn of(element: Element<'a>) -> Option<Self> {
        if let Some(text) = element.value() {
            return Some(Self::Text(text));
        }
        if element.child_value(known::SYSTEM) != Some(UCUM) {
            return None;
        }
        let code = element.child_value(known::CODE).filter(|code| !code.is_empty())?;
        let value: Decimal = element.child_value(known::VALUE)?.parse().ok()?;
        Some(Self::Quantity(Quantity { value, unit: Unit::Ucum(Text::Borrowed(code)) }))
    }
}

/// How two values stand to each other; `None` when that is not known.
pub(super) fn order(a: &Measure<'_>, b: &Measure<'_>) -> Option<Ordering> {
    match (a, b) {
        (Measure::Quantity(a), Measure::Quantity(b)) => a.compare(b),
        (Measure::Text(a), Measure::Text(b)) => {
            if let (Ok(a), Ok(b)) = (a.parse::<Decimal>(), b.parse::<Decimal>()) {
                return Some(a.cmp(&b));
            }
            let temporal = |text| Temporal::parse_date_time(text).or_else(|| Temporal::parse_time(text));
            match temporal(a)?.compare(&temporal(b)?) {
                Comparison::Known(order) => Some(order),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A value as messages show it.
pub(super) fn shown(element: Element<'_>) -> String {
    if let Some(text) = element.value() {
        return text.to_owned();
    }
    let part = |name| element.child_value(name).unwrap_or_default();
    if let Some(number) = element.child_value(known::VALUE) {
        let unit = match part(known::CODE) {
            "" => part(known::UNIT),
            code => code,
        };
        return format!("{number} {unit}").trim_end().to_owned();
    }
    match (part(known::CODE), part(known::REFERENCE)) {
        ("", "") => value(element, "display").unwrap_or_default().to_owned(),
        ("", reference) => reference.to_owned(),
        (code, _) => code.to_owned(),
    }
}
