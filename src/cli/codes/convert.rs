//! `jpfhir convert`: codes that are given one by one, or in a table or FHIR documents.

use std::io::Write;
use std::path::Path;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::codes::{Attributes, Choose, Conversion, Converter, Domain, NoConverter, PAIRS, System};
use jpfhir::convert::codes::Codes;
use jpfhir::convert::table::Writing;
use jpfhir::diagnostics::render::Language;
use jpfhir::masters::Masters;

use super::{Common, FormatArg, current_url, failed, json, show};
use crate::cli::bulk::args::BulkArgs;
use crate::cli::bulk::{self, KeepReport, Task};
use crate::cli::{Failure, Status};

/// `jpfhir convert`.
#[derive(Debug, ClapArgs)]
pub struct ConvertArgs {
    /// What the codes are about
    #[arg(value_enum)]
    pub domain: DomainArg,
    /// The codes (or names, with --from name)
    #[arg(value_name = "CODE", conflicts_with = "input")]
    pub codes: Vec<String>,
    /// The code system of what is given: a word like receipt, a URL or an OID
    #[arg(long, value_name = "SYSTEM")]
    pub from: String,
    /// The code system that is asked for
    #[arg(long, value_name = "SYSTEM")]
    pub to: String,
    /// What chooses among several candidates; the answer says so
    #[arg(long, value_enum, default_value_t)]
    pub choose: ChooseArg,
    #[command(flatten)]
    pub known: KnownArgs,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub bulk: BulkArgs,
}

/// What else is known of the codes; with --input the columns that say so.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "What else is known")]
pub struct KnownArgs {
    /// The name that goes with the code
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub name: String,
    /// The unit of the result
    #[arg(long, value_name = "UNIT", default_value = "", hide_default_value = true)]
    pub unit: String,
    /// The reagent: 販売名称
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub reagent: String,
    /// Specimen and container as JLAC11 names them, or their three digits
    #[arg(long, value_name = "NAME|CODE", default_value = "", hide_default_value = true)]
    pub container: String,
    /// The method of measurement
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub method: String,
    /// The shared item: FHIR識別文字列
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub item: String,
}

/// What codes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DomainArg {
    /// Diseases: receipt, icd10, management-number, exchange, name; modifier, modifier-management-number, modifier-exchange
    Disease,
    /// Laboratory tests: jlac10, jlac11, item
    Lab,
    /// Allergens: jfagy, name, yj, ycm, gcm
    Allergy,
    /// Drugs: receipt, yj, generic, price, hot7, hot9, hot13, name, ycm, gcm
    Drug,
}

/// `--choose`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ChooseArg {
    /// Nothing: all candidates are listed
    #[default]
    None,
    /// The candidate that is left when synonyms count as one
    Unique,
    /// The candidate that represents the others, if one does
    Representative,
    /// The first candidate
    First,
}

impl From<ChooseArg> for Choose {
    fn from(choose: ChooseArg) -> Self {
        match choose {
            ChooseArg::None => Self::None,
            ChooseArg::Unique => Self::Unique,
            ChooseArg::Representative => Self::Representative,
            ChooseArg::First => Self::First,
        }
    }
}

impl From<DomainArg> for Domain {
    fn from(domain: DomainArg) -> Self {
        match domain {
            DomainArg::Disease => Self::Disease,
            DomainArg::Lab => Self::Lab,
            DomainArg::Allergy => Self::Allergy,
            DomainArg::Drug => Self::Drug,
        }
    }
}

impl KnownArgs {
    /// As the conversions take it.
    pub fn attributes(&self) -> Attributes<'_> {
        Attributes {
            name: &self.name,
            unit: &self.unit,
            reagent: &self.reagent,
            container: &self.container,
            method: &self.method,
            item: &self.item,
        }
    }
}

impl ConvertArgs {
    /// The two code systems.
    pub fn pair(&self) -> Result<(System, System), Failure> {
        Ok((self.system(&self.from)?, self.system(&self.to)?))
    }

    fn system(&self, word: &str) -> Result<System, Failure> {
        let domain = Domain::from(self.domain);
        let found = System::in_domain(domain, word).or_else(|| System::of(current_url(word)));
        found.ok_or_else(|| {
            let known = System::ALL.into_iter().filter(|system| system.domain() == domain).map(System::short);
            Failure::Message(format!("there is no code system {word:?} here; there are {}", join(known)))
        })
    }

    /// The converter of the two code systems.
    pub fn converter<'m>(&self, masters: &'m Masters) -> Result<Converter<'m>, Failure> {
        let (from, to) = self.pair()?;
        Converter::new(masters, from, to, self.common.day(), self.choose.into()).map_err(|why| match why {
            NoConverter::Master(fault) => failed(&fault, self.common.language()),
            NoConverter::Pair(..) => {
                let to = PAIRS.iter().filter(|(source, _)| *source == from).flat_map(|(_, targets)| *targets);
                Failure::Message(format!("{why}; it converts to {}", join(to.map(|system| system.key()))))
            }
            NoConverter::Column(..) => Failure::Message(why.to_string()),
        })
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// Converts the codes that are given. Exit status 1 means that some need a person.
pub(super) fn run(args: &ConvertArgs) -> Result<Status, Failure> {
    if args.codes.is_empty() && args.bulk.input.is_none() {
        return Err(Failure::Message("no code is given; --input names a file".into()));
    }
    let masters = args.common.masters()?;
    let converter = args.converter(&masters)?;
    if let Some(input) = &args.bulk.input {
        return in_bulk(args, converter, input);
    }
    let attributes = args.known.attributes();
    let conversions: Vec<Conversion<'_>> = args.codes.iter().map(|code| converter.convert(code, &attributes)).collect();
    let language = args.common.language();
    let text = match args.common.format {
        FormatArg::Human => show::human(&conversions, &converter.editions(), language),
        FormatArg::Json => json::conversions(&conversions, &converter.editions(), args.common.day(), language),
        FormatArg::Tsv => show::tsv(&conversions, language),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    let all_done = conversions.iter().all(|conversion| !conversion.targets().is_empty());
    Ok(if all_done { Status::Clean } else { Status::Findings })
}

/// Converts what stands in a file.
fn in_bulk(args: &ConvertArgs, converter: Converter<'_>, input: &Path) -> Result<Status, Failure> {
    let systems = bulk::addresses(converter.from()).map(str::to_owned).collect();
    let known = &args.known;
    let column = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
    let hints = [&known.name, &known.unit, &known.reagent, &known.container, &known.method, &known.item].map(column);
    let provenance = format!("{} · as of {}", converter.editions().join(", "), args.common.day());
    let translate = Codes::new(converter, args.common.language() == Language::Japanese);
    let task = Task {
        translate: &translate,
        systems,
        hints,
        writing: Writing::Append,
        is_audit: false,
        keep_report: KeepReport::Always,
        provenance,
    };
    bulk::run(&task, input, &args.bulk)
}
