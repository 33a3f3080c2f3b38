//! date, dateTime, instant and time.

use super::{Primitive, about_value, suggest};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::Element;

crate::messages! {
    DATE_FORMAT = "date-format", Error, Invalid {
        en: "`{value}` is not written as a {type}", "write {form}";
        ja: "`{value}` は型 {type} の書き方ではありません", "{form} と書いてください";
        explain: "Dates are written YYYY, YYYY-MM or YYYY-MM-DD; a dateTime may go on with Thh:mm:ss and a time zone, an instant must; a time is hh:mm:ss without a zone (R4 §2.24.0.1). Japanese eras, slashes and full-width digits are not allowed.";
        fix: [Safe, NeedsReview], "write it as FHIR writes dates and times", "FHIR の日付・時刻の書き方にする";
    }
    DAY_OUT_OF_RANGE = "day-out-of-range", Error, Value {
        en: "`{value}` is not a day of the calendar: that month ends with day {last}", "correct the day";
        ja: "`{value}` という日は存在しません。その月は {last} 日までです", "日を正してください";
        explain: "A date must exist in the Gregorian calendar (R4 §2.24.0.1).";
    }
    NO_SUCH_TIME = "no-such-time", Error, Value {
        en: "`{part}` in `{value}` is out of range",
            "years start at 0001, months run 01-12, days 01-31, hours 00-23, minutes 00-59, seconds 00-59 (60: leap second), zones to ±14:00; midnight is 00:00:00 of the next day";
        ja: "`{value}` の `{part}` が範囲外です",
            "年は 0001 から、月は 01-12、日は 01-31、時は 00-23、分は 00-59、秒は 00-59（うるう秒は 60）、時差は ±14:00 までです。深夜0時は翌日の 00:00:00 と書きます";
        explain: "Each part of a date or time has its range; 24:00 and the year 0000 are not used (R4 §2.24.0.1).";
    }
    TIME_ZONE_MISSING = "time-zone-missing", Error, Invalid {
        en: "`{value}` has a time but no time zone", "write `{form}` if Japan Standard Time is meant";
        ja: "`{value}` には時刻がありますが、タイムゾーンがありません", "日本時間なら `{form}` と書いてください";
        explain: "A dateTime that gives hours, and every instant, must say its time zone: Z or an offset such as +09:00 (R4 §2.24.0.1).";
        fix: [NeedsReview], "add the time zone of Japan", "日本時間のタイムゾーンを付ける";
    }
    SECONDS_MISSING = "seconds-missing", Error, Invalid {
        en: "`{value}` gives hours and minutes but no seconds", "write `{form}`";
        ja: "`{value}` には時と分がありますが、秒がありません", "`{form}` と書いてください";
        explain: "A time must have seconds; they may be zero-filled when they are not known (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "add seconds", "秒を補う";
    }
}

/// Why a text is not a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault<'a> {
    Form,
    Range(&'a str),
    Day(u32),
    NoZone,
    NoSeconds,
}

pub(super) fn check(primitive: Primitive, element: Element<'_>, value: &str) -> Option<Diagnostic> {
    let fault = parse(primitive, value).err()?;
    let suggestion = || suggest::temporal(primitive, value);
    Some(match fault {
        Fault::Range(part) => about_value(&NO_SUCH_TIME, element, value).with_value("part", part),
        Fault::Day(last) => about_value(&DAY_OUT_OF_RANGE, element, value).with("last", last),
        Fault::NoZone | Fault::NoSeconds if let Some(form) = suggestion() => {
            let message = if fault == Fault::NoZone { &TIME_ZONE_MISSING } else { &SECONDS_MISSING };
            about_value(message, element, value).with_value("form", &form).fixed_by(rewritten(element, value, &form))
        }
        _ => {
            let diagnostic = about_value(&DATE_FORMAT, element, value).with("type", primitive.name());
            match suggestion() {
                Some(form) => diagnostic.with_value("form", &form).fixed_by(rewritten(element, value, &form)),
                None => diagnostic.with("form", pattern(primitive)),
            }
        }
    })
}

/// The full form of a type.
fn pattern(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Date => "YYYY-MM-DD",
        Primitive::Time => "hh:mm:ss",
        _ => "YYYY-MM-DDThh:mm:ss+09:00",
    }
}

/// Whether `value` is a date or time of the type.
pub(super) fn parse(primitive: Primitive, value: &str) -> Result<(), Fault<'_>> {
    if primitive == Primitive::Time {
        let rest = clock(value)?;
        return if rest.is_empty() { Ok(()) } else { Err(Fault::Form) };
    }
    let (day, time) = match value.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (value, None),
    };
    calendar(day)?;
    match (primitive, time) {
        (Primitive::Date, Some(_)) | (Primitive::Instant, None) => Err(Fault::Form),
        (_, None) => Ok(()),
        (_, Some(_)) if day.len() != 10 => Err(Fault::Form),
        (_, Some(time)) => zone(clock(time)?),
    }
}

/// Writes a date or time in the form of its type. Nothing is guessed when the numbers stay what they are.
fn rewritten(element: Element<'_>, value: &str, form: &str) -> Fix {
    let numbers = |text: &str| -> Vec<u64> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
    };
    let plain = suggest::half_width(value);
    let (found, mut written) = (numbers(&plain), numbers(form));
    if form.contains(':') && written.len() == found.len() + 1 {
        // Seconds that were added.
        written.remove(if form.contains('T') { 5 } else { 2 });
    }
    Fix::safe(Change::text(element.id(), form)).safe_if(found == written)
}

/// YYYY, YYYY-MM or YYYY-MM-DD.
fn calendar(text: &str) -> Result<(), Fault<'_>> {
    let bytes = text.as_bytes();
    let shape = matches!(bytes.len(), 4 | 7 | 10)
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err(Fault::Form);
    }
    let year = in_range(&text[..4], 1, 9999)?;
    if bytes.len() < 7 {
        return Ok(());
    }
    let month = in_range(&text[5..7], 1, 12)?;
    if bytes.len() < 10 {
        return Ok(());
    }
    let day = in_range(&text[8..], 1, 31)?;
    let last = days_in_month(year, month);
    if day > last { Err(Fault::Day(last)) } else { Ok(()) }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// hh:mm:ss with an optional fraction; returns what follows.
fn clock(text: &str) -> Result<&str, Fault<'_>> {
    let bytes = text.as_bytes();
    let pair = |at: usize| bytes.get(at..at + 2).is_some_and(|p| p.iter().all(u8::is_ascii_digit));
    if !pair(0) || bytes.get(2) != Some(&b':') || !pair(3) {
        return Err(Fault::Form);
    }
    in_range(&text[..2], 0, 23)?;
    in_range(&text[3..5], 0, 59)?;
    if bytes.get(5) != Some(&b':') {
        return Err(if zone(&text[5..]).is_err_and(|f| f != Fault::NoZone) { Fault::Form } else { Fault::NoSeconds });
    }
    if !pair(6) {
        return Err(Fault::Form);
    }
    in_range(&text[6..8], 0, 60)?;
    let rest = &text[8..];
    let Some(fraction) = rest.strip_prefix('.') else { return Ok(rest) };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { Err(Fault::Form) } else { Ok(&fraction[digits..]) }
}

/// Z or an offset of at most 14 hours.
fn zone(text: &str) -> Result<(), Fault<'_>> {
    if text.is_empty() {
        return Err(Fault::NoZone);
    }
    if text == "Z" {
        return Ok(());
    }
    let bytes = text.as_bytes();
    let shape = bytes.len() == 6
        && matches!(bytes[0], b'+' | b'-')
        && bytes[1..].iter().enumerate().all(|(i, b)| if i == 2 { *b == b':' } else { b.is_ascii_digit() });
    if !shape {
        return Err(Fault::Form);
    }
    in_range(&text[4..], 0, 59)?;
    if in_range(&text[1..3], 0, 14)? == 14 && &text[4..] != "00" { Err(Fault::Range(text)) } else { Ok(()) }
}

fn in_range(digits: &str, least: u32, most: u32) -> Result<u32, Fault<'_>> {
    match digits.parse() {
        Ok(n) if (least..=most).contains(&n) => Ok(n),
        _ => Err(Fault::Range(digits)),
    }
}
