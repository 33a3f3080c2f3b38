//! The XHTML of a narrative: well-formed, only basic formatting, nothing active, not empty (R4 §2.4.2, txt-1, txt-2).
//!
//! Every finding speaks of the div; its span is the tag within the source, through the escapes of a JSON string.

mod grammar;
mod languages;
mod links;
mod messages;
mod place;
mod structure;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesStart, Event};

use crate::diagnostics::{Diagnostic, Message};
use crate::document::{Element, Format, Kind};
use crate::validate::primitive::shortened;

pub(super) use languages::check as check_languages;
use messages::*;
pub use messages::{MESSAGES, XHTML_LINK_UNRESOLVED};

/// The namespace of XHTML.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Checks a `Narrative.div`. Nothing is said about an element that holds no text.
pub fn check(div: Element<'_>, sink: &mut Vec<Diagnostic>) {
    let Some(text) = div.value().filter(|v| !v.is_empty()) else { return };
    if matches!(div.kind(), Kind::String | Kind::Xhtml) {
        Check::new(div, text, sink).run();
    }
}

/// An open element.
struct Open<'t> {
    name: &'t str,
    /// The nearest element around that holds running text, itself included.
    container: Option<&'t str>,
    has_illegal_text: bool,
}

struct Check<'t, 's> {
    div: Element<'t>,
    text: &'t str,
    open: Vec<Open<'t>>,
    ids: Vec<String>,
    /// Links to places in this resource: the id without `#`, and where the tag stands.
    anchors: Vec<(String, usize, usize)>,
    /// Whether the root element was closed.
    complete: bool,
    has_content: bool,
    sink: &'s mut Vec<Diagnostic>,
}

impl<'t, 's> Check<'t, 's> {
    fn new(div: Element<'t>, text: &'t str, sink: &'s mut Vec<Diagnostic>) -> Self {
        Self {
            div,
            text,
            open: Vec::new(),
            ids: Vec::new(),
            anchors: Vec::new(),
            complete: false,
            has_content: false,
            sink,
        }
    }

    fn run(&mut self) {
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().check_comments = true;
        loop {
            let start = reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return self.malformed(&error, reader.error_position() as usize),
            };
            let end = reader.buffer_position() as usize;
            let going_on = match event {
                Event::Start(tag) => self.start(&tag, start, end, false),
                Event::Empty(tag) => self.start(&tag, start, end, true),
                Event::End(_) => self.end(),
                Event::Text(_) => self.characters(start, end),
                Event::CData(_) => self.characters(start, end),
                Event::GeneralRef(reference) => self.reference(&reference, start, end),
                Event::DocType(_) => self.stop(&XHTML_DOCTYPE, start, end),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => true,
                Event::Eof => break,
            };
            if !going_on {
                return;
            }
        }
        self.finish();
    }

    fn finish(&mut self) {
        if !self.complete {
            let at = self.text.len();
            self.unreadable(at.saturating_sub(1), at);
        } else if !self.has_content {
            self.report(&XHTML_EMPTY, 0, self.text.len());
        }
        self.anchors();
    }

    fn malformed(&mut self, error: &Error, at: usize) {
        match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                let rest = self.text.get(at..).unwrap_or("");
                let end = rest.find('>').map_or(self.text.len(), |n| at + n + 1);
                let path = self.path(None);
                let diagnostic = self.report(&XHTML_END_TAG, at, end);
                add(diagnostic, "expected", expected);
                add(diagnostic, "found", found);
                add(diagnostic, "path", &path);
            }
            _ => self.unreadable(at, self.text.len().min(at + 1)),
        }
    }

    fn unreadable(&mut self, at: usize, end: usize) {
        // The XML parser has already reported a document that is not well-formed.
        if self.div.document().format == Format::Xml {
            return;
        }
        let start = place::boundary(self.text, at.saturating_sub(20));
        let markup = self.slice(start, place::boundary(self.text, at + 20) - start);
        let diagnostic = self.report(&XHTML_MALFORMED, at, end);
        diagnostic.facts.push(("markup", crate::diagnostics::Fact::Value(markup.into())));
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize, end: usize, empty: bool) -> bool {
        let name = local(self.slice(start + 1, tag.name().as_ref().len()));
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            self.unreadable(start, end);
            return false;
        }
        if self.open.is_empty() && !self.root(tag, name, start, end) {
            return false;
        }
        if grammar::is_allowed(name) {
            self.placement(name, start, end);
            if !self.attributes(tag, name, start, end) {
                return false;
            }
        } else if !self.open.is_empty() {
            let path = self.path(Some(name));
            let diagnostic = self.report(&XHTML_ELEMENT, start, end);
            add(diagnostic, "element", name);
            add(diagnostic, "path", &path);
        }
        self.has_content |= name == "img";
        let outer = self.open.last().and_then(|o| o.container);
        let inner = match outer {
            Some(container) if grammar::is_block(name, container) => None,
            Some(container) => Some(container),
            None => None,
        };
        let container = inner.or(grammar::holds_text(name).then_some(name));
        self.open.push(Open { name, container, has_illegal_text: false });
        if empty { self.end() } else { true }
    }

    /// Checks that the root is one div in the XHTML namespace.
    fn root(&mut self, tag: &BytesStart<'_>, name: &'t str, start: usize, end: usize) -> bool {
        if self.complete {
            self.unreadable(start, end);
            return false;
        }
        if name != "div" {
            let diagnostic = self.report(&XHTML_ROOT, start, end);
            add(diagnostic, "element", name);
            return true;
        }
        let prefix = tag.name().prefix().map(|p| format!("xmlns:{}", p.as_ref()));
        let declaration = prefix.as_deref().unwrap_or("xmlns");
        let declared = tag.attributes().with_checks(false).flatten().any(|a| a.key.as_ref() == declaration);
        // A prefix may be declared above the div in an XML document; a wrong declaration is found with the attributes.
        if !declared && self.div.document().format == Format::Json {
            let diagnostic = self.report(&XHTML_NAMESPACE, start, end);
            add(diagnostic, "element", name);
        }
        true
    }

    fn attributes(&mut self, tag: &BytesStart<'_>, name: &'t str, start: usize, end: usize) -> bool {
        for attribute in tag.attributes() {
            let Ok(attribute) = attribute else {
                self.unreadable(start, end);
                return false;
            };
            let (key, raw) = (attribute.key.as_ref(), &*attribute.value);
            if raw.contains('<') {
                self.unreadable(start, end);
                return false;
            }
            if let Some(entity) = first_foreign_entity(raw) {
                self.entity(entity, start, end);
            }
            let is_declaration = key == "xmlns" || key.starts_with("xmlns:");
            if is_declaration {
                if key == "xmlns" && raw != XHTML {
                    add(self.report(&XHTML_NAMESPACE, start, end), "element", name);
                }
            } else if !grammar::is_allowed_attribute(name, key) {
                let path = self.path(Some(name));
                let diagnostic = self.report(&XHTML_ATTRIBUTE, start, end);
                add(diagnostic, "attribute", key);
                add(diagnostic, "element", name);
                add(diagnostic, "path", &path);
            } else {
                self.link(name, key, raw, start, end);
            }
        }
        true
    }

    fn end(&mut self) -> bool {
        self.open.pop();
        self.complete |= self.open.is_empty();
        true
    }

    fn characters(&mut self, start: usize, end: usize) -> bool {
        if self.slice(start, end - start).bytes().all(|b| b.is_ascii_whitespace()) {
            return true;
        }
        if self.open.is_empty() {
            return self.outside_the_root(start, end);
        }
        self.has_content = true;
        self.text_placement(start, end);
        true
    }

    /// Text before or after the div.
    fn outside_the_root(&mut self, start: usize, end: usize) -> bool {
        let text = self.slice(start, end - start).trim();
        add(self.report(&XHTML_ROOT, start, end), "element", &shortened(text));
        false
    }

    fn reference(&mut self, reference: &str, start: usize, end: usize) -> bool {
        if self.open.is_empty() {
            return self.outside_the_root(start, end);
        }
        self.has_content = true;
        if !is_xml_entity(reference) {
            self.entity(reference, start, end);
        }
        true
    }

    fn entity(&mut self, name: &str, start: usize, end: usize) {
        // In an XML document the parser has refused it already.
        if self.div.document().format == Format::Json {
            add(self.report(&XHTML_ENTITY, start, end), "entity", &format!("&{name};"));
        }
    }

    fn stop(&mut self, message: &'static Message, start: usize, end: usize) -> bool {
        self.report(message, start, end);
        false
    }

    fn report(&mut self, message: &'static Message, start: usize, end: usize) -> &mut Diagnostic {
        let span = place::span(self.div, start, end);
        self.sink.push(Diagnostic::new(message, span).at(self.div.id()));
        let last = self.sink.len() - 1;
        &mut self.sink[last]
    }

    /// The names of the open elements, joined by `/`.
    fn path(&self, last: Option<&str>) -> String {
        self.open.iter().map(|o| o.name).chain(last).collect::<Vec<_>>().join("/")
    }

    fn slice(&self, start: usize, length: usize) -> &'t str {
        self.text.get(start..start + length).unwrap_or("")
    }
}

fn add(diagnostic: &mut Diagnostic, name: &'static str, text: &str) {
    diagnostic.facts.push((name, text.into()));
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Whether `name` (without `&` and `;`) is a character number or one of the five entities of XML.
fn is_xml_entity(name: &str) -> bool {
    let digits = |text: &str, hex: bool| {
        !text.is_empty() && text.bytes().all(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() })
    };
    match name.strip_prefix('#') {
        Some(number) => number.strip_prefix('x').map_or(digits(number, false), |hex| digits(hex, true)),
        None => matches!(name, "lt" | "gt" | "amp" | "quot" | "apos"),
    }
}

fn first_foreign_entity(text: &str) -> Option<&str> {
    text.split('&').skip(1).map(|rest| rest.split(';').next().unwrap_or(rest)).find(|name| !is_xml_entity(name))
}

#[cfg(test)]
mod tests;
