//! The members of a value set, one by one: for people and for suggestions, never for membership.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::compile::{Import, Members, Rule};
use super::membership::{Doubt, Membership};
use super::{Terminology, ValueSetId};
use crate::definitions::model::{Expanded, Listed};

/// What a value set holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    /// The members, each once: those listed one by one, then those of code systems, then those of imports.
    pub members: Vec<Expanded>,
    /// Whether there are more than were asked for.
    pub is_cut: bool,
    /// What could not be listed, and why.
    pub doubts: Vec<Doubt>,
}

/// Receives code system, code and display of a member.
pub type Visit<'v> = dyn FnMut(&str, &str, &str) -> ControlFlow<()> + 'v;

impl Terminology {
    /// At most `most` members of a value set.
    pub fn expand(&self, id: ValueSetId, most: usize) -> Expansion {
        let mut expansion = Expansion { doubts: self.doubts(id), ..Expansion::default() };
        let mut seen = HashSet::new();
        self.each_member(id, &mut |system, code, display| {
            if seen.contains(&(system.into(), code.into())) {
                return ControlFlow::Continue(());
            }
            if expansion.members.len() == most {
                expansion.is_cut = true;
                return ControlFlow::Break(());
            }
            let member = Expanded { system: system.into(), code: code.into(), display: display.into() };
            seen.insert((member.system.clone(), member.code.clone()));
            expansion.members.push(member);
            ControlFlow::Continue(())
        });
        expansion
    }

    /// Visits the members of a value set until the visitor breaks; some may come twice.
    pub fn each_member(&self, id: ValueSetId, visit: &mut Visit<'_>) {
        let mut sets = vec![id];
        let mut at = 0;
        while let Some((set, compiled)) = sets.get(at).and_then(|id| Some((*id, self.compiled(*id)?))) {
            at += 1;
            // What an import or a list holds may be taken away again.
            let is_certain = set == id && compiled.excludes.is_empty();
            let mut checked = |system: &str, code: &str, display: &str, is_certain: bool| {
                if is_certain || self.contains_in(id, Some(system), code) == Membership::Member {
                    visit(system, code, display)
                } else {
                    ControlFlow::Continue(())
                }
            };
            if self.each_listed(set, &mut |s, c, d| checked(s, c, d, false)).is_break() {
                return;
            }
            for rule in &compiled.includes {
                let is_certain = is_certain && rule.imports.is_empty();
                if self.each_selected(rule, &mut |s, c, d| checked(s, c, d, is_certain)).is_break() {
                    return;
                }
                for import in &rule.imports {
                    if let Import::Set(import) = import
                        && !sets.contains(import)
                    {
                        sets.push(*import);
                    }
                }
            }
        }
    }

    /// The codes that a value set lists one by one, in its includes or its expansion.
    fn each_listed(&self, id: ValueSetId, visit: &mut Visit<'_>) -> ControlFlow<()> {
        let Some(set) = self.value_set_definition(id) else { return ControlFlow::Continue(()) };
        for include in &set.includes {
            let version = (!include.version.is_empty()).then_some(&*include.version);
            let system = self.code_system(&include.system, version);
            for Listed { code, display, .. } in &include.concepts {
                let concept = system.filter(|_| display.is_empty()).and_then(|system| system.concept(code));
                visit(&include.system, code, concept.map_or(display, |concept| concept.display()))?;
            }
        }
        for Expanded { system, code, display } in set.expansion.iter().flatten() {
            visit(system, code, display)?;
        }
        ControlFlow::Continue(())
    }

    /// The codes that a rule selects from a code system.
    fn each_selected(&self, rule: &Rule, visit: &mut Visit<'_>) -> ControlFlow<()> {
        if let Members::Master(number, rows) = &rule.members {
            let system = self.rack.system(*number).into_iter();
            let mut concepts = system.flat_map(|system| system.concepts_of(rows.as_deref()));
            return concepts.try_for_each(|concept| visit(&rule.system, &concept.code(), concept.display()));
        }
        let (system, mut positions): (_, Box<dyn Iterator<Item = u32>>) = match &rule.members {
            Members::All(id) => (self.system(*id), Box::new(0..self.system(*id).len() as u32)),
            Members::Ranges(id, ranges) => (self.system(*id), Box::new(ranges.iter())),
            _ => return ControlFlow::Continue(()),
        };
        positions.try_for_each(|position| match system.at(position) {
            Some(concept) => visit(&rule.system, concept.code(), concept.display()),
            None => ControlFlow::Continue(()),
        })
    }
}
