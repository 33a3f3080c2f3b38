//! Syntax tree → program. Element names, functions and types are checked against what the expression is evaluated on.

mod call;
mod operand;
mod path;

use super::ast::{Ast, Expr, ExprId, Operator, TypeName};
use super::faults::{NOT_SINGLE, Result, UNKNOWN_TYPE, UNKNOWN_VARIABLE, WRONG_TYPE, fault};
use super::model::Model;
use super::parser::parse_as;
use super::program::{Op, Program, TypeTest, Variable};
use super::types::Static;
use super::value::{System, Value};
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// What an expression is evaluated on.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The types of the element it starts from.
    pub this: Static,
    /// The types of `%resource` and `%rootResource`.
    pub resource: Static,
}

impl Scope {
    /// An element of a resource.
    pub fn new(this: Static, resource: Static) -> Self {
        Self { this, resource }
    }

    /// Something of which nothing is known: names are not checked.
    pub fn unknown() -> Self {
        Self { this: Static::any(), resource: Static::any() }
    }

    /// The element that a path of a definition leads to: `Patient.contact`.
    pub fn at_path(model: &Model, path: &str) -> Self {
        let resource = path.split('.').next().and_then(|name| model.named(name));
        let is_resource = resource.and_then(|ty| model.get(ty)).is_some_and(|t| t.is_resource && !t.is_abstract);
        let types = model.at_path(path);
        let this = if types.is_empty() { Static::any() } else { Static::fhir(types) };
        Self { this, resource: if is_resource { Static::fhir(resource) } else { Static::any() } }
    }
}

/// How strictly an expression is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// `as` refuses more than one value. The constraints of R4 rely on its not doing so.
    pub is_strict: bool,
    /// Functions that pick by position are refused where there is no order.
    pub checks_order: bool,
    /// Unknown elements and types are noted and give nothing, and elements may be named with their type
    /// (`valueQuantity`), as the Java validator has it for constraints.
    pub is_lenient: bool,
    /// Each step of a path is an operation of its own, so that tracing shows it.
    pub keeps_steps: bool,
    /// An expression that begins with an indexed name (`name[0].text = 'a' and …`) ends with its first operand, as the
    /// Java validator has it.
    pub ends_after_index: bool,
}

/// Compiles an expression.
///
/// # Errors
///
/// What is wrong with it, with its place in the text.
pub fn compile(text: &str, model: &Model, scope: &Scope, mode: Mode) -> Result<Program> {
    let ast = parse_as(text, mode.ends_after_index)?;
    let program =
        Program { text: text.into(), is_strict: mode.is_strict, is_lenient: mode.is_lenient, ..Program::default() };
    let mut compiler = Compiler { ast: &ast, model, scope, mode, program };
    let env = Env { this: scope.this.clone(), total: Static::empty() };
    let (_, result) = compiler.expr(ast.root(), &env)?;
    compiler.program.result = Some(result);
    Ok(compiler.program)
}

/// What `$this` and `$total` are while a part of the expression is compiled.
#[derive(Clone)]
struct Env {
    this: Static,
    total: Static,
}

struct Compiler<'c> {
    ast: &'c Ast,
    model: &'c Model,
    scope: &'c Scope,
    mode: Mode,
    program: Program,
}

/// An operation and what is known of its result.
type Compiled = (ExprId, Static);

impl Compiler<'_> {
    fn span(&self, id: ExprId) -> Span {
        self.ast.spans[id as usize]
    }

    fn name_span(&self, id: ExprId) -> Span {
        self.ast.name_spans[id as usize]
    }

    fn emit(&mut self, op: Op, id: ExprId) -> ExprId {
        self.program.ops.push(op);
        self.program.spans.push(self.span(id));
        self.program.name_spans.push(self.name_span(id));
        self.program.root()
    }

    fn constant(&mut self, value: Value<'static>, id: ExprId) -> ExprId {
        self.program.constants.push(value);
        let index = self.program.constants.len() as u32 - 1;
        self.emit(Op::Constant(index), id)
    }

    fn expr(&mut self, id: ExprId, env: &Env) -> Result<Compiled> {
        let ast = self.ast;
        match &ast.nodes[id as usize] {
            Expr::This => Ok((self.emit(Op::This, id), env.this.clone())),
            Expr::Index => Ok((self.emit(Op::Index, id), Static::system(System::Integer))),
            Expr::Total => Ok((self.emit(Op::Total, id), env.total.clone())),
            Expr::Empty => Ok((self.emit(Op::Empty, id), Static::empty())),
            Expr::Literal(value) => {
                let known = value.system().map_or(Static::any(), Static::system);
                Ok((self.constant(value.clone(), id), known))
            }
            Expr::Variable(name) => self.variable(name, id),
            Expr::Member(input, name) => self.member(*input, name, id, env),
            Expr::Call(input, name, arguments) => self.call(*input, name, arguments, id, env),
            Expr::Indexer(input, index) => {
                let (input, known) = self.expr(*input, env)?;
                let (index_op, index_type) = self.expr(*index, env)?;
                self.need(&index_type, &[System::Integer], "[]", *index)?;
                self.need_order(&known, "[]", id)?;
                Ok((self.emit(Op::Indexer(input, index_op), id), known))
            }
            Expr::Sign(is_negative, operand) => self.sign(*is_negative, *operand, id, env),
            Expr::Binary(operator, left, right) => self.binary(*operator, *left, *right, id, env),
            Expr::Is(operand, name) => {
                let (operand, _) = self.expr(*operand, env)?;
                let test = self.type_test(name, id)?;
                Ok((self.emit(Op::Is(operand, test), id), Static::system(System::Boolean)))
            }
            Expr::As(operand, name) => {
                let (operand, _) = self.expr(*operand, env)?;
                let test = self.type_test(name, id)?;
                Ok((self.emit(Op::As(operand, test), id), of_test(test)))
            }
        }
    }

    fn variable(&mut self, name: &str, id: ExprId) -> Result<Compiled> {
        let text = match name {
            "context" => return Ok((self.emit(Op::Variable(Variable::Context), id), self.scope.this.clone())),
            "resource" => return Ok((self.emit(Op::Variable(Variable::Resource), id), self.scope.resource.clone())),
            "rootResource" => return Ok((self.emit(Op::Variable(Variable::RootResource), id), Static::any())),
            "extension" => {
                let ty = self.model.named("Extension");
                return Ok((self.emit(Op::Variable(Variable::Extension), id), Static::fhir(ty)));
            }
            "ucum" => "http://unitsofmeasure.org".to_owned(),
            "sct" => "http://snomed.info/sct".to_owned(),
            "loinc" => "http://loinc.org".to_owned(),
            _ => match (name.strip_prefix("vs-"), name.strip_prefix("ext-")) {
                (Some(name), _) => format!("http://hl7.org/fhir/ValueSet/{name}"),
                (_, Some(name)) => format!("http://hl7.org/fhir/StructureDefinition/{name}"),
                _ => return Err(Box::new(fault(&UNKNOWN_VARIABLE, self.span(id)).with("name", name))),
            },
        };
        Ok((self.constant(Value::String(text.into()), id), Static::system(System::String)))
    }

    /// The type that a name means: a FHIR type, a System type, or either.
    fn type_test(&mut self, name: &TypeName, id: ExprId) -> Result<TypeTest> {
        let fhir = || self.model.named(&name.name);
        let system = || System::named(&name.name);
        let test = match &*name.namespace {
            "" => TypeTest { fhir: fhir(), system: system() },
            "FHIR" => TypeTest { fhir: fhir(), system: None },
            // A System type of another name holds for nothing, but it is no mistake to ask.
            "System" => return Ok(TypeTest { fhir: None, system: system() }),
            _ => TypeTest { fhir: None, system: None },
        };
        if test.fhir.is_none() && test.system.is_none() {
            self.tolerate(fault(&UNKNOWN_TYPE, self.span(id)).with("name", &*name.name))?;
        }
        Ok(test)
    }

    /// Notes what is wrong without refusing the expression, where that is the mode.
    fn tolerate(&mut self, fault: Diagnostic) -> Result {
        if !self.mode.is_lenient {
            return Err(Box::new(fault));
        }
        self.program.faults.push(fault);
        Ok(())
    }

    fn sign(&mut self, is_negative: bool, operand: ExprId, id: ExprId, env: &Env) -> Result<Compiled> {
        let negated = match &self.ast.nodes[operand as usize] {
            Expr::Literal(Value::Integer(i32::MIN)) => Some(Value::Integer(i32::MIN)),
            Expr::Literal(Value::Integer(number)) => number.checked_neg().map(Value::Integer),
            Expr::Literal(Value::Decimal(number)) => Some(Value::Decimal(-*number)),
            _ => None,
        };
        if let Some(value) = negated.filter(|_| is_negative) {
            let known = value.system().map_or(Static::any(), Static::system);
            return Ok((self.constant(value, id), known));
        }
        let (operand_op, known) = self.expr(operand, env)?;
        let name = if is_negative { "-" } else { "+" };
        self.need(&known, &[System::Integer, System::Decimal, System::Quantity], name, operand)?;
        let op = if is_negative { self.emit(Op::Negate(operand_op), id) } else { operand_op };
        Ok((op, self.as_system(known)))
    }

    /// The System types that values convert to.
    fn as_system(&self, known: Static) -> Static {
        if known.is_open || known.systems(self.model).any(|s| s.is_none()) {
            return Static::any();
        }
        let each = known.systems(self.model).flatten().map(Static::system);
        each.fold(Static::empty(), |all, one| all.or(&one))
    }

    /// Refuses values that can never be of the System types that are needed.
    fn need(&self, known: &Static, wanted: &[System], name: &str, id: ExprId) -> Result {
        if known.may_be(self.model, wanted) {
            return Ok(());
        }
        let expected: Vec<&str> = wanted.iter().map(|s| s.name()).collect();
        let fault = fault(&WRONG_TYPE, self.span(id)).with("name", name).with("found", known.describe(self.model));
        Err(Box::new(fault.with("expected", expected.join(", "))))
    }

    fn need_order(&self, known: &Static, name: &str, id: ExprId) -> Result {
        if self.mode.checks_order && !known.is_ordered {
            return Err(Box::new(fault(&super::faults::NOT_ORDERED, self.name_span(id)).with("name", name)));
        }
        Ok(())
    }

    /// A list of literals where one value is needed.
    fn not_single<T>(&self, name: &str, count: usize, id: ExprId) -> Result<T> {
        Err(Box::new(fault(&NOT_SINGLE, self.span(id)).with("name", name).with("count", count)))
    }

    fn binary(&mut self, operator: Operator, left: ExprId, right: ExprId, id: ExprId, env: &Env) -> Result<Compiled> {
        let (left_op, left_type) = self.expr(left, env)?;
        let (right_op, right_type) = self.expr(right, env)?;
        let known = self.operator_type(operator, &left_type, &right_type, id)?;
        Ok((self.emit(Op::Binary(operator, left_op, right_op), id), known))
    }
}

/// What is known of the values that pass a type test.
fn of_test(test: TypeTest) -> Static {
    let mut known = Static::fhir(test.fhir);
    if let Some(system) = test.system {
        known = known.or(&Static::system(system));
    }
    known
}
