//! Editions of guides as text that people can review: the facts of each StructureDefinition, none of its prose.
//!
//! A folder holds one edition: `edition.txt` says what it was made from, the other files hold definitions. Each element
//! is one line: its id and what differs from the same element of the base definition (see `row`); a bare id means "as
//! in the base". `profiles/README.md` describes the words.

mod constraints;
mod element;
mod element_read;
mod folder;
mod lexer;
mod read;
mod row;
#[cfg(test)]
mod tests;
mod write;

pub use folder::{below, load};
pub use read::read;

pub use write::write;

pub use crate::storage::line::FactsError;

use super::model::Package;

/// Changes when older files cannot be read any more.
pub const FORMAT: u32 = 1;

/// One edition of a guide: a package under the name people select it by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactsEdition {
    /// `core@1.1.2`
    pub key: Box<str>,
    /// What it builds on, by key: `r4@4.0.1`. These are read before it.
    pub builds_on: Vec<Box<str>>,
    /// SHA-256 of the package file or files it was made from, in hexadecimal.
    pub sources: Vec<(Box<str>, Box<str>)>,
    /// Whose the material is and under which terms, in one line.
    pub terms: Box<str>,
    /// The package, its structures with snapshots.
    pub package: Package,
}

/// A file of an edition: its name within the folder and its text.
pub type FactsFile = (String, String);

/// The name of the file that describes the edition.
pub const EDITION_FILE: &str = "edition.txt";
