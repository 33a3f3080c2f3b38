//! Edits of JSON: new properties take the white space of their neighbours, commas and brackets go with what they serve.

use super::super::{Element, Kind, NONE, flags};
use super::{Edit, end_of_space, is_space, start_of_space};
use crate::diagnostics::Content;
use crate::source::Span;

/// Gives a primitive another value.
pub(super) fn value(element: Element<'_>, content: &Content) -> Option<Vec<Edit>> {
    let is_single = matches!(content, Content::Text(_) | Content::Literal(_));
    let text = written(content, &Style { between: String::new(), unit: String::new(), colon: ":".into() });
    (element.kind().is_primitive() && is_single).then(|| vec![Edit { span: element.span(), text }])
}

/// Adds a property after another one, or as the first.
pub(super) fn add(parent: Element<'_>, after: Option<Element<'_>>, name: &str, content: &Content) -> Option<Vec<Edit>> {
    let document = parent.document();
    if parent.kind() != Kind::Object {
        return None;
    }
    let neighbour = match after {
        Some(child) => child,
        None => document.raw_children(parent.id()).min_by_key(|child| child.name_span().start)?,
    };
    let (property, style) = (property(neighbour)?, Style::of(parent, neighbour)?);
    let new = format!("{}{}{}", quoted(name), style.colon, written(content, &style));
    Some(vec![match after {
        Some(_) => Edit::insert(property.end as usize, format!(",{}{new}", style.between)),
        None => Edit::insert(property.start as usize, format!("{new},{}", style.between)),
    }])
}

/// Takes a property away, or an item of an array that has others.
pub(super) fn remove(element: Element<'_>) -> Option<Vec<Edit>> {
    let document = element.document();
    let text = document.source.text();
    let items = document.namesakes(element);
    // Both halves of a primitive keep their items in step.
    if items.iter().any(|item| item.node().companion != NONE) {
        return None;
    }
    let property = property(element)?;
    let (span, open) = if items.len() > 1 { (element.span(), b'[') } else { (property, b'{') };
    let (start, end) = (span.start as usize, span.end as usize);
    let before = start_of_space(text, start).checked_sub(1)?;
    let after = end_of_space(text, end);
    match (text.as_bytes()[before], text.as_bytes().get(after)?) {
        (b',', _) => Some(vec![Edit::delete(before, end)]),
        (found, b',') if found == open => Some(vec![Edit::delete(start, end_of_space(text, after + 1))]),
        _ => None,
    }
}

/// Gives a property another name, that of its `_name` part too.
pub(super) fn rename(element: Element<'_>, name: &str) -> Option<Vec<Edit>> {
    let document = element.document();
    let parent = element.parent()?.id();
    let namesakes = document.raw_children(parent).filter(|other| other.name() == element.name());
    let mut edits: Vec<Edit> = namesakes
        .map(|other| {
            let underscore = if other.node().flags & flags::UNDERSCORE == 0 { "" } else { "_" };
            Edit { span: other.name_span(), text: quoted(&format!("{underscore}{name}")) }
        })
        .collect();
    edits.dedup();
    edits.iter().all(|edit| document.source.slice(edit.span).starts_with('"')).then_some(edits)
}

/// Puts a single value into brackets.
pub(super) fn enclose(element: Element<'_>) -> Option<Vec<Edit>> {
    let halves = halves(element)?;
    let brackets = |half: &Element<'_>| {
        let span = half.span();
        let around = [(span.start, "["), (span.end, "]")];
        let edits = around.map(|(at, bracket)| Edit::insert(at as usize, bracket.to_owned()));
        (!half.in_array()).then_some(edits)
    };
    let edits: Option<Vec<[Edit; 2]>> = halves.iter().map(brackets).collect();
    Some(edits?.into_iter().flatten().collect())
}

/// Takes the brackets around the only item of an array away.
pub(super) fn unwrap(element: Element<'_>) -> Option<Vec<Edit>> {
    let document = element.document();
    let mut edits = Vec::new();
    for half in halves(element)? {
        let property = property(half)?;
        let end = property.end as usize;
        if !half.in_array() || document.namesakes(half).len() != 1 || half.kind() == Kind::EmptyArray {
            return None;
        }
        let open = start_of_space(document.source.text(), half.span().start as usize).checked_sub(1)?;
        edits.push(Edit::delete(open, half.span().start as usize));
        edits.push(Edit::delete(half.span().end as usize, end));
    }
    let is_bracket = |edit: &Edit| document.source.slice(edit.span).trim_matches([' ', '\t', '\r', '\n']).len() == 1;
    edits.iter().all(is_bracket).then_some(edits)
}

/// An element, and the other half of it if it is a primitive that has one.
fn halves(element: Element<'_>) -> Option<Vec<Element<'_>>> {
    let node = element.node();
    if node.kind == Kind::NestedArray || node.parent == NONE {
        return None;
    }
    let other = (node.companion != NONE).then(|| element.document().element(node.companion));
    Some(std::iter::once(element).chain(other).collect())
}

/// A property from its key to the end of its value, the closing bracket of an array included.
fn property(element: Element<'_>) -> Option<Span> {
    let document = element.document();
    // An item of a nested array has the key of the outer one.
    document.nodes.get(element.node().parent as usize).filter(|parent| parent.kind == Kind::Object)?;
    let last = document.namesakes(element).last()?.span();
    let mut end = last.end as usize;
    if element.in_array() && element.kind() != Kind::EmptyArray {
        end = end_of_space(document.source.text(), end) + 1;
        if document.source.text().as_bytes().get(end - 1) != Some(&b']') {
            return None;
        }
    }
    (!element.name_span().is_empty()).then(|| Span::new(element.name_span().start as usize, end))
}

/// How the properties of an object are written.
struct Style {
    /// The white space before a property.
    between: String,
    /// What each level of objects adds to it.
    unit: String,
    /// The colon with the white space around it.
    colon: String,
}

impl Style {
    /// The style of a property that stands in an object; `None` when something else than white space stands there.
    fn of(parent: Element<'_>, property: Element<'_>) -> Option<Self> {
        let text = parent.document().source.text();
        let key = property.name_span();
        let start = start_of_space(text, key.start as usize);
        if !matches!(text.as_bytes().get(start.checked_sub(1)?), Some(b',' | b'{')) {
            return None;
        }
        let between = &text[start..key.start as usize];
        let after = &text[key.end as usize..];
        let colon = &after[..after.bytes().position(|byte| byte != b':' && !is_space(byte))?];
        let close = (parent.span().end as usize).checked_sub(1)?;
        let outer = &text[start_of_space(text, close)..close];
        let unit = between.strip_prefix(outer).filter(|unit| !unit.is_empty() && !unit.contains('\n'));
        let unit = if between.contains('\n') { unit.unwrap_or("  ") } else { "" };
        let has_one = colon.matches(':').count() == 1;
        has_one.then(|| Self { between: between.to_owned(), unit: unit.to_owned(), colon: colon.to_owned() })
    }

    /// The style one level further in.
    fn inner(&self) -> Self {
        Self { between: format!("{}{}", self.between, self.unit), unit: self.unit.clone(), colon: self.colon.clone() }
    }
}

fn written(content: &Content, style: &Style) -> String {
    let inner = style.inner();
    let lines = if style.between.contains('\n') { (&*inner.between, &*style.between) } else { ("", "") };
    let list = |items: Vec<String>, [open, close]: [char; 2]| {
        let separator = if lines.0.is_empty() { format!(",{}", style.between) } else { format!(",{}", lines.0) };
        format!("{open}{}{}{}{close}", lines.0, items.join(&separator), lines.1)
    };
    match content {
        Content::Text(text) => quoted(text),
        Content::Literal(text) => text.to_string(),
        Content::List(items) => list(items.iter().map(|item| written(item, &inner)).collect(), ['[', ']']),
        Content::Object(properties) => {
            let property = |(name, content): &(Box<str>, Content)| {
                format!("{}{}{}", quoted(name), style.colon, written(content, &inner))
            };
            list(properties.iter().map(property).collect(), ['{', '}'])
        }
    }
}

/// A text as a JSON string.
pub(in super::super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
