//! FHIR JSON into the tree: one pass over the bytes, going on after a fault where what is meant is clear.
//!
//! The grammar stands here, strings and numbers in `tokens`, what FHIR says about pairs of properties in `pairs`.

mod pairs;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::build::{Builder, Slot};
use super::faults::{AFTER_END, EMPTY_ELEMENT, MAX_DEPTH, NESTED_TOO_DEEP, OPENED_HERE, TRUNCATED};
use super::{Document, Format, Kind, NONE, NodeId, Symbol, flags, known};
use crate::diagnostics::{Change, Diagnostic, Fix, Message};
use crate::messages;
use crate::source::{Source, Span};
use pairs::Key;

messages! {
    EXPECTED_SYMBOL = "json-symbol-expected", Error, Invalid {
        en: "{expected} is expected here, not {found}.", "";
        ja: "ここには {expected} が必要ですが、{found} があります。", "";
        explain: "The JSON syntax is broken at this place. Reading goes on where it is clear what was meant; otherwise the rest of the document is not checked."
    }
    EXPECTED_VALUE = "json-value-expected", Error, Invalid {
        en: "A value is expected here, not {found}.", "A value is a string in double quotes, a number, true, false, an object or an array.";
        ja: "ここには値が必要ですが、{found} があります。", "値は、二重引用符で囲んだ文字列、数値、true、false、オブジェクト、配列のいずれかです。";
        explain: "The JSON syntax is broken at this place: after a colon, a comma or an opening bracket a value must follow. The rest of the document is not checked."
    }
    BARE_KEY = "json-name-quotes", Error, Invalid {
        en: "The property name {name} is not in double quotes.", "";
        ja: "プロパティ名 {name} が二重引用符で囲まれていません。", "";
        explain: "JSON, unlike JavaScript, writes every property name in double quotes. Reading goes on as if they were there.";
        fix: [Safe], "put the name in double quotes", "プロパティ名を二重引用符で囲む";
    }
    EXPECTED_KEY = "json-name-expected", Error, Invalid {
        en: "A property name in double quotes is expected here, not {found}.", "";
        ja: "ここには二重引用符で囲んだプロパティ名が必要ですが、{found} があります。", "";
        explain: "The JSON syntax is broken at this place: within an object every property starts with its name in double quotes. The rest of the document is not checked."
    }
    MISSING_COMMA = "json-comma-missing", Error, Invalid {
        en: "A comma is missing here.", "";
        ja: "ここにコンマ（,）がありません。", "";
        explain: "Properties of an object and items of an array are separated by commas. Reading goes on as if it were there.";
        fix: [Safe], "add the comma", "コンマを補う";
    }
    TRAILING_COMMA = "json-comma-trailing", Error, Invalid {
        en: "A comma stands before the closing bracket.", "Remove it.";
        ja: "閉じ括弧の直前に余分なコンマがあります。", "削除してください。";
        explain: "JSON, unlike JavaScript, allows no comma after the last property or item.";
        fix: [Safe], "take the comma away", "余分なコンマを削除する";
    }
    ROOT_NOT_OBJECT = "resource-not-object", Error, Structure {
        en: "The document is no JSON object.", "A resource is one object with resourceType; several go into a Bundle, or one a line into an .ndjson file.";
        ja: "文書が JSON のオブジェクトではありません。", "リソースは resourceType を持つ 1 つのオブジェクトです。複数ある場合は Bundle にまとめるか、1 行に 1 つずつ .ndjson に書いてください。";
        explain: "A FHIR resource in JSON is one object. An array of resources is no FHIR document; use a Bundle or NDJSON."
    }
    EMPTY_ARRAY = "empty-array", Error, Structure {
        en: "{name} is an empty array.", "Leave the property out when there are no items.";
        ja: "{name} が空の配列です。", "項目がない場合はプロパティごと省いてください。";
        explain: "An array in FHIR JSON has at least one item.";
        fix: [NeedsReview], "take the property away", "プロパティを削除する";
    }
    NESTED_ARRAY = "nested-array", Error, Structure {
        en: "An item of {name} is itself an array.", "";
        ja: "{name} の項目がさらに配列になっています。", "";
        explain: "FHIR JSON has no arrays of arrays."
    }
}

/// What cannot be read any further has been reported.
struct Stop;

type Read<T = ()> = Result<T, Stop>;

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    /// The innermost object that is open.
    object: NodeId,
    tree: Builder,
    /// The properties of the objects that are open, innermost last.
    keys: Vec<Key>,
    /// The properties of those objects that have many.
    many: HashMap<(NodeId, Symbol, bool), usize, RandomState>,
    /// How many nulls were read.
    nulls: u32,
    diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// Reads FHIR JSON. What could be read is in the document; what was wrong is told by the diagnostics, in order.
    pub fn parse_json(source: Source) -> (Document, Vec<Diagnostic>) {
        let mut parser = Parser::new(source.text());
        // A fault that stops reading has been reported.
        let _ = parser.resource();
        let Parser { tree, mut diagnostics, .. } = parser;
        diagnostics.sort_by_key(|d| d.span.start);
        (tree.finish(source), diagnostics)
    }
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            depth: 0,
            object: NONE,
            tree: Builder::new(Format::Json, text.len() / 48),
            keys: Vec::new(),
            many: HashMap::default(),
            nulls: 0,
            diagnostics: Vec::new(),
        }
    }

    fn resource(&mut self) -> Read {
        self.space();
        let root = Slot { parent: NONE, name: known::RESOURCE, name_span: Span::default(), flags: 0, index: 0 };
        match self.peek() {
            Some(b'{') => self.object(root)?,
            Some(b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.report(Diagnostic::new(&ROOT_NOT_OBJECT, Span::new(self.at, self.at + 1)));
                return Err(Stop);
            }
            _ => return self.unexpected(&EXPECTED_VALUE),
        }
        self.space();
        if self.at < self.bytes.len() {
            let end = self.text[self.at..].find('\n').map_or(self.text.len(), |n| self.at + n);
            self.report(Diagnostic::new(&AFTER_END, Span::new(self.at, end)));
        }
        Ok(())
    }

    fn value(&mut self, slot: Slot) -> Read {
        match self.peek() {
            Some(b'"') => self.string(slot),
            Some(b'{') => self.object(slot),
            Some(b'[') => self.array(slot),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => {
                self.number(slot);
                Ok(())
            }
            Some(b'a'..=b'z' | b'A'..=b'Z') => {
                self.word(slot);
                Ok(())
            }
            _ => self.unexpected(&EXPECTED_VALUE),
        }
    }

    fn object(&mut self, slot: Slot) -> Read {
        self.enter()?;
        let id = self.tree.push(Kind::Object, slot, self.at);
        let first_key = self.keys.len();
        let outer = std::mem::replace(&mut self.object, id);
        let read = self.properties(id, first_key, slot);
        self.close_object(id, first_key);
        self.close(id);
        self.object = outer;
        self.depth -= 1;
        read
    }

    fn properties(&mut self, object: NodeId, first_key: usize, slot: Slot) -> Read {
        let opener = self.at;
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            if slot.parent != NONE {
                let name = self.tree.name(slot.name);
                let span = Span::new(opener, self.at);
                let fix = Fix::to_review(Change::Remove(object));
                self.report(Diagnostic::new(&EMPTY_ELEMENT, span).at(object).with("name", name).fixed_by(fix));
            }
            return Ok(());
        }
        loop {
            self.property(object, first_key, opener)?;
            if !self.another(opener, b'}')? {
                return Ok(());
            }
        }
    }

    fn property(&mut self, object: NodeId, first_key: usize, opener: usize) -> Read {
        let key_start = self.at;
        let (text, decoded) = match self.peek() {
            Some(b'"') => self.scan_string()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => (self.bare_key(), false),
            None => return Err(self.truncated(opener, "}")),
            Some(_) => return self.unexpected(&EXPECTED_KEY),
        };
        let name_span = Span::new(key_start, self.at);
        let (name, underscore) = if decoded {
            let mut key = String::new();
            self.decode(text, &mut key);
            self.name(&key)
        } else {
            self.name(&self.text[text.range()])
        };
        self.space();
        match self.peek() {
            Some(b':') => self.at += 1,
            None => return Err(self.truncated(opener, "}")),
            Some(c) => {
                self.expected(":");
                if !matches!(c, b'"' | b'{' | b'[') {
                    return Err(Stop);
                }
            }
        }
        self.space();
        if self.peek().is_none() {
            return Err(self.truncated(opener, "}"));
        }
        let flags = if underscore { flags::UNDERSCORE } else { 0 };
        self.keyed_value(Slot { parent: object, name, name_span, flags, index: 0 }, first_key)
    }

    fn bare_key(&mut self) -> Span {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == b'_') {
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        let name = &self.text[span.range()];
        let fix = Fix::safe(Change::Bytes(span.start, span.end, format!("\"{name}\"").into()));
        self.report(Diagnostic::new(&BARE_KEY, span).with("name", name).fixed_by(fix));
        span
    }

    fn array(&mut self, slot: Slot) -> Read {
        self.enter()?;
        let read = if slot.flags & flags::IN_ARRAY == 0 {
            self.items(slot)
        } else {
            let id = self.tree.push(Kind::NestedArray, slot, self.at);
            // Deeper ones have the same cause.
            if self.tree.document.nodes.get(slot.parent as usize).is_none_or(|n| n.kind != Kind::NestedArray) {
                let name = self.tree.name(slot.name);
                let span = Span::new(self.at, self.at + 1);
                self.report(Diagnostic::new(&NESTED_ARRAY, span).at(id).with("name", name));
            }
            let read = self.items(Slot { parent: id, ..slot });
            self.close(id);
            read
        };
        self.depth -= 1;
        read
    }

    fn items(&mut self, mut slot: Slot) -> Read {
        let opener = self.at;
        slot.flags |= flags::IN_ARRAY;
        slot.index = 0;
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            let id = self.tree.push(Kind::EmptyArray, slot, opener);
            self.close(id);
            let name = self.tree.name(slot.name);
            let span = Span::new(opener, self.at);
            let fix = Fix::to_review(Change::Remove(id));
            self.report(Diagnostic::new(&EMPTY_ARRAY, span).at(id).with("name", name).fixed_by(fix));
            return Ok(());
        }
        loop {
            if self.peek().is_none() {
                return Err(self.truncated(opener, "]"));
            }
            self.value(slot)?;
            slot.index += 1;
            if !self.another(opener, b']')? {
                return Ok(());
            }
        }
    }

    /// After a property or item: whether another one follows. Passes the comma or the closing bracket.
    fn another(&mut self, opener: usize, close: u8) -> Read<bool> {
        let end = self.at;
        self.space();
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.space();
                if self.peek() == Some(close) {
                    let span = Span::new(comma, comma + 1);
                    let fix = Fix::safe(Change::Bytes(span.start, span.end, "".into()));
                    self.report(Diagnostic::new(&TRAILING_COMMA, span).fixed_by(fix));
                    self.at += 1;
                    return Ok(false);
                }
                Ok(true)
            }
            Some(c) if c == close => {
                self.at += 1;
                Ok(false)
            }
            Some(c) if c == b'"' || close == b']' && matches!(c, b'{' | b'[') => {
                let span = Span::new(end, end);
                let fix = Fix::safe(Change::Bytes(span.start, span.end, ",".into()));
                self.report(Diagnostic::new(&MISSING_COMMA, span).fixed_by(fix));
                Ok(true)
            }
            None => Err(self.truncated(opener, if close == b'}' { "}" } else { "]" })),
            Some(_) => {
                self.expected(if close == b'}' { ", }" } else { ", ]" });
                Err(Stop)
            }
        }
    }
}

/// The tree under construction, and reporting.
impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn enter(&mut self) -> Read {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let span = Span::new(self.at, self.at + 1);
        self.report(Diagnostic::new(&NESTED_TOO_DEEP, span).at(0).with("limit", MAX_DEPTH));
        Err(Stop)
    }

    /// Ends a node and its subtree where reading stands.
    fn close(&mut self, id: NodeId) {
        self.tree.close(id, self.at);
    }

    /// The number of a property name, and whether it is written with `_`.
    fn name(&mut self, key: &str) -> (Symbol, bool) {
        match key.strip_prefix('_') {
            Some(name) => (self.tree.symbol(name), true),
            None => (self.tree.symbol(key), false),
        }
    }

    /// Keeps a finding; one about the syntax is placed at the object that is open.
    fn report(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.node.is_none() && self.object != NONE {
            diagnostic.node = Some(self.object);
        }
        self.diagnostics.push(diagnostic);
    }

    /// The character that stands where something else should, as a span and as text.
    fn found(&self) -> (Span, &str) {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(self.at, self.at + length);
        (span, &self.text[span.range()])
    }

    fn unexpected<T>(&mut self, message: &'static Message) -> Read<T> {
        let (span, found) = self.found();
        let diagnostic = Diagnostic::new(message, span).with_value("found", found);
        self.report(diagnostic);
        Err(Stop)
    }

    fn expected(&mut self, symbols: &str) {
        let (span, found) = self.found();
        let symbols: Vec<Box<str>> = symbols.split(' ').map(Into::into).collect();
        let diagnostic = Diagnostic::new(&EXPECTED_SYMBOL, span).with("expected", symbols).with_value("found", found);
        self.report(diagnostic);
    }

    fn truncated(&mut self, opener: usize, missing: &str) -> Stop {
        let end = self.text.trim_ascii_end().len();
        let mut diagnostic = Diagnostic::new(&TRUNCATED, Span::new(end, end)).with("expected", missing);
        diagnostic.causes.push(Diagnostic::new(&OPENED_HERE, Span::new(opener, opener + 1)));
        self.at = self.bytes.len();
        self.report(diagnostic);
        Stop
    }
}

/// Every diagnostic that reading JSON can raise, for the catalogue.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [MESSAGES, pairs::MESSAGES, tokens::MESSAGES].into_iter().flatten().copied()
}
