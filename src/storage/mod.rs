//! How files stand on the disk: jpfhir's own data as tables of bytes or lines of facts; output whole or not at all.

pub mod block;
pub mod line;
pub mod whole;
