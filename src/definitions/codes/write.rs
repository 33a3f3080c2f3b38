//! Code systems and value sets → block.

use std::collections::HashMap;

use crate::storage::block::{self, Texts, numbers};

use super::super::model::{CodeSystem, Concept, TOP, ValueSet};
use super::super::pack::wire::{Wire, Writer};
use super::{ABOVE, BELOW, CONCEPT_ROW, MAGIC, flag, hash};

/// What one edition contributes.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The name it is selected by, e.g. `core@1.1.2`.
    pub key: &'a str,
    /// Its code systems.
    pub code_systems: &'a [CodeSystem],
    /// Its value sets.
    pub value_sets: &'a [ValueSet],
}

/// Packs editions in the order given.
pub fn pack(editions: &[Content<'_>]) -> Vec<u8> {
    let mut packer = Packer::default();
    for edition in editions {
        packer.add(edition);
    }
    packer.finish(editions.len())
}

/// Where the concepts of a code system stand.
#[derive(Debug, Clone, Copy)]
struct Place {
    first: u32,
    first_slot: u32,
    slots: u32,
}

#[derive(Debug, Default)]
struct Packer {
    texts: Texts,
    systems: Vec<u32>,
    concepts: Vec<u32>,
    slots: Vec<u32>,
    extras: Vec<u8>,
    /// Places by the rows and extras that stand there.
    places: HashMap<(Vec<u32>, Vec<u8>), Place>,
    value_sets: Vec<u32>,
    value_set_bytes: Vec<u8>,
    editions: Vec<u8>,
}

impl Packer {
    fn add(&mut self, edition: &Content<'_>) {
        for system in edition.code_systems {
            self.add_system(system);
        }
        for set in edition.value_sets {
            let mut writer = Writer { bytes: std::mem::take(&mut self.value_set_bytes), texts: &mut self.texts };
            set.write(&mut writer);
            self.value_set_bytes = writer.bytes;
            let end = self.value_set_bytes.len() as u32;
            self.value_sets.extend([self.texts.number(&set.url), self.texts.number(&set.version), end]);
        }
        let mut writer = Writer { bytes: std::mem::take(&mut self.editions), texts: &mut self.texts };
        writer.text(edition.key);
        writer.number(edition.code_systems.len() as u32);
        writer.number(edition.value_sets.len() as u32);
        self.editions = writer.bytes;
    }

    fn add_system(&mut self, system: &CodeSystem) {
        let (rows, extras) = self.rows(&system.concepts);
        let place = match self.places.get(&(rows.clone(), extras.clone())) {
            Some(place) => *place,
            None => self.place(system, rows, extras),
        };
        let texts = [&system.url, &system.version, &system.name, &system.language, &system.supplements];
        for text in texts.into_iter().chain([&system.value_set]) {
            self.systems.push(self.texts.number(text));
        }
        let count = system.concepts.len() as u32;
        self.systems.extend([flags(system), place.first, count, place.first_slot, place.slots]);
    }

    /// The rows of concepts, with the places of extras counted from the start of the extras returned.
    fn rows(&mut self, concepts: &[Concept]) -> (Vec<u32>, Vec<u8>) {
        let ends = ends(concepts);
        let mut rows = Vec::with_capacity(concepts.len() * CONCEPT_ROW);
        let mut extras = Vec::new();
        for (concept, end) in concepts.iter().zip(ends) {
            let mut extra = 0;
            if !concept.designations.is_empty() || !concept.properties.is_empty() {
                extra = extras.len() as u32 + 1;
                let mut writer = Writer { bytes: std::mem::take(&mut extras), texts: &mut self.texts };
                concept.designations.write(&mut writer);
                concept.properties.write(&mut writer);
                extras = writer.bytes;
            }
            let (code, display) = (self.texts.number(&concept.code), self.texts.number(&concept.display));
            rows.extend([code, display, concept.parent, end, extra]);
        }
        (rows, extras)
    }

    fn place(&mut self, system: &CodeSystem, rows: Vec<u32>, extras: Vec<u8>) -> Place {
        let slots = slots(&system.concepts);
        let first = (self.concepts.len() / CONCEPT_ROW) as u32;
        let place = Place { first, first_slot: self.slots.len() as u32, slots: slots.len() as u32 };
        let before = self.extras.len() as u32;
        for row in rows.chunks_exact(CONCEPT_ROW) {
            self.concepts.extend_from_slice(row);
            if let Some(extra) = self.concepts.last_mut().filter(|extra| **extra > 0) {
                *extra += before;
            }
        }
        self.extras.extend_from_slice(&extras);
        self.slots.extend_from_slice(&slots);
        self.places.insert((rows, extras), place);
        place
    }

    fn finish(mut self, editions: usize) -> Vec<u8> {
        let mut writer = Writer { bytes: Vec::new(), texts: &mut self.texts };
        writer.number(editions as u32);
        let mut edition_bytes = writer.bytes;
        edition_bytes.append(&mut self.editions);
        block::write(
            &MAGIC,
            [
                &numbers(&self.texts.ends),
                &self.texts.bytes,
                &numbers(&self.systems),
                &numbers(&self.concepts),
                &numbers(&self.slots),
                &self.extras,
                &numbers(&self.value_sets),
                &self.value_set_bytes,
                &edition_bytes,
            ],
        )
    }
}

fn flags(system: &CodeSystem) -> u32 {
    let mut flags = (system.content as u32) << flag::CONTENT | (system.hierarchy as u32) << flag::HIERARCHY;
    if let Some(case) = system.case_sensitive {
        flags |= flag::CASE_STATED | if case { flag::CASE } else { 0 };
    }
    let mut properties = system.concepts.iter().flat_map(|c| &c.properties);
    if properties.any(|(name, _)| **name == *BELOW || ABOVE.contains(&&**name)) {
        flags |= flag::EDGES;
    }
    flags
}

/// For each concept the position after those below it.
fn ends(concepts: &[Concept]) -> Vec<u32> {
    let mut ends: Vec<u32> = (1..=concepts.len() as u32).collect();
    for index in (0..concepts.len()).rev() {
        let parent = concepts[index].parent;
        if parent != TOP && (parent as usize) < index {
            ends[parent as usize] = ends[parent as usize].max(ends[index]);
        }
    }
    ends
}

/// The hash table over codes, at most half full.
fn slots(concepts: &[Concept]) -> Vec<u32> {
    if concepts.is_empty() {
        return Vec::new();
    }
    let count = (concepts.len() * 2).next_power_of_two();
    let mut slots = vec![0; count];
    for (index, concept) in concepts.iter().enumerate() {
        let mut at = hash(concept.code.as_bytes()) as usize & (count - 1);
        while slots[at] != 0 {
            at = (at + 1) & (count - 1);
        }
        slots[at] = index as u32 + 1;
    }
    slots
}
