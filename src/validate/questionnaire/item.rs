//! Items of questionnaires and of responses, as the checks see them.

use crate::document::{Element, known};

/// Where FHIR's own extensions are defined.
const EXTENSIONS: &str = "http://hl7.org/fhir/StructureDefinition/";

/// The children of a name.
pub(super) fn named<'a>(element: Element<'a>, name: &'static str) -> impl Iterator<Item = Element<'a>> {
    element.children().filter(move |child| child.name_text() == name)
}

/// The value of the first child of a name.
pub(super) fn value<'a>(element: Element<'a>, name: &'static str) -> Option<&'a str> {
    named(element, name).next()?.value()
}

/// The `value[x]` or `answer[x]` of an element, with the end of its name: `Coding` for `valueCoding`.
pub(super) fn choice<'a>(element: Element<'a>, stem: &'static str) -> Option<(&'a str, Element<'a>)> {
    element.children().find_map(|child| {
        let end = child.name_text().strip_prefix(stem)?;
        end.starts_with(|c: char| c.is_ascii_uppercase()).then_some((end, child))
    })
}

/// An item of a questionnaire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a>(pub(super) Element<'a>);

impl<'a> Item<'a> {
    /// The items right below a questionnaire or an item of one.
    pub(super) fn below(element: Element<'a>) -> Vec<Item<'a>> {
        named(element, "item").map(Item).collect()
    }

    pub(super) fn link(self) -> &'a str {
        value(self.0, "linkId").unwrap_or_default()
    }

    /// `group`, `display`, `string`, …
    pub(super) fn kind(self) -> &'a str {
        self.0.child_value(known::TYPE).unwrap_or_default()
    }

    pub(super) fn is_true(self, flag: &'static str) -> bool {
        value(self.0, flag) == Some("true")
    }

    /// The answers it offers.
    pub(super) fn options(self) -> impl Iterator<Item = Element<'a>> {
        named(self.0, "answerOption")
    }

    /// The values of an extension, given by the end of its URL or a whole one.
    pub(super) fn extensions(self, url: &'static str) -> impl Iterator<Item = Element<'a>> {
        extensions(self.0, url)
    }

    /// The number that an extension states.
    pub(super) fn number(self, url: &'static str) -> Option<usize> {
        self.extensions(url).next()?.value()?.parse().ok()
    }
}

/// The values of an extension of an element, given by the end of its URL or a whole one.
pub(super) fn extensions<'a>(element: Element<'a>, url: &'static str) -> impl Iterator<Item = Element<'a>> {
    let is_it = move |found: &str| found == url || found.strip_prefix(EXTENSIONS) == Some(url);
    element
        .children_named(known::EXTENSION)
        .filter(move |extension| extension.child_value(known::URL).is_some_and(is_it))
        .filter_map(|extension| Some(choice(extension, "value")?.1))
}
