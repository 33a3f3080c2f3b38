//! `jpfhir master diff`: what one edition changes in another, as a table, CSV, JSON or a page of HTML.

mod entry;
mod html;
mod human;

use std::io::Write;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::diagnostics::render::Language;
use jpfhir::masters::diff::{Counts, diff};
use jpfhir::masters::{Kind, Masters};
use serde::Serialize;

use super::subject::subject;
use crate::cli::{Failure, Status};
use entry::Entry;

#[derive(Debug, ClapArgs)]
pub(super) struct DiffArgs {
    /// The earlier edition: a key like disease@20240601, a master for the one in force, or a published file
    #[arg(value_name = "BEFORE")]
    before: String,
    /// The later edition
    #[arg(value_name = "AFTER")]
    after: String,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum DiffFormat {
    /// For people
    #[default]
    Table,
    /// One line a change, or a field of it
    Csv,
    /// For programs
    Json,
    /// A page of its own
    Html,
}

/// A difference in words.
#[derive(Debug, Serialize)]
struct Described<'t> {
    master: &'static str,
    before: String,
    after: String,
    summary: Summary,
    changes: Vec<Entry<'t>>,
}

#[derive(Debug, Serialize)]
struct Summary {
    added: usize,
    revived: usize,
    retired: usize,
    retired_with_successor: usize,
    changed: usize,
    changed_by_column: std::collections::BTreeMap<&'static str, usize>,
}

impl From<Counts> for Summary {
    fn from(counts: Counts) -> Self {
        Self {
            added: counts.added,
            revived: counts.revived,
            retired: counts.retired,
            retired_with_successor: counts.with_successor,
            changed: counts.changed,
            changed_by_column: counts.by_column,
        }
    }
}

pub(super) fn run(args: &DiffArgs, language: Language) -> Result<Status, Failure> {
    let masters = Masters::of_user();
    let (before, after) = (subject(&args.before, &masters, language)?, subject(&args.after, &masters, language)?);
    let (before, after) = (before.table(), after.table());
    if before.kind() != after.kind() {
        let names = [before, after].map(|table| table.kind().schema().japanese);
        return Err(Failure::Message(format!("{} is {}, {} is {}", args.before, names[0], args.after, names[1])));
    }
    let retired = match before.kind() {
        Kind::Disease => masters.table(Kind::RetiredDisease).ok(),
        _ => None,
    };
    let found = diff(before, after, retired);
    let described = Described {
        master: before.kind().key(),
        before: before.key(),
        after: after.key(),
        summary: found.counts().into(),
        changes: found.changes.iter().map(|change| Entry::new(&found, change)).collect(),
    };
    let text = match args.format {
        DiffFormat::Table => human::write(&described, language),
        DiffFormat::Csv => csv(&described)?,
        DiffFormat::Json => {
            let json = serde_json::to_string_pretty(&described);
            json.map_err(|error| Failure::Message(error.to_string()))? + "\n"
        }
        DiffFormat::Html => html::write(&described, language),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(if described.changes.is_empty() { Status::Clean } else { Status::Findings })
}

/// One line for each field that changed, and one for each change without fields.
fn csv(described: &Described<'_>) -> Result<String, Failure> {
    let failed = |error: String| Failure::Message(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["change", "code", "name", "successor", "column", "label", "before", "after"];
    writer.write_record(head).map_err(|error| failed(error.to_string()))?;
    for entry in &described.changes {
        let of_change = [entry.change, &entry.code, entry.name, &entry.successor];
        let fields = entry.fields.iter().map(|field| [field.column, field.label, field.before, field.after]);
        let fields: Vec<[&str; 4]> = if entry.fields.is_empty() { vec![[""; 4]] } else { fields.collect() };
        for field in fields {
            writer.write_record(of_change.iter().chain(&field)).map_err(|error| failed(error.to_string()))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}
