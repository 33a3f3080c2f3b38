//! Editions → block.

use std::collections::{BTreeSet, HashMap};

use crate::storage::block::{self, Texts, numbers};

use super::super::codes;
use super::super::facts::FactsEdition;
use super::super::model::{ElementDefinition, Questionnaire, StructureDefinition};
use super::super::names::property_names;
use super::super::version::compare_versions;
use super::MAGIC;
use super::wire::{Wire, Writer};

/// Packs editions. Their definitions lose the differential.
pub fn pack(editions: &[FactsEdition]) -> Vec<u8> {
    let mut packer = Packer::default();
    for edition in editions {
        packer.add(edition);
    }
    let contents: Vec<codes::Content<'_>> = editions
        .iter()
        .map(|FactsEdition { key, package, .. }| codes::Content {
            key,
            code_systems: &package.code_systems,
            value_sets: &package.value_sets,
        })
        .collect();
    packer.finish(&codes::pack(&contents))
}

#[derive(Debug, Default)]
struct Packer {
    texts: Texts,
    element_numbers: HashMap<Vec<u8>, u32>,
    element_ends: Vec<u32>,
    elements: Vec<u8>,
    structures: Vec<u32>,
    structure_bytes: Vec<u8>,
    others: Vec<u32>,
    names: BTreeSet<String>,
    questionnaires: Vec<u32>,
    edition_count: u32,
    editions: Vec<u8>,
}

impl Packer {
    fn add(&mut self, edition: &FactsEdition) {
        let mut structures: Vec<&StructureDefinition> = edition.package.structures.iter().collect();
        structures.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| compare_versions(&a.version, &b.version)));
        for structure in &structures {
            self.add_structure(structure);
        }
        let mut others: Vec<_> =
            edition.package.others.iter().map(|(kind, url, version)| [url, kind, version]).collect();
        others.sort();
        others.dedup();
        for text in others.iter().flatten() {
            self.others.push(self.texts.number(text));
        }
        for Questionnaire { url, version, text } in &edition.package.questionnaires {
            self.questionnaires.extend([url, version, text].map(|text| self.texts.number(text)));
        }
        let mut writer = Writer { bytes: std::mem::take(&mut self.editions), texts: &mut self.texts };
        edition.key.write(&mut writer);
        edition.package.name.write(&mut writer);
        edition.package.version.write(&mut writer);
        edition.builds_on.write(&mut writer);
        edition.sources.write(&mut writer);
        edition.terms.write(&mut writer);
        writer.number(structures.len() as u32);
        writer.number(others.len() as u32);
        writer.number(edition.package.questionnaires.len() as u32);
        self.editions = writer.bytes;
        self.edition_count += 1;
    }

    fn add_structure(&mut self, structure: &StructureDefinition) {
        let rows: Vec<u32> = structure.snapshot.iter().map(|row| self.element(row)).collect();
        let mut writer = Writer { bytes: std::mem::take(&mut self.structure_bytes), texts: &mut self.texts };
        structure.write(&mut writer);
        writer.number(rows.len() as u32);
        for (row, number) in structure.snapshot.iter().zip(rows) {
            writer.text(&row.id);
            writer.text(&row.path);
            writer.text(&row.slice_name);
            writer.number(number);
        }
        self.structure_bytes = writer.bytes;
        let end = self.structure_bytes.len() as u32;
        self.structures.extend([self.texts.number(&structure.url), self.texts.number(&structure.version), end]);
    }

    /// The number of an element, which is written when no equal one was.
    fn element(&mut self, row: &ElementDefinition) -> u32 {
        self.add_names(row);
        let mut writer = Writer { bytes: Vec::new(), texts: &mut self.texts };
        row.write(&mut writer);
        let bytes = writer.bytes;
        if let Some(number) = self.element_numbers.get(&bytes) {
            return *number;
        }
        let number = self.element_ends.len() as u32;
        self.elements.extend_from_slice(&bytes);
        self.element_ends.push(self.elements.len() as u32);
        self.element_numbers.insert(bytes, number);
        number
    }

    /// Notes the names that documents and expressions can use for an element.
    fn add_names(&mut self, row: &ElementDefinition) {
        let Some((_, name)) = row.path.rsplit_once('.') else { return };
        if let Some(stem) = name.strip_suffix("[x]") {
            self.names.insert(stem.to_owned());
        } else if self.names.contains(name) {
            return;
        }
        self.names.extend(property_names(row).into_iter().map(|(name, _)| name));
    }

    fn finish(mut self, codes: &[u8]) -> Vec<u8> {
        let names: Vec<u32> = self.names.iter().map(|name| self.texts.number(name)).collect();
        let mut writer = Writer { bytes: Vec::new(), texts: &mut self.texts };
        writer.number(self.edition_count);
        let mut editions = writer.bytes;
        editions.append(&mut self.editions);
        block::write(
            &MAGIC,
            [
                &numbers(&self.texts.ends),
                &self.texts.bytes,
                &numbers(&self.element_ends),
                &self.elements,
                &numbers(&self.structures),
                &self.structure_bytes,
                &numbers(&self.others),
                &numbers(&names),
                &numbers(&self.questionnaires),
                &editions,
                codes,
            ],
        )
    }
}
