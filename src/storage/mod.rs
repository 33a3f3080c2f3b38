//! How files stand on the disk: written whole or not at all.

mod whole;

pub use whole::{WholeFile, remove_unfinished};
