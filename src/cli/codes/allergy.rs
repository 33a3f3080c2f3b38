//! `jpfhir allergy`: J-FAGY codes taken apart and put together.

use std::collections::BTreeMap;
use std::io::Write;

use clap::{Args as ClapArgs, Subcommand};

use jpfhir::codes::allergy::{Meta, compose_drug, facts, parse};
use jpfhir::codes::{Malformed, System, normalise};

use super::{Common, FormatArg, in_language, json};
use crate::cli::{Failure, Status};

/// `jpfhir allergy`.
#[derive(Debug, ClapArgs)]
pub struct AllergyArgs {
    #[command(subcommand)]
    command: AllergyCommand,
}

#[derive(Debug, Subcommand)]
enum AllergyCommand {
    /// What codes say of themselves: meta code, core, category, place in the tree
    Parse(ParseArgs),
    /// A code from its parts, with the code system and category that go with it
    Compose(ComposeArgs),
}

#[derive(Debug, ClapArgs)]
struct ParseArgs {
    /// J-FAGY codes with their meta code
    #[arg(required = true, value_name = "CODE")]
    codes: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct ComposeArgs {
    /// The meta code: J9F, J9N, YCM, GCM, D9F, D9M, D9N, …
    meta: String,
    /// What it stands before: the core, or the YJ code of a drug; nothing for a dummy code
    core: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Runs a subcommand.
pub(super) fn run(args: &AllergyArgs) -> Result<Status, Failure> {
    match &args.command {
        AllergyCommand::Parse(args) => answer(&args.codes, &args.common),
        AllergyCommand::Compose(args) => compose(args),
    }
}

/// The code as read, when it is one.
fn read(code: &str) -> Result<String, Malformed> {
    let read = normalise(System::Jfagy, code)?;
    parse(&read.code)?;
    Ok(read.code.into_owned())
}

fn compose(args: &ComposeArgs) -> Result<Status, Failure> {
    let word = args.meta.to_uppercase();
    let meta = Meta::ALL.into_iter().find(|meta| meta.key() == word).ok_or_else(|| {
        let known: Vec<&str> = Meta::ALL.into_iter().map(Meta::key).collect();
        Failure::Message(format!("there is no meta code {word}; there are {}", known.join(", ")))
    })?;
    let core = args.core.clone().unwrap_or_default();
    let code = match (meta, core.as_str()) {
        (Meta::Ycm | Meta::Gcm, core) => {
            let yj = normalise(System::Yj, core).map_err(|wrong| refused(core, wrong, System::Yj, args))?;
            compose_drug(&yj.code, meta == Meta::Gcm).unwrap_or_default()
        }
        (meta, "") if meta.is_dummy() => format!("{}{}", meta.key(), "0".repeat(meta.core_length())),
        (meta, core) => format!("{}{core}", meta.key()),
    };
    answer(&[code], &args.common)
}

fn refused(code: &str, wrong: Malformed, system: System, args: &ComposeArgs) -> Failure {
    Failure::Message(format!("{code}: {}", json::malformed(wrong, system, args.common.language())))
}

/// Writes what codes say of themselves. Exit status 1 means that one of them is no code.
fn answer(codes: &[String], common: &Common) -> Result<Status, Failure> {
    let masters = common.masters()?;
    let language = common.language();
    let mut all: Vec<BTreeMap<&str, String>> = Vec::new();
    let mut text = String::new();
    let mut status = Status::Clean;
    for given in codes {
        let mut fields = BTreeMap::from([("given", given.clone())]);
        match read(given) {
            Ok(code) => {
                text.push_str(&format!("{code}\n"));
                if let Ok(parsed) = parse(&code) {
                    for (key, said, value) in facts(&masters, &parsed) {
                        text.push_str(&format!("    {:<12} {value}  {}\n", key, in_language(said, language)));
                        fields.insert(key, value);
                    }
                }
                fields.insert("code", code);
            }
            Err(wrong) => {
                status = Status::Findings;
                let why = json::malformed(wrong, System::Jfagy, language);
                text.push_str(&format!("{given}\n    {:<12} {why}\n", "invalid"));
                fields.insert("invalid", why);
            }
        }
        all.push(fields);
    }
    if common.format == FormatArg::Json {
        // A list of texts always has a JSON form.
        text = serde_json::to_string_pretty(&all).unwrap_or_default() + "\n";
    }
    if common.format == FormatArg::Tsv {
        text = tsv(&all);
    }
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(status)
}

/// Columns that appear, whatever the codes.
const COLUMNS: [&str; 8] = ["given", "code", "meta", "core", "category", "level", "parent", "system"];

fn tsv(all: &[BTreeMap<&str, String>]) -> String {
    let line = |fields: &BTreeMap<&str, String>| {
        COLUMNS.map(|column| fields.get(column).map_or("", String::as_str).replace(['\t', '\n', '\r'], " ")).join("\t")
    };
    let lines = std::iter::once(COLUMNS.join("\t")).chain(all.iter().map(line));
    lines.map(|line| line + "\n").collect()
}
