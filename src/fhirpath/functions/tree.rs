//! Tree navigation: `children` and `descendants`.

use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::Value;

pub(super) const FUNCTIONS: &[Function] =
    &[Function::new("children", Gives::Below, children), Function::new("descendants", Gives::Below, descendants)];

fn children<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for i in call.start..call.end {
        if let Value::Element(element, ty) = machine.stack[i] {
            machine.push_children(element, ty);
        }
    }
    machine.spend((machine.stack.len() - call.end) as u64, call.op)
}

fn descendants<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    children(machine, call)?;
    let mut next = call.end;
    while next < machine.stack.len() {
        if let Value::Element(element, ty) = machine.stack[next] {
            let before = machine.stack.len();
            machine.push_children(element, ty);
            machine.spend((machine.stack.len() - before) as u64, call.op)?;
        }
        next += 1;
    }
    Ok(())
}
