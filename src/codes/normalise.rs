//! How a code is read: what spreadsheets, keyboards and encodings do to codes is undone, and said. Only what was given
//! is changed; what comes out of a conversion is byte for byte the master's.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::model::Malformed;
use super::system::System;
use super::words::Said;
use crate::fold::dash;

/// Something that was changed to read a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Full-width letters and digits, and other compatibility forms.
    Width,
    /// Blanks and invisible characters around or within.
    Blanks,
    /// Leading zeros that a spreadsheet has dropped.
    LeadingZeros,
    /// Dots and hyphens between the parts.
    Separators,
    /// Dagger, asterisk, plus and apostrophe.
    Marks,
    /// Upper or lower case.
    Case,
    /// Kangxi radicals in place of kanji.
    Radicals,
    /// Dashes that encodings disagree on.
    Dashes,
}

impl Change {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Width,
        Self::Blanks,
        Self::LeadingZeros,
        Self::Separators,
        Self::Marks,
        Self::Case,
        Self::Radicals,
        Self::Dashes,
    ];

    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Blanks => "blanks",
            Self::LeadingZeros => "leading-zeros",
            Self::Separators => "separators",
            Self::Marks => "marks",
            Self::Case => "case",
            Self::Radicals => "radicals",
            Self::Dashes => "dashes",
        }
    }

    /// Words for people.
    pub fn said(self) -> Said {
        let (english, japanese) = match self {
            Self::Width => ("full-width characters", "全角・互換文字"),
            Self::Blanks => ("blanks", "空白"),
            Self::LeadingZeros => ("dropped leading zeros", "先頭のゼロ落ち"),
            Self::Separators => ("dots or hyphens", "区切り記号"),
            Self::Marks => ("dagger, asterisk or plus", "剣印・星印"),
            Self::Case => ("upper and lower case", "大文字・小文字"),
            Self::Radicals => ("Kangxi radicals", "康熙部首"),
            Self::Dashes => ("dashes", "ダッシュ類"),
        };
        Said::new(english, japanese)
    }
}

/// A set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Changes(u8);

impl Changes {
    /// The changes, in the order of [`Change::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Change> {
        Change::ALL.into_iter().filter(move |change| self.0 & (1 << *change as u8) != 0)
    }

    /// Whether nothing was changed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn add(&mut self, change: Change) {
        self.0 |= 1 << change as u8;
    }
}

/// A code as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised<'a> {
    /// The code in the form of its system.
    pub code: Cow<'a, str>,
    /// What was changed.
    pub changes: Changes,
}

/// The JLAC10 code of what is not coded.
pub const UNCODED_JLAC10: &str = "99999999999999999";
/// More than any code has.
const LONGEST: usize = 512;

/// The form of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// So many digits; zeros that were dropped are put back.
    Padded(usize),
    /// So many digits.
    Digits(usize),
    /// Four digits or capital letters.
    Exchange,
    /// ICD-10 without dot, or two of these joined by `+`.
    Icd10,
    /// So many digits or capital letters.
    Letters(usize),
    /// A digit, a letter and 15 digits; 17 nines for what is not coded.
    Jlac10,
    /// A letter, 14 digits, and a unit of two whose first may be a letter.
    Jlac11,
    /// A meta code of three, and what belongs to it.
    Jfagy,
    /// Any text.
    Text,
}

fn form(system: System) -> Form {
    match system {
        System::Receipt => Form::Padded(7),
        System::Modifier => Form::Padded(4),
        System::ManagementNumber | System::ModifierManagementNumber => Form::Digits(8),
        System::Exchange | System::ModifierExchange => Form::Exchange,
        System::Icd10 => Form::Icd10,
        System::Jlac10 => Form::Jlac10,
        System::Jlac11 => Form::Jlac11,
        System::Jfagy | System::Ycm | System::Gcm => Form::Jfagy,
        System::Yj | System::Generic | System::Price => Form::Letters(12),
        System::DrugReceipt | System::Hot9 => Form::Digits(9),
        System::Hot7 => Form::Digits(7),
        System::Hot13 => Form::Digits(13),
        System::LabItem | System::DiseaseName | System::AllergenName | System::DrugName => Form::Text,
    }
}

/// Words for the form that the codes of a system have.
pub fn form_words(system: System) -> Said {
    let (english, japanese) = match form(system) {
        Form::Padded(7) | Form::Digits(7) => ("7 digits", "数字7桁"),
        Form::Padded(_) => ("4 digits", "数字4桁"),
        Form::Digits(8) => ("8 digits", "数字8桁"),
        Form::Digits(9) => ("9 digits", "数字9桁"),
        Form::Digits(_) => ("13 digits", "数字13桁"),
        Form::Exchange => ("4 digits or capital letters", "英数字4桁"),
        Form::Icd10 => ("a letter and 2 to 4 digits, like E113", "英字1桁と数字2～4桁（例 E113）"),
        Form::Jlac10 => ("a digit, a letter and 15 digits", "数字・英字・数字15桁"),
        Form::Jlac11 => ("a letter, 14 digits and a unit of 2", "英字・数字14桁・単位2桁"),
        Form::Letters(_) => ("12 digits or capital letters", "英数字12桁"),
        Form::Jfagy => ("a meta code of 3 and a core of 0, 7, 9 or 12", "メタコード3桁とコア0・7・9・12桁"),
        Form::Text => ("a text", "文字列"),
    };
    Said::new(english, japanese)
}

/// Reads a code of a system.
///
/// # Errors
/// What is wrong with its form.
pub fn normalise(system: System, given: &str) -> Result<Normalised<'_>, Malformed> {
    let form = form(system);
    if form.check(given).is_ok() {
        return Ok(Normalised { code: Cow::Borrowed(given), changes: Changes::default() });
    }
    if given.len() > LONGEST {
        return Err(Malformed::Length(given.chars().count()));
    }
    let mut changes = Changes::default();
    let mut code = folded(given, form, &mut changes);
    if form != Form::Text {
        if is_number(&code) {
            return Err(Malformed::Number);
        }
        code = form.tidied(code, &mut changes);
    }
    form.check(&code)?;
    Ok(Normalised { code: Cow::Owned(code), changes })
}

/// Widths, radicals, blanks and dashes.
fn folded(given: &str, form: Form, changes: &mut Changes) -> String {
    let given_trimmed = given.trim_matches(is_blank);
    if given_trimmed.len() != given.len() {
        changes.add(Change::Blanks);
    }
    let mut code = String::with_capacity(given_trimmed.len());
    for c in given_trimmed.chars() {
        if form == Form::Text {
            code.push(c);
            continue;
        }
        if is_blank(c) {
            changes.add(Change::Blanks);
            continue;
        }
        for folded in std::iter::once(c).nfkc() {
            let plain = dash(folded);
            if plain != folded || (plain == '-' && c != '-') {
                changes.add(Change::Dashes);
            } else if plain != c {
                changes.add(if ('\u{2e80}'..='\u{2fdf}').contains(&c) { Change::Radicals } else { Change::Width });
            }
            code.push(plain);
        }
    }
    code
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// Whether a spreadsheet has made a number like 3.5E+16 of it.
fn is_number(code: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    code.split_once(['E', 'e'])
        .is_some_and(|(a, b)| digits(a) && b.strip_prefix('+').is_some_and(|b| b.len() < 4 && digits(b)))
}

impl Form {
    /// What the form allows to be left out or added.
    fn tidied(self, mut code: String, changes: &mut Changes) -> String {
        let before = code.len();
        if code.starts_with('\'') {
            code.remove(0);
            changes.add(Change::Marks);
        }
        match self {
            Self::Icd10 => return tidied_icd10(&code, changes),
            Self::Padded(length) | Self::Digits(length) => {
                if let Some(whole) = code.strip_suffix(".0") {
                    code = whole.to_owned();
                }
                let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
                if matches!(self, Self::Padded(_)) && digits && code.len() < length {
                    changes.add(Change::LeadingZeros);
                    code.insert_str(0, &"0".repeat(length - code.len()));
                }
            }
            Self::Exchange if code.len() < 4 && !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) => {
                changes.add(Change::LeadingZeros);
                code.insert_str(0, &"0".repeat(4 - code.len()));
            }
            Self::Letters(_) | Self::Jlac10 | Self::Jlac11 | Self::Jfagy => code.retain(|c| !matches!(c, '-' | '.')),
            Self::Exchange | Self::Text => {}
        }
        if code.len() < before {
            changes.add(Change::Separators);
        }
        if code.bytes().any(|b| b.is_ascii_lowercase()) {
            changes.add(Change::Case);
            code.make_ascii_uppercase();
        }
        code
    }

    /// Whether a code has the form.
    fn check(self, code: &str) -> Result<(), Malformed> {
        if code.is_empty() {
            return Err(Malformed::Empty);
        }
        match self {
            Self::Text if code.trim_matches(is_blank).len() < code.len() => Err(Malformed::Empty),
            Self::Text => Ok(()),
            Self::Padded(length) | Self::Digits(length) => all(code, length, |b| b.is_ascii_digit()),
            Self::Exchange => all(code, 4, is_letter),
            Self::Letters(length) => all(code, length, is_letter),
            Self::Jlac10 if code == UNCODED_JLAC10 => Ok(()),
            Self::Jlac10 => shaped(code, |place, byte| match place {
                1 => byte.is_ascii_uppercase(),
                _ => byte.is_ascii_digit(),
            }),
            Self::Jlac11 => shaped(code, |place, byte| match place {
                0 => byte.is_ascii_uppercase(),
                15 => is_letter(byte),
                _ => byte.is_ascii_digit(),
            }),
            Self::Jfagy => {
                all(code, code.chars().count(), is_letter)?;
                let length = code.len();
                if matches!(length, 3 | 10 | 12 | 15) { Ok(()) } else { Err(Malformed::Length(length)) }
            }
            Self::Icd10 => match code.split_once('+') {
                Some((primary, secondary)) => check_icd10(primary).and_then(|()| check_icd10(secondary)),
                None => check_icd10(code),
            },
        }
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// Whether a code of JLAC has its shape.
fn shaped(code: &str, is_right: fn(usize, u8) -> bool) -> Result<(), Malformed> {
    all(code, 17, is_letter)?;
    match code.bytes().enumerate().find(|(place, byte)| !is_right(*place, *byte)) {
        Some((place, byte)) => Err(Malformed::Character(char::from(byte), place + 1)),
        None => Ok(()),
    }
}

fn all(code: &str, length: usize, is_right: fn(u8) -> bool) -> Result<(), Malformed> {
    if code.len() == length && code.bytes().all(is_right) {
        return Ok(());
    }
    let wrong = |c: &char| !u8::try_from(*c).is_ok_and(is_right);
    match code.chars().zip(1..).find(|(c, _)| wrong(c)) {
        Some((c, place)) => Err(Malformed::Character(c, place)),
        None => Err(Malformed::Length(code.len())),
    }
}

/// ICD-10 without dots and marks. The marks of dagger and asterisk end a code; two codes stay joined by `+`.
fn tidied_icd10(code: &str, changes: &mut Changes) -> String {
    let mut tidy = String::with_capacity(code.len());
    let mut place = 0;
    for c in code.chars() {
        match c {
            '.' | '\u{b7}' => changes.add(Change::Separators),
            '\u{2020}' | '\u{2021}' | '*' | '+' | '/' => {
                changes.add(Change::Marks);
                place = usize::MAX;
            }
            c => {
                if place == usize::MAX {
                    tidy.push('+');
                    place = 0;
                }
                let right = if place == 0 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
                if right != c {
                    changes.add(Change::Case);
                }
                tidy.push(right);
                place += 1;
            }
        }
    }
    tidy
}

/// `A00`, `A000`, `A0000`, `T08-0`, `F152b`
fn check_icd10(code: &str) -> Result<(), Malformed> {
    let length = code.chars().count();
    for (place, c) in code.chars().enumerate() {
        let right = match place {
            0 => c.is_ascii_uppercase(),
            1 | 2 => c.is_ascii_digit(),
            3 => c.is_ascii_digit() || (c == '-' && length == 5),
            4 => c.is_ascii_digit() || matches!(c, 'a'..='d'),
            _ => return Err(Malformed::Length(length)),
        };
        if !right {
            return Err(Malformed::Character(c, place + 1));
        }
    }
    if length < 3 { Err(if length == 0 { Malformed::Empty } else { Malformed::Length(length) }) } else { Ok(()) }
}

#[cfg(test)]
#[path = "normalise_tests.rs"]
mod tests;
