//! Compiled packages kept between runs, so that the same packages are read only once.
//!
//! A file is written whole or not at all, and its checksum is verified when it is opened. Whatever is wrong with the cache (foreign files, a full or read-only disk) only means that packages are compiled again.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use crate::storage::whole;

/// The checksum that a file begins with, in bytes.
const CHECKSUM: usize = 32;
/// How many blocks are kept; the oldest go first.
const KEPT: usize = 64;

/// Where compiled packages are kept; nowhere when there is no folder.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The folder named by `JPFHIR_CACHE_DIR`, else `jpfhir` in the user's cache folder (XDG).
    pub fn of_user() -> Self {
        let named = std::env::var_os("JPFHIR_CACHE_DIR").filter(|v| !v.is_empty()).map(PathBuf::from);
        let folder = named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("jpfhir")));
        Self { folder }
    }

    /// A folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// Where the compiled packages lie.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{key}.definitions")))
    }

    /// What was stored under a key, if it is whole.
    pub fn load(&self, key: &str) -> Option<Vec<u8>> {
        let mut file = fs::File::open(self.path(key)?).ok()?;
        let mut checksum = [0; CHECKSUM];
        file.read_exact(&mut checksum).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        (Sha256::digest(&bytes)[..] == checksum).then_some(bytes)
    }

    /// Stores bytes under a key, or does nothing when that is not possible.
    pub fn store(&self, key: &str, bytes: &[u8]) {
        let (Some(folder), Some(path)) = (&self.folder, self.path(key)) else { return };
        let written = whole::created(&path).and_then(|mut file| {
            file.write_all(&Sha256::digest(bytes))?;
            file.write_all(bytes)?;
            file.finish_unsynchronised()
        });
        if written.is_ok() {
            remove_oldest(folder);
        }
    }
}

fn remove_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut blocks: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let changed = path.metadata().ok()?.modified().ok()?;
            (path.extension()? == "definitions").then_some((changed, path))
        })
        .collect();
    blocks.sort();
    for (_, path) in blocks.iter().rev().skip(KEPT) {
        drop(fs::remove_file(path));
    }
}

/// SHA-256 of a file, or of the names and contents of all files of a folder.
///
/// # Errors
/// What cannot be read.
pub fn content_hash(path: &Path) -> std::io::Result<[u8; CHECKSUM]> {
    if !path.is_dir() {
        return Ok(Sha256::digest(fs::read(path)?).into());
    }
    let mut whole = Sha256::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(std::io::Error::other)?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(path).unwrap_or(entry.path()).as_os_str().as_encoded_bytes();
            whole.update((name.len() as u64).to_le_bytes());
            whole.update(name);
            whole.update(Sha256::digest(fs::read(entry.path())?));
        }
    }
    Ok(whole.finalize().into())
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("new"));
        assert_eq!(cache.load("a"), None);
        cache.store("a", b"hello");
        assert_eq!(cache.load("a").as_deref(), Some(&b"hello"[..]));
        assert_eq!(cache.load("b"), None);
        let names: Vec<_> = fs::read_dir(folder.path().join("new")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["a.definitions"]);
    }

    #[test]
    fn damaged_files_are_not_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        cache.store("a", b"hello");
        let path = folder.path().join("a.definitions");
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(cache.load("a"), None, "{length}");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.load("a"), None, "{place}");
        }
        fs::write(&path, whole).unwrap();
        assert!(cache.load("a").is_some());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_no_cache() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for cache in [Cache::in_folder(file.join("below")), Cache::default()] {
            cache.store("a", b"hello");
            assert_eq!(cache.load("a"), None);
        }
    }

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        for number in 0..KEPT {
            let path = folder.path().join(format!("old{number}.definitions"));
            fs::write(&path, "").unwrap();
            let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number as u64);
            fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
        }
        cache.store("new", b"hello");
        assert!(cache.load("new").is_some());
        assert!(!folder.path().join("old0.definitions").exists());
        assert!(folder.path().join("old1.definitions").exists());
    }

    #[test]
    fn a_folder_hashes_by_names_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("one")).unwrap();
        fs::create_dir(at("two")).unwrap();
        fs::write(at("one/a"), "x").unwrap();
        fs::write(at("two/a"), "x").unwrap();
        let hash = |name: &str| content_hash(&at(name)).unwrap();
        assert_eq!(hash("one"), hash("two"));
        fs::write(at("two/b"), "").unwrap();
        assert_ne!(hash("one"), hash("two"));
        assert!(content_hash(&at("none")).is_err());
        assert_eq!(hexadecimal(&[0, 0xff]), "00ff");
    }
}
