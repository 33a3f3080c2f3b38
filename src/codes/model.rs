//! What comes of a conversion. Everything borrows from the master or from what was given, so that an exact conversion
//! allocates nothing.

use std::borrow::Cow;

use arrayvec::ArrayVec;

use super::normalise::Changes;
use super::system::System;
use crate::masters::Edition;

/// A day as the number `YYYYMMDD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u32);

impl Day {
    /// Reads `YYYYMMDD` or `YYYY-MM-DD`; `None` when the calendar has no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: Cow<'_, str> = match text.as_bytes() {
            [_, _, _, _, b'-', _, _, b'-', _, _] => text.replace('-', "").into(),
            _ => text.into(),
        };
        Edition::parse(&plain).map(Self::from)
    }

    /// How many days it lies after 1970-01-01; negative before.
    pub fn since_1970(self) -> i64 {
        // Counted from 1 March of year 0, so that a leap day ends its year.
        let (year, month, day) = (i64::from(self.0 / 10_000), i64::from(self.0 / 100 % 100), i64::from(self.0 % 100));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
    }

    /// The day that lies so many days after 1970-01-01.
    pub fn after_1970(days: i64) -> Self {
        // Counted in eras of 400 years that start on 1 March.
        let days = days + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self((year * 10_000 + month * 100 + day) as u32)
    }
}

impl From<Edition> for Day {
    fn from(edition: Edition) -> Self {
        Self(edition.number())
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

/// What else is known of what is to be converted; empty where nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// Its name or display.
    pub name: &'a str,
    /// The unit of the result.
    pub unit: &'a str,
    /// 販売名称 of the reagent.
    pub reagent: &'a str,
    /// The specimen and its container as JLAC11 names it, or its three digits: 血漿(EDTA入り), 242.
    pub container: &'a str,
    /// The method as JLAC11 names it.
    pub method: &'a str,
    /// FHIR識別文字列 of the item.
    pub item: &'a str,
}

/// One of [`Attributes`], or something else that tells candidates apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of Attributes and of the columns of the masters")]
pub enum Attribute {
    Name,
    Unit,
    Reagent,
    Container,
    Method,
    Item,
    Identification,
    Secondary,
    Adoption,
    Modifier,
}

/// How a candidate is chosen when there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Choose {
    /// It is not: all are listed.
    #[default]
    None,
    /// The one that is left when synonyms (one 病名交換用コード) count as one, if only one is.
    Unique,
    /// The one that represents the others: 採択区分 1, if only one does.
    Representative,
    /// The first in the order of candidates.
    First,
}

/// How the meaning of a target relates to what was given, in FHIR's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Equivalence {
    /// It means the same.
    Equivalent,
    /// The target means more.
    Wider,
    /// The target means less.
    Narrower,
    /// They overlap.
    Inexact,
    /// There is no target.
    Unmatched,
}

/// The part that a target has in what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It stands for the whole.
    Sole,
    /// ICD-10-1: the underlying disease.
    Primary,
    /// ICD-10-2: manifestation, external cause, organism or resistance.
    Secondary,
}

/// A code that something converts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'t> {
    /// Its code system.
    pub system: System,
    /// The URL of its code system as FHIR documents write it; it may depend on the code.
    pub url: &'static str,
    /// The code, byte for byte as in the master; owned when it is composed by rule.
    pub code: Cow<'t, str>,
    /// Its name, byte for byte as in the master; empty when it has none.
    pub display: &'t str,
    /// How it relates to what was given.
    pub equivalence: Equivalence,
    /// The part it has.
    pub role: Role,
    /// The edition that says so; `None` when the rule of the code itself does.
    pub edition: Option<Edition>,
}

/// The codes that stand for one meaning: one, or an ICD-10 pair.
pub type Targets<'t> = ArrayVec<Target<'t>, 2>;
/// What is known of a candidate.
pub type Facts<'t> = ArrayVec<(Attribute, &'t str), 5>;

/// Why something is a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Its ICD-10-1 is the code.
    PrimaryIcd10,
    /// Its ICD-10-2 is the code.
    SecondaryIcd10,
    /// Its ICD-10 stands below the code.
    Descendant,
    /// Its ICD-10 stands above the code.
    Ancestor,
    /// It represents the diseases of its 病名交換用コード.
    Representative,
    /// It is a synonym within its 病名交換用コード.
    Synonym,
    /// The table pairs it with the code.
    Paired,
    /// The table pairs it with the code, but not with all that was given besides.
    PairedDespite,
    /// It has the name.
    SameName,
    /// Its name is left when modifiers are taken off the one that was given.
    WithModifiers,
    /// It had the name and is retired.
    SameNameRetired,
    /// It is the code that was given, although its name differs.
    SameCode,
    /// It has the same YJ, price list or generic code.
    SameDrug,
    /// It has the same code and name and is another claim code of it (選定療養).
    SelectedCare,
    /// It stands below the code.
    Part,
}

/// One of several possible targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'t> {
    /// What it would convert to.
    pub targets: Targets<'t>,
    /// Why it is a candidate.
    pub reason: Reason,
    /// What it shares with synonyms; candidates of one group mean the same. Empty when it has no synonyms.
    pub group: &'t str,
    /// What is known of it, as far as it can tell it from other candidates.
    pub facts: Facts<'t>,
}

/// Several possible targets, the most likely first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Candidates<'t> {
    /// All of them.
    pub list: Vec<Candidate<'t>>,
    /// The attributes that differ among them: knowing these would decide, or come nearer.
    pub deciders: Vec<Attribute>,
    /// The one that the policy chose.
    pub chosen: Option<usize>,
}

/// Why there is no target, although the code is known or well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoTarget {
    /// The disease has no ICD-10 code: it depends on sex or site.
    NoIcd10,
    /// The placeholder of what is not coded: its text is the meaning.
    Placeholder,
    /// The table does not have the code.
    NotInTable,
    /// The code orders a test and reports no result.
    RequestOnly,
    /// The code exists, but this master does not relate it to the other code system.
    NoRelation,
    /// 統一名収載: the price list code is shared by several brands, so that the YJ code is not known.
    SharedPriceCode,
    /// Not a drug: a reduction, an evaluation or the like.
    NotADrug,
    /// There is no generic prescription code for it.
    NoGenericCode,
    /// The edition at hand does not say which codes belong together.
    NotInEdition,
}

/// What is wrong with the form of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Malformed {
    /// There is none.
    Empty,
    /// So many characters, which is not as many as there should be.
    Length(usize),
    /// A character that does not belong where it is; its place counts from 1.
    Character(char, usize),
    /// A spreadsheet has made a number of it, like 3E+16: the code cannot be told from it.
    Number,
}

/// A code that resembles one that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near<'t> {
    /// The code.
    pub code: &'t str,
    /// Its name.
    pub display: &'t str,
}

/// The code that follows a retired one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor<'t> {
    /// The code.
    pub code: &'t str,
    /// Its name; empty when it is not at hand.
    pub display: &'t str,
    /// Whether the edition in force has it: a successor may have been issued later.
    pub is_at_hand: bool,
}

/// What is doubtful about a code that has a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The name that was given is not the master's name of the code.
    NameDiffers,
    /// An attribute that was given fits no row of the code.
    AttributeDiffers(Attribute),
    /// Only the form of the code was checked: no master at hand lists it.
    NotListed,
}

/// When a code that was given may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity<'t> {
    /// The last day on which it may be used, inclusive; `None` while no end is set.
    pub last_day: Option<Day>,
    /// What follows it.
    pub successor: Option<Successor<'t>>,
    /// Whether it is over on the day of the conversion.
    pub is_over: bool,
}

/// What came of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'t> {
    /// One meaning, certain.
    Exact(Targets<'t>),
    /// Several are possible.
    Candidates(Box<Candidates<'t>>),
    /// The code is over; what it meant as far as that is known. [`Conversion::validity`] has last day and successor.
    Retired(Targets<'t>),
    /// There is none, and why.
    NoTarget(NoTarget),
    /// This is no code of the system.
    Invalid(Malformed),
    /// No edition at hand has the code; those that resemble it, nearest first.
    Unknown(Vec<Near<'t>>),
}

/// A conversion: what was given, how it was read, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion<'t> {
    /// The code as given.
    pub given: &'t str,
    /// The code system it was given in.
    pub from: System,
    /// The code system asked for.
    pub to: System,
    /// The code as read: as the master writes it when it is known.
    pub code: Cow<'t, str>,
    /// What was normalised to read it.
    pub changes: Changes,
    /// The name of the code that was given; empty when it is not known or has none.
    pub display: &'t str,
    /// When it may be used, for systems whose codes are retired.
    pub validity: Option<Validity<'t>>,
    /// The policy that was asked for; where the master itself names a representative, the one that applied.
    pub choose: Choose,
    /// What is doubtful although there is a result.
    pub doubt: Option<Doubt>,
    /// What came of it.
    pub outcome: Outcome<'t>,
}

impl<'t> Target<'t> {
    /// A target that stands for the whole and means the same.
    pub(super) fn new(system: System, code: &'t str, display: &'t str, edition: Option<Edition>) -> Self {
        Self {
            system,
            url: system.url(),
            code: Cow::Borrowed(code),
            display,
            equivalence: Equivalence::Equivalent,
            role: Role::Sole,
            edition,
        }
    }

    /// With another equivalence.
    pub(super) fn that_is(self, equivalence: Equivalence) -> Self {
        Self { equivalence, ..self }
    }
}

impl<'t> Outcome<'t> {
    /// One target, certain.
    pub(super) fn exact(target: Target<'t>) -> Self {
        Self::Exact(ArrayVec::from_iter([target]))
    }
}

impl<'t> Conversion<'t> {
    /// What may be used: the exact targets, or those that the policy chose. Empty otherwise.
    pub fn targets(&self) -> &[Target<'t>] {
        match &self.outcome {
            Outcome::Exact(targets) => targets,
            Outcome::Candidates(all) => all.chosen.and_then(|at| all.list.get(at)).map_or(&[], |one| &one.targets),
            _ => &[],
        }
    }

    /// Whether a policy chose among candidates.
    pub fn is_chosen(&self) -> bool {
        matches!(&self.outcome, Outcome::Candidates(all) if all.chosen.is_some())
    }

    /// The candidates; empty when there are none.
    pub fn candidates(&self) -> &[Candidate<'t>] {
        match &self.outcome {
            Outcome::Candidates(all) => &all.list,
            _ => &[],
        }
    }

    /// How what may be used relates to what was given.
    pub fn equivalence(&self) -> Equivalence {
        self.targets().first().map_or(Equivalence::Unmatched, |target| target.equivalence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (days, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_454, "2026-01-01"),
            (-25_508, "1900-03-01"),
        ] {
            assert_eq!(Day::after_1970(days).to_string(), date);
            assert_eq!(Day::parse(date).map(Day::since_1970), Some(days), "{date}");
        }
        for days in (-25_000..80_000).step_by(7) {
            assert_eq!(Day::after_1970(days).since_1970(), days);
        }
    }
}
