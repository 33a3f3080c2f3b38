//! Unpacked packages and folders of definitions.

use std::path::Path;

use rayon::iter::{ParallelBridge, ParallelIterator};
use walkdir::WalkDir;

use super::collect::{Collector, File};
use super::problems::PackageError;

/// Reads every file of a folder; with `package/` inside, of that.
pub(super) fn read(path: &Path, collector: &Collector) -> Result<(), PackageError> {
    let inner = path.join("package");
    let root = if inner.is_dir() { &inner } else { path };
    let walk = WalkDir::new(root).sort_by_file_name();
    walk.into_iter()
        .par_bridge()
        .map(|entry| {
            let entry = entry.map_err(|e| PackageError::unreadable(path, &e.into()))?;
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                let bytes = std::fs::read(entry.path()).map_err(|e| PackageError::unreadable(entry.path(), &e))?;
                collector.add(File { name, bytes, alone: false });
            }
            Ok(())
        })
        .collect()
}
