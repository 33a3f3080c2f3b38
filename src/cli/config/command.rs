//! `jpfhir config`: which decisions count here, and a file to start with.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use jpfhir::storage::whole::WholeFile;

use super::{Finder, Lists, NAME, fault, policy, read};
use crate::cli::settings::today;
use crate::cli::{Failure, Status};

/// `jpfhir config`.
#[derive(Debug, ClapArgs)]
pub struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Show which jpfhir.toml counts for a file and what it says
    Show(ShowArgs),
    /// Write a jpfhir.toml to start with into a folder
    Init(InitArgs),
}

#[derive(Debug, ClapArgs)]
struct ShowArgs {
    /// A file to be validated
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

#[derive(Debug, ClapArgs)]
struct InitArgs {
    /// The folder
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

/// Runs a subcommand.
pub fn run(args: &ConfigArgs) -> Result<Status, Failure> {
    match &args.command {
        ConfigCommand::Show(args) => show(&args.file),
        ConfigCommand::Init(args) => init(&args.folder),
    }
}

fn show(file: &Path) -> Result<Status, Failure> {
    let inside = if file.is_dir() { file.join("-") } else { file.to_owned() };
    let mut out = std::io::stdout().lock();
    match (Finder::Nearest(Default::default())).find(&inside) {
        None => writeln!(out, "# there is no {NAME} above {}", file.display())?,
        Some(path) => {
            let config = read(&path)?;
            // What would stop a validation is said here too.
            let (baseline, ignore_warnings) = (config.baseline.as_deref(), config.ignore_warnings.as_deref());
            policy(&config, &path, Lists { baseline, ignore_warnings }, &today().to_string())?;
            let text = toml::to_string(&config).map_err(|error| fault(&path, &error.to_string()))?;
            write!(out, "# {}\n{text}", path.display())?;
        }
    }
    Ok(Status::Clean)
}

const START: &str = include_str!("start.toml");

fn init(folder: &Path) -> Result<Status, Failure> {
    let path = folder.join(NAME);
    if path.exists() {
        return Err(fault(&path, "is there already and stays as it is"));
    }
    let written = WholeFile::create(&path).and_then(|mut file| {
        file.write_all(START.as_bytes())?;
        file.finish()
    });
    written.map_err(|error| fault(&path, &error.to_string()))?;
    writeln!(std::io::stdout().lock(), "wrote {}", path.display())?;
    Ok(Status::Clean)
}
