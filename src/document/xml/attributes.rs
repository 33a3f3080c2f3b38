//! Attributes of XML elements: values, ids and URLs, and the namespaces they bind.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::AttrError;

use super::super::build::Slot;
use super::super::faults::{EMPTY_VALUE, FIRST_OCCURRENCE};
use super::super::{Kind, NodeId, Symbol, flags, known};
use super::wellformed::SYNTAX;
use super::{FHIR, NO_NAMESPACE, Open, Parser, Read, Stop, WRONG_NAMESPACE};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::messages;
use crate::source::Span;

/// The namespace of `schemaLocation`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

messages! {
    UNKNOWN_ATTRIBUTE = "xml-attribute", Error, Structure {
        en: "<{name}> has no attribute {attribute}.", "FHIR elements have the attributes value and id, extensions also url.";
        ja: "<{name}> に属性 {attribute} はありません。", "FHIR の要素が持つ属性は value と id、拡張ではさらに url だけです。";
        explain: "In FHIR XML only value, id and (on extensions) url are attributes; everything else is an element. A resource's own id is an element."
    }
    DUPLICATE_ATTRIBUTE = "xml-attribute-duplicate", Error, Invalid {
        en: "The attribute {attribute} occurs twice in the same tag; this one is ignored.", "";
        ja: "同じタグに属性 {attribute} が 2 回あります。こちらは無視します。", "";
        explain: "XML allows each attribute once in a tag. The first one counts."
    }
    UNBOUND_PREFIX = "xml-prefix", Error, Invalid {
        en: "The namespace prefix {prefix} is not declared.", "Declare it with xmlns:{prefix}=\"…\", or leave the prefix out.";
        ja: "名前空間接頭辞 {prefix} が宣言されていません。", "xmlns:{prefix}=\"…\" で宣言するか、接頭辞を省いてください。";
        explain: "A name with a prefix needs a declaration of the prefix in the same or an enclosing start tag."
    }
}

/// An attribute of the start tag at hand.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    name: &'a str,
    name_span: Span,
    /// The value within the quotes, as written.
    value: Span,
}

/// Where a part of a text stands in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize)
}

impl<'a> Parser<'a> {
    /// Reads the attributes of a tag and binds the namespaces that they declare.
    pub(super) fn read_attributes(&mut self, tag: &BytesStart<'a>, start: usize) {
        self.attributes.clear();
        let text = self.text;
        for attribute in tag.attributes() {
            match attribute {
                Ok(attribute) => {
                    let key = offset(text, attribute.key.0);
                    let name_span = Span::new(key, key + attribute.key.0.len());
                    let value = offset(text, &attribute.value);
                    let value = Span::new(value, value + attribute.value.len());
                    let (Some(name), Some(written)) = (text.get(name_span.range()), text.get(value.range())) else {
                        continue;
                    };
                    self.check_attribute(key, value);
                    match name.strip_prefix("xmlns") {
                        Some("") => self.bindings.push(("", written)),
                        Some(prefix) if prefix.starts_with(':') => self.bindings.push((&prefix[1..], written)),
                        _ => self.attributes.push(Attribute { name, name_span, value }),
                    }
                }
                Err(AttrError::Duplicated(again, first)) => self.duplicate(start + 1 + again, start + 1 + first),
                Err(error) => {
                    let at = match error {
                        AttrError::ExpectedEq(at) | AttrError::ExpectedValue(at) => at,
                        AttrError::UnquotedValue(at) | AttrError::ExpectedQuote(at, _) => at,
                        AttrError::Duplicated(at, _) => at,
                    };
                    let span = self.character_at(start + 1 + at);
                    let found = &self.text[span.range()];
                    self.report(Diagnostic::new(&SYNTAX, span).with_value("found", found));
                    return;
                }
            }
        }
    }

    fn duplicate(&mut self, again: usize, first: usize) {
        let rest = self.text.get(again..).unwrap_or("");
        let length = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let span = Span::new(again, again + length);
        let mut diagnostic = Diagnostic::new(&DUPLICATE_ATTRIBUTE, span).with("attribute", &rest[..length]);
        diagnostic.causes.push(Diagnostic::new(&FIRST_OCCURRENCE, Span::new(first, first + length)));
        self.report(diagnostic);
    }

    /// The namespace of a prefix; reports one that is not declared.
    pub(super) fn namespace(&mut self, prefix: &'a str, span: Span) -> Option<&'a str> {
        let bound = self.bindings.iter().rev().find(|(p, _)| *p == prefix).map(|(_, uri)| *uri);
        if bound.is_none() {
            let span = Span { end: span.start + prefix.len() as u32, ..span };
            self.report(Diagnostic::new(&UNBOUND_PREFIX, span).with("prefix", prefix));
        }
        bound
    }

    /// Whether an element is in the namespace it should be in; told once for a subtree.
    pub(super) fn check_namespace(&mut self, name: &str, open: &Open<'a>, expected: &'static str) -> Read {
        let Some(found) = open.namespace.filter(|found| *found != expected) else { return Ok(()) };
        let parent = self.open.last();
        if parent.is_some_and(|parent| parent.namespace == open.namespace && found != FHIR) {
            return Ok(());
        }
        let is_root = parent.is_none();
        let message = if found.is_empty() { &NO_NAMESPACE } else { &WRONG_NAMESPACE };
        let mut diagnostic = Diagnostic::new(message, open.tag).with("name", name).with("expected", expected);
        let (end, has_prefix) = (open.tag.end, self.text[open.tag.range()].contains(':'));
        if found.is_empty() && !has_prefix {
            let declaration = format!(" xmlns=\"{expected}\"");
            diagnostic = diagnostic.fixed_by(Fix::safe(Change::Bytes(end, end, declaration.into())));
        }
        self.report(diagnostic.with_value("found", found));
        if is_root && !found.is_empty() { Err(Stop) } else { Ok(()) }
    }

    pub(super) fn resource_attributes(&mut self, node: NodeId, name: &str) {
        for attribute in std::mem::take(&mut self.attributes) {
            self.other_attribute(node, name, attribute);
        }
    }

    pub(super) fn element_attributes(&mut self, node: NodeId, name: &str) {
        let attributes = std::mem::take(&mut self.attributes);
        let is_extension = matches!(name, "extension" | "modifierExtension");
        for attribute in &attributes {
            match attribute.name {
                "value" => {
                    let (text, decoded) = self.attribute_text(attribute.value);
                    let owner = self.tree.node(node);
                    owner.kind = Kind::String;
                    owner.text = text;
                    owner.flags |= decoded;
                    self.check_empty(node, name, attribute);
                }
                "id" => self.attribute_child(node, known::ID, attribute),
                "url" if is_extension => self.attribute_child(node, known::URL, attribute),
                _ => self.other_attribute(node, name, *attribute),
            }
        }
        // Keeps the vector for the next tag.
        self.attributes = attributes;
    }

    fn check_empty(&mut self, node: NodeId, name: &str, attribute: &Attribute<'a>) {
        if attribute.value.is_empty() {
            let span = Span { start: attribute.value.start - 1, end: attribute.value.end + 1 };
            let fix = (self.tree.node(node).span.start + 1 == self.tree.node(node).name_span.start)
                .then(|| Fix::to_review(Change::Remove(node)));
            self.report(Diagnostic::new(&EMPTY_VALUE, span).at(node).with("name", name).fixed_by(fix));
        }
    }

    fn attribute_child(&mut self, parent: NodeId, name: Symbol, attribute: &Attribute<'a>) {
        let quoted = Span { start: attribute.value.start - 1, end: attribute.value.end + 1 };
        let slot = Slot { parent, name, name_span: attribute.name_span, flags: 0, index: 0 };
        let id = self.tree.push(Kind::String, slot, quoted.start as usize);
        self.tree.close(id, quoted.end as usize);
        let (text, decoded) = self.attribute_text(attribute.value);
        let node = self.tree.node(id);
        node.text = text;
        node.flags |= decoded;
        self.check_empty(id, attribute.name, attribute);
    }

    fn other_attribute(&mut self, node: NodeId, name: &str, attribute: Attribute<'a>) {
        if let Some((prefix, local)) = attribute.name.split_once(':') {
            let Some(namespace) = self.namespace(prefix, attribute.name_span) else { return };
            if namespace == XSI && local == "schemaLocation" {
                return;
            }
        }
        let diagnostic = Diagnostic::new(&UNKNOWN_ATTRIBUTE, attribute.name_span).at(node);
        self.report(diagnostic.with("name", name).with("attribute", attribute.name));
    }

    /// The text of a value: as it stands, or decoded where it has references or line breaks.
    fn attribute_text(&mut self, value: Span) -> (Span, u8) {
        let raw = &self.text[value.range()];
        if !raw.bytes().any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r')) {
            return (value, 0);
        }
        let mut decoded = std::mem::take(&mut self.tree.document.decoded);
        let from = decoded.len();
        self.decode(value, &mut decoded);
        let text = Span::new(from, decoded.len());
        self.tree.document.decoded = decoded;
        (text, flags::DECODED)
    }

    /// Attributes of the elements of a narrative: only their prefixes count.
    pub(super) fn inner_attributes(&mut self) {
        for attribute in std::mem::take(&mut self.attributes) {
            if let Some((prefix, _)) = attribute.name.split_once(':') {
                self.namespace(prefix, attribute.name_span);
            }
        }
    }
}
