//! The definitions that snapshots are made from: found by canonical, made into trees once, in whatever order they are
//! asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::element;
use super::merge::Merger;
use super::problems::{BASE_CYCLE, BASE_MISSING, OUT_OF_ORDER, UNKNOWN_ELEMENT};
use super::tree::{self, Node};
use crate::definitions::model::{ElementDefinition, Package, StructureDefinition};
use crate::diagnostics::{Diagnostic, Message};
use crate::source::Span;

/// A chain of definitions that need each other is not followed further than this.
const MAX_CHAIN: usize = 32;

/// A definition of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id {
    /// Index of the package.
    pub package: usize,
    /// Index among its structures.
    pub structure: usize,
}

enum State {
    Waiting,
    Busy,
    Done(Arc<Node>),
}

/// See the module.
pub struct Library<'p> {
    packages: &'p [Package],
    by_url: HashMap<&'p str, Vec<Id>>,
    states: Vec<Vec<State>>,
    beneath: &'p dyn Fn(&str) -> Option<Arc<StructureDefinition>>,
    trees_beneath: HashMap<Box<str>, Option<Arc<Node>>>,
    /// The definitions being made, outermost first, and whether each is asked for as a base.
    chain: Vec<(Id, bool)>,
    notices: Vec<(Id, Diagnostic)>,
}

impl<'p> Library<'p> {
    /// The definitions of some packages.
    pub fn new(packages: &'p [Package], beneath: &'p dyn Fn(&str) -> Option<Arc<StructureDefinition>>) -> Self {
        let mut by_url: HashMap<&str, Vec<Id>> = HashMap::new();
        for (package, content) in packages.iter().enumerate() {
            for (structure, definition) in content.structures.iter().enumerate() {
                by_url.entry(&definition.url).or_default().push(Id { package, structure });
            }
        }
        let states = packages.iter().map(|p| p.structures.iter().map(|_| State::Waiting).collect()).collect();
        Self {
            packages,
            by_url,
            states,
            beneath,
            trees_beneath: HashMap::new(),
            chain: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// The snapshots of all definitions that have none, and what was odd.
    pub fn complete(mut self) -> (Vec<(Id, Vec<ElementDefinition>)>, Vec<Diagnostic>) {
        let mut snapshots = Vec::new();
        for (package, content) in self.packages.iter().enumerate() {
            for (structure, definition) in content.structures.iter().enumerate() {
                let id = Id { package, structure };
                if !definition.snapshot.is_empty() {
                    continue;
                }
                if let Some(tree) = self.tree_of(id, false) {
                    snapshots.push((id, Node::clone(&tree).into_elements()));
                }
            }
        }
        self.notices.sort_by_key(|(id, _)| (id.package, id.structure));
        (snapshots, self.notices.into_iter().map(|(_, notice)| notice).collect())
    }

    /// The definition itself.
    pub fn definition(&self, id: Id) -> &'p StructureDefinition {
        &self.packages[id.package].structures[id.structure]
    }

    /// Notes something odd about a definition, once.
    pub fn note(&mut self, id: Id, message: &'static Message, facts: &[(&'static str, &str)]) {
        let mut notice = Diagnostic::new(message, Span::default()).with("url", &*self.definition(id).url);
        for (name, fact) in facts {
            notice = notice.with(name, *fact);
        }
        let told =
            |(other, n): &(Id, Diagnostic)| *other == id && std::ptr::eq(n.message, message) && n.facts == notice.facts;
        if !self.notices.iter().any(told) {
            self.notices.push((id, notice));
        }
    }

    /// The tree of a profile on a type: as [`Library::tree`], but of the stated version and no other.
    pub fn profile(&mut self, asking: Id, canonical: &str) -> Option<Arc<Node>> {
        if let Some((_, asked)) = canonical.split_once('|') {
            let is_asked = match self.find(asking, canonical) {
                Some(id) => *self.definition(id).version == *asked,
                None => (self.beneath)(canonical).is_some_and(|d| *d.version == *asked),
            };
            if !is_asked {
                return None;
            }
        }
        self.tree(asking, canonical)
    }

    /// The tree that a canonical means when `asking` writes it, of another version if need be. `None` when it is not at
    /// hand, or is being made.
    pub fn tree(&mut self, asking: Id, canonical: &str) -> Option<Arc<Node>> {
        self.tree_as(asking, canonical, false)
    }

    fn tree_as(&mut self, asking: Id, canonical: &str, as_base: bool) -> Option<Arc<Node>> {
        match self.find(asking, canonical) {
            Some(id) => self.tree_of(id, as_base),
            None => {
                if let Some(known) = self.trees_beneath.get(canonical) {
                    return known.clone();
                }
                let tree = (self.beneath)(canonical).and_then(|d| built(&d.snapshot)).map(settled);
                self.trees_beneath.insert(canonical.into(), tree.clone());
                tree
            }
        }
    }

    fn find(&self, asking: Id, canonical: &str) -> Option<Id> {
        let (url, version) = canonical.split_once('|').unwrap_or((canonical, ""));
        let ids = self.by_url.get(url)?;
        // The own package first, then those before it from near to far, then those after it.
        let distance = |id: &&Id| match id.package <= asking.package {
            true => asking.package - id.package,
            false => self.packages.len() + id.package,
        };
        let fits = |id: &&Id| version.is_empty() || *self.definition(**id).version == *version;
        let exact = ids.iter().rev().filter(fits).min_by_key(distance);
        exact.or_else(|| ids.iter().rev().min_by_key(distance)).copied()
    }

    fn tree_of(&mut self, id: Id, as_base: bool) -> Option<Arc<Node>> {
        match &self.states[id.package][id.structure] {
            State::Done(tree) => return Some(tree.clone()),
            State::Busy => return None,
            State::Waiting if self.chain.len() >= MAX_CHAIN => return None,
            State::Waiting => {}
        }
        self.states[id.package][id.structure] = State::Busy;
        self.chain.push((id, as_base));
        let definition = self.definition(id);
        let tree = match definition.snapshot.is_empty() {
            false => built(&definition.snapshot),
            true => self.generate(id, definition),
        };
        self.chain.pop();
        let tree = tree.map(settled);
        self.states[id.package][id.structure] = match &tree {
            Some(tree) => State::Done(tree.clone()),
            None => State::Waiting,
        };
        tree
    }

    fn generate(&mut self, id: Id, definition: &StructureDefinition) -> Option<Node> {
        let differential = match tree::build(&definition.differential, element::constrain) {
            Some(built) => {
                if let Some(element) = &built.misplaced {
                    self.note(id, &UNKNOWN_ELEMENT, &[("element", element)]);
                }
                if let Some(element) = &built.out_of_order {
                    self.note(id, &OUT_OF_ORDER, &[("element", element)]);
                }
                Some(built.root)
            }
            None => None,
        };
        let base = match &*definition.base {
            "" => None,
            // It is being made, and asked for this definition on the way: that one has to do without.
            base if self.is_too_early(id, base) => return None,
            base => self.base(id, base),
        };
        match (base, differential) {
            (Some(base), Some(differential)) => Some(Merger::new(self, id, &base).root(differential)),
            (Some(base), None) => Some(Node::clone(&base)),
            // As far as the differential goes.
            (None, Some(differential)) => Some(differential),
            (None, None) => None,
        }
    }

    fn base(&mut self, id: Id, canonical: &str) -> Option<Arc<Node>> {
        let tree = self.tree_as(id, canonical, true);
        if tree.is_none() {
            let cycle = self.find(id, canonical).is_some_and(|b| self.position(b).is_some());
            let message = if cycle { &BASE_CYCLE } else { &BASE_MISSING };
            self.note(id, message, &[("base", canonical)]);
        }
        tree
    }

    /// Whether the base of a definition is being made and did not ask for the definition as its own base.
    fn is_too_early(&self, id: Id, base: &str) -> bool {
        let position = self.find(id, base).and_then(|b| self.position(b));
        position.is_some_and(|at| self.chain[at + 1..].iter().any(|(_, as_base)| !as_base))
    }

    fn position(&self, id: Id) -> Option<usize> {
        self.chain.iter().position(|(other, _)| *other == id)
    }
}

fn settled(mut tree: Node) -> Arc<Node> {
    let path = tree.name.to_string();
    tree.state_bases(&path);
    Arc::new(tree)
}

fn built(snapshot: &[ElementDefinition]) -> Option<Node> {
    tree::build(snapshot, element::constrain).map(|b| b.root)
}
