//! `jpfhir explain`: what a diagnostic means.

use std::io::Write;

use jpfhir::catalogue;
use jpfhir::diagnostics::Message;
use jpfhir::diagnostics::render::severity_name;
use jpfhir::rules::register;

use super::args::ExplainArgs;
use super::{Failure, Status};

/// Prints the words and the explanation of each id, or the list of all ids.
pub fn run(args: &ExplainArgs) -> Result<Status, Failure> {
    let mut out = std::io::stdout().lock();
    if args.ids.is_empty() {
        for message in catalogue::all() {
            writeln!(out, "{:<32} {}", message.id, message.english.message)?;
        }
    }
    for (i, id) in args.ids.iter().enumerate() {
        let message = catalogue::find(id);
        let row = register::find(id);
        if message.is_none() && row.is_none() {
            return Err(unknown(id));
        }
        if i > 0 {
            writeln!(out)?;
        }
        match (message, row) {
            (Some(message), row) => {
                explain(&mut out, message)?;
                row.map_or(Ok(()), |row| super::rules::facts(&mut out, row))?;
            }
            (None, Some(row)) => super::rules::explain(&mut out, row)?,
            (None, None) => {}
        }
    }
    out.flush()?;
    Ok(Status::Clean)
}

fn explain(out: &mut impl Write, message: &Message) -> std::io::Result<()> {
    writeln!(out, "{}[{}]", severity_name(message.severity), message.id)?;
    writeln!(out, "\n{}\n", message.explanation)?;
    for (language, words, help) in [("en", &message.english, "help"), ("ja", &message.japanese, "対処")] {
        writeln!(out, "{language}: {}", words.message)?;
        if !words.help.is_empty() {
            writeln!(out, "    {help}: {}", words.help)?;
        }
    }
    if let Some(remedy) = message.remedy {
        let names: Vec<&str> = remedy.applicability.iter().map(|applicability| applicability.name()).collect();
        writeln!(out, "\njpfhir fix ({}): {} / {}", names.join(", "), remedy.english, remedy.japanese)?;
    }
    Ok(())
}

fn unknown(id: &str) -> Failure {
    let near = catalogue::nearest(id).map_or(String::new(), |m| format!("; did you mean \"{}\"?", m.id));
    Failure::Message(format!("there is no diagnostic \"{id}\"{near} (jpfhir explain lists them all)"))
}
