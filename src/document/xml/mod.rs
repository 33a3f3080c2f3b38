//! FHIR XML into the same tree as JSON: a resource within `contained` or `resource` is that node, its type a child
//! `resourceType`; the attributes `id` and `url` are children too. quick-xml splits the text and is used nowhere else.

mod attributes;
mod wellformed;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use foldhash::fast::RandomState;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::build::{Builder, Slot};
use super::faults::{AFTER_END, EMPTY_ELEMENT, MAX_DEPTH, NESTED_TOO_DEEP, OPENED_HERE, TRUNCATED};
use super::{Document, Format, Kind, NONE, NodeId, Symbol, known};
use crate::diagnostics::{Change, Diagnostic, Fix, Message};
use crate::messages;
use crate::source::{Source, Span};
use attributes::Attribute;

/// The namespace of FHIR elements.
const FHIR: &str = "http://hl7.org/fhir";
/// The namespace of the narrative.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

messages! {
    WRONG_NAMESPACE = "xml-namespace", Error, Structure {
        en: "<{name}> is in the namespace {found}, not in {expected}.", "";
        ja: "<{name}> の名前空間が {found} です。正しくは {expected} です。", "";
        explain: "All elements of a FHIR resource are in the namespace http://hl7.org/fhir, the div of a narrative in http://www.w3.org/1999/xhtml. A document whose root is in some other namespace is not read."
    }
    NO_NAMESPACE = "xml-namespace-missing", Error, Structure {
        en: "<{name}> is in no namespace.", "Write xmlns=\"{expected}\" in its start tag.";
        ja: "<{name}> に名前空間がありません。", "開始タグに xmlns=\"{expected}\" を書いてください。";
        explain: "All elements of a FHIR resource are in the namespace http://hl7.org/fhir, the div of a narrative in http://www.w3.org/1999/xhtml. The document is read as if they were.";
        fix: [Safe], "declare the namespace", "名前空間を宣言する";
    }
    TEXT = "xml-text", Error, Structure {
        en: "Text is not allowed here.", "Values of FHIR elements stand in the attribute value.";
        ja: "ここに文字列は書けません。", "FHIR の要素の値は value 属性に書きます。";
        explain: "FHIR elements contain only elements: values are attributes. Text stands only within the div of a narrative. Reported once for each element."
    }
    SEVERAL_RESOURCES = "xml-several-resources", Error, Structure {
        en: "{name} holds a second resource; it is ignored.", "Write one {name} for each resource.";
        ja: "{name} に 2 つ目のリソースがあります。これは無視します。", "リソースごとに {name} を 1 つずつ書いてください。";
        explain: "In XML an element that holds a resource (contained, resource, outcome) holds exactly one."
    }
    DOCTYPE = "xml-doctype", Error, Invalid {
        en: "The document has a DOCTYPE; it is not read.", "Remove it. FHIR XML needs none, and entity declarations are refused for safety.";
        ja: "DOCTYPE 宣言があるため、この文書は読みません。", "削除してください。FHIR の XML には不要で、実体宣言は安全のため受け付けません。";
        explain: "Document type declarations can define entities that read other files or grow without bound. FHIR systems refuse them, and so does this one."
    }
    DECLARED_ENCODING = "xml-encoding", Error, Invalid {
        en: "The XML declaration says {encoding}, but the text is UTF-8.", "Write encoding=\"UTF-8\" or leave it out.";
        ja: "XML 宣言には {encoding} とありますが、実際は UTF-8 です。", "encoding=\"UTF-8\" とするか、省いてください。";
        explain: "FHIR XML is UTF-8. A reader that believes the declaration would garble the text.";
        fix: [Safe], "declare UTF-8", "UTF-8 と宣言する";
    }
}

/// The elements that hold a resource.
const HOLDERS: [Symbol; 3] = [known::CONTAINED, known::RESOURCE, known::OUTCOME];

/// What cannot be read any further has been reported.
struct Stop;

type Read<T = ()> = Result<T, Stop>;

/// What an open element is to the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A node of its own.
    Element,
    /// The resource that the element around it holds, or the root.
    Resource,
    /// Within a narrative or an ignored element: only well-formedness counts.
    Inner,
}

struct Open<'a> {
    role: Role,
    node: NodeId,
    tag: Span,
    namespace: Option<&'a str>,
    /// How many namespace bindings and counts there were before.
    bindings: usize,
    counts: usize,
    holds_resource: bool,
    text_reported: bool,
}

/// Elements with more different children than this count them by hash.
const FEW: usize = 48;

struct Parser<'a> {
    text: &'a str,
    tree: Builder,
    diagnostics: Vec<Diagnostic>,
    open: Vec<Open<'a>>,
    root_seen: bool,
    /// Prefix and namespace, innermost last; the empty prefix is the default namespace.
    bindings: Vec<(&'a str, &'a str)>,
    /// How often each name occurred among the children of the open elements.
    counts: Vec<(Symbol, u32)>,
    many: HashMap<(NodeId, Symbol), u32, RandomState>,
    attributes: Vec<Attribute<'a>>,
}

impl Document {
    /// Reads FHIR XML. What could be read is in the document; what was wrong is told by the diagnostics, in order.
    pub fn parse_xml(source: Source) -> (Document, Vec<Diagnostic>) {
        let mut parser = Parser::new(source.text());
        // A fault that stops reading has been reported.
        let _ = parser.document();
        while let Some(open) = parser.open.pop() {
            parser.tree.close(open.node, source.text().len());
        }
        let Parser { tree, mut diagnostics, .. } = parser;
        diagnostics.sort_by_key(|d| d.span.start);
        (tree.finish(source), diagnostics)
    }
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            tree: Builder::new(Format::Xml, text.len() / 64),
            diagnostics: Vec::new(),
            open: Vec::new(),
            root_seen: false,
            bindings: vec![("", ""), ("xml", "http://www.w3.org/XML/1998/namespace")],
            counts: Vec::new(),
            many: HashMap::default(),
            attributes: Vec::new(),
        }
    }

    fn document(&mut self) -> Read {
        self.characters();
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().check_comments = true;
        loop {
            let start = reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return self.broken(error, reader.error_position() as usize),
            };
            let end = reader.buffer_position() as usize;
            match event {
                Event::Start(tag) => self.start(&tag, start)?,
                Event::Empty(tag) => {
                    self.start(&tag, start)?;
                    self.end(end);
                }
                Event::End(_) => self.end(end),
                Event::Text(_) | Event::CData(_) => self.character_data(start, end)?,
                Event::GeneralRef(reference) => {
                    self.check_reference(&reference, start, end);
                    self.character_data(start, end)?;
                }
                Event::Decl(declaration) => self.declaration(&declaration, start, end),
                Event::DocType(_) => {
                    self.report(Diagnostic::new(&DOCTYPE, Span::new(start, end)));
                    return Err(Stop);
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return self.end_of_file(),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'a>, start: usize) -> Read {
        if self.open.len() >= MAX_DEPTH as usize {
            let span = Span::new(start, start + 1);
            self.report(Diagnostic::new(&NESTED_TOO_DEEP, span).at(0).with("limit", MAX_DEPTH));
            return Err(Stop);
        }
        let tag_span = Span::new(start + 1, start + 1 + tag.name().0.len());
        if self.root_seen && self.open.is_empty() {
            self.report(Diagnostic::new(&AFTER_END, tag_span));
            return Err(Stop);
        }
        let bindings = self.bindings.len();
        self.read_attributes(tag, start);
        let full_name = &self.text[tag_span.range()];
        let (prefix, local) = full_name.split_once(':').unwrap_or(("", full_name));
        let namespace = self.namespace(prefix, tag_span);
        let mut open = Open {
            role: Role::Inner,
            node: NONE,
            tag: tag_span,
            namespace,
            bindings,
            counts: self.counts.len(),
            holds_resource: false,
            text_reported: false,
        };
        let Some(parent) = self.open.last() else {
            self.root_seen = true;
            self.check_namespace(local, &open, FHIR)?;
            return self.root(open, local, start);
        };
        let (role, above) = (parent.role, parent.node);
        if role == Role::Inner {
            open.node = above;
            self.check_name(full_name, tag_span);
            self.inner_attributes();
        } else if local == "div" && self.tree.node(above).name == known::TEXT {
            self.check_namespace(local, &open, XHTML)?;
            open.node = self.push(Kind::Xhtml, above, known::DIV, tag_span, start);
            self.inner_attributes();
        } else {
            self.check_namespace(local, &open, FHIR)?;
            let holder = self.tree.node(above);
            let can_hold = holder.kind == Kind::Object && HOLDERS.contains(&holder.name) && role == Role::Element;
            if can_hold && local.starts_with(|c: char| c.is_ascii_uppercase()) {
                self.held_resource(&mut open, above, local);
            } else {
                self.element(&mut open, above, local, start);
            }
        }
        open.counts = self.counts.len();
        self.open.push(open);
        Ok(())
    }

    fn root(&mut self, mut open: Open<'a>, local: &str, start: usize) -> Read {
        let slot = Slot { parent: NONE, name: known::RESOURCE, name_span: open.tag, flags: 0, index: 0 };
        open.node = self.tree.push(Kind::Object, slot, start);
        open.role = Role::Resource;
        self.check_name(local, open.tag);
        self.resource_type(open.node, open.tag, local);
        self.open.push(open);
        Ok(())
    }

    /// The element that a `contained` or `resource` holds is that node itself, as in JSON.
    fn held_resource(&mut self, open: &mut Open<'a>, above: NodeId, local: &str) {
        open.node = above;
        let already = self.open.last_mut().is_some_and(|parent| std::mem::replace(&mut parent.holds_resource, true));
        if already {
            let name = self.tree.document.nodes[above as usize].name;
            let name = self.tree.name(name);
            self.report(Diagnostic::new(&SEVERAL_RESOURCES, open.tag).at(above).with("name", name));
            return;
        }
        open.role = Role::Resource;
        self.check_name(local, open.tag);
        self.resource_type(above, open.tag, local);
    }

    /// The type as the child that JSON has, and the attributes of the resource element.
    fn resource_type(&mut self, node: NodeId, tag: Span, local: &str) {
        let start = tag.end as usize - local.len();
        let id = self.push(Kind::String, node, known::RESOURCE_TYPE, tag, start);
        self.tree.close(id, tag.end as usize);
        self.tree.node(id).text = Span::new(start, tag.end as usize);
        self.resource_attributes(node, local);
    }

    fn element(&mut self, open: &mut Open<'a>, above: NodeId, local: &str, start: usize) {
        let name = self.tree.symbol(local);
        if name.is_unknown() {
            self.check_name(local, open.tag);
        }
        open.role = Role::Element;
        open.node = self.push(Kind::Object, above, name, open.tag, start);
        self.element_attributes(open.node, local);
    }

    /// Adds a node and counts it among its siblings of the same name.
    fn push(&mut self, kind: Kind, parent: NodeId, name: Symbol, name_span: Span, start: usize) -> NodeId {
        let first = self.open.last().map_or(0, |open| open.counts);
        let counts = &mut self.counts[first..];
        let index = if let Some((_, count)) = counts.iter_mut().rev().find(|(n, _)| *n == name) {
            *count += 1;
            *count - 1
        } else if counts.len() < FEW {
            self.counts.push((name, 1));
            0
        } else {
            let count = self.many.entry((parent, name)).or_default();
            *count += 1;
            *count - 1
        };
        self.tree.push(kind, Slot { parent, name, name_span, flags: 0, index }, start)
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        self.bindings.truncate(open.bindings);
        self.counts.truncate(open.counts);
        if self.open.last().is_some_and(|parent| parent.node == open.node) {
            return;
        }
        self.tree.close(open.node, end);
        let node = *self.tree.node(open.node);
        if node.kind == Kind::Xhtml {
            self.tree.node(open.node).text = node.span;
        } else if node.kind == Kind::Object && node.next == open.node + 1 && !open.text_reported {
            let name = self.tree.name(node.name);
            let fix = Fix::to_review(Change::Remove(open.node));
            self.report(Diagnostic::new(&EMPTY_ELEMENT, node.span).at(open.node).with("name", name).fixed_by(fix));
        }
    }

    fn character_data(&mut self, start: usize, end: usize) -> Read {
        let text = &self.text[start..end];
        if text.bytes().all(|b| b.is_ascii_whitespace()) {
            return Ok(());
        }
        let start = start + (text.len() - text.trim_ascii_start().len());
        let span = Span::new(start, start + text.trim_ascii().len());
        match self.open.last_mut() {
            Some(open) if open.role == Role::Inner || open.text_reported => {}
            Some(open) => {
                open.text_reported = true;
                let node = open.node;
                self.report(Diagnostic::new(&TEXT, span).at(node));
            }
            None if self.root_seen => {
                self.report(Diagnostic::new(&AFTER_END, span));
                return Err(Stop);
            }
            None => self.report(Diagnostic::new(&TEXT, span)),
        }
        Ok(())
    }

    fn end_of_file(&mut self) -> Read {
        let end = self.text.trim_ascii_end().len();
        let Some(open) = self.open.last() else {
            if !self.root_seen {
                self.report(Diagnostic::new(&TRUNCATED, Span::new(end, end)).with("expected", "<"));
            }
            return Ok(());
        };
        let tag = open.tag;
        let missing = format!("</{}>", &self.text[tag.range()]);
        let mut diagnostic = Diagnostic::new(&TRUNCATED, Span::new(end, end)).with("expected", missing);
        diagnostic.causes.push(Diagnostic::new(&OPENED_HERE, tag));
        self.report(diagnostic);
        Err(Stop)
    }

    /// Keeps a finding; one about the syntax is placed at the element that is open.
    fn report(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.node = diagnostic.node.or(self.open.last().map(|open| open.node));
        self.diagnostics.push(diagnostic);
    }
}

/// Every diagnostic that reading XML can raise, for the catalogue.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [MESSAGES, attributes::MESSAGES, wellformed::MESSAGES].into_iter().flatten().copied()
}
