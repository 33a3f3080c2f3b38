//! `jpfhir master`: the code masters at hand, how new editions get in, and what they change.

mod diff;
mod export;
mod fhir;
mod import;
mod list;
mod subject;

use clap::{Args as ClapArgs, Subcommand};

use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Language, View, sentence, severity_name};
use jpfhir::masters::Fault;

use super::args::LanguageArg;
use super::{Failure, Status, output, settings};

/// `jpfhir master`.
#[derive(Debug, ClapArgs)]
pub struct MasterArgs {
    #[command(subcommand)]
    command: MasterCommand,
    /// Language of what is said (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum, global = true)]
    lang: Option<LanguageArg>,
}

#[derive(Debug, Subcommand)]
enum MasterCommand {
    /// Read masters as published, check them and keep them as snapshots
    Import(import::ImportArgs),
    /// Show the editions at hand and which are in force
    List,
    /// Pin an edition, or put the newest in force again
    Use(list::UseArgs),
    /// Remove snapshots that were imported
    Remove(list::RemoveArgs),
    /// Check that the snapshots are whole
    Verify(list::VerifyArgs),
    /// Show what one edition changes in another: added, changed, retired, revived
    Diff(diff::DiffArgs),
    /// Write an edition as facts, or as FHIR code systems and concept maps
    Export(export::ExportArgs),
}

/// Runs a subcommand.
pub fn run(args: &MasterArgs) -> Result<Status, Failure> {
    let language = settings::language_or_locale(args.lang);
    match &args.command {
        MasterCommand::Import(args) => import::run(args, language),
        MasterCommand::List => list::list(language),
        MasterCommand::Use(args) => list::put_in_force(args, language),
        MasterCommand::Remove(args) => list::remove(args, language),
        MasterCommand::Verify(args) => list::verify(args, language),
        MasterCommand::Diff(args) => diff::run(args, language),
        MasterCommand::Export(args) => export::run(args, language),
    }
}

/// A diagnostic about a master in one line: `error[master-empty] b.txt has no rows`, and its help.
fn words(diagnostic: &Diagnostic, language: Language) -> String {
    let view = View { language, mask: false, color: false, width: output::width() };
    format!("{}{}", severity_name(diagnostic.severity), sentence(diagnostic, &view))
}

/// A fault as the reason why the tool could not do its work.
fn failed(fault: &Fault, language: Language) -> Failure {
    Failure::Message(words(fault, language))
}
