//! Import of the masters as published, from the reference material; nothing is measured where that is absent.

use std::path::{Path, PathBuf};

use divan::Bencher;
use jpfhir::masters::Masters;
use jpfhir::masters::compile;
use jpfhir::masters::import::{Limits, Published, Request, import, open};

fn main() {
    divan::main();
}

fn folder() -> PathBuf {
    let shared = std::env::var_os("JPFHIR_SHARED").map(PathBuf::from);
    shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join("masters")
}

/// The files of a master: those in the folder whose path begins so.
fn files(beginning: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder())
        .into_iter()
        .flatten()
        .map(|entry| entry.into_path())
        .filter(|path| path.strip_prefix(folder()).is_ok_and(|path| path.to_string_lossy().starts_with(beginning)))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// From files to a compiled table: opened, read, checked, sorted and compiled.
#[divan::bench(args = ["b_", "hb_", "z_", "y_ALL", "ippan", "tp", "MEDIS", "jlac/jlac10_jlac11_20240930", "jlac/lab", "jfagy/sjis/JFAGY_J9FN_2025"])]
fn imported(bencher: Bencher, beginning: &str) {
    let mut files = files(beginning);
    if beginning == "y_ALL" {
        files.extend(self::files("drug_updates/"));
    }
    let masters = Masters::default();
    bencher.bench_local(|| {
        let opened: Vec<Published> =
            files.iter().flat_map(|path| open(path, Limits::default()).expect("it opens")).collect();
        let imported = import(&opened, Request::default(), &masters).expect("it is read");
        imported.iter().map(|imported| compile(&imported.rows).len()).sum::<usize>()
    });
}
