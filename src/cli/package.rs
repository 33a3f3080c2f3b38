//! `jpfhir package`: the guides that are embedded, the packages that were added, and how the next edition gets in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args as ClapArgs, Subcommand};

use jpfhir::definitions::cache::{content_hash, hexadecimal};
use jpfhir::definitions::embedded::embedded;
use jpfhir::definitions::facts_import::{Import, ImportError, import};
use jpfhir::definitions::installed::Installed;
use jpfhir::definitions::model::Package;
use jpfhir::definitions::package::PackageError;
use jpfhir::definitions::{Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{View, sentence};
use jpfhir::fhirpath::Model;

use super::fhirpath::check_constraints;
use super::{Failure, Status, output, settings};

/// `jpfhir package`.
#[derive(Debug, ClapArgs)]
pub struct PackageArgs {
    #[command(subcommand)]
    command: PackageCommand,
}

#[derive(Debug, Subcommand)]
enum PackageCommand {
    /// Show the embedded guides and the packages that were added
    List,
    /// Keep a package, so that --guide NAME@VERSION finds it
    Add(AddArgs),
    /// Remove packages that were added
    Remove(RemoveArgs),
    /// Write the facts of packages as an edition of profiles/ (for maintainers)
    Import(ImportArgs),
}

#[derive(Debug, ClapArgs)]
struct AddArgs {
    /// A .tgz, a folder or a single definition
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// The name to select it by (that of its package.json unless given)
    #[arg(long, value_name = "NAME@VERSION")]
    name: Option<String>,
}

#[derive(Debug, ClapArgs)]
struct RemoveArgs {
    /// Names as `jpfhir package list` shows them
    #[arg(required = true, value_name = "NAME@VERSION")]
    names: Vec<String>,
}

#[derive(Debug, ClapArgs)]
struct ImportArgs {
    /// The packages that make up the edition
    #[arg(required = true, value_name = "PACKAGE")]
    packages: Vec<PathBuf>,
    /// The name of the edition, e.g. core@1.2.0
    #[arg(long, value_name = "NAME@VERSION")]
    name: String,
    /// An edition that it builds on (repeatable)
    #[arg(long, value_name = "NAME@VERSION")]
    builds_on: Vec<String>,
    /// Whose the material is and under which terms
    #[arg(long, value_name = "TEXT")]
    terms: String,
    /// The folder that holds the editions; code lists go to codesystems/ beside it
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
}

/// Runs a subcommand.
pub fn run(args: &PackageArgs) -> Result<Status, Failure> {
    match &args.command {
        PackageCommand::List => list(),
        PackageCommand::Add(args) => add(args),
        PackageCommand::Remove(args) => remove(args),
        PackageCommand::Import(args) => import_edition(args),
    }
}

fn list() -> Result<Status, Failure> {
    let mut out = std::io::stdout().lock();
    let opened = Definitions::open(&Selection::default()).map_err(|e| unreadable(&e))?;
    let in_force: Vec<&str> = opened.definitions.editions().iter().map(|edition| &*edition.key).collect();
    let mut editions: Vec<_> = embedded().editions().iter().collect();
    editions.sort_by_key(|edition| &*edition.key);
    writeln!(out, "Embedded (* in force unless others are named):")?;
    for edition in editions {
        let mark = if in_force.contains(&&*edition.key) { '*' } else { ' ' };
        let counts = (edition.structures.len(), edition.others.len());
        entry(&mut out, mark, &edition.key, &format!("{} {}", edition.name, edition.version), counts)?;
        for (file, sha256) in &edition.sources {
            writeln!(out, "    {file} sha256:{sha256}")?;
        }
    }
    let installed = Installed::of_user();
    let Some(folder) = installed.folder() else { return Ok(Status::Clean) };
    let packages = installed.list();
    writeln!(out, "\nAdded ({}):{}", folder.display(), if packages.is_empty() { " none" } else { "" })?;
    for kept in packages {
        match Package::read(&kept.path) {
            Ok((package, _)) => {
                let counts = (package.structures.len(), package.others.len());
                entry(&mut out, ' ', &kept.key, &format!("{} {}", package.name, package.version), counts)?;
                writeln!(out, "    sha256:{}", hexadecimal(&content_hash(&kept.path)?))?;
            }
            Err(PackageError(diagnostic)) => writeln!(out, "  {}: {}", kept.key, words(&diagnostic))?,
        }
    }
    Ok(Status::Clean)
}

fn entry(
    out: &mut impl Write,
    mark: char,
    key: &str,
    package: &str,
    (structures, others): (usize, usize),
) -> std::io::Result<()> {
    writeln!(out, "{mark} {key:<20} {structures:>4} definitions {others:>5} other resources  {package}")
}

/// A diagnostic about a package in the language of the locale.
fn words(diagnostic: &Diagnostic) -> String {
    sentence(diagnostic, &view())
}

fn view() -> View {
    let language = settings::language_or_locale(None);
    View { language, mask: false, color: false, width: output::width() }
}

fn unreadable(PackageError(diagnostic): &PackageError) -> Failure {
    Failure::Message(words(diagnostic))
}

/// Says what was odd about packages, on standard error.
fn complain_of(notices: &[Diagnostic]) {
    notices.iter().for_each(|notice| output::complain(&words(notice)));
}

fn add(args: &AddArgs) -> Result<Status, Failure> {
    let (package, notices) = Package::read(&args.package).map_err(|e| unreadable(&e))?;
    complain_of(&notices);
    let key = args.name.clone().unwrap_or_else(|| key_of(&package));
    if embedded().editions().iter().any(|edition| *edition.key == *key) {
        return Err(Failure::Message(format!("{key} is embedded; name the package otherwise with --name")));
    }
    let sha256 = Installed::of_user().add(&key, &args.package)?;
    let r4 = Selection { guides: vec!["r4".to_owned()], ..Selection::default() };
    let model = Model::new(Arc::new(Definitions::open(&r4).map_err(|e| unreadable(&e))?.definitions));
    let (constraints, faulty) = check_constraints(&package, &model, view())?;
    if faulty > 0 {
        output::complain(&format!("{faulty} of {constraints} constraints have faults"));
    }
    output::write_out(&format!("added {key} ({} definitions) sha256:{sha256}\n", package.structures.len()))?;
    Ok(Status::Clean)
}

fn key_of(package: &Package) -> String {
    format!("{}@{}", package.name, package.version).trim_end_matches('@').to_owned()
}

fn remove(args: &RemoveArgs) -> Result<Status, Failure> {
    let installed = Installed::of_user();
    for name in &args.names {
        if !installed.remove(name)? {
            return Err(Failure::Message(format!("{name} was not added (jpfhir package list shows what was)")));
        }
        output::write_out(&format!("removed {name}\n"))?;
    }
    Ok(Status::Clean)
}

fn import_edition(args: &ImportArgs) -> Result<Status, Failure> {
    let request = Import {
        key: args.name.as_str().into(),
        packages: args.packages.clone(),
        builds_on: args.builds_on.iter().map(|key| key.as_str().into()).collect(),
        terms: args.terms.as_str().into(),
        profiles: args.into.clone(),
    };
    let imported = import(&request).map_err(|error| match error {
        ImportError::Package(_, error) => unreadable(&error),
        other => Failure::Message(other.to_string()),
    })?;
    complain_of(&imported.notices);
    for url in &imported.without_snapshot {
        output::complain(&format!("{url} has no snapshot and none could be made"));
    }
    let folder = Path::new(&args.into).join(&args.name);
    output::write_out(&format!(
        "{}: {} definitions in {} files\n",
        folder.display(),
        imported.structures,
        imported.files
    ))?;
    Ok(Status::Clean)
}
