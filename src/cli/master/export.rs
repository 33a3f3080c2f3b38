//! `jpfhir master export`: an edition as facts.

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use jpfhir::diagnostics::render::Language;
use jpfhir::masters::{Masters, facts, write_whole};

use super::subject::subject;
use crate::cli::{Failure, Status};

#[derive(Debug, ClapArgs)]
pub(super) struct ExportArgs {
    /// Editions: keys like disease@20240601, masters for the edition in force, or published files
    #[arg(required = true, value_name = "EDITION")]
    editions: Vec<String>,
    /// The folder to write MASTER@EDITION.tsv to (standard output unless given)
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

pub(super) fn run(args: &ExportArgs, language: Language) -> Result<Status, Failure> {
    let masters = Masters::of_user();
    let mut out = std::io::stdout().lock();
    for named in &args.editions {
        let subject = subject(named, &masters, language)?;
        let rows = subject.table().rows();
        let text = facts::write(&rows);
        match &args.into {
            Some(folder) => {
                let path = folder.join(facts::file_name(&rows));
                write_whole(&path, text.as_bytes())?;
                writeln!(out, "{}: {} rows", path.display(), rows.rows.len())?;
            }
            None => out.write_all(text.as_bytes())?,
        }
    }
    out.flush()?;
    Ok(Status::Clean)
}
