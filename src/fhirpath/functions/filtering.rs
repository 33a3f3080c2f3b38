//! Filtering and projection: `where`, `select`, `repeat`, `sort`. (`ofType` is an operation of its own.)

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::Argument::{Criterion, Each, Key};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Frame, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::operators::distinct::Seen;
use crate::fhirpath::operators::order::{Order, order};
use crate::fhirpath::program::Op;
use crate::fhirpath::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("where", Gives::Input, filter).with(&[Criterion]),
    Function::new("select", Gives::First, select).with(&[Each]),
    Function::new("repeat", Gives::Repeated, repeat).with(&[Each]),
    Function::new("sort", Gives::Input, sort).with(&[Key, Key, Key, Key]).required(0),
];

fn filter<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for item in call.start..call.end {
        if machine.holds(call, 0, item)? == Some(true) {
            let value = machine.stack[item].clone();
            machine.stack.push(value);
        }
    }
    Ok(())
}

fn select<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for item in call.start..call.end {
        machine.each(call, 0, item)?;
    }
    Ok(())
}

/// Applies the projection to the input, then to each new result, until nothing new appears.
fn repeat<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut seen = Seen::new();
    for item in call.start..call.end {
        let from = machine.each(call, 0, item)?;
        sift(machine, call, &mut seen, from)?;
    }
    let mut next = call.end;
    while next < machine.stack.len() {
        let this = machine.stack[next].clone();
        let frame = Frame { this: &this, index: (next - call.end) as i32, total: call.frame.total };
        let from = machine.eval(call.arguments[0], frame)?;
        sift(machine, call, &mut seen, from)?;
        next += 1;
    }
    Ok(())
}

/// Leaves what is new of the values from a position on.
fn sift<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, seen: &mut Seen, from: usize) -> Result {
    let mut kept = from;
    for i in from..machine.stack.len() {
        machine.stack.swap(kept, i);
        kept += usize::from(seen.add(machine, kept, call.op)?);
    }
    machine.stack.truncate(kept);
    Ok(())
}

/// What an item is sorted by.
type Keys<'a> = SmallVec<[Option<Value<'a>>; 1]>;

fn sort<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut keyed: Vec<(Keys<'a>, Value<'a>)> = Vec::with_capacity(call.count());
    for item in call.start..call.end {
        let value = machine.stack[item].clone();
        let mut keys = Keys::new();
        if call.arguments.is_empty() {
            keys.push(Some(machine.atom(&value)));
        }
        for argument in call.arguments {
            let (key, _) = direction(machine, *argument);
            let frame = Frame { this: &value, index: (item - call.start) as i32, total: call.frame.total };
            let from = machine.eval(key, frame)?;
            keys.push(machine.one(from, "sort", key)?);
        }
        keyed.push((keys, value));
    }
    let is_descending: SmallVec<[bool; 4]> = call.arguments.iter().map(|a| direction(machine, *a).1).collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let pairs = a.iter().zip(b).enumerate();
        pairs.fold(Ordering::Equal, |so_far, (i, (a, b))| {
            so_far.then(match (a, b) {
                (Some(a), Some(b)) if is_descending.get(i) == Some(&true) => by_key(b, a),
                (Some(a), Some(b)) => by_key(a, b),
                // What has no key comes first in either direction.
                _ => a.is_some().cmp(&b.is_some()),
            })
        })
    });
    machine.stack.extend(keyed.into_iter().map(|(_, value)| value));
    Ok(())
}

/// A key with a sign before it sorts the other way round.
fn direction(machine: &Machine<'_, '_>, argument: u32) -> (u32, bool) {
    match machine.program.ops[argument as usize] {
        Op::Negate(key) => (key, true),
        _ => (argument, false),
    }
}

/// Values of different types are ordered by their type, so that the order is total.
fn by_key(left: &Value<'_>, right: &Value<'_>) -> Ordering {
    let rank = |value: &Value<'_>| match value {
        Value::Boolean(_) => 0,
        Value::Integer(_) | Value::Decimal(_) => 1,
        Value::String(_) => 2,
        Value::Temporal(_) => 3,
        Value::Quantity(_) => 4,
        Value::Type(..) => 5,
        Value::Element(..) => 6,
    };
    match (left, right) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        // Dates and quantities that cannot be compared would break the order, so their text decides for all of them.
        (Value::Temporal(a), Value::Temporal(b)) => match order(left, right) {
            Order::Known(order) if a.kind() == b.kind() && a.digits() == b.digits() => order,
            _ => a.to_string().cmp(&b.to_string()),
        },
        (Value::Quantity(a), Value::Quantity(b)) if a.unit == b.unit => a.value.cmp(&b.value),
        (Value::Quantity(a), Value::Quantity(b)) => a.to_string().cmp(&b.to_string()),
        (Value::Element(a, _), Value::Element(b, _)) => a.id().cmp(&b.id()),
        _ => match order(left, right) {
            Order::Known(order) => order,
            _ => rank(left).cmp(&rank(right)),
        },
    }
}
