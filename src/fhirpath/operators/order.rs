//! `<`, `<=`, `>`, `>=` and the order of `sort`.

use std::cmp::Ordering;

use crate::fhirpath::ast::{ExprId, Operator};
use crate::fhirpath::eval::Machine;
use crate::fhirpath::faults::{Result, not_single, wrong_type};
use crate::fhirpath::value::{Comparison, Quantity, Unit, Value};

/// Compares the one value of each side. Empty when a side is empty or what is stated does not decide it.
pub fn compare<'a>(
    machine: &Machine<'a, '_>,
    operator: Operator,
    left: &[Value<'a>],
    right: &[Value<'a>],
    op: ExprId,
) -> Result<Option<bool>> {
    let (left, right) = match (left, right) {
        ([], _) | (_, []) => return Ok(None),
        ([left], [right]) => (machine.atom(left), machine.atom(right)),
        (left, right) => return not_single(operator.text(), left.len().max(right.len()), machine.span(op)),
    };
    let order = match order(&left, &right) {
        Order::Known(order) => order,
        Order::Unknown => return Ok(None),
        // An element without a value compares as if it were absent.
        Order::None if is_bare(machine, &left) || is_bare(machine, &right) => return Ok(None),
        Order::None => {
            let expected = machine.type_name(&left);
            return wrong_type(operator.text(), machine.type_name(&right), &expected, machine.span(op));
        }
    };
    Ok(Some(match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        _ => order.is_ge(),
    }))
}

fn is_bare(machine: &Machine<'_, '_>, value: &Value<'_>) -> bool {
    matches!(value, Value::Element(element, ty) if machine.is_primitive(*element, *ty) && element.value().is_none())
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// So.
    Known(Ordering),
    /// What they state does not decide it.
    Unknown,
    /// Their types have no common order.
    None,
}

/// The order of two System values.
pub fn order(left: &Value<'_>, right: &Value<'_>) -> Order {
    match (left, right) {
        (Value::Integer(a), Value::Integer(b)) => Order::Known(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Order::Known(a.chars().cmp(b.chars())),
        (Value::Temporal(a), Value::Temporal(b)) => match a.compare(b) {
            Comparison::Known(order) => Order::Known(order),
            Comparison::Unknown => Order::Unknown,
            Comparison::Incomparable => Order::None,
        },
        (Value::Quantity(a), Value::Quantity(b)) => a.compare(b).map_or(Order::Unknown, Order::Known),
        (Value::Quantity(a), b) => match as_quantity(b) {
            Some(b) => a.compare(&b).map_or(Order::Unknown, Order::Known),
            None => Order::None,
        },
        (a, Value::Quantity(b)) => match as_quantity(a) {
            Some(a) => a.compare(b).map_or(Order::Unknown, Order::Known),
            None => Order::None,
        },
        (a, b) => match (a.as_decimal(), b.as_decimal()) {
            (Some(a), Some(b)) => Order::Known(a.cmp(&b)),
            _ => Order::None,
        },
    }
}

/// A number as a quantity.
pub fn as_quantity(value: &Value<'_>) -> Option<Quantity<'static>> {
    Some(Quantity { value: value.as_decimal()?, unit: Unit::ONE })
}
