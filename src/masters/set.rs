//! The masters in force.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::data::{Edition, Kind, Table};
use super::embedded::TABLES;
use super::problems::{DAMAGED, Fault, NOT_AT_HAND, fault};
use super::store::{Kept, Store, parse_key};

/// The editions at hand: those that the program carries and those that the user has imported. A table is opened when it
/// is asked for, once.
#[derive(Debug, Default)]
pub struct Masters {
    available: Vec<Available>,
    pins: BTreeMap<Kind, Edition>,
}

/// An edition at hand.
#[derive(Debug)]
pub struct Available {
    /// Which master.
    pub kind: Kind,
    /// Which edition.
    pub edition: Edition,
    origin: Origin,
    table: OnceLock<Result<Table, Fault>>,
}

#[derive(Debug)]
enum Origin {
    Embedded(&'static [u8]),
    Kept(Kept),
    Given,
}

impl Available {
    fn new(kind: Kind, edition: Edition, origin: Origin) -> Self {
        Self { kind, edition, origin, table: OnceLock::new() }
    }

    /// Whether the program carries it.
    pub fn is_embedded(&self) -> bool {
        matches!(self.origin, Origin::Embedded(_))
    }

    /// What it is selected by: `disease@20240601`.
    pub fn key(&self) -> String {
        format!("{}@{}", self.kind, self.edition)
    }

    /// The table.
    ///
    /// # Errors
    /// When the snapshot cannot be read or is damaged.
    pub fn table(&self) -> Result<&Table, Fault> {
        let opened = self.table.get_or_init(|| match &self.origin {
            Origin::Kept(kept) => Store::open(kept),
            Origin::Embedded(bytes) => Table::open(*bytes).ok_or_else(|| self.damaged()),
            Origin::Given => Err(self.damaged()),
        });
        opened.as_ref().map_err(Fault::clone)
    }

    fn damaged(&self) -> Fault {
        Box::new(fault(&DAMAGED, "").with("key", self.key()))
    }
}

impl Masters {
    /// What the program carries.
    pub fn embedded() -> Self {
        let mut masters = Self::default();
        for (key, bytes) in TABLES {
            if let Some((kind, edition)) = parse_key(key) {
                masters.available.push(Available::new(kind, edition, Origin::Embedded(bytes)));
            }
        }
        masters.sort();
        masters
    }

    /// What the program carries and a store holds; the store's edition goes before the same one that is carried.
    pub fn with_store(store: &Store) -> Self {
        let mut masters = Self::embedded();
        for kept in store.list() {
            masters.add(Available::new(kept.kind, kept.edition, Origin::Kept(kept)));
        }
        masters.pins = store.pins();
        masters.sort();
        masters
    }

    /// What the program carries and the user has imported.
    pub fn of_user() -> Self {
        Self::with_store(&Store::of_user())
    }

    /// Adds a table; one of the same edition gives way.
    pub fn with_table(mut self, table: Table) -> Self {
        let available = Available::new(table.kind(), table.edition(), Origin::Given);
        drop(available.table.set(Ok(table)));
        self.add(available);
        self.sort();
        self
    }

    /// Puts an edition in force whatever is newest or pinned.
    pub fn with_pin(mut self, kind: Kind, edition: Edition) -> Self {
        self.pins.insert(kind, edition);
        self
    }

    fn add(&mut self, available: Available) {
        self.available.retain(|other| (other.kind, other.edition) != (available.kind, available.edition));
        self.available.push(available);
    }

    fn sort(&mut self) {
        self.available.sort_by_key(|available| (available.kind, available.edition));
    }

    /// All editions at hand, sorted by kind and edition.
    pub fn available(&self) -> &[Available] {
        &self.available
    }

    /// The editions of a master, oldest first.
    pub fn editions(&self, kind: Kind) -> impl Iterator<Item = &Available> {
        self.available.iter().filter(move |available| available.kind == kind)
    }

    /// The edition in force: the pinned one, else the newest.
    pub fn in_force(&self, kind: Kind) -> Option<&Available> {
        match self.pins.get(&kind) {
            Some(pinned) => self.editions(kind).find(|available| available.edition == *pinned),
            None => self.editions(kind).last(),
        }
    }

    /// Whether an edition of this master is pinned.
    pub fn pinned(&self, kind: Kind) -> Option<Edition> {
        self.pins.get(&kind).copied()
    }

    /// The table in force.
    ///
    /// # Errors
    /// When there is none, or its snapshot cannot be read.
    pub fn table(&self, kind: Kind) -> Result<&Table, Fault> {
        match (self.in_force(kind), self.pins.get(&kind)) {
            (Some(available), _) => available.table(),
            (None, pinned) => Err(not_at_hand(kind, pinned.copied())),
        }
    }

    /// The table of an edition.
    ///
    /// # Errors
    /// When it is not at hand, or its snapshot cannot be read.
    pub fn table_of(&self, kind: Kind, edition: Edition) -> Result<&Table, Fault> {
        match self.editions(kind).find(|available| available.edition == edition) {
            Some(available) => available.table(),
            None => Err(not_at_hand(kind, Some(edition))),
        }
    }
}

fn not_at_hand(kind: Kind, edition: Option<Edition>) -> Fault {
    let key = edition.map_or(kind.to_string(), |edition| format!("{kind}@{edition}"));
    Box::new(fault(&NOT_AT_HAND, "").with("kind", kind.schema().japanese).with("key", key))
}
