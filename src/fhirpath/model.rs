//! The FHIR types as expressions see them: elements by name, choices of types without the type's name, base types.
//!
//! A type is read from its StructureDefinition when it is first asked for; backbone elements are types of their own.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use crate::definitions::model::{ElementDefinition, StructureDefinition, StructureKind};
use crate::definitions::names::property_names;
use crate::definitions::{DefinitionId, Definitions};
use crate::document::{Document, Element, Names, Symbol};

use super::value::System;

/// A FHIR type: a definition and, for a backbone element, the position of the element in its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(u32);

impl TypeId {
    /// An element that no definition knows.
    pub const UNKNOWN: TypeId = TypeId(u32::MAX);
    /// Some resource: the document says which.
    pub const RESOURCE: TypeId = TypeId(u32::MAX - 1);

    /// The type that an element of a base definition's snapshot defines; 0 is the type itself.
    pub fn of(definition: DefinitionId, element: usize) -> TypeId {
        match (u16::try_from(definition.index()), u16::try_from(element)) {
            (Ok(definition), Ok(element)) if definition < u16::MAX => {
                TypeId(u32::from(definition) << 16 | u32::from(element))
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// Whether a definition stands behind it.
    pub fn is_known(self) -> bool {
        self.0 < Self::RESOURCE.0
    }

    fn parts(self) -> (usize, usize) {
        ((self.0 >> 16) as usize, (self.0 & 0xFFFF) as usize)
    }

    /// The definition and the position of the element in its snapshot, if a definition stands behind it.
    pub(super) fn place(self) -> Option<(usize, usize)> {
        self.is_known().then(|| self.parts())
    }
}

/// One way in which an element is written: `valueQuantity` for `value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The name in documents.
    pub property: Symbol,
    /// The type that goes with it.
    pub ty: TypeId,
}

/// What is known of a type.
#[derive(Debug)]
pub struct Type {
    /// `Patient`, `Patient.contact`
    pub name: Box<str>,
    /// The name without the path of a backbone element: `BackboneElement` for `Patient.contact`.
    pub code: Box<str>,
    /// The type it specializes.
    pub base: Option<TypeId>,
    /// The System type that its values convert to.
    pub system: Option<System>,
    /// Whether it is a primitive type.
    pub is_primitive: bool,
    /// Whether it is a resource type.
    pub is_resource: bool,
    /// Whether only types that specialize it have instances.
    pub is_abstract: bool,
    /// Names in expressions, sorted, with the ranges of their choices.
    stems: Box<[(Symbol, u16, u16)]>,
    choices: Box<[Choice]>,
    /// Names in documents, sorted, with their types.
    properties: Box<[Choice]>,
}

impl Type {
    /// The ways in which an element is written.
    pub fn choices(&self, stem: Symbol) -> &[Choice] {
        match self.stems.binary_search_by_key(&stem, |s| s.0) {
            Ok(found) => {
                let (_, start, end) = self.stems[found];
                &self.choices[start as usize..end as usize]
            }
            Err(_) => &[],
        }
    }

    /// The type of an element by its name in documents.
    pub fn property(&self, name: Symbol) -> TypeId {
        match self.properties.binary_search_by_key(&name, |p| p.property) {
            Ok(found) => self.properties[found].ty,
            Err(_) => TypeId::UNKNOWN,
        }
    }

    /// The names of its elements in expressions.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.stems.iter().map(|(stem, ..)| stem.text())
    }
}

/// The types that one definition defines, by the positions of its elements.
type Table = Box<[Option<Type>]>;

/// The types of a set of definitions; shared by all threads.
#[derive(Debug)]
pub struct Model {
    definitions: Arc<Definitions>,
    tables: Box<[OnceLock<Table>]>,
    /// The definitions as elements, those that an expression has asked for.
    pub(super) documents: Box<[OnceLock<Box<Document>>]>,
    named: RwLock<HashMap<Box<str>, Option<TypeId>>>,
}

impl Model {
    /// The types of these definitions; none is read yet.
    pub fn new(definitions: Arc<Definitions>) -> Self {
        let tables = (0..definitions.len()).map(|_| OnceLock::new()).collect();
        let documents = (0..definitions.len()).map(|_| OnceLock::new()).collect();
        Self { definitions, tables, documents, named: RwLock::default() }
    }

    /// The definitions they are read from.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// The type of a name.
    pub fn named(&self, name: &str) -> Option<TypeId> {
        if let Some(known) = self.named.read().unwrap_or_else(|e| e.into_inner()).get(name) {
            return *known;
        }
        let found = self.definitions.type_definition(name).filter(|id| self.is_type(*id, name));
        let found = found.map(|id| TypeId::of(id, 0)).filter(|t| t.is_known());
        if found.is_some() || name.len() < 64 {
            let mut named = self.named.write().unwrap_or_else(|e| e.into_inner());
            // Hostile documents name types that do not exist; only so many are remembered.
            if named.len() < 4096 {
                named.insert(name.into(), found);
            }
        }
        found
    }

    fn is_type(&self, id: DefinitionId, name: &str) -> bool {
        let structure = self.definitions.structure(id);
        !structure.is_constraint && &*structure.type_name == name
    }

    /// What is known of a type.
    pub fn get(&self, ty: TypeId) -> Option<&Type> {
        let (definition, element) = ty.parts();
        let slot = self.tables.get(definition)?;
        slot.get_or_init(|| self.table(definition)).get(element)?.as_ref()
    }

    /// The name of a type, for people.
    pub fn name(&self, ty: TypeId) -> &str {
        match self.get(ty) {
            Some(known) => &known.name,
            None if ty == TypeId::RESOURCE => "Resource",
            None => "an unknown element",
        }
    }

    /// Whether a type is another one or specializes it.
    pub fn is_a(&self, ty: TypeId, ancestor: TypeId) -> bool {
        let mut next = Some(ty);
        // Types form no circle, but nothing in a package ensures it.
        for _ in 0..16 {
            match next {
                Some(ty) if ty == ancestor => return true,
                Some(ty) => next = self.get(ty).and_then(|t| t.base),
                None => return false,
            }
        }
        false
    }

    /// The type of a resource by what the document says.
    pub fn resource(&self, element: Element<'_>) -> TypeId {
        element.resource_type().and_then(|name| self.named(name)).unwrap_or(TypeId::UNKNOWN)
    }

    /// The type that a definition's path leads to; several for a choice. Empty when there is no such path.
    pub fn at_path(&self, path: &str) -> Vec<TypeId> {
        let mut parts = path.split('.');
        let mut types: Vec<TypeId> = parts.next().and_then(|name| self.named(name)).into_iter().collect();
        for part in parts {
            let symbol = |name: &str| Names::read().get(name);
            let stem = symbol(part.strip_suffix("[x]").unwrap_or(part));
            let plain = symbol(part);
            let mut next: Vec<TypeId> = Vec::new();
            for known in types.iter().filter_map(|t| self.get(*t)) {
                next.extend(stem.into_iter().flat_map(|s| known.choices(s)).map(|c| c.ty));
                if next.is_empty() {
                    next.extend(plain.map(|p| known.property(p)).filter(|t| *t != TypeId::UNKNOWN));
                }
            }
            types = next;
        }
        types
    }

    fn table(&self, definition: usize) -> Table {
        let Some(id) = self.definitions.ids().nth(definition) else { return Box::default() };
        let structure = self.definitions.structure(id);
        let elements = &structure.snapshot;
        (0..elements.len())
            .map(|i| (i == 0 || has_children(elements, i)).then(|| self.read(id, &structure, i)))
            .collect()
    }

    fn read(&self, id: DefinitionId, structure: &StructureDefinition, index: usize) -> Type {
        let element = &structure.snapshot[index];
        let base = match index {
            0 => structure.base.rsplit('/').next().filter(|name| !name.is_empty()),
            _ => element.types.first().map(|t| &*t.code),
        };
        let is_type = index == 0;
        let code = if is_type { &*structure.type_name } else { base.unwrap_or("Element") };
        let base = base.and_then(|name| self.named(name)).filter(|base| *base != TypeId::of(id, index));
        let mut stems: Vec<(Symbol, u16, u16)> = Vec::new();
        let mut choices: Vec<Choice> = Vec::new();
        for (position, child) in children(&structure.snapshot, index) {
            let start = choices.len() as u16;
            choices.extend(self.choices_of(id, structure, position, child));
            let tail = child.path.rsplit('.').next().unwrap_or(&child.path);
            stems.push((Names::intern(tail.strip_suffix("[x]").unwrap_or(tail)), start, choices.len() as u16));
        }
        stems.sort_unstable();
        let mut properties = choices.clone();
        properties.sort_unstable_by_key(|c| c.property);
        let is_primitive = is_type && structure.kind == StructureKind::PrimitiveType;
        let system = if is_type { self.system_of(structure) } else { None };
        Type {
            name: if is_type { code.into() } else { element.path.clone() },
            code: code.into(),
            base,
            system: system.or(is_primitive.then_some(System::String)),
            is_primitive,
            is_resource: is_type && structure.kind == StructureKind::Resource,
            is_abstract: is_type && structure.is_abstract,
            stems: stems.into(),
            choices: choices.into(),
            properties: properties.into(),
        }
    }

    /// The System type of a type: that of the nearest type it specializes which has one.
    fn system_of(&self, structure: &StructureDefinition) -> Option<System> {
        let own = own_system(&structure.type_name);
        let mut base: Box<str> = structure.base.clone();
        let mut found = own;
        for _ in 0..8 {
            let Some(next) = self.definitions.find(&base).any().filter(|_| found.is_none()) else { break };
            let structure = self.definitions.structure(next);
            found = own_system(&structure.type_name);
            base = structure.base.clone();
        }
        found
    }

    fn choices_of(
        &self,
        id: DefinitionId,
        structure: &StructureDefinition,
        position: usize,
        child: &ElementDefinition,
    ) -> Vec<Choice> {
        let ty_of = |type_position: usize| {
            if has_children(&structure.snapshot, position) {
                return TypeId::of(id, position);
            }
            if let Some((_, target)) = child.content_reference.rsplit_once('#') {
                let found = structure.snapshot.iter().position(|e| &*e.id == target);
                return found.map_or(TypeId::UNKNOWN, |p| TypeId::of(id, p));
            }
            let Some(reference) = child.types.get(type_position) else { return TypeId::UNKNOWN };
            let code = system_code(&reference.code, child);
            match code {
                "Resource" | "DomainResource" => TypeId::RESOURCE,
                _ => self.named(code).unwrap_or(TypeId::UNKNOWN),
            }
        };
        let names = property_names(child).into_iter();
        names.map(|(name, position)| Choice { property: Names::intern(&name), ty: ty_of(position) }).collect()
    }
}

/// The FHIR type of elements that R4 types by a System type.
fn system_code<'t>(code: &'t str, element: &ElementDefinition) -> &'t str {
    let introduced = element.base.as_ref().map_or(&*element.path, |b| &*b.path);
    match code.strip_prefix("http://hl7.org/fhirpath/System.") {
        None => code,
        Some(_) if introduced == "Resource.id" => "id",
        Some(_) if introduced == "Extension.url" => "uri",
        Some("Boolean") => "boolean",
        Some("Integer") => "integer",
        Some("Decimal") => "decimal",
        Some("Date") => "date",
        Some("DateTime") => "dateTime",
        Some("Time") => "time",
        Some(_) => "string",
    }
}

/// The System type that a FHIR type is tied to by its name; its specializations inherit it.
fn own_system(name: &str) -> Option<System> {
    Some(match name {
        "boolean" => System::Boolean,
        "integer" => System::Integer,
        "decimal" => System::Decimal,
        "date" => System::Date,
        "dateTime" | "instant" => System::DateTime,
        "time" => System::Time,
        "Quantity" => System::Quantity,
        _ => return None,
    })
}

fn has_children(elements: &[ElementDefinition], index: usize) -> bool {
    let path = &elements[index].path;
    elements
        .get(index + 1)
        .is_some_and(|next| next.path.strip_prefix(&**path).is_some_and(|rest| rest.starts_with('.')))
}

/// The elements right below an element, slices left out.
pub(super) fn children(
    elements: &[ElementDefinition],
    index: usize,
) -> impl Iterator<Item = (usize, &ElementDefinition)> {
    let parent = &*elements[index].path;
    let below = elements.iter().enumerate().skip(index + 1);
    below
        .map(move |(i, e)| (i, e, e.path.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.'))))
        .take_while(|(_, _, rest)| rest.is_some())
        .filter(|(_, e, rest)| e.slice_name.is_empty() && rest.is_some_and(|r| !r.contains('.')))
        .map(|(i, e, _)| (i, e))
}
