//! `+`, `-`, `*`, `/`, `div`, `mod` and `&`. What is out of range or divides by zero gives nothing.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::order::as_quantity;
use crate::fhirpath::ast::{ExprId, Operator};
use crate::fhirpath::eval::Machine;
use crate::fhirpath::faults::{Result, not_single, wrong_type};
use crate::fhirpath::functions::to_text;
use crate::fhirpath::value::{Quantity, Temporal, Text, Value};

/// Applies an operator to the one value of each side and leaves the result.
pub fn binary(machine: &mut Machine<'_, '_>, operator: Operator, from: usize, middle: usize, op: ExprId) -> Result {
    let (left, right) = (&machine.stack[from..middle], &machine.stack[middle..]);
    let count = left.len().max(right.len());
    if count > 1 {
        return not_single(operator.text(), count, machine.span(op));
    }
    let (left, right) = (left.first().map(|v| machine.atom(v)), right.first().map(|v| machine.atom(v)));
    let result = match (operator, left, right) {
        (Operator::Concatenate, left, right) => Some(concatenate(machine, left, right)),
        (_, Some(left), Some(right)) => apply(machine, operator, &left, &right, op)?,
        _ => None,
    };
    if let Some(Value::String(text)) = &result {
        machine.spend(text.len() as u64, op)?;
    }
    machine.stack.truncate(from);
    machine.stack.extend(result);
    Ok(())
}

fn concatenate<'a>(machine: &Machine<'a, '_>, left: Option<Value<'a>>, right: Option<Value<'a>>) -> Value<'a> {
    let text = |value: Option<Value<'a>>| value.and_then(|v| to_text(machine, &v)).unwrap_or(Text::Borrowed(""));
    let (left, right) = (text(left), text(right));
    Value::String(match (&*left, &*right) {
        (_, "") => left,
        ("", _) => right,
        (a, b) => Text::from([a, b].concat()),
    })
}

fn apply<'a>(
    machine: &Machine<'a, '_>,
    operator: Operator,
    left: &Value<'a>,
    right: &Value<'a>,
    op: ExprId,
) -> Result<Option<Value<'a>>> {
    let result = match (left, right) {
        (Value::Integer(a), Value::Integer(b)) if operator != Operator::Divide => {
            integers(operator, *a, *b).map(Value::Integer)
        }
        (Value::String(a), Value::String(b)) if operator == Operator::Add => {
            Some(Value::String(Text::from([&**a, &**b].concat())))
        }
        (Value::Temporal(date), Value::Quantity(duration))
            if matches!(operator, Operator::Add | Operator::Subtract) =>
        {
            return shift(machine, operator, date, duration, op);
        }
        (Value::Quantity(a), Value::Quantity(b)) => match quantities(operator, a, b) {
            Some(result) => result.map(|q| Value::Quantity(Box::new(q))),
            None => return mismatch(machine, operator, left, right, op),
        },
        (Value::Quantity(a), b) if b.as_decimal().is_some() => return with_number(machine, operator, a, b, false, op),
        (a, Value::Quantity(b)) if a.as_decimal().is_some() => return with_number(machine, operator, b, a, true, op),
        (a, b) => match (a.as_decimal(), b.as_decimal()) {
            (Some(a), Some(b)) => decimals(operator, a, b),
            _ => return mismatch(machine, operator, left, right, op),
        },
    };
    Ok(result)
}

fn mismatch<T>(
    machine: &Machine<'_, '_>,
    operator: Operator,
    left: &Value<'_>,
    right: &Value<'_>,
    op: ExprId,
) -> Result<T> {
    let name = |value: &Value<'_>| match value {
        Value::Element(_, ty) => machine.model.name(*ty).to_owned(),
        other => other.system().map_or("TypeInfo", |s| s.name()).to_owned(),
    };
    wrong_type(operator.text(), name(right), &name(left), machine.span(op))
}

fn integers(operator: Operator, a: i32, b: i32) -> Option<i32> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Div => a.checked_div(b),
        _ => a.checked_rem(b),
    }
}

fn decimals<'a>(operator: Operator, a: Decimal, b: Decimal) -> Option<Value<'a>> {
    let result = match operator {
        Operator::Add => a.checked_add(b)?,
        Operator::Subtract => a.checked_sub(b)?,
        Operator::Multiply => a.checked_mul(b)?,
        Operator::Divide => a.checked_div(b)?,
        Operator::Div => return a.checked_div(b)?.trunc().to_i32().map(Value::Integer),
        _ => a.checked_rem(b)?,
    };
    Some(Value::Decimal(result))
}

/// `None` where the operator is not defined for quantities.
#[allow(clippy::option_option, reason = "undefined and without a result are different answers")]
fn quantities(operator: Operator, a: &Quantity<'_>, b: &Quantity<'_>) -> Option<Option<Quantity<'static>>> {
    match operator {
        Operator::Multiply | Operator::Divide => Some(a.combine(b, operator == Operator::Divide)),
        Operator::Add | Operator::Subtract => {
            let sum = b.convert_to(&a.unit).and_then(|value| match operator {
                Operator::Add => a.value.checked_add(value),
                _ => a.value.checked_sub(value),
            });
            Some(sum.map(|value| Quantity { value, unit: a.unit.clone().into_owned() }))
        }
        _ => None,
    }
}

/// A quantity and a plain number.
fn with_number<'a>(
    machine: &Machine<'a, '_>,
    operator: Operator,
    quantity: &Quantity<'a>,
    number: &Value<'a>,
    number_is_left: bool,
    op: ExprId,
) -> Result<Option<Value<'a>>> {
    let Some(number_as_quantity) = as_quantity(number) else { return Ok(None) };
    let (a, b) = if number_is_left { (&number_as_quantity, quantity) } else { (quantity, &number_as_quantity) };
    match quantities(operator, a, b) {
        Some(result) => Ok(result.map(|q| Value::Quantity(Box::new(q)))),
        None => mismatch(machine, operator, &Value::Quantity(Box::new(quantity.clone())), number, op),
    }
}

/// A date or time some while later or earlier. Parts of a unit do not count.
fn shift<'a>(
    machine: &Machine<'a, '_>,
    operator: Operator,
    date: &Temporal,
    duration: &Quantity<'_>,
    op: ExprId,
) -> Result<Option<Value<'a>>> {
    let Some(unit) = duration.unit.as_duration() else {
        return wrong_type(
            operator.text(),
            duration.to_string(),
            "year, month, week, day, hour, minute, second, millisecond",
            machine.span(op),
        );
    };
    let amount = duration.value.trunc().to_i64();
    let amount = amount.and_then(|a| if operator == Operator::Subtract { a.checked_neg() } else { Some(a) });
    Ok(amount.and_then(|amount| date.add(amount, unit)).map(Value::Temporal))
}

/// `-`: replaces the one value from a position on.
pub fn negate(machine: &mut Machine<'_, '_>, from: usize, op: ExprId) -> Result {
    let Some(value) = machine.one(from, "-", op)? else { return Ok(()) };
    let negative = match value {
        Value::Integer(number) => number.checked_neg().map(Value::Integer),
        Value::Decimal(number) => Some(Value::Decimal(-number)),
        Value::Quantity(mut quantity) => {
            quantity.value = -quantity.value;
            Some(Value::Quantity(quantity))
        }
        other => return wrong_type("-", machine.type_name(&other), "Integer, Decimal, Quantity", machine.span(op)),
    };
    machine.stack.extend(negative);
    Ok(())
}
