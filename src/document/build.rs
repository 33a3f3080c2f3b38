//! The tree under construction, for both formats.

use std::collections::HashMap;
use std::sync::RwLockReadGuard;

use foldhash::fast::RandomState;

use super::{Document, Format, Kind, NONE, Names, Node, NodeId, Symbol, known, names};
use crate::source::{Source, Span};

/// Where in the tree the next node goes.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub parent: NodeId,
    pub name: Symbol,
    pub name_span: Span,
    pub flags: u8,
    pub index: u32,
}

pub(super) struct Builder {
    names: RwLockReadGuard<'static, Names>,
    local: HashMap<Box<str>, Symbol, RandomState>,
    pub document: Document,
}

impl Builder {
    /// Starts a document of about as many nodes as are expected.
    pub fn new(format: Format, nodes: usize) -> Self {
        let mut document = Document { format, ..Document::default() };
        document.nodes.reserve(nodes);
        Self { names: Names::read(), local: HashMap::default(), document }
    }

    /// The document, with what it was read from.
    pub fn finish(mut self, source: Source) -> Document {
        self.document.source = source;
        let root = self.document.root();
        self.document.root_type = root.and_then(|root| root.child(known::RESOURCE_TYPE)).map(|child| child.id());
        self.document
    }

    /// How many nodes there are: the id of the next one.
    pub fn len(&self) -> NodeId {
        self.document.nodes.len() as NodeId
    }

    /// Adds a node that starts at a byte; [`close`](Self::close) says where it ends.
    pub fn push(&mut self, kind: Kind, slot: Slot, start: usize) -> NodeId {
        let id = self.len();
        self.document.nodes.push(Node {
            kind,
            flags: slot.flags,
            name: slot.name,
            parent: slot.parent,
            next: id + 1,
            companion: NONE,
            index: slot.index,
            span: Span::new(start, start),
            name_span: slot.name_span,
            text: Span::default(),
        });
        id
    }

    /// Ends a node and its subtree.
    pub fn close(&mut self, id: NodeId, end: usize) {
        let next = self.len();
        let node = self.node(id);
        node.next = next;
        node.span.end = end as u32;
    }

    /// A node that was added.
    pub fn node(&mut self, id: NodeId) -> &mut Node {
        &mut self.document.nodes[id as usize]
    }

    /// The number of a name.
    pub fn symbol(&mut self, name: &str) -> Symbol {
        self.names.get(name).or_else(|| self.local.get(name).copied()).unwrap_or_else(|| {
            let symbol = Symbol(self.document.local_names.len() as u32 | names::LOCAL);
            self.document.local_names.push(name.into());
            self.local.insert(name.into(), symbol);
            symbol
        })
    }

    /// The text of a name; the table of names is locked, so `Symbol::text` must not be asked.
    pub fn name(&self, symbol: Symbol) -> String {
        if symbol.is_unknown() { self.document.name_text(symbol) } else { self.names.text(symbol) }.to_owned()
    }
}
