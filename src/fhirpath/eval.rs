//! Runs a program. All collections are ranges of one stack: an operation pushes its results and removes its input.

use std::sync::OnceLock;

use super::ast::{ExprId, Operator};
use super::faults::{Result, TOO_COSTLY, fault, not_single, wrong_type};
use super::functions::{Function, Shortcut};
use super::host::Host;
use super::model::{Model, TypeId};
use super::operators;
use super::program::{Op, Program, Slice, Variable};
use super::value::{Text, Value};
use crate::document::Element;
use crate::source::Span;

/// How many steps an evaluation may take. A step is an operation or a node that is looked at.
pub const MOST_STEPS: u64 = 10_000_000;

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
    pub(super) model: &'a Model,
    pub(super) host: &'h mut (dyn Host<'a> + 'h),
    pub(super) stack: Vec<Value<'a>>,
    pub(super) now: OnceLock<super::value::Temporal>,
    input: Input<'a>,
    extension: Option<Element<'a>>,
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
            model,
            host,
            stack: Vec::new(),
            now: OnceLock::new(),
            input,
            extension: None,
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

    /// Says what `%extension` means: the extension whose place is judged.
    pub fn with_extension(mut self, extension: Option<Element<'a>>) -> Self {
        self.extension = extension;
        self
    }

    /// Gives the stack back, with the results of the last evaluation.
    pub fn into_stack(self) -> Vec<Value<'a>> {
        self.stack
    }

    /// The element that the expression starts from.
    pub(super) fn context(&self) -> Value<'a> {
        Value::Element(self.input.element, self.input.ty)
    }

    /// Evaluates the whole expression.
    ///
    /// # Errors
    ///
    /// What is wrong with the expression on this input.
    pub fn run(&mut self) -> Result<&[Value<'a>]> {
        let this = self.context();
        let start = self.eval(self.program.root(), Frame { this: &this, index: 0, total: &[] })?;
        Ok(&self.stack[start..])
    }

    /// Evaluates the whole expression as a condition. `None` for the empty collection.
    ///
    /// # Errors
    ///
    /// What is wrong with the expression on this input.
    pub fn run_test(&mut self) -> Result<Option<bool>> {
        let this = self.context();
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

    /// Evaluates an operation. Its results are on the stack from the position that is returned.
    pub(super) fn eval(&mut self, op: ExprId, frame: Frame<'a, '_>) -> Result<usize> {
        self.spend(1, op)?;
        let start = self.stack.len();
        let program = self.program;
        match program.ops[op as usize] {
            Op::This => self.stack.push(frame.this.clone()),
            Op::Index => self.stack.push(Value::Integer(frame.index)),
            Op::Total => {
                self.spend(frame.total.len() as u64, op)?;
                self.stack.extend_from_slice(frame.total);
            }
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
        if self.watches && !matches!(program.ops[op as usize], Op::This | Op::Constant(_) | Op::Empty) {
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
        if let (Op::Path(input, steps), Value::Element(element, ty)) = (program.ops[op as usize], frame.this)
            && matches!(program.ops[input as usize], Op::This)
        {
            let mut seen = 0;
            let found = self.reaches(*element, *ty, &program.steps[steps.range()], &mut seen);
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
            Variable::Context => return self.stack.push(self.context()),
            Variable::Resource => self.input.resource,
            Variable::RootResource => self.input.root_resource,
            Variable::Extension => {
                let ty = self.model.named("Extension").unwrap_or(TypeId::UNKNOWN);
                return self.stack.extend(self.extension.map(|e| Value::Element(e, ty)));
            }
        };
        let value = Value::Element(element, self.model.resource(element));
        self.stack.push(value);
    }

    fn path(&mut self, input: ExprId, steps: Slice, op: ExprId, frame: Frame<'a, '_>) -> Result {
        let steps = &self.program.steps[steps.range()];
        let mut seen = 0;
        if let (Op::This, Value::Element(element, ty)) = (self.program.ops[input as usize], frame.this) {
            self.walk(*element, *ty, steps, &mut seen);
            return self.spend(seen, op);
        }
        let from = self.eval(input, frame)?;
        let end = self.stack.len();
        for i in from..end {
            match &self.stack[i] {
                &Value::Element(element, ty) => self.walk(element, ty, steps, &mut seen),
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
            return operators::distinct::distinct(self, from, op);
        }
        operators::arithmetic::binary(self, operator, from, middle, op)
    }
}
