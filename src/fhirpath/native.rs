//! Conditions of R4 that almost every element has, as code. A test holds each against its expression.

use crate::document::{Element, known};

/// A condition as code.
pub type Holds = fn(Element<'_>) -> bool;

/// Expressions and the code that gives the same answer.
const NATIVE: &[(&str, Holds)] = &[
    ("hasValue() or (children().count() > id.count())", has_content),
    ("extension.exists() != value.exists()", has_extension_or_value),
];

/// The code that gives the same answer as an expression, if there is any. An element with nothing at all passes: it is
/// reported where it is read.
pub fn find(expression: &str) -> Option<Holds> {
    NATIVE.iter().find(|(text, _)| *text == expression).map(|(_, holds)| *holds)
}

/// ele-1: a value, or children other than the id. An element with nothing at all is reported where it is read.
fn has_content(element: Element<'_>) -> bool {
    if element.value().is_some() {
        return true;
    }
    let mut children = element.children().peekable();
    children.peek().is_none() || children.any(|c| c.name() != known::ID)
}

/// ext-1: either extensions or a value.
fn has_extension_or_value(extension: Element<'_>) -> bool {
    let (mut extensions, mut values) = (false, false);
    for child in extension.children() {
        if child.name() == known::EXTENSION {
            extensions = true;
        } else if child.name_text().starts_with("value") {
            values = true;
        }
    }
    extensions != values
}

#[cfg(test)]
#[path = "native_tests.rs"]
mod tests;
