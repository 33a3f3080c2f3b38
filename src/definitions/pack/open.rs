//! Block → definitions, on demand.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::storage::block::{self, number_at};

use super::super::codes::Block;
use super::super::model::{ElementDefinition, StructureDefinition};
use super::wire::{Reader, Wire};
use super::{MAGIC, TABLES, Table};

/// An edition in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedEdition {
    /// The name it is selected by, e.g. `core@1.1.2`.
    pub key: Box<str>,
    /// Package name.
    pub name: Box<str>,
    /// Package version.
    pub version: Box<str>,
    /// Keys of the editions that it builds on.
    pub builds_on: Vec<Box<str>>,
    /// File name and SHA-256 of what it was made from.
    pub sources: Vec<(Box<str>, Box<str>)>,
    /// Whose it is and under which terms.
    pub terms: Box<str>,
    /// The positions of its definitions, sorted by URL and version.
    pub structures: Range<u32>,
    /// The positions of its other canonical resources, sorted by URL.
    pub others: Range<u32>,
    /// The positions of its questionnaires.
    pub questionnaires: Range<u32>,
}

/// A block of definitions.
#[derive(Debug, Default)]
pub struct Packed {
    tables: block::Block<TABLES>,
    editions: Vec<PackedEdition>,
    codes: Arc<Block>,
}

impl Packed {
    /// Opens a block; `None` when it is not one or is cut off.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let mut tables = block::Block::open(&MAGIC, bytes)?;
        let codes = Arc::new(Block::open(tables.split_last())?);
        let mut packed = Self { tables, editions: Vec::new(), codes };
        packed.editions = packed.read_editions()?;
        (packed.editions.len() == packed.codes.editions().len()).then_some(packed)
    }

    fn read_editions(&self) -> Option<Vec<PackedEdition>> {
        let mut reader = self.reader(self.table(Table::Editions));
        let count = reader.number()?;
        let mut editions = Vec::new();
        let (mut structures, mut others, mut questionnaires) = (0u32, 0u32, 0u32);
        for _ in 0..count {
            let mut edition = PackedEdition {
                key: Wire::read(&mut reader)?,
                name: Wire::read(&mut reader)?,
                version: Wire::read(&mut reader)?,
                builds_on: Wire::read(&mut reader)?,
                sources: Wire::read(&mut reader)?,
                terms: Wire::read(&mut reader)?,
                structures: structures..structures,
                others: others..others,
                questionnaires: questionnaires..questionnaires,
            };
            structures = structures.checked_add(reader.number()?)?;
            others = others.checked_add(reader.number()?)?;
            questionnaires = questionnaires.checked_add(reader.number()?)?;
            edition.structures.end = structures;
            edition.others.end = others;
            edition.questionnaires.end = questionnaires;
            editions.push(edition);
        }
        let complete = structures as usize * 12 == self.table(Table::Structures).len()
            && others as usize * 12 == self.table(Table::Others).len()
            && questionnaires as usize * 12 == self.table(Table::Questionnaires).len();
        complete.then_some(editions)
    }

    /// The editions in the order they were packed.
    pub fn editions(&self) -> &[PackedEdition] {
        &self.editions
    }

    /// The code systems and value sets of the same editions.
    pub fn codes(&self) -> &Arc<Block> {
        &self.codes
    }

    /// The URL of a definition; empty when there is none at this position.
    pub fn url(&self, index: u32) -> &str {
        self.text_in(Table::Structures, index, 0)
    }

    /// The bytes of the URL of a definition, for comparisons.
    pub fn url_bytes(&self, index: u32) -> &[u8] {
        number_at(self.table(Table::Structures), index as usize * 3)
            .and_then(|n| self.tables.text_bytes(n))
            .unwrap_or_default()
    }

    /// The version of a definition; empty when it has none.
    pub fn version(&self, index: u32) -> &str {
        self.text_in(Table::Structures, index, 1)
    }

    /// URL and resource type of another canonical resource.
    pub fn other(&self, index: u32) -> (&str, &str) {
        (self.text_in(Table::Others, index, 0), self.text_in(Table::Others, index, 1))
    }

    /// URL, version and text of a questionnaire.
    pub fn questionnaire(&self, index: u32) -> (&str, &str, &str) {
        let text = |column| self.text_in(Table::Questionnaires, index, column);
        (text(0), text(1), text(2))
    }

    /// All element names that the definitions use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let table = self.table(Table::Names);
        (0..table.len() / 4).filter_map(|i| self.text(number_at(table, i)?))
    }

    /// Decodes a definition without its elements.
    pub fn outline(&self, index: u32) -> Option<StructureDefinition> {
        StructureDefinition::read(&mut self.reader(self.structure_bytes(index)?))
    }

    fn structure_bytes(&self, index: u32) -> Option<&[u8]> {
        let table = self.table(Table::Structures);
        let end_of = |index: u32| number_at(table, index as usize * 3 + 2);
        let start = if index == 0 { 0 } else { end_of(index - 1)? };
        self.table(Table::StructureBytes).get(start as usize..end_of(index)? as usize)
    }

    /// Decodes a definition.
    pub fn structure(&self, index: u32) -> Option<StructureDefinition> {
        let mut reader = self.reader(self.structure_bytes(index)?);
        let mut structure = StructureDefinition::read(&mut reader)?;
        let count = reader.number()? as usize;
        structure.snapshot.reserve_exact(count.min(reader.bytes.len() / 4));
        for _ in 0..count {
            let id = Wire::read(&mut reader)?;
            let path = Wire::read(&mut reader)?;
            let slice_name = Wire::read(&mut reader)?;
            let row = self.element(reader.number()?)?;
            structure.snapshot.push(ElementDefinition { id, path, slice_name, ..row });
        }
        Some(structure)
    }

    fn element(&self, number: u32) -> Option<ElementDefinition> {
        let ends = self.table(Table::ElementEnds);
        let start = if number == 0 { 0 } else { number_at(ends, number as usize - 1)? };
        let end = number_at(ends, number as usize)?;
        let bytes = self.table(Table::Elements).get(start as usize..end as usize)?;
        ElementDefinition::read(&mut self.reader(bytes))
    }

    fn reader<'a>(&'a self, bytes: &'a [u8]) -> Reader<'a, impl Fn(u32) -> Option<&'a str>> {
        Reader { bytes, text: |number| self.text(number), depth: 0 }
    }

    fn table(&self, table: Table) -> &[u8] {
        self.tables.table(table as usize)
    }

    /// A text of a table whose entries are three numbers.
    fn text_in(&self, table: Table, index: u32, column: usize) -> &str {
        number_at(self.table(table), index as usize * 3 + column).and_then(|n| self.text(n)).unwrap_or_default()
    }

    fn text(&self, number: u32) -> Option<&str> {
        self.tables.text(number)
    }
}
