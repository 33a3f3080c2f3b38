//! Tables: CSV and TSV in the encodings that occur, whose rows come out as they went in with the result appended.

mod cells;
mod chunks;
mod encoding;
mod layout;
mod records;
mod rows;
#[cfg(test)]
mod tests;
mod utf16;

pub use cells::Writing;
pub use chunks::Chunks;
pub use encoding::{Detected, Encoding};
pub use layout::{HINTS, Layout, Refusal, Table, Wanted};
pub use records::{Dialect, Record};
pub use rows::{Converted, RESULT_COLUMNS, Rows};

pub(super) use records::push_field;
