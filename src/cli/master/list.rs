//! `jpfhir master list`, `use`, `remove` and `verify`: the editions at hand.

use std::io::Write;

use clap::Args as ClapArgs;

use jpfhir::diagnostics::render::Language;
use jpfhir::masters::{Available, Edition, Kind, Masters, Store, parse_key};

use super::super::output;
use super::{failed, words};
use crate::cli::{Failure, Status};

#[derive(Debug, ClapArgs)]
pub(super) struct UseArgs {
    /// An edition like disease@20240601; a master without an edition for its newest
    #[arg(value_name = "EDITION")]
    edition: String,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RemoveArgs {
    /// Editions as `jpfhir master list` shows them
    #[arg(required = true, value_name = "EDITION")]
    editions: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct VerifyArgs {
    /// Editions (all at hand unless given)
    #[arg(value_name = "EDITION")]
    editions: Vec<String>,
}

pub(super) fn list(language: Language) -> Result<Status, Failure> {
    let store = Store::of_user();
    let masters = Masters::with_store(&store);
    let mut out = std::io::stdout().lock();
    let mut status = Status::Clean;
    writeln!(out, "* in force, ! pinned; imports are kept in {}", folder(&store))?;
    for kind in Kind::ALL {
        writeln!(out, "{} {}", kind, kind.schema().japanese)?;
        if masters.editions(kind).next().is_none() {
            writeln!(out, "    none")?;
        }
        for available in masters.editions(kind) {
            if !line(&mut out, available, &masters, language)? {
                status = Status::Findings;
            }
        }
        if let Some(missing) = masters.pinned(kind).filter(|_| masters.in_force(kind).is_none()) {
            writeln!(out, "  ! {kind}@{missing} is pinned and not at hand")?;
        }
    }
    out.flush()?;
    Ok(status)
}

fn folder(store: &Store) -> String {
    store.folder().map_or("no folder".into(), |folder| folder.display().to_string())
}

/// One edition; the answer says whether it is whole.
fn line(out: &mut impl Write, available: &Available, masters: &Masters, language: Language) -> std::io::Result<bool> {
    let kind = available.kind;
    let in_force = masters.in_force(kind).is_some_and(|other| other.edition == available.edition);
    let mark = match (in_force, masters.pinned(kind)) {
        (true, Some(_)) => '!',
        (true, None) => '*',
        (false, _) => ' ',
    };
    let origin = if available.is_embedded() { "embedded" } else { "imported" };
    match available.table() {
        Ok(table) => {
            let sources: Vec<&str> = table.sources().map(|(name, _)| name).collect();
            let sources = match sources[..] {
                [first, _, ..] => format!("{first} and {} more", sources.len() - 1),
                _ => sources.concat(),
            };
            writeln!(out, "  {mark} {:<26} {:>6} rows  {origin}  {sources}", available.key(), table.len())?;
        }
        Err(fault) => writeln!(out, "  {mark} {:<26} {}", available.key(), words(&fault, language))?,
    }
    Ok(available.table().is_ok())
}

/// Kind and edition that somebody named.
fn key(named: &str) -> Result<(Kind, Edition), Failure> {
    parse_key(named).ok_or_else(|| {
        Failure::Message(format!("{named} is no edition like disease@20240601 (jpfhir master list shows them)"))
    })
}

pub(super) fn put_in_force(args: &UseArgs, language: Language) -> Result<Status, Failure> {
    let store = Store::of_user();
    let masters = Masters::with_store(&store);
    if let Some(kind) = Kind::of_key(&args.edition) {
        store.pin(kind, None)?;
    } else {
        let (kind, edition) = key(&args.edition)?;
        masters.table_of(kind, edition).map_err(|fault| failed(&fault, language))?;
        store.pin(kind, Some(edition))?;
    }
    let kind = Kind::of_key(args.edition.split('@').next().unwrap_or_default());
    say_in_force(kind, &store)?;
    Ok(Status::Clean)
}

/// Says which edition of a master is in force.
fn say_in_force(kind: Option<Kind>, store: &Store) -> Result<(), Failure> {
    let masters = Masters::with_store(store);
    let Some(kind) = kind else { return Ok(()) };
    let in_force = masters.in_force(kind).map_or(format!("no edition of {kind}"), Available::key);
    output::write_out(&format!("{in_force} is in force\n"))
}

pub(super) fn remove(args: &RemoveArgs, _: Language) -> Result<Status, Failure> {
    let store = Store::of_user();
    for named in &args.editions {
        let (kind, edition) = key(named)?;
        if !store.remove(kind, edition)? {
            return Err(Failure::Message(format!("{named} was not imported (jpfhir master list shows what was)")));
        }
        let left = Masters::with_store(&store);
        let is_gone = left.editions(kind).all(|available| available.edition != edition);
        if is_gone && store.pins().get(&kind) == Some(&edition) {
            store.pin(kind, None)?;
        }
        output::write_out(&format!("removed {named}\n"))?;
        say_in_force(Some(kind), &store)?;
    }
    Ok(Status::Clean)
}

pub(super) fn verify(args: &VerifyArgs, language: Language) -> Result<Status, Failure> {
    let masters = Masters::of_user();
    let mut wanted = args.editions.iter().map(|named| key(named)).collect::<Result<Vec<_>, _>>()?;
    if wanted.is_empty() {
        wanted = masters.available().iter().map(|available| (available.kind, available.edition)).collect();
    }
    let mut out = std::io::stdout().lock();
    let mut status = Status::Clean;
    for (kind, edition) in wanted {
        match masters.table_of(kind, edition) {
            Ok(table) if table.is_consistent() => writeln!(out, "{kind}@{edition}: whole, {} rows", table.len())?,
            Ok(_) => {
                writeln!(out, "{kind}@{edition}: inconsistent")?;
                status = Status::Findings;
            }
            Err(fault) => {
                writeln!(out, "{kind}@{edition}: {}", words(&fault, language))?;
                status = Status::Findings;
            }
        }
    }
    out.flush()?;
    Ok(status)
}
