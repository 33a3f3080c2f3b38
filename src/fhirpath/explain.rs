//! Why a condition does not hold: the part of the expression that decides it, and the values it saw.

use super::ast::{ExprId, Operator};
use super::eval::{Frame, Machine};
use super::faults::Result;
use super::program::Op;
use super::value::Value;
use crate::source::Span;

/// How many values are shown.
const MOST_VALUES: usize = 3;

/// Why a condition does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason<'a> {
    /// The part of the expression.
    pub span: Span,
    /// Values that this part looked at, at most three.
    pub values: Vec<Value<'a>>,
}

impl<'a> Machine<'a, '_> {
    /// Finds the part of the expression that keeps it from being true. The whole one where no part alone decides.
    ///
    /// # Errors
    ///
    /// What is wrong with the expression on this input.
    pub fn reason(&mut self) -> Result<Reason<'a>> {
        let this = self.context();
        let frame = Frame { this: &this, index: 0, total: &[] };
        let op = self.deciding(self.program.root(), frame)?;
        let values = self.values_seen(op, frame)?;
        Ok(Reason { span: self.span(op), values })
    }

    /// Follows `and` and `implies` to the operand that fails.
    fn deciding(&mut self, mut op: ExprId, frame: Frame<'a, '_>) -> Result<ExprId> {
        loop {
            op = match self.program.ops[op as usize] {
                Op::Binary(Operator::And, left, right) => {
                    if self.test(left, frame)? == Some(true) {
                        right
                    } else {
                        left
                    }
                }
                Op::Binary(Operator::Implies, _, right) => right,
                _ => return Ok(op),
            };
        }
    }

    /// The values on the left of a comparison, or in the input of a function.
    fn values_seen(&mut self, op: ExprId, frame: Frame<'a, '_>) -> Result<Vec<Value<'a>>> {
        let operand = match self.program.ops[op as usize] {
            Op::Binary(Operator::Or | Operator::Xor | Operator::Implies | Operator::And, ..) => return Ok(Vec::new()),
            Op::Binary(_, left, _) => left,
            Op::Call(_, input, _) | Op::Is(input, _) => input,
            Op::Path(..) => op,
            _ => return Ok(Vec::new()),
        };
        let start = self.eval(operand, frame)?;
        let is_shown =
            |value: &&Value<'a>| !matches!(value, Value::Element(element, ty) if !self.is_primitive(*element, *ty));
        let values = self.stack[start..].iter().filter(is_shown).take(MOST_VALUES).cloned().collect();
        self.stack.truncate(start);
        Ok(values)
    }
}
