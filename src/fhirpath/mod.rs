//! FHIRPath N1 with the functions of FHIR R4, on the project's own document tree.
//!
//! [`compile`] reads an expression once and checks it against the types it will meet; a [`Program`] is then evaluated on
//! any number of elements by [`Machine`]. What an expression asks of its surroundings goes through [`Host`].

pub mod ast;
pub mod check;
mod compile;
mod defined;
mod eval;
mod explain;
pub mod faults;
pub mod functions;
pub mod host;
pub mod lexer;
mod machine;
pub mod model;
pub mod native;
mod operators;
pub mod parser;
pub mod program;
pub mod types;
pub mod value;
mod walk;

pub use compile::{Mode, Scope, compile};
pub use eval::{Input, MOST_STEPS, Machine};
pub use explain::Reason;
pub use faults::{Fault, MESSAGES, Result};
pub use host::{Alone, Answer, Coded, Host};
pub use model::{Model, TypeId};
pub use parser::parse;
pub use program::Program;
pub use types::{Static, Ty};
pub use value::Value;
