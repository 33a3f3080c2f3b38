//! Existence: how many there are and whether something holds of all or some.

use super::Argument::{Collection, Criterion};
use super::{Function, Gives, Shortcut};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{Result, wrong_type};
use crate::fhirpath::operators::distinct::Seen;
use crate::fhirpath::value::{System, Value};

const TRUTH: Gives = Gives::One(System::Boolean);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("empty", TRUTH, empty).shortcut(Shortcut::Empty),
    Function::new("exists", TRUTH, exists).with(&[Criterion]).required(0).shortcut(Shortcut::Exists),
    Function::new("not", TRUTH, not).shortcut(Shortcut::Not),
    Function::new("all", TRUTH, all).with(&[Criterion]),
    Function::new("allTrue", TRUTH, all_true).of(&[System::Boolean]),
    Function::new("anyTrue", TRUTH, any_true).of(&[System::Boolean]),
    Function::new("allFalse", TRUTH, all_false).of(&[System::Boolean]),
    Function::new("anyFalse", TRUTH, any_false).of(&[System::Boolean]),
    Function::new("subsetOf", TRUTH, subset_of).with(&[Collection]),
    Function::new("supersetOf", TRUTH, superset_of).with(&[Collection]),
    Function::new("count", Gives::One(System::Integer), count),
    Function::new("distinct", Gives::Input, distinct),
    Function::new("isDistinct", TRUTH, is_distinct),
    Function::new("hasValue", TRUTH, has_value),
];

fn push(machine: &mut Machine<'_, '_>, truth: bool) -> Result {
    machine.stack.push(Value::Boolean(truth));
    Ok(())
}

fn empty(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    push(machine, call.count() == 0)
}

fn exists<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    if call.arguments.is_empty() {
        return push(machine, call.count() > 0);
    }
    for item in call.start..call.end {
        if machine.holds(call, 0, item)? == Some(true) {
            return push(machine, true);
        }
    }
    push(machine, false)
}

fn not<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let truth = machine.truth(call.start, call.op)?;
    machine.stack.extend(truth.map(|truth| Value::Boolean(!truth)));
    Ok(())
}

fn all<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for item in call.start..call.end {
        if machine.holds(call, 0, item)? != Some(true) {
            return push(machine, false);
        }
    }
    push(machine, true)
}

/// Whether some item is the given truth value.
fn has(machine: &Machine<'_, '_>, call: &Call<'_, '_>, wanted: bool) -> Result<bool> {
    let mut found = false;
    for value in &machine.stack[call.start..call.end] {
        match machine.atom(value) {
            Value::Boolean(truth) => found |= truth == wanted,
            // An element without a value states neither.
            Value::Element(element, ty) if machine.is_primitive(element, ty) => {}
            other => {
                let found = machine.type_name(&other);
                return wrong_type(call.function.name, found, "Boolean", machine.span(call.op));
            }
        }
    }
    Ok(found)
}

fn all_true(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let found = has(machine, call, false)?;
    push(machine, !found)
}

fn any_true(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let found = has(machine, call, true)?;
    push(machine, found)
}

fn all_false(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let found = has(machine, call, true)?;
    push(machine, !found)
}

fn any_false(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let found = has(machine, call, false)?;
    push(machine, found)
}

fn subset_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let from = machine.argument(call, 0)?;
    let truth = is_subset(machine, call, call.start..call.end, from..machine.stack.len())?;
    push(machine, truth)?;
    machine.stack.drain(from..machine.stack.len() - 1);
    Ok(())
}

fn superset_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let from = machine.argument(call, 0)?;
    let truth = is_subset(machine, call, from..machine.stack.len(), call.start..call.end)?;
    push(machine, truth)?;
    machine.stack.drain(from..machine.stack.len() - 1);
    Ok(())
}

/// Whether each value of one range of the stack equals one of the other.
fn is_subset(
    machine: &mut Machine<'_, '_>,
    call: &Call<'_, '_>,
    inner: std::ops::Range<usize>,
    outer: std::ops::Range<usize>,
) -> Result<bool> {
    let mut seen = Seen::new();
    for position in outer {
        seen.add(machine, position, call.op)?;
    }
    Ok(inner.into_iter().all(|position| seen.contains(machine, &machine.stack[position])))
}

fn count(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    machine.stack.push(Value::Integer(call.count() as i32));
    Ok(())
}

fn distinct(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let mut seen = Seen::new();
    for position in call.start..call.end {
        if seen.add(machine, position, call.op)? {
            let value = machine.stack[position].clone();
            machine.stack.push(value);
        }
    }
    Ok(())
}

fn is_distinct(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let mut seen = Seen::new();
    for position in call.start..call.end {
        if !seen.add(machine, position, call.op)? {
            return push(machine, false);
        }
    }
    push(machine, true)
}

/// FHIR: whether the input is one primitive with a value, not only extensions.
fn has_value(machine: &mut Machine<'_, '_>, call: &Call<'_, '_>) -> Result {
    let truth = match &machine.stack[call.start..call.end] {
        [Value::Element(element, ty)] => machine.is_primitive(*element, *ty) && element.value().is_some(),
        [Value::Type(..)] | [] => false,
        [_] => true,
        _ => false,
    };
    push(machine, truth)
}
