//! StructureDefinition → [`Schema`]: the tree of elements, choice names, and references to other definitions.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::definitions::model::{ElementDefinition, Max, StructureDefinition, TypeRef};
use crate::definitions::names::property_names;
use crate::definitions::{DefinitionId, Definitions};
use crate::document::Names;

use super::primitive::Primitive;
use super::schema::{ElementIndex, Schema, SchemaElement, SchemaType, Target};

/// Links one definition. Slicing plans need other schemas and are added by `slicing::plan` afterwards.
pub fn link(definitions: &Definitions, id: DefinitionId) -> Schema {
    let structure = definitions.decode(id);
    let known: RefCell<HashMap<Box<str>, Option<DefinitionId>>> = RefCell::default();
    // A version that no loaded package carries falls back to the one at hand: inside packages such versions are slips.
    let resolve = |canonical: &str| {
        if let Some(found) = known.borrow().get(canonical) {
            return *found;
        }
        let found = definitions.find_from(id, canonical).any();
        known.borrow_mut().insert(canonical.into(), found);
        found
    };
    let link_all = |e| link_element(&resolve, e);
    let mut elements: Vec<SchemaElement> = structure.snapshot.iter().map(link_all).collect();
    if elements.is_empty() {
        // A definition that says nothing about elements still has its root.
        let (id, path) = (structure.type_name.clone(), structure.type_name.clone());
        elements.push(link_all(&ElementDefinition { id, path, ..ElementDefinition::default() }));
    }
    let is_out_of_order = link_tree(&structure, &mut elements);
    let version = definitions.version(id);
    let url: Arc<str> = structure.url.as_ref().into();
    Schema {
        id,
        canonical: if version.is_empty() { url.clone() } else { format!("{url}|{version}").into() },
        url,
        type_name: structure.type_name.as_ref().into(),
        kind: structure.kind,
        is_constraint: structure.is_constraint,
        is_abstract: structure.is_abstract,
        primitive: Primitive::of(&structure.type_name),
        elements,
        context: structure.context.iter().map(|c| (c.kind.clone(), c.expression.clone())).collect(),
        context_invariant: structure.context_invariant.clone(),
        is_out_of_order,
    }
}

type Resolve<'r> = dyn Fn(&str) -> Option<DefinitionId> + 'r;

fn link_element(resolve: &Resolve<'_>, element: &ElementDefinition) -> SchemaElement {
    let tail = element.path.rsplit('.').next().unwrap_or(&element.path);
    let types: Vec<SchemaType> = element.types.iter().map(|t| link_type(resolve, element, t)).collect();
    SchemaElement {
        id: element.id.as_ref().into(),
        path: element.path.as_ref().into(),
        tail: Names::intern(tail),
        slice_name: element.slice_name.clone(),
        min: element.min.unwrap_or(0),
        max: element.max.unwrap_or(Max::UNBOUNDED),
        is_list: element.base.as_ref().map_or(element.max.unwrap_or(Max::UNBOUNDED), |b| b.max) > Max(1),
        names: property_names(element).into_iter().map(|(n, i)| (Names::intern(&n), i as u16)).collect(),
        types,
        children: Vec::new(),
        slices: Vec::new(),
        slicing: element.slicing.clone(),
        plan: OnceLock::new(),
        binding: element.binding.as_ref().map(|b| (b.strength, b.value_set.clone())),
        max_value_set: element.binding.as_ref().map(|b| b.max_value_set.clone()).unwrap_or_default(),
        content_reference: None,
        fixed: element.fixed.as_ref().map(|(_, v)| v.clone()),
        pattern: element.pattern.as_ref().map(|(_, v)| v.clone()),
        max_length: element.max_length,
        min_length: element.min_length,
        narrative_languages: element.narrative_languages.clone(),
        min_value: element.min_value.as_ref().map(|(_, v)| v.clone()),
        max_value: element.max_value.as_ref().map(|(_, v)| v.clone()),
        constraints: element.constraints.clone(),
        rules: OnceLock::new(),
        is_attribute: element.representation.iter().any(|r| &**r == "xmlAttr"),
        must_support: element.must_support == Some(true),
        is_modifier: element.is_modifier == Some(true),
    }
}

fn link_type(resolve: &Resolve<'_>, element: &ElementDefinition, reference: &TypeRef) -> SchemaType {
    let code = match reference.code.strip_prefix("http://hl7.org/fhirpath/System.") {
        // R4 types Resource.id as a string; the datatype page says id.
        Some("String") if element.base.as_ref().is_some_and(|b| &*b.path == "Resource.id") => "id",
        Some("String") if element.base.as_ref().is_some_and(|b| &*b.path == "Extension.url") => "uri",
        Some(system) => system_type(system),
        None => &reference.code,
    };
    let targets =
        |list: &[Box<str>]| list.iter().map(|c| Target { canonical: c.clone(), definition: resolve(c) }).collect();
    SchemaType {
        code: code.into(),
        definition: resolve(&format!("http://hl7.org/fhir/StructureDefinition/{code}")),
        primitive: Primitive::of(code),
        profiles: targets(&reference.profiles),
        target_profiles: targets(&reference.target_profiles),
    }
}

fn system_type(system: &str) -> &'static str {
    match system {
        "Boolean" => "boolean",
        "Integer" => "integer",
        "Decimal" => "decimal",
        "Date" => "date",
        "DateTime" => "dateTime",
        "Time" => "time",
        _ => "string",
    }
}

/// Hangs each element below its parent or, when it is a slice, on the element that is sliced. Returns whether slices
/// stand away from the element they slice.
fn link_tree(structure: &StructureDefinition, elements: &mut [SchemaElement]) -> bool {
    let mut by_id: HashMap<&str, ElementIndex> = HashMap::new();
    let mut by_path: HashMap<&str, ElementIndex> = HashMap::new();
    let mut is_out_of_order = false;
    let mut links: Vec<(ElementIndex, ElementIndex, bool)> = Vec::new();
    for (i, definition) in structure.snapshot.iter().enumerate() {
        let index = i as ElementIndex;
        if i > 0 {
            let (parent, is_slice) = parent_of(definition, &by_id, &by_path, structure);
            if is_slice {
                let between = &structure.snapshot[parent as usize + 1..i];
                let prefix = format!("{}.", definition.path);
                is_out_of_order |= between.iter().any(|e| e.path != definition.path && !e.path.starts_with(&prefix));
            }
            links.push((parent, index, is_slice));
        }
        by_id.entry(&definition.id).or_insert(index);
        by_path.insert(&definition.path, index);
        if let Some(target) = definition.content_reference.rsplit('#').next().filter(|t| !t.is_empty()) {
            elements[i].content_reference = structure
                .snapshot
                .iter()
                .position(|e| &*e.id == target || (e.slice_name.is_empty() && &*e.path == target))
                .map(|p| p as ElementIndex);
        }
    }
    for (parent, index, is_slice) in links {
        let parent = &mut elements[parent as usize];
        if is_slice { parent.slices.push(index) } else { parent.children.push(index) }
    }
    is_out_of_order
}

/// The element that `definition` belongs to and whether it does so as a slice.
fn parent_of(
    definition: &ElementDefinition,
    by_id: &HashMap<&str, ElementIndex>,
    by_path: &HashMap<&str, ElementIndex>,
    structure: &StructureDefinition,
) -> (ElementIndex, bool) {
    let id = &*definition.id;
    let (parent_id, own) = id.rsplit_once('.').unwrap_or(("", id));
    if let Some((name, _)) = own.split_once(':') {
        let sliced = if parent_id.is_empty() { name.to_string() } else { format!("{parent_id}.{name}") };
        if let Some(&index) = by_id.get(&*sliced) {
            return (index, true);
        }
        // `value[x]` may be sliced under the name of a type, and a slice may precede its slicing element.
        if let Some(&index) = by_path.get(&*definition.path) {
            let same = &structure.snapshot[index as usize];
            if same.slice_name.is_empty() {
                return (index, true);
            }
        }
    }
    if let Some(&index) = by_id.get(parent_id) {
        return (index, false);
    }
    let parent_path = definition.path.rsplit_once('.').map_or("", |(p, _)| p);
    (by_path.get(parent_path).copied().unwrap_or(0), false)
}
