//! Laboratory tests: the list of the 43 + 5 items says which JLAC10 codes it has corrected, and to what.

use super::{Answer, Coded, Hints, Migration, NoMigration, Outcome, Translate, column, invalid, newest, unknown};
use crate::codes::{System, normalise};
use crate::convert::fhir::canonical;
use crate::masters::{Column, Edition, Kind, Masters, Table};

/// Carries JLAC10 codes over.
#[derive(Debug)]
pub(super) struct LabMigration<'m> {
    /// The newest list of items, and the newest table that pairs codes, of the second day.
    items: Items<'m>,
    after: Option<Sheet<'m>>,
    /// Those of the first day, which say what has gone.
    before: Vec<Sheet<'m>>,
}

/// A table with its JLAC10 codes.
#[derive(Debug)]
struct Sheet<'m> {
    table: &'m Table,
    jlac10: Column,
}

#[derive(Debug)]
struct Items<'m> {
    sheet: Sheet<'m>,
    old_jlac10: Column,
    item_id: Column,
    item_name: Column,
}

impl<'m> Sheet<'m> {
    fn of(table: &'m Table) -> Result<Self, NoMigration> {
        Ok(Self { table, jlac10: column(table, "jlac10")? })
    }

    fn has(&self, code: &str) -> bool {
        self.table.find(self.jlac10, code).next().is_some()
    }
}

impl<'m> LabMigration<'m> {
    /// See [`super::open`].
    pub(super) fn new(masters: &'m Masters, [from, to]: [Edition; 2]) -> Result<Self, NoMigration> {
        let sheet = |kind, day| newest(masters, kind, day)?.map(Sheet::of).transpose();
        let missing = |day| NoMigration::Edition(Kind::LabItemSet.schema().english, day);
        let table = newest(masters, Kind::LabItemSet, to)?.ok_or(missing(to))?;
        let items = Items {
            sheet: Sheet::of(table)?,
            old_jlac10: column(table, "old_jlac10")?,
            item_id: column(table, "item_id")?,
            item_name: column(table, "item_name")?,
        };
        let before: Vec<Sheet<'m>> =
            [sheet(Kind::LabItemSet, from)?, sheet(Kind::Jlac, from)?].into_iter().flatten().collect();
        if before.is_empty() {
            return Err(missing(from));
        }
        Ok(Self { items, after: sheet(Kind::Jlac, to)?, before })
    }

    fn is_in_force(&self, code: &str) -> bool {
        self.items.sheet.has(code) || self.after.as_ref().is_some_and(|after| after.has(code))
    }

    fn key(&self) -> String {
        self.after.as_ref().map_or_else(|| self.items.sheet.table.key(), |after| after.table.key())
    }

    /// What becomes of a code that was corrected; `None` when none was made of it.
    fn corrected(&self, code: &str, system: &'static str) -> Option<Answer> {
        let Items { sheet, old_jlac10, item_id, item_name } = &self.items;
        let mut rows = sheet.table.find(*old_jlac10, code).peekable();
        rows.peek()?;
        let mut candidates: Vec<(Coded, String)> = Vec::new();
        for row in rows {
            let new = sheet.table.text(row, sheet.jlac10);
            // Where a code should stand, the list says that it was deleted or is looked into.
            let is_code = normalise(System::Jlac10, new).is_ok_and(|new| self.is_in_force(&new.code));
            if is_code && !candidates.iter().any(|(coded, _)| coded.code == new) {
                let coded =
                    Coded { system, code: new.to_owned(), display: sheet.table.text(row, *item_name).to_owned() };
                candidates.push((coded, format!("corrected to, as {}", sheet.table.text(row, *item_id))));
            }
        }
        let edition = sheet.table.key();
        let answer =
            |outcome, reason: String| Answer { outcome, reason, edition: edition.clone(), ..Answer::default() };
        Some(match candidates.len() {
            0 => answer(Outcome::Retired, format!("deleted in {edition}, no successor")),
            1 => {
                let targets: Vec<Coded> = candidates.into_iter().map(|(coded, _)| coded).collect();
                let reason = format!("corrected in {edition}, successor {}", targets[0].code);
                Answer { targets, ..answer(Outcome::Exact, reason) }
            }
            count => Answer { candidates, ..answer(Outcome::Candidates, format!("corrected to {count} codes")) },
        })
    }
}

impl Migration for LabMigration<'_> {
    fn systems(&self) -> Vec<System> {
        vec![System::Jlac10]
    }

    fn editions(&self) -> String {
        let before: Vec<String> = self.before.iter().map(|sheet| sheet.table.key()).collect();
        let after = self.after.as_ref().map_or_else(String::new, |after| format!(", {}", after.table.key()));
        format!("{} to {}{after}", before.join(", "), self.items.sheet.table.key())
    }
}

impl Translate for LabMigration<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let Ok(normalised) = normalise(System::Jlac10, code) else { return invalid(System::Jlac10) };
        let code = normalised.code;
        if self.is_in_force(&code) {
            return Answer { outcome: Outcome::Present, ..Answer::default() };
        }
        // A coding keeps the list that it is of.
        let own = hints.system.map(canonical);
        let system = System::Jlac10.urls().find(|url| Some(*url) == own).unwrap_or(System::Jlac10.url());
        self.corrected(&code, system).unwrap_or_else(|| {
            let before = self.before.iter().find(|sheet| sheet.has(&code)).map(|sheet| sheet.table.key());
            unknown(before, &self.key())
        })
    }
}
