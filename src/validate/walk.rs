//! The walk over a resource: assigns each child to the elements that the definitions in force have for it, and goes down.

use smallvec::SmallVec;

use crate::definitions::DefinitionId;
use crate::definitions::model::StructureKind;
use crate::diagnostics::Diagnostic;
use crate::document::{Element, Format, Kind, Symbol, known};
use crate::fhirpath::TypeId;

use super::run::{Finding, Owners, Run};
use super::schema::{ElementIndex, Schema, SchemaElement};
use super::structure;
use super::{binding, cardinality, questionnaire, resource};

/// An element of a definition that the node at hand is held to.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The definition.
    pub schema: &'a Schema,
    /// The element in it.
    pub element: ElementIndex,
    /// The profiles on whose behalf.
    pub owners: Owners,
}

impl<'a> Context<'a> {
    /// The element of the definition.
    pub fn definition(&self) -> &'a SchemaElement {
        self.schema.element(self.element)
    }

    /// The type that the children of the element are defined with, as expressions see it.
    pub fn type_id(&self) -> TypeId {
        TypeId::of(self.schema.id, self.schema.content_of(self.element) as usize)
    }
}

/// Contexts of one node: the first is its base type's, the others are profiles'.
pub type Contexts<'a> = SmallVec<[Context<'a>; 4]>;

/// A child on its way to its definitions.
#[derive(Debug)]
pub struct Child<'a> {
    /// The child.
    pub element: Element<'a>,
    /// The last part of the path of the base element it is: `value[x]` for `valueQuantity`.
    pub tail: Symbol,
    /// The base element and the position of the child's type among its types; `None` for an unknown element.
    pub base: Option<(ElementIndex, u16)>,
    /// The elements of the definitions in force that it was assigned to.
    pub definitions: Contexts<'a>,
}

/// The children of one node.
pub type ChildList<'a> = SmallVec<[Child<'a>; 12]>;

impl<'a> Run<'a> {
    /// Adds a finding.
    pub(super) fn report(&mut self, owners: Owners, diagnostic: Diagnostic) {
        if owners != 0 {
            self.findings.push(Finding { diagnostic, owners });
        }
    }

    /// Adds a finding that an element of a definition asks for.
    pub(super) fn report_for(&mut self, context: &Context<'a>, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.from_profile(&context.schema.canonical, &context.definition().id);
        self.report(context.owners, diagnostic);
    }

    /// Walks a resource for some of its profiles.
    pub(super) fn walk_resource(
        &mut self,
        node: Element<'a>,
        own_type: DefinitionId,
        roots: &[(DefinitionId, Owners)],
    ) {
        let all: Owners = roots.iter().map(|r| r.1).sum();
        let base = Context { schema: self.schemas.get(own_type), element: 0, owners: all };
        let mut contexts = Contexts::from_slice(&[base]);
        for &(id, owners) in roots.iter().filter(|r| r.0 != own_type) {
            if self.can_follow(node, id) {
                let schema = self.schemas.get(id);
                resource::note_order(self, node, schema);
                contexts.push(Context { schema, element: 0, owners });
            } else {
                self.report(owners, resource::wrong_type(node, self.schemas.get(id)));
            }
        }
        if roots.iter().any(|r| r.0 == own_type) {
            resource::check(self, node, &base);
            binding::resources::check(self, node, all);
            if node.resource_type() == Some("QuestionnaireResponse") {
                questionnaire::check(self, node, all);
            }
        }
        self.walk_children(node, &contexts);
        self.check_invariants(node, base.type_id(), &contexts, &[]);
    }

    /// Holds the children of a node to the contexts and goes down.
    pub(super) fn walk_children(&mut self, node: Element<'a>, contexts: &[Context<'a>]) {
        let base = contexts[0];
        let mut children = self.children_of(node, &base);
        structure::check_shape(self, node, &base, &children);
        for context in contexts {
            self.assign(node, context, &mut children);
        }
        self.note_coverage(node, contexts, &children);
        for child in &children {
            if let Some((index, type_position)) = child.base {
                let base = Context { schema: base.schema, element: index, owners: base.owners };
                let before = self.findings.len();
                self.walk_child(child, base, type_position);
                if self.findings.len() > before {
                    self.explain_unmatched(child, before);
                }
            }
        }
    }

    /// The children with the base element each one is.
    fn children_of(&self, node: Element<'a>, base: &Context<'a>) -> ChildList<'a> {
        let content = base.schema.content_of(base.element);
        let is_resource = base.schema.kind == StructureKind::Resource && content == 0;
        node.children()
            .filter(|c| !(is_resource && c.name() == known::RESOURCE_TYPE))
            .map(|element| {
                let found = base.schema.child(content, element.name());
                let tail = found.map_or(element.name(), |(index, _)| base.schema.element(index).tail);
                Child { element, tail, base: found, definitions: SmallVec::new() }
            })
            .collect()
    }

    /// Assigns children to the child elements of one context and counts them.
    fn assign(&mut self, node: Element<'a>, context: &Context<'a>, children: &mut ChildList<'a>) {
        let schema = context.schema;
        let content = schema.content_of(context.element);
        for &index in &schema.element(content).children {
            let definition = Context { schema, element: index, owners: context.owners };
            let element = definition.definition();
            match schema.plan(self.schemas, index) {
                Some(plan) => self.assign_slices(node, &definition, plan, children),
                None => {
                    let mut count = 0;
                    for child in children.iter_mut().filter(|c| is_item(c, element)) {
                        count += 1;
                        child.definitions.push(definition);
                    }
                    cardinality::check(self, node, &definition, count, children);
                }
            }
        }
    }

    /// Holds one child to its definitions and goes down.
    fn walk_child(&mut self, child: &Child<'a>, base: Context<'a>, type_position: u16) {
        let element = child.element;
        let base_element = base.definition();
        let Some(own_type) = base_element.types.get(type_position as usize) else {
            // Only an element with a contentReference has no type.
            if structure::is_object(self, element, &base) {
                let contexts = self.content_contexts(child, base);
                self.walk_children(element, &contexts);
                self.check_invariants(element, base.type_id(), &contexts, &child.definitions);
            }
            return;
        };
        if matches!(element.kind(), Kind::EmptyArray | Kind::NestedArray) {
            return;
        }
        if own_type.primitive.is_some() {
            return self.walk_primitive(child, base, own_type);
        }
        if !structure::is_object(self, element, &base) {
            return;
        }
        if matches!(&*own_type.code, "Resource" | "DomainResource") || own_type_is_resource(self, own_type.definition) {
            let ty = self.schemas.invariants().model().resource(element);
            self.check_invariants(element, ty, &[], &child.definitions);
            return self.walk_nested_resource(child, base.owners);
        }
        self.check_datatype(element, &own_type.code, &base);
        let contexts = self.type_contexts(child, base, own_type);
        for context in &child.definitions {
            self.check_definition(element, context, &own_type.code);
        }
        binding::check(self, element, &child.definitions, &own_type.code);
        self.walk_children(element, &contexts);
        self.check_invariants(element, contexts[0].type_id(), &contexts, &child.definitions);
    }

    /// Contexts for the children of an element that has the content of another (contentReference) or its own.
    fn content_contexts(&self, child: &Child<'a>, base: Context<'a>) -> Contexts<'a> {
        let mut contexts = Contexts::from_slice(&[base]);
        contexts.extend(child.definitions.iter().copied().filter(|c| has_content(c) && !is_same(c, &base)));
        contexts
    }

    /// Whether a node was written as XML, where order counts and arrays are not seen.
    pub(super) fn is_xml(&self) -> bool {
        self.document.format == Format::Xml
    }
}

fn own_type_is_resource(run: &Run<'_>, definition: Option<DefinitionId>) -> bool {
    definition.is_some_and(|id| run.schemas.outline(id).kind == StructureKind::Resource)
}

/// Whether a child is an item of an element.
pub fn is_item(child: &Child<'_>, element: &SchemaElement) -> bool {
    child.tail == element.tail || child.element.name() == element.tail
}

/// Whether the definition says something about the children.
pub fn has_content(context: &Context<'_>) -> bool {
    let content = context.schema.content_of(context.element);
    !context.schema.element(content).children.is_empty()
}

/// Whether two contexts are the same element of the same definition.
pub fn is_same(a: &Context<'_>, b: &Context<'_>) -> bool {
    std::ptr::eq(a.schema, b.schema) && a.element == b.element
}

/// Adds a context unless it is there already; then only the profiles it serves are joined.
pub fn add<'a>(contexts: &mut Contexts<'a>, context: Context<'a>) {
    match contexts.iter_mut().find(|c| is_same(c, &context)) {
        Some(same) => same.owners |= context.owners,
        None => contexts.push(context),
    }
}
