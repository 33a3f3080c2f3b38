//! Turns the facts of `profiles/` into the block of definitions that is embedded in the program.

#![allow(dead_code, unused_imports, reason = "the modules are the library's own; the build uses a part of each")]

#[path = "src/definitions/facts/mod.rs"]
mod facts;
#[path = "src/definitions/model.rs"]
mod model;
#[path = "src/definitions/pack/mod.rs"]
mod pack;
#[path = "src/definitions/version.rs"]
mod version;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    for path in ["profiles", "src/definitions/facts", "src/definitions/pack"] {
        println!("cargo::rerun-if-changed={path}");
    }
    for path in
        ["build.rs", "src/definitions/model.rs", "src/definitions/model/terminology.rs", "src/definitions/version.rs"]
    {
        println!("cargo::rerun-if-changed={path}");
    }
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let editions = facts::load(&here.join("profiles"), None)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("definitions.bin"), pack::pack(&editions))?;
    Ok(())
}
