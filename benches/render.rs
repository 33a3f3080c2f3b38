//! Rendering: what a finding costs in each format, in a document of 5 MB that is one line.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use jpfhir::catalogue;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{
    Checked, Concise, GitHub, GitLab, Html, Human, JUnit, Json, Language, OperationOutcome, Provenance, Report, Sarif,
    Separator, Shape, Table, View,
};
use jpfhir::document::Document;
use jpfhir::source::Source;
use jpfhir::validate::{Options, Validator};

/// Bytes of the document, about.
const LENGTH: usize = 5_000_000;

fn main() {
    divan::main();
}

/// The shipped Bundle with its entries repeated, in one line, and what is found in it.
fn judged() -> (Document, Vec<Diagnostic>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/clins/laboratory-results.json");
    let text = std::fs::read_to_string(path).expect("it is shipped");
    let mut bundle: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let entries = bundle["entry"].as_array().expect("entries").clone();
    let length = serde_json::to_string(&entries).expect("JSON").len();
    bundle["entry"] = (0..LENGTH / length + 1).flat_map(|_| entries.clone()).collect();
    let (document, _) = Document::parse(Source::new("bundle.json", bundle.to_string()));

    let selection =
        Selection { guides: vec!["clins@1.10.0".to_owned()], packages: Vec::new(), cache: Cache::default() };
    let definitions = Definitions::open(&selection).expect("embedded definitions open").definitions;
    let mut diagnostics = Validator::new(Arc::new(definitions), Options::default()).validate(&document);
    diagnostics.sort_by_key(|d| (d.span.start, d.severity, d.message.id));
    (document, diagnostics)
}

fn report(format: &str) -> Box<dyn Report> {
    let view = View { language: Language::Japanese, ..View::plain() };
    let provenance = Provenance::default();
    match format {
        "human" => Box::new(Human { view, provenance, quiet: false }),
        "concise" => Box::new(Concise { view, provenance, quiet: false }),
        "json" => Box::new(Json { view, provenance, lines: false }),
        "operation-outcome" => Box::new(OperationOutcome { view, provenance, shape: Shape::Single, base: "/".into() }),
        "sarif" => Box::new(Sarif { view, provenance, declared: catalogue::find }),
        "junit" => Box::new(JUnit { view, provenance, fail_on: None }),
        "github" => Box::new(GitHub { view }),
        "gitlab" => Box::new(GitLab { view }),
        "csv" => Box::new(Table { view, separator: Separator::Comma, byte_order_mark: false }),
        _ => Box::new(Html { view, provenance }),
    }
}

#[divan::bench(
    args = ["human", "concise", "json", "operation-outcome", "sarif", "junit", "github", "gitlab", "csv", "html"],
    sample_count = 10
)]
fn finding(bencher: Bencher, format: &str) {
    let (document, diagnostics) = judged();
    let report = report(format);
    bencher
        .counter(ItemsCount::new(diagnostics.len()))
        .bench_local(|| report.document(Checked { document: &document, diagnostics: &diagnostics }));
}
