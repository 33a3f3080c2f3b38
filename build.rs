//! Turns the facts of `profiles/` and `codesystems/` into the block of definitions that is embedded in the program.

#![allow(dead_code, unused_imports, reason = "the modules are the library's own; the build uses a part of each")]

#[path = "src/definitions/codes/mod.rs"]
mod codes;
#[path = "src/definitions/facts/mod.rs"]
mod facts;
#[path = "src/masters/data/mod.rs"]
mod masters;
#[path = "src/definitions/model.rs"]
mod model;
#[path = "src/definitions/names.rs"]
mod names;
#[path = "src/definitions/pack/mod.rs"]
mod pack;
#[path = "src/storage/mod.rs"]
mod storage;
#[path = "src/definitions/version.rs"]
mod version;

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    for path in ["build.rs", "codesystems", "profiles", "src/definitions", "src/masters/data", "src/storage"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let editions = facts::load(&here.join("profiles"), None)?;
    let block = pack::pack(&editions);
    let mut build = DefaultHasher::new();
    block.hash(&mut build);
    hash_files(&here.join("src/definitions"), &mut build)?;
    println!("cargo::rustc-env=JPFHIR_DEFINITIONS_BUILD={:016x}", build.finish());
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("definitions.bin"), block)?;
    embed_masters(&here.join("codesystems/masters"), &out)
}

/// Compiles the masters, and writes the list of them that the program includes: `&[("key", bytes), …]`.
fn embed_masters(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut list = String::from("&[");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED_MASTERS").is_some() && folder.is_dir() {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let mut rows = masters::facts::read(&path.display().to_string(), &std::fs::read_to_string(&path)?)?;
            rows.sort();
            let compiled = out.join(format!("{}.master", rows.key()));
            std::fs::write(&compiled, masters::compile(&rows))?;
            list.push_str(&format!("({:?}, include_bytes!({:?})), ", rows.key(), compiled));
        }
    }
    list.push(']');
    std::fs::write(out.join("masters.rs"), list)?;
    Ok(())
}

/// Hashes the content of all files of a folder, in the order of their names.
fn hash_files(folder: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            hash_files(&path, hasher)?;
        } else {
            std::fs::read(path)?.hash(hasher);
        }
    }
    Ok(())
}
