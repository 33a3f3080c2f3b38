//! The text of an expression as tokens. Words that are operators in one place and names in another stay words here.

use crate::source::Span;

use super::faults::{BAD_LITERAL, NAME_EXPECTED, NO_CHARACTER, NOT_CLOSED, Result, fault};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A word; keywords are words too.
    Word,
    /// A name in backticks, unescaped.
    Quoted(String),
    /// A string, unescaped.
    String(String),
    /// Digits, perhaps with a fraction.
    Number,
    /// `@2015-02`, `@T14:34`
    Temporal,
    /// `%name`, unescaped.
    Variable(String),
    /// `$this`, `$index`, `$total`
    Special,
    /// An operator or bracket.
    Symbol,
    /// After the last character.
    End,
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

const SYMBOLS: &[&str] =
    &["!=", "!~", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", "+", "-", "*", "/", "|", "&", "=", "<", ">", "~"];

/// Splits an expression into tokens; the last is [`Kind::End`].
pub fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    loop {
        lexer.skip_blanks()?;
        let start = lexer.at;
        let kind = lexer.token()?;
        let is_end = kind == Kind::End;
        tokens.push(Token { kind, span: Span::new(start, lexer.at) });
        if is_end {
            return Ok(tokens);
        }
    }
}

/// Whether a word needs no backticks.
fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !accept(c)).unwrap_or(rest.len());
    }

    /// White space and comments.
    fn skip_blanks(&mut self) -> Result {
        loop {
            self.take_while(|c| c.is_whitespace() || c == '\u{FEFF}');
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                match comment.find("*/") {
                    Some(length) => self.at += length + 4,
                    None => return self.not_closed(self.at, 2, "*/"),
                }
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Result<Kind> {
        let Some(c) = self.peek() else { return Ok(Kind::End) };
        match c {
            '\'' => Ok(Kind::String(self.quoted('\'')?)),
            '`' => Ok(Kind::Quoted(self.quoted('`')?)),
            '%' => self.variable(),
            '@' => Ok(self.temporal()),
            '$' => self.special(),
            c if is_word_start(c) => {
                self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                Ok(Kind::Word)
            }
            c if c.is_ascii_digit() => Ok(self.number()),
            _ => self.symbol(c),
        }
    }

    fn symbol(&mut self, found: char) -> Result<Kind> {
        let rest = self.rest();
        let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) else {
            let span = Span::new(self.at, self.at + found.len_utf8());
            return Err(Box::new(fault(&NO_CHARACTER, span).with("found", found.to_string())));
        };
        self.at += symbol.len();
        Ok(Kind::Symbol)
    }

    fn number(&mut self) -> Kind {
        self.take_while(|c| c.is_ascii_digit());
        if let Some(fraction) = self.rest().strip_prefix('.')
            && fraction.starts_with(|c: char| c.is_ascii_digit())
        {
            self.at += 1;
            self.take_while(|c| c.is_ascii_digit());
        }
        Kind::Number
    }

    fn special(&mut self) -> Result<Kind> {
        let start = self.at;
        self.at += 1;
        self.take_while(|c| c.is_ascii_alphanumeric());
        match &self.text[start..self.at] {
            "$this" | "$index" | "$total" => Ok(Kind::Special),
            found => Err(Box::new(fault(&NO_CHARACTER, Span::new(start, self.at)).with("found", found))),
        }
    }

    fn variable(&mut self) -> Result<Kind> {
        self.at += 1;
        let start = self.at;
        match self.peek() {
            Some('`') => Ok(Kind::Variable(self.quoted('`')?)),
            Some('\'') => Ok(Kind::Variable(self.quoted('\'')?)),
            // Hyphens are no part of a name in the grammar, but older expressions write %vs-name.
            Some(c) if is_word_start(c) => {
                self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                let is_reference = matches!(&self.text[start..self.at], "vs" | "ext");
                if is_reference && self.rest().starts_with('-') {
                    self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                }
                Ok(Kind::Variable(self.text[start..self.at].to_owned()))
            }
            Some(c) => Err(Box::new(fault(&NAME_EXPECTED, Span::new(start, start + c.len_utf8())))),
            None => Err(Box::new(fault(&NAME_EXPECTED, Span::new(start - 1, start)))),
        }
    }

    /// A date, time or both: digits, with `.` only where a fraction follows.
    fn temporal(&mut self) -> Kind {
        self.at += 1;
        self.take_while(|c| c.is_ascii_digit() || c == '-');
        if self.rest().starts_with('T') {
            self.at += 1;
            self.take_while(|c| c.is_ascii_digit() || c == ':');
            let rest = self.rest().as_bytes();
            if rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_digit) {
                self.at += 1;
                self.take_while(|c| c.is_ascii_digit());
            }
            let rest = self.rest().as_bytes();
            if rest.first() == Some(&b'Z') {
                self.at += 1;
            } else if matches!(rest, [b'+' | b'-', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()))
            {
                self.at += 6;
            }
        }
        Kind::Temporal
    }

    fn not_closed<T>(&self, start: usize, length: usize, close: &str) -> Result<T> {
        let span = Span::new(start, start + length);
        Err(Box::new(fault(&NOT_CLOSED, span).with("close", close)))
    }

    /// A string or name between two quotes, with its escapes resolved.
    fn quoted(&mut self, quote: char) -> Result<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else { return self.not_closed(start, 1, &quote.to_string()) };
            self.at += c.len_utf8();
            match c {
                _ if c == quote => return Ok(text),
                '\\' => text.push(self.escape()?),
                _ => text.push(c),
            }
        }
    }

    /// The character that an escape stands for, after its backslash.
    fn escape(&mut self) -> Result<char> {
        let start = self.at - 1;
        let c = self.peek();
        self.at += c.map_or(0, char::len_utf8);
        let plain = match c {
            Some('r') => '\r',
            Some('n') => '\n',
            Some('t') => '\t',
            Some('f') => '\u{c}',
            Some(c @ ('\\' | '/' | '\'' | '"' | '`')) => c,
            Some('u') => {
                let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
                match digits.and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32) {
                    Some(c) => {
                        self.at += 4;
                        c
                    }
                    None => return self.bad_escape(start),
                }
            }
            _ => return self.bad_escape(start),
        };
        Ok(plain)
    }

    fn bad_escape<T>(&self, start: usize) -> Result<T> {
        let span = Span::new(start, self.at);
        Err(Box::new(fault(&BAD_LITERAL, span).with("found", &self.text[start..self.at])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_an_expression() {
        let kinds = |text: &str| tokens(text).map(|t| t.into_iter().map(|t| t.kind).collect::<Vec<_>>());
        let words = kinds("a.b()").unwrap();
        assert_eq!(words, [Kind::Word, Kind::Symbol, Kind::Word, Kind::Symbol, Kind::Symbol, Kind::End]);
        assert_eq!(kinds(r"'\u0041\n'").unwrap()[0], Kind::String("A\n".into()));
        assert_eq!(kinds("%`vs-a`").unwrap()[0], Kind::Variable("vs-a".into()));
        assert_eq!(kinds("%vs-a").unwrap()[0], Kind::Variable("vs-a".into()));
        let temporal = kinds("@2015-02-04T14:34:28.123+09:00.day()").unwrap();
        assert_eq!(temporal[..2], [Kind::Temporal, Kind::Symbol]);
        assert_eq!(kinds("1.first() // end").unwrap()[0], Kind::Number);
    }

    #[test]
    fn faults_have_places() {
        let cases = [
            ("'abc", "fhirpath-not-closed", 0..1),
            ("a /* b", "fhirpath-not-closed", 2..4),
            ("a = #", "fhirpath-character", 4..5),
            (r"'a\q'", "fhirpath-literal", 2..4),
            (r"'\u12'", "fhirpath-literal", 1..3),
            ("$it", "fhirpath-character", 0..3),
            ("%", "fhirpath-name-expected", 0..1),
        ];
        for (text, id, span) in cases {
            let fault = tokens(text).unwrap_err();
            assert_eq!((fault.message.id, fault.span.range()), (id, span), "{text}");
        }
    }
}
