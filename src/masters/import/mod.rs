//! Masters as published → rows. Each publication has a file of its own; a file is recognised by its content.

mod check;
pub mod disease;
pub mod drug;
pub mod drug_price;
pub mod generic_drug;
mod headings;
pub mod hot;
pub mod jfagy;
pub mod jlac;
pub mod lab_item_set;
mod open;
mod published;
mod read;
#[cfg(test)]
mod tests;
mod workbook;

pub use check::check;
pub use open::{Limits, open, open_bytes};
pub use published::{Content, Encoding, Published, Sheet};
pub use read::{Imported, Request, import, recognise};

use super::data::{Kind, Rows, Table};
use super::problems::{CONTRADICTION, Fault, about};
use crate::diagnostics::Diagnostic;

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
    pub read: fn(files: &[&Published], base: Option<&Table>) -> Result<Read, Fault>,
}

/// What an importer makes of files: the rows, in any order, and what only it can see to be odd.
pub type Read = (Rows, Vec<Diagnostic>);

/// Every publication that is known.
pub static IMPORTERS: &[Importer] = &[
    disease::DISEASE,
    disease::RETIRED_DISEASE,
    disease::MODIFIER,
    drug::DRUG,
    generic_drug::GENERIC_DRUG,
    drug_price::DRUG_PRICE,
    hot::HOT,
    jlac::JLAC,
    lab_item_set::LAB_ITEM_SET,
    jfagy::JFAGY,
];

/// Columns that contradict each other in rows, of which the first is shown.
fn contradiction(file: &str, columns: &[&str], rows: &[impl AsRef<str>]) -> Option<Diagnostic> {
    let first = rows.first()?;
    let columns: Vec<Box<str>> = columns.iter().map(|column| (*column).into()).collect();
    let found = about(&CONTRADICTION, file).with("columns", columns).with("count", rows.len());
    Some(found.with("value", first.as_ref()))
}
