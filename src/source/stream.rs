//! The documents of one input: one, or with NDJSON one a line, of which only the line at hand is held in memory.

use std::io::{BufRead, Cursor, Read};
use std::ops::Range;

use super::{Source, Unreadable};

/// Bytes read at a time.
const BUFFER: usize = 1 << 18;

/// A reader of NDJSON or of a single document.
pub(super) type Reader = Box<dyn BufRead + Send>;

/// The documents of one input, in order.
pub struct Documents {
    name: Box<str>,
    /// How often reading a line has advanced: the number of the line read last.
    line: u32,
    state: State,
}

enum State {
    Whole(Vec<u8>),
    Lines { first: Option<Vec<u8>>, reader: Reader },
    Done,
}

impl Documents {
    /// The bytes of a file, which may be NDJSON by its content.
    pub fn of_bytes(name: impl Into<Box<str>>, bytes: Vec<u8>) -> Self {
        let state = if is_ndjson(&bytes) {
            State::Lines { first: None, reader: Box::new(Cursor::new(bytes)) }
        } else {
            State::Whole(bytes)
        };
        Self { name: name.into(), line: 0, state }
    }

    /// NDJSON.
    pub fn of_lines(name: impl Into<Box<str>>, reader: impl Read + Send + 'static) -> Self {
        let reader = Box::new(std::io::BufReader::with_capacity(BUFFER, reader));
        Self { name: name.into(), line: 0, state: State::Lines { first: None, reader } }
    }

    /// One document or NDJSON, whichever the first two lines say. Of NDJSON no more than a line is held.
    pub fn of_reader(name: impl Into<Box<str>>, reader: impl Read + Send + 'static) -> Result<Self, Unreadable> {
        let mut reader: Reader = Box::new(std::io::BufReader::with_capacity(BUFFER, reader));
        let mut first = Vec::new();
        reader.read_until(b'\n', &mut first)?;
        let state = if is_closed_object(&first) && next_is_brace(&mut reader, &mut first)? {
            State::Lines { first: Some(first), reader }
        } else {
            reader.read_to_end(&mut first)?;
            State::Whole(first)
        };
        Ok(Self { name: name.into(), line: 0, state })
    }

    /// Whether the input is NDJSON.
    pub fn are_lines(&self) -> bool {
        matches!(self.state, State::Lines { .. })
    }

    fn next_line(&mut self) -> Option<Result<Source, Unreadable>> {
        let State::Lines { first, reader } = &mut self.state else { return None };
        loop {
            let mut bytes = first.take().unwrap_or_default();
            if bytes.is_empty() {
                match reader.read_until(b'\n', &mut bytes) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) => {
                        self.state = State::Done;
                        return Some(Err(error.into()));
                    }
                }
            }
            self.line += 1;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                bytes.pop();
            }
            let source = Source::from_bytes(self.name.clone(), bytes);
            return Some(source.map(|source| source.starting_at_line(self.line)));
        }
        self.state = State::Done;
        None
    }

    /// The line in the file at which the document given last starts; 1 unless the input is NDJSON.
    pub fn line(&self) -> u32 {
        self.line.max(1)
    }
}

impl Iterator for Documents {
    type Item = Result<Source, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Whole(bytes) => Some(Source::from_bytes(self.name.clone(), bytes)),
            lines @ State::Lines { .. } => {
                self.state = lines;
                self.next_line()
            }
            State::Done => None,
        }
    }
}

/// The documents in the bytes of a file, each without the end of its line, with the number of its line: those of its lines
/// when it is NDJSON by its name or content, else the one that it is.
pub fn lines_of(bytes: &[u8], is_ndjson_by_name: bool) -> Vec<(u32, Range<usize>)> {
    if !is_ndjson_by_name && !is_ndjson(bytes) {
        return vec![(1, 0..bytes.len())];
    }
    let mut at = 0;
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().filter_map(|(number, line)| {
        let start = at;
        at += line.len();
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let end = start + text.len() - text.iter().rev().take_while(|byte| **byte == b'\r').count();
        let is_blank = text.iter().all(u8::is_ascii_whitespace);
        (!is_blank).then_some((number as u32 + 1, start..end))
    });
    lines.collect()
}

/// Whether a line could be a whole JSON object.
fn is_closed_object(line: &[u8]) -> bool {
    let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line).trim_ascii();
    line.starts_with(b"{") && line.ends_with(b"}")
}

/// Whether bytes are NDJSON: one object ends with the first line, and another one starts after it.
fn is_ndjson(bytes: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', bytes) else { return false };
    is_closed_object(&bytes[..end]) && bytes[end..].trim_ascii_start().starts_with(b"{")
}

/// Whether the next character other than white space is a brace. Blank characters are moved to `read`.
fn next_is_brace(reader: &mut Reader, read: &mut Vec<u8>) -> std::io::Result<bool> {
    loop {
        let buffer = reader.fill_buf()?;
        let blanks = buffer.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if let Some(next) = buffer.get(blanks) {
            return Ok(*next == b'{');
        }
        if buffer.is_empty() {
            return Ok(false);
        }
        read.extend_from_slice(&buffer[..blanks]);
        reader.consume(blanks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `line:text` of each document.
    fn all(documents: Documents) -> String {
        let texts = documents.map(|source| match source {
            Ok(source) => format!("{}:{}", source.first_line(), source.text().trim_end()),
            Err(error) => error.to_string(),
        });
        texts.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn ndjson_is_told_by_its_content() {
        let cases = [
            ("{\"a\":1}\n{\"b\":2}\n", "1:{\"a\":1} | 2:{\"b\":2}"),
            ("{\"a\":1}\r\n\r\n{\"b\":2}", "1:{\"a\":1} | 3:{\"b\":2}"),
            ("\u{FEFF}{\"a\":1}\n{\"b\":2}", "1:{\"a\":1} | 2:{\"b\":2}"),
            ("{\"a\":1}\n", "1:{\"a\":1}"),
            ("{\"a\":1}\nx", "1:{\"a\":1}\nx"),
            ("{\n\"a\":1}\n", "1:{\n\"a\":1}"),
            ("<a>\n{</a>", "1:<a>\n{</a>"),
            ("{}\n\n\n", "1:{}"),
            ("", "empty"),
        ];
        for (text, expected) in cases {
            assert_eq!(all(Documents::of_bytes("t", text.into())), expected, "{text:?}");
            let from_reader = Documents::of_reader("t", Cursor::new(text.to_owned())).map(all);
            assert_eq!(from_reader.ok().as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_bad_line_does_not_end_the_others() {
        let lines = Documents::of_lines("t", Cursor::new(b"{\"a\":1}\n\xff\xfe\n\n{\"b\":2}\n".to_vec()));
        assert_eq!(all(lines), "1:{\"a\":1} | encoded in UTF-16LE | 4:{\"b\":2}");
    }
}
