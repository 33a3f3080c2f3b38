//! What the input of a bulk conversion is, told by its beginning.

use std::io::{self, Cursor, Read};
use std::path::Path;

use super::args::InputFormatArg;

/// Bytes that are read to tell a format.
const HEAD: usize = 1 << 16;
/// How long the first line may be before it counts as a document of its own.
const LONGEST_LINE: usize = 1 << 30;

/// The input, read from its beginning again.
pub struct Told {
    /// What it is.
    pub format: InputFormatArg,
    /// All its bytes.
    pub reader: Box<dyn Read + Send>,
}

/// Tells the format of an input.
///
/// # Errors
/// When it cannot be read.
pub fn tell(path: &Path, mut reader: Box<dyn Read + Send>, wanted: Option<InputFormatArg>) -> io::Result<Told> {
    if let Some(format) = wanted {
        return Ok(Told { format, reader });
    }
    let mut head = Vec::new();
    let mut is_whole = read_until(&mut reader, &mut head, HEAD)?;
    let format = match first_sign(&head) {
        Some(b'{') if has_extension(path, &["ndjson", "jsonl"]) => InputFormatArg::Ndjson,
        Some(b'{') => loop {
            match is_ndjson(&head) {
                Some(true) => break InputFormatArg::Ndjson,
                None if !is_whole && head.len() < LONGEST_LINE => {
                    let longer = head.len() * 2;
                    is_whole = read_until(&mut reader, &mut head, longer)?;
                }
                Some(false) | None => break InputFormatArg::Fhir,
            }
        },
        Some(b'<') => InputFormatArg::Fhir,
        _ => InputFormatArg::Table,
    };
    Ok(Told { format, reader: Box::new(Cursor::new(head).chain(reader)) })
}

/// Reads on until there are so many bytes; the answer is whether the input has ended.
fn read_until(reader: &mut impl Read, head: &mut Vec<u8>, length: usize) -> io::Result<bool> {
    let missing = length.saturating_sub(head.len()) as u64;
    Ok((reader.by_ref().take(missing).read_to_end(head)? as u64) < missing)
}

fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head)
}

fn first_sign(head: &[u8]) -> Option<u8> {
    without_mark(head).iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether one object ends with the first line and another one starts after it; `None` when more has to be read.
fn is_ndjson(head: &[u8]) -> Option<bool> {
    let head = without_mark(head).trim_ascii_start();
    let end = head.iter().position(|byte| *byte == b'\n')?;
    if !head[..end].trim_ascii_end().ends_with(b"}") {
        return Some(false);
    }
    head[end..].iter().find(|byte| !byte.is_ascii_whitespace()).map(|byte| *byte == b'{')
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_and_no_byte_is_lost() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(3 * HEAD));
        let cases = [
            ("a.csv", "code\n1\n".to_owned(), InputFormatArg::Table),
            ("a.csv", String::new(), InputFormatArg::Table),
            ("a.xml", "\u{FEFF} <a/>".to_owned(), InputFormatArg::Fhir),
            ("a.json", "{\n}".to_owned(), InputFormatArg::Fhir),
            ("a.json", "{\"a\":1}\n\n".to_owned(), InputFormatArg::Fhir),
            ("a.json", "{\"a\":1}\n{\"b\":1}".to_owned(), InputFormatArg::Ndjson),
            ("a.ndjson", "{\"a\":1}".to_owned(), InputFormatArg::Ndjson),
            ("-", format!("{long}\n{long}\n"), InputFormatArg::Ndjson),
            ("-", long, InputFormatArg::Fhir),
        ];
        for (name, text, expected) in cases {
            let reader = Box::new(Cursor::new(text.clone().into_bytes()));
            let mut told = tell(Path::new(name), reader, None).unwrap();
            assert_eq!(told.format, expected, "{name}");
            let mut all = String::new();
            told.reader.read_to_string(&mut all).unwrap();
            assert_eq!(all, text);
        }
    }
}
