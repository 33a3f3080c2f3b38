//! The masters that the program carries.

/// What `build.rs` made of `codesystems/masters/`: key and compiled table, sorted by key.
pub(super) static TABLES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/masters.rs"));
