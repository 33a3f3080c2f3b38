//! Functions: their arguments, what they need and what they give.

use super::{Compiled, Compiler, Env, of_test};
use crate::fhirpath::ast::{Expr, ExprId};
use crate::fhirpath::faults::{
    MISNAMED_FUNCTION, Result, TYPE_EXPECTED, UNKNOWN_FUNCTION, WRONG_ARGUMENTS, WRONG_TYPE, fault,
};
use crate::fhirpath::functions::{self, Argument, Function, Gives};
use crate::fhirpath::program::{Op, Program, Slice};
use crate::fhirpath::types::{Static, Ty};
use crate::fhirpath::value::System;
use std::sync::OnceLock;

/// How often what `repeat` gives is put through its projection to learn its types.
const MOST_ROUNDS: usize = 8;

impl Compiler<'_> {
    pub(super) fn call(
        &mut self,
        input: Option<ExprId>,
        name: &str,
        arguments: &[ExprId],
        id: ExprId,
        env: &Env,
    ) -> Result<Compiled> {
        let (input_op, known) = match input {
            Some(input) => self.expr(input, env)?,
            None => (self.emit(Op::This, id), env.this.clone()),
        };
        if matches!(name, "is" | "as" | "ofType") {
            return self.type_function(name, input_op, arguments, id);
        }
        let Some(function) = functions::find(name) else { return self.unknown_function(name, id) };
        let limits = (function.required as usize, function.arguments.len());
        if arguments.len() < limits.0 || arguments.len() > limits.1 {
            return self.wrong_arguments(name, limits, arguments.len(), id);
        }
        self.need_input(function, &known, id)?;
        if function.is_ordered {
            self.need_order(&known, name, id)?;
        }
        let (ops, types) = self.arguments(function, arguments, &known, env)?;
        let start = self.program.arguments.len() as u32;
        self.program.arguments.extend(ops);
        let slice = Slice { start, end: self.program.arguments.len() as u32 };
        let gives = self.gives(function, known, &types);
        Ok((self.emit(Op::Call(function, input_op, slice), id), gives))
    }

    fn type_function(&mut self, name: &str, input: ExprId, arguments: &[ExprId], id: ExprId) -> Result<Compiled> {
        let [argument] = arguments else { return self.wrong_arguments(name, (1, 1), arguments.len(), id) };
        let Some(type_name) = self.ast.type_name(*argument) else {
            return Err(Box::new(fault(&TYPE_EXPECTED, self.span(*argument))));
        };
        let test = self.type_test(&type_name, *argument)?;
        let (op, known) = match name {
            "is" => (Op::Is(input, test), Static::system(System::Boolean)),
            "as" => (Op::As(input, test), of_test(test)),
            _ => (Op::OfType(input, test), of_test(test)),
        };
        Ok((self.emit(op, id), known))
    }

    fn unknown_function<T>(&self, name: &str, id: ExprId) -> Result<T> {
        let best = functions::all()
            .map(|f| (strsim::damerau_levenshtein(&f.name.to_lowercase(), &name.to_lowercase()), f.name))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        let span = self.name_span(id);
        let fault = match best {
            Some((_, suggestion)) => fault(&MISNAMED_FUNCTION, span).with("suggestion", suggestion),
            None => fault(&UNKNOWN_FUNCTION, span),
        };
        Err(Box::new(fault.with("name", name)))
    }

    fn wrong_arguments<T>(&self, name: &str, limits: (usize, usize), found: usize, id: ExprId) -> Result<T> {
        let expected = if limits.0 == limits.1 { limits.0.to_string() } else { format!("{}–{}", limits.0, limits.1) };
        let fault = fault(&WRONG_ARGUMENTS, self.name_span(id)).with("name", name).with("expected", expected);
        Err(Box::new(fault.with("found", found)))
    }

    fn need_input(&self, function: &Function, known: &Static, id: ExprId) -> Result {
        if function.input.is_empty() || known.may_be(self.model, function.input) {
            return Ok(());
        }
        let expected: Vec<&str> = function.input.iter().map(|s| s.name()).collect();
        let fault = fault(&WRONG_TYPE, self.name_span(id)).with("name", function.name);
        let fault = fault.with("found", known.describe(self.model));
        Err(Box::new(fault.with("expected", expected.join(", "))))
    }

    fn arguments(
        &mut self,
        function: &'static Function,
        arguments: &[ExprId],
        known: &Static,
        env: &Env,
    ) -> Result<(Vec<ExprId>, Vec<Static>)> {
        let (mut ops, mut types) = (Vec::new(), Vec::new());
        let mut each = Env { this: known.clone(), total: env.total.clone() };
        match function.gives {
            Gives::Repeated => each.this = known.clone().or(&self.repeated(arguments[0], known, env)),
            // The input of `iif` may be left out, and then it is what it was.
            Gives::Branches => each.this = known.clone().or(&env.this),
            _ if function.name == "aggregate" => each.total = Static::any(),
            _ => {}
        }
        for (&argument, kind) in arguments.iter().zip(function.arguments) {
            let (op, found) = match kind {
                Argument::Each | Argument::Criterion => self.expr(argument, &each)?,
                Argument::Key => self.key(argument, &each)?,
                Argument::Collection | Argument::One(_) | Argument::Regex => self.expr(argument, env)?,
            };
            self.check_argument(function, *kind, argument, op, &found)?;
            ops.push(op);
            types.push(found);
        }
        Ok((ops, types))
    }

    /// An ordering key; the sign before it may stand before any type.
    fn key(&mut self, argument: ExprId, env: &Env) -> Result<Compiled> {
        match self.ast.nodes[argument as usize] {
            Expr::Sign(true, key) => {
                let (op, known) = self.expr(key, env)?;
                Ok((self.emit(Op::Negate(op), argument), known))
            }
            _ => self.expr(argument, env),
        }
    }

    fn check_argument(
        &mut self,
        function: &Function,
        kind: Argument,
        argument: ExprId,
        op: ExprId,
        found: &Static,
    ) -> Result {
        match kind {
            Argument::Criterion if function.gives == Gives::Branches => {
                if let Expr::Binary(crate::fhirpath::ast::Operator::Union, ..) = self.ast.nodes[argument as usize]
                    && !found.may_be(self.model, &[System::Boolean])
                {
                    return self.not_single(function.name, 2, argument);
                }
                self.need(found, &[System::Boolean], function.name, argument)
            }
            Argument::One(System::Decimal) => {
                self.need(found, &[System::Decimal, System::Integer], function.name, argument)
            }
            Argument::One(system) => self.need(found, &[system], function.name, argument),
            Argument::Regex => {
                if matches!(self.program.ops[op as usize], Op::Constant(_)) {
                    self.program.regexes.push((op, OnceLock::new()));
                }
                self.need(found, &[System::String], function.name, argument)
            }
            Argument::Collection | Argument::Each | Argument::Criterion | Argument::Key => Ok(()),
        }
    }

    /// The types that `repeat` gives: those of the projection of the input, of what that gives, and so on.
    fn repeated(&mut self, argument: ExprId, known: &Static, env: &Env) -> Static {
        let mut all = Static::empty();
        let mut input = known.clone();
        for _ in 0..MOST_ROUNDS {
            let mark = Mark::of(&self.program);
            let each = Env { this: input.clone(), total: env.total.clone() };
            let result = self.expr(argument, &each);
            mark.restore(&mut self.program);
            // What is wrong with the projection is reported when it is compiled for good.
            let Ok((_, found)) = result else { return all };
            let next = all.clone().or(&found);
            if next == all {
                return all;
            }
            all = next;
            input = found;
        }
        Static::any()
    }

    fn gives(&self, function: &Function, known: Static, arguments: &[Static]) -> Static {
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or_else(Static::empty);
        match function.gives {
            Gives::Input if function.name == "sort" => Static { is_ordered: true, ..known },
            Gives::Input if !function.input.is_empty() => self.as_system(known),
            Gives::Input => known,
            Gives::One(system) => Static::system(system),
            Gives::First | Gives::Repeated => argument(0),
            Gives::Both => known.or(&argument(0)),
            Gives::Branches => argument(1).or(&argument(2)),
            Gives::Below => Static { is_ordered: false, ..Static::any() },
            Gives::Info => Static { types: smallvec::smallvec![Ty::Info], ..Static::empty() },
            Gives::Fhir(name) => self.model.named(name).map_or(Static::any(), |ty| Static::fhir([ty])),
            Gives::Any => Static::any(),
        }
    }
}

/// How far a program has been written.
struct Mark([usize; 7]);

impl Mark {
    fn of(program: &Program) -> Self {
        Self([
            program.ops.len(),
            program.constants.len(),
            program.steps.len(),
            program.choices.len(),
            program.arguments.len(),
            program.regexes.len(),
            program.faults.len(),
        ])
    }

    /// Takes back what was written since.
    fn restore(&self, program: &mut Program) {
        let [ops, constants, steps, choices, arguments, regexes, faults] = self.0;
        program.ops.truncate(ops);
        program.spans.truncate(ops);
        program.name_spans.truncate(ops);
        program.constants.truncate(constants);
        program.steps.truncate(steps);
        program.choices.truncate(choices);
        program.arguments.truncate(arguments);
        program.regexes.truncate(regexes);
        program.faults.truncate(faults);
    }
}
