//! `jpfhir fix`: files judged as `jpfhir validate` judges them, mended where a finding determines the text, and shown as
//! a diff or written. Exit status: docs/fixes.md.

mod diff;
mod file;
mod words;

use clap::{Arg, Args as ClapArgs};
use jpfhir::catalogue;
use jpfhir::diagnostics::render::Language;
use jpfhir::fixes::Choice;
use jpfhir::source::Input;

use super::args::ValidateArgs;
use super::output::{complain, write_out};
use super::projects::{Project, Projects};
use super::settings::Settings;
use super::{Failure, Status, batches, inputs, interrupt, judge};
use file::{Mender, Outcome};
use words::Totals;

/// `jpfhir fix`.
#[derive(Debug, ClapArgs)]
pub struct FixArgs {
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
    validate: ValidateArgs,
}

/// The arguments of `validate` that have no meaning here.
const FOR_VALIDATION_ONLY: [&str; 6] = ["format", "outputs", "bom", "coverage", "write_baseline", "no_progress"];

/// Leaves arguments of `validate` that have no meaning here out of the help.
pub fn for_validation_only(arg: Arg) -> Arg {
    let is_left_out = FOR_VALIDATION_ONLY.contains(&arg.get_id().as_str());
    arg.hide(is_left_out)
}

/// Mends what the arguments name.
pub fn run(args: &FixArgs) -> Result<Status, Failure> {
    refuse(&args.validate)?;
    let choice = Choice { needs_review: args.needs_review, only: ids(&args.only)? };
    let (found, incomplete) = inputs::find(&args.validate.files)?;
    if args.apply && found.iter().any(|input| input.path.as_os_str() == "-") {
        return Err(Failure::Message("standard input cannot be written: name a file, or leave --apply out".to_owned()));
    }
    let Projects { list, settings, inputs, .. } = Projects::open(&args.validate, found)?;
    let mut run = Run { settings: &settings, apply: args.apply, totals: Totals::default(), fails: false };
    run.all(inputs, &list, &choice)?;
    if !settings.quiet {
        complain_plainly(&run.totals.sentence(settings.view.language, args.apply, args.needs_review));
    }
    run.status(incomplete)
}

/// Arguments that ask for a report, which this command does not make.
fn refuse(args: &ValidateArgs) -> Result<(), Failure> {
    let asked = [
        (args.format.is_some(), "--format"),
        (!args.outputs.is_empty(), "--output"),
        (args.bom, "--bom"),
        (args.coverage, "--coverage"),
        (args.write_baseline.is_some(), "--write-baseline"),
    ];
    match asked.iter().find(|(is_asked, _)| *is_asked) {
        Some((_, name)) => Err(Failure::Message(format!(
            "{name} belongs to `jpfhir validate`, whose JSON and SARIF reports carry the edits"
        ))),
        None => Ok(()),
    }
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
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.settings.jobs)
            // Resources nest; a thread of the default size would be small for the deepest that are read.
            .stack_size(16 << 20)
            .build()
            .map_err(|error| Failure::Message(format!("no threads could be started: {error}")))?;
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

/// The summary stands on standard error: standard output is the diff.
fn complain_plainly(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Whether words are Japanese.
fn is_japanese(language: Language) -> bool {
    language == Language::Japanese
}
