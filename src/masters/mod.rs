//! The code masters: read as published, checked, kept as snapshots, compared, and looked up without parsing.
//!
//! [`Masters`] is the set in force: what the program carries, overridden by what the user has imported.

pub mod data;
pub mod diff;
mod embedded;
pub mod import;
mod problems;
mod set;
mod store;

pub use data::{Cell, Column, ColumnSchema, Edition, Form, Kind, Rows, Schema, SourceFile, Table, compile, facts};
pub use problems::{Fault, MESSAGES, NOT_AT_HAND};
pub use set::{Available, Masters};
pub use store::{Kept, Store, parse_key};
