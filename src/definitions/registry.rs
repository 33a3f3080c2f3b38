//! Which definition a canonical URL means.
//!
//! Of several definitions of one URL the highest version is meant, and among equal versions the one loaded last, as the
//! Java validator has it; guides are loaded after what they build on. Definitions are decoded when first asked for and then shared.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::by_url::Catalogue;
use super::codes::Block;
use super::facts::FactsEdition;
use super::model::{Package, StructureDefinition};
use super::pack::{Packed, pack};
use super::version::{Fit, compare_versions, fit, split_canonical};
use crate::document::Names;

/// A definition in [`Definitions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(u32);

impl DefinitionId {
    /// Its position: definitions are numbered densely from 0 to [`Definitions::len`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The answer to a canonical URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The definition of that URL and, if one was asked for, that version.
    Found(DefinitionId),
    /// The URL is known, but no loaded definition carries the version; this is the one at hand.
    OtherVersion(DefinitionId),
    /// No loaded definition carries the URL.
    Unknown,
}

impl Lookup {
    /// This answer, or the other one when that fits better.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Found(_) => self,
            Self::OtherVersion(_) => Some(other()).filter(|o| matches!(o, Self::Found(_))).unwrap_or(self),
            Self::Unknown => other(),
        }
    }

    /// The definition, whatever its version.
    pub fn any(self) -> Option<DefinitionId> {
        match self {
            Self::Found(id) | Self::OtherVersion(id) => Some(id),
            Self::Unknown => None,
        }
    }
}

/// A package in force: what a report states as provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The name it is selected by, e.g. `core@1.1.2`; that of the package for packages that people bring.
    pub key: Box<str>,
    /// Package name.
    pub name: Box<str>,
    /// Package version.
    pub version: Box<str>,
    /// Name and SHA-256 of each file it was made from.
    pub sources: Vec<(Box<str>, Box<str>)>,
    /// Whose it is and under which terms; empty when that is not known.
    pub terms: Box<str>,
}

/// The definitions in force. Cheap to share between threads behind an [`Arc`].
#[derive(Debug, Default)]
pub struct Definitions {
    /// First those in force, in loading order, then those at hand.
    parts: Vec<Part>,
    in_force: usize,
    editions: Vec<Edition>,
    structures: Vec<OnceLock<Arc<StructureDefinition>>>,
    outlines: Vec<OnceLock<Box<StructureDefinition>>>,
    /// The numbers of definitions by URL, made when one is first looked for.
    by_url: OnceLock<Catalogue>,
}

/// The definitions of one edition.
#[derive(Debug)]
struct Part {
    packed: Arc<Packed>,
    /// The position of the edition within the block.
    index: usize,
    /// Its definitions within the block.
    range: Range<u32>,
    others: Range<u32>,
    /// The number of its first definition.
    first: u32,
    /// For an edition at hand: the parts it builds on, in loading order.
    builds_on: Vec<usize>,
}

/// An edition of a block of definitions.
pub(crate) type Choice = (Arc<Packed>, usize);

/// The code systems and value sets of an edition.
pub(crate) type CodesOf = (Arc<Block>, usize);

impl Definitions {
    /// The definitions of packages, each standing after those that it builds on.
    pub fn from_packages(packages: Vec<Package>) -> Self {
        let editions: Vec<FactsEdition> = packages
            .into_iter()
            .map(|package| FactsEdition { key: package.name.clone(), package, ..FactsEdition::default() })
            .collect();
        let packed = Arc::new(Packed::open(pack(&editions)).unwrap_or_default());
        Self::from_editions((0..editions.len()).map(|i| (packed.clone(), i)).collect(), Vec::new())
    }

    /// The definitions of editions `in_force`, each standing after those that it builds on. Those `at_hand` are used
    /// only for a canonical that names their version.
    pub(crate) fn from_editions(in_force: Vec<Choice>, at_hand: Vec<Choice>) -> Self {
        let mut all = Self { in_force: in_force.len(), ..Self::default() };
        let mut first = 0;
        let mut interned: Option<Arc<Packed>> = None;
        for (packed, index) in in_force.into_iter().chain(at_hand) {
            if interned.as_ref().is_none_or(|last| !Arc::ptr_eq(last, &packed)) {
                Names::intern_all(packed.names());
                interned = Some(packed.clone());
            }
            let edition = &packed.editions()[index];
            let position = |key: &str| all.editions.iter().position(|e| &*e.key == key);
            let builds_on = edition.builds_on.iter().filter_map(|key| position(key)).collect();
            let (range, others) = (edition.structures.clone(), edition.others.clone());
            all.editions.push(Edition {
                key: edition.key.clone(),
                name: edition.name.clone(),
                version: edition.version.clone(),
                sources: edition.sources.clone(),
                terms: edition.terms.clone(),
            });
            let count = range.len() as u32;
            all.parts.push(Part { packed, index, range, others, first, builds_on });
            first += count;
        }
        all.structures.resize_with(first as usize, OnceLock::new);
        all.outlines.resize_with(first as usize, OnceLock::new);
        all
    }

    /// All definitions, by number.
    pub fn ids(&self) -> impl Iterator<Item = DefinitionId> {
        (0..self.structures.len() as u32).map(DefinitionId)
    }

    /// How many definitions there are.
    pub fn len(&self) -> usize {
        self.structures.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.structures.is_empty()
    }

    /// The definition that `url` or `url|version` means.
    pub fn find(&self, canonical: &str) -> Lookup {
        let (url, version) = split_canonical(canonical);
        let at_hand = self.in_force..self.parts.len();
        let best = self.find_in(|part| part < self.in_force, url, version);
        let best = best.or(|| self.find_in(|part| part >= self.in_force, url, version));
        match (best, version) {
            (Lookup::OtherVersion(other), Some(asked)) => {
                Lookup::OtherVersion(self.numbered(at_hand, url, asked).unwrap_or(other))
            }
            _ => best,
        }
    }

    /// The definition that a canonical written in another definition means. A definition of an edition that is not in
    /// force sees its own edition and those that it builds on first.
    pub fn find_from(&self, asking: DefinitionId, canonical: &str) -> Lookup {
        let part = self.part_of(asking);
        if part < self.in_force {
            return self.find(canonical);
        }
        let (url, version) = split_canonical(canonical);
        let own = self.find_in(|p| p == part, url, version);
        let below = &self.parts[part].builds_on;
        own.or(|| self.find_in(|p| below.contains(&p), url, version)).or(|| self.find(canonical))
    }

    /// Looks in the parts that count. Of equally good ones the definition that loaded last is meant.
    fn find_in(&self, counts: impl Fn(usize) -> bool, url: &str, asked: Option<&str>) -> Lookup {
        let mut best: Option<(Fit, &str, DefinitionId)> = None;
        for (_, id, version) in self.of_url(url).filter(|(part, ..)| counts(*part)) {
            let fit = asked.map_or(Fit::Exact, |asked| fit(version, asked));
            // They come last loaded first, so a better one only takes its place.
            let wins = best.is_none_or(|(best_fit, best_version, _)| {
                fit.cmp(&best_fit).then_with(|| compare_versions(version, best_version)).is_gt()
            });
            if wins {
                best = Some((fit, version, id));
            }
        }
        match best {
            Some((Fit::Other, _, id)) => Lookup::OtherVersion(id),
            Some((_, _, id)) => Lookup::Found(id),
            None => Lookup::Unknown,
        }
    }

    /// The definition in the edition whose own number is the version asked for.
    fn numbered(&self, mut parts: Range<usize>, url: &str, asked: &str) -> Option<DefinitionId> {
        let has_number = |key: &str| key.rsplit_once('@').is_some_and(|(_, number)| fit(number, asked) != Fit::Other);
        parts.find_map(|i| {
            let mut own = self.of_url(url).filter(|(part, ..)| *part == i && has_number(&self.editions[i].key));
            own.next().map(|(_, id, _)| id)
        })
    }

    /// The definitions of a URL, last loaded first: the part each belongs to, its number and its version.
    fn of_url<'d>(&'d self, url: &'d str) -> impl Iterator<Item = (usize, DefinitionId, &'d str)> {
        let by_url = self.by_url.get_or_init(|| {
            let mut catalogue = Catalogue::default();
            self.ids().for_each(|id| catalogue.add(self.url(id), id.0));
            catalogue
        });
        by_url.find(url).filter_map(move |number| {
            let part = self.part_of(DefinitionId(number));
            let Part { packed, range, first, .. } = &self.parts[part];
            let index = number - first + range.start;
            let is_meant = packed.url_bytes(index) == url.as_bytes();
            is_meant.then(|| (part, DefinitionId(number), packed.version(index)))
        })
    }

    fn part_of(&self, id: DefinitionId) -> usize {
        self.parts.partition_point(|p| p.first <= id.0).saturating_sub(1)
    }

    fn position(&self, id: DefinitionId) -> (&Packed, u32) {
        let part = &self.parts[self.part_of(id)];
        (&part.packed, id.0 - part.first + part.range.start)
    }

    /// The definition with its snapshot, decoded when it is first asked for.
    pub fn structure(&self, id: DefinitionId) -> Arc<StructureDefinition> {
        let decode = || {
            let (packed, index) = self.position(id);
            Arc::new(packed.structure(index).unwrap_or_default())
        };
        self.structures[id.index()].get_or_init(decode).clone()
    }

    /// The definition with its snapshot, decoded for the caller alone.
    pub fn decode(&self, id: DefinitionId) -> StructureDefinition {
        let (packed, index) = self.position(id);
        packed.structure(index).unwrap_or_default()
    }

    /// What a definition says about itself, its elements left out: much less work than [`Definitions::structure`].
    pub fn outline(&self, id: DefinitionId) -> &StructureDefinition {
        let decode = || {
            let (packed, index) = self.position(id);
            Box::new(packed.outline(index).unwrap_or_default())
        };
        self.outlines[id.index()].get_or_init(decode)
    }

    /// The canonical URL of a definition, without version.
    pub fn url(&self, id: DefinitionId) -> &str {
        let (packed, index) = self.position(id);
        packed.url(index)
    }

    /// The version of a definition; empty when it has none.
    pub fn version(&self, id: DefinitionId) -> &str {
        let (packed, index) = self.position(id);
        packed.version(index)
    }

    /// The edition that a definition belongs to.
    pub fn edition(&self, id: DefinitionId) -> &Edition {
        &self.editions[self.part_of(id)]
    }

    /// The definition of a FHIR type by its name, e.g. `Patient` or `string`.
    pub fn type_definition(&self, type_name: &str) -> Option<DefinitionId> {
        self.find(&format!("http://hl7.org/fhir/StructureDefinition/{type_name}")).any()
    }

    /// The resource type of another canonical resource that the packages carry (`ValueSet`, `CodeSystem`, …), found by
    /// `url` or `url|version` without regard to the version.
    pub fn other(&self, canonical: &str) -> Option<&str> {
        let (url, _) = split_canonical(canonical);
        self.parts.iter().rev().find_map(|part| part.other(url))
    }

    /// The questionnaires of the editions in force, in loading order: URL, version and text.
    pub fn questionnaires(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let parts = self.parts[..self.in_force].iter();
        parts.flat_map(|part| {
            part.packed.editions()[part.index].questionnaires.clone().map(|index| part.packed.questionnaire(index))
        })
    }

    /// Where the code systems and value sets stand: those of the editions in force in loading order, and those at hand.
    pub(crate) fn codes(&self) -> (Vec<CodesOf>, Vec<CodesOf>) {
        let all = self.parts.iter().map(|part| (part.packed.codes().clone(), part.index));
        let mut in_force: Vec<CodesOf> = all.collect();
        let at_hand = in_force.split_off(self.in_force);
        (in_force, at_hand)
    }

    /// The definitions of one of the [`editions`](Self::editions).
    pub fn of_edition(&self, position: usize) -> impl Iterator<Item = DefinitionId> {
        let range = self.parts.get(position).map_or(0..0, |part| part.first..part.first + part.range.len() as u32);
        range.map(DefinitionId)
    }

    /// The packages in force, in loading order.
    pub fn editions(&self) -> &[Edition] {
        &self.editions[..self.in_force]
    }
}

impl Part {
    /// The resource type of another canonical resource.
    fn other(&self, url: &str) -> Option<&str> {
        let index = partition_point(self.others.clone(), |i| self.packed.other(i).0 < url);
        let (found, kind) = self.others.contains(&index).then(|| self.packed.other(index))?;
        (found == url).then_some(kind)
    }
}

/// The first position of a sorted range that is not `before`.
fn partition_point(range: Range<u32>, before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
