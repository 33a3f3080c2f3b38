//! Expressions as texts that messages point into, like a compiler's.

use std::collections::BTreeSet;
use std::io::Write;

use jpfhir::definitions::model::Package;
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Checked, Human, Provenance, Report, View};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Mode, Model, Scope, compile};
use jpfhir::source::Source;

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
    let mut seen = BTreeSet::new();
    let mut faulty = 0;
    let elements =
        package.structures.iter().flat_map(|s| s.snapshot.iter().chain(&s.differential).map(move |e| (s, e)));
    for (structure, element) in elements {
        for constraint in element.constraints.iter().filter(|c| !c.expression.is_empty()) {
            if !seen.insert((&element.path, &constraint.expression)) {
                continue;
            }
            let mode = Mode { is_lenient: true, ..Mode::default() };
            let faults = match compile(&constraint.expression, model, &Scope::at_path(model, &element.path), mode) {
                Ok(program) => program.faults,
                Err(fault) => vec![*fault],
            };
            if !faults.is_empty() {
                faulty += 1;
                let name = format!("{}#{} {}", structure.url, element.path, constraint.key);
                explain(view, &expression(&name, &constraint.expression), &faults)?;
            }
        }
    }
    Ok((seen.len(), faulty))
}
