//! How jpfhir's own data stands in files: tables of bytes that are opened without parsing, and lines of facts.

pub mod block;
pub mod line;
