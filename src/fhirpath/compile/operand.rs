//! What operators need and give.

use super::Compiler;
use crate::fhirpath::ast::{ExprId, Operator};
use crate::fhirpath::faults::{Result, WRONG_TYPE, fault};
use crate::fhirpath::types::Static;
use crate::fhirpath::value::System;

const NUMBER: &[System] = &[System::Integer, System::Decimal];
const MEASURE: &[System] = &[System::Integer, System::Decimal, System::Quantity];
const DATE: &[System] = &[System::Date, System::DateTime];
const TIME: &[System] = &[System::Date, System::DateTime, System::Time];

/// Pairs of operand types that an operator is defined for.
type Pairs = &'static [(&'static [System], &'static [System])];

const ORDERED: Pairs = &[
    (MEASURE, MEASURE),
    (&[System::String], &[System::String]),
    (DATE, DATE),
    (&[System::Time], &[System::Time]),
    (&[System::Boolean], &[]),
];
const ADDED: Pairs = &[(MEASURE, MEASURE), (&[System::String], &[System::String]), (TIME, &[System::Quantity])];
const SUBTRACTED: Pairs = &[(MEASURE, MEASURE), (TIME, &[System::Quantity])];
const MULTIPLIED: Pairs = &[(MEASURE, MEASURE)];
const DIVIDED: Pairs = &[(NUMBER, NUMBER)];

impl Compiler<'_> {
    /// What an operator gives; refuses operands that it can never be applied to.
    pub(super) fn operator_type(
        &self,
        operator: Operator,
        left: &Static,
        right: &Static,
        id: ExprId,
    ) -> Result<Static> {
        let pairs = match operator {
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => ORDERED,
            Operator::Add => ADDED,
            Operator::Subtract => SUBTRACTED,
            Operator::Multiply | Operator::Divide => MULTIPLIED,
            Operator::Div | Operator::Mod => DIVIDED,
            Operator::Union => return Ok(left.clone().or(right)),
            Operator::Concatenate => return Ok(Static::system(System::String)),
            _ => return Ok(Static::system(System::Boolean)),
        };
        if !pairs.iter().any(|(a, b)| left.may_be(self.model, a) && right.may_be(self.model, b)) {
            let fault = fault(&WRONG_TYPE, self.name_span(id)).with("name", operator.text());
            let fault = fault.with("found", right.describe(self.model));
            return Err(Box::new(fault.with("expected", left.describe(self.model))));
        }
        Ok(match operator {
            Operator::Divide if right.may_be(self.model, &[System::Quantity]) => Static::any(),
            Operator::Divide => self.divided(left),
            _ if operator.is_logical() => Static::system(System::Boolean),
            Operator::Add | Operator::Subtract if left.may_be(self.model, TIME) && !left.is_open => {
                self.as_system(left.clone())
            }
            _ => self.as_system(left.clone().or(right)),
        })
    }

    /// A quotient of numbers is a Decimal.
    fn divided(&self, left: &Static) -> Static {
        let is_number = !left.may_be(self.model, &[System::Quantity]);
        if is_number && !left.is_open { Static::system(System::Decimal) } else { Static::any() }
    }
}
