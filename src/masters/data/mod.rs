//! Masters as data: their kinds and columns, rows as read, facts as text, and the compiled table that is looked up.
//!
//! The build uses this module, too: it turns the facts of `codesystems/masters/` into the tables that are embedded.

pub mod facts;
mod kind;
mod open;
mod rows;
pub mod schema;
#[cfg(test)]
mod tests;
mod write;

pub use kind::Kind;
pub use open::{Column, Table};
pub use rows::{Cell, Edition, Rows, SourceFile};
pub use schema::{ColumnSchema, Form, Schema};
pub use write::compile;

use crate::storage::block::{Magic, TEXTS};

/// The first bytes of a compiled table.
const MAGIC: Magic = *b"jpfhirM\x01";

/// The parts of a compiled table after its texts, in this order.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// Kind, edition, count of sources (two texts each follow the columns), count of rows.
    About = TEXTS as isize + 1,
    /// The columns: [`COLUMN_ROW`] numbers each.
    Columns,
    /// File name and SHA-256 of each source: two texts each.
    Sources,
    /// The cells of a column, one after the other: numbers of texts, or positions in its dictionary.
    Cells,
    /// Numbers of texts: the dictionaries of the columns that have one.
    Dictionaries,
    /// Rows sorted by the text in a column, and hash tables over these texts.
    Indexes,
}

/// How many tables the block has.
const PARTS: usize = Part::Indexes as usize + 1;
/// Numbers of `About`: kind, edition, rows.
const ABOUT_ROW: usize = 3;
/// Numbers of a column: name, bytes a cell, where its cells begin, its dictionary, its sorted rows ([`NONE`] when they
/// are in their own order or not at all), its hash table ([`NONE`] when it has no index), and how many slots that has.
const COLUMN_ROW: usize = 7;
/// Stands for a part that a column does not have.
const NONE: u32 = u32::MAX;

/// The hash of a text; stable, because tables are kept.
fn hash(text: &[u8]) -> usize {
    twox_hash::XxHash3_64::oneshot(text) as usize
}
