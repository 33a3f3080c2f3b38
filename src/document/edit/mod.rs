//! A fix as bytes: what is to become of nodes, written the way the document around them is written.
//!
//! What cannot be written so that every other byte stays is refused: the answer is `None`, never a broken document.

pub(super) mod json;
#[cfg(test)]
mod tests;
mod xml;

pub use xml::escaped;

use super::{Document, Element, Format, NodeId};
use crate::diagnostics::{Change, Fix};
use crate::source::Span;

/// A text to put in the place of bytes of the source; an empty span inserts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    fn insert(at: usize, text: String) -> Self {
        Self { span: Span::new(at, at), text }
    }

    fn delete(from: usize, to: usize) -> Self {
        Self { span: Span::new(from, to), text: String::new() }
    }
}

/// A text with edits that do not overlap and stand in the order of their places.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let more: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + more);
    let mut at = 0;
    for edit in edits {
        let span = edit.span.range();
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The white space of JSON and XML.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Where the white space begins that ends before a place.
fn start_of_space(text: &str, end: usize) -> usize {
    text.as_bytes()[..end].iter().rposition(|byte| !is_space(*byte)).map_or(0, |at| at + 1)
}

/// Where the white space ends that begins at a place.
fn end_of_space(text: &str, start: usize) -> usize {
    text.as_bytes()[start..].iter().position(|byte| !is_space(*byte)).map_or(text.len(), |at| start + at)
}

impl Document {
    /// A fix as edits, in the order of their places; `None` when it cannot be written here.
    pub fn edits(&self, fix: &Fix) -> Option<Vec<Edit>> {
        let mut edits = Vec::with_capacity(fix.changes.len());
        for change in &fix.changes {
            edits.extend(self.change(change)?);
        }
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        // A change that undoes another one is no fix.
        let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        (apart && !edits.is_empty()).then_some(edits)
    }

    fn change(&self, change: &Change) -> Option<Vec<Edit>> {
        let is_json = self.format == Format::Json;
        let at = |id: &NodeId| self.nodes.get(*id as usize).map(|_| self.element(*id));
        match change {
            Change::Value(id, content) if is_json => json::value(at(id)?, content),
            Change::Value(id, content) => xml::value(at(id)?, content),
            Change::Add(addition) => {
                let after = match &addition.after {
                    Some(id) => Some(at(id)?),
                    None => None,
                };
                let parent = at(&addition.parent)?;
                let add = if is_json { json::add } else { xml::add };
                add(parent, after, &addition.name, &addition.content)
            }
            Change::Remove(id) if is_json => json::remove(at(id)?),
            Change::Remove(id) => xml::remove(at(id)?),
            Change::Rename(id, name) if is_json => json::rename(at(id)?, name),
            Change::Rename(id, name) => xml::rename(at(id)?, name),
            Change::Enclose(id) if is_json => json::enclose(at(id)?),
            Change::Unwrap(id) if is_json => json::unwrap(at(id)?),
            Change::Enclose(_) | Change::Unwrap(_) => None,
            Change::Bytes(start, end, text) => {
                let span = Span { start: *start, end: *end };
                self.source.text().get(span.range())?;
                Some(vec![Edit { span, text: text.to_string() }])
            }
        }
    }

    /// The nodes directly below a node, both halves of a JSON primitive each by itself.
    fn raw_children(&self, id: NodeId) -> impl Iterator<Item = Element<'_>> {
        let end = self.nodes[id as usize].next;
        let first = Some(id + 1).filter(|first| *first < end);
        std::iter::successors(first, move |at| Some(self.nodes[*at as usize].next).filter(|next| *next < end))
            .map(|id| self.element(id))
    }

    /// The nodes that stand beside a node under the same key or name, itself included.
    fn namesakes(&self, element: Element<'_>) -> Vec<Element<'_>> {
        let node = element.node();
        if node.parent == super::NONE {
            return Vec::new();
        }
        let is_same = |other: &Element<'_>| match self.format {
            Format::Json => other.node().name_span == node.name_span,
            Format::Xml => other.node().name == node.name,
        };
        self.raw_children(node.parent).filter(is_same).collect()
    }
}
