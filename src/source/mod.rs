//! Text with a name: what a document was read from, and where in it something stands.
//!
//! This is the only door to the file system for documents; offsets are bytes, lines and columns are for people.

mod bytes;
mod collect;
mod raw;
mod stream;

use std::sync::OnceLock;

pub use bytes::{Encoding, Unreadable};
pub use collect::{Input, Problem, collect};
pub use raw::Raw;
pub use stream::Documents;

/// A range of bytes in a [`Source`], end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The range as indices of a slice.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place for people: both numbers count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line in the file.
    pub line: u32,
    /// Column in characters (Unicode scalar values).
    pub column: u32,
}

/// A named text of at most 4 GiB.
#[derive(Debug, Default)]
pub struct Source {
    name: Box<str>,
    text: String,
    first_line: u32,
    has_byte_order_mark: bool,
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    /// A text under the name that reports show.
    pub fn new(name: impl Into<Box<str>>, text: String) -> Self {
        Self { name: name.into(), text, first_line: 1, has_byte_order_mark: false, line_starts: OnceLock::new() }
    }

    /// The same text as one part of a larger file, whose first line is `line` there (NDJSON).
    pub fn starting_at_line(mut self, line: u32) -> Self {
        self.first_line = line;
        self
    }

    /// The name that reports show: a path, or `-` for standard input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of a span; empty when the span does not fall on character boundaries of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Where a byte offset stands.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let row = starts.partition_point(|&s| s <= offset).saturating_sub(1);
        let start = starts[row] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.as_bytes()[start.min(end)..end].iter().filter(|b| (**b & 0xC0) != 0x80).count();
        Position { line: row as u32 + self.first_line, column: column as u32 + 1 }
    }

    /// The byte offsets at which lines start; the first is 0.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|i| i as u32 + 1)).collect()
        })
    }

    /// Whether the bytes started with a byte order mark, which is not part of the text.
    pub fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// The number that the first line of this text has in its file.
    pub fn first_line(&self) -> u32 {
        self.first_line
    }
}
