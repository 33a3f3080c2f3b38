//! Fixes: each kind where it is due and nowhere else, and over whole corpora the promise that safe ones keep.

mod command;
mod corpus;
mod kinds;
mod manual;
mod mutations;
mod profiled;
mod promise;
#[path = "../shared/mod.rs"]
mod shared;
#[path = "../rules/tools.rs"]
mod tools;
