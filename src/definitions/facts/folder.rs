//! The folder `profiles/`: one folder an edition, named by its key.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::super::codes;
use super::{EDITION_FILE, FactsEdition, FactsError, FactsFile, read};

/// Reads the editions of `profiles`, each after those that it builds on: all, or those of `wanted` and what they build
/// on. Code systems and value sets come from the folder `codesystems` beside it.
///
/// # Errors
/// A folder or file that cannot be read, an edition that is not there, or the first fault in the text.
pub fn load(profiles: &Path, wanted: Option<&[Box<str>]>) -> Result<Vec<FactsEdition>, FactsError> {
    let keys: Vec<Box<str>> = match wanted {
        Some(keys) => keys.to_vec(),
        None => edition_keys(profiles)?,
    };
    let mut loaded = Vec::new();
    for key in keys {
        load_edition(profiles, &key, &mut loaded, 0)?;
    }
    Ok(loaded)
}

/// The names of the folders that hold an edition, sorted.
fn edition_keys(profiles: &Path) -> Result<Vec<Box<str>>, FactsError> {
    let mut keys = Vec::new();
    for entry in fs::read_dir(profiles).map_err(|e| unreadable(profiles, &e))? {
        let entry = entry.map_err(|e| unreadable(profiles, &e))?;
        if entry.path().join(EDITION_FILE).is_file() {
            keys.push(entry.file_name().to_string_lossy().into());
        }
    }
    keys.sort();
    Ok(keys)
}

fn load_edition(profiles: &Path, key: &str, loaded: &mut Vec<FactsEdition>, depth: usize) -> Result<(), FactsError> {
    if loaded.iter().any(|edition| &*edition.key == key) {
        return Ok(());
    }
    let folder = profiles.join(key);
    let files = read_files(&folder)?;
    let head: Vec<FactsFile> = files.iter().filter(|(name, _)| name == EDITION_FILE).cloned().collect();
    let builds_on = read(&head, &[])?.builds_on;
    if depth > 16 {
        return Err(error(&folder, "the editions build on each other in a circle"));
    }
    for below in &builds_on {
        load_edition(profiles, below, loaded, depth + 1)?;
    }
    let built_on = below(&builds_on, loaded);
    let in_folder = |e: FactsError| FactsError { file: format!("{key}/{}", e.file), ..e };
    let mut edition = read(&files, &built_on).map_err(in_folder)?;
    if &*edition.key != key {
        return Err(error(&folder, "the folder is not named like the edition in it"));
    }
    let codes = codes::facts::load(&profiles.with_file_name("codesystems").join(key)).map_err(in_folder)?;
    (edition.package.code_systems, edition.package.value_sets) = (codes.code_systems, codes.value_sets);
    loaded.push(edition);
    Ok(())
}

/// Of loaded editions those that `builds_on` names, and those that they build on, in loading order.
pub fn below<'a>(builds_on: &[Box<str>], loaded: &'a [FactsEdition]) -> Vec<&'a FactsEdition> {
    let mut wanted: BTreeMap<&str, ()> = builds_on.iter().map(|key| (&**key, ())).collect();
    for edition in loaded.iter().rev() {
        if wanted.contains_key(&*edition.key) {
            wanted.extend(edition.builds_on.iter().map(|key| (&**key, ())));
        }
    }
    loaded.iter().filter(|edition| wanted.contains_key(&*edition.key)).collect()
}

/// The text files of a folder, sorted by name.
fn read_files(folder: &Path) -> Result<Vec<FactsFile>, FactsError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let path = entry.map_err(|e| unreadable(folder, &e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            files.push((name, fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?));
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path, cause: &std::io::Error) -> FactsError {
    error(path, &cause.to_string())
}

fn error(path: &Path, message: &str) -> FactsError {
    FactsError { file: path.display().to_string(), line: 0, message: message.into() }
}
