//! A text that belongs to the document or the program, or was made by the evaluation.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text that is cheap to copy.
#[derive(Debug, Clone)]
pub enum Text<'a> {
    /// A text of the document or the program.
    Borrowed(&'a str),
    /// A text that was made.
    Shared(Arc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl<'a> Text<'a> {
    /// A part of the text.
    pub fn part(&self, range: Range<usize>) -> Text<'a> {
        match self {
            Self::Borrowed(text) => Self::Borrowed(&text[range]),
            Self::Shared(text) => Self::Shared(text[range].into()),
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Borrowed(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Shared(text.into())
    }
}
