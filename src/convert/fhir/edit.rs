//! Changes of a text, each at its place.

use crate::document::{Edit, edited};
use crate::source::Span;

/// Changes that do not overlap.
#[derive(Debug, Default)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Puts a text in the place of a span; an empty span inserts it.
    pub fn replace(&mut self, span: Span, text: String) {
        self.0.push(Edit { span, text });
    }

    /// The text with all changes; `None` when there are none.
    pub fn apply(mut self, text: &str) -> Option<String> {
        // Insertions at one place keep their order.
        self.0.sort_by_key(|edit| edit.span.start);
        let out = edited(text, &self.0);
        (out != text).then_some(out)
    }
}
