//! The submission rules: each breaks on what it is about and on nothing else, and the official examples pass.

mod batch;
mod cases;
mod corpus;
mod documents;
mod manual;
#[path = "../shared/mod.rs"]
mod shared;
#[path = "../xml_writer/mod.rs"]
mod xml_writer;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jpfhir::definitions::{Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::Document;
use jpfhir::rules::{self, Rules};
use jpfhir::source::Source;
use jpfhir::validate::{Conformance, Options, Validator};

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn definitions() -> Arc<Definitions> {
    static OPENED: OnceLock<Arc<Definitions>> = OnceLock::new();
    let open =
        || Arc::new(Definitions::open(&Selection::default()).expect("the embedded definitions open").definitions);
    OPENED.get_or_init(open).clone()
}

fn validator(conformance: Conformance) -> Validator {
    Validator::new(definitions(), Options { conformance, ..Options::default() })
}

/// The rules of a fixed day.
fn all_rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    let options = rules::Options { target: None, as_of: "2026-04-01".to_owned() };
    RULES.get_or_init(|| Rules::new(definitions(), options))
}

fn corrected() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| validator(Conformance::Corrected))
}

/// A document and what is found with `--coverage`.
fn judge_coverage(text: String) -> (Document, Vec<Diagnostic>) {
    let (document, mut found) = judge("document.json", text);
    found.extend(all_rules().coverage(&document, &corrected().coverage(&document)));
    (document, found)
}

/// A document and everything found in it, rules included.
fn judge(name: &str, text: String) -> (Document, Vec<Diagnostic>) {
    // The definitions come first: reading looks up the names that they use.
    let validator = corrected();
    let (document, mut found) = Document::parse(Source::new(name, text));
    found.extend(all_rules().check(&document, validator.validate(&document)));
    found.sort_by_key(|d| (d.span.start, d.severity, d.message.id));
    (document, found)
}
