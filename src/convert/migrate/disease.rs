//! Diseases: 旧傷病名管理ファイル names the successors of retired codes.

use super::{Answer, Coded, Columns, Hints, Migration, NoMigration, Outcome, Sheet, Translate, invalid, unknown};
use crate::codes::{System, normalise};
use crate::convert::fhir::canonical;
use crate::fold::same_display;
use crate::masters::{Column, Edition, Kind, Masters};

/// Carries 傷病名コード and 病名管理番号 over.
#[derive(Debug)]
pub(super) struct DiseaseMigration<'m> {
    before: Sheet<'m, Diseases>,
    after: Sheet<'m, Diseases>,
    retired: Option<Sheet<'m, Diseases>>,
    day: Edition,
    early: bool,
}

/// The columns of a table of diseases that matter.
#[derive(Debug)]
struct Diseases {
    code: Column,
    management_number: Column,
    name: Column,
    successor: Column,
    last_day: Column,
}

impl Columns for Diseases {
    const KIND: Kind = Kind::Disease;

    fn of(find: impl Fn(&str) -> Result<Column, NoMigration>) -> Result<Self, NoMigration> {
        Ok(Self {
            code: find("code")?,
            management_number: find("management_number")?,
            name: find("name")?,
            successor: find("successor")?,
            last_day: find("retired")?,
        })
    }
}

/// What stands for a code in one of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Code,
    ManagementNumber,
}

impl<'m> Sheet<'m, Diseases> {
    fn column(&self, by: By) -> Column {
        match by {
            By::Code => self.columns.code,
            By::ManagementNumber => self.columns.management_number,
        }
    }

    fn row(&self, by: By, code: &str) -> Option<u32> {
        self.find_one(self.column(by), code)
    }

    fn name(&self, row: u32) -> &'m str {
        self.text(row, self.columns.name)
    }

    fn coded(&self, row: u32, by: By) -> Coded {
        let code = self.text(row, self.column(by)).to_owned();
        Coded { system: by.system().url(), code, display: self.name(row).to_owned() }
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
        Ok(Self {
            before: Sheet::of_day(masters, from)?,
            after: Sheet::of_day(masters, to)?,
            retired: Sheet::newest(masters, Kind::RetiredDisease, to)?,
            day: to,
            early,
        })
    }

    /// Whether the list of retired codes is newer than the edition, so that its word counts.
    fn is_retired_later(&self, retired: &Sheet<'_, Diseases>) -> bool {
        retired.edition() > self.after.edition()
    }

    /// What becomes of a code that is retired.
    fn retired(&self, retired: &Sheet<'m, Diseases>, row: u32, by: By) -> Answer {
        let last_day = retired.text(row, retired.columns.last_day);
        let edition = format!("{} {}", self.after.key(), retired.key());
        let answer = |reason: String| Answer { outcome: Outcome::Retired, reason, edition, ..Answer::default() };
        let code = retired.text(row, retired.columns.successor);
        if code.is_empty() {
            return answer(format!("retired, last day {last_day}, no successor"));
        }
        let listed_later = self.is_retired_later(retired) && retired.row(By::Code, code).is_some();
        let Some(row) = self.after.row(By::Code, code).filter(|_| !listed_later) else {
            let mut answer =
                answer(format!("retired, last day {last_day}; its successor {code} is not in {}", self.after.key()));
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
        let name = self.after.name(row);
        let before = self.before.row(by, code).map(|row| self.before.name(row));
        match before.filter(|before| !same_display(before, name)) {
            None => Answer { outcome: Outcome::Present, ..Answer::default() },
            Some(before) => Answer {
                outcome: Outcome::Doubtful,
                reason: format!("its name has changed from {before} to {name}"),
                edition: self.after.key(),
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
        let retired = self.retired.as_ref().map_or("no list of retired codes".to_owned(), |sheet| sheet.key());
        format!("{} to {}, {retired}", self.before.key(), self.after.key())
    }
}

impl Translate for DiseaseMigration<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let by = By::of(code, hints);
        let code = match normalise(by.system(), code) {
            Ok(normalised) => normalised.code,
            Err(_) => return invalid(by.system()),
        };
        let row = self.after.row(by, &code);
        let gone = self.retired.as_ref().and_then(|retired| Some((retired, retired.row(by, &code)?)));
        match (row, gone) {
            (Some(row), None) => self.current(row, by, &code),
            (Some(row), Some((retired, _))) if !self.is_retired_later(retired) => self.current(row, by, &code),
            (_, Some((retired, gone))) => self.retired(retired, gone, by),
            (None, None) => unknown(self.before.row(by, &code).map(|_| self.before.key()), &self.after.key()),
        }
    }
}
