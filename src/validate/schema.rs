//! A definition linked for walking: elements by index, names as symbols, references to other definitions resolved.
//!
//! A schema is made from a StructureDefinition on first use and then only read.

use std::sync::{Arc, OnceLock};

use smallvec::SmallVec;

use crate::definitions::DefinitionId;
use crate::definitions::model::{BindingStrength, Constraint, Max, Slicing, StructureKind, Value};
use crate::document::Symbol;

use super::invariants::Rule;
use super::primitive::Primitive;
use super::schemas::Schemas;
use super::slicing::{self, Plan};

/// The index of an element within its schema.
pub type ElementIndex = u32;

/// A StructureDefinition, ready to walk.
#[derive(Debug)]
pub struct Schema {
    /// Which definition it is.
    pub id: DefinitionId,
    /// Canonical with version, `url|version`, as reports show it.
    pub canonical: Arc<str>,
    /// Canonical without version.
    pub url: Arc<str>,
    /// The type that is constrained or defined.
    pub type_name: Arc<str>,
    /// What is defined.
    pub kind: StructureKind,
    /// A profile rather than a type.
    pub is_constraint: bool,
    /// Whether only more special types have instances.
    pub is_abstract: bool,
    /// The primitive type it defines or constrains.
    pub primitive: Option<Primitive>,
    /// The elements in snapshot order; the first is the root.
    pub elements: Vec<SchemaElement>,
    /// Where an extension may stand: kind and expression.
    pub context: Vec<(Box<str>, Box<str>)>,
    /// Conditions on the element that an extension stands on.
    pub context_invariant: Vec<Box<str>>,
    /// Snapshot elements that stand after the element they belong to was closed; we go on, and say so once.
    pub is_out_of_order: bool,
}

/// One element of a schema.
#[derive(Debug)]
pub struct SchemaElement {
    /// ElementDefinition.id.
    pub id: Arc<str>,
    /// ElementDefinition.path.
    pub path: Arc<str>,
    /// The last part of the path: `status`, `value[x]`.
    pub tail: Symbol,
    /// Slice name; empty when it is no slice.
    pub slice_name: Box<str>,
    /// Minimum.
    pub min: u32,
    /// Maximum.
    pub max: Max,
    /// Whether JSON writes the element as an array, which the type that introduced it decides.
    pub is_list: bool,
    /// Allowed types.
    pub types: Vec<SchemaType>,
    /// The elements below it, slices left out.
    pub children: Vec<ElementIndex>,
    /// Its slices (and reslices) in the order they are defined.
    pub slices: Vec<ElementIndex>,
    /// How its items are told apart, as stated.
    pub slicing: Option<Slicing>,
    /// How its items are told apart, compiled on first use.
    pub plan: OnceLock<Plan>,
    /// Strength and value set of the binding.
    pub binding: Option<(BindingStrength, Box<str>)>,
    /// The value set that a binding allows at most; empty when not stated.
    pub max_value_set: Box<str>,
    /// The element whose content this one has.
    pub content_reference: Option<ElementIndex>,
    /// Fixed value.
    pub fixed: Option<Value>,
    /// Pattern.
    pub pattern: Option<Value>,
    /// Longest string.
    pub max_length: Option<u32>,
    /// Shortest string.
    pub min_length: Option<u32>,
    /// Which language sections a narrative must or may have.
    pub narrative_languages: Vec<Box<str>>,
    /// Smallest value, as text.
    pub min_value: Option<Value>,
    /// Largest value, as text.
    pub max_value: Option<Value>,
    /// Invariants, as stated.
    pub constraints: Vec<Constraint>,
    /// Invariants, compiled on first use.
    pub rules: OnceLock<Box<[Rule]>>,
    /// Whether it is an XML attribute.
    pub is_attribute: bool,
    /// Whether those who send and receive must handle it (mustSupport).
    pub must_support: bool,
    /// Whether reading it wrongly changes the meaning of the rest.
    pub is_modifier: bool,
    /// Names under which the element appears, with the type each means: several for `value[x]`.
    pub names: SmallVec<[(Symbol, u16); 1]>,
}

/// An allowed type.
#[derive(Debug)]
pub struct SchemaType {
    /// Type name (`HumanName`, `string`); FHIRPath system types are mapped to the FHIR primitive.
    pub code: Arc<str>,
    /// Its definition.
    pub definition: Option<DefinitionId>,
    /// The primitive it is.
    pub primitive: Option<Primitive>,
    /// Profiles, one of which the value must follow.
    pub profiles: Vec<Target>,
    /// Profiles, one of which the target of a reference must follow.
    pub target_profiles: Vec<Target>,
}

/// A canonical that a type names.
#[derive(Debug, Clone)]
pub struct Target {
    /// As written.
    pub canonical: Box<str>,
    /// The definition in force, if any.
    pub definition: Option<DefinitionId>,
}

impl Schema {
    /// The root element.
    pub fn root(&self) -> &SchemaElement {
        &self.elements[0]
    }

    /// An element.
    pub fn element(&self, index: ElementIndex) -> &SchemaElement {
        &self.elements[index as usize]
    }

    /// The element whose children count as the children of `index`: it or, in the definition of a type, what its
    /// contentReference names. What a profile says of the element that is referred to does not hold for the other.
    pub fn content_of(&self, index: ElementIndex) -> ElementIndex {
        let element = self.element(index);
        match element.content_reference {
            Some(target) if element.children.is_empty() && !self.is_constraint => target,
            _ => index,
        }
    }

    /// How the items of an element are told apart; `None` when it has no slices.
    pub fn plan(&self, schemas: &Schemas, index: ElementIndex) -> Option<&Plan> {
        let element = self.element(index);
        if element.slices.is_empty() && element.slicing.is_none() {
            return None;
        }
        Some(element.plan.get_or_init(|| slicing::plan(schemas, self, index)))
    }

    /// The child that a property name means, with the position of its type.
    pub fn child(&self, parent: ElementIndex, name: Symbol) -> Option<(ElementIndex, u16)> {
        self.element(parent).children.iter().find_map(|&c| {
            let hit = self.element(c).names.iter().find(|(n, _)| *n == name)?;
            Some((c, hit.1))
        })
    }
}

impl SchemaElement {
    /// Whether the element is `name[x]`.
    pub fn is_choice(&self) -> bool {
        self.path.ends_with("[x]")
    }

    /// The last part of the path as text.
    pub fn tail_text(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}
