//! Block → rows and value sets, on demand.

use std::borrow::Cow;
use std::ops::Range;

use crate::storage::block::{self, number_at, numbers_at};

use super::super::model::{Content, Designation, HierarchyMeaning, ValueSet};
use super::super::pack::wire::{Reader, Wire};
use super::{CONCEPT_ROW, MAGIC, SYSTEM_ROW, TABLES, Table, flag, hash};

/// An edition in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockEdition {
    /// The name it is selected by, e.g. `core@1.1.2`.
    pub key: Box<str>,
    /// The positions of its code systems.
    pub systems: Range<u32>,
    /// The positions of its value sets.
    pub value_sets: Range<u32>,
}

/// A code system: its texts by number, its concepts by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the model")]
pub struct SystemRow {
    pub url: u32,
    pub version: u32,
    pub name: u32,
    pub language: u32,
    pub supplements: u32,
    pub value_set: u32,
    pub content: Content,
    pub hierarchy: HierarchyMeaning,
    pub case_sensitive: Option<bool>,
    /// Whether properties place concepts below or above others.
    pub has_edges: bool,
    /// How many concepts it has.
    pub count: u32,
    first: u32,
    first_slot: u32,
    slots: u32,
}

/// A concept: its texts by number, others by their position in the code system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the model")]
pub struct ConceptRow {
    pub code: u32,
    pub display: u32,
    /// [`TOP`](super::super::model::TOP) for none.
    pub parent: u32,
    /// The position after the concepts nested in it.
    pub end: u32,
    extra: u32,
}

/// What most concepts do not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// Further names.
    pub designations: Vec<Designation>,
    /// Properties by code, their values as text.
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// A block of code systems and value sets.
#[derive(Debug, Default)]
pub struct Block {
    tables: block::Block<TABLES>,
    editions: Vec<BlockEdition>,
}

impl Block {
    /// Opens a block; `None` when it is not one or is cut off.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let mut block = Self { tables: block::Block::open(&MAGIC, bytes)?, editions: Vec::new() };
        block.editions = block.read_editions()?;
        Some(block)
    }

    fn read_editions(&self) -> Option<Vec<BlockEdition>> {
        let mut reader = self.reader(self.table(Table::Editions));
        let count = reader.number()?;
        let mut editions = Vec::new();
        let (mut systems, mut sets) = (0u32, 0u32);
        for _ in 0..count {
            let key = Wire::read(&mut reader)?;
            let (first_system, first_set) = (systems, sets);
            systems = systems.checked_add(reader.number()?)?;
            sets = sets.checked_add(reader.number()?)?;
            editions.push(BlockEdition { key, systems: first_system..systems, value_sets: first_set..sets });
        }
        let complete = systems as usize * SYSTEM_ROW * 4 == self.table(Table::Systems).len()
            && sets as usize * 12 == self.table(Table::ValueSets).len();
        complete.then_some(editions)
    }

    /// The editions in the order they were packed.
    pub fn editions(&self) -> &[BlockEdition] {
        &self.editions
    }

    /// The code system at a position.
    pub fn system(&self, index: u32) -> Option<SystemRow> {
        let row: [u32; SYSTEM_ROW] = numbers_at(self.table(Table::Systems), index as usize)?;
        let [url, version, name, language, supplements, value_set, flags, first, count, first_slot, slots] = row;
        let case = flags & flag::CASE != 0;
        Some(SystemRow {
            url,
            version,
            name,
            language,
            supplements,
            value_set,
            content: content(flags >> flag::CONTENT & 7),
            hierarchy: hierarchy(flags >> flag::HIERARCHY & 7),
            case_sensitive: (flags & flag::CASE_STATED != 0).then_some(case),
            has_edges: flags & flag::EDGES != 0,
            count,
            first,
            first_slot,
            slots,
        })
    }

    /// The concept at a position of a code system.
    pub fn concept(&self, system: &SystemRow, index: u32) -> Option<ConceptRow> {
        if index >= system.count {
            return None;
        }
        let at = system.first.checked_add(index)? as usize;
        let [code, display, parent, end, extra]: [u32; CONCEPT_ROW] = numbers_at(self.table(Table::Concepts), at)?;
        Some(ConceptRow { code, display, parent, end, extra })
    }

    /// The positions of the concepts whose code is the one given or, unless `exact`, differs only in the case of ASCII
    /// letters. Several are found when a code system holds a code twice.
    pub fn positions(&self, system: &SystemRow, code: &str, exact: bool) -> impl Iterator<Item = u32> {
        let slots = self.table(Table::Slots);
        let count = if system.slots.is_power_of_two() { system.slots } else { 0 };
        let start = hash(code.as_bytes());
        let chain = (0..count).map(move |step| start.wrapping_add(step) & count.wrapping_sub(1));
        chain.map_while(move |at| number_at(slots, system.first_slot.checked_add(at)? as usize)?.checked_sub(1)).filter(
            move |index| {
                self.concept(system, *index).is_some_and(|row| {
                    let found = self.text_bytes(row.code);
                    if exact { found == code.as_bytes() } else { found.eq_ignore_ascii_case(code.as_bytes()) }
                })
            },
        )
    }

    /// The designations and properties of a concept.
    pub fn extras(&self, concept: &ConceptRow) -> Extras {
        let read = || {
            let start = concept.extra.checked_sub(1)? as usize;
            let mut reader = self.reader(self.table(Table::Extras).get(start..)?);
            Some(Extras { designations: Wire::read(&mut reader)?, properties: Wire::read(&mut reader)? })
        };
        read().unwrap_or_default()
    }

    /// URL and version of a value set; empty when there is none at this position.
    pub fn value_set_address(&self, index: u32) -> (&str, &str) {
        let row: Option<[u32; 3]> = numbers_at(self.table(Table::ValueSets), index as usize);
        row.map_or(("", ""), |[url, version, _]| (self.text(url), self.text(version)))
    }

    /// Decodes a value set.
    pub fn value_set(&self, index: u32) -> Option<ValueSet> {
        let table = self.table(Table::ValueSets);
        let end_of = |index: u32| number_at(table, index as usize * 3 + 2);
        let start = if index == 0 { 0 } else { end_of(index - 1)? };
        let bytes = self.table(Table::ValueSetBytes).get(start as usize..end_of(index)? as usize)?;
        ValueSet::read(&mut self.reader(bytes))
    }

    /// A text; empty when there is none of this number.
    pub fn text(&self, number: u32) -> &str {
        self.tables.text(number).unwrap_or_default()
    }

    fn text_bytes(&self, number: u32) -> &[u8] {
        self.tables.text_bytes(number).unwrap_or_default()
    }

    fn reader<'a>(&'a self, bytes: &'a [u8]) -> Reader<'a, impl Fn(u32) -> Option<&'a str>> {
        Reader { bytes, text: |number| self.tables.text(number), depth: 0 }
    }

    fn table(&self, table: Table) -> &[u8] {
        self.tables.table(table as usize)
    }
}

fn content(number: u32) -> Content {
    match number {
        0 => Content::NotPresent,
        1 => Content::Example,
        2 => Content::Fragment,
        4 => Content::Supplement,
        _ => Content::Complete,
    }
}

fn hierarchy(number: u32) -> HierarchyMeaning {
    match number {
        1 => HierarchyMeaning::GroupedBy,
        2 => HierarchyMeaning::IsA,
        3 => HierarchyMeaning::PartOf,
        4 => HierarchyMeaning::ClassifiedWith,
        _ => HierarchyMeaning::NotStated,
    }
}
