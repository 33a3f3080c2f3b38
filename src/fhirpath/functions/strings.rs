//! Strings. Positions count characters.

use super::Argument::One;
use super::{Argument, Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{System, Text, Value};

const STRING: &[System] = &[System::String];
const TEXT: Argument = One(System::String);
const GIVES_TEXT: Gives = Gives::One(System::String);
const TRUTH: Gives = Gives::One(System::Boolean);
const NUMBER: Gives = Gives::One(System::Integer);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("indexOf", NUMBER, index_of).of(STRING).with(&[TEXT]),
    Function::new("lastIndexOf", NUMBER, last_index_of).of(STRING).with(&[TEXT]),
    Function::new("substring", GIVES_TEXT, substring)
        .of(STRING)
        .with(&[One(System::Integer), One(System::Integer)])
        .required(1),
    Function::new("startsWith", TRUTH, |m, c| relate(m, c, |text, part| text.starts_with(part)))
        .of(STRING)
        .with(&[TEXT]),
    Function::new("endsWith", TRUTH, |m, c| relate(m, c, |text, part| text.ends_with(part))).of(STRING).with(&[TEXT]),
    Function::new("contains", TRUTH, |m, c| relate(m, c, |text, part| text.contains(part))).of(STRING).with(&[TEXT]),
    Function::new("upper", GIVES_TEXT, |m, c| change(m, c, |text| text.to_uppercase())).of(STRING),
    Function::new("lower", GIVES_TEXT, |m, c| change(m, c, |text| text.to_lowercase())).of(STRING),
    Function::new("trim", GIVES_TEXT, trim).of(STRING),
    Function::new("replace", GIVES_TEXT, replace).of(STRING).with(&[TEXT, TEXT]),
    Function::new("length", NUMBER, length).of(STRING),
    Function::new("toChars", GIVES_TEXT, to_chars).of(STRING),
    Function::new("split", GIVES_TEXT, split).of(STRING).with(&[TEXT]),
    Function::new("join", GIVES_TEXT, join).of(STRING).with(&[TEXT]).required(0),
];

/// The input and the first argument; `None` when either is missing.
fn two<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result<Option<(Text<'a>, Text<'a>)>> {
    let Some(text) = machine.text_input(call)? else { return Ok(None) };
    Ok(machine.text_argument(call, 0)?.map(|other| (text, other)))
}

fn relate<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, holds: fn(&str, &str) -> bool) -> Result {
    let truth = two(machine, call)?.map(|(text, part)| Value::Boolean(holds(&text, &part)));
    machine.stack.extend(truth);
    Ok(())
}

fn change<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, change: fn(&str) -> String) -> Result {
    let changed = machine.text_input(call)?.map(|text| Value::String(change(&text).into()));
    machine.stack.extend(changed);
    Ok(())
}

fn trim<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    let start = text.len() - text.trim_start().len();
    machine.stack.push(Value::String(text.part(start..start + text.trim().len())));
    Ok(())
}

fn position(text: &str, byte: Option<usize>) -> Value<'static> {
    Value::Integer(byte.map_or(-1, |byte| text[..byte].chars().count() as i32))
}

fn index_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let found = two(machine, call)?.map(|(text, part)| position(&text, text.find(&*part)));
    machine.stack.extend(found);
    Ok(())
}

fn last_index_of<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let found = two(machine, call)?.map(|(text, part)| position(&text, text.rfind(&*part)));
    machine.stack.extend(found);
    Ok(())
}

fn substring<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    let Some(start) = machine.integer_argument(call, 0)? else { return Ok(()) };
    let length = if call.arguments.len() > 1 { machine.integer_argument(call, 1)? } else { None };
    let Ok(start) = usize::try_from(start) else { return Ok(()) };
    let Some((from, _)) = text.char_indices().nth(start) else { return Ok(()) };
    let to = length.and_then(|length| text[from..].char_indices().nth(length.max(0) as usize));
    let end = to.map_or(text.len(), |(byte, _)| from + byte);
    machine.stack.push(Value::String(text.part(from..end)));
    Ok(())
}

fn replace<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some((text, pattern)) = two(machine, call)? else { return Ok(()) };
    let Some(substitution) = machine.text_argument(call, 1)? else { return Ok(()) };
    let places = if pattern.is_empty() { text.chars().count() + 1 } else { text.matches(&*pattern).count() };
    machine.spend((places * substitution.len()) as u64, call.op)?;
    machine.stack.push(Value::String(text.replace(&*pattern, &substitution).into()));
    Ok(())
}

fn length<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let length = machine.text_input(call)?.map(|text| Value::Integer(text.chars().count() as i32));
    machine.stack.extend(length);
    Ok(())
}

fn to_chars<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    machine.spend(text.len() as u64, call.op)?;
    let characters = text.char_indices().map(|(at, c)| text.part(at..at + c.len_utf8()));
    machine.stack.extend(characters.map(Value::String));
    Ok(())
}

fn split<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some((text, separator)) = two(machine, call)? else { return Ok(()) };
    machine.spend(text.len() as u64, call.op)?;
    if separator.is_empty() {
        return to_chars(machine, call);
    }
    let mut start = 0;
    for (at, _) in text.match_indices(&*separator) {
        machine.stack.push(Value::String(text.part(start..at)));
        start = at + separator.len();
    }
    machine.stack.push(Value::String(text.part(start..text.len())));
    Ok(())
}

/// Joins all items of the input.
fn join<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let separator = if call.arguments.is_empty() { None } else { machine.text_argument(call, 0)? };
    let separator = separator.unwrap_or(Text::Borrowed(""));
    let mut joined: Option<String> = None;
    for position in call.start..call.end {
        let value = &machine.stack[position];
        match machine.text_of(&machine.atom(value)) {
            Some(text) => {
                let (so_far, before) = match joined.take() {
                    Some(so_far) => (so_far, &*separator),
                    None => (String::new(), ""),
                };
                machine.spend((before.len() + text.len()) as u64, call.op)?;
                joined = Some(so_far + before + &text);
            }
            None if matches!(value, Value::Element(element, ty) if machine.is_primitive(*element, *ty)) => {}
            None => return machine.wrong_input(call, value, "String"),
        }
    }
    machine.stack.extend(joined.map(|text| Value::String(text.into())));
    Ok(())
}
