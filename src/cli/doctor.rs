//! `jpfhir doctor`: what the program judges by on this machine, where its data lies, and whether that is whole.

use std::io::Write;
use std::path::Path;

use jpfhir::definitions::embedded::embedded;
use jpfhir::definitions::installed::Installed;
use jpfhir::definitions::package::PackageError;
use jpfhir::definitions::{Cache, Definitions, Selection, model::Package};
use jpfhir::diagnostics::render::{View, sentence};
use jpfhir::masters::{Kind, Masters, Store};

use super::config::{Finder, NAME};
use super::settings::today;
use super::{Failure, Status};

/// Prints what is at hand; the exit status is 1 when something of it is broken.
pub fn run() -> Result<Status, Failure> {
    let mut out = std::io::stdout().lock();
    let mut faults: Vec<String> = Vec::new();
    writeln!(out, "jpfhir {} ({} {})", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH)?;
    guides(&mut out)?;
    masters(&mut out, &mut faults)?;
    folders(&mut out, &mut faults)?;
    for fault in &faults {
        writeln!(out, "! {fault}")?;
    }
    out.flush()?;
    Ok(if faults.is_empty() { Status::Clean } else { Status::Findings })
}

fn guides(out: &mut impl Write) -> Result<(), Failure> {
    let opened = Definitions::open(&Selection::default());
    let opened = opened.map_err(|PackageError(error)| Failure::Message(sentence(&error, &View::plain())))?;
    let in_force: Vec<&str> = opened.definitions.editions().iter().map(|edition| &*edition.key).collect();
    let others = embedded().editions().iter().map(|edition| &*edition.key).filter(|key| !in_force.contains(key));
    let mut others: Vec<&str> = others.collect();
    others.sort_unstable();
    writeln!(out, "guides in force: {}", in_force.join(" "))?;
    writeln!(out, "guides to choose with --guide: {}", others.join(" "))?;
    Ok(())
}

fn masters(out: &mut impl Write, faults: &mut Vec<String>) -> Result<(), Failure> {
    let masters = Masters::of_user();
    let today = today().to_string();
    let in_force: Vec<_> = Kind::ALL.into_iter().filter_map(|kind| masters.in_force(kind)).collect();
    let keys: Vec<String> = in_force.iter().map(|available| available.key()).collect();
    let keys = if keys.is_empty() { "none (jpfhir master import FILE)".to_owned() } else { keys.join(" ") };
    writeln!(out, "masters in force on {today}: {keys}")?;
    for available in in_force {
        if let Err(fault) = available.table() {
            faults.push(format!("{}: {}", available.key(), sentence(&fault, &View::plain())));
        }
    }
    Ok(())
}

fn folders(out: &mut impl Write, faults: &mut Vec<String>) -> Result<(), Failure> {
    let shown = |folder: Option<&Path>| folder.map_or("none".to_owned(), |folder| folder.display().to_string());
    let (installed, store, cache) = (Installed::of_user(), Store::of_user(), Cache::of_user());
    let packages = installed.list();
    writeln!(out, "packages added: {} in {}", packages.len(), shown(installed.folder()))?;
    for package in packages {
        if let Err(PackageError(error)) = Package::read(&package.path) {
            faults.push(format!("{}: {}", package.key, sentence(&error, &View::plain())));
        }
    }
    writeln!(out, "masters imported: {} in {}", store.list().len(), shown(store.folder()))?;
    writeln!(out, "compiled packages (may be removed any time): {}", shown(cache.folder()))?;
    let decisions = Finder::Nearest(Default::default()).find(Path::new("-"));
    writeln!(out, "{NAME} of this folder: {}", shown(decisions.as_deref()))?;
    Ok(())
}
