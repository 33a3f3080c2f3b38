//! Which element stands in which.

use super::messages::*;
use super::{Check, add, grammar};

impl<'t> Check<'t, '_> {
    /// Checks where an element stands; at most one finding, about the nearest reason.
    pub(super) fn placement(&mut self, name: &'t str, start: usize, end: usize) {
        let Some(parent) = self.open.last() else { return };
        let (parent, container) = (parent.name, parent.container);
        let parents = grammar::parents(name);
        let children = grammar::children(parent);
        let message = if !parents.is_empty() && !parents.contains(&parent) {
            &XHTML_OUT_OF_PLACE
        } else if children.is_some_and(<[_]>::is_empty) {
            &XHTML_NO_CONTENT
        } else if children.is_some_and(|c| !c.contains(&name)) {
            &XHTML_ILLEGAL_CHILD
        } else if container.is_some_and(|c| grammar::is_block(name, c)) {
            &XHTML_BLOCK_IN_TEXT
        } else {
            return;
        };
        let path = self.path(Some(name));
        let diagnostic = self.report(message, start, end);
        add(diagnostic, "element", name);
        add(diagnostic, "parent", parent);
        add(diagnostic, "container", container.unwrap_or(parent));
        add(diagnostic, "parents", &tags(parents));
        add(diagnostic, "children", &tags(children.unwrap_or(&[])));
        add(diagnostic, "path", &path);
    }

    /// Checks where text stands; one finding for each element that may have none.
    pub(super) fn text_placement(&mut self, start: usize, end: usize) {
        let Some(parent) = self.open.last_mut() else { return };
        let Some(children) = grammar::children(parent.name) else { return };
        if std::mem::replace(&mut parent.has_illegal_text, true) {
            return;
        }
        let parent = parent.name;
        let path = self.path(None);
        let message = if children.is_empty() { &XHTML_NO_CONTENT } else { &XHTML_ILLEGAL_TEXT };
        let diagnostic = self.report(message, start, end);
        add(diagnostic, "parent", parent);
        add(diagnostic, "children", &tags(children));
        add(diagnostic, "path", &path);
    }
}

fn tags(names: &[&str]) -> String {
    names.iter().map(|n| format!("<{n}>")).collect::<Vec<_>>().join(" ")
}
