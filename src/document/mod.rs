//! One tree for JSON and XML, shaped as FHIR sees a resource: elements with a name, a value and children.
//!
//! Nodes stand in document order in one vector; repeated elements are siblings of the same name; the `_name` object of
//! a JSON primitive is joined to the primitive. Parsing never fails: it returns what it could read and what was wrong.

mod build;
pub mod bundle;
pub mod bytes;
mod edit;
pub mod faults;
pub mod json;
mod location;
pub mod names;
pub mod xml;

use crate::diagnostics::{Diagnostic, Message};
use crate::source::{Source, Span};
pub use edit::{Edit, edited, escaped};
pub use names::{Names, Symbol, known};

/// The index of a node in its document.
pub type NodeId = u32;

/// No node.
pub const NONE: NodeId = u32::MAX;

/// How a document was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// FHIR JSON.
    #[default]
    Json,
    /// FHIR XML.
    Xml,
}

/// What a node is. In XML every element that has no `value` attribute is `Object`, every other one `String`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// An element with children and no value.
    #[default]
    Object,
    /// A JSON string, or any XML `value` attribute.
    String,
    /// A JSON number; its text is kept as written.
    Number,
    /// `true` or `false` in JSON.
    Boolean,
    /// JSON null, or the place of an item that has only a `_name` part.
    Null,
    /// An array directly within an array, which FHIR does not have; its items are its children.
    NestedArray,
    /// `[]`, which FHIR does not allow; kept so that its name is checked.
    EmptyArray,
    /// The XHTML `div` of a narrative in XML; its value is the source text of the element. (In JSON it is a `String`.)
    Xhtml,
}

impl Kind {
    /// Whether it is written as a primitive: a value, or null in its place.
    pub fn is_primitive(self) -> bool {
        matches!(self, Self::String | Self::Number | Self::Boolean | Self::Null)
    }
}

/// Bits of [`Node::flags`].
pub mod flags {
    /// The node is an item of a JSON array.
    pub const IN_ARRAY: u8 = 1;
    /// The node is (an item of) the value of a JSON `_name` property.
    pub const UNDERSCORE: u8 = 2;
    /// `Node::text` is a range of the decoded texts, not of the source.
    pub const DECODED: u8 = 4;
}

/// One node. `span` covers the JSON value or the whole XML element.
#[derive(Debug, Clone, Copy, Default)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// See [`flags`].
    pub flags: u8,
    /// The element name, without `_`.
    pub name: Symbol,
    /// The node above; [`NONE`] for the root.
    pub parent: NodeId,
    /// The index after the subtree.
    pub next: NodeId,
    /// The other half of a JSON primitive: from the value to its `_name` part and back; [`NONE`] when there is none.
    pub companion: NodeId,
    /// The position among the items of the array, or among the XML siblings of the same name.
    pub index: u32,
    /// The value or element.
    pub span: Span,
    /// The JSON key with its quotes, or the XML tag name. Items of an array share their key.
    pub name_span: Span,
    /// The value's text: within the quotes or as decoded.
    pub text: Span,
}

/// A parsed document with the source it was read from.
#[derive(Debug, Default)]
pub struct Document {
    /// What it was read from.
    pub source: Source,
    /// How it was written.
    pub format: Format,
    pub(crate) nodes: Vec<Node>,
    pub(crate) decoded: String,
    pub(crate) local_names: Vec<Box<str>>,
    /// The `resourceType` of the root, found once: a Bundle may have it behind its entries.
    pub(crate) root_type: Option<NodeId>,
}

impl Document {
    /// Reads JSON or XML, whichever the first character says. Never fails: what could be read is in the document, what
    /// was wrong is told by the diagnostics, in the order of their places.
    pub fn parse(source: Source) -> (Document, Vec<Diagnostic>) {
        let marked = source.has_byte_order_mark();
        let (document, mut diagnostics) = match source.text().trim_start().chars().next() {
            Some('<') => Self::parse_xml(source),
            Some('{' | '[' | '"') => Self::parse_json(source),
            found => Self::of_unknown_format(source, found),
        };
        if marked {
            diagnostics.insert(0, Diagnostic::new(&bytes::BYTE_ORDER_MARK, Span::default()));
        }
        (document, diagnostics)
    }

    fn of_unknown_format(source: Source, found: Option<char>) -> (Document, Vec<Diagnostic>) {
        let at = source.text().len() - source.text().trim_start().len();
        let span = Span::new(at, at + found.map_or(0, char::len_utf8));
        let diagnostic = Diagnostic::new(&faults::UNKNOWN_FORMAT, span).with_value("found", source.slice(span));
        (Document { source, ..Document::default() }, vec![diagnostic])
    }

    /// The root element; `None` when nothing could be read.
    pub fn root(&self) -> Option<Element<'_>> {
        (!self.nodes.is_empty()).then_some(Element { document: self, id: 0 })
    }

    /// The element with an id.
    pub fn element(&self, id: NodeId) -> Element<'_> {
        Element { document: self, id }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing could be read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The type of the resource that the document is; `None` when it does not say.
    pub fn resource_type(&self) -> Option<&str> {
        self.root()?.resource_type()
    }

    /// The text of a name that occurs in this document.
    pub fn name_text(&self, symbol: Symbol) -> &str {
        if symbol.is_unknown() {
            self.local_names.get((symbol.0 & !names::LOCAL) as usize).map_or("", |s| s)
        } else {
            symbol.text()
        }
    }
}

/// Every diagnostic that reading a document can raise, for the catalogue.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [faults::MESSAGES, bytes::MESSAGES].into_iter().flatten().copied().chain(json::messages()).chain(xml::messages())
}

/// An element of a document: a cheap reference to one node.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    document: &'a Document,
    id: NodeId,
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.name_text(), self.id)
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document, other.document)
    }
}

impl<'a> Element<'a> {
    /// The node behind it.
    pub fn node(self) -> &'a Node {
        &self.document.nodes[self.id as usize]
    }

    /// Its index in the document.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The document it stands in.
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// The element name as written, without `_`.
    pub fn name(self) -> Symbol {
        self.node().name
    }

    /// The element name as text.
    pub fn name_text(self) -> &'a str {
        self.document.name_text(self.name())
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// The value or element in the source.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The key or tag name in the source.
    pub fn name_span(self) -> Span {
        self.node().name_span
    }

    /// Whether it is an item of a JSON array.
    pub fn in_array(self) -> bool {
        self.node().flags & flags::IN_ARRAY != 0
    }

    /// The text of a primitive's value, decoded; `None` for an object or null.
    pub fn value(self) -> Option<&'a str> {
        let node = self.node();
        match node.kind {
            Kind::String | Kind::Number | Kind::Boolean | Kind::Xhtml => Some(if node.flags & flags::DECODED != 0 {
                &self.document.decoded[node.text.range()]
            } else {
                self.document.source.slice(node.text)
            }),
            _ => None,
        }
    }

    /// The element above.
    pub fn parent(self) -> Option<Element<'a>> {
        let mut node = self.node();
        // The children of a `_name` object belong to the primitive it is joined to.
        let parent = node.parent;
        if parent == NONE {
            return None;
        }
        node = &self.document.nodes[parent as usize];
        let id = if node.flags & flags::UNDERSCORE != 0 && node.companion != NONE { node.companion } else { parent };
        Some(Element { document: self.document, id })
    }

    /// The children in the order they are written; the halves of a JSON primitive count as one.
    pub fn children(self) -> Children<'a> {
        let node = self.node();
        let extra = if node.companion != NONE && node.flags & flags::UNDERSCORE == 0 {
            let companion = &self.document.nodes[node.companion as usize];
            (node.companion + 1, companion.next)
        } else {
            (0, 0)
        };
        Children { document: self.document, at: self.id + 1, end: node.next, extra }
    }

    /// The first child of a name.
    pub fn child(self, name: Symbol) -> Option<Element<'a>> {
        self.children().find(|c| c.name() == name)
    }

    /// All children of a name.
    pub fn children_named(self, name: Symbol) -> impl Iterator<Item = Element<'a>> {
        self.children().filter(move |c| c.name() == name)
    }

    /// The type of the resource that this element is, in either format; `None` for any other element.
    pub fn resource_type(self) -> Option<&'a str> {
        match self.id {
            0 => self.document.element(self.document.root_type?).value(),
            _ => self.child_value(known::RESOURCE_TYPE),
        }
    }

    /// The value of the first child of a name.
    pub fn child_value(self, name: Symbol) -> Option<&'a str> {
        self.child(name)?.value()
    }
}

/// See [`Element::children`].
#[derive(Debug, Clone)]
pub struct Children<'a> {
    document: &'a Document,
    at: NodeId,
    end: NodeId,
    extra: (NodeId, NodeId),
}

impl<'a> Iterator for Children<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        loop {
            if self.at >= self.end {
                if self.extra.0 >= self.extra.1 {
                    return None;
                }
                (self.at, self.end) = std::mem::take(&mut self.extra);
                continue;
            }
            let id = self.at;
            let node = &self.document.nodes[id as usize];
            self.at = node.next;
            if node.flags & flags::UNDERSCORE == 0 || node.companion == NONE {
                return Some(Element { document: self.document, id });
            }
        }
    }
}
