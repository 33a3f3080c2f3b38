//! What well-formed XML asks beyond the splitting into tags: characters, names, references, the declaration.

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesDecl, BytesRef};

use super::super::faults::{OPENED_HERE, TRUNCATED};
use super::{DECLARED_ENCODING, Parser, Read, Stop};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::messages;
use crate::source::Span;

messages! {
    SYNTAX = "xml-syntax", Error, Invalid {
        en: "This is no well-formed XML: {found} cannot stand here.", "";
        ja: "XML として正しくありません。ここに {found} は書けません。", "";
        explain: "The XML syntax is broken at this place: attributes are written name=\"value\" and separated by white space, the XML declaration stands at the very start, comments contain no double hyphen, < and & are written &lt; and &amp;."
    }
    WRONG_END_TAG = "xml-end-tag", Error, Invalid {
        en: "</{found}> does not close the element that is open: {expected} is expected.", "";
        ja: "</{found}> は、開いている要素の終了タグではありません。必要なのは {expected} です。", "";
        explain: "Every element is closed by an end tag of the same name before the element around it is closed. The rest of the document is not read."
    }
    UNKNOWN_ENTITY = "xml-entity", Error, Invalid {
        en: "{reference} is no character or entity that XML knows by itself.", "Write the character itself, or &#x…; with its number. A lone & is written &amp;.";
        ja: "{reference} は XML が既定で持つ文字参照・実体参照ではありません。", "文字をそのまま書くか、番号で &#x…; と書いてください。& 自体は &amp; と書きます。";
        explain: "Without a DOCTYPE, which FHIR does not allow, XML knows only &lt; &gt; &amp; &quot; &apos; and references by number to characters that XML allows. HTML names such as &nbsp; are not among them."
    }
    BAD_CHARACTER = "xml-character", Error, Invalid {
        en: "The document contains the character {character}, which XML does not allow.", "";
        ja: "XML で使えない文字 {character} が含まれています。", "";
        explain: "XML allows no control characters except tab, line feed and carriage return. Only the first one is reported."
    }
    BAD_NAME = "xml-name", Error, Invalid {
        en: "{name} is no XML name.", "";
        ja: "{name} は XML の名前として正しくありません。", "";
        explain: "XML names start with a letter or an underscore and contain letters, digits, hyphens, full stops and underscores; a prefix is separated by one colon."
    }
}

/// Whether XML 1.0 allows a character.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether a text is an XML name with at most one prefix.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·'))
    };
    match name.split_once(':') {
        Some((prefix, local)) => part(prefix) && part(local),
        None => part(name),
    }
}

/// What a reference, without `&` and `;`, stands for.
fn resolve(reference: &str) -> Option<char> {
    let Some(number) = reference.strip_prefix('#') else {
        return match reference {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let digits = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| is_allowed(*c))
}

impl Parser<'_> {
    /// Reports the first character that XML does not allow.
    pub(super) fn characters(&mut self) {
        let bytes = self.text.as_bytes();
        let bad = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
        // Whole chunks first, without a branch for each byte.
        let control = bytes
            .chunks(64)
            .position(|chunk| chunk.iter().fold(false, |found, b| found | bad(b)))
            .and_then(|chunk| bytes[chunk * 64..].iter().position(bad).map(|at| chunk * 64 + at));
        let high = || ["\u{FFFE}", "\u{FFFF}"].iter().filter_map(|c| memchr::memmem::find(bytes, c.as_bytes())).min();
        if let Some(at) = control.or_else(high) {
            let span = self.character_at(at);
            let number = self.text[span.range()].chars().next().map_or(0, u32::from);
            self.report(Diagnostic::new(&BAD_CHARACTER, span).with("character", format!("U+{number:04X}")));
        }
    }

    /// The character at or before a byte, empty at the end.
    pub(super) fn character_at(&self, at: usize) -> Span {
        let mut start = at.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        Span::new(start, start + length)
    }

    pub(super) fn check_name(&mut self, name: &str, span: Span) {
        if !is_name(name) {
            self.report(Diagnostic::new(&BAD_NAME, span).with_value("name", name));
        }
    }

    /// What quick-xml lets pass: no white space before the attribute, `<` in its value.
    pub(super) fn check_attribute(&mut self, key: usize, value: Span) {
        let bytes = self.text.as_bytes();
        let at = if !bytes[key - 1].is_ascii_whitespace() {
            key
        } else {
            match memchr::memchr(b'<', &bytes[value.range()]) {
                Some(at) => value.start as usize + at,
                None => return,
            }
        };
        let span = self.character_at(at);
        let found = &self.text[span.range()];
        self.report(Diagnostic::new(&SYNTAX, span).with_value("found", found));
    }

    pub(super) fn check_reference(&mut self, reference: &BytesRef<'_>, start: usize, end: usize) {
        if resolve(reference).is_none() {
            self.unknown_entity(Span::new(start, end));
        }
    }

    fn unknown_entity(&mut self, span: Span) {
        let diagnostic = Diagnostic::new(&UNKNOWN_ENTITY, span).with_value("reference", &self.text[span.range()]);
        self.report(diagnostic);
    }

    /// Appends what an attribute value stands for: references resolved, line breaks and tabs as spaces.
    pub(super) fn decode(&mut self, value: Span, out: &mut String) {
        let (mut at, end) = (value.start as usize, value.end as usize);
        while let Some(c) = self.text[at..end].chars().next() {
            match c {
                '&' => {
                    let rest = &self.text[at + 1..end];
                    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '#').unwrap_or(rest.len());
                    let closed = rest[length..].starts_with(';');
                    let known = if closed { resolve(&rest[..length]) } else { None };
                    let past = at + 1 + length + usize::from(closed);
                    match known {
                        Some(c) => out.push(c),
                        None => {
                            out.push_str(&self.text[at..past]);
                            self.unknown_entity(Span::new(at, past));
                        }
                    }
                    at = past;
                }
                '\r' if self.text[at + 1..end].starts_with('\n') => at += 1,
                '\t' | '\n' | '\r' => {
                    out.push(' ');
                    at += 1;
                }
                _ => {
                    let rest = &self.text[at..end];
                    let length = rest.find(['&', '\t', '\n', '\r']).unwrap_or(rest.len());
                    out.push_str(&rest[..length]);
                    at += length;
                }
            }
        }
    }

    pub(super) fn declaration(&mut self, declaration: &BytesDecl<'_>, start: usize, end: usize) {
        let span = Span::new(start, end);
        if start != 0 {
            self.report(Diagnostic::new(&SYNTAX, span).with_value("found", "<?xml"));
        }
        if let Some(Ok(encoding)) = declaration.encoding()
            && !["utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str())
        {
            let declared = self.text[span.range()].find(&*encoding).map(|at| start + at);
            let fix =
                declared.map(|at| Fix::safe(Change::Bytes(at as u32, (at + encoding.len()) as u32, "UTF-8".into())));
            self.report(Diagnostic::new(&DECLARED_ENCODING, span).with("encoding", &*encoding).fixed_by(fix));
        }
    }

    /// Says why quick-xml stopped.
    pub(super) fn broken(&mut self, error: Error, at: usize) -> Read {
        let span = self.character_at(at);
        let opened = self.open.last().map(|open| open.tag);
        let diagnostic = match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => Diagnostic::new(&SYNTAX, span).with("found", "<!"),
            Error::Syntax(error) => {
                let missing = match error {
                    SyntaxError::UnclosedComment => "-->",
                    SyntaxError::UnclosedCData => "]]>",
                    SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => "?>",
                    SyntaxError::UnclosedSingleQuotedAttributeValue => "'",
                    SyntaxError::UnclosedDoubleQuotedAttributeValue => "\"",
                    _ => ">",
                };
                let end = self.text.trim_ascii_end().len();
                let mut truncated = Diagnostic::new(&TRUNCATED, Span::new(end, end)).with("expected", missing);
                truncated.causes.push(Diagnostic::new(&OPENED_HERE, span));
                truncated
            }
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                self.wrong_end_tag(&found, &format!("</{expected}>"), opened, at)
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => self.wrong_end_tag(&found, "–", opened, at),
            Error::IllFormed(IllFormedError::UnclosedReference) | Error::Escape(_) => {
                Diagnostic::new(&UNKNOWN_ENTITY, span).with("reference", "&")
            }
            _ => Diagnostic::new(&SYNTAX, span).with_value("found", &self.text[span.range()]),
        };
        self.report(diagnostic);
        Err(Stop)
    }

    fn wrong_end_tag(&self, found: &str, expected: &str, opened: Option<Span>, at: usize) -> Diagnostic {
        let end = self.text[at..].find('>').map_or(self.text.len(), |length| at + length + 1);
        let mut diagnostic = Diagnostic::new(&WRONG_END_TAG, Span::new(at, end));
        diagnostic.causes.extend(opened.map(|tag| Diagnostic::new(&OPENED_HERE, tag)));
        diagnostic.with("found", found).with("expected", expected)
    }
}
