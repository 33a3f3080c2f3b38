//! testdata/rules/<id>/case.json: a document that keeps a rule, one that breaks it, and further changes that break it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::document::Document;
use jpfhir::rules::{self, register};
use serde_json::Value;

use super::documents::{base, change};
use super::tools::Tools;
use super::{top, xml_writer};

/// A case by its id.
pub struct Case {
    pub id: String,
    pub content: Value,
    tools: Arc<Tools>,
}

/// The cases; those that need packages that are not at hand are left out.
pub fn cases() -> Vec<Case> {
    let read = |id: &String| {
        let path = top().join("testdata/rules").join(id).join("case.json");
        let text = std::fs::read_to_string(path).expect("a case can be read");
        let content: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{id}: {e}"));
        let packages = texts(&content["packages"]);
        let tools = Tools::of(&packages, content["target"].as_str())?;
        Some(Case { id: id.clone(), content, tools })
    };
    ids().iter().filter_map(read).collect()
}

/// The ids that have a case, sorted.
pub fn ids() -> Vec<String> {
    let folders = std::fs::read_dir(top().join("testdata/rules")).expect("the folder is there").flatten();
    let with_case = folders.filter(|folder| folder.path().join("case.json").exists());
    let ids: BTreeSet<String> = with_case.map(|folder| folder.file_name().to_string_lossy().into_owned()).collect();
    ids.into_iter().collect()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

impl Case {
    /// The ids of diagnostics that are expected: the rule itself, or what profiles say of what the row is about.
    pub fn expected(&self) -> Vec<&str> {
        match &self.content["expects"] {
            Value::Null => vec![&self.id],
            Value::String(id) => vec![id],
            list => texts(list),
        }
    }

    /// Whether a rule is shown, not a profile.
    pub fn is_rule(&self) -> bool {
        rules::all().any(|rule| rule.id() == self.id)
    }

    /// Whether a finding is one that is expected: of conditions only those that the table of rules names.
    pub fn expects(&self, finding: &Diagnostic) -> bool {
        let detail = register::find(&self.id).map_or("", |row| row.detail);
        let key = match finding.fact("key") {
            Some(Fact::Text(key)) => &**key,
            _ => "",
        };
        let is_named = finding.message.id != "invariant" || conditions(detail).any(|pattern| is_like(key, pattern));
        self.expected().contains(&finding.message.id) && is_named
    }

    pub fn good(&self) -> Value {
        let document = base(self.content["base"].as_str().expect("a base"));
        match &self.content["good"] {
            Value::Null => document,
            changes => change(document, changes),
        }
    }

    pub fn bad(&self) -> Value {
        change(self.good(), &self.content["bad"])
    }

    /// What becomes of the good document by each mutation.
    pub fn mutated(&self) -> Vec<Value> {
        let good = self.good();
        let mutations = self.content["mutations"].as_array().expect("a list of mutations");
        mutations.iter().map(|mutation| change(good.clone(), mutation)).collect()
    }

    /// The bad document and the mutations of the good one, by name.
    pub fn variants(&self) -> Vec<(String, Value)> {
        let mutated = self.mutated().into_iter().enumerate().map(|(i, document)| (format!("mutation {i}"), document));
        std::iter::once(("bad".to_owned(), self.bad())).chain(mutated).collect()
    }

    /// What is found in a document, the coverage of its profiles included if the case asks for it.
    pub fn found(&self, document: &Value) -> (Document, Vec<Diagnostic>) {
        let text = serde_json::to_string_pretty(document).expect("it is JSON");
        let name = "document.json";
        if self.content["coverage"] == true {
            self.tools.judge_coverage(name, text)
        } else {
            self.tools.judge(name, text)
        }
    }

    /// What is found in a bad document, written as the case asks.
    pub fn found_in_bad(&self, document: &Value) -> (Document, Vec<Diagnostic>) {
        if let Some(name) = self.content["file"].as_str() {
            return self.tools.judge(name, document.to_string());
        }
        if self.content["notation"] != "xml" {
            return self.found(document);
        }
        let (json, _) = self.found(document);
        let xml = xml_writer::write(&json, &self.tools.definitions).expect("XML can say the same");
        self.tools.judge("document.xml", xml)
    }
}

/// The conditions that the detail of a row names: `invariant a, b-* (…)`.
fn conditions(detail: &str) -> impl Iterator<Item = &str> {
    let named = detail.strip_prefix("invariant ").unwrap_or("");
    named.split(" (").next().unwrap_or("").split(", ").filter(|key| !key.is_empty())
}

/// Whether a key is that of a pattern in which `*` stands for anything.
fn is_like(key: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = key.strip_prefix(parts.next().unwrap_or("")) else { return false };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || pattern.ends_with('*')
}

#[test]
fn patterns() {
    assert!(is_like("code-9P5-valueCodingSystem-2000", "code-*-valueCodingSystem-*"));
    assert!(is_like("bdl-1", "bdl-1") && !is_like("bdl-12", "bdl-1") && !is_like("emc-1", "code-*"));
    assert_eq!(conditions("invariant a, b-* (corrected: defect x)").collect::<Vec<_>>(), ["a", "b-*"]);
    assert_eq!(conditions("cardinality-minimum").count(), 0);
}
