//! Codes of one edition of the disease master carried over to another: where the successor is certain and at hand.

use crate::codes::{System, normalise};
use crate::fold::same_display;
use crate::masters::{Column, Edition, Fault, Kind, Masters, Table};

use super::{Answer, Coded, Hints, Outcome, Translate};

/// Carries 傷病名コード and 病名管理番号 over.
#[derive(Debug)]
pub struct DiseaseMigration<'m> {
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

/// Why codes cannot be carried over.
#[derive(Debug, thiserror::Error)]
pub enum NoMigration {
    /// No edition of the disease master of this day or before is at hand.
    #[error("no edition of the disease master of {0} or before is at hand; import one with `jpfhir master import`")]
    Edition(Edition),
    /// An edition lacks a column.
    #[error("{0} lacks a column")]
    Column(String),
    /// The new edition is older than the old one.
    #[error("--to {1} is before --from {0}")]
    Backwards(Edition, Edition),
    /// A snapshot cannot be read.
    #[error("{}", .0.message.english.message)]
    Master(Fault),
}

/// What stands for a code in one of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Code,
    ManagementNumber,
}

impl<'m> Sheet<'m> {
    fn of(table: &'m Table) -> Result<Self, NoMigration> {
        let column = |name| table.column(name).ok_or_else(|| NoMigration::Column(table.key()));
        Ok(Self {
            table,
            code: column("code")?,
            management_number: column("management_number")?,
            name: column("name")?,
            successor: column("successor")?,
            last_day: column("retired")?,
        })
    }

    /// The newest edition of a day or before.
    fn newest(masters: &'m Masters, kind: Kind, day: Edition) -> Result<Option<Self>, NoMigration> {
        let Some(found) = masters.editions(kind).filter(|available| available.edition <= day).last() else {
            return Ok(None);
        };
        Self::of(found.table().map_err(NoMigration::Master)?).map(Some)
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
            Some(system) => {
                system == System::ManagementNumber.url()
                    || super::fhir::canonical(system) == System::ManagementNumber.url()
            }
            None => code.chars().filter(|c| c.is_numeric()).count() == 8,
        };
        if is_number { Self::ManagementNumber } else { Self::Code }
    }
}

impl<'m> DiseaseMigration<'m> {
    /// From the edition of a day to that of another, each the newest that is at hand on that day. A code that may still
    /// be used on the second day is only carried over when that is to be done `early`.
    ///
    /// # Errors
    /// See [`NoMigration`].
    pub fn new(masters: &'m Masters, from: Edition, to: Edition, early: bool) -> Result<Self, NoMigration> {
        if to < from {
            return Err(NoMigration::Backwards(from, to));
        }
        let edition = |day| Sheet::newest(masters, Kind::Disease, day)?.ok_or(NoMigration::Edition(day));
        Ok(Self {
            before: edition(from)?,
            after: edition(to)?,
            retired: Sheet::newest(masters, Kind::RetiredDisease, to)?,
            day: to,
            early,
        })
    }

    /// The URLs of the code systems that are carried over.
    pub fn systems() -> [&'static str; 2] {
        [By::Code, By::ManagementNumber].map(|by| by.system().url())
    }

    /// The editions that are used, as words.
    pub fn editions(&self) -> String {
        let retired = self.retired.as_ref().map_or("no list of retired codes".to_owned(), |sheet| sheet.table.key());
        format!("{} to {}, {retired}", self.before.table.key(), self.after.table.key())
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

    fn unknown(&self, by: By, code: &str) -> Answer {
        let was_known = self.before.find(by, code).is_some();
        let reason = if was_known {
            format!(
                "in {} and not in {}, but in no list of retired codes",
                self.before.table.key(),
                self.after.table.key()
            )
        } else {
            "in no edition at hand".to_owned()
        };
        Answer { outcome: Outcome::Unknown, reason, ..Answer::default() }
    }
}

impl Translate for DiseaseMigration<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let by = By::of(code, hints);
        let code = match normalise(by.system(), code) {
            Ok(normalised) => normalised.code,
            Err(_) => {
                let reason = format!("no {}", by.system().name().english);
                return Answer { outcome: Outcome::Invalid, reason, ..Answer::default() };
            }
        };
        let row = self.after.find(by, &code);
        let gone = self.retired.as_ref().and_then(|retired| Some((retired, retired.find(by, &code)?)));
        match (row, gone) {
            (Some(row), None) => self.current(row, by, &code),
            (Some(row), Some((retired, _))) if !self.is_retired_later(retired) => self.current(row, by, &code),
            (_, Some((retired, gone))) => self.retired(retired, gone, by),
            (None, None) => self.unknown(by, &code),
        }
    }
}

#[cfg(test)]
mod tests;
