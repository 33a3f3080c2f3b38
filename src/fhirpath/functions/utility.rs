//! Utility: `trace`, the time of the evaluation, `type`.

use super::Argument::{Each, One};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{Namespace, System, Temporal, Text, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("trace", Gives::Input, trace).with(&[One(System::String), Each]).required(1),
    Function::new("now", Gives::One(System::DateTime), |m, c| time(m, c, |now| now)),
    Function::new("today", Gives::One(System::Date), |m, c| time(m, c, Temporal::date)),
    Function::new("timeOfDay", Gives::One(System::Time), |m, c| time(m, c, Temporal::time)),
    Function::new("type", Gives::Info, type_of),
];

fn trace<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let name = machine.text_argument(call, 0)?.unwrap_or(Text::Borrowed(""));
    if call.arguments.len() > 1 {
        let from = machine.stack.len();
        for item in call.start..call.end {
            machine.each(call, 1, item)?;
        }
        machine.host.trace(&name, &machine.stack[from..]);
        machine.stack.truncate(from);
    } else {
        machine.host.trace(&name, &machine.stack[call.start..call.end]);
    }
    machine.stack.extend_from_within(call.start..call.end);
    Ok(())
}

/// The time is asked for once, so that an expression sees one moment only.
fn time(machine: &mut Machine<'_, '_>, _: &Call<'_, '_>, part: fn(Temporal) -> Temporal) -> Result {
    let host = &*machine.host;
    let now = *machine.now.get_or_init(|| host.now());
    machine.stack.push(Value::Temporal(part(now)));
    Ok(())
}

fn type_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for i in call.start..call.end {
        let info = match &machine.stack[i] {
            Value::Element(_, ty) => match machine.model.get(*ty) {
                Some(known) => Value::Type(Namespace::Fhir, Text::Borrowed(&known.code)),
                None => Value::Type(Namespace::Fhir, Text::Borrowed("Element")),
            },
            Value::Type(..) => Value::Type(Namespace::System, Text::Borrowed("TypeInfo")),
            value => Value::Type(Namespace::System, Text::Borrowed(value.system().map_or("Any", System::name))),
        };
        machine.stack.push(info);
    }
    Ok(())
}
