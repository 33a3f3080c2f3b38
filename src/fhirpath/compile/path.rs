//! Names: elements of the input, or the type that an expression starts from.

use super::{Compiled, Compiler, Env};
use crate::document::Names;
use crate::fhirpath::ast::ExprId;
use crate::fhirpath::faults::{MISNAMED_ELEMENT, OTHER_CONTEXT, Result, UNKNOWN_ELEMENT, fault};
use crate::fhirpath::model::{Choice, TypeId};
use crate::fhirpath::program::{Op, Slice, Step};
use crate::fhirpath::types::{Static, Ty};
use crate::fhirpath::value::System;

/// What a name means for a set of types.
struct Found {
    known: Static,
    choices: Vec<Choice>,
    /// Whether the same choices hold for all types.
    is_uniform: bool,
    is_there: bool,
}

impl Compiler<'_> {
    /// `input.name`, or `name` on `$this`.
    pub(super) fn member(&mut self, input: Option<ExprId>, name: &str, id: ExprId, env: &Env) -> Result<Compiled> {
        let (input_op, known) = match input {
            Some(input) => self.expr(input, env)?,
            None => {
                if let Some(start) = self.start(name, id, env)? {
                    return Ok(start);
                }
                (self.emit(Op::This, id), env.this.clone())
            }
        };
        self.step(input_op, &known, name, id)
    }

    /// A name at the start of a path that is the type of what the path starts from.
    fn start(&mut self, name: &str, id: ExprId, env: &Env) -> Result<Option<Compiled>> {
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Ok(None);
        }
        let Some(ty) = self.model.named(name) else { return Ok(None) };
        let model = self.model;
        let passes = |t: &Ty| matches!(t, Ty::Fhir(t) if model.is_a(*t, ty));
        let known = &env.this;
        if !known.is_open && !known.types.iter().any(passes) {
            if self.find(known, name).is_there {
                return Ok(None);
            }
            let fault = fault(&OTHER_CONTEXT, self.name_span(id)).with("name", name);
            self.tolerate(fault.with("type", known.describe(self.model)))?;
            return Ok(Some((self.emit(Op::Empty, id), Static::empty())));
        }
        let mut kept = Static::empty();
        kept.types.extend(known.types.iter().copied().filter(passes));
        if kept.types.is_empty() {
            kept.add(ty);
        }
        let this = self.emit(Op::This, id);
        let is_certain = !known.is_open && known.types.iter().all(passes);
        let op = if is_certain { this } else { self.emit(Op::Start(this, ty), id) };
        Ok(Some((op, kept)))
    }

    /// A step to the elements of a name.
    fn step(&mut self, input: ExprId, known: &Static, name: &str, id: ExprId) -> Result<Compiled> {
        let mut found = self.find(known, name);
        if !found.is_there && !known.is_empty() {
            self.unknown(known, name, id)?;
            self.find_as_written(known, name, &mut found);
            if found.choices.is_empty() {
                return Ok((self.emit(Op::Empty, id), Static::empty()));
            }
        }
        let is_dynamic = known.is_open || !found.is_uniform;
        let start = self.program.choices.len() as u32;
        if !is_dynamic {
            self.program.choices.extend_from_slice(&found.choices);
        }
        let choices = Slice { start, end: self.program.choices.len() as u32 };
        let step = Step { name: Names::intern(name), choices, is_dynamic };
        self.program.steps.push(step);
        let end = self.program.steps.len() as u32;
        if let Some(Op::Path(_, steps)) = self.program.ops.last_mut().filter(|_| !self.mode.keeps_steps)
            && self.program.spans.len() as u32 == input + 1
        {
            // The steps of one path stand side by side.
            steps.end = end;
            self.program.spans[input as usize] = self.ast.spans[id as usize];
            self.program.name_spans[input as usize] = self.ast.name_spans[id as usize];
            return Ok((input, found.known));
        }
        let op = self.emit(Op::Path(input, Slice { start: end - 1, end }), id);
        Ok((op, found.known))
    }

    fn find(&self, known: &Static, name: &str) -> Found {
        let mut found = Found {
            known: if known.is_open { Static::any() } else { Static::empty() },
            choices: Vec::new(),
            is_uniform: true,
            is_there: known.is_open,
        };
        found.known.is_ordered = known.is_ordered;
        let symbol = Names::read().get(name);
        for ty in &known.types {
            match ty {
                Ty::Fhir(ty) => self.find_in(*ty, symbol, name, &mut found),
                Ty::Info if matches!(name, "namespace" | "name") => {
                    found.is_there = true;
                    found.known = found.known.or(&Static::system(System::String));
                }
                Ty::Info | Ty::System(_) => {}
            }
        }
        found.is_uniform &= known.types.len() == 1;
        found
    }

    fn find_in(&self, ty: TypeId, symbol: Option<crate::document::Symbol>, name: &str, found: &mut Found) {
        let Some(known) = self.model.get(ty) else {
            found.known.is_open = true;
            found.is_there = true;
            return;
        };
        // The value of a primitive is no child; its System type stands in for it.
        if known.is_primitive && name == "value" {
            found.is_there = true;
            found.is_uniform = false;
            found.known = std::mem::replace(&mut found.known, Static::empty())
                .or(&Static::system(known.system.unwrap_or(System::String)));
            return;
        }
        let choices = symbol.map_or(&[][..], |symbol| known.choices(symbol));
        found.is_there |= !choices.is_empty();
        found.choices.extend_from_slice(choices);
        for choice in choices {
            found.known.add(choice.ty);
        }
    }

    /// Elements that are named as they are written, with their type.
    fn find_as_written(&self, known: &Static, name: &str, found: &mut Found) {
        let Some(property) = Names::read().get(name) else { return };
        for ty in &known.types {
            let Ty::Fhir(ty) = ty else { continue };
            let ty = self.model.get(*ty).map_or(TypeId::UNKNOWN, |t| t.property(property));
            if ty != TypeId::UNKNOWN {
                found.choices.push(Choice { property, ty });
                found.known.add(ty);
            }
        }
    }

    fn unknown(&mut self, known: &Static, name: &str, id: ExprId) -> Result {
        let types = known.types.iter().filter_map(|t| match t {
            Ty::Fhir(ty) => self.model.get(*ty),
            _ => None,
        });
        let names = types.flat_map(|t| t.names());
        let best = names
            .map(|candidate| (strsim::damerau_levenshtein(candidate, name), candidate))
            .filter(|(distance, candidate)| *distance <= 2 || name.starts_with(candidate) && candidate.len() >= 4)
            .min();
        let span = self.name_span(id);
        let fault = match best {
            Some((_, suggestion)) => fault(&MISNAMED_ELEMENT, span).with("suggestion", suggestion),
            None => fault(&UNKNOWN_ELEMENT, span),
        };
        self.tolerate(fault.with("type", known.describe(self.model)).with("name", name))
    }
}
