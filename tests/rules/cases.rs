//! testdata/rules/<id>/case.json: a document that keeps the rule, one that breaks it, and further changes that break it.

use std::collections::BTreeMap;

use jpfhir::diagnostics::render::{Checked, Concise, Human, Language, Provenance, Report, View};
use jpfhir::diagnostics::{Diagnostic, Severity};
use jpfhir::document::Document;
use jpfhir::rules;
use rayon::prelude::*;
use serde_json::Value;

use super::documents::{base, change};
use super::{definitions, judge, judge_coverage, top, xml_writer};

/// A case by its id.
struct Case {
    id: String,
    content: Value,
}

impl Case {
    /// The diagnostic that is expected: the rule itself, or that of a profile which makes the rule unnecessary.
    fn expected(&self) -> &str {
        self.content["expects"].as_str().unwrap_or(&self.id)
    }

    fn good(&self) -> Value {
        let document = base(self.content["base"].as_str().expect("a base"));
        match &self.content["good"] {
            Value::Null => document,
            changes => change(document, changes),
        }
    }

    /// The bad document and the mutations of the good one, by name.
    fn variants(&self) -> Vec<(String, Value)> {
        let good = self.good();
        let mut variants = vec![("bad".to_owned(), change(good.clone(), &self.content["bad"]))];
        let mutations = self.content["mutations"].as_array().expect("a list of mutations");
        let mutated = mutations.iter().enumerate().map(|(i, m)| (format!("mutation {i}"), change(good.clone(), m)));
        variants.extend(mutated);
        variants
    }
}

fn cases() -> Vec<Case> {
    let folders = std::fs::read_dir(top().join("testdata/rules")).expect("the folder is there").flatten();
    let mut cases: Vec<Case> = folders
        .filter_map(|folder| {
            let text = std::fs::read_to_string(folder.path().join("case.json")).ok()?;
            let id = folder.file_name().to_string_lossy().into_owned();
            let content = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{id}: {e}"));
            Some(Case { id, content })
        })
        .collect();
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases
}

/// The ids that have a case.
pub fn ids() -> Vec<String> {
    cases().into_iter().map(|case| case.id).collect()
}

/// What is found in a document, the coverage of its profiles included if the case asks for it.
fn found(case: &Case, document: &Value) -> (Document, Vec<Diagnostic>) {
    let text = serde_json::to_string_pretty(document).expect("it is JSON");
    if case.content["coverage"] == true { judge_coverage(text) } else { judge("document.json", text) }
}

/// What is found in a bad document, written as the case asks.
fn found_in_bad(case: &Case, document: &Value) -> (Document, Vec<Diagnostic>) {
    if let Some(name) = case.content["file"].as_str() {
        return judge(name, document.to_string());
    }
    if case.content["notation"] != "xml" {
        return found(case, document);
    }
    let (json, _) = found(case, document);
    judge("document.xml", xml_writer::write(&json, &definitions()).expect("XML can say the same"))
}

/// How often each diagnostic was found; what profiles note without blame does not count.
fn counts(found: &[Diagnostic], expected: &str) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in found.iter().filter(|d| d.severity != Severity::Information || d.message.id == expected) {
        *counts.entry(diagnostic.message.id).or_default() += 1;
    }
    counts
}

/// What is wrong with a case; nothing when the rule does what it should.
fn faults(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let expected = case.expected();
    let is_rule = expected == case.id;
    let (_, good) = found(case, &case.good());
    // Some guides contradict themselves so that no document is without errors; the case says which.
    let allowed = |id: &str| case.content["allows"].as_array().is_some_and(|ids| ids.iter().any(|known| known == id));
    let is_error = |d: &Diagnostic| d.severity == Severity::Error && !allowed(d.message.id);
    let blamed = |d: &&Diagnostic| is_error(d) || (is_rule && d.message.id == expected);
    for diagnostic in good.iter().filter(blamed) {
        faults.push(format!("{}: the good document has {} {:?}", case.id, diagnostic.message.id, diagnostic.facts));
    }
    let before = counts(&good, expected);
    for (name, document) in case.variants() {
        let after = counts(&found_in_bad(case, &document).1, expected);
        let new: Vec<&str> = after
            .iter()
            .filter(|(id, count)| **count > before.get(*id).copied().unwrap_or(0))
            .map(|(id, _)| *id)
            .collect();
        let is_right = if is_rule { new == [expected] } else { new.contains(&expected) };
        if !is_right {
            faults.push(format!("{} {name}: found {new:?}", case.id));
        }
    }
    faults
}

#[test]
fn each_rule_breaks_where_it_should_and_nothing_else_does() {
    let cases = cases();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let faults: Vec<String> = cases.par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// What changes per id: the new findings of the bad document, as people see them.
#[test]
fn each_rule_is_shown() {
    let view = |language| View { language, mask: false, color: false, width: 100 };
    for case in cases().iter().filter(|case| rules::all().any(|rule| rule.id() == case.id)) {
        let bad = change(case.good(), &case.content["bad"]);
        let (document, mut all) = found_in_bad(case, &bad);
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
fn rules_keep_out_of_the_official_reading_and_of_other_documents() {
    let unknown =
        r#"{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient"}}]}"#;
    let (_, found) = judge("document.json", unknown.to_owned());
    assert!(found.iter().all(|d| rules::all().all(|rule| rule.id() != d.message.id)), "{found:?}");
}
