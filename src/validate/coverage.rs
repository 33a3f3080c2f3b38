//! What a document leaves out of its profiles, and what it has beyond them. Nothing of it is a fault.
//!
//! A profile marks by Must Support what those who send and receive are to handle. What it does not mark, does not ask
//! for and has no slice for, a receiver may drop. Profiles that mark nothing say nothing about either.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::definitions::model::{Max, StructureKind};
use crate::document::{Element, NodeId, Symbol, known};

use super::run::{Owners, Run};
use super::schema::{ElementIndex, Schema, SchemaElement};
use super::walk::{Child, Context};

/// An element that a profile marks Must Support and a document lacks. The element above it is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absent {
    /// The element above it.
    pub parent: NodeId,
    /// Its name and, if it is a slice, that of the slice: `severity`, `coding:receipt`.
    pub name: Box<str>,
    /// The profile that marks it, `url|version`.
    pub profile: Arc<str>,
}

/// How far a document covers its profiles, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Optional elements marked Must Support that are absent.
    pub absent: Vec<Absent>,
    /// Elements that are there and that a receiver may drop; what stands below them is not listed.
    pub droppable: Vec<NodeId>,
}

/// What was seen on the way, with the profiles on whose behalf.
#[derive(Debug, Default)]
pub(super) struct Seen {
    absent: Vec<(Absent, Owners)>,
    kept: Vec<(NodeId, Owners)>,
    loose: Vec<(NodeId, Owners)>,
}

impl<'a> Run<'a> {
    /// Keeps note of how the children of a node cover the definitions, if that is asked for.
    pub(super) fn note_coverage(&mut self, node: Element<'a>, contexts: &[Context<'a>], children: &[Child<'a>]) {
        let Some(seen) = &mut self.coverage else { return };
        // The parts of a value of a datatype are kept or dropped together.
        let is_of_resource = contexts.first().is_some_and(|base| base.schema.kind == StructureKind::Resource);
        for context in contexts.iter().filter(|context| marks(context.schema)) {
            let content = context.schema.content_of(context.element);
            for &index in &context.schema.element(content).children {
                let here = Context { element: index, ..*context };
                let missing = absent(node, &here, children);
                seen.absent.extend(missing.into_iter().map(|absent| (absent, context.owners)));
                for child in children.iter().filter(|child| is_of_resource && is_assigned(child, context.schema, index))
                {
                    let kept = is_expected(child, &here);
                    if kept { &mut seen.kept } else { &mut seen.loose }.push((child.element.id(), context.owners));
                }
            }
        }
    }

    /// What was noted on behalf of profiles whose findings are reported.
    pub(super) fn take_coverage(&mut self) -> Coverage {
        let seen = self.coverage.take().unwrap_or_default();
        let is_shown = |node: NodeId, owners: Owners| self.is_shown(self.document.element(node), owners);
        let of = |nodes: &[(NodeId, Owners)]| -> BTreeSet<NodeId> {
            nodes.iter().filter(|(node, owners)| is_shown(*node, *owners)).map(|(node, _)| *node).collect()
        };
        let (kept, loose) = (of(&seen.kept), of(&seen.loose));
        let absent = seen.absent.into_iter().filter(|(absent, owners)| is_shown(absent.parent, *owners));
        let absent: BTreeSet<Absent> = absent.map(|(absent, _)| absent).collect();
        let mut droppable: Vec<NodeId> = Vec::new();
        for node in loose.difference(&kept) {
            let end = droppable.last().map_or(0, |last| self.document.element(*last).node().next);
            if *node >= end {
                droppable.push(*node);
            }
        }
        Coverage { absent: absent.into_iter().collect(), droppable }
    }
}

/// Whether a definition is a profile that marks elements. Extensions are handled as a whole or not at all.
fn marks(schema: &Schema) -> bool {
    // A profile that marks its own claim alone has no table of elements.
    let is_of_table = |element: &SchemaElement| element.must_support && !element.path.contains(".meta");
    schema.is_constraint && &*schema.type_name != "Extension" && schema.elements.iter().any(is_of_table)
}

/// An element, or those of its slices, that is marked and has no item.
fn absent(node: Element<'_>, here: &Context<'_>, children: &[Child<'_>]) -> Vec<Absent> {
    let (schema, whole) = (here.schema, here.definition());
    let is_there = |index| children.iter().any(|child| is_assigned(child, schema, index));
    let is_empty = !is_there(here.element);
    let slices = if is_empty || is_choice_of_many(schema, whole) { &[][..] } else { &whole.slices[..] };
    let own = Some(here.element).filter(|_| is_empty);
    let candidates = own.into_iter().chain(slices.iter().copied());
    let missing = candidates.filter(|index| is_asked_for(schema.element(*index)) && !is_there(*index));
    let name = |element: &SchemaElement| match &*element.slice_name {
        "" => element.tail_text().into(),
        slice => format!("{}:{slice}", element.tail_text()).into(),
    };
    let about =
        |index| Absent { parent: node.id(), name: name(schema.element(index)), profile: schema.canonical.clone() };
    missing.map(about).collect()
}

/// Marked, and left to those who send: what is mandatory is a fault when it is missing.
fn is_asked_for(element: &SchemaElement) -> bool {
    element.must_support && element.min == 0 && element.max > Max(0)
}

/// Whether slices are codes of which one item has one, such as the tests of 共用項目; none of them is missed.
fn is_choice_of_many(schema: &Schema, whole: &SchemaElement) -> bool {
    const MANY: usize = 20;
    whole.slices.iter().filter(|slice| is_asked_for(schema.element(**slice))).count() > MANY
}

fn is_assigned(child: &Child<'_>, schema: &Schema, index: ElementIndex) -> bool {
    child.definitions.iter().any(|d| std::ptr::eq(d.schema, schema) && d.element == index)
}

/// Whether a definition speaks for an item: by a slice of its own, or by what it says of the element or below it.
fn is_expected(child: &Child<'_>, here: &Context<'_>) -> bool {
    let element = here.definition();
    let in_slice = element.slices.iter().any(|slice| is_assigned(child, here.schema, *slice));
    in_slice || is_address(element.tail) || speaks(here.schema, element)
}

/// The addresses of resources and elements within the document.
fn is_address(name: Symbol) -> bool {
    name == known::ID
}

fn speaks(schema: &Schema, element: &SchemaElement) -> bool {
    element.must_support
        || element.min > 0
        || element.is_modifier
        || element.max == Max(0)
        || element.children.iter().any(|child| speaks(schema, schema.element(*child)))
}
