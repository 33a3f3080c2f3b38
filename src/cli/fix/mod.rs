//! `jpfhir fix`: files judged as `jpfhir validate` judges them, mended where a finding determines the text, and shown as
//! a diff or written. Exit status: docs/fixes.md.

mod diff;
mod file;
mod words;

use std::path::PathBuf;

use clap::Args as ClapArgs;
use jpfhir::catalogue;
use jpfhir::fixes::Choice;
use jpfhir::source::Input;

use super::args::{ColorArg, DefinitionsArgs, FailOnArg, LanguageArg, ReportArgs, RunArgs, ValidateArgs};
use super::output::{complain, say, write_out};
use super::projects::{Project, Projects};
use super::settings::Settings;
use super::{Failure, Status, batches, inputs, interrupt, judge};
use file::{Mender, Outcome};
use words::Totals;

/// `jpfhir fix`.
#[derive(Debug, ClapArgs)]
pub struct FixArgs {
    /// Files, folders, globs, or - for standard input, which can only be shown
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write the files; without it the changes are only shown
    #[arg(long, help_heading = "Fix")]
    apply: bool,
    /// Include the edits that a person has to look at
    #[arg(long, help_heading = "Fix")]
    needs_review: bool,
    /// Mend only findings of this id (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Fix")]
    only: Vec<String>,
    #[command(flatten)]
    definitions: DefinitionsArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// How `jpfhir fix` runs and what it shows.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Run")]
struct ViewArgs {
    /// Language of the summary (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum)]
    lang: Option<LanguageArg>,
    /// Show no values of the documents: counts in the place of the diff
    #[arg(long)]
    mask: bool,
    /// Colour the diff
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorArg,
    /// No summary
    #[arg(long, short)]
    quiet: bool,
    /// Leave alone what this baseline holds
    #[arg(long, value_name = "PATH")]
    baseline: Option<PathBuf>,
    /// Read this jpfhir.toml instead of the nearest above each file
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
    /// Read no jpfhir.toml
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// The severity from which on what remains makes the exit status 1, with --apply
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOnArg>,
    /// Threads (all processors unless given)
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

impl FixArgs {
    /// The same as `jpfhir validate` takes it.
    fn validate(&self) -> ValidateArgs {
        let ViewArgs { lang, mask, color, quiet, ref baseline, ref config, no_config, fail_on, jobs } = self.view;
        let report = ReportArgs { lang, mask, color, quiet, ..ReportArgs::default() };
        let (baseline, config) = (baseline.clone(), config.clone());
        let run = RunArgs { baseline, config, no_config, fail_on, jobs, ..RunArgs::default() };
        // Coverage tells what could be there, which is nothing to mend.
        let definitions = DefinitionsArgs { coverage: false, ..self.definitions.clone() };
        ValidateArgs { files: self.files.clone(), definitions, report, run }
    }
}

/// Mends what the arguments name.
pub fn run(args: &FixArgs) -> Result<Status, Failure> {
    let choice = Choice { needs_review: args.needs_review, only: ids(&args.only)? };
    let (found, incomplete) = inputs::find(&args.files)?;
    if args.apply && found.iter().any(|input| input.path.as_os_str() == "-") {
        return Err(Failure::Message("standard input cannot be written: name a file, or leave --apply out".to_owned()));
    }
    let Projects { list, settings, inputs, .. } = Projects::open(&args.validate(), found)?;
    let mut run = Run { settings: &settings, apply: args.apply, totals: Totals::default(), fails: false };
    run.all(inputs, &list, &choice)?;
    if !settings.quiet {
        say(&run.totals.sentence(settings.view.language, args.apply, args.needs_review));
    }
    run.status(incomplete)
}

/// Ids as the catalogue spells them.
fn ids(only: &[String]) -> Result<Vec<String>, Failure> {
    let one = |id: &String| match catalogue::find(id) {
        Some(message) => Ok(message.id.to_owned()),
        None => {
            let hint = catalogue::nearest(id).map_or(String::new(), |near| format!("; is {} meant?", near.id));
            Err(Failure::Message(format!("there is no diagnostic {id:?}{hint}")))
        }
    };
    only.iter().map(one).collect()
}

/// A run over all files.
struct Run<'a> {
    settings: &'a Settings,
    apply: bool,
    totals: Totals,
    /// Whether what remains makes the exit status 1.
    fails: bool,
}

impl Run<'_> {
    fn all(&mut self, inputs: Vec<(Input, usize)>, projects: &[Project], choice: &Choice) -> Result<(), Failure> {
        let pool = batches::pool(self.settings.jobs)?;
        interrupt::listen();
        judge::keep_panics();
        let mender = Mender { projects, choice, apply: self.apply, view: self.settings.view };
        let items = inputs.into_iter().take_while(|_| !interrupt::asked());
        let work = |(input, project)| if interrupt::asked() { None } else { Some(mender.mend(&input, project)) };
        batches::in_order(&pool, items, |_| 0, work, |outcome| outcome.map_or(Ok(()), |outcome| self.add(outcome)))
    }

    fn add(&mut self, outcome: Outcome) -> Result<(), Failure> {
        for failure in &outcome.failures {
            complain(failure);
        }
        self.fails |= outcome.fails;
        self.totals.add(&outcome);
        write_out(&outcome.shown)
    }

    fn status(&self, incomplete: bool) -> Result<Status, Failure> {
        if self.totals.failures > 0 {
            let count = self.totals.failures;
            return Err(Failure::Message(format!("{count} of the documents could not be read, judged or written")));
        }
        if incomplete {
            return Err(Failure::Message("not everything that was named could be found".to_owned()));
        }
        if interrupt::asked() {
            return Ok(Status::Interrupted);
        }
        let is_open = if self.apply { self.fails } else { self.totals.changed > 0 };
        Ok(if is_open { Status::Findings } else { Status::Clean })
    }
}
