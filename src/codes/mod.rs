//! Medical codes: what each means and how one converts to another.
//!
//! A conversion never chooses in silence. [`Conversion`] says what was given, how it was read, and what came of it; a
//! choice among candidates is made only by a policy ([`Choose`]) and is recorded.

pub mod allergy;
mod choose;
mod converter;
pub mod disease;
pub mod drug;
pub mod export;
mod keys;
pub mod lab;
mod lookup;
mod model;
pub mod modifier;
mod names;
mod near;
mod normalise;
pub mod search;
mod system;
mod words;

pub use converter::{Converter, NoConverter, PAIRS, converts};
pub use lookup::{Known, Relation, Row, lookup};
pub use model::{
    Attribute, Attributes, Candidate, Candidates, Choose, Conversion, Day, Doubt, Equivalence, Facts, Malformed, Near,
    NoTarget, Outcome, Reason, Role, Successor, Target, Targets, Validity,
};
pub use normalise::{Change, Changes, Normalised, form_words, normalise};
pub use system::{Domain, System};
pub use words::Said;
