//! Codes of one edition of a master carried over to another: where the successor is certain and at hand.

mod allergen;
mod disease;
mod lab;
mod sheet;
#[cfg(test)]
mod tests;

use super::{Answer, Coded, Hints, Outcome, Translate};
use crate::codes::System;
use crate::masters::{Edition, Fault, Kind, Masters};
use sheet::{Columns, Sheet};

/// Whose codes are carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// 傷病名コード and 病名管理番号.
    Disease,
    /// J-FAGY.
    Allergen,
    /// JLAC10 of the 43 + 5 shared items.
    Lab,
    /// 修飾語コード.
    Modifier,
    /// 医薬品コード.
    Drug,
}

/// Carries codes over: an answer is exact when the successor is certain, and present when nothing has to change.
pub trait Migration: Translate {
    /// The code systems that are carried over.
    fn systems(&self) -> Vec<System>;
    /// The editions that are used, as words.
    fn editions(&self) -> String;
}

/// Why codes cannot be carried over.
#[derive(Debug, thiserror::Error)]
pub enum NoMigration {
    /// No edition of the master of this day or before is at hand.
    #[error("no edition of the {0} of {1} or before is at hand; import one with `jpfhir master import`")]
    Edition(&'static str, Edition),
    /// An edition lacks a column.
    #[error("{0} lacks a column")]
    Column(String),
    /// The new edition is older than the old one.
    #[error("--to {1} is before --from {0}")]
    Backwards(Edition, Edition),
    /// The master does not say what follows a code.
    #[error(
        "the {0} names no successors, so nothing can be carried over; `jpfhir master diff` shows what two editions of \
         it differ in"
    )]
    NoSuccessors(&'static str),
    /// A snapshot cannot be read.
    #[error("{}", .0.message.english.message)]
    Master(Fault),
}

/// From the edition of a day to that of another, each the newest that is at hand on that day. A code that may still be
/// used on the second day is only carried over when that is to be done `early`.
///
/// # Errors
/// See [`NoMigration`].
pub fn open(
    masters: &Masters,
    subject: Subject,
    [from, to]: [Edition; 2],
    early: bool,
) -> Result<Box<dyn Migration + '_>, NoMigration> {
    if to < from {
        return Err(NoMigration::Backwards(from, to));
    }
    let days = [from, to];
    Ok(match subject {
        Subject::Disease => Box::new(disease::DiseaseMigration::new(masters, days, early)?),
        Subject::Allergen => Box::new(allergen::AllergenMigration::new(masters, days, early)?),
        Subject::Lab => Box::new(lab::LabMigration::new(masters, days)?),
        Subject::Modifier => return Err(NoMigration::NoSuccessors(Kind::Modifier.schema().english)),
        Subject::Drug => return Err(NoMigration::NoSuccessors(Kind::Drug.schema().english)),
    })
}

/// A code that the new edition does not have; `before` is the old edition, if that has it.
fn unknown(before: Option<String>, after: &str) -> Answer {
    let reason = match before {
        Some(before) => format!("in {before} and not in {after}, but in no list of retired codes"),
        None => "in no edition at hand".to_owned(),
    };
    Answer { outcome: Outcome::Unknown, reason, ..Answer::default() }
}

/// What is no code of a system.
fn invalid(system: System) -> Answer {
    let reason = format!("no {}", system.name().english);
    Answer { outcome: Outcome::Invalid, reason, ..Answer::default() }
}
