//! The words of a facts line: bare where that is unambiguous, JSON where it is not.

use super::super::model::Value;

/// Appends a word, quoted when it is empty or holds white space, a quote or one of `special`.
pub(super) fn push_word(line: &mut String, word: &str, special: &[char]) {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"' && c != '\\' && !special.contains(&c);
    if !word.is_empty() && word.chars().all(plain) {
        line.push_str(word);
    } else {
        push_string(line, word);
    }
}

/// Appends a JSON string.
pub(super) fn push_string(line: &mut String, text: &str) {
    line.push('"');
    for c in text.chars() {
        match c {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    line.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => line.push(c),
        }
    }
    line.push('"');
}

/// Appends a value as JSON without white space between its parts.
pub(super) fn push_value(line: &mut String, value: &Value) {
    match value {
        Value::String(text) => push_string(line, text),
        Value::Number(number) => line.push_str(number),
        Value::Boolean(truth) => line.push_str(if *truth { "true" } else { "false" }),
        Value::Array(items) => {
            line.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    line.push(',');
                }
                push_value(line, item);
            }
            line.push(']');
        }
        Value::Object(properties) => {
            line.push('{');
            for (i, (name, value)) in properties.iter().enumerate() {
                if i > 0 {
                    line.push(',');
                }
                push_string(line, name);
                line.push(':');
                push_value(line, value);
            }
            line.push('}');
        }
    }
}

/// Reads the words of one line from left to right. Errors are sentences that say what was expected.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
}

/// The deepest nesting of a value that is read.
const DEEPEST: usize = 64;

impl<'a> Lexer<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { rest: line }
    }

    /// Skips spaces; whether the line goes on after them.
    pub(super) fn more(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(' ');
        !self.rest.is_empty()
    }

    /// Takes a fixed text when it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// What stands before the next of `ends`, a space or the end of the line. Used for keys, which are never quoted.
    pub(super) fn key(&mut self, ends: &[char]) -> &'a str {
        let end = self.rest.find(|c| c == ' ' || ends.contains(&c)).unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(end);
        self.rest = rest;
        key
    }

    /// A word that [`push_word`] wrote with the same `special` characters.
    pub(super) fn word(&mut self, special: &[char]) -> Result<Box<str>, String> {
        if self.rest.starts_with('"') {
            return self.string();
        }
        let word = self.key(special);
        if word.is_empty() { Err(self.expected("a word")) } else { Ok(word.into()) }
    }

    /// A number.
    pub(super) fn number(&mut self) -> Result<u32, String> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let number = digits.parse().map_err(|_| self.expected("a number"))?;
        self.rest = rest;
        Ok(number)
    }

    /// A JSON string.
    pub(super) fn string(&mut self) -> Result<Box<str>, String> {
        match self.value()? {
            Value::String(text) => Ok(text),
            _ => Err(self.expected("a quoted text")),
        }
    }

    /// A JSON value.
    pub(super) fn value(&mut self) -> Result<Value, String> {
        self.value_at(0)
    }

    fn value_at(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err("the value is nested too deeply".into());
        }
        match self.rest.chars().next() {
            Some('"') => self.quoted().map(Value::String),
            Some('{') => self.object(depth).map(Value::Object),
            Some('[') => self.array(depth).map(Value::Array),
            Some('t') if self.take("true") => Ok(Value::Boolean(true)),
            Some('f') if self.take("false") => Ok(Value::Boolean(false)),
            Some('-' | '0'..='9') => {
                let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
                let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                Ok(Value::Number(number.into()))
            }
            _ => Err(self.expected("a JSON value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Box<str>, Value)>, String> {
        let mut properties = Vec::new();
        self.rest = &self.rest[1..];
        while !self.take("}") {
            if !properties.is_empty() && !self.take(",") {
                return Err(self.expected("`,` or `}`"));
            }
            let name = self.quoted()?;
            if !self.take(":") {
                return Err(self.expected("`:`"));
            }
            properties.push((name, self.value_at(depth + 1)?));
        }
        Ok(properties)
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value>, String> {
        let mut items = Vec::new();
        self.rest = &self.rest[1..];
        while !self.take("]") {
            if !items.is_empty() && !self.take(",") {
                return Err(self.expected("`,` or `]`"));
            }
            items.push(self.value_at(depth + 1)?);
        }
        Ok(items)
    }

    fn quoted(&mut self) -> Result<Box<str>, String> {
        let mut strings = serde_json::Deserializer::from_str(self.rest).into_iter::<Box<str>>();
        match strings.next() {
            Some(Ok(text)) => {
                let end = strings.byte_offset();
                self.rest = &self.rest[end..];
                Ok(text)
            }
            _ => Err(self.expected("a quoted text")),
        }
    }

    fn expected(&self, what: &str) -> String {
        let next: String = self.rest.chars().take(30).collect();
        if next.is_empty() { format!("{what} expected at the end") } else { format!("{what} expected at `{next}`") }
    }
}
