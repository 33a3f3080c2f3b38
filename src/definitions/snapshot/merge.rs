//! A differential laid over the tree of its base.

use std::sync::Arc;

use super::choice::{close_full_choice, is_suffix_of, join, under_base_names};
use super::element;
use super::library::{Id, Library};
use super::problems::{NAME_ONLY, OUT_OF_ORDER, SLICING_MISSING, TOO_LARGE, UNKNOWN_ELEMENT};
use super::tree::Node;
use crate::definitions::model::{Discriminator, DiscriminatorKind, ElementDefinition, Slicing, SlicingRules, TypeRef};

/// Slices within slices multiply; no published snapshot has a tenth of this.
const MAX_ELEMENTS: usize = 100_000;

/// Makes one snapshot.
pub struct Merger<'l, 'p> {
    pub(super) library: &'l mut Library<'p>,
    pub(super) id: Id,
    pub(super) base: Arc<Node>,
    /// Whether the definition may add elements to those of its base: a type or a logical model, no profile.
    specializes: bool,
    /// How many elements may still be added.
    left: usize,
}

impl<'l, 'p> Merger<'l, 'p> {
    /// For the definition `id` over the tree of its base.
    pub fn new(library: &'l mut Library<'p>, id: Id, base: &Arc<Node>) -> Self {
        let specializes = !library.definition(id).is_constraint;
        Self { library, id, base: base.clone(), specializes, left: MAX_ELEMENTS }
    }

    /// The tree of the definition.
    pub fn root(mut self, differential: Node) -> Node {
        let mut base = Node::clone(&self.base);
        base.name = differential.name.clone();
        let path = base.name.to_string();
        if self.specializes {
            let root = base.element.get_or_insert_default();
            root.base = None;
            root.types.clear();
        }
        self.node(base, differential, &path)
    }

    fn node(&mut self, mut base: Node, mut differential: Node, path: &str) -> Node {
        self.take_names_for_names(&base, &mut differential, path);
        let slices = std::mem::take(&mut base.slices);
        let template = (!differential.slices.is_empty()).then(|| base.clone());
        let element = base.element.get_or_insert_default();
        if let Some(by) = differential.element {
            self.constrain(element, by);
        }
        if !differential.children.is_empty() {
            if base.children.is_empty() {
                base.children = self.unfold(element, path);
            }
            if element.types.len() > 1 {
                self.add_children_of_some_types(&element.types, &mut base.children, &differential.children);
            }
            base.children = self.children(base.children, differential.children, path);
        }
        base.slices = match template {
            Some(template) => self.slices(slices, &template, differential.slices, path),
            None => slices,
        };
        if !base.slices.is_empty() {
            self.settle_slices(&mut base, path);
        }
        base
    }

    fn settle_slices(&mut self, node: &mut Node, path: &str) {
        if node.element.as_ref().is_none_or(|e| e.slicing.is_none()) {
            self.imply_slicing(node, path);
        }
        if !node.children.is_empty() {
            for slice in &mut node.slices {
                self.unfold_own_profile(slice, path);
            }
        }
    }

    /// Where the sliced element's children are listed, those of a slice with a profile of its own are too.
    fn unfold_own_profile(&mut self, slice: &mut Node, path: &str) {
        let Some(element) = &mut slice.element else { return };
        let of_data_type = |t: &TypeRef| t.profiles.len() == 1 && !matches!(&*t.code, "Extension" | "Reference");
        if slice.children.is_empty() && matches!(&element.types[..], [t] if of_data_type(t)) {
            slice.children = self.unfold(element, path);
        }
    }

    /// A single slice of an element that nobody slices is no slice: some editors name elements in this way.
    fn take_names_for_names(&mut self, base: &Node, differential: &mut Node, path: &str) {
        let is_sliced = |node: &Node| node.element.as_ref().is_some_and(|e| e.slicing.is_some());
        let alone = differential.slices.len() == 1 && base.slices.is_empty();
        if alone && !is_told_apart(base, &differential.slices[0]) && !is_sliced(base) && !is_sliced(differential) {
            let mut slice = differential.slices.remove(0);
            let element = format!("{path}:{}", slice.slice);
            self.library.note(self.id, &NAME_ONLY, &[("element", &element)]);
            slice.slice = "".into();
            join(differential, slice);
        }
    }

    fn constrain(&mut self, element: &mut ElementDefinition, by: ElementDefinition) {
        if let [TypeRef { code, profiles, .. }] = &by.types[..]
            && let ([profile], false) = (&profiles[..], &**code == "Reference")
            && let Some(tree) = self.library.profile(self.id, profile)
            && let Some(root) = &tree.element
        {
            element::complement(element, root);
        }
        element::constrain(element, by);
    }

    fn children(&mut self, base: Vec<Node>, differential: Vec<Node>, path: &str) -> Vec<Node> {
        let (mut left, shortcuts) = under_base_names(&base, differential);
        if let Some(late) = first_out_of_order(&base, &left) {
            let element = format!("{path}.{}", left[late].name);
            self.library.note(self.id, &OUT_OF_ORDER, &[("element", &element)]);
        }
        let mut children = Vec::with_capacity(base.len());
        for child in base {
            let found = left.iter().position(|d| d.name == child.name);
            children.push(match found {
                Some(at) => {
                    let path = format!("{path}.{}", child.name);
                    let mut child = self.node(child, left.remove(at), &path);
                    if shortcuts.contains(&child.name) {
                        close_full_choice(&mut child);
                    }
                    child
                }
                None => child,
            });
        }
        for new in left {
            let path = format!("{path}.{}", new.name);
            if self.specializes {
                children.push(self.node(Node::named(&new.name), new, &path));
            } else {
                self.library.note(self.id, &UNKNOWN_ELEMENT, &[("element", &path)]);
            }
        }
        children
    }

    fn slices(&mut self, mut slices: Vec<Node>, template: &Node, differential: Vec<Node>, path: &str) -> Vec<Node> {
        self.check_slice_order(&slices, &differential, path);
        for slice in differential {
            let path = format!("{path}:{}", slice.slice);
            let known = slices.iter().position(|s| s.slice == slice.slice);
            if let Some(at) = known {
                let base = std::mem::take(&mut slices[at]);
                slices[at] = self.node(base, slice, &path);
                continue;
            }
            let (base, at) = match parent_slice(&slices, &slice.slice) {
                Some(parent) => (slices[parent].clone(), after_reslices(&slices, parent)),
                None => (template.clone(), slices.len()),
            };
            if !self.afford(base.count()) {
                return slices;
            }
            let base = new_slice(base, &slice.slice);
            slices.insert(at, self.node(base, slice, &path));
        }
        slices
    }

    /// Slices of the base come first and in the order of the base.
    fn check_slice_order(&mut self, base: &[Node], differential: &[Node], path: &str) {
        let place = |slice: &Node| base.iter().position(|b| b.slice == slice.slice).unwrap_or(base.len());
        if let Some(pair) = differential.windows(2).find(|pair| place(&pair[1]) < place(&pair[0])) {
            let element = format!("{path}:{}", pair[1].slice);
            self.library.note(self.id, &OUT_OF_ORDER, &[("element", &element)]);
        }
    }

    /// Whether so many more elements may be added.
    pub(super) fn afford(&mut self, count: usize) -> bool {
        match self.left.checked_sub(count) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.library.note(self.id, &TOO_LARGE, &[("limit", &MAX_ELEMENTS.to_string())]);
                false
            }
        }
    }

    /// Extensions are told apart by their URL and choices by their type, whether it is said or not.
    fn imply_slicing(&mut self, node: &mut Node, path: &str) {
        let (kind, discriminator) = match &*node.name {
            "extension" | "modifierExtension" => (DiscriminatorKind::Value, "url"),
            name if name.ends_with("[x]") => (DiscriminatorKind::Type, "$this"),
            _ => {
                let element = format!("{path}:{}", node.slices[0].slice);
                return self.library.note(self.id, &SLICING_MISSING, &[("element", &element)]);
            }
        };
        let discriminators = vec![Discriminator { kind, path: discriminator.into() }];
        let required: u32 = node.slices.iter().map(minimum).fold(0, u32::saturating_add);
        let element = node.element.get_or_insert_default();
        if kind == DiscriminatorKind::Value && element.min.is_some_and(|min| min < required) {
            element.min = Some(required);
        }
        element.slicing = Some(Slicing { discriminators, ordered: false, rules: SlicingRules::Open });
    }
}

/// Whether a slice is told apart without being said so: an extension, or one type of a choice.
fn is_told_apart(base: &Node, slice: &Node) -> bool {
    let Some(stem) = base.name.strip_suffix("[x]") else {
        return matches!(&*base.name, "extension" | "modifierExtension");
    };
    let types = base.element.as_ref().map_or(&[][..], |e| &e.types);
    let is_named = slice.slice.strip_prefix(stem).is_some_and(|s| types.iter().any(|t| is_suffix_of(&t.code, s)));
    is_named || slice.element.as_ref().is_some_and(|e| e.types.len() == 1)
}

fn minimum(node: &Node) -> u32 {
    node.element.as_ref().and_then(|e| e.min).unwrap_or(0)
}

/// A slice starts as what the sliced element was, and is not required; a choice has one value, so what holds for the
/// choice holds for the type.
fn new_slice(mut base: Node, name: &str) -> Node {
    let element = base.element.get_or_insert_default();
    element.slicing = None;
    if !base.name.ends_with("[x]") {
        element.min = Some(0);
    }
    if let Some(code) = base.name.strip_suffix("[x]").and_then(|stem| name.strip_prefix(stem)) {
        let fits = |t: &TypeRef| is_suffix_of(&t.code, code);
        if element.types.iter().any(fits) {
            element.types.retain(fits);
        }
    }
    base.slice = name.into();
    base
}

/// The slice that `a/b` divides: `a`, if there is one. Many slice names hold a `/` and divide nothing.
fn parent_slice(slices: &[Node], name: &str) -> Option<usize> {
    let parents = name.rmatch_indices('/').map(|(at, _)| &name[..at]);
    parents.filter_map(|parent| slices.iter().position(|s| &*s.slice == parent)).next()
}

fn after_reslices(slices: &[Node], parent: usize) -> usize {
    let prefix = format!("{}/", slices[parent].slice);
    parent + 1 + slices[parent + 1..].iter().take_while(|s| s.slice.starts_with(&*prefix)).count()
}

/// The first child of the differential that the base has before the one that stands before it.
fn first_out_of_order(base: &[Node], differential: &[Node]) -> Option<usize> {
    let mut furthest = 0;
    differential.iter().position(|node| match base.iter().position(|b| b.name == node.name) {
        Some(at) if at < furthest => true,
        at => {
            furthest = at.unwrap_or(furthest);
            false
        }
    })
}
