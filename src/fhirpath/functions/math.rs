//! Mathematics. What has no result as a Decimal, such as the root of a negative number, gives nothing.

use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};

use super::Argument::One;
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{System, Value};

const NUMBER: &[System] = &[System::Integer, System::Decimal];
const MEASURE: &[System] = &[System::Integer, System::Decimal, System::Quantity];
const INTEGER: Gives = Gives::One(System::Integer);
const DECIMAL: Gives = Gives::One(System::Decimal);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abs", Gives::Input, abs).of(MEASURE),
    Function::new("ceiling", INTEGER, |m, c| whole(m, c, |d| d.ceil())).of(NUMBER),
    Function::new("floor", INTEGER, |m, c| whole(m, c, |d| d.floor())).of(NUMBER),
    Function::new("truncate", INTEGER, |m, c| whole(m, c, |d| d.trunc())).of(NUMBER),
    Function::new("round", DECIMAL, round).of(NUMBER).with(&[One(System::Integer)]).required(0),
    Function::new("exp", DECIMAL, |m, c| real(m, c, f64::exp)).of(NUMBER),
    Function::new("ln", DECIMAL, |m, c| real(m, c, f64::ln)).of(NUMBER),
    Function::new("sqrt", DECIMAL, |m, c| real(m, c, f64::sqrt)).of(NUMBER),
    Function::new("log", DECIMAL, log).of(NUMBER).with(&[One(System::Decimal)]),
    Function::new("power", Gives::Input, power).of(NUMBER).with(&[One(System::Decimal)]),
];

fn decimal_input<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result<Option<Decimal>> {
    let Some(value) = machine.input(call)? else { return Ok(None) };
    match value.as_decimal() {
        Some(number) => Ok(Some(number)),
        None => machine.wrong_input(call, &value, "Integer, Decimal"),
    }
}

fn decimal_argument<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result<Option<Decimal>> {
    let Some(value) = machine.one_argument(call, 0)? else { return Ok(None) };
    match value.as_decimal() {
        Some(number) => Ok(Some(number)),
        None => machine.wrong_argument(call, 0, &value, "Integer, Decimal"),
    }
}

fn abs<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let result = match machine.input(call)? {
        None => None,
        Some(Value::Integer(number)) => number.checked_abs().map(Value::Integer),
        Some(Value::Decimal(number)) => Some(Value::Decimal(number.abs())),
        Some(Value::Quantity(mut quantity)) => {
            quantity.value = quantity.value.abs();
            Some(Value::Quantity(quantity))
        }
        Some(other) => return machine.wrong_input(call, &other, "Integer, Decimal"),
    };
    machine.stack.extend(result);
    Ok(())
}

fn whole<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, rounded: fn(&Decimal) -> Decimal) -> Result {
    let number = decimal_input(machine, call)?;
    machine.stack.extend(number.and_then(|d| rounded(&d).to_i32()).map(Value::Integer));
    Ok(())
}

fn round<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(number) = decimal_input(machine, call)? else { return Ok(()) };
    let digits = if call.arguments.is_empty() { Some(0) } else { machine.integer_argument(call, 0)? };
    let Some(digits) = digits else { return Ok(()) };
    let Ok(digits) = u32::try_from(digits) else {
        return machine.wrong_argument(call, 0, &Value::Integer(digits), "Integer ≥ 0");
    };
    let rounded = number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    machine.stack.push(Value::Decimal(rounded));
    Ok(())
}

fn push_real(machine: &mut Machine<'_, '_>, number: f64) -> Result {
    machine.stack.extend(Decimal::from_f64(number).map(Value::Decimal));
    Ok(())
}

fn real<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, function: fn(f64) -> f64) -> Result {
    match decimal_input(machine, call)?.and_then(|d| d.to_f64()) {
        Some(number) => push_real(machine, function(number)),
        None => Ok(()),
    }
}

fn log<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let number = decimal_input(machine, call)?.and_then(|d| d.to_f64());
    let base = decimal_argument(machine, call)?.and_then(|d| d.to_f64());
    match (number, base) {
        (Some(number), Some(2.0)) => push_real(machine, number.log2()),
        (Some(number), Some(10.0)) => push_real(machine, number.log10()),
        (Some(number), Some(base)) => push_real(machine, number.ln() / base.ln()),
        _ => Ok(()),
    }
}

fn power<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(base) = machine.input(call)? else { return Ok(()) };
    let Some(exponent) = machine.one_argument(call, 0)? else { return Ok(()) };
    let result = match (&base, &exponent) {
        (Value::Integer(base), Value::Integer(exponent)) if *exponent >= 0 => {
            base.checked_pow(*exponent as u32).map(Value::Integer)
        }
        _ => match (base.as_decimal(), exponent.as_decimal()) {
            (Some(base), Some(exponent)) => decimal_power(base, exponent).map(Value::Decimal),
            (None, _) => return machine.wrong_input(call, &base, "Integer, Decimal"),
            _ => return machine.wrong_argument(call, 0, &exponent, "Integer, Decimal"),
        },
    };
    machine.stack.extend(result);
    Ok(())
}

/// Exact for small whole exponents, else as precise as floating point is.
fn decimal_power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    match exponent.to_u32().filter(|e| *e <= 64 && exponent.is_integer()) {
        Some(exponent) => (0..exponent).try_fold(Decimal::ONE, |product, _| product.checked_mul(base)),
        None => Decimal::from_f64(base.to_f64()?.powf(exponent.to_f64()?)),
    }
}
