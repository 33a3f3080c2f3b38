//! How checks look around in a tree of elements.

use crate::document::{Element, Symbol, known};
use crate::source::Span;

/// What to underline for something that is not there: the key of the element above, else its first character.
pub fn anchor(element: Element<'_>) -> Span {
    let (name, span) = (element.name_span(), element.span());
    match element.child(known::RESOURCE_TYPE).filter(|_| element.resource_type().is_some()) {
        Some(resource_type) => resource_type.span(),
        None if name.is_empty() || element.in_array() => {
            Span { start: span.start, end: (span.start + 1).min(span.end) }
        }
        None => name,
    }
}

/// The profiles that a resource claims: URL without version, and the element.
pub fn profiles(resource: Element<'_>) -> impl Iterator<Item = (&str, Element<'_>)> {
    let claimed = resource.child(known::META).into_iter().flat_map(|meta| meta.children_named(known::PROFILE));
    claimed.filter_map(|p| Some((p.value()?.split('|').next()?, p)))
}

/// Whether a resource claims a profile, in any version.
pub fn claims(resource: Element<'_>, url: &str) -> bool {
    profiles(resource).any(|(claimed, _)| claimed == url)
}

/// The first descendant at the end of a path of names, the first child of each name being taken.
pub fn first<'a>(element: Element<'a>, path: &[Symbol]) -> Option<Element<'a>> {
    path.iter().try_fold(element, |e, name| e.child(*name))
}

/// The codings of a CodeableConcept.
pub fn codings(concept: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    concept.children_named(known::CODING)
}

/// The codings of a CodeableConcept that are of a code system.
pub fn codings_of<'a>(concept: Element<'a>, system: &'static str) -> impl Iterator<Item = Element<'a>> {
    codings(concept).filter(move |coding| coding.child_value(known::SYSTEM) == Some(system))
}

/// Whether a CodeableConcept has a code in any code system.
pub fn is_coded(concept: Element<'_>, code: &str) -> bool {
    codings(concept).any(|coding| coding.child_value(known::CODE) == Some(code))
}

/// The extensions of an element that have a URL.
pub fn extensions<'a>(element: Element<'a>, url: &'static str) -> impl Iterator<Item = Element<'a>> {
    element.children_named(known::EXTENSION).filter(move |e| e.child_value(known::URL) == Some(url))
}

/// The identifiers of a resource that have a system.
pub fn identifiers<'a>(resource: Element<'a>, system: &'static str) -> impl Iterator<Item = Element<'a>> {
    resource.children_named(known::IDENTIFIER).filter(move |i| i.child_value(known::SYSTEM) == Some(system))
}

/// Whether an element is a resource within another one.
pub fn is_contained(resource: Element<'_>) -> bool {
    resource.name() == known::CONTAINED
}

/// Whether an element has a child of a name.
pub fn has(element: Element<'_>, name: Symbol) -> bool {
    element.child(name).is_some()
}

/// Whether all characters are ASCII digits and there are so many of them.
pub fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether all characters are ASCII digits or capitals and there are so many of them.
pub fn is_digits_or_capitals(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// Whether a text is a 医療機関番号 of ten digits: prefecture, 点数表, and seven more.
pub fn is_institution_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    is_digits(text, 10)
        && (1..=47).contains(&((bytes[0] - b'0') * 10 + (bytes[1] - b'0')))
        && matches!(bytes[2], b'1'..=b'3')
}

/// Whether a character is a half-width katakana or one of its marks.
pub fn is_half_width_kana(character: char) -> bool {
    matches!(character, '\u{FF61}'..='\u{FF9F}')
}

/// The resource that an element stands in, a contained one counting for itself.
pub fn resource_around(element: Element<'_>) -> Option<Element<'_>> {
    std::iter::successors(Some(element), |e| e.parent()).find(|e| e.resource_type().is_some())
}
