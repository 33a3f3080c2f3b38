//! The same resource gives the same findings as JSON and as XML.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::{Document, Format};
use rayon::prelude::*;

use super::xml_writer::write;
use super::{definitions, files, judge, shared, validator};

/// What is said of one notation only: JSON's brackets; XML's order, attributes, and entities, which a narrative in JSON
/// has as well, but there they are the narrative's.
const OF_THE_NOTATION: [&str; 6] = [
    "json-array-expected",
    "json-array-unexpected",
    "xml-attribute",
    "xml-element-order",
    "xml-entity",
    "xhtml-entity",
];

/// Documents of which XML cannot say the same: values of another JSON type, narrative that is not well-formed.
const CANNOT_BE_WRITTEN: [&str; 6] = [
    "json-object-expected",
    "json-primitive-expected",
    "wrong-json-type",
    "xhtml-end-tag",
    "xhtml-entity",
    "xhtml-malformed",
];

/// Pairs that do not say the same: other decimals, extensions or narrative.
const DIFFERENT: [&str; 3] = ["fhirpath/codesystem-example.xml", "observation-example.xml", "observation-decimal.xml"];

/// How often each finding occurs: id, severity, place (the first item of a list counts as a single one), who asks.
fn findings(document: &Document, found: &[Diagnostic]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in found.iter().filter(|d| !OF_THE_NOTATION.contains(&d.message.id)) {
        let place = diagnostic
            .node
            .map_or(String::new(), |node| document.element(node).fhirpath_with(|element| element.node().index > 0));
        let asks = diagnostic.origin.as_ref().map_or(String::new(), |o| format!("{}#{}", o.profile, o.element));
        // Codes that come near a wrong one are looked for a limited number of times, in the order of the document; a
        // place is told as the notation tells it.
        let facts: Vec<_> = diagnostic.facts.iter().filter(|(name, _)| !matches!(*name, "nearest" | "place")).collect();
        let key = format!("{} {:?} {place} {asks} {facts:?}", diagnostic.message.id, diagnostic.severity);
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// What only one of two notations gives, a line each.
fn differences(json: &BTreeMap<String, usize>, xml: &BTreeMap<String, usize>) -> Vec<String> {
    let only = |mark: &'static str, a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| {
        let lines = a.iter().filter(|(key, count)| b.get(*key).copied().unwrap_or(0) < **count);
        lines.map(|(key, _)| format!("  only {mark}: {key}")).collect::<Vec<_>>()
    };
    [only("JSON", json, xml), only("XML", xml, json)].concat()
}

/// The differences between a document in JSON and the same written as XML; `None` when XML cannot say it.
fn compare_written(path: &Path) -> Option<Vec<String>> {
    // Names are known to a document only if the definitions were opened before it is read.
    let definitions = definitions();
    let (document, reading) = Document::from_bytes(&path.display().to_string(), std::fs::read(path).ok()?);
    // What is wrong with the notation cannot be written in the other one; an empty value can.
    if document.format != Format::Json || reading.iter().any(|d| d.message.id != "empty-value") {
        return None;
    }
    let found = [reading, validator().validate(&document)].concat();
    if found.iter().any(|d| CANNOT_BE_WRITTEN.contains(&d.message.id)) {
        return None;
    }
    let text = write(&document, &definitions)?;
    let json = findings(&document, &found);
    let (document, found) = judge(validator(), "written.xml", text.into_bytes());
    Some(differences(&json, &findings(&document, &found)))
}

/// Compares all and says how many could be.
fn check(paths: &[PathBuf], compare: impl Fn(&Path) -> Option<Vec<String>> + Sync) -> usize {
    let results: Vec<_> = paths.par_iter().map(|path| (path, compare(path))).collect();
    let mut wrong = Vec::new();
    for (path, lines) in &results {
        match lines {
            None => println!("not compared: {}", path.display()),
            Some(lines) if !lines.is_empty() => wrong.push(format!("{}\n{}", path.display(), lines.join("\n"))),
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    results.iter().filter(|(_, lines)| lines.is_some()).count()
}

#[test]
fn pairs_of_the_corpora() {
    let Some(folder) = shared("corpus") else { return };
    let is_pair = |path: &PathBuf| {
        path.extension().is_some_and(|e| e == "xml")
            && path.with_extension("json").is_file()
            && !DIFFERENT.iter().any(|d| path.ends_with(d))
    };
    let paths: Vec<PathBuf> = files(&folder).into_iter().filter(is_pair).collect();
    let compared = check(&paths, |path| {
        let of = |path: &Path| {
            let (document, found) = judge(validator(), "pair", std::fs::read(path).ok()?);
            Some(findings(&document, &found))
        };
        Some(differences(&of(&path.with_extension("json"))?, &of(path)?))
    });
    println!("{compared} pairs");
    assert!(compared >= 7);
}

#[test]
fn examples_written_as_xml() {
    let Some(folder) = shared("corpus/jp") else { return };
    let paths = files(&folder);
    let compared = check(&paths, compare_written);
    println!("{compared} of {} examples", paths.len());
    assert!(compared * 100 >= paths.len() * 95);
}

#[test]
fn mutants_written_as_xml() {
    let Some(folder) = shared("corpus/jp-oracle/mutants") else { return };
    let paths: Vec<PathBuf> = files(&folder).into_iter().step_by(3).collect();
    let compared = check(&paths, compare_written);
    println!("{compared} of {} variants", paths.len());
    assert!(compared >= 300);
}
