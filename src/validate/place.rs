//! Where an element stands, in the words of the base specification: its type and its path.

use std::sync::Arc;

use crate::document::{Element, known};

use super::run::Run;
use super::schema::{ElementIndex, Schema};
use super::structure;
use super::walk::Context;

impl<'a> Run<'a> {
    /// The base element that an element is: its schema, its index there, and its type.
    pub(super) fn base_of(&self, element: Element<'a>) -> Option<(&'a Schema, ElementIndex, Option<Arc<str>>)> {
        if let Some(resource_type) = element.resource_type() {
            let schema = self.schemas.of_type(resource_type)?;
            return Some((schema, 0, Some(schema.type_name.clone())));
        }
        let (schema, parent, parent_type) = self.base_of(element.parent()?)?;
        let (schema, content) = self.below(schema, parent, parent_type.as_deref())?;
        let (index, position) = schema.child(content, element.name())?;
        let own_type = schema.element(index).types.get(position as usize).map(|t| t.code.clone());
        Some((schema, index, own_type))
    }

    /// Where the children of a base element are defined: with it, with the element it refers to, or with its type.
    pub(super) fn below(
        &self,
        schema: &'a Schema,
        index: ElementIndex,
        own_type: Option<&str>,
    ) -> Option<(&'a Schema, ElementIndex)> {
        let content = schema.content_of(index);
        if !schema.element(content).children.is_empty() {
            return Some((schema, content));
        }
        Some((self.schemas.of_type(own_type?)?, 0))
    }

    /// The element whose name an unknown one nearly has.
    pub(super) fn meant(&self, unknown: Element<'a>) -> Option<&'static str> {
        let (schema, index, own_type) = self.base_of(unknown.parent()?)?;
        let (schema, element) = self.below(schema, index, own_type.as_deref())?;
        structure::meant(&Context { schema, element, owners: 0 }, unknown)
    }

    /// The type of an element.
    pub(super) fn type_of(&self, element: Element<'a>) -> Option<Arc<str>> {
        self.base_of(element)?.2
    }

    /// All names under which an extension's context may mean an element: its types and their bases, its path in the type
    /// that defines it, and its path from the resource.
    pub(super) fn places_of(&self, element: Element<'a>) -> Vec<String> {
        let mut places = Vec::new();
        let Some((schema, index, own_type)) = self.base_of(element) else { return places };
        let path = &schema.element(index).path;
        places.push(path.to_string());
        if let Some(stem) = path.strip_suffix("[x]") {
            places.push(stem.to_string());
            places.push(format!("{stem}{}", &element.name_text()[element.name_text().len().min(tail_length(stem))..]));
        }
        let mut next = own_type.as_deref().and_then(|t| self.schemas.definitions().type_definition(t));
        while let Some(id) = next {
            let outline = self.schemas.outline(id);
            places.push(outline.type_name.to_string());
            next = self.schemas.find(&outline.base).filter(|base| *base != id);
        }
        if index == 0 && schema.child(0, known::URL).is_some() && schema.child(0, known::STATUS).is_some() {
            // Contexts of later versions of FHIR for the resources that have a canonical URL.
            places.extend(["CanonicalResource".to_string(), "MetadataResource".to_string()]);
        }
        places.push(self.path_from_resource(element));
        places
    }

    fn path_from_resource(&self, element: Element<'a>) -> String {
        let mut parts = Vec::new();
        let mut at = Some(element);
        while let Some(e) = at {
            if let Some(resource_type) = e.resource_type() {
                parts.push(resource_type.to_string());
                break;
            }
            let tail =
                self.base_of(e).map_or(e.name_text().to_string(), |(s, i, _)| s.element(i).tail_text().to_string());
            parts.push(tail);
            at = e.parent();
        }
        parts.reverse();
        parts.join(".")
    }
}

fn tail_length(stem: &str) -> usize {
    stem.rsplit('.').next().unwrap_or(stem).len()
}
