//! What functions and operators ask of the machine: single values, arguments, names of types.

use regex::Regex;

use super::ast::ExprId;
use super::eval::{Call, Frame, Machine};
use super::faults::{Fault, Result, fault, not_single, wrong_type};
use super::functions;
use super::program::Op;
use super::value::{System, Text, Value};
use crate::source::Span;

impl<'a> Machine<'a, '_> {
    /// Keeps the values from a position on that pass.
    pub(super) fn retain(&mut self, from: usize, keep: impl Fn(&Self, &Value<'a>) -> bool) {
        let mut kept = from;
        for i in from..self.stack.len() {
            if keep(self, &self.stack[i]) {
                self.stack.swap(kept, i);
                kept += 1;
            }
        }
        self.stack.truncate(kept);
    }

    /// The values from a position on must be one at most.
    pub(super) fn at_most_one(&self, from: usize, name: &str, op: ExprId) -> Result {
        match self.stack.len() - from {
            0 | 1 => Ok(()),
            count => not_single(name, count, self.span(op)),
        }
    }

    /// The one value from a position on, as a System value where it has one; takes it off the stack.
    pub(super) fn one(&mut self, from: usize, name: &str, op: ExprId) -> Result<Option<Value<'a>>> {
        self.at_most_one(from, name, op)?;
        let value = if self.stack.len() > from { self.stack.pop() } else { None };
        Ok(value.map(|v| self.atom(&v)))
    }

    /// The one value of a function's input, as a System value where it has one.
    pub(super) fn input(&self, call: &Call<'a, '_>) -> Result<Option<Value<'a>>> {
        match &self.stack[call.start..call.end] {
            [] => Ok(None),
            [value] => Ok(Some(self.atom(value))),
            values => not_single(call.function.name, values.len(), self.span(call.op)),
        }
    }

    /// The one text of a function's input.
    pub(super) fn text_input(&self, call: &Call<'a, '_>) -> Result<Option<Text<'a>>> {
        match self.input(call)? {
            None => Ok(None),
            Some(value) => match self.text_of(&value) {
                Some(text) => Ok(Some(text)),
                None => self.wrong_input(call, &value, "String"),
            },
        }
    }

    pub(super) fn wrong_input<T>(&self, call: &Call<'a, '_>, found: &Value<'a>, expected: &str) -> Result<T> {
        wrong_type(call.function.name, self.type_name(found), expected, self.span(call.op))
    }

    /// The text of a value that is one, or of a primitive that has one.
    pub(super) fn text_of(&self, value: &Value<'a>) -> Option<Text<'a>> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Element(element, ty) if self.is_primitive(*element, *ty) => element.value().map(Text::Borrowed),
            _ => None,
        }
    }

    /// Evaluates an argument where the function stands; the position of its values.
    pub(super) fn argument(&mut self, call: &Call<'a, '_>, index: usize) -> Result<usize> {
        self.eval(call.arguments[index], call.frame)
    }

    /// Evaluates an argument that is one value at most, as a System value where it has one.
    pub(super) fn one_argument(&mut self, call: &Call<'a, '_>, index: usize) -> Result<Option<Value<'a>>> {
        let from = self.argument(call, index)?;
        self.one(from, call.function.name, call.arguments[index])
    }

    /// An argument that is a text.
    pub(super) fn text_argument(&mut self, call: &Call<'a, '_>, index: usize) -> Result<Option<Text<'a>>> {
        match self.one_argument(call, index)? {
            None => Ok(None),
            Some(value) => match self.text_of(&value) {
                Some(text) => Ok(Some(text)),
                None => self.wrong_argument(call, index, &value, "String"),
            },
        }
    }

    /// An argument that is an Integer.
    pub(super) fn integer_argument(&mut self, call: &Call<'a, '_>, index: usize) -> Result<Option<i32>> {
        match self.one_argument(call, index)? {
            None => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(value) => self.wrong_argument(call, index, &value, "Integer"),
        }
    }

    pub(super) fn wrong_argument<T>(
        &self,
        call: &Call<'a, '_>,
        index: usize,
        found: &Value<'a>,
        expected: &str,
    ) -> Result<T> {
        wrong_type(call.function.name, self.type_name(found), expected, self.span(call.arguments[index]))
    }

    /// Evaluates an argument for one item of the input; the position of its values.
    pub(super) fn each(&mut self, call: &Call<'a, '_>, index: usize, item: usize) -> Result<usize> {
        let this = self.stack[item].clone();
        let frame = Frame { this: &this, index: (item - call.start) as i32, total: call.frame.total };
        self.eval(call.arguments[index], frame)
    }

    /// Evaluates an argument as a condition for one item of the input.
    pub(super) fn holds(&mut self, call: &Call<'a, '_>, index: usize, item: usize) -> Result<Option<bool>> {
        let this = self.stack[item].clone();
        let frame = Frame { this: &this, index: (item - call.start) as i32, total: call.frame.total };
        self.test(call.arguments[index], frame)
    }

    /// The type of a value, for people.
    pub(super) fn type_name(&self, value: &Value<'a>) -> String {
        match value {
            Value::Element(_, ty) => self.model.name(*ty).to_owned(),
            Value::Type(..) => "TypeInfo".to_owned(),
            other => other.system().map_or("", System::name).to_owned(),
        }
    }

    /// The regular expression of an argument: one that is a constant is compiled once a program.
    pub(super) fn regex_argument(
        &mut self,
        call: &Call<'a, '_>,
        index: usize,
        whole: bool,
    ) -> Result<Option<Pattern<'a>>> {
        let argument = call.arguments[index];
        let bad =
            |text: &str, span: Span| -> Fault { Box::new(fault(&super::faults::BAD_REGEX, span).with("found", text)) };
        let program = self.program;
        if let Some((_, slot)) = program.regexes.iter().find(|(op, _)| *op == argument)
            && let Op::Constant(constant) = program.ops[argument as usize]
            && let Value::String(text) = &program.constants[constant as usize]
        {
            let compiled = slot.get_or_init(|| functions::compile_regex(text, whole));
            return match compiled {
                Some(regex) => Ok(Some(Pattern::Kept(regex))),
                None => Err(bad(text, self.span(argument))),
            };
        }
        let Some(text) = self.text_argument(call, index)? else { return Ok(None) };
        match functions::compile_regex(&text, whole) {
            Some(regex) => Ok(Some(Pattern::Made(regex))),
            None => Err(bad(&text, self.span(argument))),
        }
    }
}

/// A compiled regular expression.
pub enum Pattern<'a> {
    /// One of the program.
    Kept(&'a Regex),
    /// One made for this call.
    Made(Regex),
}

impl std::ops::Deref for Pattern<'_> {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        match self {
            Self::Kept(regex) => regex,
            Self::Made(regex) => regex,
        }
    }
}
