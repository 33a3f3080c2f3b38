//! Terminology: `memberOf`, `subsumes`, `subsumedBy`. What the code systems at hand do not answer is a fault, or
//! gives nothing for the last two.

use smallvec::{SmallVec, smallvec};

use super::Argument::{Collection, One};
use super::{Function, Gives};
use crate::document::{Element, known};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{NOT_AT_HAND, Result, fault};
use crate::fhirpath::host::{Answer, Coded};
use crate::fhirpath::value::{System, Value};

const TRUTH: Gives = Gives::One(System::Boolean);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("memberOf", TRUTH, member_of).with(&[One(System::String)]),
    Function::new("subsumes", TRUTH, |m, c| relate(m, c, false)).with(&[Collection]),
    Function::new("subsumedBy", TRUTH, |m, c| relate(m, c, true)).with(&[Collection]),
];

/// Codes of one value.
type Codes<'v> = SmallVec<[Coded<'v>; 2]>;

/// The codes that a value states: a code, a Coding, the Codings of a CodeableConcept.
fn codes<'v, 'a: 'v>(machine: &Machine<'a, '_>, value: &'v Value<'a>) -> Codes<'v> {
    let of_coding = |coding: Element<'a>| Coded {
        system: coding.child_value(known::SYSTEM).unwrap_or(""),
        version: coding.child_value(known::VERSION).unwrap_or(""),
        code: coding.child_value(known::CODE).unwrap_or(""),
    };
    match value {
        Value::String(text) => smallvec![Coded { system: "", version: "", code: text }],
        Value::Element(element, ty) if machine.is_primitive(*element, *ty) => {
            let code = element.value().unwrap_or("");
            smallvec![Coded { system: "", version: "", code }]
        }
        &Value::Element(element, ty) => {
            if machine.model.get(ty).is_some_and(|t| &*t.name == "Coding") {
                smallvec![of_coding(element)]
            } else {
                element.children_named(known::CODING).map(of_coding).collect()
            }
        }
        _ => Codes::new(),
    }
}

fn member_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(value_set) = machine.text_argument(call, 0)? else { return Ok(()) };
    if call.count() != 1 {
        return Ok(());
    }
    let value = machine.stack[call.start].clone();
    let codes = codes(machine, &value);
    let answers: SmallVec<[Answer; 4]> = codes.iter().map(|c| machine.host.member_of(*c, &value_set)).collect();
    let truth = answers.contains(&Answer::Known(true));
    if !truth && answers.contains(&Answer::Missing) {
        let missing = fault(&NOT_AT_HAND, machine.span(call.arguments[0]));
        return Err(Box::new(missing.with("name", "memberOf").with("found", &*value_set)));
    }
    machine.stack.push(Value::Boolean(truth));
    Ok(())
}

fn relate<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, is_reversed: bool) -> Result {
    let from = machine.argument(call, 0)?;
    let other = machine.stack.get(from).cloned();
    machine.stack.truncate(from);
    let (Some(other), 1) = (other, call.count()) else { return Ok(()) };
    let value = machine.stack[call.start].clone();
    let (general, special) = if is_reversed { (&other, &value) } else { (&value, &other) };
    let (general, special) = (codes(machine, general), codes(machine, special));
    let mut truth = Some(false);
    for a in &general {
        for b in special.iter().filter(|b| b.system == a.system || a.system.is_empty() || b.system.is_empty()) {
            let system = if a.system.is_empty() { b.system } else { a.system };
            match machine.host.subsumes(system, a.code, b.code) {
                Answer::Known(true) => truth = Some(true),
                Answer::Known(false) => {}
                Answer::Missing if a.code == b.code => truth = Some(true),
                Answer::Missing if truth != Some(true) => truth = None,
                Answer::Missing => {}
            }
        }
    }
    machine.stack.extend(truth.map(Value::Boolean));
    Ok(())
}
