//! Checks of a document against the definitions.

pub mod primitive;
