//! Writes a document that was read from JSON as FHIR XML, in the element order of the definitions.
//!
//! It is a test's writer: it serves to say the same in the other notation and is no conversion that people use.

use std::sync::Arc;

use jpfhir::definitions::Definitions;
use jpfhir::definitions::model::StructureDefinition;
use jpfhir::document::{Document, Element, Kind};

/// The place in a base type that says in which order the children of an element stand.
#[derive(Clone)]
struct Place {
    structure: Arc<StructureDefinition>,
    path: Box<str>,
}

/// The document as XML; `None` when XML cannot say the same (control characters, narrative that is no XML).
pub fn write(document: &Document, definitions: &Definitions) -> Option<String> {
    let mut writer = Writer { definitions, out: String::new() };
    writer.resource(document.root()?, " xmlns=\"http://hl7.org/fhir\"")?;
    Some(writer.out)
}

struct Writer<'a> {
    definitions: &'a Definitions,
    out: String,
}

impl Writer<'_> {
    fn resource(&mut self, resource: Element<'_>, attributes: &str) -> Option<()> {
        let type_name = resource.resource_type()?;
        let is_name = type_name.starts_with(|c: char| c.is_ascii_uppercase())
            && type_name.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_name {
            return None;
        }
        self.out.push_str(&format!("<{type_name}{attributes}>"));
        let children: Vec<_> = resource.children().filter(|c| c.name_text() != "resourceType").collect();
        self.children(children, self.type_place(type_name))?;
        self.out.push_str(&format!("</{type_name}>"));
        Some(())
    }

    fn children(&mut self, mut children: Vec<Element<'_>>, place: Option<Place>) -> Option<()> {
        children.sort_by_key(|child| place.as_ref().and_then(|p| p.position(child.name_text())).unwrap_or(usize::MAX));
        for child in children {
            let below = place.as_ref().and_then(|p| self.below(p, child.name_text()));
            self.element(child, below)?;
        }
        Some(())
    }

    fn element(&mut self, element: Element<'_>, place: Option<Place>) -> Option<()> {
        let name = element.name_text();
        if matches!(element.kind(), Kind::NestedArray | Kind::EmptyArray) || !is_xml_name(name) {
            return None;
        }
        if name == "div" && element.parent().is_some_and(|p| p.name_text() == "text") {
            return self.narrative(element);
        }
        self.out.push_str(&format!("<{name}"));
        if element.resource_type().is_some() {
            self.out.push('>');
            self.resource(element, "")?;
        } else {
            let is_attribute = |child: &Element<'_>| {
                child.name_text() == "id"
                    || child.name_text() == "url" && matches!(name, "extension" | "modifierExtension")
            };
            let (attributes, children): (Vec<_>, Vec<_>) = element.children().partition(is_attribute);
            if element.kind() != Kind::Null && element.kind() != Kind::Object {
                self.attribute("value", element.value()?)?;
            }
            for attribute in attributes {
                // An attribute has no place for what hangs on a primitive.
                if attribute.children().next().is_some() {
                    return None;
                }
                self.attribute(attribute.name_text(), attribute.value()?)?;
            }
            self.out.push('>');
            self.children(children, place)?;
        }
        self.out.push_str(&format!("</{name}>"));
        Some(())
    }

    /// The div as it is, if it is one element in the namespace of XHTML that XML can hold.
    fn narrative(&mut self, div: Element<'_>) -> Option<()> {
        let text = div.value()?;
        let is_whole =
            text.starts_with("<div xmlns=\"http://www.w3.org/1999/xhtml\"") && text.trim_end().ends_with("</div>");
        if !is_whole || div.children().next().is_some() {
            return None;
        }
        self.out.push_str(text);
        Some(())
    }

    fn attribute(&mut self, name: &str, value: &str) -> Option<()> {
        self.out.push_str(&format!(" {name}=\""));
        for c in value.chars() {
            match c {
                '<' => self.out.push_str("&lt;"),
                '&' => self.out.push_str("&amp;"),
                '"' => self.out.push_str("&quot;"),
                '\n' | '\r' | '\t' => self.out.push_str(&format!("&#{};", c as u32)),
                '\0'..'\u{20}' | '\u{FFFE}' | '\u{FFFF}' => return None,
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        Some(())
    }

    fn type_place(&self, type_name: &str) -> Option<Place> {
        let structure = self.definitions.structure(self.definitions.type_definition(type_name)?);
        Some(Place { path: structure.type_name.clone(), structure })
    }

    /// Where the children of a child are defined: in the same type, at the end of a content reference, or in a type of
    /// their own.
    fn below(&self, place: &Place, name: &str) -> Option<Place> {
        let element = &place.structure.snapshot[place.position(name)?];
        if let Some((_, path)) = element.content_reference.split_once('#') {
            return Some(Place { path: path.into(), ..place.clone() });
        }
        if place.structure.snapshot.iter().any(|e| is_below(&e.path, &element.path)) {
            return Some(Place { path: element.path.clone(), ..place.clone() });
        }
        let choice = element.path.strip_suffix("[x]").and_then(|base| name.strip_prefix(&base[place.path.len() + 1..]));
        let fits = |code: &str| choice.is_none_or(|c| c.eq_ignore_ascii_case(code));
        self.type_place(&element.types.iter().find(|t| fits(&t.code))?.code)
    }
}

impl Place {
    /// The position of a child among the elements of the type.
    fn position(&self, name: &str) -> Option<usize> {
        self.structure.snapshot.iter().position(|e| {
            is_below(&e.path, &self.path) && {
                let tail = &e.path[self.path.len() + 1..];
                let is_choice = |base| name.strip_prefix(base).is_some_and(|t: &str| t.starts_with(char::is_uppercase));
                tail == name || tail.strip_suffix("[x]").is_some_and(is_choice)
            }
        })
    }
}

/// Whether a path is that of a child of another.
fn is_below(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.')).is_some_and(|tail| !tail.contains('.'))
}

fn is_xml_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
