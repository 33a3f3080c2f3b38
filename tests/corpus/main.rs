//! The corpora as a whole: no document makes the tool fail or takes long, both notations give the same findings, and
//! what breaks a slice is called by the slice's name.

mod notations;
mod slices;
mod speed;
#[path = "../xml_writer/mod.rs"]
mod xml_writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jpfhir::definitions::{Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::Document;
use jpfhir::validate::{Options, Validator};

/// A folder or file of the reference material, or `None` with a visible line.
fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JPFHIR_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = root.join(name);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

/// The JSON and XML files below a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let mut paths: Vec<PathBuf> =
        entries.filter(|p| p.extension().is_some_and(|e| e == "json" || e == "xml")).collect();
    paths.sort();
    paths
}

/// The definitions in force when nobody names any.
fn definitions() -> Arc<Definitions> {
    static OPENED: OnceLock<Arc<Definitions>> = OnceLock::new();
    let open =
        || Arc::new(Definitions::open(&Selection::default()).expect("the embedded definitions open").definitions);
    OPENED.get_or_init(open).clone()
}

/// A validator by these definitions.
fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| Validator::new(definitions(), Options::default()))
}

/// A document and everything found in it, as the command line finds it.
fn judge(validator: &Validator, name: &str, bytes: Vec<u8>) -> (Document, Vec<Diagnostic>) {
    let (document, mut found) = Document::from_bytes(name, bytes);
    found.extend(validator.validate(&document));
    (document, found)
}
