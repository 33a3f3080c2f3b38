//! Masters as FHIR resources: a CodeSystem for each system of codes, a ConceptMap for each conversion.

use std::collections::BTreeMap;

use serde::Serialize;

use super::converter::{Converter, NoConverter, PAIRS};
use super::lookup::{name_column, places};
use super::model::{Attribute, Attributes, Choose, Conversion, Day, Outcome, Role, Target};
use super::system::System;
use crate::masters::{Column, Kind, Masters, Table};

/// A CodeSystem resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeSystem<'m> {
    resource_type: &'static str,
    id: String,
    url: &'static str,
    version: String,
    name: String,
    title: &'static str,
    status: &'static str,
    case_sensitive: bool,
    content: &'static str,
    count: usize,
    property: Vec<Property>,
    concept: Vec<Concept<'m>>,
}

#[derive(Debug, Serialize)]
struct Property {
    code: &'static str,
    description: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Concept<'m> {
    code: &'m str,
    #[serde(skip_serializing_if = "str::is_empty")]
    display: &'m str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    property: Vec<PropertyValue<'m>>,
}

#[derive(Debug, Serialize)]
struct PropertyValue<'m> {
    code: &'static str,
    #[serde(rename = "valueString")]
    value: &'m str,
}

/// A ConceptMap resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConceptMap {
    resource_type: &'static str,
    id: String,
    url: String,
    version: String,
    name: String,
    title: String,
    status: &'static str,
    group: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    source: &'static str,
    target: &'static str,
    element: Vec<Element>,
}

#[derive(Debug, Serialize)]
struct Element {
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    display: String,
    target: Vec<Mapped>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mapped {
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    display: String,
    equivalence: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<Other>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    product: Vec<Other>,
}

#[derive(Debug, Serialize)]
struct Other {
    property: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    system: &'static str,
    value: String,
}

/// The systems of codes that a master lists.
pub fn systems_of(kind: Kind) -> Vec<System> {
    let lists = |system: &System| !system.url().is_empty() && places(*system).first().is_some_and(|(k, _)| *k == kind);
    System::ALL.into_iter().filter(lists).collect()
}

/// The conversions from the systems that a master lists to systems that have a URL.
pub fn pairs_of(kind: Kind) -> Vec<(System, System)> {
    let own = PAIRS.iter().filter(|(from, _)| !from.url().is_empty() && from.master() == kind);
    let pairs = own.flat_map(|(from, targets)| targets.iter().map(move |to| (*from, *to)));
    pairs.filter(|(from, to)| from != to && !to.url().is_empty()).collect()
}

/// The table and column that list the codes of a system.
fn listed(masters: &Masters, system: System) -> Option<(&Table, Column)> {
    let (kind, column) = match system {
        System::Icd10 => (Kind::Disease, "icd10_primary"),
        System::Ycm | System::Gcm => return None,
        _ => *places(system).first()?,
    };
    let table = masters.table(kind).ok()?;
    Some((table, table.column(column)?))
}

/// The codes of a system and the first row of each, sorted.
fn codes(table: &Table, column: Column, system: System) -> BTreeMap<&str, u32> {
    let mut codes = BTreeMap::new();
    for row in 0..table.len() {
        let text = table.text(row, column);
        let code = match system {
            System::Hot7 => text.get(..7),
            System::Hot9 => text.get(..9),
            _ => Some(text),
        };
        if let Some(code) = code.filter(|code| !code.is_empty()) {
            codes.entry(code).or_insert(row);
        }
    }
    codes
}

/// The name of a resource as FHIR wants it: a capital letter, then letters and digits.
fn resource_name(words: &[&str]) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.iter().flat_map(|word| word.split('-')).filter(|word| !word.is_empty()).map(capital).collect()
}

/// The codes of a system with their names; the columns of the master are properties where it has one row a code.
/// `None` when its master is not at hand.
pub fn code_system(masters: &Masters, system: System) -> Option<CodeSystem<'_>> {
    let (table, column) = listed(masters, system)?;
    let schema = table.kind().schema();
    let has_properties = schema.unique;
    let columns: Vec<_> = schema.columns.iter().filter_map(|c| Some((c, table.column(c.name)?))).collect();
    let others =
        columns.iter().filter(|(c, own)| has_properties && *own != column && c.name != name_column(table.kind()));
    let others: Vec<_> = others.collect();
    let name = table.column(name_column(table.kind()));
    let concept: Vec<Concept<'_>> = codes(table, column, system)
        .into_iter()
        .map(|(code, row)| Concept {
            code,
            display: name.map_or("", |name| table.text(row, name)),
            property: others
                .iter()
                .map(|(schema, column)| PropertyValue { code: schema.name, value: table.text(row, *column) })
                .filter(|property| !property.value.is_empty())
                .collect(),
        })
        .collect();
    Some(CodeSystem {
        resource_type: "CodeSystem",
        id: system.key().to_owned(),
        url: system.url(),
        version: table.edition().to_string(),
        name: resource_name(&[system.key()]),
        title: system.name().japanese,
        status: "active",
        case_sensitive: true,
        content: if system == System::Icd10 { "fragment" } else { "complete" },
        count: concept.len(),
        property: others.iter().map(|(c, _)| Property { code: c.name, description: c.label, kind: "string" }).collect(),
        concept,
    })
}

/// Every conversion of a pair. What is not certain is there with all candidates; what has no target is `unmatched`, with
/// the reason as comment.
///
/// # Errors
/// When the systems are not related or a master is not at hand.
pub fn concept_map(masters: &Masters, from: System, to: System, as_of: Day) -> Result<ConceptMap, NoConverter> {
    let converter = Converter::new(masters, from, to, as_of, Choose::None)?.without_near();
    let mut groups: BTreeMap<&'static str, Vec<Element>> = BTreeMap::new();
    let listed = listed(masters, from);
    for code in listed.into_iter().flat_map(|(table, column)| codes(table, column, from).into_keys()) {
        let conversion = converter.convert(code, &Attributes::default());
        let element = |target| Element { code: code.to_owned(), display: conversion.display.to_owned(), target };
        for (url, target) in mapped(&conversion) {
            groups.entry(url).or_default().push(element(target));
        }
    }
    let group = groups.into_iter().map(|(target, element)| Group { source: from.url(), target, element }).collect();
    Ok(ConceptMap {
        resource_type: "ConceptMap",
        id: format!("{}-{}", from.key(), to.key()),
        url: format!("urn:jpfhir:concept-map:{}-{}", from.key(), to.key()),
        version: converter.editions().join(","),
        name: resource_name(&[from.key(), "to", to.key()]),
        title: format!("{} → {}", from.name().japanese, to.name().japanese),
        status: "active",
        group,
    })
}

/// The targets of a conversion by the URL of their code system.
fn mapped(conversion: &Conversion<'_>) -> BTreeMap<&'static str, Vec<Mapped>> {
    let mut all: BTreeMap<&'static str, Vec<Mapped>> = BTreeMap::new();
    let mut add = |targets: &[Target<'_>], comment: &'static str, depends_on: Vec<Other>| {
        let Some(first) = targets.first() else { return };
        let second = targets.iter().filter(|target| target.role == Role::Secondary);
        let product =
            second.map(|t| Other { property: "secondary", system: t.url, value: t.code.to_string() }).collect();
        all.entry(first.url).or_default().push(Mapped {
            code: first.code.to_string(),
            display: first.display.to_owned(),
            equivalence: first.equivalence.key(),
            comment,
            depends_on,
            product,
        });
    };
    match &conversion.outcome {
        Outcome::Exact(targets) => add(targets, "", Vec::new()),
        Outcome::Retired(targets) => add(targets, "retired", Vec::new()),
        Outcome::Candidates(candidates) => {
            for candidate in &candidates.list {
                let decides = |attribute: &Attribute| candidates.deciders.contains(attribute);
                let facts = candidate.facts.iter().filter(|(attribute, value)| decides(attribute) && !value.is_empty());
                let depends_on = facts.map(|(attribute, value)| Other {
                    property: attribute.key(),
                    system: "",
                    value: (*value).to_owned(),
                });
                add(&candidate.targets, candidate.reason.key(), depends_on.collect());
            }
        }
        Outcome::NoTarget(why) => {
            let none = Mapped { equivalence: "unmatched", comment: why.key(), ..Mapped::default() };
            all.insert(conversion.to.url(), vec![none]);
        }
        Outcome::Invalid(_) | Outcome::Unknown(_) => {}
    }
    all
}
