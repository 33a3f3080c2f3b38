//! Masters as published → rows. Each publication has a file of its own; a file is recognised by its content.

mod check;
pub mod disease;
mod open;
mod published;
mod read;

pub use check::check;
pub use open::{Limits, open, open_bytes};
pub use published::{Content, Encoding, Published, Sheet};
pub use read::{Imported, Request, import, recognise};

use super::data::{Kind, Rows, Table};
use super::problems::Fault;

/// How a publication is read.
#[derive(Debug)]
pub struct Importer {
    /// What it becomes.
    pub kind: Kind,
    /// Whether all files of this kind that are given together make up one edition; else each is one.
    pub together: bool,
    /// Whether a file is of this publication, by its content alone.
    pub recognise: fn(&Published) -> bool,
    /// Reads files of this publication, in the order of their editions; one file unless they belong together. `base` is
    /// the edition in force, for publications that only list differences.
    pub read: fn(files: &[&Published], base: Option<&Table>) -> Result<Rows, Fault>,
}

/// Every publication that is known.
pub static IMPORTERS: &[Importer] = &[disease::DISEASE, disease::RETIRED_DISEASE, disease::MODIFIER];
