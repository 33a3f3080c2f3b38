//! The functions that FHIR adds: extensions, references, narratives, profiles.

use smallvec::SmallVec;

use super::Argument::One;
use super::{Function, Gives};
use crate::document::known;
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{MODIFIED, NOT_AT_HAND, Result, fault, not_single};
use crate::fhirpath::host::Answer;
use crate::fhirpath::model::TypeId;
use crate::fhirpath::value::{System, Text, Value};

const TRUTH: Gives = Gives::One(System::Boolean);
const TEXT: super::Argument = One(System::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("extension", Gives::Fhir("Extension"), extension).with(&[TEXT]),
    Function::new("getValue", Gives::Any, get_value),
    Function::new("resolve", Gives::Any, resolve),
    Function::new("conformsTo", TRUTH, conforms_to).with(&[TEXT]),
    Function::new("htmlChecks", TRUTH, html_checks),
    Function::new("elementDefinition", Gives::Fhir("ElementDefinition"), element_definition),
    Function::new("slice", Gives::Any, slice).with(&[TEXT, TEXT]),
    Function::new("checkModifiers", Gives::Input, check_modifiers)
        .with(&[TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT])
        .required(1),
];

fn extension<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(url) = machine.text_argument(call, 0)? else { return Ok(()) };
    let ty = machine.model.named("Extension").unwrap_or(TypeId::UNKNOWN);
    for i in call.start..call.end {
        let Value::Element(element, _) = machine.stack[i] else { continue };
        for child in element.children_named(known::EXTENSION) {
            if child.child_value(known::URL) == Some(&*url) {
                machine.stack.push(Value::Element(child, ty));
            }
        }
    }
    Ok(())
}

/// The System value of one primitive.
fn get_value<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let value = match machine.stack[call.start..call.end] {
        [Value::Element(element, ty)] if machine.is_primitive(element, ty) => {
            Some(machine.atom(&Value::Element(element, ty)))
        }
        [Value::Element(..)] => None,
        [ref value] => Some(value.clone()),
        _ => None,
    };
    machine.stack.extend(value.filter(|v| !matches!(v, Value::Element(..))));
    Ok(())
}

/// Follows References, uris, and canonicals of definitions; what cannot be found is left out.
fn resolve<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for i in call.start..call.end {
        let Value::Element(element, ty) = machine.stack[i] else { continue };
        let text =
            if machine.is_primitive(element, ty) { element.value() } else { element.child_value(known::REFERENCE) };
        let Some(reference) = text else { continue };
        let model = machine.model;
        let is_canonical = model.get(ty).is_some_and(|t| &*t.name == "canonical");
        let defined = || model.definitions().find(reference).any().and_then(|id| model.definition(id));
        let target = machine.host.resolve(reference, element).or_else(|| is_canonical.then(defined).flatten());
        machine.stack.extend(target.map(|target| Value::Element(target, model.resource(target))));
    }
    Ok(())
}

fn conforms_to<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(profile) = machine.text_argument(call, 0)? else { return Ok(()) };
    if call.count() > 1 {
        return not_single("conformsTo", call.count(), machine.span(call.op));
    }
    let Some(&Value::Element(element, _)) = machine.stack[call.start..call.end].first() else { return Ok(()) };
    match machine.host.conforms_to(element, &profile) {
        Answer::Known(truth) => machine.stack.push(Value::Boolean(truth)),
        Answer::Missing => {
            let missing = fault(&NOT_AT_HAND, machine.span(call.arguments[0]));
            return Err(Box::new(missing.with("name", "conformsTo").with("found", &*profile)));
        }
    }
    Ok(())
}

fn html_checks<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut truth = true;
    for i in call.start..call.end {
        if let Value::Element(element, _) = machine.stack[i] {
            truth &= machine.host.html_checks(element);
        }
    }
    machine.stack.push(Value::Boolean(truth));
    Ok(())
}

/// The items of a slice, among the input or right below it.
fn slice<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let (Some(structure), Some(name)) = (machine.text_argument(call, 0)?, machine.text_argument(call, 1)?) else {
        return Ok(());
    };
    for i in call.start..call.end {
        let Value::Element(element, ty) = machine.stack[i] else { continue };
        let first = machine.stack.len();
        machine.stack.push(Value::Element(element, ty));
        machine.push_children(element, ty);
        let mut kept = first;
        for at in first..machine.stack.len() {
            let Value::Element(candidate, _) = machine.stack[at] else { continue };
            match machine.host.is_in_slice(candidate, &structure, &name) {
                Answer::Known(true) => {
                    machine.stack.swap(kept, at);
                    kept += 1;
                }
                Answer::Known(false) => {}
                Answer::Missing => {
                    let missing = fault(&NOT_AT_HAND, machine.span(call.op));
                    return Err(Box::new(
                        missing.with("name", "slice").with("found", format!("{} {}", &*structure, &*name)),
                    ));
                }
            }
        }
        machine.spend((machine.stack.len() - first) as u64, call.op)?;
        machine.stack.truncate(kept);
    }
    Ok(())
}

/// The definitions of elements, as elements of a document of their own.
fn element_definition<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let (model, ty) = (machine.model, machine.model.named("ElementDefinition").unwrap_or(TypeId::UNKNOWN));
    for i in call.start..call.end {
        let Value::Element(element, _) = machine.stack[i] else { continue };
        machine.stack.extend(model.element_definition(element).map(|found| Value::Element(found, ty)));
    }
    machine.spend((machine.stack.len() - call.end) as u64, call.op)
}

/// The input, unless it carries a modifier extension that is not among those named.
fn check_modifiers<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut known_urls: SmallVec<[Text<'a>; 8]> = SmallVec::new();
    for index in 0..call.arguments.len() {
        known_urls.extend(machine.text_argument(call, index)?);
    }
    for i in call.start..call.end {
        let Value::Element(element, _) = machine.stack[i] else { continue };
        let modifiers = element.children_named(known::MODIFIER_EXTENSION);
        for modifier in modifiers {
            let url = modifier.child_value(known::URL).unwrap_or("");
            if !known_urls.iter().any(|k| **k == *url) {
                return Err(Box::new(fault(&MODIFIED, machine.span(call.op)).with("found", url)));
            }
        }
    }
    machine.stack.extend_from_within(call.start..call.end);
    Ok(())
}
