//! `jpfhir completions` and `jpfhir man`: what shells and man know of the commands, made from the arguments themselves.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, CommandFactory};
use clap_complete::Shell;

use super::args::Args;
use super::{Failure, Status};

/// `jpfhir completions`.
#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// `jpfhir man`.
#[derive(Debug, ClapArgs)]
pub struct ManArgs {
    /// The folder for the pages of all commands; without it, the page of jpfhir itself goes to standard output
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// Writes the script of a shell to standard output.
pub fn completions(args: &CompletionsArgs) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "jpfhir", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Status::Clean)
}

/// Writes manual pages.
pub fn man(args: &ManArgs) -> Result<Status, Failure> {
    match &args.folder {
        Some(folder) => pages(folder).map_err(|error| Failure::Message(format!("{}: {error}", folder.display())))?,
        None => clap_mangen::Man::new(Args::command()).render(&mut std::io::stdout().lock())?,
    }
    Ok(Status::Clean)
}

fn pages(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Args::command(), folder)
}
