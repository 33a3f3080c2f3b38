//! The fixes that rules determine: another value, or a child that is missing.

use crate::diagnostics::{Addition, Change, Content, Fix};
use crate::document::{Element, Symbol, known};
use crate::terminology::same_display;

use super::scene::Scene;

/// Writes another value; a person has to look at it.
pub(super) fn value(element: Element<'_>, text: &str) -> Fix {
    Fix::to_review(Change::text(element.id(), text))
}

/// Adds a child behind the last of those that come before it.
pub(super) fn add(parent: Element<'_>, before: &[Symbol], name: &str, content: Content) -> Fix {
    let after = parent.children().filter(|child| before.contains(&child.name())).max_by_key(|child| child.span().start);
    let after = after.map(Element::id);
    Fix::safe(Change::Add(Addition { parent: parent.id(), after, name: name.into(), content }))
}

/// Whether the code of a coding exists in a system under the display that stands there, so that nothing new is to be said
/// of it under that address.
pub(super) fn is_known(scene: &Scene<'_>, system: &str, coding: Element<'_>) -> bool {
    let (code, display) = (coding.child_value(known::CODE).unwrap_or(""), coding.child_value(known::DISPLAY));
    let is_named = |name: &str| name.is_empty() || display.is_none_or(|display| same_display(name, display));
    match scene.terminology.carried(system, None) {
        Some(found) => found.concept(code).is_some_and(|concept| is_named(concept.display())),
        None => scene
            .terminology
            .master(system)
            .and_then(|master| master.find(code))
            .is_some_and(|concept| !concept.is_name_fixed() || is_named(concept.display())),
    }
}
