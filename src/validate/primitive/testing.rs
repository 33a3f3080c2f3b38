//! Documents with one primitive value, built by hand so that these tests need no parser.

use super::{Primitive, check};
use crate::diagnostics::{Diagnostic, Fact};
use crate::document::{Document, Format, Kind, NONE, Node, known};
use crate::source::{Source, Span};

/// A document whose only element has the given value, written as `kind`.
pub(crate) fn document(format: Format, kind: Kind, value: &str) -> Document {
    let quote = usize::from(kind == Kind::String);
    let text = if quote == 1 { format!("\"{value}\"") } else { value.to_owned() };
    let span = Span::new(0, text.len());
    let node = Node {
        kind,
        name: known::VALUE,
        parent: NONE,
        next: 1,
        companion: NONE,
        span,
        text: Span::new(quote, text.len() - quote),
        ..Node::default()
    };
    Document { source: Source::new("test", text), format, nodes: vec![node], ..Document::default() }
}

/// The ids that a value of a type gives, in the JSON kind that the type asks for.
pub(crate) fn ids(primitive: Primitive, value: &str) -> Vec<&'static str> {
    diagnose(primitive, primitive.json_kind(), value).iter().map(|d| d.message.id).collect()
}

/// What a value in JSON gives.
pub(crate) fn diagnose(primitive: Primitive, kind: Kind, value: &str) -> Vec<Diagnostic> {
    let document = document(Format::Json, kind, value);
    let mut sink = Vec::new();
    check(primitive, document.element(0), &mut sink);
    sink
}

/// A fact as text.
pub(crate) fn fact(diagnostic: &Diagnostic, name: &str) -> String {
    match diagnostic.fact(name) {
        Some(Fact::Text(text) | Fact::Value(text)) => text.to_string(),
        Some(Fact::Number(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}
