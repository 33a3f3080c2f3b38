//! Code systems and value sets: what a code means, and whether it is a member.
//!
//! Value sets are compiled when first asked for; membership is then a few hash look-ups and never an expansion. What
//! cannot be decided (a code system that is not at hand, a circle) is [`Membership::Unknown`], which is never an error.

mod code_system;
mod compile;
mod expand;
mod filter;
mod known;
mod master;
mod membership;
mod near;
mod ranges;
pub mod syntax;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::codes::Day;
use crate::definitions::Definitions;
use crate::definitions::by_url::Catalogue;
use crate::definitions::codes::{Block, SystemRow};
use crate::definitions::model::{Content, Package, ValueSet};
use crate::definitions::version::{best, split_canonical};
pub use crate::fold::{folded, same_display};
use crate::masters::{Kind, Masters, Table};
pub use code_system::{CodeSystemRef, ConceptRef, Subsumption};
use compile::Compiled;
pub use expand::Expansion;
pub use known::{Standing, aliases, standing};
pub use master::{MasterConcept, MasterSystem};
pub use membership::{Absence, Doubt, Ground, Membership};
use syntax::Syntax;

/// A value set in [`Terminology`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueSetId(u32);

/// A code system in [`Terminology`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct SystemId(u32);

/// The code systems and value sets in force. Cheap to share between threads behind an [`Arc`].
#[derive(Debug, Default)]
pub struct Terminology {
    systems: Vec<System>,
    systems_by_url: Catalogue,
    /// Supplements by the URL of the code system that they add to.
    supplements: Catalogue,
    /// The code systems in force that are supplements.
    supplement_ids: Vec<SystemId>,
    sets: Vec<Set>,
    sets_by_url: Catalogue,
    /// How many of the code systems are in force; the others are at hand in other editions.
    in_force: u32,
    near: near::Kept,
    /// Code systems in force that hold the codes of another one, so that the master stands in.
    misfilled: Vec<SystemId>,
    /// The aliases of code systems that value sets take codes by.
    aliases_taken: OnceLock<HashSet<Box<str>>>,
    rack: master::Rack,
}

#[derive(Debug)]
struct System {
    block: Arc<Block>,
    row: SystemRow,
    edition: Box<str>,
    names: OnceLock<code_system::Names>,
}

#[derive(Debug)]
struct Set {
    block: Arc<Block>,
    index: u32,
    compiled: OnceLock<Compiled>,
}

/// Code systems that only their owner publishes whole: what packages carry of them are extracts, whatever they say.
const EXTRACTS: [&str; 3] =
    ["http://loinc.org", "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm"];

impl Terminology {
    /// The terminology that goes with definitions.
    pub fn of(definitions: &Definitions) -> Self {
        let (in_force, at_hand) = definitions.codes();
        Self::from_editions(in_force, at_hand)
    }

    /// The same with the code masters, looked up as of a day; without one the newest editions count.
    pub fn with_masters(self, masters: Arc<Masters>, as_of: Option<Day>) -> Self {
        let mut all = Self { rack: master::Rack::new(masters, as_of), ..self };
        let lists = all.rack.lists_of_guides();
        let carried = lists.filter_map(|(url, list)| Some((list, all.code_system(url, None)?)));
        all.misfilled = carried.filter(|(list, carried)| list.is_misfilled(*carried)).map(|(_, c)| c.id).collect();
        all
    }

    /// The day that the masters are looked up as of.
    pub fn as_of(&self) -> Option<Day> {
        self.rack.as_of()
    }

    /// The editions of masters that are looked into, by their keys.
    pub fn master_editions(&self) -> Vec<String> {
        self.rack.editions(|url| self.carried(url, None).is_some())
    }

    /// The code system of a URL, or of one that the URL is an alias of, whose codes stand in masters at hand. A list that a
    /// guide in force carries goes before the master that it was made from.
    pub fn master(&self, url: &str) -> Option<MasterSystem<'_>> {
        let system = self.rack.system(self.rack.number(url)?)?;
        (!system.is_of_guides() || self.carried(url, None).is_none()).then_some(system)
    }

    /// The rule that the codes of a code system follow. Rules of Japan are known together with her masters.
    pub fn syntax(&self, url: &str) -> Option<Syntax> {
        Syntax::of(url).filter(|syntax| !syntax.is_of_japan() || self.rack.is_stocked())
    }

    /// Whether a value set takes codes by an alias of a code system: then the guides in force ask for that address.
    pub fn takes_alias(&self, alias: &str) -> bool {
        let systems = || {
            let sets = self.sets.iter().filter_map(|set| set.block.value_set(set.index));
            let systems = sets.flat_map(|set| set.includes).map(|include| include.system);
            systems.filter(|system| matches!(standing(system), Some(Standing::Alias(_)))).collect()
        };
        self.aliases_taken.get_or_init(systems).contains(alias)
    }

    /// The table of a master that counts on the day; `None` when none is at hand.
    pub fn master_table(&self, kind: Kind) -> Option<&Table> {
        self.rack.table(kind)
    }

    /// The terminology of packages, each standing after those that it builds on.
    pub fn from_packages(packages: Vec<Package>) -> Self {
        Self::of(&Definitions::from_packages(packages))
    }

    /// The terminology of editions `in_force`, each standing after those that it builds on. Those `at_hand` are asked
    /// only where else a code exists.
    fn from_editions(
        in_force: impl IntoIterator<Item = (Arc<Block>, usize)>,
        at_hand: impl IntoIterator<Item = (Arc<Block>, usize)>,
    ) -> Self {
        let mut all = Self::default();
        for (block, index) in in_force {
            all.add_systems(&block, index);
            all.add_sets(&block, index);
        }
        all.in_force = all.systems.len() as u32;
        for (block, index) in at_hand {
            all.add_systems(&block, index);
        }
        all
    }

    fn add_systems(&mut self, block: &Arc<Block>, index: usize) {
        let Some(edition) = block.editions().get(index) else { return };
        for row in edition.systems.clone().filter_map(|i| block.system(i)) {
            let id = self.systems.len() as u32;
            let (catalogue, url) = match row.content {
                Content::Supplement => (&mut self.supplements, split_canonical(block.text(row.supplements)).0),
                _ => (&mut self.systems_by_url, block.text(row.url)),
            };
            catalogue.add(url, id);
            if row.content == Content::Supplement {
                self.supplement_ids.push(SystemId(id));
            }
            let edition = edition.key.clone();
            self.systems.push(System { block: block.clone(), row, edition, names: OnceLock::new() });
        }
    }

    fn add_sets(&mut self, block: &Arc<Block>, index: usize) {
        let Some(edition) = block.editions().get(index) else { return };
        for index in edition.value_sets.clone() {
            self.sets_by_url.add(block.value_set_address(index).0, self.sets.len() as u32);
            self.sets.push(Set { block: block.clone(), index, compiled: OnceLock::new() });
        }
    }

    /// The value set that `url` or `url|version` means: the highest version, among equal ones that loaded last. When
    /// the version asked for is not there, the one at hand.
    pub fn value_set(&self, canonical: &str) -> Option<ValueSetId> {
        let (url, version) = split_canonical(canonical);
        let found = self.sets_by_url.find(url).filter_map(|id| {
            let set = self.sets.get(id as usize)?;
            let (found, version) = set.block.value_set_address(set.index);
            (found == url).then_some((id, version))
        });
        best(found, version).map(ValueSetId)
    }

    /// What a value set says.
    pub fn value_set_definition(&self, id: ValueSetId) -> Option<ValueSet> {
        let set = self.sets.get(id.0 as usize)?;
        set.block.value_set(set.index)
    }

    /// Canonical URL and version of a value set.
    pub fn value_set_address(&self, id: ValueSetId) -> (&str, &str) {
        self.sets.get(id.0 as usize).map_or(("", ""), |set| set.block.value_set_address(set.index))
    }

    /// The value sets in loading order.
    pub fn value_sets(&self) -> impl Iterator<Item = ValueSetId> {
        (0..self.sets.len() as u32).map(ValueSetId)
    }

    /// The code system that a system URL means, chosen like [`Terminology::value_set`].
    pub fn code_system(&self, url: &str, version: Option<&str>) -> Option<CodeSystemRef<'_>> {
        self.system_id(url, version).map(|id| self.system(id))
    }

    /// The same, if it can be gone by: it has codes, and they are those that it is to have.
    pub fn carried(&self, url: &str, version: Option<&str>) -> Option<CodeSystemRef<'_>> {
        self.code_system(url, version).filter(|system| !system.is_empty() && !self.misfilled.contains(&system.id))
    }

    fn system_id(&self, url: &str, version: Option<&str>) -> Option<SystemId> {
        let found = self.systems_by_url.find(url).filter(|id| *id < self.in_force).filter_map(|id| {
            let system = self.systems.get(id as usize)?;
            (system.block.text(system.row.url) == url).then(|| (id, system.block.text(system.row.version)))
        });
        best(found, version).map(SystemId)
    }

    fn system(&self, id: SystemId) -> CodeSystemRef<'_> {
        CodeSystemRef::new(self, id, &self.systems[id.0 as usize])
    }

    /// The code systems in force, in loading order, supplements left out.
    pub fn code_systems(&self) -> impl Iterator<Item = CodeSystemRef<'_>> {
        let ids = (0..self.in_force).map(SystemId);
        ids.map(|id| self.system(id)).filter(|system| system.content() != Content::Supplement)
    }

    /// The edition at hand, but not in force, whose code system of this URL has the code.
    pub fn elsewhere(&self, url: &str, code: &str) -> Option<String> {
        let in_packages = self.systems_by_url.find(url).filter(|id| *id >= self.in_force).find_map(|id| {
            let system = self.system(SystemId(id));
            (system.url() == url && system.concept(code).is_some())
                .then(|| self.systems[id as usize].edition.to_string())
        });
        in_packages.or_else(|| self.rack.elsewhere(url, code))
    }

    /// Whether a URL is that of a supplement, which defines no codes itself; then the code system it adds to.
    pub fn supplemented(&self, url: &str) -> Option<&str> {
        let in_force = self.supplement_ids.iter().filter(|id| id.0 < self.in_force);
        let system = in_force.map(|id| &self.systems[id.0 as usize]).find(|s| s.block.text(s.row.url) == url)?;
        Some(split_canonical(system.block.text(system.row.supplements)).0)
    }

    /// The concept of a code; `None` when the code system is not at hand or does not have it.
    pub fn lookup(&self, url: &str, code: &str) -> Option<ConceptRef<'_>> {
        self.code_system(url, None)?.concept(code)
    }

    /// The display of a code.
    pub fn display(&self, url: &str, code: &str) -> Option<&str> {
        Some(self.lookup(url, code)?.display()).filter(|display| !display.is_empty())
    }
}
