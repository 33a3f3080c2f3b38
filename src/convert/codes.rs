//! Code conversions as answers that can be written.

use crate::codes::{Attributes, Choose, Conversion, Converter, Doubt, Equivalence, NoTarget, Outcome as Came, Target};

use super::{Answer, Coded, Hints, Outcome, Translate};

/// Asks a converter, and puts its answers into words of a language.
#[derive(Debug)]
pub struct Codes<'m> {
    /// The converter.
    pub converter: Converter<'m>,
    /// Whether reasons are Japanese.
    pub japanese: bool,
}
