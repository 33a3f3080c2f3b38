//! A code system and its concepts, as those who ask see them.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use super::ranges::Ranges;
use super::{EXTRACTS, System, SystemId, Terminology};
use crate::definitions::codes::{ABOVE, BELOW, ConceptRow};
use crate::definitions::model::{Content, Designation, TOP};
use crate::fold::{folded, same_display};

/// How many displays of a code system are known by their text.
const MOST_NAMES: usize = 20_000;

/// Displays by the hash of their folded text, with the position of the concept.
pub(super) type Names = Box<[(u64, u32)]>;

fn hash_of_name(name: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    folded(name).for_each(|character| character.hash(&mut hasher));
    hasher.finish()
}

/// A code system.
#[derive(Debug, Clone, Copy)]
pub struct CodeSystemRef<'a> {
    terminology: &'a Terminology,
    pub(super) id: SystemId,
    system: &'a System,
}

impl<'a> CodeSystemRef<'a> {
    pub(super) fn new(terminology: &'a Terminology, id: SystemId, system: &'a System) -> Self {
        Self { terminology, id, system }
    }

    /// Its canonical URL.
    pub fn url(self) -> &'a str {
        self.system.block.text(self.system.row.url)
    }

    /// Its version; empty when it has none.
    pub fn version(self) -> &'a str {
        self.system.block.text(self.system.row.version)
    }

    /// Its computer name.
    pub fn name(self) -> &'a str {
        self.system.block.text(self.system.row.name)
    }

    /// The language of its displays; empty when not stated.
    pub fn language(self) -> &'a str {
        self.system.block.text(self.system.row.language)
    }

    /// The canonical of the value set of all its codes; empty when not stated.
    pub fn value_set(self) -> &'a str {
        self.system.block.text(self.system.row.value_set)
    }

    /// The edition that carries it.
    pub fn edition(self) -> &'a str {
        &self.system.edition
    }

    /// How much of it is at hand.
    pub fn content(self) -> Content {
        match self.system.row.content {
            Content::Complete if EXTRACTS.contains(&self.url()) => Content::Fragment,
            content => content,
        }
    }

    /// Whether a code that is not in it does not exist.
    pub fn is_complete(self) -> bool {
        self.content() == Content::Complete
    }

    /// Whether codes that differ by case are different; not so when nothing is stated, as the Java validator has it.
    pub fn is_case_sensitive(self) -> bool {
        self.system.row.case_sensitive == Some(true)
    }

    /// How many concepts it has.
    pub fn len(self) -> usize {
        self.system.row.count as usize
    }

    /// Whether it has no concept.
    pub fn is_empty(self) -> bool {
        self.system.row.count == 0
    }

    /// The concept of a code; when case does not matter, also one whose code differs in case only.
    pub fn concept(self, code: &str) -> Option<ConceptRef<'a>> {
        let exact = self.positions(code, true).next();
        let position =
            if self.is_case_sensitive() { exact } else { exact.or_else(|| self.positions(code, false).next()) };
        self.at(position?)
    }

    /// The concept whose code differs from the one given in case only.
    pub fn concept_of_other_case(self, code: &str) -> Option<ConceptRef<'a>> {
        self.at(self.positions(code, false).next()?).filter(|concept| concept.code() != code)
    }

    /// The positions of a code; several when it is there twice.
    pub(super) fn positions(self, code: &str, exact: bool) -> impl Iterator<Item = u32> {
        self.system.block.positions(&self.system.row, code, exact)
    }

    /// The concept at a position.
    pub(super) fn at(self, position: u32) -> Option<ConceptRef<'a>> {
        let row = self.system.block.concept(&self.system.row, position)?;
        Some(ConceptRef { system: self, position, row })
    }

    /// All concepts in order.
    pub fn concepts(self) -> impl Iterator<Item = ConceptRef<'a>> {
        (0..self.system.row.count).filter_map(move |position| self.at(position))
    }

    /// Whether a concept other than that of a code has a display that says the same as a name. The displays of large code
    /// systems are looked at in part.
    pub fn names_another(self, code: &str, name: &str) -> bool {
        let names = self.system.names.get_or_init(|| {
            let concepts = self.concepts().take(MOST_NAMES);
            let mut names: Vec<_> =
                concepts.map(|concept| (hash_of_name(concept.display()), concept.position)).collect();
            names.sort_unstable();
            names.into()
        });
        let hash = hash_of_name(name);
        let first = names.partition_point(|(other, _)| *other < hash);
        let alike = names[first..].iter().take_while(|(other, _)| *other == hash);
        let mut concepts = alike.filter_map(|(_, position)| self.at(*position));
        concepts.any(|concept| concept.code() != code && same_display(concept.display(), name))
    }

    /// The concepts below a code, at any depth, and itself if asked for.
    pub(super) fn branch(self, code: &str, with_itself: bool) -> Ranges {
        let mut waiting: Vec<u32> = self.positions(code, true).collect();
        if waiting.is_empty() && !self.is_case_sensitive() {
            waiting = self.positions(code, false).collect();
        }
        let itself = Ranges::from_unsorted(waiting.iter().map(|root| (*root, root + 1)).collect());
        let links = self.links();
        let mut seen = vec![false; self.len()];
        let mut ranges = Vec::new();
        while let Some(concept) = waiting.pop().and_then(|position| self.at(position)) {
            let end = concept.row.end.min(self.system.row.count);
            ranges.push((concept.position, end));
            for position in concept.position..end {
                if !std::mem::replace(&mut seen[position as usize], true)
                    && let Some(linked) = links.get(&position)
                {
                    waiting.extend(linked.iter().filter(|below| !seen[**below as usize]));
                }
            }
        }
        let branch = Ranges::from_unsorted(ranges);
        if with_itself { branch } else { branch.intersection(&itself.complement(self.system.row.count)) }
    }

    /// How two of its concepts stand to each other.
    pub fn subsumption(self, a: ConceptRef<'_>, b: ConceptRef<'_>) -> Subsumption {
        if a.code() == b.code() {
            Subsumption::Equivalent
        } else if self.branch(a.code(), false).contains(b.position) {
            Subsumption::Subsumes
        } else if self.branch(b.code(), false).contains(a.position) {
            Subsumption::SubsumedBy
        } else {
            Subsumption::NotSubsumed
        }
    }

    /// The concepts that properties place right below a concept.
    fn links(self) -> HashMap<u32, Vec<u32>> {
        let mut links: HashMap<u32, Vec<u32>> = HashMap::new();
        if !self.system.row.has_edges {
            return links;
        }
        for concept in self.concepts() {
            for (name, value) in concept.properties() {
                for other in self.positions(&value, true) {
                    if *name == *BELOW {
                        links.entry(concept.position).or_default().push(other);
                    } else if ABOVE.contains(&&*name) {
                        links.entry(other).or_default().push(concept.position);
                    }
                }
            }
        }
        links
    }
}

/// Guides of Japan order the codes of laboratory items and of sections under headings, which are codes themselves.
fn has_headings(system: &str) -> bool {
    system.contains("/JP_CLINS_ObsLabResult_") || system.ends_with("/CodeSystem/document-section")
}

/// How two concepts stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subsumption {
    /// They are the same.
    Equivalent,
    /// The first stands above the second.
    Subsumes,
    /// The first stands below the second.
    SubsumedBy,
    /// Neither.
    NotSubsumed,
}

/// A concept.
#[derive(Debug, Clone, Copy)]
pub struct ConceptRef<'a> {
    system: CodeSystemRef<'a>,
    pub(super) position: u32,
    row: ConceptRow,
}

impl<'a> ConceptRef<'a> {
    /// The code system it belongs to.
    pub fn system(self) -> CodeSystemRef<'a> {
        self.system
    }

    /// The code as the code system spells it.
    pub fn code(self) -> &'a str {
        self.system.system.block.text(self.row.code)
    }

    /// Its display; empty when it has none.
    pub fn display(self) -> &'a str {
        self.system.system.block.text(self.row.display)
    }

    /// The concept it is nested in.
    pub fn parent(self) -> Option<ConceptRef<'a>> {
        (self.row.parent != TOP).then(|| self.system.at(self.row.parent)).flatten()
    }

    /// Further names, those of supplements included.
    pub fn designations(self) -> Vec<Designation> {
        let mut names = self.system.system.block.extras(&self.row).designations;
        let (terminology, url) = (self.system.terminology, self.system.url());
        for id in terminology.supplements.find(url).filter(|id| *id < terminology.in_force) {
            let supplement = terminology.system(SystemId(id));
            if let Some(concept) = supplement.concept(self.code()) {
                names.extend(supplement.system.block.extras(&concept.row).designations);
                if !concept.display().is_empty() {
                    let language = supplement.language().into();
                    names.push(Designation { language, usage: "display".into(), value: concept.display().into() });
                }
            }
        }
        names
    }

    /// Properties by code, their values as text.
    pub fn properties(self) -> Vec<(Box<str>, Box<str>)> {
        self.system.system.block.extras(&self.row).properties
    }

    /// The value of a property.
    pub fn property(self, name: &str) -> Option<Box<str>> {
        self.properties().into_iter().find(|(n, _)| &**n == name).map(|(_, value)| value)
    }

    /// Whether it is not to be used any more.
    pub fn is_inactive(self) -> bool {
        self.properties().iter().any(|(name, value)| match &**name {
            "status" => matches!(&**value, "retired" | "inactive"),
            "inactive" => &**value == "true",
            _ => false,
        })
    }

    /// The concepts nested right in it.
    pub fn children(self) -> impl Iterator<Item = ConceptRef<'a>> {
        let mut next = self.position + 1;
        std::iter::from_fn(move || {
            let child = self.system.at(next).filter(|_| next < self.row.end)?;
            next = child.row.end.max(next + 1);
            Some(child)
        })
    }

    /// Whether it only groups others: it says so, or it is a heading of a list that is known to have headings.
    pub fn is_group(self) -> bool {
        self.is_abstract() || has_headings(self.system.url()) && self.children().next().is_some()
    }

    /// Whether it is stated to be no code for use.
    pub fn is_abstract(self) -> bool {
        let properties = self.properties();
        properties.iter().any(|(n, v)| matches!(&**n, "notSelectable" | "abstract") && &**v == "true")
    }
}
