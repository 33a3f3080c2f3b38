//! ICD-10 → diseases: one code stands for many. What fits best comes first; nothing is chosen without a policy.

use super::super::choose::settle;
use super::super::model::{Attribute, Attributes, Candidate, Conversion, Equivalence, Near, Outcome, Reason};
use super::super::system::System;
use super::Diseases;
use crate::fold::same_display;

/// Fewer characters than any ICD-10 code has.
const SHORTEST: usize = 3;

impl<'m> Diseases<'m> {
    pub(super) fn convert_icd10<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        let code = conversion.code.to_string();
        let (primary, secondary) = code.split_once('+').unwrap_or((&code, ""));
        let mut rows = self.exact(primary, secondary);
        if rows.is_empty() {
            rows = self.below(primary);
        }
        if rows.is_empty() {
            rows = self.above(primary);
        }
        if rows.is_empty() {
            conversion.outcome = Outcome::Unknown(if self.context.near { self.siblings(primary) } else { Vec::new() });
            return;
        }
        let list = rows.into_iter().filter_map(|(row, reason)| self.candidate(conversion.to, row, Some(reason)));
        let mut list: Vec<Candidate<'m>> = list.collect();
        list.sort_by_key(|candidate| {
            let fact =
                |wanted| candidate.facts.iter().find(|(known, _)| *known == wanted).map_or("", |(_, value)| *value);
            let adoption = if fact(Attribute::Adoption).is_empty() { "9" } else { fact(Attribute::Adoption) };
            (fact(Attribute::Secondary) != secondary, adoption)
        });
        if !attributes.name.is_empty() {
            narrow_by_name(&mut list, attributes.name);
        }
        if conversion.to == System::Exchange {
            list = one_a_group(list);
        }
        let is_alone = list.len() == 1;
        for candidate in &mut list {
            let equivalence = match candidate.reason {
                Reason::PrimaryIcd10 if is_alone => Equivalence::Equivalent,
                Reason::Ancestor => Equivalence::Wider,
                Reason::SecondaryIcd10 => Equivalence::Inexact,
                _ => Equivalence::Narrower,
            };
            candidate.targets.iter_mut().for_each(|target| target.equivalence = equivalence);
        }
        conversion.outcome = settle(list, self.context.choose);
    }

    /// Rows that have the pair; of a single code, those that have it first, else those that have it second.
    fn exact(&self, primary: &str, secondary: &str) -> Vec<(u32, Reason)> {
        let part = &self.active;
        let first: Vec<u32> = part.table.find(part.primary, primary).collect();
        let pair = |row: &&u32| part.text(**row, part.secondary) == secondary;
        if !secondary.is_empty() && first.iter().any(|row| pair(&row)) {
            return first.iter().filter(pair).map(|row| (*row, Reason::PrimaryIcd10)).collect();
        }
        if !first.is_empty() {
            return first.into_iter().map(|row| (row, Reason::PrimaryIcd10)).collect();
        }
        part.table.find(part.secondary, primary).map(|row| (row, Reason::SecondaryIcd10)).collect()
    }

    fn below(&self, code: &str) -> Vec<(u32, Reason)> {
        let part = &self.active;
        part.table.starting_with(part.primary, code).map(|row| (row, Reason::Descendant)).collect()
    }

    /// Rows that have the nearest code above.
    fn above(&self, code: &str) -> Vec<(u32, Reason)> {
        let part = &self.active;
        let shorter = (SHORTEST..code.len()).rev().filter_map(|length| code.get(..length));
        let found =
            shorter.map(|code| part.table.find(part.primary, code).map(|row| (row, Reason::Ancestor)).collect());
        found.into_iter().find(|rows: &Vec<_>| !rows.is_empty()).unwrap_or_default()
    }

    /// Codes of the same category of three characters, or the one before it.
    fn siblings(&self, code: &str) -> Vec<Near<'m>> {
        let part = &self.active;
        let mut near: Vec<Near<'m>> = Vec::new();
        for prefix in [3, 2].into_iter().filter_map(|length| code.get(..length)) {
            for row in part.table.starting_with(part.primary, prefix) {
                let code = part.text(row, part.primary);
                if near.len() < 5 && near.last().is_none_or(|last| last.code != code) {
                    near.push(Near { code, display: part.text(row, part.name) });
                }
            }
            if !near.is_empty() {
                break;
            }
        }
        near
    }
}

/// Keeps those that have the name, if any has.
fn narrow_by_name(list: &mut Vec<Candidate<'_>>, name: &str) {
    let has = |candidate: &Candidate<'_>| {
        candidate.facts.iter().any(|(known, own)| *known == Attribute::Name && same_display(own, name))
    };
    if list.iter().any(has) {
        list.retain(has);
    }
}

/// One candidate for each 病名交換用コード, the first.
fn one_a_group<'t>(list: Vec<Candidate<'t>>) -> Vec<Candidate<'t>> {
    let mut kept: Vec<Candidate<'t>> = Vec::new();
    for candidate in list {
        if !kept.iter().any(|other| other.group == candidate.group) {
            kept.push(candidate);
        }
    }
    kept
}
