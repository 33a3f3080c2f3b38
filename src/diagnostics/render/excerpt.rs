//! The line of a source that a diagnostic underlines, cut to a window when it is long. It is a `SourceCode` for miette
//! that costs what the window costs, however large the file, and that counts columns in characters.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::text::{harmless, visible};
use crate::source::{Source, Span};

/// A window on one line.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    name: String,
    line: usize,
    column: usize,
    /// What is shown, without control characters.
    pub text: String,
    /// What is underlined, in bytes of `text`.
    pub label: std::ops::Range<usize>,
}

impl Excerpt {
    /// The first line of a span, with at most `width` columns of it.
    pub fn new(source: &Source, span: Span, width: usize) -> Self {
        let position = source.position(span.start);
        let line = line_around(source, span.start as usize);
        let text = source.text();
        let start = floor(text, span.start as usize).clamp(line.start, line.end);
        let end = floor(text, span.end as usize).clamp(start, line.end);
        let window = window(text, &line, start, width);
        let mut shown = Self {
            name: harmless(source.name(), usize::MAX),
            line: position.line as usize - 1,
            column: position.column as usize - 1,
            text: String::with_capacity(window.len() + 6),
            label: 0..0,
        };
        if window.start > line.start {
            shown.text.push('…');
        }
        shown.push(&text[window.start..start]);
        shown.label.start = shown.text.len();
        shown.push(&text[start..end.min(window.end)]);
        if end > window.end {
            shown.text.push('…');
        }
        shown.label.end = shown.text.len();
        shown.push(&text[end.min(window.end)..window.end]);
        if end <= window.end && window.end < line.end {
            shown.text.push('…');
        }
        shown
    }

    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().map(|c| if c == '\t' { ' ' } else { visible(c) }));
    }
}

/// The bytes of the line that holds an offset, without its line end.
fn line_around(source: &Source, offset: usize) -> std::ops::Range<usize> {
    let starts = source.line_starts();
    let row = starts.partition_point(|&start| start as usize <= offset).saturating_sub(1);
    let start = starts[row] as usize;
    let end = starts.get(row + 1).map_or(source.text().len(), |&next| next as usize - 1);
    let end =
        if source.text().as_bytes().get(start..end).is_some_and(|line| line.ends_with(b"\r")) { end - 1 } else { end };
    start..end
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The part of a line that fits `width` columns: all of it, or a third before `start` and the rest after it, or the end.
fn window(text: &str, line: &std::ops::Range<usize>, start: usize, width: usize) -> std::ops::Range<usize> {
    if forward(text, line.start, line.end, width) == line.end {
        return line.clone();
    }
    let from = backward(text, line.start, start, width / 3);
    let to = forward(text, from, line.end, width);
    let from = if to == line.end { backward(text, line.start, line.end, width).min(from) } else { from };
    from..to
}

/// The beginning of what fits `room` columns before `end`.
fn backward(text: &str, start: usize, end: usize, mut room: usize) -> usize {
    let mut from = end;
    for (i, character) in text[start..end].char_indices().rev() {
        let columns = columns(character);
        if columns > room {
            break;
        }
        room -= columns;
        from = start + i;
    }
    from
}

/// The end of what fits `room` columns from `start` on.
fn forward(text: &str, start: usize, end: usize, mut room: usize) -> usize {
    for (i, character) in text[start..end].char_indices() {
        let columns = columns(character);
        if columns > room {
            return start + i;
        }
        room -= columns;
    }
    end
}

fn columns(character: char) -> usize {
    character.width().unwrap_or(1)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Asked without context, miette wants the place for its heading; else the lines to draw.
        let column = if before == 0 && after == 0 { self.column } else { 0 };
        let whole = SourceSpan::new(0.into(), self.text.len().max(span.offset() + span.len()));
        let contents =
            MietteSpanContents::new_named(self.name.clone(), self.text.as_bytes(), whole, self.line, column, 1);
        Ok(Box::new(contents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, value: &str, width: usize) -> Excerpt {
        let start = text.find(value).expect("the value is in the text");
        Excerpt::new(&Source::new("a.json", text.to_owned()), Span::new(start, start + value.len()), width)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let shown = excerpt("{\n  \"名\": \"花子\"\r\n}", "\"花子\"", 60);
        assert_eq!(shown.text, "  \"名\": \"花子\"");
        assert_eq!(&shown.text[shown.label.clone()], "\"花子\"");
        assert_eq!((shown.line, shown.column), (1, 7));
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let line = format!("{}\"値\"{}", "あ".repeat(3_000), "い".repeat(3_000));
        let shown = excerpt(&line, "\"値\"", 30);
        assert_eq!(shown.text, format!("…{}\"値\"{}…", "あ".repeat(5), "い".repeat(8)));
        assert_eq!(&shown.text[shown.label.clone()], "\"値\"");
        assert_eq!(shown.column, 3_000);
    }

    #[test]
    fn the_end_of_a_long_line_fills_the_window() {
        let shown = excerpt(&format!("{}\"値\"}}", "x".repeat(3_000)), "\"値\"", 30);
        assert_eq!(shown.text, format!("…{}\"値\"}}", "x".repeat(25)));
    }

    #[test]
    fn a_value_longer_than_the_window_is_cut() {
        let value = "x".repeat(200);
        let shown = excerpt(&format!("{{\"a\": {value}}}"), &value, 30);
        assert_eq!(shown.text, format!("{{\"a\": {}…", "x".repeat(24)));
        assert_eq!(shown.label, 6..shown.text.len());
    }

    #[test]
    fn a_value_over_several_lines_is_underlined_on_its_first() {
        let shown = excerpt("{\"a\": {\n\"b\": 1}}", "{\n\"b\": 1}", 30);
        assert_eq!((shown.text.as_str(), shown.label), ("{\"a\": {", 6..7));
    }

    #[test]
    fn places_outside_the_text_and_within_characters_do_no_harm() {
        for (text, span) in
            [("", Span::new(0, 0)), ("", Span::new(5, 9)), ("あ\n", Span::new(1, 2)), ("a\n", Span::new(9, 3))]
        {
            let shown = Excerpt::new(&Source::new("a", text.to_owned()), span, 40);
            assert!(shown.label.end <= shown.text.len(), "{text:?} {span:?}");
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(excerpt("{\"a\":\t\"\u{1b}[2Jb\"}", "b", 60).text, "{\"a\": \"\u{FFFD}[2Jb\"}");
    }
}
