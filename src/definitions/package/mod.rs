//! Packages as people have them: a `.tgz`, a folder, a single file, a Bundle of definitions.
//!
//! Only StructureDefinitions are read whole; of other canonical resources the address is kept, the rest is counted.

mod archive;
mod collect;
mod folder;
mod problems;

use std::path::{Path, PathBuf};

pub use problems::{MESSAGES, PackageError};

use super::model::Package;
use crate::diagnostics::Diagnostic;
use collect::{Collector, File};

impl Package {
    /// Reads a package from a `.tgz`, a folder (the package itself or the one that holds `package/`), or a single file
    /// (a StructureDefinition, ValueSet, CodeSystem …, or a Bundle of such; JSON or XML). `name#version` that is no
    /// such path is looked for in `~/.fhir/packages`. The notices name files that were left out, and why.
    ///
    /// Fails when nothing is there or when the archive is broken, hostile or holds nothing that is FHIR.
    pub fn read(path: impl AsRef<Path>) -> Result<(Package, Vec<Diagnostic>), PackageError> {
        let path = locate(path.as_ref());
        let metadata = std::fs::metadata(&path).map_err(|e| PackageError::unreadable(&path, &e))?;
        let collector = Collector::default();
        if metadata.is_dir() {
            folder::read(&path, &collector)?;
        } else if is_archive(&path)? {
            archive::read(&path, &collector)?;
        } else {
            let bytes = std::fs::read(&path).map_err(|e| PackageError::unreadable(&path, &e))?;
            collector.add(File { name: file_name(&path), bytes, alone: true });
        }
        collector.finish(&path)
    }
}

impl Package {
    /// Where a package that was named is: see [`Package::read`].
    pub(super) fn locate(path: &Path) -> PathBuf {
        locate(path)
    }
}

/// The path itself, or the place of `name#version` in the package cache that other FHIR tools keep.
fn locate(path: &Path) -> PathBuf {
    let name = path.to_string_lossy();
    if path.exists() || !name.contains('#') || name.contains(['/', '\\']) {
        return path.to_owned();
    }
    match etcetera::home_dir() {
        Ok(home) if home.join(".fhir/packages").join(path).exists() => home.join(".fhir/packages").join(path),
        _ => path.to_owned(),
    }
}

/// Archives are known by their first two bytes, whatever the file is called.
fn is_archive(path: &Path) -> Result<bool, PackageError> {
    use std::io::Read;
    let mut magic = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| PackageError::unreadable(path, &e))?;
    file.take(2).read_to_end(&mut magic).map_err(|e| PackageError::unreadable(path, &e))?;
    Ok(magic == [0x1f, 0x8b])
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
