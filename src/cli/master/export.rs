//! `jpfhir master export`: an edition as facts, or as FHIR resources.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::diagnostics::render::Language;
use jpfhir::masters::{Masters, facts};
use jpfhir::storage::whole;

use super::fhir;
use super::subject::{Subject, subject};
use crate::cli::{Failure, Status};

#[derive(Debug, ClapArgs)]
pub(super) struct ExportArgs {
    /// Editions: keys like disease@20240601, masters for the edition in force, or published files
    #[arg(required = true, value_name = "EDITION")]
    editions: Vec<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    format: ExportFormatArg,
    /// Only this concept map, e.g. receipt-icd10
    #[arg(long, value_name = "FROM-TO")]
    map: Option<String>,
    /// The folder to write files to (standard output unless given)
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ExportFormatArg {
    /// Facts: tab-separated, sorted, one line a row
    #[default]
    Tsv,
    /// A FHIR CodeSystem for each system of codes
    CodeSystem,
    /// A FHIR ConceptMap for each conversion
    ConceptMap,
}

pub(super) fn run(args: &ExportArgs, language: Language) -> Result<Status, Failure> {
    let masters = Masters::of_user();
    let mut out = std::io::stdout().lock();
    for named in &args.editions {
        let subject = subject(named, &masters, language)?;
        if args.format != ExportFormatArg::Tsv {
            let kind = subject.table().kind();
            let masters = match subject {
                Subject::Known(table) => Masters::of_user().with_pin(kind, table.edition()),
                Subject::Read(table) => {
                    let edition = table.edition();
                    Masters::of_user().with_table(*table).with_pin(kind, edition)
                }
            };
            let into = args.into.as_deref();
            match args.format {
                ExportFormatArg::CodeSystem => fhir::code_systems(&mut out, &masters, kind, into)?,
                _ => fhir::concept_maps(&mut out, &masters, kind, (into, args.map.as_deref()), language)?,
            }
            continue;
        }
        let rows = subject.table().rows();
        let text = facts::write(&rows);
        match &args.into {
            Some(folder) => {
                let path = folder.join(facts::file_name(&rows));
                whole::write(&path, text.as_bytes())?;
                writeln!(out, "{}: {} rows", path.display(), rows.rows.len())?;
            }
            None => out.write_all(text.as_bytes())?,
        }
    }
    out.flush()?;
    Ok(Status::Clean)
}
