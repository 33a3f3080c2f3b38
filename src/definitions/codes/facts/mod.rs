//! Code systems and value sets as text that people can review: tab-separated, one line a code, sorted.
//!
//! A folder of `codesystems/` holds those of one edition: a file for each code system (the many small ones of HL7 v2 and
//! v3 share one each) and `value-sets.tsv`. `codesystems/README.md` describes the lines.

mod line;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{load, read};
pub use write::write;

use super::super::model::{CodeSystem, ValueSet};

/// The code systems and value sets of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// Sorted by URL and version.
    pub code_systems: Vec<CodeSystem>,
    /// Sorted by URL and version.
    pub value_sets: Vec<ValueSet>,
}

/// The file that holds the value sets of an edition.
const VALUE_SETS: &str = "value-sets.tsv";
/// What the names of files end with.
const SUFFIX: &str = ".tsv";
