//! Code systems and value sets as one block of bytes that is opened without parsing: embedded or from the cache.
//!
//! Concepts are rows of numbers with a hash table over their codes; texts and code systems that several editions share
//! are kept once. A value set is decoded when it is asked for. No byte is trusted: what does not decode is not there.

pub mod facts;
mod open;
#[cfg(test)]
mod tests;
mod write;

use crate::storage::block::{Magic, TEXTS};

pub use open::{Block, BlockEdition, ConceptRow, Extras, SystemRow};
pub use write::{Content, pack};

/// The first bytes of a block.
const MAGIC: Magic = *b"jpfhirT\x01";

/// The tables of a block after its texts, in this order.
#[derive(Debug, Clone, Copy)]
enum Table {
    /// The code systems: [`SYSTEM_ROW`] numbers each.
    Systems = TEXTS as isize + 1,
    /// The concepts: [`CONCEPT_ROW`] numbers each; positions count within the code system.
    Concepts,
    /// Hash tables over codes: the position of a concept plus one, 0 for a free slot.
    Slots,
    /// Designations and properties of the concepts that have some.
    Extras,
    /// URL, version, and where the value set ends: three numbers each.
    ValueSets,
    /// The value sets.
    ValueSetBytes,
    /// The editions.
    Editions,
}

/// How many tables there are.
const TABLES: usize = Table::Editions as usize + 1;
/// Numbers of a code system: URL, version, name, language, supplements, value set, flags, first concept, count of
/// concepts, first slot, count of slots.
const SYSTEM_ROW: usize = 11;
/// Numbers of a concept: code, display, parent, end of those below it, place of its extras plus one.
const CONCEPT_ROW: usize = 5;

/// The hash of a code, whatever the case of its ASCII letters; stable, because blocks are kept.
fn hash(code: &[u8]) -> u32 {
    code.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193).rotate_left(5)
    })
}

/// Bits of a code system's flags.
mod flag {
    /// The lowest bits hold `content`, the next ones `hierarchyMeaning`.
    pub const CONTENT: u32 = 0;
    pub const HIERARCHY: u32 = 3;
    /// `caseSensitive` is stated.
    pub const CASE_STATED: u32 = 1 << 6;
    /// `caseSensitive` is true.
    pub const CASE: u32 = 1 << 7;
    /// Some concept has a property that places it below or above another one.
    pub const EDGES: u32 = 1 << 8;
}

/// Properties whose value is a code that stands above the concept.
pub(crate) const ABOVE: [&str; 2] = ["parent", "subsumedBy"];
/// The property whose value is a code that stands below the concept.
pub(crate) const BELOW: &str = "child";
