//! The members of a value set, listed: for people and for suggestions, never for membership.

use std::collections::HashSet;

use super::membership::{Doubt, Membership};
use super::{Terminology, ValueSetId};
use crate::definitions::model::{Expanded, Include};

/// What a value set holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    /// The members in the order of the definitions, each once.
    pub members: Vec<Expanded>,
    /// Whether there are more than were asked for.
    pub is_cut: bool,
    /// What could not be listed, and why.
    pub doubts: Vec<Doubt>,
}

impl Terminology {
    /// At most `most` members of a value set.
    pub fn expand(&self, id: ValueSetId, most: usize) -> Expansion {
        let mut expansion = Expansion::default();
        let mut seen = HashSet::new();
        for candidate in self.candidates(id, &mut expansion.doubts) {
            let is_member = self.contains_in(id, Some(&candidate.system), &candidate.code) == Membership::Member;
            if !is_member || !seen.insert((candidate.system.clone(), candidate.code.clone())) {
                continue;
            }
            if expansion.members.len() == most {
                expansion.is_cut = true;
                break;
            }
            expansion.members.push(candidate);
        }
        expansion
    }

    /// Every code that may be a member: those of all code systems and lists that the value set and its imports name.
    fn candidates(&self, id: ValueSetId, doubts: &mut Vec<Doubt>) -> Vec<Expanded> {
        let mut candidates = Vec::new();
        let mut sets = vec![id];
        let mut at = 0;
        while let Some(set) = sets.get(at).and_then(|id| self.value_set_definition(*id)) {
            at += 1;
            for include in &set.includes {
                self.add_candidates(include, &mut candidates, doubts);
                for url in &include.value_sets {
                    match self.value_set(url) {
                        Some(import) if !sets.contains(&import) => sets.push(import),
                        Some(_) => {}
                        None => doubts.push(Doubt::NoValueSet(url.clone())),
                    }
                }
            }
            candidates.extend(set.expansion.unwrap_or_default());
        }
        candidates
    }

    fn add_candidates(&self, include: &Include, candidates: &mut Vec<Expanded>, doubts: &mut Vec<Doubt>) {
        let version = (!include.version.is_empty()).then_some(&*include.version);
        let system = self.code_system(&include.system, version);
        let expanded = |code: &str, display: &str| Expanded {
            system: include.system.clone(),
            code: code.into(),
            display: display.into(),
        };
        if !include.concepts.is_empty() {
            candidates.extend(include.concepts.iter().map(
                |listed| match system.and_then(|s| s.concept(&listed.code)) {
                    Some(concept) if listed.display.is_empty() => expanded(&listed.code, concept.display()),
                    _ => expanded(&listed.code, &listed.display),
                },
            ));
            return;
        }
        match system {
            Some(system) => {
                candidates.extend(system.concepts().map(|concept| expanded(concept.code(), concept.display())));
                if !system.is_complete() {
                    doubts.push(Doubt::Incomplete(include.system.clone()));
                }
            }
            None if include.system.is_empty() => {}
            None => doubts.push(Doubt::NoCodeSystem(include.system.clone())),
        }
    }
}
