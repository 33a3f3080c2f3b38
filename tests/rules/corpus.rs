//! The official examples: what the guides call valid breaks no rule, and what they call wrong is found.

use jpfhir::diagnostics::Severity;
use jpfhir::rules;

use super::shared;
use super::tools::Tools;

/// Rows of the index: file and what it should give.
fn index() -> Vec<(String, String)> {
    let Some(folder) = shared::folder("corpus/jp") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join("index.tsv")).expect("the index");
    let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|fields| (fields[0].to_owned(), fields[3].to_owned())).collect()
}

/// The errors that rules find in an example.
fn errors(file: &str) -> Vec<String> {
    let Some(folder) = shared::folder("corpus/jp") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let (document, found) = Tools::embedded().judge(file, text);
    let is_rule = |id: &str| rules::all().any(|rule| rule.id() == id);
    let errors = found.iter().filter(|d| d.severity == Severity::Error && is_rule(d.message.id));
    errors.map(|d| format!("{} {}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)))).collect()
}

#[test]
fn what_the_guides_call_valid_breaks_no_rule() {
    let rows = index();
    let valid: Vec<&str> =
        rows.iter().filter(|row| row.1.trim_end_matches('*') == "valid").map(|row| &*row.0).collect();
    assert!(rows.is_empty() || valid.len() > 10, "only {} valid examples", valid.len());
    let faults: Vec<String> =
        valid.iter().flat_map(|file| errors(file).into_iter().map(move |e| format!("{file}: {e}"))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_example_without_a_local_code_is_found() {
    if !index().is_empty() {
        assert_eq!(errors("clins/Observation-ErrorExample-ObsLabo-eGFR.json"), ["OBS-01 Observation.code"]);
    }
}
