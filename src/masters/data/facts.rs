//! A master as text that people can review: tab-separated, one line a row, sorted. `codesystems/README.md` describes it.

use super::{Cell, Edition, Kind, Rows, SourceFile};
use crate::storage::line::{FactsError, join, split};

/// The name of the file that holds an edition.
pub fn file_name(rows: &Rows) -> String {
    format!("{}.tsv", rows.key())
}

/// The text of an edition, whose rows are sorted.
pub fn write(rows: &Rows) -> String {
    let mut text = String::new();
    let mut push = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    push(&join(["#master", rows.kind.key(), &rows.edition.to_string()]));
    for source in &rows.sources {
        push(&join(["#source", &source.name, &source.sha256]));
    }
    let names = rows.kind.schema().columns.iter().map(|column| column.name);
    push(&join(["#columns"].into_iter().chain(names)));
    for row in &rows.rows {
        push(&join(row.iter().map(Cell::as_str)));
    }
    text
}

/// Reads the text of an edition.
///
/// # Errors
/// The first fault in the text, with its line; `file` says where it was read from.
pub fn read(file: &str, text: &str) -> Result<Rows, FactsError> {
    let fault = |line: usize, message: String| FactsError { file: file.into(), line, message };
    // `str::lines` would take a carriage return for a part of the line break.
    let mut lines = text.split_terminator('\n').enumerate().map(|(index, line)| (index + 1, line));
    let mut rows = head(&mut lines).map_err(|(line, message)| fault(line, message))?;
    let columns = rows.kind.schema().columns.len();
    for (number, line) in lines {
        let mut row: Vec<Cell> = Vec::with_capacity(columns);
        row.extend(split(line).map(Cell::from));
        if row.len() > columns {
            return Err(fault(number, format!("{} fields, but {columns} columns", row.len())));
        }
        row.resize(columns, Cell::default());
        rows.rows.push(row);
    }
    Ok(rows)
}

/// The lines up to `#columns`.
fn head<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Result<Rows, (usize, String)> {
    let mut rows: Option<Rows> = None;
    for (number, line) in lines {
        let mut fields = split(line);
        let word = fields.next().unwrap_or_default();
        let mut next = || fields.next().map(String::from).unwrap_or_default();
        match (&*word, &mut rows) {
            ("#master", None) => {
                let (kind, edition) = (next(), next());
                let kind = Kind::of_key(&kind).ok_or_else(|| (number, format!("unknown master: {kind}")))?;
                let edition = Edition::parse(&edition).ok_or_else(|| (number, format!("no such day: {edition}")))?;
                rows = Some(Rows { kind, edition, sources: Vec::new(), rows: Vec::new() });
            }
            ("#source", Some(rows)) => rows.sources.push(SourceFile { name: next(), sha256: next() }),
            ("#columns", Some(rows)) => {
                let names = rows.kind.schema().columns.iter().map(|column| column.name);
                if !fields.eq(names) {
                    return Err((number, format!("these are not the columns of {}", rows.kind)));
                }
                return Ok(rows.clone());
            }
            _ => return Err((number, format!("not understood: {word}"))),
        }
    }
    Err((0, "`#master` and `#columns` expected".into()))
}
