//! HOT codes: HOT7 (prescription) and HOT9 (company) are the beginning of HOT13 (package).

use std::borrow::Cow;

use super::super::choose::settle;
use super::super::model::{Attribute, Candidate, Conversion, Doubt, Equivalence, NoTarget, Outcome, Reason, Target};
use super::super::near::near_codes;
use super::super::system::System;
use super::Drugs;
use super::tables::HotTable;
use crate::masters::Column;

/// How many characters the codes of a system have.
fn length(system: System) -> Option<usize> {
    match system {
        System::Hot7 => Some(7),
        System::Hot9 => Some(9),
        System::Hot13 => Some(13),
        _ => None,
    }
}

impl<'m> Drugs<'m> {
    pub(super) fn convert_hot<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let code = conversion.code.to_string();
        match (length(conversion.from), length(conversion.to)) {
            (Some(from), Some(to)) if to < from => self.shorten(conversion, &code[..to]),
            (Some(_), Some(_)) => self.lengthen(conversion, &code),
            (Some(_), None) => self.drugs_of_hot(conversion, &code),
            (None, _) => self.hot_of_drug(conversion, &code),
        }
    }

    /// The beginning of a code.
    fn shorten<'t>(&'t self, conversion: &mut Conversion<'t>, code: &str) {
        let row = self.hot.as_ref().and_then(|hot| hot.table.starting_with(hot.code, &conversion.code).next());
        conversion.doubt = row.is_none().then_some(Doubt::NotListed);
        conversion.display = self.hot.as_ref().zip(row).map_or("", |(hot, row)| hot.name(row));
        let target =
            Target { code: Cow::Owned(code.to_owned()), ..Target::new(conversion.to, "", conversion.display, None) };
        conversion.outcome = Outcome::exact(target.that_is(Equivalence::Wider));
    }

    /// The codes that begin so.
    fn lengthen<'t>(&'t self, conversion: &mut Conversion<'t>, code: &str) {
        let Some(hot) = &self.hot else {
            conversion.outcome = Outcome::NoTarget(NoTarget::NotInEdition);
            return;
        };
        let length = length(conversion.to).unwrap_or_default();
        let mut list: Vec<Candidate<'m>> = Vec::new();
        for row in hot.table.starting_with(hot.code, code) {
            let code = hot.table.text(row, hot.code).get(..length).unwrap_or_default();
            if list.last().is_none_or(|last| last.targets.iter().all(|target| target.code != code)) {
                let target = Target::new(conversion.to, code, hot.name(row), Some(hot.table.edition()));
                list.push(part(target.that_is(Equivalence::Narrower), Reason::Part));
            }
        }
        if !list.is_empty() {
            conversion.outcome = settle(list, self.context.choose);
        }
    }

    /// The drug of packages.
    fn drugs_of_hot<'t>(&'t self, conversion: &mut Conversion<'t>, code: &str) {
        let Some(hot) = &self.hot else { return };
        let rows: Vec<u32> = hot.table.starting_with(hot.code, code).collect();
        if rows.is_empty() {
            if self.context.near {
                let names = hot.name.unwrap_or(hot.code);
                conversion.outcome = Outcome::Unknown(near_codes(hot.table, hot.code, names, code));
            }
            return;
        }
        let columns: Vec<Column> = match conversion.to {
            System::Yj => hot.yj.into_iter().collect(),
            System::Price => hot.price_list_code.into_iter().collect(),
            _ => hot.receipt_codes.into_iter().flatten().collect(),
        };
        let mut list: Vec<Candidate<'m>> = Vec::new();
        for (row, column) in rows.iter().flat_map(|row| columns.iter().map(move |column| (*row, *column))) {
            let code = hot.table.text(row, column);
            if !code.is_empty() && !list.iter().any(|other| other.targets.iter().any(|target| target.code == code)) {
                let target = Target::new(conversion.to, code, hot.name(row), Some(hot.table.edition()));
                list.push(part(target.that_is(Equivalence::Wider), Reason::SameDrug));
            }
        }
        conversion.outcome = match list.len() {
            0 => Outcome::NoTarget(hot.why_not(&columns)),
            _ => settle(list, self.context.choose),
        };
    }

    /// The packages of a drug.
    fn hot_of_drug<'t>(&'t self, conversion: &mut Conversion<'t>, code: &str) {
        let Some(hot) = &self.hot else { return };
        let columns: Vec<Column> = match conversion.from {
            System::Yj => hot.yj.into_iter().collect(),
            _ => hot.receipt_codes.into_iter().flatten().collect(),
        };
        let rows =
            columns.iter().flat_map(|column| hot.table.find(*column, code)).collect::<std::collections::BTreeSet<_>>();
        let target =
            |row| Target::new(conversion.to, hot.table.text(row, hot.code), hot.name(row), Some(hot.table.edition()));
        let list: Vec<Candidate<'m>> =
            rows.into_iter().map(|row| part(target(row).that_is(Equivalence::Narrower), Reason::SameDrug)).collect();
        conversion.outcome = match list.len() {
            0 => Outcome::NoTarget(hot.why_not(&columns)),
            _ => settle(list, self.context.choose),
        };
    }
}

impl HotTable<'_> {
    /// Why no code is found in columns: the edition has nothing in them, or nothing for this drug.
    fn why_not(&self, columns: &[Column]) -> NoTarget {
        let is_blank = |column: &Column| (0..self.table.len()).all(|row| self.table.text(row, *column).is_empty());
        if columns.iter().all(is_blank) { NoTarget::NotInEdition } else { NoTarget::NoRelation }
    }
}

fn part<'t>(target: Target<'t>, reason: Reason) -> Candidate<'t> {
    let facts = [(Attribute::Name, target.display)].into_iter().collect();
    Candidate { targets: [target].into_iter().collect(), reason, group: "", facts }
}
