//! One line of facts: fields between tabs, with `\t`, `\n`, `\r` and `\\` for what would break it.

use std::borrow::Cow;
use std::fmt;

/// Fields joined to a line; empty ones at the end are left out.
pub fn join<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
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
pub fn split(line: &str) -> impl Iterator<Item = Cow<'_, str>> {
    line.split('\t').map(unescape)
}

fn unescape(field: &str) -> Cow<'_, str> {
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

/// What is wrong with a facts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsError {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What was expected.
    pub message: String,
}

impl fmt::Display for FactsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for FactsError {}
