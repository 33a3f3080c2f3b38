//! Conversion of many codes at once: tables and FHIR documents, in which everything but the result stays as it is.
//!
//! What a code becomes is asked of a [`Translate`]; this layer finds the codes, writes the answers beside them, and
//! keeps account of what a person must decide.

pub mod codes;
pub mod fhir;
pub mod migrate;
mod report;
pub mod table;
mod tally;

pub use report::{Decision, ReportForm, Reporting};
pub use tally::{Outcome, Tally};

/// What else is known of a code and may decide what it becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The URL of its code system, in a FHIR document.
    pub system: Option<&'a str>,
    /// The name that stands beside it.
    pub name: Option<&'a str>,
    /// The unit of the result.
    pub unit: Option<&'a str>,
    /// 販売名称 of the reagent.
    pub reagent: Option<&'a str>,
    /// The material or container of the specimen.
    pub container: Option<&'a str>,
    /// The method of measurement.
    pub method: Option<&'a str>,
    /// FHIR識別文字列 of the item.
    pub item: Option<&'a str>,
}

/// A code with its display.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// The URL of its code system; empty when it has none.
    pub system: &'static str,
    /// The code.
    pub code: String,
    /// Its name, byte for byte as its master has it.
    pub display: String,
}

/// What a code becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// How it went.
    pub outcome: Outcome,
    /// What it becomes; several belong together. Empty unless that is certain, or was chosen by a policy.
    pub targets: Vec<Coded>,
    /// What it could become, each with the reason why it is a candidate.
    pub candidates: Vec<(Coded, String)>,
    /// Why it went so; empty when there is nothing to say.
    pub reason: String,
    /// The FHIR code of how source and target relate; empty when there is no target.
    pub equivalence: &'static str,
    /// The editions of the masters that were asked.
    pub edition: String,
    /// The policy that chose among candidates; empty when there was nothing to choose.
    pub choice: &'static str,
}

impl Answer {
    /// The codes that are written: those of the targets, unless they are withheld.
    fn written(&self) -> String {
        let codes = self.targets.iter().filter(|_| matches!(self.outcome, Outcome::Exact | Outcome::Chosen));
        codes.map(|coded| coded.code.as_str()).collect::<Vec<_>>().join("+")
    }
}

/// Knows what a code becomes. The same code and hints always give the same answer.
pub trait Translate: Sync {
    /// What a code becomes.
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer;
}

impl<F: Fn(&str, &Hints<'_>) -> Answer + Sync> Translate for F {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        self(code, hints)
    }
}
