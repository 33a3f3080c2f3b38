//! The words of JSON: white space, strings, numbers and the three literals.

use super::super::build::Slot;
use super::super::faults::{EMPTY_VALUE, OPENED_HERE, TRUNCATED};
use super::super::{Kind, flags};
use super::{Parser, Read, Stop};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::messages;
use crate::source::Span;

messages! {
    CONTROL_CHARACTER = "json-control-character", Error, Invalid {
        en: "A string contains the control character {character} as it is.", "Write it as an escape: \\n for a line break, \\t for a tab, \\uXXXX for others.";
        ja: "文字列に制御文字 {character} がそのまま入っています。", "改行は \\n、タブは \\t、その他は \\uXXXX と書いてください。";
        explain: "JSON strings must not contain the characters U+0000 to U+001F except as escapes. A closing quote may also be missing before the line break. Reported once for each string.";
        fix: [Safe, NeedsReview], "write it as an escape", "エスケープで書く";
    }
    BAD_ESCAPE = "json-escape", Error, Invalid {
        en: "{escape} is no JSON escape.", "Escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits; a backslash itself is \\\\.";
        ja: "{escape} は JSON のエスケープではありません。", "使えるのは \\\" \\\\ \\/ \\b \\f \\n \\r \\t と、\\u に続く 16 進数 4 桁です。円記号（バックスラッシュ）自体は \\\\ と書きます。";
        explain: "After a backslash only the escapes that JSON defines may stand."
    }
    LONE_SURROGATE = "json-surrogate", Error, Invalid {
        en: "{escape} is half of a character.", "Characters beyond U+FFFF are written as two \\u escapes, high half first, or as they are.";
        ja: "{escape} は 1 文字の半分（サロゲート）です。", "U+FFFF を超える文字は、上位・下位の順に 2 つの \\u で書くか、文字をそのまま書いてください。";
        explain: "An escape from \\uD800 to \\uDFFF stands for a character only as a pair of a high and a low half. Such text cannot be stored as UTF-8."
    }
    BAD_NUMBER = "json-number", Error, Invalid {
        en: "{number} is no JSON number.", "A number has no plus sign, no leading zeros, and digits on both sides of a decimal point.";
        ja: "{number} は JSON の数値ではありません。", "正符号や先頭の余分な 0 は付けず、小数点の前後には数字を書いてください。";
        explain: "JSON writes numbers as -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?.";
        fix: [Safe, NeedsReview], "write it as JSON writes numbers", "JSON の数値の書き方にする";
    }
    BAD_WORD = "json-word", Error, Invalid {
        en: "{word} is no JSON value.", "Text stands in double quotes; true, false and null are written in lower case.";
        ja: "{word} は JSON の値ではありません。", "文字列は二重引用符で囲み、true・false・null は小文字で書いてください。";
        explain: "The only words that JSON knows outside quotes are true, false and null.";
        fix: [Safe], "write it in lower case", "小文字で書く";
    }
    COMMENT = "json-comment", Error, Invalid {
        en: "JSON has no comments.", "";
        ja: "JSON にコメントは書けません。", "";
        explain: "Comments (// or /* */) are a JavaScript feature. Reading goes on after it.";
        fix: [NeedsReview], "take the comment away", "コメントを削除する";
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The first byte from `at` on that ends plain text in a string: a quote, a backslash or a control character.
fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    // Eight bytes at a time: a byte that is zero after the exclusive or, or below 0x20, gets its high bit set.
    while let Some(chunk) = bytes.get(at..).and_then(|b| b.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let zero = |x: u64| x.wrapping_sub(LOW) & !x;
        let quote = zero(word ^ (LOW * b'"' as u64));
        let backslash = zero(word ^ (LOW * b'\\' as u64));
        let control = word.wrapping_sub(LOW * 0x20) & !word;
        let found = (quote | backslash | control) & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\\' | 0..0x20) {
        at += 1;
    }
    at
}

impl Parser<'_> {
    /// Passes white space, and comments with a report.
    pub(super) fn space(&mut self) {
        const BLANKS: u64 = LOW * b' ' as u64;
        loop {
            match self.peek() {
                Some(b'\n') => {
                    self.at += 1;
                    while self.bytes[self.at..].first_chunk::<8>().is_some_and(|c| u64::from_le_bytes(*c) == BLANKS) {
                        self.at += 8;
                    }
                }
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'/') if self.comment() => {}
                _ => return,
            }
        }
    }

    fn comment(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |n| n + 4)
        } else {
            return false;
        };
        let span = Span::new(self.at, self.at + length);
        let fix = Fix::to_review(Change::Bytes(span.start, span.end, "".into()));
        self.report(Diagnostic::new(&COMMENT, span).fixed_by(fix));
        self.at += length;
        true
    }

    /// Passes a string; gives what stands within the quotes, and whether it has escapes.
    pub(super) fn scan_string(&mut self) -> Read<(Span, bool)> {
        let opener = self.at;
        let start = opener + 1;
        let mut end = start;
        let (mut escaped, mut control) = (false, None);
        loop {
            end = end_of_plain(self.bytes, end);
            match self.bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(_) => {
                    control.get_or_insert(end);
                    end += 1;
                }
                None => return Err(self.unclosed_string(opener)),
            }
        }
        self.at = end + 1;
        if let Some(at) = control {
            let character = format!("U+{:04X}", self.bytes[at]);
            let diagnostic = Diagnostic::new(&CONTROL_CHARACTER, Span::new(at, at + 1));
            let fix = escapes(self.text, Span::new(at, end));
            self.report(diagnostic.with("character", character).fixed_by(fix));
        }
        Ok((Span::new(start, end), escaped))
    }

    fn unclosed_string(&mut self, opener: usize) -> Stop {
        let end = self.bytes.len();
        let mut diagnostic = Diagnostic::new(&TRUNCATED, Span::new(end, end)).with("expected", "\"");
        diagnostic.causes.push(Diagnostic::new(&OPENED_HERE, Span::new(opener, opener + 1)));
        self.report(diagnostic);
        self.at = end;
        Stop
    }

    pub(super) fn string(&mut self, slot: Slot) -> Read {
        let start = self.at;
        let (text, escaped) = self.scan_string()?;
        let id = self.tree.push(Kind::String, slot, start);
        self.close(id);
        if text.is_empty() {
            let name = self.tree.name(slot.name);
            let span = Span::new(start, self.at);
            let fix = Fix::to_review(Change::Remove(id));
            self.report(Diagnostic::new(&EMPTY_VALUE, span).at(id).with("name", name).fixed_by(fix));
        }
        let text = if escaped {
            let mut decoded = std::mem::take(&mut self.tree.document.decoded);
            let from = decoded.len();
            self.decode(text, &mut decoded);
            self.tree.document.decoded = decoded;
            self.tree.document.nodes[id as usize].flags |= flags::DECODED;
            Span::new(from, self.tree.document.decoded.len())
        } else {
            text
        };
        self.tree.document.nodes[id as usize].text = text;
        Ok(())
    }

    /// Appends what a string with escapes stands for.
    pub(super) fn decode(&mut self, text: Span, out: &mut String) {
        let (mut at, end) = (text.start as usize, text.end as usize);
        while at < end {
            let plain = memchr::memchr(b'\\', &self.bytes[at..end]).map_or(end, |n| at + n);
            out.push_str(&self.text[at..plain]);
            at = plain;
            if at < end {
                at = self.escape(at, end, out);
            }
        }
    }

    /// Decodes the escape at a backslash; gives where the text goes on.
    fn escape(&mut self, at: usize, end: usize, out: &mut String) -> usize {
        let simple = match self.bytes[at + 1] {
            c @ (b'"' | b'\\' | b'/') => c as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(at, end, out),
            _ => {
                let length = self.text[at + 1..end].chars().next().map_or(0, char::len_utf8);
                self.bad_escape(&BAD_ESCAPE, at, at + 1 + length);
                out.push('\\');
                return at + 1;
            }
        };
        out.push(simple);
        at + 2
    }

    fn unicode_escape(&mut self, at: usize, end: usize, out: &mut String) -> usize {
        let Some(unit) = self.hex_unit(at, end) else {
            self.bad_escape(&BAD_ESCAPE, at, at + 2);
            out.push('\\');
            return at + 1;
        };
        if let Some(c) = char::from_u32(unit) {
            out.push(c);
            return at + 6;
        }
        if unit < 0xDC00
            && let Some(low @ 0xDC00..=0xDFFF) = self.hex_unit(at + 6, end)
        {
            let c = char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            return at + 12;
        }
        self.bad_escape(&LONE_SURROGATE, at, at + 6);
        out.push(char::REPLACEMENT_CHARACTER);
        at + 6
    }

    fn hex_unit(&self, at: usize, end: usize) -> Option<u32> {
        let escape = self.bytes.get(at..at + 6).filter(|_| at + 6 <= end)?;
        let digits = escape.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | (*digit as char).to_digit(16)?))
    }

    fn bad_escape(&mut self, message: &'static crate::diagnostics::Message, from: usize, to: usize) {
        let diagnostic = Diagnostic::new(message, Span::new(from, to)).with_value("escape", &self.text[from..to]);
        self.report(diagnostic);
    }

    pub(super) fn number(&mut self, slot: Slot) {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let id = self.tree.push(Kind::Number, slot, start);
        self.close(id);
        let span = Span::new(start, self.at);
        self.tree.document.nodes[id as usize].text = span;
        if !is_number(&self.bytes[span.range()]) {
            let number = &self.text[span.range()];
            let fix = plain_number(number)
                .map(|(plain, is_sure)| Fix::safe(Change::Bytes(span.start, span.end, plain.into())).safe_if(is_sure));
            self.report(Diagnostic::new(&BAD_NUMBER, span).with_value("number", number).fixed_by(fix));
        }
    }

    pub(super) fn word(&mut self, slot: Slot) {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        let word = &self.text[span.range()];
        let kind = match word {
            "true" | "false" => Kind::Boolean,
            "null" => {
                self.nulls += 1;
                Kind::Null
            }
            _ => {
                let lower = word.to_ascii_lowercase();
                let fix = matches!(&*lower, "true" | "false" | "null")
                    .then(|| Fix::safe(Change::Bytes(span.start, span.end, lower.into())));
                self.report(Diagnostic::new(&BAD_WORD, span).with_value("word", word).fixed_by(fix));
                Kind::Boolean
            }
        };
        let id = self.tree.push(kind, slot, start);
        self.close(id);
        self.tree.document.nodes[id as usize].text = span;
    }
}

/// The control characters of a string as escapes. A line break may also stand for a closing quote that is missing.
fn escapes(text: &str, within: Span) -> Fix {
    let start = within.start as usize;
    let mut has_line_break = false;
    let mut changes = text[within.range()].bytes().enumerate().filter(|(_, byte)| *byte < 0x20).map(|(at, byte)| {
        has_line_break |= matches!(byte, b'\n' | b'\r');
        let escape = match byte {
            b'\n' => "\\n".into(),
            b'\r' => "\\r".into(),
            b'\t' => "\\t".into(),
            _ => format!("\\u{byte:04x}"),
        };
        Change::Bytes((start + at) as u32, (start + at + 1) as u32, escape.into())
    });
    let first = changes.next();
    let rest: Vec<Change> = changes.collect();
    let first = first.unwrap_or(Change::Bytes(within.start, within.start, "".into()));
    rest.into_iter().fold(Fix::safe(first), Fix::and).safe_if(!has_line_break)
}

/// A number without plus sign, leading zeros and lone points, and whether nothing else can be meant: leading zeros are
/// often those of an identifier.
fn plain_number(text: &str) -> Option<(String, bool)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let trimmed = digits.trim_start_matches('0');
    let zeros = digits.len() - trimmed.len();
    let zero = if trimmed.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    let number = format!("{sign}{zero}{}", trimmed.strip_suffix('.').unwrap_or(trimmed));
    let is_sure = zeros == 0 || zeros == 1 && trimmed.starts_with('.');
    is_number(number.as_bytes()).then_some((number, is_sure))
}

fn is_number(text: &[u8]) -> bool {
    fn digits(text: &[u8]) -> (usize, &[u8]) {
        let n = text.iter().take_while(|b| b.is_ascii_digit()).count();
        (n, &text[n..])
    }
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (n, mut rest) = digits(text);
    if n == 0 || n > 1 && text[0] == b'0' {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (n, after) = digits(fraction);
        if n == 0 {
            return false;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let (n, after) = digits(exponent);
        return n > 0 && after.is_empty();
    }
    rest.is_empty()
}
