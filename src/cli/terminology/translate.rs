//! `jpfhir terminology translate`: ConceptMap/$translate over all conversions of codes.

use clap::Args as ClapArgs;

use jpfhir::codes::{Choose, Conversion, Converter, NoConverter, Outcome, PAIRS, System, Target};

use super::answer::{Parameter, Parameters};
use crate::cli::codes::{Common, FormatArg, KnownArgs, failed, malformed, system};
use crate::cli::{Failure, Status};

/// `jpfhir terminology translate`.
#[derive(Debug, ClapArgs)]
pub(super) struct TranslateArgs {
    /// The code system of the code: a URL, an OID or a word like receipt
    system: String,
    /// The code
    code: String,
    /// The code system that is asked for (all that there are conversions to unless given)
    #[arg(long, value_name = "SYSTEM")]
    target: Option<String>,
    #[command(flatten)]
    known: KnownArgs,
    #[command(flatten)]
    common: Common,
}

fn named(word: &str) -> Result<System, Failure> {
    system(word).ok_or_else(|| Failure::Message(format!("there is no conversion from or to {word}")))
}

/// Translates a code. Exit status 1 means that there is no match.
pub(super) fn run(args: &TranslateArgs) -> Result<Status, Failure> {
    let from = named(&args.system)?;
    let targets: Vec<System> = match &args.target {
        Some(word) => vec![named(word)?],
        None => PAIRS.iter().filter(|(source, _)| *source == from).flat_map(|(_, to)| to.iter().copied()).collect(),
    };
    let masters = args.common.masters()?;
    let mut matches = Vec::new();
    let mut messages = Vec::new();
    for to in targets {
        let converter = match Converter::new(&masters, from, to, args.common.day(), Choose::None) {
            Ok(converter) => converter,
            Err(NoConverter::Master(fault)) => return Err(failed(&fault, args.common.language())),
            Err(why) => return Err(Failure::Message(why.to_string())),
        };
        let conversion = converter.convert(&args.code, &args.known.attributes());
        matches.extend(found(&conversion));
        messages.extend(message(&conversion, args));
    }
    let result = matches.iter().any(|(is_match, _)| *is_match);
    let mut parameters = vec![Parameter::boolean("result", result), Parameter::string("message", &messages.join("; "))];
    parameters.extend(matches.into_iter().map(|(_, parameter)| parameter));
    let answer = Parameters::new(parameters, args.common.day());
    let text = if args.common.format == FormatArg::Json { answer.json() } else { answer.table() };
    std::io::Write::write_all(&mut std::io::stdout().lock(), text.as_bytes())?;
    Ok(if result { Status::Clean } else { Status::Findings })
}

/// The matches, and whether each may be used. Candidates that a person must choose among are inexact.
fn found(conversion: &Conversion<'_>) -> Vec<(bool, Parameter)> {
    let one = |target: &Target<'_>, equivalence: &str, is_usable: bool| {
        let concept = Parameter::coding("concept", target.url, &target.code, target.display);
        (is_usable, Parameter::parts("match", vec![Parameter::code("equivalence", equivalence), concept]))
    };
    let usable = conversion.targets();
    if !usable.is_empty() {
        return usable.iter().map(|target| one(target, target.equivalence.key(), true)).collect();
    }
    match &conversion.outcome {
        Outcome::Retired(targets) => targets.iter().map(|t| one(t, t.equivalence.key(), false)).collect(),
        _ => {
            let targets = conversion.candidates().iter().flat_map(|candidate| &candidate.targets);
            targets.map(|target| one(target, "inexact", false)).collect()
        }
    }
}

/// What there is to say besides the matches.
fn message(conversion: &Conversion<'_>, args: &TranslateArgs) -> Option<String> {
    let language = args.common.language();
    let said = |said| crate::cli::codes::in_language(said, language).to_owned();
    let text = match &conversion.outcome {
        Outcome::Exact(_) => conversion.doubt.map(|doubt| said(doubt.said()))?,
        Outcome::Retired(_) => "retired".to_owned(),
        Outcome::Candidates(all) => {
            let deciders: Vec<String> = all.deciders.iter().map(|decider| said(decider.said())).collect();
            format!("{} candidates; {}", all.list.len(), deciders.join(", "))
        }
        Outcome::NoTarget(why) => said(why.said()),
        Outcome::Invalid(wrong) => malformed(*wrong, conversion.from, language),
        Outcome::Unknown(_) => format!("no edition at hand has {}", conversion.code),
    };
    Some(format!("{}: {text}", conversion.to.key()))
}
