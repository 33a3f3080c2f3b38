//! An expression as it is written: nodes in one vector, each with its place in the text.

use crate::source::Span;

use super::value::Value;

/// The index of a node in its expression.
pub type ExprId = u32;

/// The name of a type as written: `Patient`, `FHIR.Patient`, `System.String`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// `FHIR`, `System`; empty when not stated.
    pub namespace: Box<str>,
    /// The name.
    pub name: Box<str>,
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Multiply,
    Divide,
    Div,
    Mod,
    Add,
    Subtract,
    Concatenate,
    Union,
    LessOrEqual,
    Less,
    Greater,
    GreaterOrEqual,
    Equal,
    Equivalent,
    NotEqual,
    NotEquivalent,
    In,
    Contains,
    And,
    Or,
    Xor,
    Implies,
}

/// Each operator as written, with how tightly it binds.
pub const OPERATORS: &[(&str, Operator, u8)] = &[
    ("*", Operator::Multiply, 10),
    ("/", Operator::Divide, 10),
    ("div", Operator::Div, 10),
    ("mod", Operator::Mod, 10),
    ("+", Operator::Add, 9),
    ("-", Operator::Subtract, 9),
    ("&", Operator::Concatenate, 9),
    ("|", Operator::Union, 7),
    ("<=", Operator::LessOrEqual, 6),
    ("<", Operator::Less, 6),
    (">", Operator::Greater, 6),
    (">=", Operator::GreaterOrEqual, 6),
    ("=", Operator::Equal, 5),
    ("~", Operator::Equivalent, 5),
    ("!=", Operator::NotEqual, 5),
    ("!~", Operator::NotEquivalent, 5),
    ("in", Operator::In, 4),
    ("contains", Operator::Contains, 4),
    ("and", Operator::And, 3),
    ("or", Operator::Or, 2),
    ("xor", Operator::Xor, 2),
    ("implies", Operator::Implies, 1),
];

/// How tightly `is` and `as` bind.
pub const TYPE_BINDING: u8 = 8;

impl Operator {
    /// The operator as written.
    pub fn text(self) -> &'static str {
        OPERATORS.iter().find(|(_, o, _)| *o == self).map_or("", |(text, _, _)| text)
    }
}

/// A part of an expression. An absent input is `$this`.
#[derive(Debug, Clone)]
pub enum Expr {
    /// `$this`
    This,
    /// `$index`
    Index,
    /// `$total`
    Total,
    /// `{}`
    Empty,
    /// A string, number, date, quantity or truth value.
    Literal(Value<'static>),
    /// `%name`
    Variable(Box<str>),
    /// `input.name`
    Member(Option<ExprId>, Box<str>),
    /// `input.name(arguments)`
    Call(Option<ExprId>, Box<str>, Vec<ExprId>),
    /// `input[index]`
    Indexer(ExprId, ExprId),
    /// `-operand` or, when false, `+operand`
    Sign(bool, ExprId),
    /// `left operator right`
    Binary(Operator, ExprId, ExprId),
    /// `operand is Type`
    Is(ExprId, TypeName),
    /// `operand as Type`
    As(ExprId, TypeName),
}

/// A parsed expression.
#[derive(Debug, Clone, Default)]
pub struct Ast {
    /// The nodes; operands stand before what uses them.
    pub nodes: Vec<Expr>,
    /// Where each node stands in the text.
    pub spans: Vec<Span>,
    /// The place of the name of a member or function, of an operator, else as `spans`.
    pub name_spans: Vec<Span>,
}

impl Ast {
    /// The node of the whole expression.
    pub fn root(&self) -> ExprId {
        self.nodes.len().saturating_sub(1) as ExprId
    }

    /// The type that an argument such as `FHIR.Patient` names.
    pub fn type_name(&self, id: ExprId) -> Option<TypeName> {
        match &self.nodes[id as usize] {
            Expr::Member(None, name) => Some(TypeName { namespace: "".into(), name: name.clone() }),
            Expr::Member(Some(input), name) => match &self.nodes[*input as usize] {
                Expr::Member(None, namespace) => Some(TypeName { namespace: namespace.clone(), name: name.clone() }),
                _ => None,
            },
            _ => None,
        }
    }
}
