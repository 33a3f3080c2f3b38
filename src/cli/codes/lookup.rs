//! `jpfhir lookup`: everything that is known of a code, or of a code system.

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use jpfhir::codes::{Known, Said, System, lookup};
use jpfhir::definitions::package::PackageError;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::render::{Language, View, sentence};
use jpfhir::masters::Masters;
use jpfhir::terminology::{Standing, Terminology, aliases, standing};

use super::json::{LookedUp, NameAt, SystemFacts};
use super::{Common, FormatArg, current_url, in_language, json, show, system};
use crate::cli::{Failure, Status, output};

/// `jpfhir lookup`.
#[derive(Debug, ClapArgs)]
pub struct LookupArgs {
    /// The code system: a word like receipt, icd10, jlac11 or drug-receipt, a URL, an OID or an old address
    system: String,
    /// The code; without one, the code system itself is looked up
    code: Option<String>,
    /// Show what a package calls the code, too: .tgz, folder or single resource (repeatable)
    #[arg(long = "package", value_name = "PATH", help_heading = "Masters")]
    packages: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Looks a code up. Exit status 1 means that nothing is known of it.
pub(super) fn run(args: &LookupArgs) -> Result<Status, Failure> {
    let language = args.common.language();
    let facts = system_facts(&args.system, language)?;
    let mut answer = LookedUp::of_system(facts);
    let masters = args.common.masters()?;
    let mut known = None;
    if let Some(code) = &args.code {
        let system = system(&args.system)
            .ok_or_else(|| Failure::Message(format!("the codes of {} are in no master", args.system)))?;
        let found = lookup(&masters, system, code, args.common.day())
            .map_err(|wrong| Failure::Message(format!("{code}: {}", json::malformed(wrong, system, language))))?;
        answer = answer.with_code(&found);
        answer.conversions =
            found.conversions(&masters, system, args.common.day(), |conversion| json::one(conversion, language));
        let elsewhere = in_packages(args, system, &found)?;
        answer.is_known |= !elsewhere.is_empty();
        answer.names.splice(0..0, elsewhere);
        known = Some((system, found));
    }
    let text = match (args.common.format, &known) {
        (FormatArg::Json, _) => answer.text(),
        (FormatArg::Tsv, Some((_, known))) => tsv(known),
        (_, known) => human(&answer, known.as_ref(), &masters, args),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if answer.is_known { Status::Clean } else { Status::Findings })
}

/// What is known of a code system.
fn system_facts(word: &str, language: Language) -> Result<SystemFacts, Failure> {
    let known = system(word);
    // Several lists may hold the codes of one system; an address means its own list.
    let url = match known {
        Some(system) if !system.urls().any(|url| url == current_url(word)) => system.url(),
        _ => current_url(word),
    };
    let name = match (known, standing(url)) {
        (Some(system), _) => in_language(system.name(), language),
        (None, Some(Standing::Named(name) | Standing::External(name))) => name,
        (None, Some(Standing::Local)) => "",
        (None, _) if url != word => "",
        (None, _) => {
            let words = System::ALL.map(System::key).join(", ");
            return Err(Failure::Message(format!(
                "nothing is known of the code system {word}; give its URL or OID, or one of {words}"
            )));
        }
    };
    Ok(SystemFacts {
        key: known.map_or(String::new(), |system| system.key().to_owned()),
        url: url.to_owned(),
        name: name.to_owned(),
        aliases: aliases(url).map(str::to_owned).collect(),
    })
}

/// What the code systems of packages call a code.
fn in_packages(args: &LookupArgs, system: System, known: &Known<'_>) -> Result<Vec<NameAt>, Failure> {
    if args.packages.is_empty() {
        return Ok(Vec::new());
    }
    let selection = Selection { guides: Vec::new(), packages: args.packages.clone(), cache: Cache::default() };
    let opened = Definitions::open(&selection).map_err(|PackageError(diagnostic)| {
        let view = View { language: args.common.language(), mask: false, color: false, width: output::width() };
        Failure::Message(sentence(&diagnostic, &view))
    })?;
    let terminology = Terminology::of(&opened.definitions);
    let own = known.facts.iter().find(|(key, ..)| *key == "system").map(|(.., url)| url.as_str());
    let concepts =
        terminology.code_system(own.unwrap_or(system.url()), None).and_then(|found| found.concept(&known.code));
    let name = concepts.map(|concept| {
        let from = concept.system();
        NameAt { edition: format!("{}|{}", from.url(), from.version()), name: concept.display().to_owned() }
    });
    Ok(name.into_iter().collect())
}

fn human(answer: &LookedUp, known: Option<&(System, Known<'_>)>, masters: &Masters, args: &LookupArgs) -> String {
    let language = args.common.language();
    let mut text = format!("{}  {}\n", answer.system.name, answer.system.url);
    for alias in &answer.system.aliases {
        text.push_str(&format!("    = {alias}\n"));
    }
    let Some((system, known)) = known else { return text };
    let name = known.names().last().map_or("", |(_, name)| *name);
    text.push_str(&format!("\n{}  {name}\n", known.code));
    let mut line = |left: &str, right: &str| {
        let pad = " ".repeat(20usize.saturating_sub(unicode_width::UnicodeWidthStr::width(left)));
        text.push_str(&format!("    {left}{pad} {right}\n"));
    };
    if let Some(days) = known.validity.as_ref().and_then(|validity| show::days(validity, language)) {
        line("", &days);
    }
    if *system == System::Icd10 {
        let none =
            Said::new("none at hand: masters name diseases, not categories", "手元にない（マスターにあるのは病名）");
        line(in_language(Said::new("title", "分類名"), language), in_language(none, language));
    }
    for (_, said, value) in &known.facts {
        line(in_language(*said, language), value);
    }
    for name in answer.names.iter().filter(|_| answer.names.len() > 1) {
        line(&name.edition, &name.name);
    }
    for relation in known.relations.iter().filter(|relation| !relation.codes.is_empty()) {
        let codes: Vec<String> =
            relation.codes.iter().take(10).map(|(code, name)| format!("{code} {name}").trim_end().to_owned()).collect();
        line(in_language(relation.said, language), &format!("{}: {}", relation.codes.len(), codes.join(", ")));
    }
    let blocks = known.conversions(masters, *system, args.common.day(), |conversion| {
        let text = show::human(std::slice::from_ref(conversion), &[], language);
        text.lines().skip(1).filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect::<String>()
    });
    blocks.iter().for_each(|block| text.push_str(block));
    for row in known.rows.iter().filter(|row| row.is_in_force).take(1) {
        text.push_str(&format!("  {} ({})\n", row.edition, known.rows.len()));
        for (name, label, value) in row.columns.iter().filter(|(_, _, value)| !value.is_empty()) {
            text.push_str(&format!("    {name:<28} {value}  [{label}]\n"));
        }
    }
    text
}

/// The rows, one line a field: edition, column, value.
fn tsv(known: &Known<'_>) -> String {
    let mut text = String::from("edition\tcolumn\tvalue\n");
    for row in &known.rows {
        for (name, _, value) in &row.columns {
            text.push_str(&format!("{}\t{name}\t{}\n", row.edition, value.replace(['\t', '\n', '\r'], " ")));
        }
    }
    text
}
