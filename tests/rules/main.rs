//! The submission rules: each breaks on what it is about and on nothing else, and the official examples pass.

mod batch;
mod case;
mod cases;
mod corpus;
mod defects;
mod documents;
mod examples;
mod fixes;
mod manual;
#[path = "../shared/mod.rs"]
mod shared;
mod tools;
#[path = "../xml_writer/mod.rs"]
mod xml_writer;

use std::path::Path;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
