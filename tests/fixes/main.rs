//! Fixes: each kind where it is due and nowhere else, and over whole corpora the promise that safe ones keep.

mod corpus;
mod manual;
mod promise;
#[path = "../shared/mod.rs"]
mod shared;
#[path = "../rules/tools.rs"]
mod tools;
