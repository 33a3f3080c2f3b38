//! The records of a table as bytes: where each ends, and where its fields are. Nothing is changed, nothing is lost.
//!
//! A quote opens a field only at its start. One that is not closed as it should be breaks its own line, not the rest of
//! the table. The bytes that matter here are never part of a longer character, neither in UTF-8 nor in CP932.

/// How far a quoted field may reach.
const LONGEST_QUOTED: usize = 1 << 20;

/// What separates fields and records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// `,`, a tab or `;`.
    pub delimiter: u8,
    /// The last byte of a line: `\n`, or `\r` in files of the old Macintosh.
    pub line_end: u8,
}

/// A row as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its fields with what separates them.
    pub content: &'a [u8],
    /// `\r\n`, `\n`, `\r`, or nothing at the end of the table.
    pub line_end: &'a [u8],
    /// Whether a quote is not closed as it should be; then the record is one line.
    pub is_broken: bool,
}

impl Record<'_> {
    /// How many bytes it takes.
    pub fn length(&self) -> usize {
        self.content.len() + self.line_end.len()
    }
}

impl Dialect {
    /// Recognises the separators by the first line that is at hand.
    pub fn detect(head: &[u8]) -> Self {
        let line_end = if !head.contains(&b'\n') && head.contains(&b'\r') { b'\r' } else { b'\n' };
        let start = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head);
        let line = &start[..memchr::memchr(line_end, start).unwrap_or(start.len())];
        let mut is_quoted = false;
        let mut counts = [(b'\t', 0), (b',', 0), (b';', 0)];
        for byte in line {
            is_quoted ^= *byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| !is_quoted && delimiter == byte) {
                *count += 1;
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let found = counts.iter().find(|(_, count)| *count == most && most > 0);
        Self { delimiter: found.map_or(b',', |(delimiter, _)| *delimiter), line_end }
    }

    /// The first record of these bytes; `None` when there are none, or when more have to be read to tell where it ends.
    /// `is_last` says that no more will come.
    pub fn record<'a>(&self, bytes: &'a [u8], is_last: bool) -> Option<Record<'a>> {
        if bytes.is_empty() {
            return None;
        }
        let line = memchr::memchr(self.line_end, bytes);
        let first_line = &bytes[..line.unwrap_or(bytes.len())];
        if memchr::memchr(b'"', first_line).is_none() {
            return (line.is_some() || is_last).then(|| self.ending(bytes, first_line.len(), false));
        }
        match self.quoted(bytes, is_last) {
            End::At(end) => Some(self.ending(bytes, end, false)),
            End::Broken if line.is_some() || is_last => Some(self.ending(bytes, first_line.len(), true)),
            End::Broken | End::Unknown => None,
        }
    }

    fn ending<'a>(&self, bytes: &'a [u8], end: usize, is_broken: bool) -> Record<'a> {
        let after = (end + 1).min(bytes.len());
        let returns = after > end && self.line_end == b'\n' && end > 0 && bytes[end - 1] == b'\r';
        let end = end - usize::from(returns);
        Record { content: &bytes[..end], line_end: &bytes[end..after], is_broken }
    }

    /// Where a record that may have quoted fields ends.
    fn quoted(&self, bytes: &[u8], is_last: bool) -> End {
        let is_whole = is_last || bytes.len() > LONGEST_QUOTED;
        let bytes = &bytes[..bytes.len().min(LONGEST_QUOTED)];
        let mut at = 0;
        loop {
            if bytes.get(at) != Some(&b'"') {
                match memchr::memchr2(self.delimiter, self.line_end, &bytes[at..]) {
                    Some(found) if bytes[at + found] == self.delimiter => at += found + 1,
                    Some(found) => return End::At(at + found),
                    None if is_last => return End::At(bytes.len()),
                    None if is_whole => return End::Broken,
                    None => return End::Unknown,
                }
                continue;
            }
            let Some(closing) = closing_quote(bytes, at) else {
                return if is_whole { End::Broken } else { End::Unknown };
            };
            match (bytes.get(closing + 1), bytes.get(closing + 2)) {
                (Some(next), _) if *next == self.delimiter => at = closing + 2,
                (Some(next), _) if *next == self.line_end => return End::At(closing + 1),
                (Some(b'\r'), Some(next)) if *next == self.line_end => return End::At(closing + 2),
                (None, _) if is_last => return End::At(closing + 1),
                (None | Some(b'\r'), None) if !is_whole => return End::Unknown,
                _ => return End::Broken,
            }
        }
    }

    /// The fields of an unbroken record, each with its quotes.
    pub fn fields<'a>(&self, content: &'a [u8]) -> Fields<'a> {
        Fields { rest: Some(content), delimiter: self.delimiter }
    }
}

enum End {
    At(usize),
    Broken,
    Unknown,
}

/// Where the field that opens with a quote at `open` closes.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let quote = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
}

/// See [`Dialect::fields`].
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let end = if rest.first() == Some(&b'"') {
            closing_quote(rest, 0).map(|quote| quote + 1).filter(|end| *end < rest.len())
        } else {
            memchr::memchr(self.delimiter, rest)
        };
        let Some(end) = end else {
            self.rest = None;
            return Some(rest);
        };
        self.rest = rest.get(end + 1..);
        Some(&rest[..end])
    }
}

/// Whether a field stands between quotes.
pub fn is_quoted(field: &[u8]) -> bool {
    field.first() == Some(&b'"')
}

/// The bytes of a field without its quotes.
pub fn unquoted(field: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let Some(inner) = field.strip_prefix(b"\"") else { return field.into() };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    if memchr::memchr(b'"', inner).is_none() {
        return inner.into();
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        bytes.extend_from_slice(&rest[..=quote]);
        rest = rest.get(quote + 2..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest);
    bytes.into()
}

/// Appends a field, between quotes when the row has them or the field needs them.
pub fn push_field(out: &mut Vec<u8>, field: &[u8], delimiter: u8, quote: bool) {
    if !quote && !field.iter().any(|byte| [delimiter, b'"', b'\n', b'\r'].contains(byte)) {
        out.extend_from_slice(field);
        return;
    }
    out.push(b'"');
    for byte in field {
        out.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CSV: Dialect = Dialect { delimiter: b',', line_end: b'\n' };

    /// Each record as `content⏎`, `!` before a broken one, fields between `|`.
    fn shown(dialect: Dialect, text: &str) -> String {
        let (mut bytes, mut shown) = (text.as_bytes(), Vec::new());
        while let Some(record) = dialect.record(bytes, true) {
            let fields: Vec<String> =
                dialect.fields(record.content).map(|f| String::from_utf8_lossy(&unquoted(f)).into_owned()).collect();
            let end = String::from_utf8_lossy(record.line_end).replace('\r', "r").replace('\n', "n");
            shown.push(if record.is_broken {
                format!("!{}:{end}", String::from_utf8_lossy(record.content))
            } else {
                format!("{}:{end}", fields.join("|"))
            });
            bytes = &bytes[record.length()..];
        }
        assert!(bytes.is_empty());
        shown.join(" ")
    }

    #[test]
    fn records_and_fields() {
        let cases = [
            ("a,b\nc,d\n", "a|b:n c|d:n"),
            ("a,b\r\nc,d", "a|b:rn c|d:"),
            ("\"a,\"\"x\"\"\",\"b\nc\"\r\nd,\n", "a,\"x\"|b\nc:rn d|:n"),
            ("\"\",\"\"\n", "|:n"),
            ("5\" tube,x\n", "5\" tube|x:n"),
            ("\n\na\n", ":n :n a:n"),
            // A quote that is not closed as it should be breaks its own line.
            ("\"abc,1\nd,2\n", "!\"abc,1:n d|2:n"),
            ("\"abc\"x,1\nd,2\n", "!\"abc\"x,1:n d|2:n"),
            ("\"abc,1\n\"d\",2\n", "!\"abc,1:n d|2:n"),
            ("a,\"", "!a,\":"),
            ("a,\"b\"\r", "!a,\"b\"\r:"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(CSV, text), expected, "{text:?}");
        }
        assert_eq!(shown(Dialect { delimiter: b'\t', line_end: b'\r' }, "a\tb\r\"c\"\td\r"), "a|b:r c|d:r");
    }

    #[test]
    fn separators_are_told_by_the_first_line() {
        let cases = [
            ("a,b\n", b',', b'\n'),
            ("a\tb,c\n", b'\t', b'\n'),
            ("\"a,b\";c\r\n", b';', b'\n'),
            ("a\n", b',', b'\n'),
            ("a,b\rc,d\r", b',', b'\r'),
            ("\u{FEFF}a;b", b';', b'\n'),
            ("", b',', b'\n'),
        ];
        for (text, delimiter, line_end) in cases {
            assert_eq!(Dialect::detect(text.as_bytes()), Dialect { delimiter, line_end }, "{text:?}");
        }
    }

    #[test]
    fn a_long_quoted_field_ends_somewhere() {
        let text = format!("\"{}\n", "x".repeat(LONGEST_QUOTED + 10));
        assert!(CSV.record(text.as_bytes(), false).is_some_and(|record| record.is_broken));
    }

    #[test]
    fn what_is_pushed_is_read_back() {
        for (field, quote, expected) in [("a", false, "a"), ("a", true, "\"a\""), ("a\"b,", false, "\"a\"\"b,\"")] {
            let mut out = Vec::new();
            push_field(&mut out, field.as_bytes(), b',', quote);
            assert_eq!(String::from_utf8_lossy(&out), expected);
            assert_eq!(&*unquoted(&out), field.as_bytes());
        }
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'a'), any::<u8>()];
        proptest::collection::vec(byte, 0..60)
    }

    proptest! {
        #[test]
        fn records_are_all_the_bytes(bytes in bytes()) {
            let mut at = 0;
            while let Some(record) = CSV.record(&bytes[at..], true) {
                prop_assert!(record.length() > 0);
                let joined = CSV.fields(record.content).map(<[u8]>::len).sum::<usize>();
                let count = CSV.fields(record.content).count();
                prop_assert!(record.is_broken || joined + count - 1 == record.content.len());
                at += record.length();
            }
            prop_assert_eq!(at, bytes.len());
        }

        #[test]
        fn a_record_that_is_told_early_stays(bytes in bytes(), cut in 0usize..60) {
            let cut = cut.min(bytes.len());
            if let Some(early) = CSV.record(&bytes[..cut], false) {
                prop_assert_eq!(Some(early), CSV.record(&bytes, true));
            }
        }
    }
}
