//! Slicing: which slice an item of a repeated element belongs to.
//!
//! `plan` turns discriminators into small tests when a schema is first used; `matching` runs them on items.

pub mod assign;
mod matching;
pub mod nearest;
mod plan;
pub mod unmatched;

use std::sync::Arc;

use smallvec::SmallVec;

use crate::definitions::model::{SlicingRules, Value};
use crate::document::Symbol;

use super::schema::{ElementIndex, Target};

pub use matching::describe;
pub use plan::plan;

/// The compiled slicing of one element.
#[derive(Debug)]
pub struct Plan {
    /// Whether items outside every slice are allowed, and where.
    pub rules: SlicingRules,
    /// Whether slices come in the order they are defined.
    pub ordered: bool,
    /// The slices in the order they are defined.
    pub slices: Vec<SlicePlan>,
}

/// The tests that an item of a slice passes.
#[derive(Debug)]
pub struct SlicePlan {
    /// The slice.
    pub element: ElementIndex,
    /// All of them hold for an item of the slice. Empty when the definition gives nothing to tell the slice apart.
    pub tests: Vec<Test>,
}

impl SlicePlan {
    /// Whether the definition says how items of the slice are recognised.
    pub fn is_evaluable(&self) -> bool {
        !self.tests.is_empty()
    }
}

/// One condition on what a path leads to.
#[derive(Debug, Clone)]
pub struct Test {
    /// From the item to what is looked at.
    pub steps: Vec<Step>,
    /// What must hold for at least one element there.
    pub condition: Condition,
}

/// One step of a discriminator path.
#[derive(Debug, Clone)]
pub enum Step {
    /// To children of any of these names (several for `value[x]`).
    Child(SmallVec<[Symbol; 1]>),
    /// To the resource that a reference names.
    Resolve,
    /// To extensions with a URL.
    Extension(Box<str>),
    /// Only elements of this type.
    OfType(Arc<str>),
}

/// What a discriminator asks.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Equal to a fixed value.
    Fixed(Value),
    /// Contains a pattern.
    Pattern(Value),
    /// Of one of these types.
    Type(Vec<Arc<str>>),
    /// Follows one of these profiles.
    Profile(Vec<Target>),
    /// Has a code of a value set.
    ValueSet(Box<str>),
    /// Is there.
    Present,
    /// Is not there.
    Absent,
}
