//! Edits of XML: values stand in attributes, new elements take the white space and the prefix of their neighbours.

use super::super::{Element, Kind};
use super::{Edit, end_of_space, is_space, start_of_space};
use crate::diagnostics::Content;
use crate::source::Span;

/// Gives a primitive another value.
pub(super) fn value(element: Element<'_>, content: &Content) -> Option<Vec<Edit>> {
    let (Content::Text(text) | Content::Literal(text)) = content else { return None };
    let span = value_span(element)?;
    Some(vec![Edit { span, text: escaped(text) }])
}

/// Adds an element after another one, or as the first.
pub(super) fn add(parent: Element<'_>, after: Option<Element<'_>>, name: &str, content: &Content) -> Option<Vec<Edit>> {
    let document = parent.document();
    let text = document.source.text();
    let elements = document.raw_children(parent.id()).filter(|child| is_element(*child));
    let first = elements.min_by_key(|child| child.span().start)?;
    let after = after.filter(|child| is_element(*child));
    let neighbour = after.unwrap_or(first);
    let (start, end) = (neighbour.span().start as usize, neighbour.span().end as usize);
    let space = start_of_space(text, start);
    // Text or a comment in between would come to stand elsewhere.
    if text.as_bytes().get(space.checked_sub(1)?) != Some(&b'>') {
        return None;
    }
    let between = &text[space..start];
    let tag = document.source.slice(neighbour.name_span());
    let close = start_of_space(text, text[..parent.span().end as usize].rfind("</")?);
    let outer = &text[close..end_of_space(text, close)];
    let unit = between.strip_prefix(outer).filter(|unit| !unit.is_empty() && !unit.contains('\n'));
    let style = Style {
        between: between.to_owned(),
        unit: if between.contains('\n') { unit.unwrap_or("  ").to_owned() } else { String::new() },
        prefix: tag.rfind(':').map_or("", |at| &tag[..=at]),
    };
    let new = style.elements(name, content);
    Some(vec![match after {
        Some(_) => Edit::insert(end, format!("{between}{new}")),
        None => Edit::insert(start, format!("{new}{between}")),
    }])
}

/// Takes an element away, with the white space before it.
pub(super) fn remove(element: Element<'_>) -> Option<Vec<Edit>> {
    let document = element.document();
    let parent = element.parent()?;
    let others = document.raw_children(parent.id()).filter(|child| is_element(*child)).count();
    let start = start_of_space(document.source.text(), element.span().start as usize);
    (is_element(element) && others > 1).then(|| vec![Edit::delete(start, element.span().end as usize)])
}

/// Gives an element, and those of the same name beside it, another name.
pub(super) fn rename(element: Element<'_>, name: &str) -> Option<Vec<Edit>> {
    let document = element.document();
    let mut edits = Vec::new();
    for other in document.namesakes(element).into_iter().filter(|other| is_element(*other)) {
        let tag = document.source.slice(other.name_span());
        let local = tag.rfind(':').map_or(0, |at| at + 1);
        let start = other.name_span().start as usize + local;
        edits.push(Edit { span: Span::new(start, other.name_span().end as usize), text: name.to_owned() });
        let whole = document.source.slice(other.span());
        if !whole.ends_with("/>") {
            let closing = other.span().start as usize + whole.rfind("</")? + 2;
            if !document.source.text()[closing..].starts_with(tag) {
                return None;
            }
            edits.push(Edit { span: Span::new(closing + local, closing + tag.len()), text: name.to_owned() });
        }
    }
    Some(edits)
}

/// Whether a node is an element with tags of its own, not an attribute or the name of a resource.
fn is_element(element: Element<'_>) -> bool {
    let source = &element.document().source;
    let (name, span) = (element.name_span(), element.span());
    span.start + 1 == name.start && source.slice(span).starts_with('<')
}

/// What stands within the quotes of the attribute that holds a value.
fn value_span(element: Element<'_>) -> Option<Span> {
    if element.kind() != Kind::String {
        return None;
    }
    let (start, end) = (element.span().start as usize, element.span().end as usize);
    if is_element(element) {
        return attribute(element.document().source.text(), element.name_span().end as usize, "value");
    }
    let quote = element.document().source.text().as_bytes().get(start)?;
    matches!(quote, b'"' | b'\'').then(|| Span::new(start + 1, end - 1))
}

/// The value of an attribute in a start tag whose name ends at `at`.
fn attribute(text: &str, mut at: usize, wanted: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    loop {
        at = end_of_space(text, at);
        let name = at;
        while !is_space(*bytes.get(at)?) && bytes[at] != b'=' {
            if matches!(bytes[at], b'>' | b'/' | b'<') {
                return None;
            }
            at += 1;
        }
        let name = &text[name..at];
        at = end_of_space(text, at);
        if bytes.get(at) != Some(&b'=') {
            return None;
        }
        at = end_of_space(text, at + 1);
        let quote = *bytes.get(at).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let length = memchr::memchr(quote, &bytes[at + 1..])?;
        let span = Span::new(at + 1, at + 1 + length);
        if name == wanted {
            return Some(span);
        }
        at = span.end as usize + 1;
    }
}

/// How the elements around are written.
struct Style<'a> {
    /// The white space before an element.
    between: String,
    /// What each level adds to it.
    unit: String,
    /// The namespace prefix with its colon.
    prefix: &'a str,
}

impl Style<'_> {
    /// An element, or several of the same name.
    fn elements(&self, name: &str, content: &Content) -> String {
        let prefix = self.prefix;
        match content {
            Content::Text(text) | Content::Literal(text) => format!("<{prefix}{name} value=\"{}\"/>", escaped(text)),
            Content::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.elements(name, item)).collect();
                items.join(&self.between)
            }
            Content::Object(properties) => {
                let inner =
                    Style { between: format!("{}{}", self.between, self.unit), unit: self.unit.clone(), prefix };
                let children = properties.iter().map(|(name, content)| inner.elements(name, content));
                let children: String = children.map(|child| format!("{}{child}", inner.between)).collect();
                format!("<{prefix}{name}>{children}{}</{prefix}{name}>", self.between)
            }
        }
    }
}

/// A text as the value of an XML attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
