//! Rows → compiled table.

use super::{COLUMN_ROW, Cell, MAGIC, NONE, Rows, hash};
use crate::storage::block::{self, Texts, numbers};

/// Compiles an edition, whose rows are sorted. What is compiled depends on nothing but the rows.
pub fn compile(rows: &Rows) -> Vec<u8> {
    let columns = rows.kind.schema().columns;
    let mut found = Texts::default();
    let all = cells(rows, &mut found);
    let mut compiler = Compiler { texts: Ordered::of(found), ..Compiler::default() };
    for (column, cells) in columns.iter().zip(all) {
        let cells: Vec<u32> = cells.iter().map(|cell| compiler.texts.number(*cell)).collect();
        let name = compiler.texts.add(column.name);
        compiler.add(name, &cells, column.indexed);
    }
    let texts = &mut compiler.texts;
    let about = [texts.add(rows.kind.key()), rows.edition.number(), rows.rows.len() as u32];
    let sources = rows.sources.iter().flat_map(|source| [&source.name, &source.sha256]);
    let sources: Vec<u32> = sources.map(|text| texts.add(text)).collect();
    block::write(
        &MAGIC,
        [
            &numbers(&compiler.texts.ends),
            &compiler.texts.bytes,
            &numbers(&about),
            &numbers(&compiler.columns),
            &numbers(&sources),
            &compiler.cells,
            &numbers(&compiler.dictionaries),
            &numbers(&compiler.indexes),
        ],
    )
}

/// The cells of each column as numbers of texts. Rows are gone through once: they do not lie side by side in memory.
fn cells(rows: &Rows, found: &mut Texts) -> Vec<Vec<u32>> {
    let columns = rows.kind.schema().columns.len();
    let mut all: Vec<Vec<u32>> = (0..columns).map(|_| Vec::with_capacity(rows.rows.len())).collect();
    let mut above: &[Cell] = &[];
    for row in &rows.rows {
        for (position, cells) in all.iter_mut().enumerate() {
            let cell = row.get(position);
            // Most cells of a column say the same as the one above.
            let number = match cells.last() {
                Some(number) if above.get(position) == cell => *number,
                _ => found.number(cell.map_or("", Cell::as_str)),
            };
            cells.push(number);
        }
        above = row;
    }
    all
}

/// The texts of a table in the order in which its columns have them: those of a column lie side by side.
#[derive(Debug, Default)]
struct Ordered {
    found: Texts,
    /// The numbers here of the texts as they were found; [`NONE`] while they have none.
    numbers: Vec<u32>,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Ordered {
    fn of(found: Texts) -> Self {
        let (numbers, bytes) = (vec![NONE; found.ends.len()], Vec::with_capacity(found.bytes.len()));
        Self { found, numbers, bytes, ends: Vec::new() }
    }

    /// The number of a text that was found.
    fn number(&mut self, found: u32) -> u32 {
        let number = &mut self.numbers[found as usize];
        if *number == NONE {
            self.bytes.extend_from_slice(self.found.of_number(found));
            *number = self.ends.len() as u32;
            self.ends.push(self.bytes.len() as u32);
        }
        *number
    }

    /// The number of any text.
    fn add(&mut self, text: &str) -> u32 {
        let found = self.found.number(text);
        self.numbers.resize(self.found.ends.len(), NONE);
        self.number(found)
    }

    fn of_number(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[start as usize..self.ends[number] as usize]
    }
}

#[derive(Debug, Default)]
struct Compiler {
    texts: Ordered,
    columns: Vec<u32>,
    cells: Vec<u8>,
    dictionaries: Vec<u32>,
    indexes: Vec<u32>,
}

impl Compiler {
    fn add(&mut self, name: u32, cells: &[u32], indexed: bool) {
        let first_cell = self.cells.len() as u32;
        let first_in_dictionary = self.dictionaries.len() as u32;
        let width = self.add_cells(cells);
        let (sorted, slots, count) = if indexed { self.add_index(cells) } else { (NONE, NONE, 0) };
        let row: [u32; COLUMN_ROW] = [name, width, first_cell, first_in_dictionary, sorted, slots, count];
        self.columns.extend(row);
    }

    /// Writes cells in one or two bytes when the column has few values, else as numbers of texts; the answer is how many
    /// bytes a cell takes.
    fn add_cells(&mut self, cells: &[u32]) -> u32 {
        let mut dictionary: Vec<u32> = Vec::new();
        let mut positions = vec![NONE; self.texts.ends.len()];
        for cell in cells {
            let position = &mut positions[*cell as usize];
            if *position == NONE {
                *position = dictionary.len() as u32;
                dictionary.push(*cell);
            }
        }
        let width = match dictionary.len() {
            0..=0x100 => 1,
            // A dictionary pays off while it and the cells are smaller than the numbers.
            length @ 0x101..=0x1_0000 if length * 4 + cells.len() * 2 < cells.len() * 4 => 2,
            _ => 4,
        };
        if width < 4 {
            self.dictionaries.extend(&dictionary);
        }
        for cell in cells {
            let number = if width < 4 { positions[*cell as usize] } else { *cell };
            self.cells.extend_from_slice(&number.to_le_bytes()[..width]);
        }
        width as u32
    }

    /// Writes the rows sorted by their text, unless they are so already, and a hash table over the distinct texts whose
    /// slots hold the first position in the sorted rows plus one. The answer says where both stand and how many slots
    /// there are.
    fn add_index(&mut self, cells: &[u32]) -> (u32, u32, u32) {
        let text = |row: &u32| self.texts.of_number(cells[*row as usize]);
        // Most texts differ within their first bytes, which compare as one number.
        let start = |row: u32| -> u64 {
            let text = text(&row);
            let mut bytes = [0; 8];
            let length = text.len().min(bytes.len());
            bytes[..length].copy_from_slice(&text[..length]);
            u64::from_be_bytes(bytes)
        };
        let mut starts: Vec<(u64, u32)> = (0..cells.len() as u32).map(|row| (start(row), row)).collect();
        starts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| text(&a.1).cmp(text(&b.1))).then(a.1.cmp(&b.1)));
        let sorted: Vec<u32> = starts.into_iter().map(|(_, row)| row).collect();
        let mut firsts: Vec<u32> = Vec::new();
        for (position, row) in sorted.iter().enumerate() {
            if position == 0 || cells[sorted[position - 1] as usize] != cells[*row as usize] {
                firsts.push(position as u32);
            }
        }
        let count = (firsts.len() * 4 / 3 + 1).next_power_of_two();
        let mut slots = vec![0; count];
        for first in firsts {
            let mut at = hash(text(&sorted[first as usize])) & (count - 1);
            while slots[at] != 0 {
                at = (at + 1) & (count - 1);
            }
            slots[at] = first + 1;
        }
        let mut place = NONE;
        if !sorted.is_sorted() {
            place = self.indexes.len() as u32;
            self.indexes.extend(sorted);
        }
        let slots_place = self.indexes.len() as u32;
        self.indexes.extend(slots);
        (place, slots_place, count as u32)
    }
}
