//! Names of diseases → codes: the name itself, else a disease with 修飾語 before and after it.

use super::super::choose::settle;
use super::super::model::{Attribute, Candidate, Conversion, Equivalence, Reason};
use super::super::modifier::Position;
use super::super::names::Names;
use super::super::system::System;
use super::{Diseases, Part};
use crate::fold::folded;
use crate::masters::{Column, Table};

/// So many modifiers are taken off a name at most.
const MOST_MODIFIERS: usize = 3;

/// The names of 修飾語.
#[derive(Debug)]
pub(super) struct Modifiers<'m> {
    table: &'m Table,
    code: Column,
    name: Column,
    names: Names,
}

impl<'m> Modifiers<'m> {
    pub(super) fn new(table: &'m Table) -> Option<Self> {
        Some(Self { table, code: table.column("code")?, name: table.column("name")?, names: Names::default() })
    }

    /// The code of a modifier that stands in a position.
    fn find(&self, name: &str, position: Position) -> Option<&'m str> {
        let rows = self.names.folded(self.table, &[self.name], name);
        rows.iter().map(|row| self.table.text(*row, self.code)).find(|code| Position::of(code) == position)
    }
}

impl<'m> Diseases<'m> {
    pub(super) fn convert_name<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let find =
            |names: &Names, part: &Part<'m>| names.find(part.table, &[part.name, part.short_name], &conversion.code);
        let rows = find(&self.names, &self.active);
        let retired = self.retired.as_ref().filter(|_| rows.is_empty());
        let found = match (&rows[..], retired) {
            ([row], _) => self.find(|part| part.code, self.active.text(*row, self.active.code)),
            ([], Some(part)) => match find(&self.retired_names, part)[..] {
                [row] => self.find(|part| part.code, part.text(row, part.code)),
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(found) => self.settle_found(conversion, found),
            None => {
                let list = rows.iter().filter_map(|row| self.candidate(conversion.to, *row, Some(Reason::SameName)));
                let list: Vec<Candidate<'_>> = list.collect();
                if list.is_empty() {
                    self.convert_decomposed(conversion);
                } else {
                    conversion.outcome = settle(list, self.context.choose);
                }
            }
        }
    }

    /// A name that no disease has: it may be one with modifiers.
    fn convert_decomposed<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let Some(mut candidate) = self.with_modifiers(&conversion.code, conversion.to) else { return };
        // The modifiers carry a part of the meaning.
        candidate.targets.iter_mut().for_each(|target| target.equivalence = Equivalence::Wider);
        conversion.outcome = settle(vec![candidate], self.context.choose);
    }

    /// A disease that is left when modifiers are taken off a name, with their codes. Few modifiers are better than many.
    fn with_modifiers(&self, name: &str, to: System) -> Option<Candidate<'m>> {
        let modifiers = self.modifiers.as_ref()?;
        let name: String = folded(name).collect();
        let mut found = None;
        for most in 1..=MOST_MODIFIERS {
            found = found.or_else(|| self.decomposed(modifiers, &name, most));
        }
        let (row, codes) = found?;
        let mut candidate = self.candidate(to, row, Some(Reason::WithModifiers))?;
        candidate.facts.retain(|(attribute, _)| *attribute == Attribute::Name);
        candidate.facts.extend(codes.into_iter().map(|code| (Attribute::Modifier, code)).take(MOST_MODIFIERS));
        Some(candidate)
    }

    fn decomposed(&self, modifiers: &Modifiers<'m>, name: &str, most: usize) -> Option<(u32, Vec<&'m str>)> {
        let part = &self.active;
        if let [row] = self.names.folded(part.table, &[part.name, part.short_name], name) {
            return Some((*row, Vec::new()));
        }
        if most == 0 {
            return None;
        }
        let splits: Vec<usize> = name.char_indices().map(|(at, _)| at).skip(1).collect();
        // The longest disease is the most specific one.
        let before = splits.iter().map(|at| (&name[*at..], &name[..*at], Position::Prefix));
        let after = splits.iter().rev().map(|at| (&name[..*at], &name[*at..], Position::Suffix));
        after.chain(before).find_map(|(rest, modifier, position)| {
            let code = modifiers.find(modifier, position)?;
            let (row, mut codes) = self.decomposed(modifiers, rest, most - 1)?;
            codes.push(code);
            Some((row, codes))
        })
    }
}
