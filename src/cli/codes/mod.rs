//! Codes on the command line: convert, look up, and take J-FAGY codes apart.

mod allergy;
mod convert;
mod json;
mod lookup;
mod show;

pub use allergy::AllergyArgs;
pub use convert::{ConvertArgs, KnownArgs};
pub use json::malformed;
pub use lookup::LookupArgs;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::codes::{Day, Said, System};
use jpfhir::diagnostics::render::{Language, View, sentence};
use jpfhir::masters::{Edition, Fault, Kind, Masters, parse_key};
use jpfhir::terminology::{Standing, standing};

use super::args::LanguageArg;
use super::{Failure, Status, output, settings};

/// `jpfhir convert`.
pub fn convert(args: &ConvertArgs) -> Result<Status, Failure> {
    convert::run(args)
}

/// `jpfhir lookup`.
pub fn lookup(args: &LookupArgs) -> Result<Status, Failure> {
    lookup::run(args)
}

/// `jpfhir allergy`.
pub fn allergy(args: &AllergyArgs) -> Result<Status, Failure> {
    allergy::run(args)
}

/// What every question about codes is asked by.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct Common {
    /// Use this edition of a master instead of the one in force, e.g. jfagy@20240709 (repeatable)
    #[arg(long = "edition", value_name = "MASTER@YYYYMMDD", value_parser = edition, help_heading = "Masters")]
    pub editions: Vec<(Kind, Edition)>,
    /// The day on which codes are to be used (today in Japan unless given)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Masters")]
    pub as_of: Option<Day>,
    /// How to answer
    #[arg(long, value_enum, default_value_t, help_heading = "Report")]
    pub format: FormatArg,
    /// Language of the answer (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum, help_heading = "Report")]
    pub lang: Option<LanguageArg>,
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
    /// One line a code, fields between tabs
    Tsv,
}

fn edition(text: &str) -> Result<(Kind, Edition), String> {
    parse_key(text).ok_or_else(|| format!("{text:?} is not an edition like disease@20240601"))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text:?} is not a date like 2026-04-01"))
}

impl Common {
    /// The masters in force, with the editions that are asked for.
    pub fn masters(&self) -> Result<Masters, Failure> {
        let mut masters = Masters::of_user();
        for (kind, edition) in &self.editions {
            masters.table_of(*kind, *edition).map_err(|fault| failed(&fault, self.language()))?;
            masters = masters.with_pin(*kind, *edition);
        }
        Ok(masters)
    }

    /// The day on which codes are to be used.
    pub fn day(&self) -> Day {
        self.as_of.unwrap_or_else(settings::today)
    }

    /// The language of the answer.
    pub fn language(&self) -> Language {
        settings::language_or_locale(self.lang)
    }
}

/// A fault of the masters as a failure of the run.
pub fn failed(fault: &Fault, language: Language) -> Failure {
    let view = View { language, mask: false, color: false, width: output::width() };
    Failure::Message(sentence(fault, &view))
}

/// Words in a language.
pub fn in_language(said: Said, language: Language) -> &'static str {
    match language {
        Language::English => said.english,
        Language::Japanese => said.japanese,
    }
}

/// The URL that a URL or OID stands for now.
pub fn current_url(word: &str) -> &str {
    match standing(word) {
        Some(Standing::Alias(url)) => url,
        _ => word,
    }
}

/// The code system that a word, a URL, an OID or an old address names.
pub fn system(word: &str) -> Option<System> {
    System::of(word).or_else(|| System::of(current_url(word)))
}
