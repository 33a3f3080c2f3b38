//! Compiled table → rows, on demand.

use std::borrow::Cow;

use super::{ABOUT_ROW, COLUMN_ROW, Cell, Edition, Kind, MAGIC, NONE, PARTS, Part, Rows, SourceFile, hash};
use crate::storage::block::{Block, number_at, numbers_at};

/// One edition of a master, compiled: opened without parsing and only read. Rows are numbered from 0 in the order of
/// their key.
#[derive(Debug)]
pub struct Table {
    block: Block<PARTS>,
    kind: Kind,
    edition: Edition,
    rows: u32,
}

/// A column of a table; only to be used with the table it was asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    name: u32,
    width: u32,
    first_cell: u32,
    dictionary: u32,
    sorted: u32,
    slots: u32,
    slot_count: u32,
}

/// The first row of a text in an indexed column.
#[derive(Debug, Clone, Copy)]
struct First {
    /// Its position among the sorted rows.
    position: u32,
    row: u32,
    /// The number of the text.
    number: u32,
}

impl Table {
    /// Opens what [`compile`](super::compile) made; `None` when it is something else or cut off.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let block: Block<PARTS> = Block::open(&MAGIC, bytes)?;
        let [kind, edition, rows]: [u32; ABOUT_ROW] = numbers_at(block.table(Part::About as usize), 0)?;
        let kind = Kind::of_key(block.text(kind)?)?;
        let edition = Edition::parse(&edition.to_string())?;
        let table = Self { block, kind, edition, rows };
        table.has_all_cells().then_some(table)
    }

    /// Whether there are as many cells as rows; no more than these are ever read or counted.
    fn has_all_cells(&self) -> bool {
        let cells = self.part(Part::Cells).len() as u64;
        let fits =
            |column: Column| u64::from(column.first_cell) + u64::from(column.width) * u64::from(self.rows) <= cells;
        let mut columns = self.columns().peekable();
        (self.rows == 0 || columns.peek().is_some()) && columns.all(|(_, column)| column.width > 0 && fits(column))
    }

    /// Which master it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Which edition.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// What it is selected by: `disease@20240601`.
    pub fn key(&self) -> String {
        format!("{}@{}", self.kind, self.edition)
    }

    /// File name and SHA-256 of what it was made from.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let table = self.part(Part::Sources);
        (0..table.len() / 8).filter_map(|index| {
            let [name, sha256] = numbers_at(table, index)?;
            Some((self.block.text(name)?, self.block.text(sha256)?))
        })
    }

    /// The edition as rows, in the columns of its schema.
    pub fn rows(&self) -> Rows {
        let columns: Vec<_> = self.kind.schema().columns.iter().map(|column| self.column(column.name)).collect();
        let cell = |row: u32, column: &Option<Column>| Cell::from(column.map_or("", |column| self.text(row, column)));
        let rows = (0..self.rows).map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
        let source = |(name, sha256): (&str, &str)| SourceFile { name: name.into(), sha256: sha256.into() };
        Rows { kind: self.kind, edition: self.edition, sources: self.sources().map(source).collect(), rows }
    }

    /// How many rows it has.
    pub fn len(&self) -> u32 {
        self.rows
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The column of a name of the schema; `None` when this edition was compiled without it.
    pub fn column(&self, name: &str) -> Option<Column> {
        self.columns().find(|(found, _)| *found == name).map(|(_, column)| column)
    }

    /// The columns and their names.
    pub fn columns(&self) -> impl Iterator<Item = (&str, Column)> {
        let table = self.part(Part::Columns);
        (0..table.len() / (4 * COLUMN_ROW)).filter_map(|index| {
            let [name, width, first_cell, dictionary, sorted, slots, slot_count]: [u32; COLUMN_ROW] =
                numbers_at(table, index)?;
            let column = Column { name, width, first_cell, dictionary, sorted, slots, slot_count };
            Some((self.block.text(name)?, column))
        })
    }

    /// The text in a row and a column, as published; empty where there is nothing.
    pub fn text(&self, row: u32, column: Column) -> &str {
        self.number(row, column).and_then(|number| self.block.text(number)).unwrap_or_default()
    }

    /// The bytes of that text, for comparisons.
    pub(crate) fn bytes(&self, row: u32, column: Column) -> &[u8] {
        self.number(row, column).and_then(|number| self.block.text_bytes(number)).unwrap_or_default()
    }

    /// The rows that have exactly this text in a column, in their order. Fast in an indexed column, a search through all
    /// rows in others.
    pub fn find<'t>(&'t self, column: Column, text: &'t str) -> impl Iterator<Item = u32> + 't {
        let is_indexed = column.slots != NONE;
        let first = if is_indexed { self.first(column, text) } else { None };
        let rest = if is_indexed { first.map_or(self.rows, |first| first.position + 1) } else { 0 };
        // Whoever wants the first row only does not pay for the others.
        let others = (rest..self.rows)
            .map(move |position| self.sorted_row(column, position))
            .take_while(move |row| first.is_none_or(|first| self.number(*row, column) == Some(first.number)))
            .filter(move |row| is_indexed || self.bytes(*row, column) == text.as_bytes());
        first.map(|first| first.row).into_iter().chain(others)
    }

    /// The one row that has this text in a column; `None` when there is none or more than one.
    pub fn find_one(&self, column: Column, text: &str) -> Option<u32> {
        let mut found = self.find(column, text);
        found.next().filter(|_| found.next().is_none())
    }

    /// The rows whose text in an indexed column begins so, sorted by that text; none in other columns.
    pub fn starting_with<'t>(&'t self, column: Column, prefix: &'t str) -> impl Iterator<Item = u32> + 't {
        let end = if column.slots == NONE { 0 } else { self.rows };
        let (mut low, mut high) = (0, end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.text(self.sorted_row(column, middle), column) < prefix {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..end)
            .map(move |position| self.sorted_row(column, position))
            .take_while(move |row| self.text(*row, column).starts_with(prefix))
    }

    /// Whether every cell holds a text, rows are in the order of their key, and indexes find each row. Reads all of it.
    pub fn is_consistent(&self) -> bool {
        let schema = self.kind.schema();
        let keys: Vec<Column> = schema.key.iter().filter_map(|name| self.column(name)).collect();
        let key = |row: u32| keys.iter().map(move |column| self.text(row, *column));
        let reads = |row, column| self.number(row, column).is_some_and(|number| self.block.text(number).is_some());
        keys.len() == schema.key.len()
            && (1..self.rows).all(|row| key(row - 1).le(key(row)))
            && self.columns().all(|(_, column)| {
                (0..self.rows).all(|row| reads(row, column)) && (column.slots == NONE || self.index_holds(column))
            })
    }

    /// Whether the sorted rows of a column are all rows, sorted, and its hash table finds the first of each text.
    fn index_holds(&self, column: Column) -> bool {
        let mut seen = vec![false; self.rows as usize];
        let mut before: Option<(&str, u32)> = None;
        (0..self.rows).all(|position| {
            let row = self.sorted_row(column, position);
            let is_new = seen.get_mut(row as usize).is_some_and(|seen| !std::mem::replace(seen, true));
            let text = self.text(row, column);
            let in_order = before.is_none_or(|before| before < (text, row));
            let begins = before.is_none_or(|(other, _)| other != text);
            before = Some((text, row));
            is_new && in_order && (!begins || self.first(column, text).is_some_and(|first| first.position == position))
        })
    }

    /// Where the rows of a text begin in the sorted rows.
    fn first(&self, column: Column, text: &str) -> Option<First> {
        let indexes = self.part(Part::Indexes);
        let mask = column.slot_count.checked_sub(1).filter(|_| column.slot_count.is_power_of_two())?;
        let start = hash(text.as_bytes()) as u32;
        for step in 0..column.slot_count {
            let at = start.wrapping_add(step) & mask;
            let position = number_at(indexes, column.slots.checked_add(at)? as usize)?.checked_sub(1)?;
            let row = self.sorted_row(column, position);
            let number = self.number(row, column)?;
            if self.block.text_bytes(number)? == text.as_bytes() {
                return Some(First { position, row, number });
            }
        }
        None
    }

    /// The row at a position of the sorted rows of a column.
    fn sorted_row(&self, column: Column, position: u32) -> u32 {
        if column.sorted == NONE {
            return position;
        }
        number_at(self.part(Part::Indexes), column.sorted as usize + position as usize).unwrap_or(NONE)
    }

    /// The position of a text in the dictionary of its column; `None` in columns of many texts.
    pub(in crate::masters) fn short_number(&self, row: u32, column: Column) -> Option<u32> {
        let cells = self.part(Part::Cells).get(column.first_cell as usize..)?;
        match column.width {
            1 => Some(u32::from(*cells.get(row as usize)?)),
            2 => Some(u32::from(u16::from_le_bytes(cells.get(row as usize * 2..)?.first_chunk().copied()?))),
            _ => None,
        }
    }

    /// The number of the text in a row and a column.
    fn number(&self, row: u32, column: Column) -> Option<u32> {
        if row >= self.rows {
            return None;
        }
        match self.short_number(row, column) {
            Some(position) => number_at(self.part(Part::Dictionaries), column.dictionary as usize + position as usize),
            None => number_at(self.part(Part::Cells).get(column.first_cell as usize..)?, row as usize),
        }
    }

    fn part(&self, part: Part) -> &[u8] {
        self.block.table(part as usize)
    }
}
