//! The known defects of the official material, one row a letter: named and corrected by default, official as published.
//!
//! A row of testdata/rules/defects.json has a document, what names the defect by default (`named`), what the official
//! reading alone finds (`official`), and what both find where FHIR or the profile decides (`same`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::document::Document;
use jpfhir::rules::register::{self, State};
use jpfhir::rules::{self, Rules, defects};
use jpfhir::source::Source;
use jpfhir::validate::{Conformance, Options, Validator};
use serde_json::Value;

use super::documents::{base, change};
use super::{shared, top};

fn rows() -> Vec<Value> {
    let text = std::fs::read_to_string(top().join("testdata/rules/defects.json")).expect("the rows are there");
    serde_json::from_str(&text).expect("they are JSON")
}

fn letter(row: &Value) -> &str {
    row["letter"].as_str().expect("a letter")
}

/// A package of one profile that states a condition which no package at hand has.
fn package(structure: &Value, folder: &Path) -> PathBuf {
    let (name, key) = (&structure["type"], &structure["key"]);
    let constraint = serde_json::json!({"key": key, "severity": structure["severity"], "human": "x",
        "expression": structure["expression"]});
    let profile = serde_json::json!({"resourceType": "StructureDefinition", "name": "Before", "status": "draft",
        "url": "http://example.org/StructureDefinition/before", "kind": "resource", "abstract": false, "type": name,
        "baseDefinition": format!("http://hl7.org/fhir/StructureDefinition/{}", name.as_str().expect("a type")),
        "derivation": "constraint",
        "differential": {"element": [{"id": name, "path": name, "constraint": [constraint]}]}});
    std::fs::write(folder.join("StructureDefinition-before.json"), profile.to_string()).expect("it can be written");
    folder.to_owned()
}

/// What a row is judged by; `None` when its package is not at hand.
fn definitions(row: &Value, folder: &Path) -> Option<Arc<Definitions>> {
    let mut packages = Vec::new();
    if let Some(name) = row["package"].as_str() {
        packages.push(shared::folder("packages")?.join(name));
    }
    if row["structure"].is_object() {
        packages.push(package(&row["structure"], folder));
    }
    let guides = row["guide"].as_str().map(str::to_owned).into_iter().collect();
    let selection = Selection { guides, packages, cache: Cache::default() };
    Some(Arc::new(Definitions::open(&selection).expect("the definitions open").definitions))
}

/// `id key` of a finding and of its causes.
fn names(finding: &Diagnostic) -> Vec<String> {
    let id = finding.message.id;
    let own = match finding.fact("key") {
        Some(Fact::Text(key)) => format!("{id} {key}"),
        _ => id.to_owned(),
    };
    std::iter::once(own).chain(finding.causes.iter().flat_map(names)).collect()
}

/// What each of the two readings finds in a document: corrected, official.
fn readings(definitions: &Arc<Definitions>, text: &str) -> [BTreeSet<String>; 2] {
    [Conformance::Corrected, Conformance::Official].map(|conformance| {
        let validator = Validator::new(definitions.clone(), Options { conformance, ..Options::default() });
        let (document, mut found) = Document::parse(Source::new("document.json", text.to_owned()));
        found.extend(validator.validate(&document));
        if conformance == Conformance::Corrected {
            let options = rules::Options { target: None, as_of: "2026-04-01".to_owned() };
            found = Rules::new(definitions.clone(), options).check(&document, found);
        }
        found.iter().flat_map(names).collect()
    })
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether the rule that names a defect is one of those that the table of rules counts as not yet checked.
fn is_open(row: &Value) -> bool {
    let state = |id: &String| register::find(id).map(|row| row.state);
    texts(&row["named"]).iter().any(|id| state(id) == Some(State::NotYet))
}

/// What is wrong with a row.
fn faults(row: &Value) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(definitions) = definitions(row, folder.path()) else { return Vec::new() };
    let document = change(base(row["base"].as_str().expect("a base")), &row["changes"]);
    let text = serde_json::to_string_pretty(&document).expect("it is JSON");
    let [corrected, official] = readings(&definitions, &text);
    let (named, only_official, same) = (texts(&row["named"]), texts(&row["official"]), texts(&row["same"]));
    let mut faults = Vec::new();
    let mut ask = |is_right: bool, what: &str| {
        if !is_right {
            faults.push(format!("{}: {what}\n  corrected {corrected:?}\n  official {official:?}", letter(row)));
        }
    };
    ask(!named.is_empty() && named.is_subset(&corrected), "the default reading does not name it");
    ask(named.is_disjoint(&official), "the official reading names it");
    ask(only_official.is_subset(&official), "the official reading is not what is published");
    ask(only_official.is_disjoint(&corrected), "the default reading is not corrected");
    ask(same.is_subset(&corrected) && same.is_subset(&official), "the readings differ");
    faults
}

#[test]
fn each_defect_is_named_by_default_and_as_published_officially() {
    let faults: Vec<String> = rows().iter().filter(|row| !is_open(row)).flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_letter_is_shown_or_says_why_not() {
    let single = ('a'..='z').map(String::from);
    let letters: Vec<String> = single.chain(('a'..='d').map(|letter| format!("{letter}{letter}"))).collect();
    assert_eq!(defects::all().iter().map(|defect| defect.letter).collect::<Vec<_>>(), letters);
    let shown: Vec<&str> = defects::all().iter().filter(|d| d.reading.is_some()).map(|d| d.letter).collect();
    assert_eq!(rows().iter().map(letter).collect::<Vec<_>>(), shown);
    for defect in defects::all() {
        assert!(!defect.title.is_empty() && !defect.detail.is_empty(), "{defect:?}");
        let unknown: Vec<&str> = defect.rules().filter(|id| register::find(id).is_none()).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", defect.letter);
    }
}

#[test]
fn documents_without_the_defect_do_not_name_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for row in rows().iter().filter(|row| row["guide"] == "clins@1.10.0") {
        let definitions = definitions(row, folder.path()).expect("the guide is embedded");
        let text = serde_json::to_string(&base(row["base"].as_str().expect("a base"))).expect("it is JSON");
        let [corrected, _] = readings(&definitions, &text);
        assert!(texts(&row["named"]).is_disjoint(&corrected), "{}", letter(row));
    }
}
