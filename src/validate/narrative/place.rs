//! From a place in the decoded text of a div to the bytes of the source.

use crate::document::{Element, flags};
use crate::source::Span;

/// The bytes of the source that the bytes `start..end` of the div's value were read from.
pub(super) fn span(div: Element<'_>, start: usize, end: usize) -> Span {
    let node = div.node();
    if node.flags & flags::DECODED == 0 {
        let base = node.text.start as usize;
        return Span::new(base + start, base + end);
    }
    let raw = div.document().source.slice(node.span);
    let base = node.span.start as usize;
    match (raw_offset(raw, start), raw_offset(raw, end)) {
        (Some(start), Some(end)) if start < end => Span::new(base + start, base + end),
        _ => node.span,
    }
}

/// The offset in a JSON string, which begins with its quote, of the byte `decoded` of its value.
fn raw_offset(raw: &str, decoded: usize) -> Option<usize> {
    let mut characters = raw.char_indices();
    characters.next().filter(|(_, c)| *c == '"')?;
    let mut length = 0;
    loop {
        let (at, character) = characters.next()?;
        if length >= decoded {
            return Some(at);
        }
        length += match character {
            '\\' => match characters.next()?.1 {
                'u' => escape_length(raw.get(at + 2..at + 6)?, &mut characters)?,
                _ => 1,
            },
            other => other.len_utf8(),
        };
    }
}

/// The UTF-8 length of a `\u` escape; the second half of a surrogate pair counts for nothing.
fn escape_length(digits: &str, characters: &mut std::str::CharIndices<'_>) -> Option<usize> {
    characters.nth(3)?;
    Some(match u32::from_str_radix(digits, 16).ok()? {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0xD800..0xDC00 => 4,
        0xDC00..0xE000 => 0,
        _ => 3,
    })
}

/// The nearest character boundary at or before `at`.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
