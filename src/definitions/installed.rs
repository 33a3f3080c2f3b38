//! Packages that a user has added: kept whole in the user's data folder and selected like embedded guides.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use super::cache::hexadecimal;
use crate::storage::whole::{self, WholeFile};

/// What the names of kept packages end with.
const SUFFIX: &str = ".tgz";

/// The folder of added packages; nothing is there when the user has no data folder.
#[derive(Debug, Clone, Default)]
pub struct Installed {
    folder: Option<PathBuf>,
}

/// A package that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledPackage {
    /// The name it is selected by: `name@version`.
    pub key: String,
    /// Where it is kept.
    pub path: PathBuf,
}

impl Installed {
    /// The folder named by `JPFHIR_DATA_DIR`, else `jpfhir` in the user's data folder (XDG).
    pub fn of_user() -> Self {
        let named = std::env::var_os("JPFHIR_DATA_DIR").filter(|v| !v.is_empty()).map(PathBuf::from);
        let folder = named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.data_dir().join("jpfhir")));
        Self { folder: folder.map(|f| f.join("packages")) }
    }

    /// A folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// The packages, sorted by key.
    pub fn list(&self) -> Vec<InstalledPackage> {
        let entries = self.folder.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let mut packages: Vec<InstalledPackage> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let key = path.file_name()?.to_str()?.strip_suffix(SUFFIX)?;
                (!key.starts_with('.')).then(|| InstalledPackage { key: key.to_owned(), path: path.clone() })
            })
            .collect();
        packages.sort_by(|a, b| a.key.cmp(&b.key));
        packages
    }

    /// The place of a package by its key.
    pub fn find(&self, key: &str) -> Option<PathBuf> {
        self.list().into_iter().find(|package| package.key == key).map(|package| package.path)
    }

    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Copies a package (an archive, a file or a folder, which is packed) under a key, whole or not at all; one of the
    /// same key is replaced. The answer is the SHA-256 of what is kept.
    ///
    /// # Errors
    /// What cannot be read or written, or a key that is no file name.
    pub fn add(&self, key: &str, package: &Path) -> io::Result<String> {
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        if key.is_empty() || key.starts_with('.') || key.contains(['/', '\\', '\0']) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{key:?} is no name for a package")));
        }
        let mut copy = Hashed { file: whole::created(&folder.join(format!("{key}{SUFFIX}")))?, hash: Sha256::new() };
        if package.is_dir() {
            archive(package, &mut copy)?;
        } else {
            io::copy(&mut fs::File::open(package)?, &mut copy)?;
        }
        copy.file.finish()?;
        Ok(hexadecimal(&copy.hash.finalize()))
    }

    /// Removes a package; the answer says whether it was there.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn remove(&self, key: &str) -> io::Result<bool> {
        match self.find(key) {
            Some(path) => fs::remove_file(path).map(|()| true),
            None => Ok(false),
        }
    }
}

/// A file being written, and the hash of what was written.
struct Hashed {
    file: WholeFile,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Packs a folder as packages are packed: everything below `package/`.
fn archive(folder: &Path, into: &mut Hashed) -> io::Result<()> {
    let compressed = flate2::write::GzEncoder::new(into, flate2::Compression::default());
    let mut builder = tar::Builder::new(compressed);
    builder.mode(tar::HeaderMode::Deterministic);
    let inner = folder.join("package");
    builder.append_dir_all("package", if inner.is_dir() { &inner } else { folder })?;
    builder.into_inner()?.finish().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_added_listed_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("p.tgz");
        fs::write(&archive, "hello").unwrap();
        let installed = Installed::in_folder(folder.path().join("packages"));
        assert_eq!(installed.list(), []);
        let hash = installed.add("b@1", &archive).unwrap();
        assert_eq!(hash, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        installed.add("a@2", &archive).unwrap();
        installed.add("a@2", &archive).unwrap();
        assert_eq!(installed.list().into_iter().map(|p| p.key).collect::<Vec<_>>(), ["a@2", "b@1"]);
        assert_eq!(fs::read(installed.find("b@1").unwrap()).unwrap(), b"hello");
        assert!(installed.remove("b@1").unwrap());
        assert!(!installed.remove("b@1").unwrap());
        assert_eq!(installed.find("b@1"), None);
    }

    #[test]
    fn a_folder_is_packed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("p/package")).unwrap();
        let vs = r#"{"resourceType":"ValueSet","url":"http://example.org/v"}"#;
        fs::write(folder.path().join("p/package/ValueSet-v.json"), vs).unwrap();
        let installed = Installed::in_folder(folder.path().join("packages"));
        installed.add("p@1", &folder.path().join("p")).unwrap();
        let (package, _) = crate::definitions::model::Package::read(installed.find("p@1").unwrap()).unwrap();
        assert_eq!(&*package.others[0].1, "http://example.org/v");
    }

    #[test]
    fn what_cannot_be_added_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let installed = Installed::in_folder(folder.path());
        for (key, archive) in [("a@1", "absent.tgz"), ("../a", "x"), ("", "x"), (".a", "x")] {
            assert!(installed.add(key, Path::new(archive)).is_err(), "{key}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(Installed::default().add("a@1", Path::new("x")).is_err());
        assert_eq!(Installed::default().list(), []);
    }
}
