//! Element lists as trees: children under their element, slices beside the element that they slice.
//!
//! In a tree it does not matter in which order a differential lists its elements, and ids and paths are written anew.

use crate::definitions::model::{Base, ElementDefinition};

/// More levels than any definition has; deeper paths are left out, because trees are walked by recursion.
pub const MAX_DEPTH: usize = 40;

/// An element with what stands below it.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The last part of the path; the type name at the root.
    pub name: Box<str>,
    /// The slice name; empty when the node is no slice.
    pub slice: Box<str>,
    /// What is said about the element; `None` when a differential speaks of its children only.
    pub element: Option<ElementDefinition>,
    /// The elements below.
    pub children: Vec<Node>,
    /// The slices of the element, reslices after the slice that they divide.
    pub slices: Vec<Node>,
}

impl Node {
    /// A node that nothing is said about.
    pub fn named(name: &str) -> Self {
        Node { name: name.into(), ..Node::default() }
    }

    /// The child of a name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| &*c.name == name)
    }

    /// How many elements the node stands for.
    pub fn count(&self) -> usize {
        1 + self.children.iter().chain(&self.slices).map(Node::count).sum::<usize>()
    }

    /// States, for every element that was introduced here, that it was. Cardinalities that are not known stay so.
    pub fn state_bases(&mut self, path: &str) {
        if let Some(element) = &mut self.element
            && let (None, Some(min), Some(max)) = (&element.base, element.min, element.max)
        {
            element.base = Some(Base { path: path.into(), min, max });
        }
        for child in &mut self.children {
            child.state_bases(&format!("{path}.{}", child.name));
        }
        for slice in &mut self.slices {
            slice.state_bases(path);
        }
    }

    /// The elements in the order of a snapshot, with paths and ids to match.
    pub fn into_elements(self) -> Vec<ElementDefinition> {
        let mut elements = Vec::with_capacity(self.count());
        self.write(None, None, &mut elements);
        elements
    }

    fn write(self, path: Option<&str>, id: Option<&str>, elements: &mut Vec<ElementDefinition>) {
        let join = |above: Option<&str>| match above {
            Some(above) => format!("{above}.{}", self.name),
            None => self.name.to_string(),
        };
        let (own_path, mut own_id) = (join(path), join(id));
        if !self.slice.is_empty() {
            own_id = format!("{own_id}:{}", self.slice);
        }
        let mut element = self.element.unwrap_or_default();
        element.path = own_path.as_str().into();
        element.id = own_id.as_str().into();
        element.slice_name = self.slice;
        elements.push(element);
        for child in self.children {
            child.write(Some(&own_path), Some(&own_id), elements);
        }
        for slice in self.slices {
            slice.write(path, id, elements);
        }
    }
}

/// One part of the way from the root to an element.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step<'a> {
    name: &'a str,
    slice: &'a str,
}

/// A tree and what was odd about the list that it was made from.
#[derive(Debug)]
pub struct Built {
    /// The tree.
    pub root: Node,
    /// The first element that stands apart from those it belongs to.
    pub out_of_order: Option<Box<str>>,
    /// The first element that cannot be placed.
    pub misplaced: Option<Box<str>>,
}

/// Makes a tree of a snapshot or differential. `None` when the list is empty or has no path.
pub fn build<'a>(
    elements: &'a [ElementDefinition],
    merge: fn(&mut ElementDefinition, ElementDefinition),
) -> Option<Built> {
    let root_name = elements.first()?.path.split('.').next().filter(|n| !n.is_empty())?;
    let mut built = Built { root: Node::named(root_name), out_of_order: None, misplaced: None };
    let mut last: Vec<Step<'a>> = Vec::new();
    for element in elements {
        let steps = steps(element, &last);
        if steps.first().is_none_or(|s| s.name != root_name) || steps.len() > MAX_DEPTH {
            built.misplaced.get_or_insert_with(|| element.path.clone());
            continue;
        }
        let open = steps.iter().zip(&last).take_while(|(a, b)| a == b).count();
        let (node, revisited) = find_or_add(&mut built.root, &steps, open);
        if revisited {
            built.out_of_order.get_or_insert_with(|| element.id.clone());
        }
        match &mut node.element {
            Some(first) => merge(first, element.clone()),
            None => node.element = Some(element.clone()),
        }
        last = steps;
    }
    Some(built)
}

/// The node that steps lead to, and whether it lies in a part of the tree that had been left before. The first `open`
/// steps are those of the element before.
fn find_or_add<'t>(root: &'t mut Node, steps: &[Step<'_>], open: usize) -> (&'t mut Node, bool) {
    let mut node = root;
    let mut revisited = false;
    for (depth, step) in steps.iter().enumerate().skip(1) {
        let found = node.children.iter().position(|c| &*c.name == step.name);
        // The unsliced element is left for its slices and comes before them, so only a known place is a return.
        let mut known = found.is_some_and(|at| step.slice.is_empty() && node.children[at].element.is_some());
        let at = found.unwrap_or_else(|| {
            node.children.push(Node::named(step.name));
            node.children.len() - 1
        });
        node = &mut node.children[at];
        if !step.slice.is_empty() {
            let found = node.slices.iter().position(|s| &*s.slice == step.slice);
            known = found.is_some();
            let at = found.unwrap_or_else(|| {
                node.slices.push(Node { slice: step.slice.into(), ..Node::named(step.name) });
                node.slices.len() - 1
            });
            node = &mut node.slices[at];
        }
        revisited |= known && depth >= open;
    }
    (node, revisited)
}

/// The way to an element: by its id when that says the same as its path, else by where it stands in the list.
fn steps<'a>(element: &'a ElementDefinition, last: &[Step<'a>]) -> Vec<Step<'a>> {
    let mut steps = by_id(element).unwrap_or_else(|| by_position(element, last));
    if let (false, Some(step)) = (element.slice_name.is_empty(), steps.last_mut()) {
        step.slice = &element.slice_name;
    }
    steps
}

fn by_position<'a>(element: &'a ElementDefinition, last: &[Step<'a>]) -> Vec<Step<'a>> {
    let names: Vec<&str> = element.path.split('.').collect();
    let mut steps: Vec<Step<'a>> = Vec::with_capacity(names.len());
    let mut below = true;
    for (index, name) in names.iter().enumerate() {
        let before = last.get(index).filter(|s| below && s.name == *name);
        below = before.is_some();
        let slice = if index + 1 < names.len() { before.map_or("", |s| s.slice) } else { "" };
        steps.push(Step { name, slice });
    }
    steps
}

/// `Patient.identifier:a.system` read along `Patient.identifier.system`. Slice names may hold dots, so the path leads.
fn by_id(element: &ElementDefinition) -> Option<Vec<Step<'_>>> {
    let mut rest = &*element.id;
    let mut steps = Vec::new();
    let mut names = element.path.split('.').peekable();
    while let Some(name) = names.next() {
        let name = own_name(name, rest)?;
        rest = rest.strip_prefix(name)?;
        let mut slice = "";
        if let Some(after) = rest.strip_prefix(':') {
            let end = match names.peek() {
                Some(next) => slice_end(after, next)?,
                None => after.len(),
            };
            (slice, rest) = after.split_at(end);
        }
        steps.push(Step { name, slice });
        rest = match names.peek() {
            Some(_) => rest.strip_prefix('.')?,
            None => rest,
        };
    }
    (rest.is_empty() && !steps.is_empty()).then_some(steps)
}

/// The name as the id has it: `value[x]` in an id may stand for `valueQuantity` in a path.
fn own_name<'a>(name: &'a str, id: &'a str) -> Option<&'a str> {
    if let Some(at) = id.find("[x]") {
        let choice = &id[..at + 3];
        if !choice.contains(['.', ':']) && name.len() > at && name.starts_with(&id[..at]) {
            return Some(choice);
        }
    }
    let rest = id.strip_prefix(name)?;
    (rest.is_empty() || rest.starts_with([':', '.'])).then_some(name)
}

/// Where a slice name ends that the name `next` follows.
fn slice_end(text: &str, next: &str) -> Option<usize> {
    let dots = text.match_indices('.').map(|(at, _)| at);
    dots.into_iter().find(|at| own_name(next, &text[at + 1..]).is_some())
}
