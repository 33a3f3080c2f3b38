//! Diseases: 旧傷病名管理ファイル names the successors of retired codes.

use super::{Answer, Coded, Hints, Migration, NoMigration, Outcome, Translate, column, invalid, newest, unknown};
use crate::codes::{System, normalise};
use crate::convert::fhir::canonical;
use crate::fold::same_display;
use crate::masters::{Column, Edition, Kind, Masters, Table};

/// Carries 傷病名コード and 病名管理番号 over.
#[derive(Debug)]
pub(super) struct DiseaseMigration<'m> {
    before: Sheet<'m>,
    after: Sheet<'m>,
    retired: Option<Sheet<'m>>,
    day: Edition,
    early: bool,
}

/// A table of diseases with the columns that matter.
#[derive(Debug)]
struct Sheet<'m> {
    table: &'m Table,
    code: Column,
    management_number: Column,
    name: Column,
    successor: Column,
    last_day: Column,
}

/// What stands for a code in one of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Code,
    ManagementNumber,
}

impl<'m> Sheet<'m> {
    fn of(table: &'m Table) -> Result<Self, NoMigration> {
        Ok(Self {
            table,
            code: column(table, "code")?,
            management_number: column(table, "management_number")?,
            name: column(table, "name")?,
            successor: column(table, "successor")?,
            last_day: column(table, "retired")?,
        })
    }

    fn column(&self, by: By) -> Column {
        match by {
            By::Code => self.code,
            By::ManagementNumber => self.management_number,
        }
    }

    fn find(&self, by: By, code: &str) -> Option<u32> {
        self.table.find_one(self.column(by), code)
    }

    fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }

    fn coded(&self, row: u32, by: By) -> Coded {
        let system = by.system().url();
        let text = |column| self.text(row, column).to_owned();
        Coded { system, code: text(self.column(by)), display: text(self.name) }
    }
}

impl By {
    fn system(self) -> System {
        match self {
            Self::Code => System::Receipt,
            Self::ManagementNumber => System::ManagementNumber,
        }
    }

    /// What a code is: its code system says so, else its length.
    fn of(code: &str, hints: &Hints<'_>) -> Self {
        let is_number = match hints.system {
            Some(system) => canonical(system) == System::ManagementNumber.url(),
            None => code.chars().filter(|c| c.is_numeric()).count() == 8,
        };
        if is_number { Self::ManagementNumber } else { Self::Code }
    }
}

impl<'m> DiseaseMigration<'m> {
    /// See [`super::open`].
    pub(super) fn new(masters: &'m Masters, [from, to]: [Edition; 2], early: bool) -> Result<Self, NoMigration> {
        let edition = |day| {
            let table = newest(masters, Kind::Disease, day)?;
            Sheet::of(table.ok_or(NoMigration::Edition(Kind::Disease.schema().english, day))?)
        };
        Ok(Self {
            before: edition(from)?,
            after: edition(to)?,
            retired: newest(masters, Kind::RetiredDisease, to)?.map(Sheet::of).transpose()?,
            day: to,
            early,
        })
    }

    /// Whether the list of retired codes is newer than the edition, so that its word counts.
    fn is_retired_later(&self, retired: &Sheet<'_>) -> bool {
        retired.table.edition() > self.after.table.edition()
    }

    /// What becomes of a code that is retired.
    fn retired(&self, retired: &Sheet<'m>, row: u32, by: By) -> Answer {
        let last_day = retired.text(row, retired.last_day);
        let edition = format!("{} {}", self.after.table.key(), retired.table.key());
        let answer = |reason: String| Answer { outcome: Outcome::Retired, reason, edition, ..Answer::default() };
        let code = retired.text(row, retired.successor);
        if code.is_empty() {
            return answer(format!("retired, last day {last_day}, no successor"));
        }
        let listed_later = self.is_retired_later(retired) && retired.find(By::Code, code).is_some();
        let Some(row) = self.after.find(By::Code, code).filter(|_| !listed_later) else {
            let mut answer = answer(format!(
                "retired, last day {last_day}; its successor {code} is not in {}",
                self.after.table.key()
            ));
            let coded = Coded { system: By::Code.system().url(), code: code.to_owned(), display: String::new() };
            answer.candidates.push((coded, "successor".to_owned()));
            return answer;
        };
        let target = self.after.coded(row, by);
        let is_over = Edition::parse(last_day).is_some_and(|last_day| last_day < self.day);
        if !is_over && !self.early {
            let mut answer = answer(format!("may be used until {last_day}; --early carries it over before"));
            answer.candidates.push((target, "successor".to_owned()));
            return answer;
        }
        let reason = format!("retired, last day {last_day}, successor {code}");
        Answer { outcome: Outcome::Exact, targets: vec![target], ..answer(reason) }
    }

    /// What becomes of a code that is in the new edition.
    fn current(&self, row: u32, by: By, code: &str) -> Answer {
        let name = self.after.text(row, self.after.name);
        let before = self.before.find(by, code).map(|row| self.before.text(row, self.before.name));
        match before.filter(|before| !same_display(before, name)) {
            None => Answer { outcome: Outcome::Present, ..Answer::default() },
            Some(before) => Answer {
                outcome: Outcome::Doubtful,
                reason: format!("its name has changed from {before} to {name}"),
                edition: self.after.table.key(),
                ..Answer::default()
            },
        }
    }
}

impl Migration for DiseaseMigration<'_> {
    fn systems(&self) -> Vec<System> {
        vec![By::Code.system(), By::ManagementNumber.system()]
    }

    fn editions(&self) -> String {
        let retired = self.retired.as_ref().map_or("no list of retired codes".to_owned(), |sheet| sheet.table.key());
        format!("{} to {}, {retired}", self.before.table.key(), self.after.table.key())
    }
}

impl Translate for DiseaseMigration<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let by = By::of(code, hints);
        let code = match normalise(by.system(), code) {
            Ok(normalised) => normalised.code,
            Err(_) => return invalid(by.system()),
        };
        let row = self.after.find(by, &code);
        let gone = self.retired.as_ref().and_then(|retired| Some((retired, retired.find(by, &code)?)));
        match (row, gone) {
            (Some(row), None) => self.current(row, by, &code),
            (Some(row), Some((retired, _))) if !self.is_retired_later(retired) => self.current(row, by, &code),
            (_, Some((retired, gone))) => self.retired(retired, gone, by),
            (None, None) => {
                unknown(self.before.find(by, &code).map(|_| self.before.table.key()), &self.after.table.key())
            }
        }
    }
}
