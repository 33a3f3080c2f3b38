//! Packages → an edition in `profiles/`: how the next edition of a guide gets into the program.

use std::fs;
use std::path::{Path, PathBuf};

use super::cache::{content_hash, hexadecimal};
use super::codes;
use super::facts::{self, FactsEdition, FactsError, FactsFile};
use super::model::Package;
use super::package::PackageError;
use super::registry::Definitions;
use super::snapshot;
use crate::diagnostics::Diagnostic;

/// Resource types that stay in the list of other canonical resources: what bindings and codings refer to.
const LISTED: [&str; 3] = ["CodeSystem", "ConceptMap", "ValueSet"];

/// What to import.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The key of the edition, e.g. `core@1.2.0`; also the name of its folder.
    pub key: Box<str>,
    /// The packages that make it up.
    pub packages: Vec<PathBuf>,
    /// Keys of the editions that it builds on.
    pub builds_on: Vec<Box<str>>,
    /// Whose the material is and under which terms.
    pub terms: Box<str>,
    /// The folder that holds all editions.
    pub profiles: PathBuf,
}

/// The files of an edition.
#[derive(Debug, Default)]
pub struct Files {
    /// For its folder in `profiles/`.
    pub profiles: Vec<FactsFile>,
    /// For its folder in `codesystems/`.
    pub code_systems: Vec<FactsFile>,
}

/// What was imported.
#[derive(Debug, Default)]
pub struct Imported {
    /// How many files were written.
    pub files: usize,
    /// How many definitions they hold.
    pub structures: usize,
    /// URLs of definitions that have no snapshot.
    pub without_snapshot: Vec<Box<str>>,
    /// What the packages held that could not be read.
    pub notices: Vec<Diagnostic>,
}

/// Why an import failed. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A package cannot be read.
    #[error("{}: the package cannot be read", .0.display())]
    Package(PathBuf, PackageError),
    /// An edition that it builds on cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// A file cannot be read or written.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, std::io::Error),
}

/// Writes the edition's folder anew.
///
/// # Errors
/// See [`ImportError`].
pub fn import(request: &Import) -> Result<Imported, ImportError> {
    let (files, imported) = prepare(request)?;
    let folder = request.profiles.join(&*request.key);
    replace_folder(&folder, &files.profiles).map_err(|e| ImportError::File(folder, e))?;
    let folder = request.profiles.with_file_name("codesystems").join(&*request.key);
    replace_folder(&folder, &files.code_systems).map_err(|e| ImportError::File(folder, e))?;
    Ok(imported)
}

/// The files that [`import`] writes. Definitions without a snapshot get one.
///
/// # Errors
/// See [`ImportError`].
pub fn prepare(request: &Import) -> Result<(Files, Imported), ImportError> {
    let mut imported = Imported::default();
    let mut edition = read_edition(request, &mut imported.notices)?;
    let loaded = facts::load(&request.profiles, Some(&request.builds_on))?;
    let built_on = facts::below(&request.builds_on, &loaded);
    if edition.package.structures.iter().any(|s| s.snapshot.is_empty()) {
        let below = Definitions::from_packages(built_on.iter().map(|e| e.package.clone()).collect());
        let find = |canonical: &str| below.find(canonical).any().map(|id| below.structure(id));
        imported.notices.extend(snapshot::complete(std::slice::from_mut(&mut edition.package), &find));
    }
    edition.package.structures.iter_mut().for_each(|structure| structure.differential.clear());
    let package = &mut edition.package;
    let (code_systems, value_sets) =
        (std::mem::take(&mut package.code_systems), std::mem::take(&mut package.value_sets));
    let code_systems = codes::facts::write(&codes::facts::Codes { code_systems, value_sets });
    let files = Files { profiles: facts::write(&edition, &built_on), code_systems };
    imported.files = files.profiles.len() + files.code_systems.len();
    imported.structures = edition.package.structures.len();
    let empty = edition.package.structures.into_iter().filter(|s| s.snapshot.is_empty());
    imported.without_snapshot = empty.map(|s| s.url).collect();
    Ok((files, imported))
}

fn read_edition(request: &Import, notices: &mut Vec<Diagnostic>) -> Result<FactsEdition, ImportError> {
    let mut whole = Package::default();
    let mut sources = Vec::new();
    for path in &request.packages {
        let (package, found) = Package::read(path).map_err(|e| ImportError::Package(path.clone(), e))?;
        notices.extend(found);
        let hash = content_hash(path).map_err(|e| ImportError::File(path.clone(), e))?;
        sources.push((file_name(path), hexadecimal(&hash).into()));
        if whole.name.is_empty() {
            (whole.name, whole.version) = (package.name, package.version);
            whole.dependencies = package.dependencies;
        }
        whole.structures.extend(package.structures);
        whole.code_systems.extend(package.code_systems);
        whole.value_sets.extend(package.value_sets);
        whole.others.extend(package.others.into_iter().filter(|(kind, _, _)| LISTED.contains(&&**kind)));
    }
    whole.structures.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    Ok(FactsEdition {
        key: request.key.clone(),
        builds_on: request.builds_on.clone(),
        sources,
        terms: request.terms.clone(),
        package: whole,
    })
}

fn file_name(path: &Path) -> Box<str> {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into()
}

/// Removes the facts that are there and writes the new ones.
fn replace_folder(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "txt" || e == "tsv") {
            fs::remove_file(path)?;
        }
    }
    files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
}
