//! What a value of limited precision can mean at least and at most, and how precise it is.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Argument::{Collection, One};
use super::{Argument, Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{System, Temporal, Value};

const PRECISION: &[Argument] = &[One(System::Integer)];
const PRECISE: &[System] =
    &[System::Integer, System::Decimal, System::Date, System::DateTime, System::Time, System::Quantity];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("lowBoundary", Gives::Any, |m, c| boundary(m, c, false)).of(PRECISE).with(PRECISION).required(0),
    Function::new("highBoundary", Gives::Any, |m, c| boundary(m, c, true)).of(PRECISE).with(PRECISION).required(0),
    Function::new("precision", Gives::One(System::Integer), precision).of(PRECISE),
    Function::new("comparable", Gives::One(System::Boolean), comparable).of(&[System::Quantity]).with(&[Collection]),
];

fn boundary<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, is_high: bool) -> Result {
    let Some(value) = machine.input(call)? else { return Ok(()) };
    let digits = if call.arguments.is_empty() { None } else { machine.integer_argument(call, 0)? };
    if !call.arguments.is_empty() && digits.is_none() {
        return Ok(());
    }
    let result = match value {
        Value::Integer(_) | Value::Decimal(_) => {
            value.as_decimal().and_then(|d| decimal_boundary(d, digits.unwrap_or(8), is_high)).map(Value::Decimal)
        }
        Value::Quantity(mut quantity) => decimal_boundary(quantity.value, digits.unwrap_or(8), is_high).map(|bound| {
            quantity.value = bound;
            Value::Quantity(quantity)
        }),
        Value::Temporal(t) => temporal_boundary(t, digits, is_high).map(Value::Temporal),
        // An element without a value.
        Value::Element(element, ty) if machine.is_primitive(element, ty) => None,
        other => return machine.wrong_input(call, &other, "Integer, Decimal, Quantity, Date, DateTime, Time"),
    };
    machine.stack.extend(result);
    Ok(())
}

/// Half a unit of the last digit away, with so many digits: the low bound of a positive number is cut off, the high one
/// is rounded; for a negative number it is the other way round.
fn decimal_boundary(number: Decimal, digits: i32, is_high: bool) -> Option<Decimal> {
    let digits = u32::try_from(digits).ok().filter(|d| *d <= 28)?;
    let half = Decimal::new(5, number.scale().checked_add(1).filter(|s| *s <= 28)?);
    let grows = is_high != number.is_sign_negative();
    let size = number.abs();
    let bound = if grows { size.checked_add(half)? } else { size.checked_sub(half)? };
    let strategy = if grows { RoundingStrategy::MidpointAwayFromZero } else { RoundingStrategy::ToZero };
    let mut bound = bound.round_dp_with_strategy(digits, strategy);
    bound.rescale(digits);
    Some(if number.is_sign_negative() { -bound } else { bound })
}

fn temporal_boundary(value: Temporal, digits: Option<i32>, is_high: bool) -> Option<Temporal> {
    let default = match value.kind() {
        System::Date => 8,
        System::Time => 9,
        _ => 17,
    };
    value.boundary(u8::try_from(digits.unwrap_or(default)).ok()?, is_high)
}

fn precision<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let digits = match machine.input(call)? {
        None => return Ok(()),
        Some(Value::Integer(_)) => 0,
        Some(Value::Decimal(number)) => number.scale() as i32,
        Some(Value::Quantity(quantity)) => quantity.value.scale() as i32,
        Some(Value::Temporal(t)) => i32::from(t.digits()),
        Some(Value::Element(id, ty)) if machine.is_primitive(id, ty) => return Ok(()),
        Some(other) => return machine.wrong_input(call, &other, "Integer, Decimal, Quantity, Date, DateTime, Time"),
    };
    machine.stack.push(Value::Integer(digits));
    Ok(())
}

fn comparable<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let (left, right) = (machine.input(call)?, machine.one_argument(call, 0)?);
    let truth = match (left, right) {
        (None, _) | (_, None) => return Ok(()),
        (Some(Value::Quantity(a)), Some(Value::Quantity(b))) => a.is_comparable(&b),
        _ => false,
    };
    machine.stack.push(Value::Boolean(truth));
    Ok(())
}
