//! One change in words, whatever the format.

use jpfhir::masters::Table;
use jpfhir::masters::diff::{Change, Diff};
use serde::Serialize;

/// A change of a code.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'t> {
    /// `added`, `changed`, `retired` or `revived`.
    pub(super) change: &'static str,
    /// The code; the parts of the key with spaces between.
    pub(super) code: String,
    /// What it is about.
    pub(super) name: &'t str,
    /// The code that follows a retired one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) successor: String,
    /// What has changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<Field<'t>>,
}

/// A column that has changed.
#[derive(Debug, Serialize)]
pub(super) struct Field<'t> {
    pub(super) column: &'static str,
    pub(super) label: &'static str,
    pub(super) before: &'t str,
    pub(super) after: &'t str,
}

impl<'t> Entry<'t> {
    pub(super) fn new(diff: &Diff<'t>, change: &Change) -> Self {
        let entry = |change, table: &'t Table, row| Self {
            change,
            code: code(table, row),
            name: name(table, row),
            successor: String::new(),
            fields: Vec::new(),
        };
        match change {
            Change::Added { after } => entry("added", diff.after, *after),
            Change::Revived { after, .. } => entry("revived", diff.after, *after),
            Change::Retired { before, successor, .. } => {
                Self { successor: successor.clone().unwrap_or_default(), ..entry("retired", diff.before, *before) }
            }
            Change::Changed { before, after, columns } => {
                let field = |at: &usize| {
                    let compared = &diff.columns[*at];
                    Field {
                        column: compared.schema.name,
                        label: compared.schema.label,
                        before: diff.before.text(*before, compared.before),
                        after: diff.after.text(*after, compared.after),
                    }
                };
                Self { fields: columns.iter().map(field).collect(), ..entry("changed", diff.after, *after) }
            }
        }
    }
}

fn code(table: &Table, row: u32) -> String {
    let columns = table.kind().schema().key.iter().filter_map(|name| table.column(name));
    columns.map(|column| table.text(row, column)).collect::<Vec<_>>().join(" ")
}

fn name(table: &Table, row: u32) -> &str {
    let column = table.kind().schema().title().and_then(|title| table.column(title));
    column.map_or("", |column| table.text(row, column))
}
