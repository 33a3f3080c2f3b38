//! A compiled expression: flat, read-only, shared by all threads.

use std::sync::OnceLock;

use regex::Regex;

use crate::diagnostics::Diagnostic;
use crate::document::Symbol;
use crate::source::Span;

use super::ast::{ExprId, Operator};
use super::functions::Function;
use super::model::{Choice, TypeId};
use super::types::Static;
use super::value::{System, Value};

/// A range of one of the program's vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    /// The first item.
    pub start: u32,
    /// One past the last item.
    pub end: u32,
}

impl Slice {
    /// As a range of indices.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The types that `is`, `as` and `ofType` ask for: an unqualified name may mean a FHIR and a System type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeTest {
    /// The FHIR type.
    pub fhir: Option<TypeId>,
    /// The System type.
    pub system: Option<System>,
}

/// A step down to elements of a name.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The name in the expression.
    pub name: Symbol,
    /// How the element is written and typed; used when all inputs have one known type.
    pub choices: Slice,
    /// Whether the input's type must be looked at when the expression is evaluated.
    pub is_dynamic: bool,
}

/// `%name`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Variable {
    Context,
    Resource,
    RootResource,
    Extension,
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub enum Op {
    /// `$this`
    This,
    /// `$index`
    Index,
    /// `$total`
    Total,
    /// `{}`
    Empty,
    /// A value of [`Program::constants`].
    Constant(u32),
    /// `%resource` and its like.
    Variable(Variable),
    /// Steps down from the input's elements.
    Path(ExprId, Slice),
    /// The input's elements that are of a type: a path that starts with the name of the context's type.
    Start(ExprId, TypeId),
    /// A function with its input and its arguments, a range of [`Program::arguments`].
    Call(&'static Function, ExprId, Slice),
    /// `is(Type)`
    Is(ExprId, TypeTest),
    /// `as(Type)`: of one value.
    As(ExprId, TypeTest),
    /// `ofType(Type)`: of each value.
    OfType(ExprId, TypeTest),
    /// `input[index]`
    Indexer(ExprId, ExprId),
    /// `-operand`
    Negate(ExprId),
    /// `left operator right`
    Binary(Operator, ExprId, ExprId),
}

/// A compiled expression.
#[derive(Debug, Default)]
pub struct Program {
    /// The expression.
    pub text: Box<str>,
    /// The operations; operands stand before what uses them.
    pub ops: Vec<Op>,
    /// The place of each operation in the text.
    pub spans: Vec<Span>,
    /// Where its name or operator stands.
    pub name_spans: Vec<Span>,
    /// The constants.
    pub constants: Vec<Value<'static>>,
    /// The steps of paths.
    pub steps: Vec<Step>,
    /// How elements are written.
    pub choices: Vec<Choice>,
    /// The arguments of functions.
    pub arguments: Vec<ExprId>,
    /// The regular expressions that are constants, by the operation of the pattern.
    pub regexes: Vec<(ExprId, OnceLock<Option<Regex>>)>,
    /// What is known of its results.
    pub result: Option<Static>,
    /// What is wrong with it although it can be evaluated.
    pub faults: Vec<Diagnostic>,
    /// Whether elements may be named as they are written.
    pub is_lenient: bool,
    /// Whether `as` refuses more than one value.
    pub is_strict: bool,
}

impl Program {
    /// The operation of the whole expression.
    pub fn root(&self) -> ExprId {
        self.ops.len().saturating_sub(1) as ExprId
    }

    /// The text of an operation.
    pub fn text_of(&self, op: ExprId) -> &str {
        self.spans.get(op as usize).and_then(|span| self.text.get(span.range())).unwrap_or("")
    }
}
