//! Allergens: J-FAGY keeps retired codes, and the code in force that has the name of one is its successor.

use super::{Answer, Coded, Columns, Hints, Migration, NoMigration, Outcome, Sheet, Translate, invalid, unknown};
use crate::codes::{System, allergy, normalise};
use crate::fold::same_display;
use crate::masters::{Column, Edition, Kind, Masters};

/// Carries J-FAGY codes over.
#[derive(Debug)]
pub(super) struct AllergenMigration<'m> {
    before: Sheet<'m, Allergens>,
    after: Sheet<'m, Allergens>,
    day: Edition,
    early: bool,
}

/// The columns of a table of allergens that matter.
#[derive(Debug)]
struct Allergens {
    code: Column,
    term: Column,
    last_day: Column,
}

impl Columns for Allergens {
    const KIND: Kind = Kind::Jfagy;

    fn of(find: impl Fn(&str) -> Result<Column, NoMigration>) -> Result<Self, NoMigration> {
        Ok(Self { code: find("code")?, term: find("term")?, last_day: find("retired")? })
    }
}

impl<'m> Sheet<'m, Allergens> {
    fn row(&self, code: &str) -> Option<u32> {
        self.find_one(self.columns.code, code)
    }

    fn term(&self, row: u32) -> &'m str {
        self.text(row, self.columns.term)
    }

    /// The last day of a row; `None` while it is in force.
    fn last_day(&self, row: u32) -> Option<Edition> {
        Edition::parse(self.text(row, self.columns.last_day))
    }

    fn coded(&self, row: u32) -> Coded {
        let code = self.text(row, self.columns.code);
        let system = allergy::parse(code).map_or(System::Jfagy.url(), |parsed| parsed.meta.url());
        Coded { system, code: code.to_owned(), display: self.term(row).to_owned() }
    }

    /// The code in force that has a name, if there is only one.
    fn namesake(&self, term: &str) -> Option<Coded> {
        let mut in_force = self.find(self.columns.term, term).filter(|row| self.last_day(*row).is_none());
        in_force.next().filter(|_| in_force.next().is_none()).map(|row| self.coded(row))
    }
}

impl<'m> AllergenMigration<'m> {
    /// See [`super::open`].
    pub(super) fn new(masters: &'m Masters, [from, to]: [Edition; 2], early: bool) -> Result<Self, NoMigration> {
        Ok(Self { before: Sheet::of_day(masters, from)?, after: Sheet::of_day(masters, to)?, day: to, early })
    }

    fn doubtful(&self, reason: String) -> Answer {
        Answer { outcome: Outcome::Doubtful, reason, edition: self.after.key(), ..Answer::default() }
    }

    /// What becomes of a code that is retired.
    fn retired(&self, term: &str, last_day: Edition) -> Answer {
        let answer = |reason: String| Answer {
            outcome: Outcome::Retired,
            reason,
            edition: self.after.key(),
            ..Answer::default()
        };
        let Some(target) = self.after.namesake(term) else {
            return answer(format!("retired, last day {last_day}, no successor"));
        };
        if last_day >= self.day && !self.early {
            let mut answer = answer(format!("may be used until {last_day}; --early carries it over before"));
            answer.candidates.push((target, "successor".to_owned()));
            return answer;
        }
        let reason = format!("retired, last day {last_day}, successor {}", target.code);
        Answer { outcome: Outcome::Exact, targets: vec![target], ..answer(reason) }
    }
}

impl Migration for AllergenMigration<'_> {
    fn systems(&self) -> Vec<System> {
        vec![System::Jfagy]
    }

    fn editions(&self) -> String {
        format!("{} to {}", self.before.key(), self.after.key())
    }
}

impl Translate for AllergenMigration<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let Ok(normalised) = normalise(System::Jfagy, code) else { return invalid(System::Jfagy) };
        let code = normalised.code;
        let Ok(parsed) = allergy::parse(&code) else { return invalid(System::Jfagy) };
        if parsed.meta.is_drug() || parsed.core.is_empty() {
            // What is coded by rule or by nothing has no edition.
            return Answer { outcome: Outcome::Present, ..Answer::default() };
        }
        let before = self.before.row(&code).map(|row| self.before.term(row));
        let Some(row) = self.after.row(&code) else {
            return unknown(before.map(|_| self.before.key()), &self.after.key());
        };
        let term = self.after.term(row);
        // Codes were given to other allergens between editions: then the name decides, and a person with it.
        if let Some(before) = before.filter(|before| !same_display(before, term)) {
            return self.doubtful(format!("its name has changed from {before} to {term}"));
        }
        if hints.name.is_some_and(|name| !name.is_empty() && !same_display(name, term)) {
            return self.doubtful(format!("the name beside it is not that of the code, {term}"));
        }
        match self.after.last_day(row) {
            Some(last_day) => self.retired(term, last_day),
            None => Answer { outcome: Outcome::Present, ..Answer::default() },
        }
    }
}
