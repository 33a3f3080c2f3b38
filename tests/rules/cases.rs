//! Each case is what it should be: the good document keeps the rule, the bad one and the mutations break it alone.

use std::collections::{BTreeMap, BTreeSet};

use jpfhir::diagnostics::render::{Checked, Concise, Human, Language, Provenance, Report, View};
use jpfhir::diagnostics::{Diagnostic, Fact, Severity};
use jpfhir::rules;
use rayon::prelude::*;

use super::case::{Case, cases};
use super::tools::Tools;
use super::top;

/// How many mutations of the good document each rule has at least.
const MUTATIONS: usize = 3;

fn is_rule(id: &str) -> bool {
    rules::all().any(|rule| rule.id() == id)
}

/// How often each diagnostic was found; what profiles note without blame does not count.
fn counts(case: &Case, found: &[Diagnostic]) -> BTreeMap<&'static str, usize> {
    let told = |d: &&Diagnostic| d.severity != Severity::Information || is_rule(d.message.id);
    let is_asked = |d: &&Diagnostic| case.content["coverage"] != true || case.expects(d) || !is_of_coverage(d);
    let mut counts = BTreeMap::new();
    for diagnostic in found.iter().filter(told).filter(is_asked) {
        *counts.entry(diagnostic.message.id).or_default() += 1;
    }
    counts
}

fn is_of_coverage(diagnostic: &Diagnostic) -> bool {
    rules::all().any(|rule| rule.id() == diagnostic.message.id && matches!(rule.on, rules::On::Coverage))
}

/// What is wrong with a case; nothing when the rule does what it should.
fn faults(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let (id, expected) = (&case.id, case.expected());
    let (_, good) = case.found(&case.good());
    // Some guides contradict themselves so that no document is without errors; the case says which.
    let allowed = |id: &str| case.content["allows"].as_array().is_some_and(|ids| ids.iter().any(|known| known == id));
    let is_error = |d: &Diagnostic| d.severity == Severity::Error && !allowed(d.message.id);
    for diagnostic in good.iter().filter(|d| is_error(d) || (case.is_rule() && case.expects(d))) {
        faults.push(format!("{id}: the good document has {} {:?}", diagnostic.message.id, diagnostic.facts));
    }
    let before = counts(case, &good);
    let known = good.iter().filter(|d| case.expects(d)).count();
    let mut seen = BTreeSet::new();
    for (name, document) in case.variants() {
        let (_, found) = case.found_in_bad(&document);
        let after = counts(case, &found);
        let is_new = |(id, count): &(&&'static str, &usize)| **count > before.get(**id).copied().unwrap_or(0);
        let new: Vec<&str> = after.iter().filter(is_new).map(|(id, _)| *id).collect();
        let hits = found.iter().filter(|d| case.expects(d)).count();
        let is_right = if case.is_rule() { new == expected } else { hits > known };
        if !is_right {
            faults.push(format!("{id} {name}: found {new:?}"));
        }
        seen.extend(new);
    }
    let never: Vec<&&str> = expected.iter().filter(|id| !seen.contains(**id)).collect();
    if !never.is_empty() {
        faults.push(format!("{id}: {never:?} is never found"));
    }
    faults
}

#[test]
fn each_rule_breaks_where_it_should_and_nothing_else_does() {
    let cases = cases();
    assert!(cases.len() > 200, "only {} cases were found", cases.len());
    let faults: Vec<String> = cases.par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// Where a document breaks a rule: the places of its findings, and the elements that a finding lists.
fn places(case: &Case, document: &serde_json::Value) -> BTreeSet<String> {
    let (document, found) = case.found_in_bad(document);
    let place = |finding: &Diagnostic| {
        let path = finding.node.map_or(String::new(), |node| document.fhirpath(node));
        let list = |name: &str| match finding.fact(name) {
            Some(Fact::List(elements)) => elements.join(","),
            Some(Fact::Text(element)) => element.to_string(),
            _ => String::new(),
        };
        format!("{path} {}{}", list("elements"), list("missing"))
    };
    found.iter().filter(|finding| case.expects(finding)).map(place).collect()
}

/// What is wrong with the mutations of a rule: too few, twice the same, or all at one place though there are several.
fn weak_mutations(case: &Case) -> Vec<String> {
    let (id, mutated) = (&case.id, case.mutated());
    let mut faults = Vec::new();
    if mutated.len() < MUTATIONS {
        faults.push(format!("{id} has {} mutations", mutated.len()));
    }
    let texts: BTreeSet<String> = mutated.iter().map(ToString::to_string).collect();
    if texts.len() < mutated.len() || texts.contains(&case.good().to_string()) {
        faults.push(format!("{id} has mutations that are the same, or none at all"));
    }
    let mut documents = mutated;
    documents.push(case.bad());
    let places: BTreeSet<BTreeSet<String>> = documents.iter().map(|document| places(case, document)).collect();
    match (case.content["places"] == "one", places.len()) {
        (true, 1) | (false, 2..) => {}
        (true, several) => faults.push(format!("{id} is said to have one place, and has {several}")),
        (false, _) => faults.push(format!("{id} breaks at one place only: {places:?}")),
    }
    faults
}

#[test]
fn each_rule_has_mutations_at_different_elements() {
    let cases: Vec<Case> = cases().into_iter().filter(Case::is_rule).collect();
    let faults: Vec<String> = cases.par_iter().flat_map(weak_mutations).collect();
    assert!(faults.is_empty(), "{} of {} rules:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// What changes per id: the new findings of the bad document, as people see them.
#[test]
fn each_rule_is_shown() {
    let view = |language| View { language, mask: false, color: false, width: 100 };
    for case in cases().iter().filter(|case| case.is_rule()) {
        let (document, mut all) = case.found_in_bad(&case.bad());
        all.retain(|diagnostic| diagnostic.message.id == case.id);
        let checked = Checked { document: &document, diagnostics: &all };
        let human = Human { view: view(Language::English), provenance: Provenance::default(), quiet: true };
        let concise = Concise { view: view(Language::Japanese), provenance: Provenance::default(), quiet: true };
        let mut shown = format!("{}\n{}", human.document(checked), concise.document(checked));
        // Documents of many megabytes are told by their size alone.
        shown.truncate(shown.char_indices().nth(4_000).map_or(shown.len(), |(at, _)| at));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(top().join("snapshots/rules"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(case.id.as_str(), shown));
    }
}

#[test]
fn rules_keep_out_of_other_documents() {
    let unknown =
        r#"{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient"}}]}"#;
    let (_, found) = Tools::embedded().judge("document.json", unknown.to_owned());
    assert!(found.iter().all(|d| !is_rule(d.message.id)), "{found:?}");
}
