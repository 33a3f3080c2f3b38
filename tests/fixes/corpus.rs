//! The promise of safe fixes over the examples of the guides and their mutants.

use std::path::{Path, PathBuf};

use crate::promise::{Tally, broken};
use crate::shared;
use crate::tools::Tools;

/// The documents of a folder of reference material, by name.
pub fn documents(folder: Option<PathBuf>) -> Vec<PathBuf> {
    let Some(folder) = folder else { return Vec::new() };
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten().map(walkdir::DirEntry::into_path);
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json" || e == "xml")).collect();
    paths.sort();
    paths
}

fn check(folder: Option<PathBuf>) {
    let tools = Tools::embedded();
    let paths = documents(folder);
    let mut tally = Tally::new();
    let mut faults = Vec::new();
    for path in &paths {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        faults.extend(broken(&tools, &name, &text, &mut tally));
    }
    for ((id, applicability), count) in &tally {
        println!("{count:>6} {applicability:<12} {id}");
    }
    assert!(faults.is_empty(), "{} broken:\n{}", faults.len(), faults.join("\n"));
    assert!(paths.is_empty() || !tally.is_empty(), "no fix was seen");
}

#[test]
fn safe_fixes_of_examples_keep_their_promise() {
    check(shared::folder("corpus/jp"));
}

#[test]
fn safe_fixes_of_mutants_keep_their_promise() {
    check(shared::folder("corpus/jp-oracle/mutants"));
}

#[test]
fn safe_fixes_of_shipped_documents_keep_their_promise() {
    check(Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")));
}

#[test]
fn safe_fixes_of_public_test_cases_keep_their_promise() {
    check(shared::folder("corpus/hl7"));
    check(shared::folder("corpus/hl7-examples"));
}
