//! One line: fields between tabs, with `\t`, `\n`, `\r` and `\\` for what would break it.

use super::super::super::model::Designation;

/// Fields joined to a line; empty ones at the end are left out.
pub(super) fn join<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    let mut length = 0;
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            line.push('\t');
        }
        escape(field, &mut line);
        if !field.is_empty() {
            length = line.len();
        }
    }
    line.truncate(length);
    line
}

fn escape(field: &str, line: &mut String) {
    for c in field.chars() {
        match c {
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\\' => line.push_str("\\\\"),
            c => line.push(c),
        }
    }
}

/// The fields of a line.
pub(super) fn split(line: &str) -> Vec<Box<str>> {
    line.split('\t').map(unescape).collect()
}

fn unescape(field: &str) -> Box<str> {
    if !field.contains('\\') {
        return field.into();
    }
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('r')) => text.push('\r'),
            (_, Some(escaped)) => text.push(escaped),
            (c, None) => text.push(c),
        }
    }
    text.into()
}

/// `language/use=name`
pub(super) fn designation_field(designation: &Designation) -> String {
    format!("{}/{}={}", designation.language, designation.usage, designation.value)
}

pub(super) fn designation(field: &str) -> Option<Designation> {
    let (kind, value) = field.split_once('=')?;
    let (language, usage) = kind.split_once('/')?;
    Some(Designation { language: language.into(), usage: usage.into(), value: value.into() })
}

/// `@property=value`
pub(super) fn property_field((name, value): &(Box<str>, Box<str>)) -> String {
    format!("@{name}={value}")
}

pub(super) fn property(field: &str) -> Option<(Box<str>, Box<str>)> {
    let (name, value) = field.strip_prefix('@')?.split_once('=')?;
    Some((name.into(), value.into()))
}
