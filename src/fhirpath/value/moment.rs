//! Reckoning with dates and times: order, sums and the bounds of what is not stated.

use std::cmp::Ordering;

use super::temporal::{Precision, Temporal};
use super::{CalendarUnit, System};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// What two dates or times are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// One is before the other, or they are equal.
    Known(Ordering),
    /// What is stated does not decide it.
    Unknown,
    /// A date and a time of day.
    Incomparable,
}

impl Temporal {
    /// Compares two dates or times as far as both are stated. A time zone that only one of them states leaves a range.
    pub fn compare(&self, other: &Temporal) -> Comparison {
        if (self.kind == System::Time) != (other.kind == System::Time) {
            return Comparison::Incomparable;
        }
        let have_time = self.precision >= Precision::Hour && other.precision >= Precision::Hour;
        let (mut left, mut right) = (*self, *other);
        match (self.offset, other.offset) {
            (Some(a), Some(b)) if have_time => {
                left.set_seconds(left.seconds() - i64::from(a) * MINUTE);
                right.set_seconds(right.seconds() - i64::from(b) * MINUTE);
            }
            (None, None) => {}
            _ if have_time => return self.compare_ranges(other),
            _ => {}
        }
        left.compare_parts(&right)
    }

    fn compare_parts(&self, other: &Temporal) -> Comparison {
        let common = self.precision.min(other.precision);
        let parts = |t: &Temporal| {
            [u32::from(t.year), t.month.into(), t.day.into(), t.hour.into(), t.minute.into(), t.second.into()]
        };
        let count = common as usize + 1;
        match parts(self)[..count].cmp(&parts(other)[..count]) {
            Ordering::Equal if self.precision != other.precision => Comparison::Unknown,
            Ordering::Equal if common == Precision::Second => {
                Comparison::Known(self.nanoseconds.cmp(&other.nanoseconds))
            }
            order => Comparison::Known(order),
        }
    }

    /// Compares where only one states its time zone.
    fn compare_ranges(&self, other: &Temporal) -> Comparison {
        let range = |t: &Temporal| {
            let length = match t.precision {
                Precision::Hour => HOUR - 1,
                Precision::Minute => MINUTE - 1,
                _ => 0,
            };
            match t.offset {
                Some(minutes) => {
                    let start = t.seconds() - i64::from(minutes) * MINUTE;
                    (start, start + length)
                }
                None => (t.seconds() - 14 * HOUR, t.seconds() + length + 12 * HOUR),
            }
        };
        let ((a, b), (c, d)) = (range(self), range(other));
        if b < c {
            Comparison::Known(Ordering::Less)
        } else if d < a {
            Comparison::Known(Ordering::Greater)
        } else {
            Comparison::Unknown
        }
    }

    /// Seconds since 1970 without regard to the offset.
    pub(super) fn seconds(&self) -> i64 {
        // Days of the Gregorian calendar with the year starting in March.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let days =
            year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468;
        days * DAY + i64::from(self.hour) * HOUR + i64::from(self.minute) * MINUTE + i64::from(self.second)
    }

    /// Sets date and time from seconds since 1970. Returns whether the year is one of 1 to 9999.
    pub(super) fn set_seconds(&mut self, seconds: i64) -> bool {
        let days = seconds.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        self.day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u8;
        self.month = (if shifted < 10 { shifted + 3 } else { shifted - 9 }) as u8;
        let year = year_of_era + era * 400 + i64::from(self.month <= 2);
        let rest = seconds.rem_euclid(DAY);
        (self.hour, self.minute, self.second) =
            ((rest / HOUR) as u8, (rest % HOUR / MINUTE) as u8, (rest % MINUTE) as u8);
        self.year = year.clamp(0, 9999) as u16;
        (1..=9999).contains(&year)
    }

    /// Adds so many units; what is finer than what is stated counts in whole steps of what is stated. `None` when the
    /// result is out of range or a time of day has no such unit.
    pub fn add(&self, amount: i64, unit: CalendarUnit) -> Option<Temporal> {
        use CalendarUnit as Unit;
        let mut result = *self;
        if self.kind == System::Time {
            return self.add_to_time(amount, unit);
        }
        let months = match (unit, self.precision) {
            (Unit::Year, _) => amount.checked_mul(12)?,
            (Unit::Month, Precision::Year) => amount / 12 * 12,
            (Unit::Month, _) => amount,
            (_, Precision::Year) => in_seconds(amount, unit)? / (365 * DAY) * 12,
            (_, Precision::Month) => in_seconds(amount, unit)? / (30 * DAY),
            _ => 0,
        };
        if unit >= Unit::Month || self.precision <= Precision::Month {
            return result.add_months(months).then_some(result);
        }
        result.add_seconds(amount, unit)?;
        Some(result)
    }

    fn add_months(&mut self, months: i64) -> bool {
        let Some(total) = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months) else {
            return false;
        };
        let year = total.div_euclid(12);
        if !(1..=9999).contains(&year) {
            return false;
        }
        (self.year, self.month) = (year as u16, total.rem_euclid(12) as u8 + 1);
        self.day = self.day.min(self.days_in_month());
        true
    }

    fn add_seconds(&mut self, amount: i64, unit: CalendarUnit) -> Option<()> {
        let step = match self.precision {
            Precision::Day => DAY,
            Precision::Hour => HOUR,
            Precision::Minute => MINUTE,
            _ => 1,
        };
        let mut carried = in_seconds(amount, unit)? / step * step;
        if unit == CalendarUnit::Millisecond && self.fraction_digits > 0 {
            let total = i64::from(self.nanoseconds) + amount % 1000 * 1_000_000;
            self.nanoseconds = total.rem_euclid(1_000_000_000) as u32;
            self.fraction_digits = self.fraction_digits.max(3);
            carried += total.div_euclid(1_000_000_000);
        }
        let seconds = self.seconds().checked_add(carried)?;
        self.set_seconds(seconds).then_some(())
    }

    fn add_to_time(&self, amount: i64, unit: CalendarUnit) -> Option<Temporal> {
        if unit >= CalendarUnit::Day {
            return None;
        }
        // Away from the first year, so that going back over midnight is no underflow.
        let mut result = Temporal { year: 2000, ..*self };
        let amount = if unit == CalendarUnit::Millisecond { amount % (DAY * 1000) } else { amount % DAY };
        result.add_seconds(amount, unit)?;
        Some(Temporal { year: self.year, month: self.month, day: self.day, ..result })
    }

    /// The first or last moment that it can mean, stated with so many digits; `None` for a number of digits that no date
    /// or time has. An hour without minutes counts as its first minute, as the official tests have it.
    pub fn boundary(&self, digits: u8, is_high: bool) -> Option<Temporal> {
        let is_time = self.kind == System::Time;
        let digits = if is_time { digits.checked_add(8)? } else { digits };
        let (precision, fraction) = match digits {
            4 => (Precision::Year, 0),
            6 => (Precision::Month, 0),
            8 if !is_time => (Precision::Day, 0),
            10 => (Precision::Hour, 0),
            12 => (Precision::Minute, 0),
            14 => (Precision::Second, 0),
            17 => (Precision::Second, 3),
            _ => return None,
        };
        let is_invalid =
            is_time && precision < Precision::Hour || self.kind == System::Date && precision > Precision::Day;
        if is_invalid {
            return None;
        }
        let mut result = *self;
        if is_high {
            result.fill_up();
        }
        result.limit(precision, fraction, is_high);
        Some(result)
    }

    /// Sets what is not stated to its greatest value.
    fn fill_up(&mut self) {
        if self.precision < Precision::Month {
            self.month = 12;
        }
        if self.precision < Precision::Day {
            self.day = self.days_in_month();
            self.hour = 23;
        }
        if self.precision < Precision::Hour {
            (self.hour, self.minute) = (23, 59);
        }
        if self.precision < Precision::Second {
            self.second = 59;
        }
        let unit = 10_u32.pow(9 - u32::from(self.fraction_digits));
        self.nanoseconds += if self.fraction_digits < 9 { unit - 1 } else { 0 };
    }

    /// States no more and no less than a precision.
    fn limit(&mut self, precision: Precision, fraction: u8, is_high: bool) {
        let had_offset = self.offset;
        self.precision = precision;
        self.fraction_digits = fraction;
        let unit = 10_u32.pow(9 - u32::from(fraction));
        self.nanoseconds = self.nanoseconds / unit * unit;
        if precision < Precision::Month {
            self.month = 1;
        }
        if precision < Precision::Day {
            self.day = 1;
        }
        if precision < Precision::Hour {
            self.hour = 0;
        }
        if precision < Precision::Minute {
            self.minute = 0;
        }
        if precision < Precision::Second {
            (self.second, self.nanoseconds) = (0, 0);
        }
        let furthest = if is_high { -12 * 60 } else { 14 * 60 };
        self.offset =
            (self.kind == System::DateTime && precision >= Precision::Hour).then_some(had_offset.unwrap_or(furthest));
    }
}

/// A duration in whole seconds.
fn in_seconds(amount: i64, unit: CalendarUnit) -> Option<i64> {
    let seconds = match unit {
        CalendarUnit::Millisecond => return Some(amount / 1000),
        CalendarUnit::Second => 1,
        CalendarUnit::Minute => MINUTE,
        CalendarUnit::Hour => HOUR,
        CalendarUnit::Day => DAY,
        CalendarUnit::Week => 7 * DAY,
        CalendarUnit::Month => 30 * DAY,
        CalendarUnit::Year => 365 * DAY,
    };
    amount.checked_mul(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Comparison::{Incomparable, Known, Unknown};

    fn temporal(text: &str) -> Temporal {
        Temporal::parse_date_time(text).or_else(|| Temporal::parse_time(text)).expect(text)
    }

    #[test]
    fn order() {
        let cases = [
            ("2018-03", "2018-04-01", Known(Ordering::Less)),
            ("2018-03", "2018-03-01", Unknown),
            ("2018-03-01T10:30:00", "2018-03-01T10:30:00.0", Known(Ordering::Equal)),
            ("2017-11-05T01:30:00.0-04:00", "2017-11-05T01:15:00.0-05:00", Known(Ordering::Less)),
            ("2012-04-15T15:00:00Z", "2012-04-15T10:00:00", Unknown),
            ("2012-04-15T15:00:00Z", "2012-04-17T10:00:00", Known(Ordering::Less)),
            ("2012-04-15", "2012-04-16T00:00:00+09:00", Known(Ordering::Less)),
            ("10:30", "2012", Incomparable),
        ];
        for (a, b, expected) in cases {
            assert_eq!(temporal(a).compare(&temporal(b)), expected, "{a} {b}");
        }
    }

    #[test]
    fn sums() {
        use CalendarUnit as Unit;
        let cases = [
            ("2020-01-31", 1, Unit::Month, "2020-02-29"),
            ("2020-02-29", 1, Unit::Year, "2021-02-28"),
            ("2014", 25, Unit::Month, "2016"),
            ("2014-01", 31, Unit::Day, "2014-02"),
            ("2020-01-01", -1, Unit::Day, "2019-12-31"),
            ("2020-01-01", 25, Unit::Hour, "2020-01-02"),
            ("2020-01-01T00:00:00.000Z", -1, Unit::Millisecond, "2019-12-31T23:59:59.999Z"),
        ];
        for (start, amount, unit, expected) in cases {
            assert_eq!(temporal(start).add(amount, unit).map(|t| t.to_string()).as_deref(), Some(expected), "{start}");
        }
        let time = Temporal::parse_time("23:30").unwrap();
        assert_eq!(time.add(2, Unit::Hour).map(|t| t.to_string()).as_deref(), Some("01:30"));
        assert_eq!(time.add(1, Unit::Day), None);
        assert_eq!(temporal("9999-12-31").add(1, Unit::Day), None);
        assert_eq!(temporal("2020-01-01").add(i64::MAX, Unit::Week), None);
    }

    #[test]
    fn every_day_survives_the_calendar() {
        let mut day = temporal("1599-12-25");
        for _ in 0..200_000 {
            let next = day.add(1, CalendarUnit::Day).expect("a next day");
            assert_eq!(next.seconds() - day.seconds(), DAY);
            assert_eq!(day.compare(&next), Known(Ordering::Less));
            day = next;
        }
    }
}
