//! Definitions → facts text. What is written is sorted and depends on nothing but the facts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::{ElementDefinition, StructureDefinition, StructureKind};
use super::constraints::ConstraintNames;
use super::element::element_line;
use super::lexer::push_word;
use super::row::{Above, Header, Known, base_first};
use super::{EDITION_FILE, FORMAT, FactsEdition, FactsFile};

/// The files of an edition. `built_on` are the editions that it builds on, in the order they are loaded.
pub fn write(edition: &FactsEdition, built_on: &[&FactsEdition]) -> Vec<FactsFile> {
    let mut known = Known::default();
    for structure in built_on.iter().flat_map(|e| &e.package.structures) {
        known.add(structure);
    }
    let structures = &edition.package.structures;
    let headers: Vec<Header> = structures.iter().map(Header::from).collect();
    let order = base_first(&headers);
    let mut starts: Vec<Vec<ElementDefinition>> = vec![Vec::new(); structures.len()];
    for &index in &order {
        starts[index] = starts_of(&known, &structures[index]);
        known.add(&structures[index]);
    }
    let mut names = ConstraintNames::default();
    for (index, structure) in structures.iter().enumerate() {
        for (row, start) in structure.snapshot.iter().zip(&starts[index]) {
            if row.constraints != start.constraints {
                row.constraints.iter().for_each(|c| names.add(c, index));
            }
        }
    }
    names.assign();
    let mut files = BTreeMap::from([(EDITION_FILE.to_owned(), edition_text(edition, &names))]);
    let file_names = file_names(structures);
    for (index, structure) in structures.iter().enumerate() {
        let text = files.entry(file_names[index].clone()).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        push_structure(text, structure, &starts[index], &names, index);
    }
    files.into_iter().collect()
}

fn starts_of(known: &Known<'_>, structure: &StructureDefinition) -> Vec<ElementDefinition> {
    let mut above = Above::default();
    let mut starts = Vec::with_capacity(structure.snapshot.len());
    for row in &structure.snapshot {
        starts.push(known.start(&structure.base, &above, &row.id));
        above.add(row);
    }
    starts
}

fn edition_text(edition: &FactsEdition, names: &ConstraintNames<'_>) -> String {
    let mut text = format!("facts {FORMAT}\n");
    let mut push = |word: &str, parts: &[&str]| {
        text.push_str(word);
        for part in parts {
            text.push(' ');
            push_word(&mut text, part, &[]);
        }
        text.push('\n');
    };
    push("edition", &[&edition.key]);
    push("package", &[&edition.package.name, &edition.package.version]);
    for (file, sha256) in &edition.sources {
        push("source", &[file, sha256]);
    }
    for key in &edition.builds_on {
        push("builds-on", &[key]);
    }
    for (name, version) in &edition.package.dependencies {
        push("depends", &[name, version]);
    }
    push("terms", &[&edition.terms]);
    for line in names.lines(None) {
        text.push_str(&line);
        text.push('\n');
    }
    let others: BTreeSet<_> = edition.package.others.iter().collect();
    for (kind, url, version) in others {
        text.push_str("other ");
        push_word(&mut text, kind, &[]);
        text.push(' ');
        push_word(&mut text, url, &[]);
        if !version.is_empty() {
            text.push(' ');
            push_word(&mut text, version, &[]);
        }
        text.push('\n');
    }
    text
}

/// Types share a file and extensions share one; every other definition has its own, named by the end of its URL.
fn file_names(structures: &[StructureDefinition]) -> Vec<String> {
    let mut taken = BTreeSet::from([EDITION_FILE.to_owned()]);
    let mut names = Vec::with_capacity(structures.len());
    for structure in structures {
        let is_type = matches!(structure.kind, StructureKind::PrimitiveType | StructureKind::ComplexType);
        let shared = match (&*structure.type_name, structure.is_constraint) {
            ("Extension", true) => Some("extensions.txt"),
            (_, false) if is_type => Some("types.txt"),
            _ => None,
        };
        if let Some(shared) = shared {
            names.push(shared.to_owned());
            continue;
        }
        let tail = structure.url.rsplit('/').next().unwrap_or_default();
        let stem: String = tail.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let numbered = (2..).map(|n| format!("{stem}-{n}.txt"));
        let mut candidates = std::iter::once(format!("{stem}.txt")).chain(numbered);
        let name = candidates.find(|name| {
            !["types.txt", "extensions.txt"].contains(&&*name.to_lowercase()) && taken.insert(name.to_lowercase())
        });
        names.push(name.unwrap_or_default());
    }
    names
}

fn push_structure(
    text: &mut String,
    structure: &StructureDefinition,
    starts: &[ElementDefinition],
    names: &ConstraintNames<'_>,
    index: usize,
) {
    let kind = match structure.kind {
        StructureKind::PrimitiveType => "primitive-type",
        StructureKind::ComplexType => "complex-type",
        StructureKind::Resource => "resource",
        StructureKind::Logical => "logical",
    };
    let mut push = |word: &str, parts: &[&str]| {
        text.push_str(word);
        for part in parts {
            text.push(' ');
            push_word(text, part, &[]);
        }
        text.push('\n');
    };
    push("structure", &[&structure.url]);
    if !structure.version.is_empty() {
        push("version", &[&structure.version]);
    }
    push("name", &[&structure.name]);
    push(if structure.is_abstract { "abstract" } else { "concrete" }, &[kind, &structure.type_name]);
    if structure.is_constraint || !structure.base.is_empty() {
        push(if structure.is_constraint { "constrains" } else { "extends" }, &[&structure.base]);
    }
    for context in &structure.context {
        push("context", &[&context.kind, &context.expression]);
    }
    for invariant in &structure.context_invariant {
        push("context-invariant", &[invariant]);
    }
    for line in names.lines(Some(index)) {
        text.push_str(&line);
        text.push('\n');
    }
    for (row, start) in structure.snapshot.iter().zip(starts) {
        text.push_str("  ");
        element_line(text, row, start, names);
        text.push('\n');
    }
}
