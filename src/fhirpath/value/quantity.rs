//! Quantities: a number with a UCUM unit or a calendar unit. Only this file knows the UCUM crate.

use std::cmp::Ordering;

use octofhir_ucum::{CanonicalUnit, Number, get_canonical_units};
use rust_decimal::Decimal;

use super::Text;

/// A unit of calendar durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum CalendarUnit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Calendar units with their word and the UCUM unit that they equal or, for the last two, are only equivalent to.
const CALENDAR: &[(CalendarUnit, &str, &str)] = &[
    (CalendarUnit::Millisecond, "millisecond", "ms"),
    (CalendarUnit::Second, "second", "s"),
    (CalendarUnit::Minute, "minute", "min"),
    (CalendarUnit::Hour, "hour", "h"),
    (CalendarUnit::Day, "day", "d"),
    (CalendarUnit::Week, "week", "wk"),
    (CalendarUnit::Month, "month", "mo"),
    (CalendarUnit::Year, "year", "a"),
];

impl CalendarUnit {
    /// The unit that a keyword means: `day`, `days`.
    pub fn from_word(word: &str) -> Option<Self> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        CALENDAR.iter().find(|(_, w, _)| *w == singular).map(|(unit, ..)| *unit)
    }

    /// The unit that a UCUM code names: `d`, `a`.
    pub fn from_ucum(code: &str) -> Option<Self> {
        CALENDAR.iter().find(|(.., ucum)| *ucum == code).map(|(unit, ..)| *unit)
    }

    fn word(self) -> &'static str {
        CALENDAR[self as usize].1
    }

    fn ucum(self) -> &'static str {
        CALENDAR[self as usize].2
    }

    /// Whether its length varies, so that it equals no UCUM unit.
    fn varies(self) -> bool {
        self >= Self::Month
    }
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit<'a> {
    /// A calendar duration.
    Calendar(CalendarUnit),
    /// A UCUM code, or any other text, which then equals only itself.
    Ucum(Text<'a>),
}

impl<'a> Unit<'a> {
    /// A quoted unit; the words of calendar durations count as such.
    pub fn from_ucum(code: Text<'a>) -> Self {
        CalendarUnit::from_word(&code).map_or(Self::Ucum(code), Self::Calendar)
    }

    /// The unit of plain numbers.
    pub const ONE: Unit<'static> = Unit::Ucum(Text::Borrowed("1"));

    fn ucum(&self) -> &str {
        match self {
            Self::Calendar(unit) => unit.ucum(),
            Self::Ucum(code) => code,
        }
    }

    /// The step by which adding to a date counts; `None` where no definite duration is meant.
    pub fn as_duration(&self) -> Option<CalendarUnit> {
        match self {
            Self::Calendar(unit) => Some(*unit),
            Self::Ucum(code) => {
                CALENDAR.iter().find(|(unit, _, ucum)| *ucum == &**code && !unit.varies()).map(|(unit, ..)| *unit)
            }
        }
    }

    /// The same unit with a text of its own.
    pub fn into_owned(self) -> Unit<'static> {
        match self {
            Self::Calendar(unit) => Unit::Calendar(unit),
            Self::Ucum(code) => Unit::Ucum(Text::Shared((&*code).into())),
        }
    }

    /// The same unit, borrowing its text.
    fn borrowed(&'a self) -> Unit<'a> {
        match self {
            Self::Calendar(unit) => Unit::Calendar(*unit),
            Self::Ucum(code) => Unit::Ucum(Text::Borrowed(code)),
        }
    }
}

/// A number with a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity<'a> {
    /// The number.
    pub value: Decimal,
    /// The unit.
    pub unit: Unit<'a>,
}

impl std::fmt::Display for Quantity<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.unit {
            Unit::Calendar(unit) if self.value == Decimal::ONE => write!(f, "{} {}", self.value, unit.word()),
            Unit::Calendar(unit) => write!(f, "{} {}s", self.value, unit.word()),
            Unit::Ucum(code) => write!(f, "{} '{}'", self.value, &**code),
        }
    }
}

impl<'a> Quantity<'a> {
    /// The same quantity, borrowing its unit.
    pub fn borrowed(&'a self) -> Quantity<'a> {
        Quantity { value: self.value, unit: self.unit.borrowed() }
    }

    /// Reads `5 'mg'`, `5 days` or `5`.
    pub fn parse(text: &str) -> Option<Quantity<'static>> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
        let value = super::parse_decimal(&text[..end])?;
        let unit = text[end..].trim_start();
        if unit.is_empty() {
            return Some(Quantity { value, unit: Unit::ONE });
        }
        let quoted = unit.strip_prefix('\'').and_then(|u| u.strip_suffix('\''));
        let unit = match quoted {
            Some(code) if !code.is_empty() => Unit::Ucum(code.to_owned().into()),
            Some(_) => return None,
            None => Unit::Calendar(CalendarUnit::from_word(unit)?),
        };
        Some(Quantity { value, unit })
    }

    /// Whether the two can be compared.
    pub fn is_comparable(&self, other: &Quantity<'_>) -> bool {
        self.compare(other).is_some()
    }

    /// Which is more; `None` when they have no common measure.
    pub fn compare(&self, other: &Quantity<'_>) -> Option<Ordering> {
        if self.unit == other.unit {
            return Some(self.value.cmp(&other.value));
        }
        if let (Unit::Calendar(a), Unit::Calendar(b)) = (&self.unit, &other.unit)
            && a.varies()
            && b.varies()
        {
            let months = |q: &Quantity<'_>, unit: CalendarUnit| {
                let factor = if unit == CalendarUnit::Year { 12 } else { 1 };
                q.value.checked_mul(Decimal::from(factor))
            };
            return Some(months(self, *a)?.cmp(&months(other, *b)?));
        }
        let varies = |unit: &Unit<'_>| matches!(unit, Unit::Calendar(unit) if unit.varies());
        if varies(&self.unit) || varies(&other.unit) {
            return None;
        }
        let (a, b) = common(self, other)?;
        Some(a.cmp(&b))
    }

    /// Whether they are the same measure to the precision of the less precise one.
    pub fn is_equivalent(&self, other: &Quantity<'_>) -> bool {
        if self.unit == other.unit {
            return super::super::operators::equality::equivalent_decimals(self.value, other.value);
        }
        let (Some(a), Some(b)) = (self.grain(), other.grain()) else { return false };
        let (exact, rough) = if a < b { (self, other) } else { (other, self) };
        exact.convert_to(&rough.unit).is_some_and(|value| {
            let scale = rough.value.scale();
            value.round_dp(scale) == rough.value.round_dp(scale)
        })
    }

    /// The weight of its last digit in base units.
    fn grain(&self) -> Option<Number> {
        canonical(&self.unit)?.factor.checked_mul(Number::power_of_ten(-(self.value.scale() as i32)))
    }

    /// The number of this quantity in another unit.
    pub fn convert_to(&self, unit: &Unit<'_>) -> Option<Decimal> {
        if self.unit == *unit {
            return Some(self.value);
        }
        let (from, to) = (canonical(&self.unit)?, canonical(unit)?);
        if from.unit != to.unit {
            return None;
        }
        let base = Number::parse(&self.value.to_string())?.checked_mul(from.factor)?.checked_add(from.offset)?;
        let value = base.checked_sub(to.offset)?.checked_div(to.factor)?;
        super::parse_decimal(&value.to_string())
    }

    /// The product, or the quotient; its unit is the product or quotient of the units.
    pub fn combine(&self, other: &Quantity<'_>, divide: bool) -> Option<Quantity<'static>> {
        let value = if divide { self.value.checked_div(other.value)? } else { self.value.checked_mul(other.value)? };
        let (left, right) = (self.unit.ucum(), other.unit.ucum());
        let unit = match (left, right, divide) {
            (_, "1", _) => left.to_owned(),
            ("1", _, false) => right.to_owned(),
            ("1", _, true) => format!("/({right})"),
            (_, _, true) if left == right => "1".to_owned(),
            (_, _, true) => format!("({left})/({right})"),
            (_, _, false) => format!("({left}).({right})"),
        };
        Some(Quantity { value, unit: Unit::Ucum(unit.into()) })
    }
}

fn canonical(unit: &Unit<'_>) -> Option<CanonicalUnit> {
    get_canonical_units(unit.ucum()).ok()
}

/// Both in base units; `None` when these differ.
fn common(a: &Quantity<'_>, b: &Quantity<'_>) -> Option<(Number, Number)> {
    let (left, right) = (canonical(&a.unit)?, canonical(&b.unit)?);
    if left.unit != right.unit {
        return None;
    }
    let base = |q: &Quantity<'_>, unit: &CanonicalUnit| {
        Number::parse(&q.value.to_string())?.checked_mul(unit.factor)?.checked_add(unit.offset)
    };
    Some((base(a, &left)?, base(b, &right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity<'static> {
        Quantity::parse(text).expect(text)
    }

    #[test]
    fn comparison_across_units() {
        let cases = [
            ("1 'cm'", "10 'mm'", Some(Ordering::Equal)),
            ("1 'kg'", "999 'g'", Some(Ordering::Greater)),
            ("7 days", "1 'wk'", Some(Ordering::Equal)),
            ("1 year", "12 months", Some(Ordering::Equal)),
            ("1 year", "1 'a'", None),
            ("1 month", "30 days", None),
            ("37 'Cel'", "310.15 'K'", Some(Ordering::Equal)),
            ("1 'cm'", "1 's'", None),
            ("1 '錠'", "2 '錠'", Some(Ordering::Less)),
            ("1 '錠'", "1 'mg'", None),
        ];
        for (a, b, expected) in cases {
            assert_eq!(quantity(a).compare(&quantity(b)), expected, "{a} {b}");
        }
    }

    #[test]
    fn texts() {
        for text in ["1 'mg'", "1 day", "2 days", "1.50 'm/s'"] {
            assert_eq!(quantity(text).to_string(), text);
        }
        for text in ["1 wk", "a", "1 ''", "1 'mg", ""] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn products_and_quotients() {
        let area = quantity("2.0 'cm'").combine(&quantity("2.0 'm'"), false).unwrap();
        assert_eq!(area.compare(&quantity("0.040 'm2'")), Some(Ordering::Equal));
        let density = quantity("4.0 'g'").combine(&quantity("2.0 'm'"), true).unwrap();
        assert_eq!(density.compare(&quantity("2 'g/m'")), Some(Ordering::Equal));
        assert!(quantity("4.0 'g'").combine(&quantity("0 'm'"), true).is_none());
    }
}
