//! Expressions as texts that messages point into, like a compiler's.

use std::io::Write;

use jpfhir::definitions::model::Package;
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Checked, Human, Provenance, Report, View};
use jpfhir::document::Document;
use jpfhir::fhirpath::Model;
use jpfhir::fhirpath::check::Constraints;
use jpfhir::source::Source;

use crate::cli::constraints::shown;

/// An expression as a text under a name.
pub fn expression(name: &str, text: &str) -> Document {
    let mut document = Document::default();
    document.source = Source::new(name, text.to_owned());
    document
}

/// Says on standard error what is wrong with an expression, with the place underlined.
pub fn explain(view: View, expression: &Document, faults: &[Diagnostic]) -> std::io::Result<()> {
    let report = Human { view, provenance: Provenance::default(), quiet: true };
    let checked = Checked { document: expression, diagnostics: faults };
    std::io::stderr().lock().write_all(report.document(checked).as_bytes())
}

/// Compiles all constraints of a package against the types of R4 and says what is wrong with them. How many there are,
/// and how many have faults.
pub fn check_constraints(package: &Package, model: &Model, view: View) -> std::io::Result<(usize, usize)> {
    let mut constraints = Constraints::new();
    let mut faulty = 0;
    for structure in &package.structures {
        for stated in constraints.faulty_of(structure, model) {
            faulty += 1;
            let (text, faults) = shown(&stated.profile, &stated, model);
            explain(view, &text, &faults)?;
        }
    }
    Ok((constraints.len(), faulty))
}
