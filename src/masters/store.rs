//! Snapshots that the user has imported: immutable files in the user's data folder, and which of them are pinned.
//!
//! A file is written whole or not at all; its checksum is verified when it is opened.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::data::{Edition, Kind, Rows, Table, compile};
use super::problems::{DAMAGED, EDITION_DIFFERS, Fault, NOT_STORED, UNREADABLE, because, fault};
use crate::storage::whole;

/// What the names of snapshots end with.
const SUFFIX: &str = ".master";
/// The file that says which editions are pinned: kind and edition, one line each.
const PINS: &str = "use.tsv";
/// The checksum that a snapshot begins with, in bytes.
const CHECKSUM: usize = 8;

/// The folder of snapshots; nothing is there when the user has no data folder.
#[derive(Debug, Clone, Default)]
pub struct Store {
    folder: Option<PathBuf>,
}

/// A snapshot that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which master.
    pub kind: Kind,
    /// Which edition.
    pub edition: Edition,
    /// Where it is kept.
    pub path: PathBuf,
}

impl Store {
    /// The folder `masters` in the one named by `JPFHIR_DATA_DIR`, else in `jpfhir` in the user's data folder (XDG).
    pub fn of_user() -> Self {
        let named = std::env::var_os("JPFHIR_DATA_DIR").filter(|v| !v.is_empty()).map(PathBuf::from);
        let folder = named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.data_dir().join("jpfhir")));
        Self { folder: folder.map(|folder| folder.join("masters")) }
    }

    /// A folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The snapshots, sorted by kind and edition.
    pub fn list(&self) -> Vec<Kept> {
        let entries = self.folder.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let mut kept: Vec<Kept> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let (kind, edition) = parse_key(path.file_name()?.to_str()?.strip_suffix(SUFFIX)?)?;
                Some(Kept { kind, edition, path })
            })
            .collect();
        kept.sort_by_key(|kept| (kept.kind, kept.edition));
        kept
    }

    /// Opens a snapshot.
    ///
    /// # Errors
    /// When it cannot be read or its checksum does not fit.
    pub fn open(kept: &Kept) -> Result<Table, Fault> {
        let file = kept.path.display().to_string();
        let mut bytes = fs::read(&kept.path).map_err(|error| because(&UNREADABLE, &file, error))?;
        let mut opened = || {
            let content = bytes.split_off(bytes.len().min(CHECKSUM));
            let whole = bytes == checksum(&content);
            let table = whole.then(|| Table::open(content)).flatten()?;
            (table.kind() == kept.kind && table.edition() == kept.edition).then_some(table)
        };
        opened().ok_or_else(|| {
            let key = format!("{}@{}", kept.kind, kept.edition);
            Box::new(fault(&DAMAGED, &file).with("key", key))
        })
    }

    /// Keeps an edition, whole or not at all. The answer says whether it is new: the same edition again is none. `file`
    /// is what it was read from.
    ///
    /// # Errors
    /// What cannot be written, or another snapshot of the same edition, which is not replaced.
    pub fn add(&self, rows: &Rows, file: &str) -> Result<bool, Fault> {
        let key = rows.key();
        let failed = |reason: io::Error| -> Fault { Box::new(because(&NOT_STORED, file, reason).with("key", &*key)) };
        let folder = self.folder.as_ref().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let path = folder.join(format!("{key}{SUFFIX}"));
        let compiled = compile(rows);
        let content = [&checksum(&compiled)[..], &compiled].concat();
        match fs::read(&path) {
            Ok(before) if before == content => return Ok(false),
            Ok(_) => return Err(Box::new(fault(&EDITION_DIFFERS, file).with("key", key))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        remove_leftovers(folder);
        whole::write(&path, &content).map_err(failed)?;
        Ok(true)
    }

    /// Removes a snapshot; the answer says whether it was there.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn remove(&self, kind: Kind, edition: Edition) -> io::Result<bool> {
        match self.list().into_iter().find(|kept| (kept.kind, kept.edition) == (kind, edition)) {
            Some(kept) => fs::remove_file(kept.path).map(|()| true),
            None => Ok(false),
        }
    }

    /// The editions that are pinned.
    pub fn pins(&self) -> BTreeMap<Kind, Edition> {
        let read = |folder: &PathBuf| fs::read_to_string(folder.join(PINS)).ok();
        let text = self.folder.as_ref().and_then(read).unwrap_or_default();
        let pin = |line: &str| {
            let (kind, edition) = line.split_once('\t')?;
            Some((Kind::of_key(kind)?, Edition::parse(edition)?))
        };
        text.lines().filter_map(pin).collect()
    }

    /// Pins an edition of a master, or none: then the newest is in force.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn pin(&self, kind: Kind, edition: Option<Edition>) -> io::Result<()> {
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut pins = self.pins();
        match edition {
            Some(edition) => drop(pins.insert(kind, edition)),
            None => drop(pins.remove(&kind)),
        }
        let text: String = pins.iter().map(|(kind, edition)| format!("{kind}\t{edition}\n")).collect();
        whole::write(&folder.join(PINS), text.as_bytes())
    }
}

/// Kind and edition of a key: `disease@20240601`.
pub fn parse_key(key: &str) -> Option<(Kind, Edition)> {
    let (kind, edition) = key.split_once('@')?;
    Some((Kind::of_key(kind)?, Edition::parse(edition)?))
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    twox_hash::XxHash3_64::oneshot(bytes).to_le_bytes()
}

/// Removes what interrupted imports have left: partial files that nobody has written to for an hour.
fn remove_leftovers(folder: &Path) {
    let is_old = |path: &Path| {
        let age = path.metadata().and_then(|about| about.modified()).ok()?.elapsed().ok()?;
        Some(age.as_secs() >= 3600)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_partial = entry.file_name().to_string_lossy().starts_with('.');
        if is_partial && is_old(&entry.path()) == Some(true) {
            drop(fs::remove_file(entry.path()));
        }
    }
}
