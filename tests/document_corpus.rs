//! Every document of the reference corpora is read: the valid ones without a finding.

use std::path::{Path, PathBuf};

use jpfhir::document::{Document, Format};
use jpfhir::source::Source;

/// The folder of reference material, or `None` with a visible line.
fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JPFHIR_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = root.join(folder);
    if !path.is_dir() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        // Lists of test cases, not resources.
        .filter(|p| !p.ends_with("cases.json") && !p.ends_with("tests-fhir-r4.xml"))
        .filter(|p| p.extension().is_some_and(|e| e == "json" || e == "xml"))
        .collect();
    paths.sort();
    paths
}

fn parse(path: &Path) -> (Document, Vec<String>) {
    let text = String::from_utf8(std::fs::read(path).expect("a corpus file")).expect("UTF-8");
    let text = text.trim_start_matches('\u{FEFF}').to_owned();
    let (document, diagnostics) = Document::parse(Source::new(path.display().to_string(), text));
    let lines = diagnostics.iter().map(|d| {
        let at = document.source.position(d.span.start);
        format!("{}:{}:{} {} {:?}", path.display(), at.line, at.column, d.message.id, d.facts)
    });
    let lines = lines.collect();
    (document, lines)
}

#[test]
fn examples_have_no_findings() {
    for folder in ["corpus/hl7-examples", "corpus/fhirpath"] {
        let Some(folder) = shared(folder) else { continue };
        for path in documents(&folder) {
            let (document, findings) = parse(&path);
            assert!(findings.is_empty(), "{findings:?}");
            assert!(document.resource_type().is_some(), "{}", path.display());
        }
    }
}

/// The values of a document with their paths, white space collapsed, in an order that both formats share.
fn values(document: &Document) -> Vec<String> {
    let mut values: Vec<String> = (0..document.len() as u32)
        .map(|id| document.element(id))
        .filter(|e| e.name_text() != "div" && e.value().is_some())
        .map(|e| {
            let words: Vec<&str> = e.value().unwrap_or_default().split_whitespace().collect();
            format!("{}={}", e.fhirpath_with(|e| e.node().index > 0), words.join(" "))
        })
        .collect();
    values.sort();
    values
}

/// Pairs that do not say the same: other decimals, extensions or narrative.
const DIFFERENT: &[&str] = &["fhirpath/codesystem-example.xml", "observation-example.xml", "observation-decimal.xml"];

#[test]
fn json_and_xml_give_the_same_tree() {
    let Some(folder) = shared("corpus") else { return };
    let mut pairs = 0;
    for path in documents(&folder) {
        let json = path.with_extension("json");
        if path.extension().is_some_and(|e| e == "xml")
            && json.is_file()
            && !DIFFERENT.iter().any(|d| path.ends_with(d))
        {
            let ((from_xml, xml_findings), (from_json, json_findings)) = (parse(&path), parse(&json));
            if from_xml.format == Format::Xml && xml_findings.is_empty() && json_findings.is_empty() {
                assert_eq!(values(&from_xml), values(&from_json), "{}", path.display());
                pairs += 1;
            }
        }
    }
    assert!(pairs > 0, "the corpora hold pairs");
}

#[test]
fn no_document_is_too_much() {
    for folder in ["corpus/jp", "corpus/hl7", "corpus/jp-oracle"] {
        let Some(folder) = shared(folder) else { continue };
        for path in documents(&folder) {
            let started = std::time::Instant::now();
            parse(&path);
            assert!(started.elapsed().as_millis() < 1000, "{}", path.display());
        }
    }
}
