//! When a change to a document takes an item out of its slice, a finding names the slice that was meant.
//!
//! The variants are those of corpus/jp-oracle: one change each to a JP example. Those count that took an item out of a
//! slice and in which the Java validator found an error that the example does not have.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::document::{Document, Element, Format};
use jpfhir::source::Source;
use jpfhir::validate::{Options, Validator};
use rayon::prelude::*;
use serde_json::Value;

use super::{files, judge, shared};

/// Guides of the recording that are embedded; for the others their packages are loaded.
const EMBEDDED: [&str; 6] =
    ["clins@1.10.0", "clins@1.5.2", "core@1.1.2", "core@1.2.0", "checkup@1.5.0", "prescription@1.0.0"];

/// Changes to the notation (brackets, JSON types, null, misspelt names), which have no consequences for slices: they
/// are one cause and give one finding.
const OF_THE_NOTATION: [&str; 5] = ["empty", "listify", "rename", "scalarise", "type"];

fn rows(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).expect("the recording");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// Recorded errors by id and place.
type Errors<'a> = HashSet<(&'a str, &'a str)>;

/// The errors of a recorded judgement that are about structure and do not come from its set-up.
fn errors(row: &Value) -> Errors<'_> {
    let issues = row["issues"].as_array().into_iter().flatten();
    let is_structure = |id: &str| !["#", "Terminology", "TX", "Unknown_Code"].iter().any(|part| id.contains(part));
    let hard = issues.filter(|i| text(i, "severity") == "error" && i["soft"] != true && is_structure(text(i, "id")));
    hard.map(|i| (text(i, "id"), text(i, "path"))).collect()
}

fn validator(row: &Value, packages: &Path) -> Validator {
    let guide = text(row, "guide").to_owned();
    let mut selection = Selection::default();
    if EMBEDDED.contains(&&*guide) {
        selection.guides = vec![guide];
    } else {
        let names = row["packages"].as_array().into_iter().flatten().filter_map(Value::as_str);
        selection.packages = names.map(|name| packages.join(name)).collect();
        selection.cache = Cache::in_folder(Path::new(env!("CARGO_TARGET_TMPDIR")).join("definitions"));
    }
    let definitions = Definitions::open(&selection).expect("definitions open").definitions;
    Validator::new(Arc::new(definitions), Options::default())
}

/// The way to an element as the recording writes it: `entry/1/resource`.
fn pointer(element: Element<'_>) -> Vec<String> {
    let Some(parent) = element.parent() else { return Vec::new() };
    let mut steps = pointer(parent);
    steps.push(element.name_text().to_owned());
    if element.in_array() {
        steps.push(element.node().index.to_string());
    }
    steps
}

/// A slice of an element of the document: the way to the element that holds the items, the profile, the slice's id.
type Slice = (Vec<String>, String, String);

/// The items that belong to slices.
fn slices(validator: &Validator, document: &Document) -> Vec<(Vec<String>, Slice)> {
    let assigned = validator.slices(document).into_iter();
    let with_parents =
        assigned.filter_map(|(item, slice)| Some((document.element(item), document.element(item).parent()?, slice)));
    with_parents
        .map(|(item, parent, slice)| {
            (pointer(item), (pointer(parent), slice.profile.to_string(), slice.element.to_string()))
        })
        .collect()
}

/// The names of the slices that lost an item by a change in it, as far inside the document as any did.
fn lost(validator: &Validator, before: &Document, after: &Document, row: &Value, about_slices: bool) -> Vec<String> {
    let place: Vec<&str> = text(row, "pointer").split('/').collect();
    let (was, is) = (slices(validator, before), slices(validator, after));
    let count = |slices: &[(Vec<String>, Slice)], slice: &Slice| slices.iter().filter(|(_, s)| s == slice).count();
    let mut lost: Vec<(usize, &str)> = was
        .iter()
        .filter(|(item, _)| is_inside(&place, item, about_slices))
        .filter(|(_, slice)| count(&is, slice) < count(&was, slice))
        .map(|(item, slice)| (item.len(), slice.2.rsplit(':').next().unwrap_or_default()))
        .collect();
    lost.sort_unstable();
    lost.dedup();
    let depth = lost.last().map_or(0, |(depth, _)| *depth);
    lost.into_iter().filter(|(d, _)| *d == depth).map(|(_, name)| name.to_owned()).collect()
}

/// Whether a place is in an item, and not only in a resource that the item holds or is.
fn is_inside(place: &[&str], item: &[String], about_slices: bool) -> bool {
    let is_within = item.len() <= place.len() && item.iter().zip(place).all(|(a, b)| a == b);
    let below = place.get(item.len()..).unwrap_or_default();
    let is_resource = item.iter().rev().nth(1).is_some_and(|step| step == "contained");
    is_within && !is_resource && (about_slices || !below.is_empty() && !below.contains(&"resource"))
}

/// Whether a finding or one of its causes names a slice, or is asked for by an element of it.
fn names(diagnostic: &Diagnostic, slice: &str) -> bool {
    let says = |(name, fact): &(&str, Fact)| match fact {
        Fact::Text(text) => matches!(*name, "slice" | "first" | "second") && &**text == slice,
        Fact::List(list) => *name == "slices" && list.iter().any(|text| &**text == slice),
        _ => false,
    };
    let is_in_slice = |id: &str| id.split('.').any(|part| part.split_once(':').is_some_and(|(_, name)| name == slice));
    diagnostic.facts.iter().any(says)
        || diagnostic.origin.as_ref().is_some_and(|origin| is_in_slice(&origin.element))
        || diagnostic.causes.iter().any(|cause| names(cause, slice))
}

/// The findings that another document does not have.
fn new_findings(before: (&Document, &[Diagnostic]), after: (&Document, Vec<Diagnostic>)) -> Vec<Diagnostic> {
    let key = |document: &Document, d: &Diagnostic| {
        format!("{} {} {:?}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)), d.facts)
    };
    let known: HashSet<String> = before.1.iter().map(|d| key(before.0, d)).collect();
    after.1.into_iter().filter(|d| !known.contains(&key(after.0, d))).collect()
}

/// Whether the slice that a variant breaks is named, and what there is to say about it; `None` for other variants.
fn check(row: &Value, new: &Errors<'_>, validator: &Validator, corpus: &Path) -> Option<(bool, String)> {
    let about_slices = new.iter().any(|(id, _)| id.contains("SLICE") || id.ends_with("NotSlice"));
    let read = |path: &Path| std::fs::read(path).expect("a corpus file");
    let (before, known) = judge(validator, "before", read(&corpus.join("jp").join(text(row, "source"))));
    let (after, found) = judge(validator, "after", read(&corpus.join("jp-oracle/mutants").join(text(row, "file"))));
    let slices = lost(validator, &before, &after, row, about_slices);
    if slices.is_empty() {
        return None;
    }
    let new = new_findings((&before, &known), (&after, found));
    let named = new.iter().any(|d| slices.iter().any(|slice| names(d, slice)));
    let said: Vec<String> =
        new.iter().map(|d| format!("{} {:?}", d.message.id, d.node.map(|n| after.fhirpath(n)))).collect();
    let what = ["guide", "file", "operator", "pointer", "detail"].map(|key| text(row, key)).join(" ");
    Some((named, format!("{what}: {}\n    {}", slices.join(", "), said.join("\n    "))))
}

#[test]
fn findings_name_the_slice_that_was_meant() {
    let (Some(corpus), Some(packages)) = (shared("corpus"), shared("packages")) else { return };
    let examples = rows(&corpus.join("jp-oracle/examples.ndjson"));
    let known: HashMap<_, _> =
        examples.iter().map(|row| ((text(row, "guide"), text(row, "file")), errors(row))).collect();
    let all = rows(&corpus.join("jp-oracle/mutants.ndjson"));
    let mut by_guide: BTreeMap<&str, Vec<(&Value, Errors<'_>)>> = BTreeMap::new();
    for row in &all {
        let before = known.get(&(text(row, "guide"), text(row, "source")));
        let mut new = errors(row);
        new.retain(|error| before.is_none_or(|known| !known.contains(error)));
        if !new.is_empty() && !OF_THE_NOTATION.contains(&text(row, "operator")) {
            by_guide.entry(text(row, "guide")).or_default().push((row, new));
        }
    }
    let results: Vec<(bool, String)> = by_guide
        .into_par_iter()
        .flat_map(|(_, rows)| {
            let validator = validator(rows[0].0, &packages);
            rows.par_iter().filter_map(|(row, new)| check(row, new, &validator, &corpus)).collect::<Vec<_>>()
        })
        .collect();
    check_share(&results, 65);
}

/// Holds that there are enough variants and that the slice is named in 95 % of them.
fn check_share(results: &[(bool, String)], least: usize) {
    let named = results.iter().filter(|(named, _)| *named).count();
    results.iter().filter(|(named, _)| !named).for_each(|(_, what)| println!("not named: {what}"));
    println!("{named} of {} variants that break a slice", results.len());
    assert!(results.len() >= least);
    assert!(named * 100 >= results.len() * 95);
}

/// The least number of items that a slice must have.
fn minimum(definitions: &Definitions, slice: &Slice) -> usize {
    let structure = definitions.find(&slice.1).any().map(|id| definitions.structure(id));
    let minimum = structure.and_then(|s| s.snapshot.iter().find(|e| *e.id == *slice.2).and_then(|e| e.min));
    minimum.map_or(0, |min| min as usize)
}

/// The texts that tell an item apart in one way or other, outside the resources in it.
fn leaves(item: Element<'_>) -> Vec<Element<'_>> {
    let children = item.children().filter(|c| c.resource_type().is_none());
    let of_child = |child| match child {
        leaf if matches!(Element::name_text(leaf), "system" | "code" | "url") && leaf.value().is_some() => vec![leaf],
        other => leaves(other),
    };
    children.flat_map(of_child).collect()
}

/// A document with a text made a little longer.
fn changed(document: &Document, leaf: Element<'_>) -> Document {
    let (text, end) = (document.source.text(), leaf.span().end as usize - 1);
    Document::parse(Source::new("after", format!("{}X{}", &text[..end], &text[end..]))).0
}

#[test]
fn a_mandatory_slice_without_its_item_is_named() {
    let Some(folder) = shared("corpus/jp") else { return };
    let (validator, definitions) = (super::validator(), super::definitions());
    let mut tried = HashSet::new();
    let mut results = Vec::new();
    for path in files(&folder) {
        let (before, known) = judge(validator, "before", std::fs::read(&path).expect("a corpus file"));
        let was = validator.slices(&before);
        for (item, origin) in &was {
            let slice_of = |item: Element<'_>| {
                let parent = item.parent().map(pointer).unwrap_or_default();
                (parent, origin.profile.to_string(), origin.element.to_string())
            };
            let item = before.element(*item);
            let slice = slice_of(item);
            if before.format != Format::Json || minimum(&definitions, &slice) == 0 {
                continue;
            }
            for leaf in leaves(item) {
                if !tried.insert((slice.1.clone(), slice.2.clone(), leaf.name_text().to_owned())) {
                    continue;
                }
                let after = changed(&before, leaf);
                let left = slices(validator, &after).iter().filter(|(_, s)| *s == slice).count();
                if left < minimum(&definitions, &slice) {
                    let found = validator.validate(&after);
                    let new = new_findings((&before, &known), (&after, found));
                    let name = slice.2.rsplit(':').next().unwrap_or_default();
                    let what = format!("{} {} {}", path.display(), pointer(leaf).join("/"), slice.2);
                    results.push((new.iter().any(|d| names(d, name)), what));
                }
            }
        }
    }
    check_share(&results, 80);
}
