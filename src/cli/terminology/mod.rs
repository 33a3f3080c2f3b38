//! `jpfhir terminology`: the questions that FHIR's terminology operations answer, in their words.

mod answer;
mod master;
mod translate;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use jpfhir::codes::Day;
use jpfhir::definitions::package::PackageError;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::render::{View, sentence};
use jpfhir::masters::Masters;
use jpfhir::terminology::syntax::Validity;
use jpfhir::terminology::{CodeSystemRef, ConceptRef, Membership, Subsumption, Terminology, same_display};

use super::{Failure, Status, output, settings};
use answer::{Parameter, Parameters};

/// `jpfhir terminology`.
#[derive(Debug, ClapArgs)]
pub struct TerminologyArgs {
    #[command(subcommand)]
    command: TerminologyCommand,
}

#[derive(Debug, Subcommand)]
enum TerminologyCommand {
    /// What a code means: CodeSystem/$lookup
    Lookup(LookupArgs),
    /// The codes of a value set: ValueSet/$expand
    Expand(ExpandArgs),
    /// Whether a code exists, or is in a value set: $validate-code
    ValidateCode(ValidateCodeArgs),
    /// Whether a code stands above or below another: CodeSystem/$subsumes
    Subsumes(SubsumesArgs),
    /// What a code is in other code systems: ConceptMap/$translate over all conversions
    Translate(Box<translate::TranslateArgs>),
}

/// What every question is asked of.
#[derive(Debug, ClapArgs)]
struct Common {
    /// Ask this embedded or installed guide, e.g. clins@1.10.0 (repeatable)
    #[arg(long = "guide", value_name = "NAME@VERSION")]
    guides: Vec<String>,
    /// Ask a package: .tgz, folder or single resource; only R4 core and these count then (repeatable)
    #[arg(long = "package", value_name = "PATH")]
    packages: Vec<PathBuf>,
    /// The day that codes are judged by (today unless given)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::date)]
    as_of: Option<String>,
    /// Do not keep or use compiled packages between runs
    #[arg(long)]
    no_cache: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// FHIR: Parameters or ValueSet
    Json,
}

#[derive(Debug, ClapArgs)]
struct LookupArgs {
    /// The code system
    system: String,
    /// The code
    code: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct ExpandArgs {
    /// The value set: URL or URL|version
    url: String,
    /// Only codes whose code or display holds this text
    #[arg(long)]
    filter: Option<String>,
    /// At most this many codes
    #[arg(long, default_value_t = 1000)]
    count: usize,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct ValidateCodeArgs {
    /// The code
    code: String,
    /// The code system
    #[arg(long)]
    system: Option<String>,
    /// The value set the code should be in: URL or URL|version
    #[arg(long, value_name = "URL", required_unless_present = "system")]
    value_set: Option<String>,
    /// The display to compare
    #[arg(long)]
    display: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct SubsumesArgs {
    /// The code system
    system: String,
    /// The code that may stand above
    code_a: String,
    /// The code that may stand below
    code_b: String,
    #[command(flatten)]
    common: Common,
}

/// Runs a subcommand. Exit status 1 means that the answer is no.
pub fn run(args: &TerminologyArgs) -> Result<Status, Failure> {
    match &args.command {
        TerminologyCommand::Lookup(args) => lookup(args),
        TerminologyCommand::Expand(args) => expand(args),
        TerminologyCommand::ValidateCode(args) => validate_code(args),
        TerminologyCommand::Subsumes(args) => subsumes(args),
        TerminologyCommand::Translate(args) => translate::run(args),
    }
}

impl Common {
    fn open(&self) -> Result<Terminology, Failure> {
        let selection = Selection {
            guides: self.guides.clone(),
            packages: self.packages.clone(),
            cache: if self.no_cache { Cache::default() } else { Cache::of_user() },
        };
        let opened = Definitions::open(&selection).map_err(|PackageError(diagnostic)| {
            let language = settings::language_of(|name| std::env::var(name).ok());
            let view = View { language, mask: false, color: false, width: output::width() };
            Failure::Message(sentence(&diagnostic, &view))
        })?;
        Ok(Terminology::of(&opened.definitions).with_masters(Arc::new(Masters::of_user()), Some(self.day())))
    }

    /// The day that counts.
    fn day(&self) -> Day {
        let given = self.as_of.as_deref().and_then(Day::parse);
        given.unwrap_or_else(settings::today)
    }

    fn write(&self, parameters: Vec<Parameter>) -> Result<(), Failure> {
        let answer = Parameters::new(parameters, self.day());
        let text = match self.format {
            Format::Table => answer.table(),
            Format::Json => answer.json(),
        };
        Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
    }
}

fn system<'a>(terminology: &'a Terminology, url: &str) -> Result<CodeSystemRef<'a>, Failure> {
    let (url, version) = url.split_once('|').map_or((url, None), |(url, version)| (url, Some(version)));
    let found = terminology.code_system(url, version).filter(|system| !system.is_empty());
    found.ok_or_else(|| Failure::Message(format!("the codes of {url} are not at hand")))
}

fn concept<'a>(system: CodeSystemRef<'a>, code: &str) -> Result<ConceptRef<'a>, Failure> {
    system.concept(code).ok_or_else(|| Failure::Message(format!("{} has no code {code}", system.url())))
}

fn lookup(args: &LookupArgs) -> Result<Status, Failure> {
    let terminology = args.common.open()?;
    if let Some(parameters) = master::lookup(&terminology, &args.system, &args.code)? {
        args.common.write(parameters)?;
        return Ok(Status::Clean);
    }
    let system = system(&terminology, &args.system)?;
    let concept = concept(system, &args.code)?;
    let mut parameters = vec![
        Parameter::string("name", system.name()),
        Parameter::string("version", system.version()),
        Parameter::string("display", concept.display()),
        Parameter::code("code", concept.code()),
    ];
    for designation in concept.designations() {
        let parts =
            vec![Parameter::code("language", &designation.language), Parameter::string("value", &designation.value)];
        parameters.push(Parameter::parts("designation", parts));
    }
    if let Some(parent) = concept.parent() {
        let parts = vec![Parameter::code("code", "parent"), Parameter::code("value", parent.code())];
        parameters.push(Parameter::parts("property", parts));
    }
    for (name, value) in concept.properties() {
        parameters.push(Parameter::parts(
            "property",
            vec![Parameter::code("code", &name), Parameter::string("value", &value)],
        ));
    }
    args.common.write(parameters)?;
    Ok(Status::Clean)
}

fn expand(args: &ExpandArgs) -> Result<Status, Failure> {
    let terminology = args.common.open()?;
    let unknown = || Failure::Message(format!("no guide or package in force defines the value set {}", args.url));
    let id = terminology.value_set(&args.url).ok_or_else(unknown)?;
    let most = if args.filter.is_some() { usize::MAX } else { args.count };
    let mut expansion = terminology.expand(id, most);
    if let Some(filter) = &args.filter {
        let wanted = filter.to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        expansion.members.retain(|member| holds(&member.code) || holds(&member.display));
        expansion.is_cut = expansion.members.len() > args.count;
        expansion.members.truncate(args.count);
    }
    let text = match args.common.format {
        Format::Table => answer::expansion_table(&expansion, args.common.day()),
        Format::Json => answer::expansion_json(terminology.value_set_address(id), &expansion, args.common.day()),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    for doubt in &expansion.doubts {
        output::complain(&doubt.to_string());
    }
    Ok(Status::Clean)
}

fn validate_code(args: &ValidateCodeArgs) -> Result<Status, Failure> {
    let terminology = args.common.open()?;
    let concept = args.system.as_deref().and_then(|system| terminology.lookup(system, &args.code));
    let mut messages = Vec::new();
    let mut result = true;
    if let Some(url) = &args.value_set {
        match terminology.contains(url, args.system.as_deref(), &args.code) {
            Membership::Member => {}
            Membership::NotMember(absence) => {
                result = false;
                messages.push(absence.to_string());
            }
            Membership::Unknown(doubt) => return Err(Failure::Message(doubt.to_string())),
        }
    } else if let Some(found) = args.system.as_deref().and_then(|url| master::fault(&terminology, url, &args.code)) {
        result = false;
        messages.push(found);
    } else if let Some(url) = args.system.as_deref().filter(|_| concept.is_none()) {
        result = exists_by_rule(&terminology, url, &args.code)?;
        if !result {
            messages.push(format!("{url} has no code {}", args.code));
        }
    }
    let in_master = args.system.as_deref().and_then(|url| terminology.master(url)?.find(&args.code));
    let display = in_master.map_or(concept.map_or("", ConceptRef::display), |found| found.display());
    if let Some(given) = args.display.as_deref().filter(|_| !display.is_empty()) {
        let names = concept.map(ConceptRef::designations).unwrap_or_default();
        if !std::iter::once(display).chain(names.iter().map(|d| &*d.value)).any(|name| same_display(name, given)) {
            result = false;
            messages.push(format!("the display is {display}, not {given}"));
        }
    }
    let parameters = vec![
        Parameter::boolean("result", result),
        Parameter::string("message", &messages.join("; ")),
        Parameter::string("display", display),
    ];
    args.common.write(parameters)?;
    Ok(if result { Status::Clean } else { Status::Findings })
}

/// Whether a code system has a code that no list at hand holds.
fn exists_by_rule(terminology: &Terminology, url: &str, code: &str) -> Result<bool, Failure> {
    let undecided = |why: &str| Err(Failure::Message(format!("{url}: {why}")));
    if terminology.master(url).is_some_and(|system| system.find(code).is_some()) {
        return Ok(true);
    }
    match (terminology.code_system(url, None).filter(|system| !system.is_empty()), terminology.syntax(url)) {
        (Some(system), _) if system.is_complete() => Ok(false),
        (Some(_), _) => undecided("only a part is at hand, and the code is not in it"),
        (None, Some(syntax)) => match syntax.check(code) {
            Validity::Valid => Ok(true),
            Validity::Invalid => Ok(false),
            Validity::Unknown => undecided("the code is one that users give a meaning of their own"),
        },
        (None, None) => undecided("its codes are not at hand"),
    }
}

fn subsumes(args: &SubsumesArgs) -> Result<Status, Failure> {
    let terminology = args.common.open()?;
    let system = system(&terminology, &args.system)?;
    let (above, below) = (concept(system, &args.code_a)?, concept(system, &args.code_b)?);
    let outcome = system.subsumption(above, below);
    let word = match outcome {
        Subsumption::Equivalent => "equivalent",
        Subsumption::Subsumes => "subsumes",
        Subsumption::SubsumedBy => "subsumed-by",
        Subsumption::NotSubsumed => "not-subsumed",
    };
    args.common.write(vec![Parameter::code("outcome", word)])?;
    Ok(if outcome == Subsumption::NotSubsumed { Status::Findings } else { Status::Clean })
}
