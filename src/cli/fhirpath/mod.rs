//! `jpfhir fhirpath`: evaluates an expression on documents, and says what is wrong with it.

mod explain;
mod show;

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args as ClapArgs;

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Checked, Human, Provenance, Report, View, sentence};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Input, Machine, Mode, Model, Program, Scope, Static, TypeId, Value, compile, faults};
use jpfhir::source::collect;
use jpfhir::validate::{Options, Validator};

use super::args::{ColorArg, LanguageArg};
use super::{Failure, Status, output, settings};
use explain::explain;
pub use explain::{check_constraints, expression};
use show::{Shown, Surroundings};

/// `jpfhir fhirpath`.
#[derive(Debug, ClapArgs)]
pub struct FhirpathArgs {
    /// The expression, e.g. "Patient.name.given"
    expression: String,
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Show the result of each step
    #[arg(long)]
    trace: bool,
    /// Use the types and codes of this embedded or installed guide, e.g. clins@1.10.0 (repeatable)
    #[arg(long = "guide", value_name = "NAME@VERSION")]
    guides: Vec<String>,
    /// Load a package: .tgz, folder or single definition; only R4 core and these count then (repeatable)
    #[arg(long = "package", value_name = "PATH")]
    packages: Vec<PathBuf>,
    /// Language of messages (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum)]
    lang: Option<LanguageArg>,
    /// Colour messages
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorArg,
}

/// Prints what the expression gives on each document. Exit status 1 when something is wrong with it on one of them, 2
/// when it cannot be read at all.
pub fn run(args: &FhirpathArgs) -> Result<Status, Failure> {
    let view = View {
        language: settings::language_or_locale(args.lang),
        mask: false,
        color: output::use_color(args.color),
        width: output::width(),
    };
    let selection = Selection { guides: args.guides.clone(), packages: args.packages.clone(), cache: Cache::of_user() };
    let opened = Definitions::open(&selection).map_err(|error| Failure::Message(sentence(&error.0, &view)))?;
    let definitions = Arc::new(opened.definitions);
    let mut evaluation = Evaluation {
        model: Model::new(definitions.clone()),
        validator: Validator::new(definitions, Options::default()),
        report: Human { view, provenance: Provenance::default(), quiet: true },
        text: expression("expression", &args.expression),
        mode: Mode { is_lenient: true, keeps_steps: args.trace, ..Mode::default() },
        programs: HashMap::new(),
        traces: args.trace,
        names: false,
        is_faulty: false,
    };
    // Before any document is read: what is wrong for every type, and the names that the documents are to know.
    if let Err(fault) = compile(&args.expression, &evaluation.model, &Scope::unknown(), evaluation.mode) {
        evaluation.explain(&fault)?;
        return Err(Failure::Message("the expression cannot be evaluated".to_owned()));
    }
    evaluation.all(&args.files)
}

/// An expression and what it is evaluated with.
struct Evaluation {
    model: Model,
    validator: Validator,
    report: Human,
    text: Document,
    mode: Mode,
    /// Compiled for each type of resource; `None` where that is not possible.
    programs: HashMap<TypeId, Option<Arc<Program>>>,
    traces: bool,
    /// Whether each line starts with the name of its file.
    names: bool,
    /// Whether something is wrong with the expression on some type.
    is_faulty: bool,
}

impl Evaluation {
    fn all(&mut self, files: &[String]) -> Result<Status, Failure> {
        let (inputs, problems) = collect(files);
        for problem in &problems {
            output::complain(&problem.to_string());
        }
        self.names = inputs.len() > 1;
        let (mut failed, mut stopped) = (!problems.is_empty() || inputs.is_empty(), false);
        for input in &inputs {
            match input.open() {
                Ok(Some(mut documents)) => {
                    while let Some(source) = documents.next() {
                        let line = documents.line();
                        let (mut document, found) = Document::read(&input.name(), source);
                        document.source = document.source.starting_at_line(line);
                        failed |= document.is_empty();
                        self.complain_about(&document, &found)?;
                        stopped |= !self.one(&document)?;
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    failed = true;
                    output::complain(&format!("{}: {error}", input.name()));
                }
            }
        }
        match (failed, stopped || self.is_faulty) {
            (true, _) => Err(Failure::Message("not everything that was named could be read".to_owned())),
            (false, true) => Ok(Status::Findings),
            (false, false) => Ok(Status::Clean),
        }
    }

    /// A document that cannot be read has no results; why is said on standard error.
    fn complain_about(&self, document: &Document, found: &[Diagnostic]) -> Result<(), Failure> {
        if document.is_empty() {
            let checked = Checked { document, diagnostics: found };
            std::io::stderr().lock().write_all(self.report.document(checked).as_bytes())?;
        }
        Ok(())
    }

    /// Evaluates on one document; false when the expression stops with an error.
    fn one(&mut self, document: &Document) -> Result<bool, Failure> {
        let Some(root) = document.root() else { return Ok(true) };
        let ty = self.model.resource(root);
        let Some(program) = self.program(ty)? else { return Ok(false) };
        let shown = Shown { model: &self.model, document, program: &program };
        let input = Input { element: root, ty, resource: root, root_resource: root };
        let mut host = Surroundings::new(&shown, &self.validator, self.traces);
        let mut machine = Machine::new(&program, &self.model, input, &mut host);
        let outcome = machine.run().map(<[Value<'_>]>::to_vec);
        let mut out = std::io::stdout().lock();
        for line in host.lines() {
            writeln!(out, "{line}")?;
        }
        match outcome {
            Ok(values) => {
                for line in shown.results(&values) {
                    let name = if self.names { format!("{}: ", document.source.name()) } else { String::new() };
                    writeln!(out, "{name}{line}")?;
                }
                out.flush()?;
                Ok(true)
            }
            Err(fault) => {
                out.flush()?;
                output::complain(&format!("{}:", document.source.name()));
                self.explain(&fault)?;
                Ok(false)
            }
        }
    }

    /// The expression for a type of resource. What is wrong with it there is said when it is first asked for.
    fn program(&mut self, ty: TypeId) -> Result<Option<Arc<Program>>, Failure> {
        if let Some(program) = self.programs.get(&ty) {
            return Ok(program.clone());
        }
        let types = Static::fhir([ty]);
        let scope = Scope::new(types.clone(), types);
        let program = match compile(self.text.source.text(), &self.model, &scope, self.mode) {
            Ok(program) => {
                // Of several documents some may be of another type than the expression is for; they have no results.
                let is_meant = |f: &&Diagnostic| self.names && std::ptr::eq(f.message, &faults::OTHER_CONTEXT);
                for fault in program.faults.iter().filter(|f| !is_meant(f)) {
                    self.is_faulty = true;
                    self.explain(fault)?;
                }
                Some(Arc::new(program))
            }
            Err(fault) => {
                self.explain(&fault)?;
                None
            }
        };
        self.programs.insert(ty, program.clone());
        Ok(program)
    }

    fn explain(&self, fault: &Diagnostic) -> Result<(), Failure> {
        Ok(explain(self.report.view, &self.text, std::slice::from_ref(fault))?)
    }
}
