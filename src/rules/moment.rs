//! Points in time as the guides write them, made comparable.

use crate::codes::Day;

/// Days since 1970-01-01 of a full date, or of the date that a dateTime starts with.
pub fn days(text: &str) -> Option<i64> {
    Day::parse(text.get(..10)?).map(Day::since_1970)
}

/// Seconds since 1970-01-01T00:00:00Z of a dateTime that has a time and a time zone.
pub fn seconds(text: &str) -> Option<i64> {
    let days = days(text)?;
    let time = text.get(10..)?.strip_prefix('T')?;
    let number = |range: std::ops::Range<usize>| time.get(range)?.parse::<i64>().ok();
    let (hours, minutes, seconds) = (number(0..2)?, number(3..5)?, number(6..8)?);
    Some(days * 86_400 + hours * 3_600 + minutes * 60 + seconds - offset(text)? * 60)
}

/// The minutes that the time zone of a dateTime is ahead of UTC; `None` without a time zone.
pub fn offset(text: &str) -> Option<i64> {
    if text.len() <= 10 {
        return None;
    }
    if text.ends_with('Z') {
        return Some(0);
    }
    let zone = text.get(text.len().checked_sub(6)?..)?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let ahead = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    match zone.as_bytes()[0] {
        b'+' => Some(ahead),
        b'-' => Some(-ahead),
        _ => None,
    }
}

/// Whether one date or dateTime is certainly earlier than another, as far as both are known.
pub fn is_before(a: &str, b: &str) -> bool {
    if let (Some(a), Some(b)) = (seconds(a), seconds(b)) {
        return a < b;
    }
    let date = |text: &'_ str| text.split('T').next().unwrap_or(text).len();
    let known = date(a).min(date(b));
    match (a.get(..known), b.get(..known)) {
        (Some(a), Some(b)) if year(a).is_some() && year(b).is_some() => a < b,
        _ => false,
    }
}

/// The year that a date starts with.
pub fn year(text: &str) -> Option<i32> {
    text.get(..4)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted() {
        for (text, expected) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-04-01T10:00:00+09:00", 20_544)] {
            assert_eq!(days(text), Some(expected), "{text}");
        }
        for text in ["", "2026", "2026-04", "2026-13-01", "2026-04-xx", "あ-い-う", "2026-04-あ"] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_compared_across_time_zones() {
        assert!(is_before("2026-04-01T08:59:59+09:00", "2026-04-01T00:00:00Z"));
        assert!(!is_before("2026-04-01T09:00:00+09:00", "2026-04-01T00:00:00Z"));
        assert!(is_before("2026-03", "2026-04-01") && !is_before("2026-04", "2026-04-01"));
        assert!(!is_before("", "2026") && !is_before("x", "y-"));
        assert_eq!(offset("2026-04-01T09:00:00-05:30"), Some(-330));
        assert_eq!(offset("2026-04-01"), None);
    }
}
