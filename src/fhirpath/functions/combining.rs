//! Combining: `union` drops what is there already, `combine` keeps everything.

use super::Argument::Collection;
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::operators::distinct;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("union", Gives::Both, union).with(&[Collection]),
    Function::new("combine", Gives::Both, combine).with(&[Collection]),
];

fn union<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    combine(machine, call)?;
    distinct::distinct(machine, call.end, call.op)
}

fn combine<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    machine.stack.extend_from_within(call.start..call.end);
    machine.argument(call, 0)?;
    machine.spend((machine.stack.len() - call.end) as u64, call.op)
}
