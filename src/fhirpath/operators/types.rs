//! `is`, `as` and `ofType`.

use crate::fhirpath::ast::ExprId;
use crate::fhirpath::eval::Machine;
use crate::fhirpath::faults::Result;
use crate::fhirpath::program::TypeTest;
use crate::fhirpath::value::Value;

/// Whether a value is of a type or of one that specializes it.
fn is_type(machine: &Machine<'_, '_>, value: &Value<'_>, test: TypeTest) -> bool {
    match value {
        Value::Element(_, ty) => test.fhir.is_some_and(|wanted| machine.model.is_a(*ty, wanted)),
        Value::Type(..) => false,
        other => test.system.is_some() && other.system() == test.system,
    }
}

/// Whether a value can be taken as a type. A primitive must be of that type itself: a `code` is no `string` here,
/// although `is(string)` holds for it.
fn is_taken(machine: &Machine<'_, '_>, value: &Value<'_>, test: TypeTest) -> bool {
    match value {
        Value::Element(_, ty) if machine.model.get(*ty).is_some_and(|t| t.is_primitive) => {
            let is_abstract = || {
                let wanted = test.fhir.and_then(|wanted| machine.model.get(wanted));
                wanted.is_some_and(|t| !t.is_primitive)
            };
            test.fhir == Some(*ty) || is_abstract() && is_type(machine, value, test)
        }
        _ => is_type(machine, value, test),
    }
}

/// `is`: replaces the one value from a position on by whether it is of the type.
pub fn is(machine: &mut Machine<'_, '_>, from: usize, test: TypeTest, op: ExprId) -> Result {
    machine.at_most_one(from, "is", op)?;
    if let Some(value) = machine.stack.get(from) {
        let truth = is_type(machine, value, test);
        machine.stack[from] = Value::Boolean(truth);
    }
    Ok(())
}

/// `as` and `ofType`: keeps the values from a position on that are of the type.
pub fn of_type(machine: &mut Machine<'_, '_>, from: usize, test: TypeTest) {
    machine.retain(from, |machine, value| is_taken(machine, value, test));
}
