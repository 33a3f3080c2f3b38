//! The command line: arguments as typed, settings as needed, one file per subcommand. Nothing else prints.

mod args;
mod batches;
mod bulk;
mod codes;
mod config;
mod constraints;
mod defects;
mod definitions;
mod doctor;
mod dropped;
mod explain;
mod fhirpath;
mod fix;
mod inputs;
mod interrupt;
mod judge;
mod limit;
mod master;
mod migrate;
mod output;
mod package;
mod progress;
mod projects;
mod reports;
mod rules;
mod search;
mod settings;
mod shell;
mod terminology;
mod validate;
mod validator_cli;
mod watch;
mod worker;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// What a run comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Somebody pressed Ctrl-C; the output so far is whole.
    Interrupted,
}

/// Why the tool could not do its work; shown on standard error as one line a cause.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Words for people.
    #[error("{0}")]
    Message(String),
    /// Nobody reads our output any more.
    #[error("standard output was closed")]
    OutputClosed,
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Message(error.to_string()),
        }
    }
}

/// Runs the command line. Exit status: 0 clean, 1 findings, 2 the tool could not do its work, 130 interrupted.
pub fn run() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let waits = dropped::owns_the_window(&typed, is_command);
    let status = match Args::try_parse_from(dropped::arguments(typed.into_iter(), is_command)) {
        Ok(args) => execute(args.command),
        Err(help_or_fault) => {
            // A closed output leaves nobody to tell.
            let _ = help_or_fault.print();
            ExitCode::from(if help_or_fault.use_stderr() { 2 } else { 0 })
        }
    };
    if waits {
        dropped::wait_for_reader();
    }
    status
}

/// Whether an argument is the name of a command.
fn is_command(argument: &OsStr) -> bool {
    argument == "help" || Args::command().find_subcommand(argument).is_some()
}

fn execute(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Config(args) => config::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::ValidatorCli(args) => validator_cli::run(&args),
        Command::Worker(args) => worker::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Doctor => doctor::run(),
        Command::Man(args) => shell::man(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Fix(args) => fix::run(&args),
        Command::Fhirpath(args) => fhirpath::run(&args),
        Command::Master(args) => master::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Terminology(args) => terminology::run(&args),
        Command::Convert(args) => codes::convert(&args),
        Command::Lookup(args) => codes::lookup(&args),
        Command::Allergy(args) => codes::allergy(&args),
    };
    match outcome {
        Ok(Status::Clean) | Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Interrupted) => ExitCode::from(130),
        Err(Failure::Message(message)) => {
            output::complain(&message);
            ExitCode::from(2)
        }
    }
}
