//! Validation: the first document of a process, and resources a second once definitions are linked.
//!
//! The inputs are the single resources of `../shared/corpus/jp` that `tools/make_bench.py` repeats; nothing is cached by
//! content. Whole-process figures and the comparison with the Java validator: `benches/side-by-side.sh`.

use std::path::PathBuf;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::source::Source;
use jpfhir::validate::{Options, Validator};

fn main() {
    divan::main();
}

fn shared() -> PathBuf {
    std::env::var_os("JPFHIR_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from)
}

fn validator() -> Validator {
    let guides = vec!["clins@1.10.0".to_string()];
    let selection = Selection { guides, packages: Vec::new(), cache: Cache::default() };
    let definitions = Definitions::open(&selection).expect("embedded definitions open").definitions;
    Validator::new(Arc::new(definitions), Options::default())
}

/// The single resources of CLINS and JP Core 1.1.2, without the version of the profiles they claim.
fn resources() -> Vec<String> {
    let mut files: Vec<PathBuf> = ["clins", "clins-1.10.0", "core-1.1.2"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(shared().join("corpus/jp").join(folder)).into_iter().flatten())
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    let texts = files.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let values = texts.filter_map(|t| serde_json::from_str::<serde_json::Value>(t.trim_start_matches('\u{feff}')).ok());
    values
        .filter(|v| v["resourceType"].as_str().is_some_and(|t| t != "Bundle"))
        .map(|mut v| {
            if let Some(profiles) = v.pointer_mut("/meta/profile").and_then(|p| p.as_array_mut()) {
                for profile in profiles {
                    *profile = profile.as_str().and_then(|p| p.split('|').next()).unwrap_or("").into();
                }
            }
            v.to_string()
        })
        .collect()
}

#[divan::bench]
fn single_resources(bencher: Bencher) {
    let texts = resources();
    if texts.is_empty() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let validator = validator();
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        let judge = |text: &String| {
            let (document, found) = Document::parse_json(Source::new("bench", text.clone()));
            found.len() + validator.validate(&document).len()
        };
        texts.iter().map(judge).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn first_bundle_of_a_process(bencher: Bencher) {
    let path = shared().join("corpus/jp/clins/Bundle-Bundle-CLINS-Observations-Example-01.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: ../shared is not here");
        return;
    };
    bencher.bench_local(|| {
        let validator = validator();
        let (document, _) = Document::parse_json(Source::new("bench", text.clone()));
        validator.validate(&document).len()
    });
}
