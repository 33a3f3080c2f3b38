//! The functions that FHIR adds: extensions, references, narratives, profiles.

use super::Argument::One;
use super::{Function, Gives};
use crate::document::known;
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::{MODIFIED, NOT_AT_HAND, Result, fault, not_single};
use crate::fhirpath::host::Answer;
use crate::fhirpath::model::TypeId;
use crate::fhirpath::value::{System, Value};

const TRUTH: Gives = Gives::One(System::Boolean);
const TEXT: super::Argument = One(System::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("extension", Gives::Fhir("Extension"), extension).with(&[TEXT]),
    Function::new("getValue", Gives::Any, get_value),
    Function::new("resolve", Gives::Any, resolve),
    Function::new("conformsTo", TRUTH, conforms_to).with(&[TEXT]),
    Function::new("htmlChecks", TRUTH, html_checks),
    Function::new("elementDefinition", Gives::Fhir("ElementDefinition"), nothing),
    Function::new("slice", Gives::Any, slice).with(&[TEXT, TEXT]),
    Function::new("checkModifiers", Gives::Input, check_modifiers)
        .with(&[TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT])
        .required(1),
];

fn extension<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(url) = machine.text_argument(call, 0)? else { return Ok(()) };
    let ty = machine.model.named("Extension").unwrap_or(TypeId::UNKNOWN);
    for i in call.start..call.end {
        let Value::Element(id, _) = machine.stack[i] else { continue };
        for child in machine.element(id).children_named(known::EXTENSION) {
            if child.child_value(known::URL) == Some(&*url) {
                machine.stack.push(Value::Element(child.id(), ty));
            }
        }
    }
    Ok(())
}

/// The System value of one primitive.
fn get_value<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let value = match machine.stack[call.start..call.end] {
        [Value::Element(id, ty)] if machine.is_primitive(id, ty) => Some(machine.atom(&Value::Element(id, ty))),
        [Value::Element(..)] => None,
        [ref value] => Some(value.clone()),
        _ => None,
    };
    machine.stack.extend(value.filter(|v| !matches!(v, Value::Element(..))));
    Ok(())
}

/// Follows References, canonicals and uris; what cannot be found is left out.
fn resolve<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    for i in call.start..call.end {
        let Value::Element(id, ty) = machine.stack[i] else { continue };
        let element = machine.element(id);
        let text = if machine.is_primitive(id, ty) { element.value() } else { element.child_value(known::REFERENCE) };
        let Some(reference) = text else { continue };
        if let Some(target) = machine.host.resolve(reference, element) {
            // The value stack holds positions of one document.
            if std::ptr::eq(target.document(), machine.document) {
                let ty = machine.model.resource(target);
                machine.stack.push(Value::Element(target.id(), ty));
            }
        }
    }
    Ok(())
}

fn conforms_to<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(profile) = machine.text_argument(call, 0)? else { return Ok(()) };
    if call.count() > 1 {
        return not_single("conformsTo", call.count(), machine.span(call.op));
    }
    let Some(Value::Element(id, _)) = machine.stack[call.start..call.end].first() else { return Ok(()) };
    let element = machine.element(*id);
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
        if let Value::Element(id, _) = machine.stack[i] {
            truth &= machine.host.html_checks(machine.element(id));
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
        let Value::Element(id, ty) = machine.stack[i] else { continue };
        let first = machine.stack.len();
        machine.stack.push(Value::Element(id, ty));
        machine.push_children(machine.element(id), ty);
        let mut kept = first;
        for at in first..machine.stack.len() {
            let Value::Element(candidate, _) = machine.stack[at] else { continue };
            match machine.host.is_in_slice(machine.document.element(candidate), &structure, &name) {
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

/// `elementDefinition` gives a definition, which is no element of the document.
fn nothing(_: &mut Machine<'_, '_>, _: &Call<'_, '_>) -> Result {
    Ok(())
}

/// The input, unless it carries a modifier extension that is not among those named.
fn check_modifiers<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let mut known_urls = Vec::with_capacity(call.arguments.len());
    for index in 0..call.arguments.len() {
        known_urls.extend(machine.text_argument(call, index)?);
    }
    for i in call.start..call.end {
        let Value::Element(id, _) = machine.stack[i] else { continue };
        let modifiers = machine.element(id).children_named(known::MODIFIER_EXTENSION);
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
