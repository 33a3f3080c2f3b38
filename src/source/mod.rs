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
pub use stream::{Documents, lines_of};

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
    /// How many characters begin before each multiple of [`CHARACTERS_EVERY`] bytes.
    characters: OnceLock<Vec<u32>>,
}

/// Bytes between two counts of characters; a place in a line of megabytes costs as much as one in a short line.
const CHARACTERS_EVERY: usize = 1 << 10;

impl Source {
    /// A text under the name that reports show.
    pub fn new(name: impl Into<Box<str>>, text: String) -> Self {
        Self { name: name.into(), text, first_line: 1, ..Self::default() }
    }

    /// The same text as one part of a larger file, whose first line is `line` there (NDJSON).
    pub fn starting_at_line(mut self, line: u32) -> Self {
        self.first_line = line;
        self
    }

    /// The same source with another text, as it is after an edit.
    pub fn with_text(&self, text: String) -> Self {
        let (first_line, has_byte_order_mark) = (self.first_line, self.has_byte_order_mark);
        Self { first_line, has_byte_order_mark, ..Self::new(self.name.clone(), text) }
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
        let end = (offset as usize).min(self.text.len()).max(start);
        let column = if end - start < CHARACTERS_EVERY {
            characters(&self.text.as_bytes()[start..end])
        } else {
            self.characters_before(end) - self.characters_before(start)
        };
        Position { line: row as u32 + self.first_line, column: column + 1 }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, offset: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let counts = self.characters.get_or_init(|| {
            let sums = bytes.chunks(CHARACTERS_EVERY).scan(0, |sum, chunk| {
                *sum += characters(chunk);
                Some(*sum)
            });
            std::iter::once(0).chain(sums).collect()
        });
        let chunk = offset / CHARACTERS_EVERY;
        counts[chunk] + characters(&bytes[chunk * CHARACTERS_EVERY..offset])
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

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_count_characters() {
        let line = format!("{}\n{}", "x".repeat(700), "aあ𠮷".repeat(2_000));
        let source = Source::new("a", line.clone());
        let start = line.find('\n').expect("there are two lines") + 1;
        for (character, (offset, _)) in line[start..].char_indices().enumerate() {
            let expected = Position { line: 2, column: character as u32 + 1 };
            assert_eq!(source.position((start + offset) as u32), expected, "{offset}");
        }
        assert_eq!(source.position(line.len() as u32), Position { line: 2, column: 6_001 });
        assert_eq!(source.position(u32::MAX), Position { line: 2, column: 6_001 });
        assert_eq!(Source::new("a", String::new()).position(9), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_text_that_fills_its_chunks_ends_where_it_ends() {
        let source = Source::new("a", "y".repeat(4 * CHARACTERS_EVERY));
        let end = 4 * CHARACTERS_EVERY as u32;
        assert_eq!(source.position(end), Position { line: 1, column: end + 1 });
    }
}
