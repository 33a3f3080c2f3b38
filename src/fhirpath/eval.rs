//! Runs a program. All collections are ranges of one stack: an operation pushes its results and removes its input.

use std::sync::OnceLock;

use regex::Regex;

use super::ast::{ExprId, Operator};
use super::faults::{Fault, Result, TOO_COSTLY, fault, not_single, wrong_type};
use super::functions::{self, Function, Shortcut};
use super::host::Host;
use super::model::{Model, TypeId};
use super::operators;
use super::program::{Op, Program, Slice, Variable};
use super::value::{System, Text, Value};
use crate::document::{Document, Element, NodeId};
use crate::source::Span;

/// How many steps an evaluation may take. A step is an operation or a node that is looked at.
pub const MOST_STEPS: u64 = 20_000_000;

/// What a program is evaluated on.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The element that the expression starts from.
    pub element: Element<'a>,
    /// Its type.
    pub ty: TypeId,
    /// `%resource`: the resource it stands in; for an element of a contained resource that resource.
    pub resource: Element<'a>,
    /// `%rootResource`: the resource that contains the other, or the same.
    pub root_resource: Element<'a>,
}

/// The state of one evaluation.
pub struct Machine<'a, 'h> {
    pub(super) program: &'a Program,
    pub(super) document: &'a Document,
    pub(super) model: &'a Model,
    pub(super) host: &'h mut (dyn Host<'a> + 'h),
    pub(super) stack: Vec<Value<'a>>,
    pub(super) now: OnceLock<super::value::Temporal>,
    input: Input<'a>,
    steps: u64,
    watches: bool,
}

/// What `$this`, `$index` and `$total` mean.
#[derive(Clone, Copy)]
pub struct Frame<'a, 'f> {
    pub(super) this: &'f Value<'a>,
    pub(super) index: i32,
    pub(super) total: &'f [Value<'a>],
}

/// A function at work: its input is `stack[start..end]`.
pub struct Call<'a, 'f> {
    pub(super) function: &'static Function,
    pub(super) op: ExprId,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) arguments: &'a [ExprId],
    pub(super) frame: Frame<'a, 'f>,
}

impl Call<'_, '_> {
    /// How many items the input has.
    pub(super) fn count(&self) -> usize {
        self.end - self.start
    }
}

impl<'a, 'h> Machine<'a, 'h> {
    /// An evaluation that has not started.
    pub fn new(program: &'a Program, model: &'a Model, input: Input<'a>, host: &'h mut (dyn Host<'a> + 'h)) -> Self {
        let watches = host.watches();
        Self {
            program,
            document: input.element.document(),
            model,
            host,
            stack: Vec::new(),
            now: OnceLock::new(),
            input,
            steps: 0,
            watches,
        }
    }

    /// Uses a stack that has been used before.
    pub fn with_stack(mut self, stack: Vec<Value<'a>>) -> Self {
        self.stack = stack;
        self.stack.clear();
        self
    }

    /// Gives the stack back, with the results of the last evaluation.
    pub fn into_stack(self) -> Vec<Value<'a>> {
        self.stack
    }

    /// Evaluates the whole expression.
    pub fn run(&mut self) -> Result<&[Value<'a>]> {
        let this = Value::Element(self.input.element.id(), self.input.ty);
        let start = self.eval(self.program.root(), Frame { this: &this, index: 0, total: &[] })?;
        Ok(&self.stack[start..])
    }

    /// Evaluates the whole expression as a condition. `None` for the empty collection.
    pub fn run_test(&mut self) -> Result<Option<bool>> {
        let this = Value::Element(self.input.element.id(), self.input.ty);
        self.test(self.program.root(), Frame { this: &this, index: 0, total: &[] })
    }

    /// Counts work.
    pub(super) fn spend(&mut self, steps: u64, op: ExprId) -> Result {
        self.steps += steps;
        if self.steps > MOST_STEPS {
            return Err(Box::new(fault(&TOO_COSTLY, self.span(op)).with("limit", MOST_STEPS)));
        }
        Ok(())
    }

    pub(super) fn span(&self, op: ExprId) -> Span {
        self.program.spans[op as usize]
    }

    pub(super) fn element(&self, id: NodeId) -> Element<'a> {
        self.document.element(id)
    }

    /// Evaluates an operation. Its results are on the stack from the position that is returned.
    pub(super) fn eval(&mut self, op: ExprId, frame: Frame<'a, '_>) -> Result<usize> {
        self.spend(1, op)?;
        let start = self.stack.len();
        let program = self.program;
        match program.ops[op as usize] {
            Op::This => self.stack.push(frame.this.clone()),
            Op::Index => self.stack.push(Value::Integer(frame.index)),
            Op::Total => self.stack.extend_from_slice(frame.total),
            Op::Empty => {}
            Op::Constant(index) => self.stack.push(program.constants[index as usize].borrowed()),
            Op::Variable(variable) => self.variable(variable),
            Op::Path(input, steps) => self.path(input, steps, op, frame)?,
            Op::Start(input, ty) => {
                let from = self.eval(input, frame)?;
                self.retain(from, |machine, value| matches!(value, Value::Element(_, t) if machine.model.is_a(*t, ty)));
            }
            Op::Call(function, input, arguments) => self.call(function, op, input, arguments, frame)?,
            Op::Is(input, test) => {
                let from = self.eval(input, frame)?;
                operators::types::is(self, from, test, op)?;
            }
            Op::As(input, test) => {
                let from = self.eval(input, frame)?;
                if program.is_strict {
                    self.at_most_one(from, "as", op)?;
                }
                operators::types::of_type(self, from, test);
            }
            Op::OfType(input, test) => {
                let from = self.eval(input, frame)?;
                operators::types::of_type(self, from, test);
            }
            Op::Indexer(input, index) => self.indexer(input, index, op, frame)?,
            Op::Negate(operand) => {
                let from = self.eval(operand, frame)?;
                operators::arithmetic::negate(self, from, op)?;
            }
            Op::Binary(operator, left, right) => {
                if operator.is_logical() {
                    let truth = self.test_binary(operator, left, right, op, frame)?;
                    self.stack.extend(truth.map(Value::Boolean));
                } else {
                    self.combine(operator, left, right, op, frame)?;
                }
            }
        }
        if self.watches {
            self.host.step(program.spans[op as usize], &self.stack[start..]);
        }
        Ok(start)
    }

    /// Evaluates an operation as a condition, without a result on the stack. `None` for the empty collection.
    pub(super) fn test(&mut self, op: ExprId, frame: Frame<'a, '_>) -> Result<Option<bool>> {
        let program = self.program;
        if !self.watches {
            match program.ops[op as usize] {
                Op::Binary(operator, left, right) if operator.is_logical() => {
                    self.spend(1, op)?;
                    return self.test_binary(operator, left, right, op, frame);
                }
                Op::Call(function, input, arguments)
                    if function.shortcut != Shortcut::None && arguments.range().is_empty() =>
                {
                    self.spend(1, op)?;
                    return match function.shortcut {
                        Shortcut::Not => Ok(self.test(input, frame)?.map(|truth| !truth)),
                        shortcut => Ok(Some(self.has_any(input, frame)? == (shortcut == Shortcut::Exists))),
                    };
                }
                _ => {}
            }
        }
        let start = self.eval(op, frame)?;
        let truth = self.truth(start, op)?;
        self.stack.truncate(start);
        Ok(truth)
    }

    /// Whether an operation gives anything.
    fn has_any(&mut self, op: ExprId, frame: Frame<'a, '_>) -> Result<bool> {
        let program = self.program;
        if let (Op::Path(input, steps), Value::Element(id, ty)) = (program.ops[op as usize], frame.this)
            && matches!(program.ops[input as usize], Op::This)
        {
            let mut seen = 0;
            let found = self.reaches(self.element(*id), *ty, &program.steps[steps.range()], &mut seen);
            self.spend(seen, op)?;
            return Ok(found);
        }
        let start = self.eval(op, frame)?;
        let found = self.stack.len() > start;
        self.stack.truncate(start);
        Ok(found)
    }

    /// The truth of the values from a position on: of one Boolean itself, of any other one value `true`.
    pub(super) fn truth(&self, start: usize, op: ExprId) -> Result<Option<bool>> {
        match &self.stack[start..] {
            [] => Ok(None),
            [value] => Ok(match value {
                Value::Boolean(truth) => Some(*truth),
                Value::Element(..) => match self.atom(value) {
                    Value::Boolean(truth) => Some(truth),
                    _ => Some(true),
                },
                _ => Some(true),
            }),
            values => not_single(self.program.text_of(op), values.len(), self.span(op)),
        }
    }

    fn variable(&mut self, variable: Variable) {
        let element = match variable {
            Variable::Context => return self.stack.push(Value::Element(self.input.element.id(), self.input.ty)),
            Variable::Resource => self.input.resource,
            Variable::RootResource => self.input.root_resource,
        };
        let value = Value::Element(element.id(), self.model.resource(element));
        self.stack.push(value);
    }

    fn path(&mut self, input: ExprId, steps: Slice, op: ExprId, frame: Frame<'a, '_>) -> Result {
        let steps = &self.program.steps[steps.range()];
        let mut seen = 0;
        if let (Op::This, Value::Element(id, ty)) = (self.program.ops[input as usize], frame.this) {
            self.walk(self.element(*id), *ty, steps, &mut seen);
            return self.spend(seen, op);
        }
        let from = self.eval(input, frame)?;
        let end = self.stack.len();
        for i in from..end {
            match &self.stack[i] {
                Value::Element(id, ty) => self.walk(self.element(*id), *ty, steps, &mut seen),
                Value::Type(namespace, name) => {
                    let member = match steps[0].name.text() {
                        "namespace" => Text::Borrowed(namespace.name()),
                        "name" => name.clone(),
                        _ => continue,
                    };
                    self.stack.push(Value::String(member));
                }
                _ => {}
            }
        }
        self.stack.drain(from..end);
        self.spend(seen, op)
    }

    fn indexer(&mut self, input: ExprId, index: ExprId, op: ExprId, frame: Frame<'a, '_>) -> Result {
        let from = self.eval(input, frame)?;
        let end = self.stack.len();
        self.eval(index, frame)?;
        let position = match self.one(end, "[]", op)? {
            Some(Value::Integer(position)) => usize::try_from(position).ok(),
            Some(_) => return wrong_type("[]", "", "Integer", self.span(index)),
            None => None,
        };
        let found = position.and_then(|p| self.stack[from..end].get(p).cloned());
        self.stack.truncate(from);
        self.stack.extend(found);
        Ok(())
    }

    fn call(
        &mut self,
        function: &'static Function,
        op: ExprId,
        input: ExprId,
        arguments: Slice,
        frame: Frame<'a, '_>,
    ) -> Result {
        let start = self.eval(input, frame)?;
        let end = self.stack.len();
        let arguments = &self.program.arguments[arguments.range()];
        let call = Call { function, op, start, end, arguments, frame };
        (function.code)(self, &call)?;
        self.stack.drain(start..end);
        Ok(())
    }

    fn test_binary(
        &mut self,
        operator: Operator,
        left: ExprId,
        right: ExprId,
        op: ExprId,
        frame: Frame<'a, '_>,
    ) -> Result<Option<bool>> {
        if let Operator::And | Operator::Or | Operator::Xor | Operator::Implies = operator {
            let left = self.test(left, frame)?;
            if let Some(decided) = operators::boolean::decided(operator, left) {
                return Ok(Some(decided));
            }
            let right = self.test(right, frame)?;
            return Ok(operators::boolean::combine(operator, left, right));
        }
        let from = self.eval(left, frame)?;
        let middle = self.eval(right, frame)?;
        let truth = operators::compare(self, operator, from, middle, op)?;
        self.stack.truncate(from);
        Ok(truth)
    }

    fn combine(&mut self, operator: Operator, left: ExprId, right: ExprId, op: ExprId, frame: Frame<'a, '_>) -> Result {
        let from = self.eval(left, frame)?;
        let middle = self.eval(right, frame)?;
        if operator == Operator::Union {
            return functions_union(self, from, op);
        }
        operators::arithmetic::binary(self, operator, from, middle, op)
    }
}

/// `|`: all values from a position on, each once.
fn functions_union(machine: &mut Machine<'_, '_>, from: usize, op: ExprId) -> Result {
    operators::distinct::distinct(machine, from, op)
}

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
            Value::Element(id, ty) if self.is_primitive(*id, *ty) => self.element(*id).value().map(Text::Borrowed),
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
