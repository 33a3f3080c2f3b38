//! Dates, times and both, of any precision, as they are written.

use super::{System, Value};

/// How much of a date or time is stated. Fractions belong to the seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Precision {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// A date, a time of day, or both. Parts beyond the precision have their least value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Temporal {
    pub(super) kind: System,
    pub(super) precision: Precision,
    /// How many digits the fraction of the seconds is written with, at most 9.
    pub(super) fraction_digits: u8,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) year: u16,
    /// Minutes east of UTC, if stated.
    pub(super) offset: Option<i16>,
    pub(super) nanoseconds: u32,
}

const MIDNIGHT: Temporal = Temporal {
    kind: System::DateTime,
    precision: Precision::Year,
    fraction_digits: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    year: 1,
    offset: None,
    nanoseconds: 0,
};

impl Temporal {
    /// Whether it is a Date, a DateTime or a Time.
    pub fn kind(&self) -> System {
        self.kind
    }

    /// A date and time in UTC, to the millisecond.
    pub fn from_unix(milliseconds: i64) -> Temporal {
        let seconds = milliseconds.div_euclid(1000);
        let mut now = Temporal { precision: Precision::Second, offset: Some(0), fraction_digits: 3, ..MIDNIGHT };
        now.set_seconds(seconds);
        now.nanoseconds = milliseconds.rem_euclid(1000) as u32 * 1_000_000;
        now
    }

    /// Its date.
    pub fn date(self) -> Temporal {
        let precision = self.precision.min(Precision::Day);
        Temporal { kind: System::Date, precision, year: self.year, month: self.month, day: self.day, ..MIDNIGHT }
    }

    /// Its time of day.
    pub fn time(self) -> Temporal {
        Temporal { kind: System::Time, year: 1, month: 1, day: 1, offset: None, ..self }
    }

    /// The same date as a DateTime.
    pub fn date_time(self) -> Temporal {
        Temporal { kind: System::DateTime, ..self }
    }

    /// Reads `2015`, `2015-02` or `2015-02-04`.
    pub fn parse_date(text: &str) -> Option<Temporal> {
        let mut reader = Reader { rest: text.as_bytes() };
        let date = reader.date()?;
        reader.rest.is_empty().then_some(Temporal { kind: System::Date, ..date })
    }

    /// Reads a date with or without a time and offset.
    pub fn parse_date_time(text: &str) -> Option<Temporal> {
        let mut reader = Reader { rest: text.as_bytes() };
        let mut value = reader.date()?;
        if reader.accept(b'T') && !reader.rest.is_empty() {
            if value.precision != Precision::Day {
                return None;
            }
            reader.time(&mut value)?;
            value.offset = reader.offset()?;
        }
        reader.rest.is_empty().then_some(value)
    }

    /// Reads `14`, `14:34`, `14:34:28` or `14:34:28.123`.
    pub fn parse_time(text: &str) -> Option<Temporal> {
        let mut reader = Reader { rest: text.as_bytes() };
        let mut value = Temporal { kind: System::Time, ..MIDNIGHT };
        reader.time(&mut value)?;
        reader.rest.is_empty().then_some(value)
    }

    /// How many digits state it, separators left out.
    pub fn digits(&self) -> u8 {
        let time = match self.precision {
            Precision::Year => 4,
            Precision::Month => 6,
            Precision::Day => 8,
            Precision::Hour => 10,
            Precision::Minute => 12,
            Precision::Second => 14 + self.fraction_digits.min(3),
        };
        if self.kind == System::Time { time - 8 } else { time }
    }

    /// How many days its month has.
    pub(super) fn days_in_month(&self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

/// Reads a date or time literal with its `@`.
pub fn parse_literal(text: &str) -> Option<Value<'static>> {
    let text = text.strip_prefix('@')?;
    let value = match text.strip_prefix('T') {
        Some(time) => Temporal::parse_time(time)?,
        None if text.contains('T') => Temporal::parse_date_time(text).or_else(|| {
            let date = Temporal::parse_date(text.strip_suffix('T')?)?;
            Some(date.date_time())
        })?,
        None => Temporal::parse_date(text)?,
    };
    Some(Value::Temporal(value))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.rest.first() == Some(&byte);
        self.rest = &self.rest[usize::from(found)..];
        found
    }

    /// Exactly so many digits, as a number between the limits.
    fn number(&mut self, digits: usize, least: u16, most: u16) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(digits)?;
        let number = digits.iter().try_fold(0, |n: u16, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))?;
        self.rest = rest;
        (least..=most).contains(&number).then_some(number)
    }

    fn date(&mut self) -> Option<Temporal> {
        let mut value = Temporal { year: self.number(4, 1, 9999)?, ..MIDNIGHT };
        if self.accept(b'-') {
            value.month = self.number(2, 1, 12)? as u8;
            value.precision = Precision::Month;
            if self.accept(b'-') {
                value.day = self.number(2, 1, u16::from(value.days_in_month()))? as u8;
                value.precision = Precision::Day;
            }
        }
        Some(value)
    }

    fn time(&mut self, value: &mut Temporal) -> Option<()> {
        value.hour = self.number(2, 0, 23)? as u8;
        value.precision = Precision::Hour;
        if self.accept(b':') {
            value.minute = self.number(2, 0, 59)? as u8;
            value.precision = Precision::Minute;
            if self.accept(b':') {
                value.second = self.number(2, 0, 60)? as u8;
                value.precision = Precision::Second;
                if self.accept(b'.') {
                    self.fraction(value)?;
                }
            }
        }
        Some(())
    }

    fn fraction(&mut self, value: &mut Temporal) -> Option<()> {
        let length = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        let kept = &digits[..length.min(9)];
        let number = kept.iter().fold(0, |n: u32, b| n * 10 + u32::from(b - b'0'));
        value.nanoseconds = number * 10_u32.pow(9 - kept.len() as u32);
        value.fraction_digits = kept.len() as u8;
        (length > 0).then_some(())
    }

    fn offset(&mut self) -> Option<Option<i16>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        if self.accept(b'Z') {
            return Some(Some(0));
        }
        let sign = if self.accept(b'-') { -1 } else { i16::from(self.accept(b'+')) };
        let hours = self.number(2, 0, 14)?;
        let minutes = if self.accept(b':') { self.number(2, 0, 59)? } else { return None };
        (sign != 0).then(|| Some(sign * (hours * 60 + minutes) as i16))
    }
}

impl std::fmt::Display for Temporal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.kind != System::Time {
            write!(f, "{:04}", self.year)?;
            if self.precision >= Precision::Month {
                write!(f, "-{:02}", self.month)?;
            }
            if self.precision >= Precision::Day {
                write!(f, "-{:02}", self.day)?;
            }
            if self.precision < Precision::Hour {
                return Ok(());
            }
            f.write_str("T")?;
        }
        write!(f, "{:02}", self.hour)?;
        if self.precision >= Precision::Minute {
            write!(f, ":{:02}", self.minute)?;
        }
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", self.second)?;
        }
        if self.fraction_digits > 0 {
            let digits = usize::from(self.fraction_digits);
            write!(f, ".{:0digits$}", self.nanoseconds / 10_u32.pow(9 - u32::from(self.fraction_digits)))?;
        }
        match self.offset {
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        let cases = [
            "@2015",
            "@2015-02",
            "@2015-02-04",
            "@2015-02-04T14",
            "@2015-02-04T14:34:28.120+09:00",
            "@T14:34",
            "@T14:34:28.5",
            "@2015-02-04T14:34:28Z",
            "@2015-02-04T14:34-03:30",
            "@2000-02-29",
        ];
        for text in cases {
            let value = parse_literal(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(value.to_string(), text.trim_start_matches('@').trim_start_matches('T'), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "@201",
            "@2015-13",
            "@2015-02-30",
            "@1900-02-29",
            "@T24",
            "@T14:60",
            "@T14:34:28Z",
            "@2015-02T10",
            "@",
            "@T",
        ] {
            assert_eq!(parse_literal(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_of_unix_time() {
        assert_eq!(Temporal::from_unix(1_431_601_204_005).to_string(), "2015-05-14T11:00:04.005Z");
        assert_eq!(Temporal::from_unix(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }
}
