//! FHIR JSON into the tree: one pass over the bytes, going on after a fault where what is meant is clear.
//!
//! The grammar stands here, strings and numbers in `tokens`, what FHIR says about pairs of properties in `pairs`.

mod pairs;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::RwLockReadGuard;

use foldhash::fast::RandomState;

use super::faults::{self, EMPTY_ELEMENT, MAX_DEPTH, NESTED_TOO_DEEP};
use super::{Document, Format, Kind, NONE, Names, Node, NodeId, Symbol, flags, known, names};
use crate::diagnostics::Diagnostic;
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
    EXPECTED_KEY = "json-name-expected", Error, Invalid {
        en: "A property name in double quotes is expected here, not {found}.", "";
        ja: "ここには二重引用符で囲んだプロパティ名が必要ですが、{found} があります。", "";
        explain: "The JSON syntax is broken at this place: within an object every property starts with its name in double quotes. The rest of the document is not checked."
    }
    MISSING_COMMA = "json-comma-missing", Error, Invalid {
        en: "A comma is missing here.", "";
        ja: "ここに読点（,）がありません。", "";
        explain: "Properties of an object and items of an array are separated by commas. Reading goes on as if it were there."
    }
    TRAILING_COMMA = "json-comma-trailing", Error, Invalid {
        en: "A comma stands before the closing bracket.", "Remove it.";
        ja: "閉じ括弧の直前に余分なコンマがあります。", "削除してください。";
        explain: "JSON, unlike JavaScript, allows no comma after the last property or item."
    }
    TRUNCATED = "json-truncated", Error, Invalid {
        en: "The document ends before everything is closed: {expected} is missing.", "The file may have been cut off.";
        ja: "閉じられないまま文書が終わっています: {expected} がありません。", "ファイルが途中で切れている可能性があります。";
        explain: "An object, array or string that was opened is not closed before the document ends. What was read so far is checked."
    }
    OPENED_HERE = "opened-here", Information, Informational {
        en: "It is opened here.", "";
        ja: "ここで開かれています。", "";
        explain: "Shown with another finding: the place at which the object, array, string or element was opened."
    }
    AFTER_END = "json-after-end", Error, Invalid {
        en: "The resource ends before this text.", "A file holds one resource; several go into a Bundle, or one a line into an .ndjson file.";
        ja: "リソースはこれより前で終わっています。", "1 ファイルに書けるリソースは 1 つです。複数ある場合は Bundle にまとめるか、1 行に 1 つずつ .ndjson に書いてください。";
        explain: "Text other than white space follows the end of the resource. It is not read."
    }
    ROOT_NOT_OBJECT = "resource-not-object", Error, Structure {
        en: "The document is no JSON object.", "A resource is an object: { \"resourceType\": … }.";
        ja: "文書が JSON のオブジェクトではありません。", "リソースはオブジェクト { \"resourceType\": … } として書きます。";
        explain: "A FHIR resource in JSON is one object. An array of resources is no FHIR document; use a Bundle or NDJSON."
    }
    EMPTY_ARRAY = "empty-array", Error, Structure {
        en: "{name} is an empty array.", "Leave the property out when there are no items.";
        ja: "{name} が空の配列です。", "項目がない場合はプロパティごと省いてください。";
        explain: "An array in FHIR JSON has at least one item."
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

/// Where in the tree the next value goes.
#[derive(Clone, Copy)]
struct Slot {
    parent: NodeId,
    name: Symbol,
    name_span: Span,
    flags: u8,
    index: u32,
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    names: RwLockReadGuard<'static, Names>,
    document: Document,
    local: HashMap<Box<str>, Symbol, RandomState>,
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
        let Parser { mut document, mut diagnostics, .. } = parser;
        document.source = source;
        diagnostics.sort_by_key(|d| d.span.start);
        (document, diagnostics)
    }
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let mut document = Document { format: Format::Json, ..Document::default() };
        document.nodes.reserve(text.len() / 48);
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            depth: 0,
            names: Names::read(),
            document,
            local: HashMap::default(),
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
        let id = self.push(Kind::Object, slot, self.at);
        let first_key = self.keys.len();
        let read = self.properties(id, first_key, slot);
        self.close_object(id, first_key);
        self.close(id);
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
                let name = self.document_name(slot.name);
                let span = Span::new(opener, self.at);
                self.report(Diagnostic::new(&EMPTY_ELEMENT, span).at(object).with("name", name));
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
        match self.peek() {
            Some(b'"') => {}
            None => return Err(self.truncated(opener, "}")),
            Some(_) => return self.unexpected(&EXPECTED_KEY),
        }
        let key_start = self.at;
        let (text, decoded) = self.scan_string()?;
        let name_span = Span::new(key_start, self.at);
        let (name, underscore) = if decoded {
            let mut key = String::new();
            self.decode(text, &mut key);
            self.symbol(&key)
        } else {
            self.symbol(&self.text[text.range()])
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

    fn array(&mut self, slot: Slot) -> Read {
        self.enter()?;
        let read = if slot.flags & flags::IN_ARRAY == 0 {
            self.items(slot)
        } else {
            let id = self.push(Kind::NestedArray, slot, self.at);
            // Deeper ones have the same cause.
            if self.document.nodes.get(slot.parent as usize).is_none_or(|n| n.kind != Kind::NestedArray) {
                let name = self.document_name(slot.name);
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
            let id = self.push(Kind::EmptyArray, slot, opener);
            self.close(id);
            let name = self.document_name(slot.name);
            let span = Span::new(opener, self.at);
            self.report(Diagnostic::new(&EMPTY_ARRAY, span).at(id).with("name", name));
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
                    self.report(Diagnostic::new(&TRAILING_COMMA, Span::new(comma, comma + 1)));
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
                self.report(Diagnostic::new(&MISSING_COMMA, Span::new(end, end)));
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
        self.report(Diagnostic::new(&NESTED_TOO_DEEP, span).with("limit", MAX_DEPTH));
        Err(Stop)
    }

    fn push(&mut self, kind: Kind, slot: Slot, start: usize) -> NodeId {
        let id = self.document.nodes.len() as NodeId;
        self.document.nodes.push(Node {
            kind,
            flags: slot.flags,
            name: slot.name,
            parent: slot.parent,
            next: id + 1,
            companion: NONE,
            index: slot.index,
            span: Span::new(start, start),
            name_span: slot.name_span,
            text: Span::default(),
        });
        id
    }

    /// Ends a node and its subtree where reading stands.
    fn close(&mut self, id: NodeId) {
        let next = self.document.nodes.len() as NodeId;
        let node = &mut self.document.nodes[id as usize];
        node.next = next;
        node.span.end = self.at as u32;
    }

    /// The number of a property name, and whether it is written with `_`.
    fn symbol(&mut self, key: &str) -> (Symbol, bool) {
        let (name, underscore) = match key.strip_prefix('_') {
            Some(rest) => (rest, true),
            None => (key, false),
        };
        let symbol = self.names.get(name).or_else(|| self.local.get(name).copied()).unwrap_or_else(|| {
            let symbol = Symbol(self.document.local_names.len() as u32 | names::LOCAL);
            self.document.local_names.push(name.into());
            self.local.insert(name.into(), symbol);
            symbol
        });
        (symbol, underscore)
    }

    fn document_name(&self, symbol: Symbol) -> String {
        if symbol.is_unknown() { self.document.name_text(symbol) } else { self.names.text(symbol) }.to_owned()
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The character that stands where something else should, as a span and as text.
    fn found(&self) -> (Span, &str) {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(self.at, self.at + length);
        (span, &self.text[span.range()])
    }

    fn unexpected<T>(&mut self, message: &'static crate::diagnostics::Message) -> Read<T> {
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
pub fn messages() -> impl Iterator<Item = &'static crate::diagnostics::Message> {
    [faults::MESSAGES, MESSAGES, pairs::MESSAGES, tokens::MESSAGES].into_iter().flatten().copied()
}
