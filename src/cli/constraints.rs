//! What is wrong with the constraints of packages that people bring: said once a run, before any document.

use jpfhir::definitions::guides::Brought;
use jpfhir::definitions::{Cache, Definitions};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::Document;
use jpfhir::fhirpath::Model;
use jpfhir::fhirpath::check::{Constraints, Stated};
use jpfhir::validate::invariants::is_known_defect;

use super::fhirpath::expression;

/// A constraint that has faults: its expression as a text under the name of the file, and what is wrong with it.
pub type Faulty = (Document, Vec<Diagnostic>);

/// The constraints of packages that have faults. Which ones they are is kept beside the compiled packages.
pub fn faulty(definitions: &Definitions, brought: &Brought, model: &Model, cache: &Cache) -> Vec<Faulty> {
    let key = format!("{}-constraints", brought.key);
    let kept = cache.load(&key).and_then(|bytes| serde_json::from_slice::<Vec<(String, Stated)>>(&bytes).ok());
    let found = kept.unwrap_or_else(|| {
        let found = find(definitions, brought, model);
        if let Ok(bytes) = serde_json::to_vec(&found) {
            cache.store(&key, &bytes);
        }
        found
    });
    // What a guide is known to mean is read so, and said where that makes a difference.
    let unknown = found.iter().filter(|(_, stated)| !is_known_defect(&stated.key, &stated.expression));
    unknown.map(|(file, stated)| shown(file, stated, model)).collect()
}

/// The faulty constraints, each with the name of the file that it comes from.
fn find(definitions: &Definitions, brought: &Brought, model: &Model) -> Vec<(String, Stated)> {
    let mut constraints = Constraints::new();
    let mut found = Vec::new();
    for position in brought.editions.clone() {
        let source = definitions.editions().get(position).and_then(|edition| edition.sources.first());
        let file = source.map_or("", |(name, _)| name);
        for id in definitions.of_edition(position) {
            let faulty = constraints.faulty_of(&definitions.decode(id), model);
            found.extend(faulty.into_iter().map(|stated| (file.to_owned(), stated)));
        }
    }
    found
}

/// A faulty constraint as a text that messages point into.
pub fn shown(file: &str, stated: &Stated, model: &Model) -> Faulty {
    let name = format!("{file}#{} {}", stated.element, stated.key);
    (expression(&name, &stated.expression), stated.faults(model))
}
