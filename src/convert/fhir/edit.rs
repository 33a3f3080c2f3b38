//! Changes of a text, each at its place.

use crate::source::Span;

/// Changes that do not overlap.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Span, String)>);

impl Edits {
    /// Puts a text in the place of a span; an empty span inserts it.
    pub fn replace(&mut self, span: Span, text: String) {
        self.0.push((span, text));
    }

    /// The text with all changes; `None` when there are none.
    pub fn apply(mut self, text: &str) -> Option<String> {
        // Insertions at one place keep their order.
        self.0.sort_by_key(|(span, _)| span.start);
        let more: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        let mut out = String::with_capacity(text.len() + more);
        let mut at = 0;
        for (span, new) in &self.0 {
            out.push_str(text.get(at..span.start as usize).unwrap_or_default());
            out.push_str(new);
            at = span.end as usize;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        (out != text).then_some(out)
    }
}
