//! The arguments as people type them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jpfhir::codes::Day;

/// Validate Japan's FHIR documents, offline and in milliseconds.
#[derive(Debug, Parser)]
#[command(name = "jpfhir", version, about, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check FHIR R4 documents (JSON, XML, NDJSON) against Japan's profiles
    Validate(Box<ValidateArgs>),
    /// Answer each line of NDJSON with a line of findings, for engines that pipe their rows
    Worker(Box<super::worker::WorkerArgs>),
    /// Show and start the decisions of a project (jpfhir.toml)
    Config(super::config::ConfigArgs),
    /// Print the completion script of a shell
    Completions(super::shell::CompletionsArgs),
    /// Show what the program judges by on this machine and whether its data is whole
    Doctor,
    /// Print the manual page, or write those of all commands
    Man(super::shell::ManArgs),
    /// Mend what the findings themselves determine, and show or write the result
    Fix(Box<super::fix::FixArgs>),
    /// Say what a diagnostic means, in English and Japanese
    Explain(ExplainArgs),
    /// Import, compare and choose the code masters
    Master(super::master::MasterArgs),
    /// Show the embedded guides; add and remove packages
    Package(super::package::PackageArgs),
    /// Take a command line of the Java validator (validator_cli.jar) word for word
    #[command(name = "validator_cli")]
    ValidatorCli(super::validator_cli::ValidatorCliArgs),
    /// Evaluate a FHIRPath expression on documents
    Fhirpath(super::fhirpath::FhirpathArgs),
    /// Carry a table or FHIR documents over to another edition of a master
    Migrate(Box<super::migrate::MigrateArgs>),
    /// List the submission rules of Japan's guides and what becomes of each
    Rules(super::rules::RulesArgs),
    /// Find codes by name, kana or synonym, typing slips forgiven
    Search(super::search::SearchArgs),
    /// Ask about codes: lookup, expand, validate-code, subsumes
    Terminology(super::terminology::TerminologyArgs),
    /// Convert codes of diseases, laboratory tests, allergens and drugs
    Convert(Box<super::codes::ConvertArgs>),
    /// Show everything that is known of a code: rows of the masters, history, relations
    Lookup(super::codes::LookupArgs),
    /// Take J-FAGY codes apart and put them together
    Allergy(super::codes::AllergyArgs),
}

/// `jpfhir explain`.
#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// Ids of diagnostics; without any, all ids are listed
    pub ids: Vec<String>,
}

/// `jpfhir validate`.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct ValidateArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    #[command(flatten)]
    pub definitions: DefinitionsArgs,
    #[command(flatten)]
    pub report: ReportArgs,
    #[command(flatten)]
    pub run: RunArgs,
}

/// What documents are judged by.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "Definitions")]
pub struct DefinitionsArgs {
    /// Judge by this embedded or installed guide, e.g. clins@1.10.0 (repeatable)
    #[arg(long = "guide", value_name = "NAME@VERSION")]
    pub guides: Vec<String>,
    /// Load a package: .tgz, folder or single definition; only R4 core and these count then (repeatable)
    #[arg(long = "package", value_name = "PATH")]
    pub packages: Vec<PathBuf>,
    /// Impose a profile besides meta.profile: a URL, or the path of a StructureDefinition (repeatable)
    #[arg(long = "profile", value_name = "URL|PATH")]
    pub profiles: Vec<String>,
    /// Follow the guides as they were meant, or as published with all their defects
    #[arg(long, value_enum)]
    pub conformance: Option<ConformanceArg>,
    /// Check constraints that are only recommendations too, such as a narrative for every resource
    #[arg(long)]
    pub best_practice: bool,
    /// What the documents are submitted as (found from the profile of each Bundle unless given)
    #[arg(long, value_enum, value_name = "TARGET")]
    pub target: Option<TargetArg>,
    /// Leave out the submission rules that no profile expresses
    #[arg(long)]
    pub no_rules: bool,
    /// Report Must Support elements that are absent, what receivers may drop, and what the guides only recommend
    #[arg(long)]
    pub coverage: bool,
    /// Judge by this edition of a master instead of the one in force, e.g. disease@20240601 (repeatable)
    #[arg(long = "master", value_name = "NAME@EDITION")]
    pub masters: Vec<String>,
    /// The day that codes and rules are judged by (today in Japan unless given)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<String>,
    /// Do not keep or use compiled packages between runs
    #[arg(long)]
    pub no_cache: bool,
}

/// How `jpfhir validate` reports.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "Report")]
pub struct ReportArgs {
    /// How to report on standard output
    #[arg(long, value_enum)]
    pub format: Option<FormatArg>,
    /// Write a report to a file too, e.g. sarif=findings.sarif (repeatable)
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output)]
    pub outputs: Vec<(FormatArg, PathBuf)>,
    /// Begin CSV and TSV with a byte order mark, as Excel wants it
    #[arg(long)]
    pub bom: bool,
    /// Language of the report (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum)]
    pub lang: Option<LanguageArg>,
    /// Hide the values of the documents in the report
    #[arg(long)]
    pub mask: bool,
    /// Colour the human report
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorArg,
    /// Report errors only, and no summary
    #[arg(long, short)]
    pub quiet: bool,
    /// Show no more than this many findings, and count the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "write_baseline")]
    pub max_findings: Option<u32>,
    /// Never draw a progress bar
    #[arg(long)]
    pub no_progress: bool,
}

/// How `jpfhir validate` runs.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Report only what this baseline does not hold
    #[arg(long, value_name = "PATH")]
    pub baseline: Option<PathBuf>,
    /// Leave out the warnings that this ignoreWarnings.txt of a guide lists
    #[arg(long, value_name = "PATH")]
    pub ignore_warnings: Option<PathBuf>,
    /// Write what is found as a baseline
    #[arg(long, value_name = "PATH", conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,
    /// Validate again what changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["write_baseline", "outputs"])]
    pub watch: bool,
    /// Read this jpfhir.toml instead of the nearest above each file
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Read no jpfhir.toml
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
    /// The severity from which on the exit status is 1
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOnArg>,
    /// Threads (all processors unless given)
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// What a command line of the Java validator asks for besides.
    #[arg(skip)]
    pub drop_in: Option<super::validator_cli::DropIn>,
}

/// `--conformance`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ConformanceArg {
    /// Differs from the published packages where they have a known defect, and says so
    #[default]
    Corrected,
    /// The published packages to the letter
    Official,
}

/// `--target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TargetArg {
    /// 傷病名, アレルギー, 検査 for 電子カルテ情報共有サービス
    #[value(name = "clins-5info")]
    FiveInformation,
    /// 診療情報提供書
    Referral,
    /// 退院時サマリー
    Discharge,
    /// 患者サマリー (療養計画書)
    CareSummary,
    /// 健診結果報告書 (HS037)
    Checkup,
    /// 自治体検診
    Municipal,
    /// 処方情報 (HS036)
    Prescription,
    /// FHIR and JP Core only
    Core,
}

impl From<TargetArg> for jpfhir::rules::Target {
    fn from(target: TargetArg) -> Self {
        match target {
            TargetArg::FiveInformation => Self::FiveInformation,
            TargetArg::Referral => Self::Referral,
            TargetArg::Discharge => Self::Discharge,
            TargetArg::CareSummary => Self::CareSummary,
            TargetArg::Checkup => Self::Checkup,
            TargetArg::Municipal => Self::Municipal,
            TargetArg::Prescription => Self::Prescription,
            TargetArg::Core => Self::Core,
        }
    }
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people: the place in the file, who asks, what to write
    #[default]
    Human,
    /// One line a finding
    Concise,
    /// For programs: docs/report-format.md
    Json,
    /// The same, one line a document
    Ndjson,
    /// FHIR: one OperationOutcome, or a Bundle of them
    OperationOutcome,
    /// FHIR: one OperationOutcome a line
    OperationOutcomeNdjson,
    /// SARIF 2.1.0 for code scanning
    Sarif,
    /// JUnit XML for test result viewers
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// For spreadsheets, one row a finding
    Csv,
    /// The same with tabs
    Tsv,
    /// A page for browsers that needs nothing else
    Html,
    /// The layout of the Java validator, for scripts that read it
    ValidatorCli,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// Japanese
    Ja,
    /// English
    En,
}

/// `--color`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOnArg {
    /// Errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Anything found
    Information,
    /// Nothing
    Never,
}

/// Takes `FORMAT=PATH`.
fn output(text: &str) -> Result<(FormatArg, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or("write FORMAT=PATH, e.g. html=report.html")?;
    let format = FormatArg::from_str(format, true).map_err(|_| {
        let names = FormatArg::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
        format!("{format:?} is no format; there are {}", names.join(", "))
    })?;
    if path.is_empty() { Err("the path is missing".to_owned()) } else { Ok((format, path.into())) }
}

/// Takes a full date that the calendar has.
pub fn date(text: &str) -> Result<String, String> {
    match Day::parse(text) {
        Some(_) if text.len() == 10 => Ok(text.to_owned()),
        _ => Err(format!("{text:?} is not a date like 2026-04-01")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for good in ["2026-04-01", "2024-02-29", "2000-02-29", "1999-12-31"] {
            assert_eq!(date(good).as_deref(), Ok(good));
        }
        for bad in [
            "2026",
            "2026-04",
            "2026-4-1",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "20260-4-01",
            "+026-04-01",
            "today",
            "",
        ] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
