//! Tokens → syntax tree, by precedence climbing. Nesting is limited, so no expression can exhaust the stack.

use crate::source::Span;

use super::ast::{Ast, Expr, ExprId, OPERATORS, Operator, TYPE_BINDING, TypeName};
use super::faults::{
    BAD_LITERAL, NAME_EXPECTED, OPERATOR_EXPECTED, Result, SYMBOL_EXPECTED, TOO_DEEP, TYPE_EXPECTED, VALUE_EXPECTED,
    fault,
};
use super::lexer::{Kind, Token, tokens};
use super::value::{CalendarUnit, Quantity, Unit, Value, parse_decimal, temporal};
use crate::diagnostics::{Diagnostic, Message};

/// How deep expressions may be nested, counting each step of a path as a level.
pub const MAX_DEPTH: u16 = 250;

/// Reads an expression.
pub fn parse(text: &str) -> Result<Ast> {
    parse_as(text, false)
}

/// Reads an expression. With `ends_after_index`, one that begins with an indexed name is only its first operand.
pub(super) fn parse_as(text: &str, ends_after_index: bool) -> Result<Ast> {
    let tokens = tokens(text)?;
    let mut parser =
        Parser { text, tokens, ends_after_index, at: 0, ast: Ast::default(), depths: Vec::new(), level: 0 };
    parser.expression(0)?;
    if parser.token().kind != Kind::End {
        return parser.unexpected(&OPERATOR_EXPECTED);
    }
    Ok(parser.ast)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    ends_after_index: bool,
    at: usize,
    ast: Ast,
    /// The height of the tree below each node.
    depths: Vec<u16>,
    /// How many brackets and signs are open.
    level: u16,
}

impl<'a> Parser<'a> {
    fn token(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn text_of(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// The text of the next token if it is a word or symbol.
    fn peek(&self) -> &'a str {
        match self.token().kind {
            Kind::Word | Kind::Symbol | Kind::Special => self.text_of(self.token().span),
            _ => "",
        }
    }

    fn next(&mut self) -> Token {
        let token = self.token().clone();
        self.at += 1;
        token
    }

    fn accept(&mut self, symbol: &str) -> bool {
        let found = self.peek() == symbol;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result {
        if self.accept(symbol) { Ok(()) } else { self.symbol_expected(symbol) }
    }

    /// Something else is expected at the next token, or after the last character.
    fn expected(&self, message: &'static Message) -> Diagnostic {
        let token = self.token();
        if token.kind != Kind::End {
            return fault(message, token.span);
        }
        let end = self.text.trim_end().len();
        let start = self.text[..end].char_indices().next_back().map_or(0, |(i, _)| i);
        fault(message, Span::new(start, end))
    }

    fn symbol_expected<T>(&self, symbol: &str) -> Result<T> {
        Err(Box::new(self.expected(&SYMBOL_EXPECTED).with("symbol", symbol)))
    }

    fn unexpected<T>(&self, message: &'static Message) -> Result<T> {
        Err(Box::new(self.expected(message)))
    }

    fn push(&mut self, expr: Expr, start: u32, name: Span, operands: &[ExprId]) -> Result<ExprId> {
        let end = self.tokens[self.at.saturating_sub(1)].span.end;
        let depth = operands.iter().map(|o| self.depths[*o as usize]).max().unwrap_or(0) + 1;
        if depth > MAX_DEPTH {
            return self.too_deep(name);
        }
        self.ast.nodes.push(expr);
        self.ast.spans.push(Span { start, end });
        self.ast.name_spans.push(name);
        self.depths.push(depth);
        Ok(self.ast.root())
    }

    fn too_deep<T>(&self, span: Span) -> Result<T> {
        Err(Box::new(fault(&TOO_DEEP, span).with("limit", u64::from(MAX_DEPTH))))
    }

    /// An expression whose operators bind tighter than `least`.
    fn expression(&mut self, least: u8) -> Result<ExprId> {
        self.level += 1;
        if self.level > MAX_DEPTH {
            return self.too_deep(self.token().span);
        }
        let is_whole = self.ends_after_index && least == 0 && self.is_indexed_name();
        let mut left = self.operand()?;
        let first = left;
        loop {
            let start = self.ast.spans[left as usize].start;
            let symbol = self.peek();
            if matches!(symbol, "is" | "as") && TYPE_BINDING > least {
                let name_span = self.next().span;
                let type_name = self.type_name()?;
                let make = if symbol == "is" { Expr::Is } else { Expr::As };
                left = self.push(make(left, type_name), start, name_span, &[left])?;
                continue;
            }
            let Some(&(_, operator, binding)) = OPERATORS.iter().find(|(text, _, _)| *text == symbol) else { break };
            if binding <= least {
                break;
            }
            let name_span = self.next().span;
            let right = self.expression(binding)?;
            left = self.push(Expr::Binary(operator, left, right), start, name_span, &[left, right])?;
        }
        self.level -= 1;
        if is_whole {
            self.forget_after(first);
            return Ok(first);
        }
        Ok(left)
    }

    /// Whether the next tokens are a name and the bracket of an index.
    fn is_indexed_name(&self) -> bool {
        let bracket = self.tokens.get(self.at + 1).filter(|token| token.kind == Kind::Symbol);
        matches!(self.token().kind, Kind::Word | Kind::Quoted(_))
            && bracket.is_some_and(|token| self.text_of(token.span) == "[")
    }

    /// Takes back the nodes that came after one, which is then the last again.
    fn forget_after(&mut self, node: ExprId) {
        let length = node as usize + 1;
        self.ast.nodes.truncate(length);
        self.ast.spans.truncate(length);
        self.ast.name_spans.truncate(length);
        self.depths.truncate(length);
    }

    /// A term with its signs and what follows it: `.name`, `.name(…)`, `[…]`.
    fn operand(&mut self) -> Result<ExprId> {
        let span = self.token().span;
        if matches!(self.peek(), "+" | "-") {
            let is_negative = self.accept("-") || !self.accept("+");
            self.level += 1;
            if self.level > MAX_DEPTH {
                return self.too_deep(span);
            }
            let operand = self.operand()?;
            self.level -= 1;
            return self.push(Expr::Sign(is_negative, operand), span.start, span, &[operand]);
        }
        let mut left = self.term()?;
        loop {
            let start = self.ast.spans[left as usize].start;
            if self.accept(".") {
                left = match self.peek() {
                    "$this" | "$index" | "$total" => return self.unexpected(&NAME_EXPECTED),
                    _ => self.invocation(Some(left), start)?,
                };
            } else if self.peek() == "[" {
                let bracket = self.next().span;
                let index = self.expression(0)?;
                self.expect("]")?;
                left = self.push(Expr::Indexer(left, index), start, bracket, &[left, index])?;
            } else {
                return Ok(left);
            }
        }
    }

    fn term(&mut self) -> Result<ExprId> {
        let Token { kind, span } = self.token().clone();
        let text = self.text_of(span);
        let literal = match kind {
            Kind::String(text) => Value::String(text.into()),
            Kind::Number => return self.number(),
            Kind::Temporal => self.temporal(text, span)?,
            Kind::Word if matches!(text, "true" | "false") => Value::Boolean(text == "true"),
            Kind::Variable(name) => {
                self.at += 1;
                return self.push(Expr::Variable(name.into()), span.start, span, &[]);
            }
            Kind::Special => {
                self.at += 1;
                let expr = match text {
                    "$this" => Expr::This,
                    "$index" => Expr::Index,
                    _ => Expr::Total,
                };
                return self.push(expr, span.start, span, &[]);
            }
            Kind::Symbol if text == "(" => {
                self.at += 1;
                let inner = self.expression(0)?;
                self.expect(")")?;
                // The parentheses belong to it, so that its text can stand alone.
                self.ast.spans[inner as usize] = Span { start: span.start, end: self.tokens[self.at - 1].span.end };
                return Ok(inner);
            }
            Kind::Symbol if text == "{" => {
                self.at += 1;
                self.expect("}")?;
                return self.push(Expr::Empty, span.start, span, &[]);
            }
            Kind::Word | Kind::Quoted(_) => return self.invocation(None, span.start),
            Kind::Symbol | Kind::End => return self.unexpected(&VALUE_EXPECTED),
        };
        self.at += 1;
        self.push(Expr::Literal(literal), span.start, span, &[])
    }

    /// A name, or a function with its arguments.
    fn invocation(&mut self, input: Option<ExprId>, start: u32) -> Result<ExprId> {
        let span = self.token().span;
        let name = self.name(&NAME_EXPECTED)?;
        let mut operands: Vec<ExprId> = input.into_iter().collect();
        if !self.accept("(") {
            return self.push(Expr::Member(input, name), start, span, &operands);
        }
        let mut arguments = Vec::new();
        if !self.accept(")") {
            loop {
                arguments.push(self.expression(0)?);
                if !self.accept(",") {
                    break;
                }
            }
            if self.peek() != ")" {
                return self.symbol_expected(")");
            }
            self.at += 1;
        }
        operands.extend_from_slice(&arguments);
        self.push(Expr::Call(input, name, arguments), start, span, &operands)
    }

    fn name(&mut self, expected: &'static Message) -> Result<Box<str>> {
        let token = self.token().clone();
        let name = match token.kind {
            Kind::Word => self.text_of(token.span).into(),
            Kind::Quoted(name) => name.into(),
            _ => return self.unexpected(expected),
        };
        self.at += 1;
        Ok(name)
    }

    fn type_name(&mut self) -> Result<TypeName> {
        let name = self.name(&TYPE_EXPECTED)?;
        if self.accept(".") {
            return Ok(TypeName { namespace: name, name: self.name(&TYPE_EXPECTED)? });
        }
        Ok(TypeName { namespace: "".into(), name })
    }

    fn temporal(&self, text: &str, span: Span) -> Result<Value<'static>> {
        match temporal::parse_literal(text) {
            Some(value) => Ok(value),
            None => self.bad_literal(span),
        }
    }

    fn bad_literal<T>(&self, span: Span) -> Result<T> {
        Err(Box::new(fault(&BAD_LITERAL, span).with("found", self.text_of(span))))
    }

    /// A number or, when a unit follows, a quantity.
    fn number(&mut self) -> Result<ExprId> {
        let Token { span, .. } = self.next();
        let text = self.text_of(span);
        let is_negated = self.at >= 2 && self.text_of(self.tokens[self.at - 2].span) == "-";
        let unit = match &self.token().kind {
            Kind::String(unit) => Some(Unit::from_ucum(unit.clone().into())),
            Kind::Word => CalendarUnit::from_word(self.text_of(self.token().span)).map(Unit::Calendar),
            _ => None,
        };
        let decimal = parse_decimal(text);
        let value = match (unit, decimal) {
            (Some(unit), Some(value)) => {
                self.at += 1;
                Value::Quantity(Box::new(Quantity { value, unit }))
            }
            (_, Some(value)) if text.contains('.') => Value::Decimal(value),
            (None, _) => match text.parse::<i64>() {
                Ok(value) if value <= i64::from(i32::MAX) => Value::Integer(value as i32),
                // The smallest integer is written as a sign and a number that alone is out of range.
                Ok(value) if value == -i64::from(i32::MIN) && is_negated => Value::Integer(i32::MIN),
                _ => return self.bad_literal(span),
            },
            _ => return self.bad_literal(span),
        };
        self.push(Expr::Literal(value), span.start, span, &[])
    }
}

impl Operator {
    /// Whether it gives a truth value.
    pub fn is_logical(self) -> bool {
        !matches!(
            self,
            Self::Multiply
                | Self::Divide
                | Self::Div
                | Self::Mod
                | Self::Add
                | Self::Subtract
                | Self::Concatenate
                | Self::Union
        )
    }
}
