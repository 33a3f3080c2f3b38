//! Definitions as one block of bytes that is opened without parsing: embedded in the program or read from the cache.
//!
//! Tables of little-endian numbers say where things stand; a definition is decoded when it is asked for. Equal elements
//! and texts are kept once. No byte is trusted: whatever does not decode is `None`.

mod open;
#[cfg(test)]
mod tests;
pub(crate) mod wire;
mod write;

use crate::storage::block::{Magic, TEXTS};

pub use open::{Packed, PackedEdition};
pub use write::pack;

/// Changes whenever older blocks cannot be read any more; part of the key of the cache.
pub const FORMAT: u32 = 4;

/// The first bytes of a block.
const MAGIC: Magic = *b"jpfhir\0\x01";

/// The tables of a block after its texts, in this order.
#[derive(Debug, Clone, Copy)]
enum Table {
    /// Where each element ends: one number an element.
    ElementEnds = TEXTS as isize + 1,
    /// The elements.
    Elements,
    /// URL, version, and where the definition ends: three numbers a definition; sorted by URL and version.
    Structures,
    /// The definitions.
    StructureBytes,
    /// URL, resource type and version of other canonical resources: three numbers each; sorted.
    Others,
    /// The texts that are element names: one number each.
    Names,
    /// URL, version and text of questionnaires: three numbers each; sorted within an edition.
    Questionnaires,
    /// The editions.
    Editions,
    /// The block of code systems and value sets; its editions are the same ones.
    Codes,
}

/// How many tables there are.
const TABLES: usize = Table::Codes as usize + 1;
