//! Constraints against what the Java validator recorded on the Japanese examples and their variants.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jpfhir::definitions::model::Package;
use jpfhir::definitions::{Cache, Definitions, Selection, snapshot};
use jpfhir::diagnostics::{Diagnostic, Fact, Severity};
use jpfhir::document::Document;
use jpfhir::validate::{Conformance, Options, Validator};
use serde_json::Value;

/// Keys that we report and the Java validator does not, with the reason.
const ADDED: &[(&str, &str)] = &[
    ("bundle-entry0-JP-Composition-eMunicipalCheckup", STOPPED),
    ("bundle-entry1-JP-Patient-eMunicipalCheckup", STOPPED),
    ("bundle-entry2-JP-PractitionerRole-eMunicipalCheckup", STOPPED),
    ("bundle-entry3-JP-Organization-eMunicipalCheckup-Provider", STOPPED),
    ("bundle-entry4-JP-Practitioner-eMunicipalCheckup", STOPPED),
    ("emc-cov-2", SLICES),
    ("emc-obs-3", SLICES),
];
const STOPPED: &str = "Java reads nothing of a document that has a list where an object is due";
const SLICES: &str = "Java does not find the slice whose profile states it: it cannot evaluate the guide's slicing";

/// Keys that other findings stand for: of the text that is wrong, of the notation, of the Bundle.
const ELSEWHERE: &[&str] = &["bdl-11", "ele-1", "txt-1", "txt-2"];

/// A constraint that fails: place, key, severity.
type Failed = (String, String, &'static str);

struct Case {
    name: String,
    path: std::path::PathBuf,
    recorded: BTreeSet<Failed>,
}

/// A recorded place without the names of resources that it has in comments.
fn place(recorded: &str) -> String {
    let mut parts = recorded.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| path + part.split_once("*/").map_or("", |(_, rest)| rest))
}

fn recorded(row: &Value) -> BTreeSet<Failed> {
    let issues = row["issues"].as_array().into_iter().flatten();
    let failed = issues.filter_map(|issue| {
        let (_, key) = issue["id"].as_str()?.rsplit_once('#')?;
        let severity = if issue["severity"] == "warning" { "warning" } else { "error" };
        Some((place(issue["path"].as_str()?), key.to_owned(), severity))
    });
    failed.collect()
}

/// The cases of each guide with its packages.
fn cases(corpus: &Path) -> BTreeMap<String, (Vec<String>, Vec<Case>)> {
    let mut guides: BTreeMap<String, (Vec<String>, Vec<Case>)> = BTreeMap::new();
    for (set, folder) in [("examples", "jp"), ("mutants", "jp-oracle/mutants")] {
        let lines = std::fs::read_to_string(corpus.join(format!("jp-oracle/{set}.ndjson"))).expect("the recording");
        for line in lines.lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            let file = row["file"].as_str().expect("a file");
            let packages = row["packages"].as_array().expect("packages");
            let packages = packages.iter().map(|p| p.as_str().expect("a name").to_owned()).collect();
            let guide =
                guides.entry(row["guide"].as_str().expect("a guide").to_owned()).or_insert((packages, Vec::new()));
            let path = corpus.join(folder).join(file);
            guide.1.push(Case { name: file.to_owned(), path, recorded: recorded(&row) });
        }
    }
    guides
}

fn official(packages: Vec<Package>) -> Validator {
    let options = Options { conformance: Conformance::Official, ..Options::default() };
    Validator::new(Arc::new(Definitions::from_packages(packages)), options)
}

/// The constraints that fail, and the places of all errors.
fn judge(validator: &Validator, path: &Path) -> (BTreeSet<Failed>, Vec<String>) {
    let document = shared::document(path);
    let found = validator.validate(&document);
    let at = |d: &Diagnostic| d.node.map_or(String::new(), |n| document.fhirpath(n));
    let failed = found.iter().filter_map(|d| match d.fact("key") {
        Some(Fact::Text(key)) if d.message.id.starts_with("invariant") => {
            let severity = if d.severity == Severity::Error { "error" } else { "warning" };
            Some((at(d), key.to_string(), severity))
        }
        _ => None,
    });
    let failed = failed.collect();
    let (_, read) = Document::parse(jpfhir::source::Source::new("", document.source.text().to_owned()));
    let errors = found.iter().chain(&read).filter(|d| d.severity == Severity::Error);
    (failed, errors.map(at).collect())
}

#[test]
fn recorded_constraints_are_found_and_none_is_added() {
    let (Some(corpus), Some(packages)) = (shared::folder("corpus"), shared::folder("packages")) else { return };
    let read = |name: &str| Package::read(packages.join(name)).expect("a package").0;
    let core = read("hl7.fhir.r4.core-4.0.1.tgz");
    let (mut exact, mut missed, mut added) = (0, Vec::new(), BTreeMap::<String, usize>::new());
    for (guide, (names, cases)) in cases(&corpus) {
        let mut all = vec![core.clone()];
        all.extend(names.iter().map(|name| read(name)));
        snapshot::complete(&mut all, &|_| None);
        let validator = official(all);
        for case in cases {
            let (found, errors) = judge(&validator, &case.path);
            exact += found.intersection(&case.recorded).count();
            for (at, key, _) in found.difference(&case.recorded) {
                let is_known = ADDED.iter().any(|(known, _)| known == key);
                *added
                    .entry(if is_known { key.clone() } else { format!("{guide} {} {key} at {at}", case.name) })
                    .or_default() += 1;
            }
            for (at, key, severity) in case.recorded.difference(&found) {
                // One cause gives one finding: what is wrong with the notation here or below is not said twice.
                let is_said = errors.iter().any(|e| e.starts_with(at)) || ELSEWHERE.contains(&&**key);
                if *severity == "error" && !is_said || *severity == "warning" {
                    missed.push(format!("{guide} {} {key} at {at}", case.name));
                }
            }
        }
    }
    println!("{exact} recorded constraints found as recorded; added: {added:?}");
    assert!(exact > 700, "{exact}");
    assert_eq!(missed, [""; 0], "recorded, and nothing is found there");
    let expected: Vec<&str> = ADDED.iter().map(|(key, _)| *key).collect();
    assert_eq!(added.keys().collect::<Vec<_>>(), expected, "found, and not recorded");
}

fn guide(name: &str) -> Validator {
    let selection = Selection { guides: vec![name.to_owned()], packages: Vec::new(), cache: Cache::default() };
    let definitions = Arc::new(Definitions::open(&selection).expect("the guide is embedded").definitions);
    Validator::new(definitions, Options { conformance: Conformance::Official, ..Options::default() })
}

fn keys(validator: &Validator, path: &Path) -> Vec<String> {
    judge(validator, path).0.into_iter().filter(|(.., severity)| *severity == "error").map(|(_, key, _)| key).collect()
}

#[test]
fn the_error_example_has_its_one_error_in_the_edition_that_states_it() {
    let Some(corpus) = shared::folder("corpus/jp") else { return };
    let path = corpus.join("clins/MedicationRequest-ErrorExample-JP-MedReq-ExtEye-Total1.json");
    assert_eq!(keys(&guide("clins@1.5.2"), &path), ["needs-anyOfStandardCode-medication"]);
    assert_eq!(keys(&guide("clins@1.10.0"), &path), [""; 0]);
}

#[test]
fn a_wrong_insurance_number_is_one_error() {
    let Some(corpus) = shared::folder("corpus") else { return };
    let path = corpus.join("jp-oracle/mutants/clins__Patient-Example-JP-Patient-standard~2.json");
    for edition in ["clins@1.5.2", "clins@1.10.0"] {
        assert_eq!(keys(&guide(edition), &path), ["valid-value-insurance-patientIdentifier"], "{edition}");
    }
}
