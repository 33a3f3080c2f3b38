//! Aggregates: `aggregate` as specified, `sum`, `min`, `max` and `avg` as commonly defined by it.

use rust_decimal::Decimal;

use super::Argument::{Collection, Each};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Frame, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::operators::order::{Order, order};
use crate::fhirpath::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("aggregate", Gives::Any, aggregate).with(&[Each, Collection]).required(1),
    Function::new("sum", Gives::Input, sum),
    Function::new("avg", Gives::Any, avg),
    Function::new("min", Gives::Input, |m, c| extreme(m, c, true)),
    Function::new("max", Gives::Input, |m, c| extreme(m, c, false)),
];

fn aggregate<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut total: Vec<Value<'a>> = Vec::new();
    if call.arguments.len() > 1 {
        let from = machine.argument(call, 1)?;
        total.extend(machine.stack.drain(from..));
    }
    for item in call.start..call.end {
        let this = machine.stack[item].clone();
        let frame = Frame { this: &this, index: (item - call.start) as i32, total: &total };
        let from = machine.eval(call.arguments[0], frame)?;
        total.clear();
        total.extend(machine.stack.drain(from..));
    }
    machine.stack.extend(total);
    Ok(())
}

fn added<'a>(machine: &Machine<'a, '_>, call: &Call<'a, '_>) -> Result<Option<Value<'a>>> {
    let mut total: Option<Value<'a>> = None;
    for value in &machine.stack[call.start..call.end] {
        let value = machine.atom(value);
        let next = match (total, &value) {
            (None, _) => Some(value.clone()),
            (Some(Value::Integer(a)), Value::Integer(b)) => a.checked_add(*b).map(Value::Integer),
            (Some(Value::Quantity(mut a)), Value::Quantity(b)) => {
                b.convert_to(&a.unit).and_then(|b| a.value.checked_add(b)).map(|sum| {
                    a.value = sum;
                    Value::Quantity(a)
                })
            }
            (Some(a), b) => match (a.as_decimal(), b.as_decimal()) {
                (Some(a), Some(b)) => a.checked_add(b).map(Value::Decimal),
                _ => return machine.wrong_input(call, &value, "Integer, Decimal, Quantity"),
            },
        };
        if next.is_none() {
            return Ok(None);
        }
        total = next;
    }
    Ok(total)
}

fn sum<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let total = added(machine, call)?;
    machine.stack.extend(total);
    Ok(())
}

fn avg<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let count = Decimal::from(call.count());
    let average = match added(machine, call)? {
        Some(Value::Quantity(mut quantity)) => quantity.value.checked_div(count).map(|value| {
            quantity.value = value;
            Value::Quantity(quantity)
        }),
        Some(total) => total.as_decimal().and_then(|d| d.checked_div(count)).map(Value::Decimal),
        None => None,
    };
    machine.stack.extend(average);
    Ok(())
}

fn extreme<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, is_least: bool) -> Result {
    let mut best: Option<Value<'a>> = None;
    for value in &machine.stack[call.start..call.end] {
        let value = machine.atom(value);
        best = match best {
            None => Some(value),
            Some(found) => match order(&value, &found) {
                Order::Known(order) if order.is_lt() == is_least && order.is_ne() => Some(value),
                Order::Known(_) => Some(found),
                Order::Unknown => return Ok(()),
                Order::None => {
                    return machine.wrong_input(
                        call,
                        &value,
                        "Integer, Decimal, Quantity, String, Date, DateTime, Time",
                    );
                }
            },
        };
    }
    machine.stack.extend(best);
    Ok(())
}
