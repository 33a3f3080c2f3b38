//! What was probably meant by a value in a form that FHIR does not take: full-width digits, slashes, Japanese eras.

use super::{Primitive, temporal};

/// Full-width ASCII and the ideographic space as ASCII.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
            _ => c,
        })
        .collect()
}

/// A character as messages show it; those that cannot be seen by their number.
pub(super) fn visible(character: char) -> String {
    if character.is_whitespace() || character.is_control() {
        format!("U+{:04X}", character as u32)
    } else {
        character.to_string()
    }
}

/// The valid form of a date or time that people write otherwise; Japan Standard Time when no zone is given.
pub(super) fn temporal(primitive: Primitive, value: &str) -> Option<String> {
    let text = half_width(value);
    let mut at = Cursor(text.trim());
    let form = match primitive {
        Primitive::Time => clock(&mut at)?,
        _ => {
            let mut form = calendar(&mut at)?;
            let time = if at.0.is_empty() { None } else { Some((clock(&mut at)?, zone(&mut at)?)) };
            if let (Some((clock, zone)), false) = (time, primitive == Primitive::Date) {
                form = format!("{form}T{clock}{zone}");
            }
            form
        }
    };
    (at.0.is_empty() && temporal::parse(primitive, &form).is_ok()).then_some(form)
}

struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// Up to `most` digits.
    fn digits(&mut self, most: usize) -> Option<&'a str> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        (count > 0).then_some(digits)
    }

    fn number(&mut self) -> Option<u32> {
        self.digits(2)?.parse().ok()
    }

    fn skip(&mut self, any_of: &[char]) -> bool {
        let rest = self.0.strip_prefix(any_of);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

/// Japanese eras, their letter, and the year before their first one.
const ERAS: [(&str, char, u32); 5] =
    [("令和", 'R', 2018), ("平成", 'H', 1988), ("昭和", 'S', 1925), ("大正", 'T', 1911), ("明治", 'M', 1867)];

fn year(at: &mut Cursor<'_>) -> Option<u32> {
    for (name, letter, before) in ERAS {
        let Some(rest) = at.0.strip_prefix(name).or_else(|| at.0.strip_prefix(letter)) else { continue };
        *at = Cursor(rest.trim_start());
        return if at.skip(&['元']) { Some(before + 1) } else { Some(before + at.number()?) };
    }
    at.digits(4).filter(|d| d.len() == 4)?.parse().ok()
}

fn calendar(at: &mut Cursor<'_>) -> Option<String> {
    const SEPARATORS: &[char] = &['-', '/', '.'];
    let year = year(at)?;
    let compact = at.0.starts_with(|c: char| c.is_ascii_digit());
    let separated = at.skip(&['年']) || at.skip(SEPARATORS);
    if !compact && (!separated || at.0.is_empty()) {
        return Some(format!("{year:04}"));
    }
    let month = at.number()?;
    let separated = at.skip(&['月']) || at.skip(SEPARATORS);
    let day_follows = at.0.starts_with(|c: char| c.is_ascii_digit()) && (compact || separated);
    if !day_follows {
        return Some(format!("{year:04}-{month:02}"));
    }
    let day = at.number()?;
    at.skip(&['日']);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

fn clock(at: &mut Cursor<'_>) -> Option<String> {
    at.skip(&['T', 't']);
    at.0 = at.0.trim_start();
    let hour = at.number()?;
    at.skip(&[':', '時']);
    let minute = at.number()?;
    at.skip(&[':', '分']);
    let second = if at.0.starts_with(|c: char| c.is_ascii_digit()) { at.number()? } else { 0 };
    at.skip(&['秒']);
    let fraction = if at.skip(&['.']) { format!(".{}", at.digits(9)?) } else { String::new() };
    Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}"))
}

fn zone(at: &mut Cursor<'_>) -> Option<String> {
    at.0 = at.0.trim_start();
    if at.0.is_empty() {
        return Some("+09:00".into());
    }
    if at.skip(&['Z', 'z']) {
        return Some("Z".into());
    }
    let sign = at.0.chars().next()?;
    at.skip(&['+', '-']).then_some(())?;
    let hours = at.number()?;
    at.skip(&[':']);
    let minutes = if at.0.is_empty() { 0 } else { at.number()? };
    Some(format!("{sign}{hours:02}:{minutes:02}"))
}
