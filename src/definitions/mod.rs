//! FHIR packages: read, complete (snapshots), kept in a compact form, and looked up by canonical URL.

pub(crate) mod by_url;
pub mod cache;
pub mod codes;
pub mod embedded;
pub mod facts;
pub mod facts_import;
pub mod guides;
pub mod installed;
pub mod model;
pub mod names;
pub mod pack;
pub mod package;
pub mod parse;
pub mod published;
pub mod registry;
pub mod snapshot;
pub(crate) mod version;
mod written;

pub use cache::Cache;
pub use guides::{Opened, Selection};
pub use registry::{DefinitionId, Definitions, Edition, Lookup};
