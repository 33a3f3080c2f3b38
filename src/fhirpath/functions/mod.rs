//! The functions, in the families of the specification. A function is one row of its family and the code it names.

mod aggregate;
mod boundary;
mod combining;
mod conversion;
mod encoding;
mod existence;
mod fhir;
mod filtering;
mod math;
mod regexes;
mod strings;
mod subsetting;
mod terminology;
mod tree;
mod utility;

use super::eval::{Call, Machine};
use super::faults::Result;
use super::value::System;

pub(super) use conversion::to_text;
pub(super) use regexes::compile as compile_regex;

/// How a function takes an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A collection.
    Collection,
    /// A collection that is evaluated where the function stands, for each item of the input as `$this`.
    Each,
    /// The same, giving a truth value.
    Criterion,
    /// One value of a System type.
    One(System),
    /// One regular expression.
    Regex,
    /// An ordering key for each item.
    Key,
}

/// What is known of a function's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Items of the input.
    Input,
    /// A value of a System type.
    One(System),
    /// What the first argument gives.
    First,
    /// What the first argument gives, applied again and again.
    Repeated,
    /// Items of the input and of the first argument.
    Both,
    /// What the second or third argument gives.
    Branches,
    /// The children of the input, or all below it.
    Below,
    /// What `type()` gives.
    Info,
    /// Elements of the FHIR type of this name.
    Fhir(&'static str),
    /// Anything.
    Any,
}

/// What makes a function cheaper where only truth or number matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Nothing.
    None,
    /// `exists()`
    Exists,
    /// `empty()`
    Empty,
    /// `not()`
    Not,
}

/// How a function is run: its input is on the stack, its results are to be pushed.
pub type Code = for<'a, 'h, 'f> fn(&mut Machine<'a, 'h>, &Call<'a, 'f>) -> Result;

/// A function.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The System types that its input must be or convert to; empty: anything.
    pub input: &'static [System],
    /// How it takes its arguments.
    pub arguments: &'static [Argument],
    /// How many of these must be there.
    pub required: u8,
    /// What it gives.
    pub gives: Gives,
    /// Whether it depends on the order of its input.
    pub is_ordered: bool,
    /// See [`Shortcut`].
    pub shortcut: Shortcut,
    /// How it is run.
    pub code: Code,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    const fn new(name: &'static str, gives: Gives, code: Code) -> Self {
        Self { name, input: &[], arguments: &[], required: 0, gives, is_ordered: false, shortcut: Shortcut::None, code }
    }

    const fn of(mut self, input: &'static [System]) -> Self {
        self.input = input;
        self
    }

    /// All arguments are required.
    const fn with(mut self, arguments: &'static [Argument]) -> Self {
        self.arguments = arguments;
        self.required = arguments.len() as u8;
        self
    }

    /// Only so many arguments are required.
    const fn required(mut self, required: u8) -> Self {
        self.required = required;
        self
    }

    const fn ordered(mut self) -> Self {
        self.is_ordered = true;
        self
    }

    const fn shortcut(mut self, shortcut: Shortcut) -> Self {
        self.shortcut = shortcut;
        self
    }
}

const FAMILIES: &[&[Function]] = &[
    existence::FUNCTIONS,
    filtering::FUNCTIONS,
    subsetting::FUNCTIONS,
    combining::FUNCTIONS,
    conversion::FUNCTIONS,
    strings::FUNCTIONS,
    regexes::FUNCTIONS,
    encoding::FUNCTIONS,
    math::FUNCTIONS,
    boundary::FUNCTIONS,
    tree::FUNCTIONS,
    aggregate::FUNCTIONS,
    utility::FUNCTIONS,
    fhir::FUNCTIONS,
    terminology::FUNCTIONS,
];

/// All functions.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// Whether a text is a regular expression that `matches` can use.
pub fn is_pattern(text: &str) -> bool {
    compile_regex(text, false).is_some()
}

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Function> {
    all().find(|f| f.name == name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_and_arguments_make_sense() {
        let names: std::collections::HashSet<_> = super::all().map(|f| f.name).collect();
        assert_eq!(names.len(), super::all().count());
        assert!(super::all().all(|f| f.required as usize <= f.arguments.len()));
    }
}
