//! Conversion: `iif`, `toX` and `convertsToX`.

use rust_decimal::Decimal;

use super::Argument::{Criterion, Each, One};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{Result, not_single};
use crate::fhirpath::value::{Quantity, System, Temporal, Text, Unit, Value, parse_decimal};

const TRUTH: Gives = Gives::One(System::Boolean);
const UNIT: &[super::Argument] = &[One(System::String)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("iif", Gives::Branches, iif).with(&[Criterion, Each, Each]).required(2),
    Function::new("toBoolean", TRUTH, |m, c| convert(m, c, boolean)),
    Function::new("convertsToBoolean", TRUTH, |m, c| converts(m, c, boolean)),
    Function::new("toInteger", Gives::One(System::Integer), |m, c| convert(m, c, integer)),
    Function::new("convertsToInteger", TRUTH, |m, c| converts(m, c, integer)),
    Function::new("toDecimal", Gives::One(System::Decimal), |m, c| convert(m, c, decimal)),
    Function::new("convertsToDecimal", TRUTH, |m, c| converts(m, c, decimal)),
    Function::new("toString", Gives::One(System::String), |m, c| convert(m, c, string)),
    Function::new("convertsToString", TRUTH, |m, c| converts(m, c, string)),
    Function::new("toDate", Gives::One(System::Date), |m, c| convert(m, c, date)),
    Function::new("convertsToDate", TRUTH, |m, c| converts(m, c, date)),
    Function::new("toDateTime", Gives::One(System::DateTime), |m, c| convert(m, c, date_time)),
    Function::new("convertsToDateTime", TRUTH, |m, c| converts(m, c, date_time)),
    Function::new("toTime", Gives::One(System::Time), |m, c| convert(m, c, time)),
    Function::new("convertsToTime", TRUTH, |m, c| converts(m, c, time)),
    Function::new("toQuantity", Gives::One(System::Quantity), to_quantity).with(UNIT).required(0),
    Function::new("convertsToQuantity", TRUTH, converts_to_quantity).with(UNIT).required(0),
];

fn iif<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    if call.count() > 1 {
        return not_single("iif", call.count(), machine.span(call.op));
    }
    // The one item of the input is `$this` in all arguments; without one it is what it was.
    let this = machine.stack.get(call.start).cloned();
    let frame = match &this {
        Some(this) => crate::fhirpath::eval::Frame { this, ..call.frame },
        None => call.frame,
    };
    let branch = if machine.test(call.arguments[0], frame)? == Some(true) { 1 } else { 2 };
    if let Some(argument) = call.arguments.get(branch) {
        machine.eval(*argument, frame)?;
    }
    Ok(())
}

type Convert = for<'a> fn(&Machine<'a, '_>, &Value<'a>) -> Option<Value<'a>>;

fn convert<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, conversion: Convert) -> Result {
    let value = machine.input(call)?;
    let converted = value.and_then(|v| conversion(machine, &v));
    machine.stack.extend(converted);
    Ok(())
}

fn converts<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, conversion: Convert) -> Result {
    let value = machine.input(call)?;
    let truth = value.map(|v| Value::Boolean(conversion(machine, &v).is_some()));
    machine.stack.extend(truth);
    Ok(())
}

fn boolean<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    let truth = match value {
        Value::Boolean(truth) => *truth,
        Value::Integer(_) | Value::Decimal(_) => match value.as_decimal()? {
            number if number == Decimal::ONE => true,
            number if number.is_zero() => false,
            _ => return None,
        },
        Value::String(text) => {
            let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
            match (is_one_of(&["true", "t", "yes", "y", "1", "1.0"]), is_one_of(&["false", "f", "no", "n", "0", "0.0"]))
            {
                (true, _) => true,
                (_, true) => false,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Value::Boolean(truth))
}

fn integer<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Integer(number) => Some(Value::Integer(*number)),
        Value::Boolean(truth) => Some(Value::Integer(i32::from(*truth))),
        Value::String(text) => text.parse().ok().map(Value::Integer),
        _ => None,
    }
}

fn decimal<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Integer(_) | Value::Decimal(_) => value.as_decimal().map(Value::Decimal),
        Value::Boolean(truth) => Some(Value::Decimal(Decimal::from(u8::from(*truth)))),
        Value::String(text) => parse_decimal(text).map(Value::Decimal),
        _ => None,
    }
}

fn string<'a>(machine: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    to_text(machine, value).map(Value::String)
}

/// A value as text, as `toString` gives it; elements as they are written.
pub(in crate::fhirpath) fn to_text<'a>(machine: &Machine<'a, '_>, value: &Value<'a>) -> Option<Text<'a>> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Element(..) => match machine.atom(value) {
            Value::Element(..) => machine.text_of(value),
            atom => to_text(machine, &atom),
        },
        Value::Boolean(true) => Some(Text::Borrowed("true")),
        Value::Boolean(false) => Some(Text::Borrowed("false")),
        Value::Type(..) => None,
        other => Some(Text::from(other.to_string())),
    }
}

fn date<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    let date = match value {
        Value::Temporal(t) if t.kind() != System::Time => t.date(),
        Value::String(text) => Temporal::parse_date_time(text)?.date(),
        _ => return None,
    };
    Some(Value::Temporal(date))
}

fn date_time<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    let date_time = match value {
        Value::Temporal(t) if t.kind() != System::Time => t.date_time(),
        Value::String(text) => Temporal::parse_date_time(text)?,
        _ => return None,
    };
    Some(Value::Temporal(date_time))
}

fn time<'a>(_: &Machine<'a, '_>, value: &Value<'a>) -> Option<Value<'a>> {
    let time = match value {
        Value::Temporal(t) if t.kind() == System::Time => *t,
        Value::String(text) => Temporal::parse_time(text)?,
        _ => return None,
    };
    Some(Value::Temporal(time))
}

fn quantity<'a>(value: &Value<'a>) -> Option<Quantity<'a>> {
    match value {
        Value::Quantity(quantity) => Some((**quantity).clone()),
        Value::Boolean(truth) => Some(Quantity { value: Decimal::from(u8::from(*truth)), unit: Unit::ONE }),
        Value::String(text) => Quantity::parse(text),
        _ => Some(Quantity { value: value.as_decimal()?, unit: Unit::ONE }),
    }
}

/// The input as a quantity, in the unit that the argument names.
fn quantity_in_unit<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result<Option<Option<Quantity<'a>>>> {
    let Some(value) = machine.input(call)? else { return Ok(None) };
    let found = quantity(&value);
    if call.arguments.is_empty() {
        return Ok(Some(found));
    }
    let Some(unit) = machine.text_argument(call, 0)? else { return Ok(None) };
    let unit = Unit::from_ucum(unit);
    let converted = found.and_then(|q| q.convert_to(&unit)).map(|value| Quantity { value, unit });
    Ok(Some(converted))
}

fn to_quantity<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let converted = quantity_in_unit(machine, call)?.flatten();
    machine.stack.extend(converted.map(|q| Value::Quantity(Box::new(q))));
    Ok(())
}

fn converts_to_quantity<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let converted = quantity_in_unit(machine, call)?;
    machine.stack.extend(converted.map(|q| Value::Boolean(q.is_some())));
    Ok(())
}
