//! FHIR packages: read, complete (snapshots), kept in a compact form, and looked up by canonical URL.

pub mod model;
pub mod registry;

pub use registry::{DefinitionId, Definitions, Edition, Lookup};
