//! What is checked of every master, from its schema alone.

use std::collections::BTreeSet;

use super::super::data::{Cell, ColumnSchema, Kind, Rows};
use super::super::problems::{
    COLUMNS_SWAPPED, DUPLICATE_KEY, DUPLICATE_ROW, FEWER_ROWS, SUCCESSOR_UNKNOWN, VALUE_UNKNOWN, about,
};
use super::super::set::Masters;
use crate::diagnostics::{Diagnostic, Severity};

/// Checks rows, which are sorted, against their schema, those that are imported together with them, and the masters at
/// hand. `file` is what the findings name.
pub fn check(rows: &Rows, file: &str, together: &[&Rows], masters: &Masters) -> Vec<Diagnostic> {
    let mut findings = values(rows, file);
    let is_sound = |findings: &[Diagnostic]| findings.iter().all(|finding| finding.severity != Severity::Error);
    // What is wrong with a broken master besides follows from that.
    if is_sound(&findings) {
        findings.extend(duplicates(rows, file));
    }
    if is_sound(&findings) {
        findings.extend(successors(rows, file, together, masters));
        findings.extend(fewer(rows, file, masters));
    }
    findings
}

/// Values that do not have the form of their column. When most rows break one, columns are swapped: that is one finding.
fn values(rows: &Rows, file: &str) -> Vec<Diagnostic> {
    let columns = rows.kind.schema().columns;
    // The rows with a wrong value, by column. Rows are gone through once: they do not lie side by side in memory.
    let mut wrong: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for (number, row) in rows.rows.iter().enumerate() {
        for (position, (column, wrong)) in columns.iter().zip(&mut wrong).enumerate() {
            if !column.holds(row.get(position).map_or("", Cell::as_str)) {
                wrong.push(number);
            }
        }
    }
    let mut swapped: Vec<(&ColumnSchema, Vec<usize>)> = Vec::new();
    let mut findings = Vec::new();
    for (position, (column, wrong)) in columns.iter().zip(wrong).enumerate() {
        let value = |row: &usize| rows.rows[*row].get(position).map_or("", Cell::as_str);
        if wrong.len() * 2 > rows.rows.len() {
            swapped.push((column, wrong));
        } else if let Some(first) = wrong.first() {
            let found = about(&VALUE_UNKNOWN, file).with("columns", column.label).with("count", wrong.len());
            findings.push(found.with("value", value(first)).with("key", key(rows, *first)));
        }
    }
    let Some((column, wrong)) = swapped.iter().max_by_key(|(_, wrong)| wrong.len()) else { return findings };
    let labels: Vec<Box<str>> = swapped.iter().map(|(column, _)| column.label.into()).collect();
    let position = rows.kind.schema().position(column.name).unwrap_or_default();
    let first = wrong.first().copied().unwrap_or_default();
    let found = about(&COLUMNS_SWAPPED, file).with("columns", labels).with("count", wrong.len());
    let value = rows.rows[first].get(position).map_or("", Cell::as_str);
    vec![found.with("rows", rows.rows.len()).with("value", value).with("key", key(rows, first))]
}

/// The key of a row.
fn key(rows: &Rows, row: usize) -> String {
    let fields = rows.kind.schema().key_positions().filter_map(|at| rows.rows[row].get(at).map(Cell::as_str));
    fields.collect::<Vec<_>>().join(" ")
}

/// Keys in more than one row; rows that are wholly equal where keys may repeat.
fn duplicates(rows: &Rows, file: &str) -> Option<Diagnostic> {
    let schema = rows.kind.schema();
    let keys: Vec<usize> = schema.key_positions().collect();
    let same_key = |a: &[Cell], b: &[Cell]| keys.iter().all(|at| a.get(*at) == b.get(*at));
    let pairs = rows.rows.iter().zip(rows.rows.iter().skip(1)).enumerate();
    let same = pairs.filter(|(_, (a, b))| if schema.unique { same_key(a, b) } else { a == b });
    let same: Vec<usize> = same.map(|(index, _)| index).collect();
    let first = *same.first()?;
    if !schema.unique {
        return Some(about(&DUPLICATE_ROW, file).with("count", same.len()));
    }
    let codes: BTreeSet<String> = same.iter().map(|row| key(rows, *row)).collect();
    Some(about(&DUPLICATE_KEY, file).with("count", codes.len()).with("value", key(rows, first)))
}

/// Successors that neither what is imported nor a master at hand holds.
fn successors(rows: &Rows, file: &str, together: &[&Rows], masters: &Masters) -> Option<Diagnostic> {
    let schema = rows.kind.schema();
    let column = schema.position(schema.successor)?;
    let own = schema.key_positions().next()?;
    let target = if rows.kind == Kind::RetiredDisease { Kind::Disease } else { rows.kind };
    let of_target: Vec<&Rows> = together.iter().copied().filter(|other| other.kind == target).collect();
    // Rows are sorted by their key.
    let is_in = |rows: &Rows, code: &str| rows.rows.binary_search_by(|row| row[own].as_str().cmp(code)).is_ok();
    let table = masters.table(target).ok();
    let is_at_hand = |code: &str| table.and_then(|table| table.find(table.column("code")?, code).next()).is_some();
    let known = |code: &str| of_target.iter().any(|rows| is_in(rows, code)) || is_at_hand(code);
    // Most rows name themselves.
    let is_self = |row: &[Cell], code: &Cell| target == rows.kind && row[own] == *code;
    let is_unknown =
        |row: &[Cell]| row.get(column).is_some_and(|code| !code.is_empty() && !is_self(row, code) && !known(code));
    let unknown: Vec<usize> = (0..rows.rows.len()).filter(|row| is_unknown(&rows.rows[*row])).collect();
    let first = *unknown.first()?;
    let value = format!("{} → {}", rows.rows[first][own], rows.rows[first][column]);
    Some(about(&SUCCESSOR_UNKNOWN, file).with("count", unknown.len()).with("value", value))
}

/// Far fewer rows than the edition in force has.
fn fewer(rows: &Rows, file: &str, masters: &Masters) -> Option<Diagnostic> {
    let before = masters.table(rows.kind).ok()?;
    let found = about(&FEWER_ROWS, file).with("found", rows.rows.len()).with("before", before.len());
    (rows.rows.len() * 10 < before.len() as usize * 9).then(|| found.with("key", before.key()))
}
