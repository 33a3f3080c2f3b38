//! The reference material that several tests use.

#![allow(dead_code, reason = "no test uses all of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jpfhir::definitions::Definitions;
use jpfhir::definitions::model::Package;
use jpfhir::document::Document;
use jpfhir::source::Source;

/// Every report format; `every_format_is_tested` holds it to what the program takes.
pub const REPORT_FORMATS: [&str; 14] = [
    "human",
    "concise",
    "json",
    "ndjson",
    "operation-outcome",
    "operation-outcome-ndjson",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "csv",
    "tsv",
    "html",
    "validator-cli",
];

/// A folder of reference material, or `None` with a visible line.
pub fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JPFHIR_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = root.join(name);
    if !path.is_dir() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

/// The definitions of R4.
pub fn core() -> Option<Arc<Definitions>> {
    let path = folder("packages")?.join("hl7.fhir.r4.core-4.0.1.tgz");
    let (package, _) = Package::read(path).expect("the package of R4");
    Some(Arc::new(Definitions::from_packages(vec![package])))
}

/// A document of the reference material.
pub fn document(path: &Path) -> Document {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let (document, _) = Document::parse(Source::new(path.display().to_string(), text));
    document
}
