//! Checks of a document against the definitions.

pub mod narrative;
pub mod primitive;
