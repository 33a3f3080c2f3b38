//! Ids, links and images.

use super::messages::*;
use super::{Check, add};
use crate::diagnostics::Fact;
use crate::document::{Element, known};
use crate::validate::primitive::shortened;

impl Check<'_, '_> {
    /// Checks the value of an attribute that points somewhere or is pointed to.
    pub(super) fn link(&mut self, element: &str, attribute: &str, raw: &str, start: usize, end: usize) {
        let message = match (element, attribute) {
            (_, "id") | ("a", "name") => {
                if !self.ids.iter().any(|id| id == raw) {
                    return self.ids.push(raw.to_owned());
                }
                &XHTML_DUPLICATE_ID
            }
            ("a" | "area", "href") | ("img", "src") if raw.is_empty() || raw.contains(char::is_whitespace) => {
                &XHTML_LINK_INVALID
            }
            ("a" | "area", "href") => match raw.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()) {
                Some(scheme) if matches!(&*scheme, "javascript" | "vbscript") => &XHTML_LINK_ACTIVE,
                Some(scheme) if matches!(&*scheme, "urn" | "cid") => &XHTML_LINK_SCHEME,
                _ => return,
            },
            ("img", "src") => match raw.strip_prefix('#') {
                Some(id) if !is_contained(self.div, id) => &XHTML_IMAGE_UNRESOLVED,
                _ => return,
            },
            _ => return,
        };
        let diagnostic = self.report(message, start, end);
        add(diagnostic, "attribute", attribute);
        diagnostic.facts.push(("value", Fact::Value(shortened(raw).into())));
    }
}

/// Whether a resource around the narrative contains a resource of this id.
fn is_contained(div: Element<'_>, id: &str) -> bool {
    std::iter::successors(div.parent(), |e| e.parent())
        .flat_map(|e| e.children_named(known::CONTAINED))
        .any(|contained| contained.child_value(known::ID) == Some(id))
}
