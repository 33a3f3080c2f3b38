//! StructureDefinitions, value sets and code systems read from documents, JSON or XML alike.
//!
//! Reading never fails: what is missing stays empty, what is not understood is left out. Whether the definition itself
//! is well-formed FHIR is the validator's business.

pub(super) mod element;
mod terminology;
mod value;

pub use element::element_definition;
pub use terminology::{code_system, contained_value_set, value_set};
pub use value::value;

use super::model::{ExtensionContext, StructureDefinition, StructureKind};
use crate::document::{Element, known};

/// The resource type of a resource element; empty when it has none.
pub fn resource_type(resource: Element<'_>) -> &str {
    resource.child_value(known::RESOURCE_TYPE).unwrap_or_default()
}

/// `url` and `version` of a canonical resource; empty where absent.
pub fn canonical(resource: Element<'_>) -> (Box<str>, Box<str>) {
    let text = |name| resource.child_value(name).unwrap_or_default().into();
    (text(known::URL), text(known::VERSION))
}

/// Reads a StructureDefinition resource. `None` when it has no `url` or no `type`, for then nothing can refer to it.
pub fn structure_definition(resource: Element<'_>) -> Option<StructureDefinition> {
    let mut definition = empty();
    for child in resource.children() {
        match child.name_text() {
            "url" => definition.url = text(child),
            "version" => definition.version = text(child),
            "name" => definition.name = text(child),
            "kind" => definition.kind = kind(child),
            "abstract" => definition.is_abstract = child.value() == Some("true"),
            "type" => definition.type_name = text(child),
            "baseDefinition" => definition.base = text(child),
            "derivation" => definition.is_constraint = child.value() == Some("constraint"),
            "context" => definition.context.push(context(child)),
            "contextInvariant" => definition.context_invariant.push(text(child)),
            "snapshot" => definition.snapshot = elements(child),
            "differential" => definition.differential = elements(child),
            _ => {}
        }
    }
    (!definition.url.is_empty() && !definition.type_name.is_empty()).then_some(definition)
}

fn empty() -> StructureDefinition {
    StructureDefinition {
        url: "".into(),
        version: "".into(),
        name: "".into(),
        kind: StructureKind::Resource,
        is_abstract: false,
        type_name: "".into(),
        base: "".into(),
        is_constraint: false,
        context: Vec::new(),
        context_invariant: Vec::new(),
        snapshot: Vec::new(),
        differential: Vec::new(),
    }
}

fn kind(element: Element<'_>) -> StructureKind {
    match element.value() {
        Some("primitive-type") => StructureKind::PrimitiveType,
        Some("complex-type") => StructureKind::ComplexType,
        Some("logical") => StructureKind::Logical,
        _ => StructureKind::Resource,
    }
}

fn context(element: Element<'_>) -> ExtensionContext {
    let mut context = ExtensionContext { kind: "".into(), expression: "".into() };
    for child in element.children() {
        match child.name_text() {
            "type" => context.kind = text(child),
            "expression" => context.expression = text(child),
            _ => {}
        }
    }
    context
}

fn elements(list: Element<'_>) -> Vec<super::model::ElementDefinition> {
    list.children().filter(|c| c.name_text() == "element").map(element_definition).collect()
}

/// The value of a primitive; empty when it has none.
fn text(element: Element<'_>) -> Box<str> {
    element.value().unwrap_or_default().into()
}

/// The value of the first extension with a URL, whatever its type.
fn extension_value<'a>(element: Element<'a>, url: &str) -> Option<&'a str> {
    element
        .children_named(known::EXTENSION)
        .find(|e| e.child_value(known::URL) == Some(url))?
        .children()
        .find(|c| c.name_text().starts_with("value"))?
        .value()
}

#[cfg(test)]
mod tests;
