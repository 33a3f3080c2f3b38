//! Medical codes: what each means and how one converts to another.
//!
//! A conversion never chooses in silence. [`Conversion`] says what was given, how it was read, and what came of it; a
//! choice among candidates is made only by a policy ([`Choose`]) and is recorded.

mod keys;
mod model;
mod normalise;
mod system;
mod words;

pub use model::{
    Attribute, Attributes, Candidate, Candidates, Choose, Conversion, Day, Equivalence, Malformed, Near, NoTarget,
    Outcome, Reason, Role, Successor, Target, Targets, Validity,
};
pub use normalise::{Change, Changes, Normalised, form_words, normalise};
pub use system::{Domain, System};
pub use words::Said;
