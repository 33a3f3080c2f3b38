//! Code systems and value sets → text. What is written depends on nothing but the facts.

use std::collections::{BTreeMap, HashSet};

use crate::storage::line::join;

use super::super::super::facts::FactsFile;
use super::super::super::model::{CodeSystem, Concept, Content, HierarchyMeaning, Include, TOP, ValueSet};
use super::line::{designation_field, property_field};
use super::{Codes, SUFFIX, VALUE_SETS};

/// The files of an edition. A code that a code system holds twice is written once.
pub fn write(codes: &Codes) -> Vec<FactsFile> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut systems: Vec<&CodeSystem> = codes.code_systems.iter().collect();
    systems.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    for system in systems {
        let text = files.entry(file_name(&system.url)).or_default();
        push_system(text, system);
    }
    let mut sets: Vec<&ValueSet> = codes.value_sets.iter().collect();
    sets.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    for set in sets {
        push_set(files.entry(VALUE_SETS.to_owned()).or_default(), set);
    }
    files.into_iter().collect()
}

/// A code system's file is named by the end of its URL; code systems whose URLs end alike share it.
fn file_name(url: &str) -> String {
    let tail = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let stem = match tail {
        _ if tail.starts_with("v2-") => "v2",
        _ if tail.starts_with("v3-") => "v3",
        _ => tail,
    };
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' };
    format!("{}{SUFFIX}", stem.chars().map(safe).collect::<String>())
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn push_system(text: &mut String, system: &CodeSystem) {
    push_line(text, &join(["#code-system", &system.url, &system.version, &system.name]));
    let case = system.case_sensitive.map_or("", |case| if case { "true" } else { "false" });
    for (word, value) in [
        ("#content", content(system.content)),
        ("#case-sensitive", case),
        ("#hierarchy", hierarchy(system.hierarchy)),
        ("#language", &system.language),
        ("#supplements", &system.supplements),
        ("#value-set", &system.value_set),
    ] {
        if !value.is_empty() {
            push_line(text, &join([word, value]));
        }
    }
    if !system.properties.is_empty() {
        push_line(text, &join(["#properties"].into_iter().chain(system.properties.iter().map(|p| &**p))));
    }
    let mut concepts: Vec<&Concept> = system.concepts.iter().collect();
    concepts.sort_by(|a, b| a.code.cmp(&b.code));
    let mut written = HashSet::new();
    for concept in concepts.into_iter().filter(|concept| written.insert(&*concept.code)) {
        let parent = if concept.parent == TOP { None } else { system.concepts.get(concept.parent as usize) };
        let designations = concept.designations.iter().map(designation_field);
        let extras: Vec<String> = designations.chain(concept.properties.iter().map(property_field)).collect();
        let head = [&*concept.code, &*concept.display, parent.map_or("", |p| &*p.code)];
        let line = join(head.into_iter().chain(extras.iter().map(|e| &**e)));
        // Lines that begin with `#` say something of the code system.
        push_line(text, &if line.starts_with('#') { format!("\\{line}") } else { line });
    }
}

fn content(content: Content) -> &'static str {
    match content {
        Content::NotPresent => "not-present",
        Content::Example => "example",
        Content::Fragment => "fragment",
        Content::Complete => "",
        Content::Supplement => "supplement",
    }
}

fn hierarchy(hierarchy: HierarchyMeaning) -> &'static str {
    match hierarchy {
        HierarchyMeaning::NotStated => "",
        HierarchyMeaning::GroupedBy => "grouped-by",
        HierarchyMeaning::IsA => "is-a",
        HierarchyMeaning::PartOf => "part-of",
        HierarchyMeaning::ClassifiedWith => "classified-with",
    }
}

fn push_set(text: &mut String, set: &ValueSet) {
    push_line(text, &join(["value-set", &set.url, &set.version, &set.name, &set.title]));
    if let Some(inactive) = set.inactive {
        push_line(text, &join(["inactive", if inactive { "true" } else { "false" }]));
    }
    set.includes.iter().for_each(|include| push_include(text, "include", include));
    set.excludes.iter().for_each(|exclude| push_include(text, "exclude", exclude));
    if let Some(expansion) = &set.expansion {
        push_line(text, "expansion");
        for member in expansion {
            push_line(text, &join(["member", &member.system, &member.code, &member.display]));
        }
    }
}

fn push_include(text: &mut String, word: &str, include: &Include) {
    push_line(text, &join([word, &include.system, &include.version]));
    for listed in &include.concepts {
        let designations: Vec<String> = listed.designations.iter().map(designation_field).collect();
        let head = ["code", &*listed.code, &*listed.display];
        push_line(text, &join(head.into_iter().chain(designations.iter().map(|d| &**d))));
    }
    for filter in &include.filters {
        push_line(text, &join(["filter", &filter.property, &filter.op, &filter.value]));
    }
    for url in &include.value_sets {
        push_line(text, &join(["import", url]));
    }
}
