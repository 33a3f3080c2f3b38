//! Subsetting: the first, the last, all but some. (`[index]` is an operation of its own.)

use super::Argument::{Collection, One};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{Result, not_single};
use crate::fhirpath::operators::distinct::Seen;
use crate::fhirpath::value::System;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("single", Gives::Input, single),
    Function::new("first", Gives::Input, first).ordered(),
    Function::new("last", Gives::Input, last).ordered(),
    Function::new("tail", Gives::Input, tail).ordered(),
    Function::new("skip", Gives::Input, skip).with(&[One(System::Integer)]).ordered(),
    Function::new("take", Gives::Input, take).with(&[One(System::Integer)]).ordered(),
    Function::new("intersect", Gives::Input, intersect).with(&[Collection]),
    Function::new("exclude", Gives::Input, exclude).with(&[Collection]),
];

/// Pushes a part of the input.
fn part(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>, from: usize, to: usize) -> Result {
    let range = (call.start + from).min(call.end)..(call.start + to).min(call.end);
    if range.start < range.end {
        machine.stack.extend_from_within(range);
    }
    Ok(())
}

fn single(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    if call.count() > 1 {
        return not_single("single", call.count(), machine.span(call.op));
    }
    part(machine, call, 0, 1)
}

fn first(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    part(machine, call, 0, 1)
}

fn last(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    part(machine, call, call.count().saturating_sub(1), call.count())
}

fn tail(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    part(machine, call, 1, call.count())
}

fn skip<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    match machine.integer_argument(call, 0)? {
        Some(number) => part(machine, call, number.max(0) as usize, call.count()),
        None => Ok(()),
    }
}

fn take<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    match machine.integer_argument(call, 0)? {
        Some(number) => part(machine, call, 0, number.max(0) as usize),
        None => Ok(()),
    }
}

fn intersect<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let (from, end) = (machine.argument(call, 0)?, machine.stack.len());
    let (mut others, mut given) = (Seen::new(), Seen::new());
    for position in from..end {
        others.add(machine, position, call.op)?;
    }
    for position in call.start..call.end {
        if others.contains(machine, &machine.stack[position]) && given.add(machine, position, call.op)? {
            let value = machine.stack[position].clone();
            machine.stack.push(value);
        }
    }
    machine.stack.drain(from..end);
    Ok(())
}

fn exclude<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let (from, end) = (machine.argument(call, 0)?, machine.stack.len());
    let mut others = Seen::new();
    for position in from..end {
        others.add(machine, position, call.op)?;
    }
    for position in call.start..call.end {
        if !others.contains(machine, &machine.stack[position]) {
            let value = machine.stack[position].clone();
            machine.stack.push(value);
        }
    }
    machine.stack.drain(from..end);
    Ok(())
}
