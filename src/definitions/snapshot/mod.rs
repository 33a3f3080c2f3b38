//! Snapshots: the full element list of a definition, made from its base and its differential as FHIR R4 says.
//!
//! Base, types and profiles are trees ([`tree`]); a differential is laid over the tree of its base ([`merge`]), element
//! by element ([`element`]), and what it reaches into is unfolded from the [`library`].

mod choice;
mod element;
mod library;
mod merge;
mod problems;
mod tree;
mod unfold;

use std::sync::Arc;

pub use problems::MESSAGES;

use super::model::{Package, StructureDefinition};
use crate::diagnostics::Diagnostic;
use library::Library;

/// Fills in the snapshot of every definition that has none. Packages stand after those that they build on, as in
/// [`Definitions`](super::Definitions): a canonical means the definition of the same package, else of the nearest
/// package before it, else of one after it, else what `beneath` answers (a definition with its snapshot).
///
/// Every definition has a snapshot afterwards, or neither snapshot nor differential had any element. The notices say
/// what was missing or odd, in the order of the packages and their definitions.
pub fn complete(
    packages: &mut [Package],
    beneath: &dyn Fn(&str) -> Option<Arc<StructureDefinition>>,
) -> Vec<Diagnostic> {
    let (snapshots, notices) = Library::new(packages, beneath).complete();
    for (id, snapshot) in snapshots {
        packages[id.package].structures[id.structure].snapshot = snapshot;
    }
    notices
}

#[cfg(test)]
mod tests;
