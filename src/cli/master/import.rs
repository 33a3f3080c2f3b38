//! `jpfhir master import`: files as published → snapshots in the user's data folder.

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use jpfhir::diagnostics::render::Language;
use jpfhir::masters::import::{Imported, Limits, Request, import, open};
use jpfhir::masters::{Edition, Kind, Masters, Store};

use super::{failed, words};
use crate::cli::{Failure, Status};

#[derive(Debug, ClapArgs)]
pub(super) struct ImportArgs {
    /// Files as their publishers distribute them, zipped or not; what they are is seen from their content
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Refuse files that are another master
    #[arg(long, value_name = "MASTER", value_parser = kind)]
    kind: Option<Kind>,
    /// The edition, where neither the name of the file nor its content tells
    #[arg(long, value_name = "YYYYMMDD", value_parser = edition)]
    edition: Option<Edition>,
    /// Check and report, and keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// The kind of a word.
pub(super) fn kind(word: &str) -> Result<Kind, String> {
    Kind::of_key(word).ok_or_else(|| format!("it is one of {}", super::subject::kinds()))
}

fn edition(text: &str) -> Result<Edition, String> {
    Edition::parse(text).ok_or_else(|| format!("{text:?} is not a day like 20240601"))
}

pub(super) fn run(args: &ImportArgs, language: Language) -> Result<Status, Failure> {
    let store = Store::of_user();
    let masters = Masters::with_store(&store);
    let mut files = Vec::new();
    for path in &args.files {
        files.extend(open(path, Limits::default()).map_err(|fault| failed(&fault, language))?);
    }
    files.iter_mut().for_each(|file| file.edition = args.edition);
    let request = Request { kind: args.kind, edition: args.edition };
    let imported = import(&files, request, &masters).map_err(|fault| failed(&fault, language))?;
    let mut out = std::io::stdout().lock();
    let mut status = Status::Clean;
    for one in &imported {
        let said = keep(one, &store, args.dry_run, language)?;
        let schema = one.rows.kind.schema();
        writeln!(
            out,
            "{}: {} {}, {} rows: {said}",
            one.files.join(", "),
            schema.japanese,
            one.rows.key(),
            one.rows.rows.len()
        )?;
        for finding in &one.findings {
            writeln!(out, "  {}", words(finding, language))?;
        }
        if !one.is_sound() {
            status = Status::Findings;
        }
    }
    out.flush()?;
    Ok(status)
}

/// Keeps an edition; the answer says what came of it.
fn keep(one: &Imported, store: &Store, dry_run: bool, language: Language) -> Result<&'static str, Failure> {
    if !one.is_sound() {
        return Ok("not kept");
    }
    if dry_run {
        return Ok("sound");
    }
    let is_new = store.add(&one.rows, &one.files.join(", ")).map_err(|fault| failed(&fault, language))?;
    Ok(if is_new { "kept" } else { "kept already" })
}
