//! How fast documents are read, in bytes a second: `JPFHIR_SHARED=../shared cargo bench --bench document`.

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;
use jpfhir::document::bundle::BundleIndex;
use jpfhir::document::{Document, Names};
use jpfhir::source::Source;

fn main() {
    // As when definitions are loaded: the names of elements are known.
    for text in texts("corpus/jp", "json").into_iter().chain(texts("corpus", "xml")) {
        let (document, _) = Document::parse(Source::new("bench", text));
        Names::intern_all((0..document.len() as u32).map(|id| document.element(id).name_text()));
    }
    divan::main();
}

/// The texts of the reference documents of an extension; a small one of our own when they are absent.
fn texts(folder: &str, extension: &str) -> Vec<String> {
    let root = std::env::var_os("JPFHIR_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let mut texts: Vec<String> = walkdir::WalkDir::new(root.join(folder))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|e| e == extension))
        .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
        .filter(|text| text.contains("resourceType") || text.contains("http://hl7.org/fhir"))
        .collect();
    if texts.is_empty() {
        println!("skipped: {folder} is absent");
        texts.push("{\"resourceType\":\"Patient\"}".to_owned());
    }
    texts
}

fn read(bencher: Bencher<'_, '_>, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .with_inputs(|| texts.iter().map(|t| Source::new("bench", t.clone())).collect::<Vec<_>>())
        .bench_local_values(|sources| sources.into_iter().map(Document::parse).collect::<Vec<_>>());
}

#[divan::bench]
fn json_jp(bencher: Bencher<'_, '_>) {
    read(bencher, &texts("corpus/jp", "json"));
}

#[divan::bench]
fn json_jp_minified(bencher: Bencher<'_, '_>) {
    let minified = texts("corpus/jp", "json").into_iter().filter_map(|t| {
        let value: serde_json::Value = serde_json::from_str(&t).ok()?;
        serde_json::to_string(&value).ok()
    });
    read(bencher, &minified.collect::<Vec<_>>());
}

#[divan::bench]
fn xml_hl7(bencher: Bencher<'_, '_>) {
    read(bencher, &texts("corpus", "xml"));
}

/// For comparison: the same texts into values without places.
#[divan::bench]
fn json_jp_serde_json(bencher: Bencher<'_, '_>) {
    let texts = texts("corpus/jp", "json");
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        texts.iter().filter_map(|t| serde_json::from_str::<serde_json::Value>(t).ok()).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn bundle_index(bencher: Bencher<'_, '_>) {
    let read = |text: String| Document::parse(Source::new("bench", text)).0;
    let documents: Vec<Document> = texts("corpus/jp", "json").into_iter().map(read).collect();
    let bytes: usize = documents.iter().map(|d| d.source.text().len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for document in &documents {
            divan::black_box(BundleIndex::new(document));
        }
    });
}
