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
            ("a" | "area", "href") if raw.starts_with('#') => {
                return self.anchors.push((raw[1..].to_owned(), start, end));
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

impl Check<'_, '_> {
    /// Reports the first of the links to places in this resource that lead nowhere.
    pub(super) fn anchors(&mut self) {
        let anchors = std::mem::take(&mut self.anchors);
        let is_lost = |(id, ..): &&(String, usize, usize)| {
            !id.is_empty() && !self.ids.contains(id) && !is_id_within(resource_around(self.div), id)
        };
        if let Some((id, start, end)) = anchors.iter().find(is_lost) {
            let diagnostic = self.report(&XHTML_LINK_UNRESOLVED, *start, *end);
            diagnostic.facts.push(("value", Fact::Value(shortened(&format!("#{id}")).into())));
        }
    }
}

/// The resource that a narrative belongs to; the containing one of a contained resource.
fn resource_around(div: Element<'_>) -> Element<'_> {
    let around = std::iter::successors(Some(div), |e| e.parent());
    let is_resource = |e: &Element<'_>| e.resource_type().is_some() && e.name() != known::CONTAINED;
    around.clone().find(is_resource).or(around.last()).unwrap_or(div)
}

/// Whether an element or resource has an id.
fn is_id_within(root: Element<'_>, id: &str) -> bool {
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if element.child_value(known::ID) == Some(id) {
            return true;
        }
        open.extend(element.children());
    }
    false
}

/// Whether a resource around the narrative contains a resource of this id.
fn is_contained(div: Element<'_>, id: &str) -> bool {
    std::iter::successors(div.parent(), |e| e.parent())
        .flat_map(|e| e.children_named(known::CONTAINED))
        .any(|contained| contained.child_value(known::ID) == Some(id))
}
