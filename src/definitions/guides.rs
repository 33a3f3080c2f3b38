//! From what a user asks for to the definitions in force.
//!
//! Without options the guides of [`DEFAULT`] are in force and every other embedded edition is at hand for documents that
//! name its version. Whoever names packages gets R4 core and these, and the guides they name besides.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::cache::{Cache, content_hash, hexadecimal};
use super::embedded::{BUILD, embedded};
use super::facts::FactsEdition;
use super::installed::Installed;
use super::model::Package;
use super::pack::{FORMAT, Packed, pack};
use super::package::PackageError;
use super::registry::{Choice, Definitions};
use super::snapshot;
use super::version::{Fit, compare_versions, fit};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Span;

crate::messages! {
    GUIDE_UNKNOWN = "guide-unknown", Error, NotFound {
        en: "There is no guide {guide}", "Name one of these: {known}";
        ja: "ガイド {guide} はありません", "次のいずれかを指定してください: {known}";
        explain: "A guide is named by its name and version, as `jpfhir package list` shows them; the name alone means its current edition.";
    }
}

/// R4 core: always in force.
pub const CORE: &str = "r4@4.0.1";

/// The guides in force when nobody names any, in loading order.
pub const DEFAULT: [&str; 4] = ["core@1.1.2", "prescription@1.0.0", "checkup@1.5.0", "clins@1.10.0"];

/// What a user asks for.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Guides by name, e.g. `clins@1.10.0` or `clins`.
    pub guides: Vec<String>,
    /// Packages by path, in loading order.
    pub packages: Vec<PathBuf>,
    /// Where compiled packages are kept.
    pub cache: Cache,
}

/// Definitions and what is to be said about them.
#[derive(Debug)]
pub struct Opened {
    /// The definitions in force.
    pub definitions: Definitions,
    /// What is odd about the packages.
    pub notices: Vec<Diagnostic>,
    /// The packages that are not embedded, if there are any.
    pub brought: Option<Brought>,
}

/// Packages that are not embedded.
#[derive(Debug)]
pub struct Brought {
    /// What they are kept under in the cache: changes with their content and what they build on.
    pub key: String,
    /// Their positions among the editions in force.
    pub editions: Range<usize>,
}

impl Definitions {
    /// The definitions that a selection puts in force.
    ///
    /// # Errors
    /// A guide that is neither embedded nor installed, or a package that cannot be read.
    pub fn open(selection: &Selection) -> Result<Opened, PackageError> {
        let mut in_force = Vec::new();
        put_in_force(CORE, &mut in_force);
        let mut packages = Vec::new();
        for guide in &selection.guides {
            match resolve(guide)? {
                Guide::Embedded(key) => put_in_force(key, &mut in_force),
                Guide::Installed(path) => packages.push(path),
            }
        }
        packages.extend_from_slice(&selection.packages);
        let mut at_hand = Vec::new();
        if selection.guides.is_empty() && packages.is_empty() {
            DEFAULT.iter().for_each(|key| put_in_force(key, &mut in_force));
            at_hand = (0..embedded().editions().len()).filter(|index| !in_force.contains(index)).collect();
        }
        let choices = |indices: Vec<usize>| indices.into_iter().map(|i| (embedded().clone(), i)).collect();
        let mut in_force: Vec<Choice> = choices(in_force);
        let (mut notices, mut brought) = (Vec::new(), None);
        if !packages.is_empty() {
            let first = in_force.len();
            let (key, sources) = identified(&packages, &in_force)?;
            let (block, found) = compiled(&packages, &key, sources, &in_force, &selection.cache)?;
            in_force.extend((0..block.editions().len()).map(|index| (block.clone(), index)));
            brought = Some(Brought { key, editions: first..in_force.len() });
            notices = found;
        }
        Ok(Opened { definitions: Self::from_editions(in_force, choices(at_hand)), notices, brought })
    }
}

/// Adds an embedded edition after those that it builds on.
fn put_in_force(key: &str, in_force: &mut Vec<usize>) {
    let editions = embedded().editions();
    let Some(index) = editions.iter().position(|e| &*e.key == key).filter(|index| !in_force.contains(index)) else {
        return;
    };
    for below in &editions[index].builds_on {
        put_in_force(below, in_force);
    }
    in_force.push(index);
}

enum Guide {
    Embedded(&'static str),
    Installed(PathBuf),
}

/// Finds a guide by name and version, by name and a version that begins alike, or by name alone. What is embedded comes
/// before what was added, the same version before one that begins alike.
fn resolve(guide: &str) -> Result<Guide, PackageError> {
    let keys = || embedded().editions().iter().map(|e| &*e.key);
    if let Some(key) = keys().find(|key| *key == guide) {
        return Ok(Guide::Embedded(key));
    }
    let installed = Installed::of_user();
    if let Some(path) = installed.find(guide) {
        return Ok(Guide::Installed(path));
    }
    let near = match guide.split_once('@') {
        None => DEFAULT.iter().copied().find(|key| name_of(key) == guide).or_else(|| {
            let same = keys().filter(|key| name_of(key) == guide);
            same.max_by(|a, b| compare_versions(number_of(a), number_of(b)))
        }),
        Some((name, number)) => keys().find(|key| name_of(key) == name && fit(number_of(key), number) != Fit::Other),
    };
    near.map(Guide::Embedded).ok_or_else(|| {
        let mut known: Vec<Box<str>> = keys().map(Into::into).collect();
        known.extend(installed.list().into_iter().map(|package| package.key.into()));
        let unknown = Diagnostic::new(&GUIDE_UNKNOWN, Span::default()).with("guide", guide).with("known", known);
        PackageError(Box::new(unknown))
    })
}

fn name_of(key: &str) -> &str {
    key.split_once('@').map_or(key, |(name, _)| name)
}

fn number_of(key: &str) -> &str {
    key.split_once('@').map_or("", |(_, number)| number)
}

/// Name and SHA-256 of each package's file.
type Sources = Vec<(Box<str>, Box<str>)>;

/// What makes compiled packages what they are, as a key for the cache, and what they are made from.
fn identified(paths: &[PathBuf], beneath: &[Choice]) -> Result<(String, Sources), PackageError> {
    let mut key = Sha256::new();
    key.update(FORMAT.to_le_bytes());
    key.update(BUILD);
    for (packed, index) in beneath {
        key.update(packed.editions()[*index].key.as_bytes());
        key.update([0]);
    }
    let mut sources = Sources::new();
    for path in paths {
        let place = Package::locate(path);
        let hash = content_hash(&place).map_err(|e| PackageError::unreadable(&place, &e))?;
        let name = place.file_name().unwrap_or(place.as_os_str()).to_string_lossy();
        // The name is part of what is compiled: reports show it, and packages without a manifest are called by it.
        key.update(name.as_bytes());
        key.update(hash);
        sources.push((name.into(), hexadecimal(&hash).into()));
    }
    Ok((hexadecimal(&key.finalize()), sources))
}

/// The packages as one block: from the cache, or read, completed with snapshots and stored there.
fn compiled(
    paths: &[PathBuf],
    key: &str,
    sources: Sources,
    beneath: &[Choice],
    cache: &Cache,
) -> Result<(Arc<Packed>, Vec<Diagnostic>), PackageError> {
    if let Some(packed) = cache.load(key).and_then(Packed::open) {
        return Ok((Arc::new(packed), Vec::new()));
    }
    let (bytes, notices) = compile(paths, sources, beneath)?;
    // Faults of a package are said on every run, so such packages are read on every run.
    if notices.iter().all(|notice| notice.severity == Severity::Information) {
        cache.store(key, &bytes);
    }
    Ok((Arc::new(Packed::open(bytes).unwrap_or_default()), notices))
}

fn compile(
    paths: &[PathBuf],
    sources: Sources,
    beneath: &[Choice],
) -> Result<(Vec<u8>, Vec<Diagnostic>), PackageError> {
    let mut packages = Vec::new();
    let mut notices = Vec::new();
    for path in paths {
        let (package, found) = Package::read(path)?;
        packages.push(package);
        notices.extend(found);
    }
    let below = Definitions::from_editions(beneath.to_vec(), Vec::new());
    let find = |canonical: &str| below.find(canonical).any().map(|id| below.structure(id));
    notices.extend(snapshot::complete(&mut packages, &find));
    let editions: Vec<FactsEdition> = packages
        .into_iter()
        .zip(sources)
        .map(|(package, source)| FactsEdition {
            key: format!("{}@{}", package.name, package.version).trim_end_matches('@').into(),
            sources: vec![source],
            package,
            ..FactsEdition::default()
        })
        .collect();
    Ok((pack(&editions), notices))
}

#[cfg(test)]
#[path = "guides_tests.rs"]
mod tests;
