//! Laboratory tests: the list of the 43 + 5 items says which JLAC10 codes it has corrected, and to what.

use super::{Answer, Coded, Columns, Hints, Migration, NoMigration, Outcome, Sheet, Translate, invalid, unknown};
use crate::codes::{System, normalise};
use crate::convert::fhir::canonical;
use crate::masters::{Column, Edition, Kind, Masters};

/// Carries JLAC10 codes over.
#[derive(Debug)]
pub(super) struct LabMigration<'m> {
    /// The newest list of items, and the newest table that pairs codes, of the second day.
    items: Sheet<'m, Items>,
    after: Option<Sheet<'m, Pairs>>,
    /// Those of the first day, which say what has gone.
    before: Vec<Sheet<'m, Pairs>>,
}

/// The column of JLAC10 codes, which the list of items has as well.
#[derive(Debug)]
struct Pairs {
    jlac10: Column,
}

/// The columns of the list of items.
#[derive(Debug)]
struct Items {
    jlac10: Column,
    old_jlac10: Column,
    item_id: Column,
    item_name: Column,
}

impl Columns for Pairs {
    const KIND: Kind = Kind::Jlac;

    fn of(find: impl Fn(&str) -> Result<Column, NoMigration>) -> Result<Self, NoMigration> {
        Ok(Self { jlac10: find("jlac10")? })
    }
}

impl Columns for Items {
    const KIND: Kind = Kind::LabItemSet;

    fn of(find: impl Fn(&str) -> Result<Column, NoMigration>) -> Result<Self, NoMigration> {
        Ok(Self {
            jlac10: find("jlac10")?,
            old_jlac10: find("old_jlac10")?,
            item_id: find("item_id")?,
            item_name: find("item_name")?,
        })
    }
}

impl Sheet<'_, Pairs> {
    fn lists(&self, code: &str) -> bool {
        self.has(self.columns.jlac10, code)
    }
}

impl<'m> LabMigration<'m> {
    /// See [`super::open`].
    pub(super) fn new(masters: &'m Masters, [from, to]: [Edition; 2]) -> Result<Self, NoMigration> {
        let sheet = |kind, day| Sheet::newest(masters, kind, day);
        let items = Sheet::of_day(masters, to)?;
        let before: Vec<Sheet<'m, Pairs>> =
            [sheet(Kind::LabItemSet, from)?, sheet(Kind::Jlac, from)?].into_iter().flatten().collect();
        if before.is_empty() {
            return Err(NoMigration::Edition(Kind::LabItemSet.schema().english, from));
        }
        Ok(Self { items, after: sheet(Kind::Jlac, to)?, before })
    }

    fn is_in_force(&self, code: &str) -> bool {
        self.items.has(self.items.columns.jlac10, code) || self.after.as_ref().is_some_and(|after| after.lists(code))
    }

    fn key(&self) -> String {
        self.after.as_ref().map_or_else(|| self.items.key(), Sheet::key)
    }

    /// What becomes of a code that was corrected; `None` when none was made of it.
    fn corrected(&self, code: &str, system: &'static str) -> Option<Answer> {
        let items = &self.items;
        let Items { jlac10, old_jlac10, item_id, item_name } = items.columns;
        let mut rows = items.find(old_jlac10, code).peekable();
        rows.peek()?;
        let mut candidates: Vec<(Coded, String)> = Vec::new();
        for row in rows {
            let new = items.text(row, jlac10);
            // Where a code should stand, the list says that it was deleted or is looked into.
            let is_code = normalise(System::Jlac10, new).is_ok_and(|new| self.is_in_force(&new.code));
            if is_code && !candidates.iter().any(|(coded, _)| coded.code == new) {
                let coded = Coded { system, code: new.to_owned(), display: items.text(row, item_name).to_owned() };
                candidates.push((coded, format!("corrected to, as {}", items.text(row, item_id))));
            }
        }
        let edition = items.key();
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
        let before: Vec<String> = self.before.iter().map(|sheet| sheet.key()).collect();
        let after = self.after.as_ref().map_or_else(String::new, |after| format!(", {}", after.key()));
        format!("{} to {}{after}", before.join(", "), self.items.key())
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
            let before = self.before.iter().find(|sheet| sheet.lists(&code)).map(|sheet| sheet.key());
            unknown(before, &self.key())
        })
    }
}
