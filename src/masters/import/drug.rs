//! 医薬品マスター: a full file (y_ALL) and differences (y_) in the order of their days, merged to one edition.
//!
//! In a difference a row of class 3 is whole; rows of class 5 and 9 hold only the fields that change.

use std::collections::BTreeMap;

use super::super::data::{Cell, Edition, Kind, Rows, Table};
use super::super::problems::{DIFFERENCE_UNMATCHED, DIFFERENCES_ALONE, EDITION_UNKNOWN, EMPTY, Fault, about, fault};
use super::{Importer, Published, Read};
use crate::diagnostics::Diagnostic;

/// 医薬品マスター.
pub const DRUG: Importer = Importer { kind: Kind::Drug, together: true, recognise: is_drug, read };

/// How many columns files have: the last two came in September 2024.
const COLUMNS: std::ops::RangeInclusive<usize> = 40..=42;
/// Where the columns of the schema stand in the file, counted from 1.
const PLACES: [usize; 33] = [
    1, 3, 5, 7, 8, 10, 11, 12, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 41, 42,
];
/// Where the class of change and the code stand in a row.
const CLASS: usize = 0;
const CODE: usize = 1;
/// The class of rows that were listed by mistake.
const ERASED: &str = "1";

fn is_drug(file: &Published) -> bool {
    file.first_record().is_some_and(|first| COLUMNS.contains(&first.len()) && first.get(1) == Some("Y"))
}

fn read(files: &[&Published], base: Option<&Table>) -> Result<Read, Fault> {
    let mut merged: Option<Merged> = None;
    for file in files {
        let edition = file.edition_in_name().ok_or_else(|| fault(&EDITION_UNKNOWN, &file.name))?;
        let rows = rows_of(file)?;
        // Only a full file has rows that are unchanged; it replaces everything before it.
        if rows.iter().any(|row| row[CLASS] == "0") {
            merged = Some(Merged::full(file, edition, rows));
            continue;
        }
        let before = || base.filter(|base| base.edition() <= edition).map(Merged::of_table);
        let mut current = merged.take().or_else(before).ok_or_else(|| fault(&DIFFERENCES_ALONE, &file.name))?;
        current.change(file, edition, rows);
        merged = Some(current);
    }
    merged.map(Merged::finish).ok_or_else(|| fault(&EMPTY, ""))
}

/// The rows of a file in the columns of the schema.
fn rows_of(file: &Published) -> Result<Vec<Vec<Cell>>, Fault> {
    let mut rows = Vec::new();
    file.each_record(Kind::Drug, COLUMNS, |_, record| {
        rows.push(PLACES.iter().map(|place| Cell::from(record.get(place - 1).unwrap_or_default())).collect());
        Ok(())
    })?;
    Ok(rows)
}

/// What the files so far amount to.
struct Merged {
    drugs: BTreeMap<Cell, Vec<Cell>>,
    /// Edition and sources; and rows of the full file whose code stands in it again, for the checks to report.
    rows: Rows,
    findings: Vec<Diagnostic>,
}

impl Merged {
    fn full(file: &Published, edition: Edition, rows: Vec<Vec<Cell>>) -> Self {
        let sources = vec![file.source.clone()];
        Self::of_rows(Rows { kind: Kind::Drug, edition, sources, rows })
    }

    fn of_table(table: &Table) -> Self {
        Self::of_rows(table.rows())
    }

    fn of_rows(mut rows: Rows) -> Self {
        let mut drugs = BTreeMap::new();
        let whole = std::mem::take(&mut rows.rows);
        rows.rows = whole.into_iter().filter_map(|row| drugs.insert(row[CODE].clone(), row)).collect();
        Self { drugs, rows, findings: Vec::new() }
    }

    /// Applies a difference.
    fn change(&mut self, file: &Published, edition: Edition, rows: Vec<Vec<Cell>>) {
        self.rows.edition = edition;
        if !self.rows.sources.contains(&file.source) {
            self.rows.sources.push(file.source.clone());
        }
        let mut unmatched = Vec::new();
        for row in rows {
            match (row[CLASS].as_str(), self.drugs.get_mut(&row[CODE])) {
                (ERASED, _) => drop(self.drugs.remove(&row[CODE])),
                ("5" | "9", Some(before)) => {
                    let changed = before.iter_mut().zip(row).filter(|(_, new)| !new.is_empty());
                    changed.for_each(|(old, new)| *old = new);
                }
                ("5" | "9", None) => unmatched.push(row[CODE].clone()),
                _ => drop(self.drugs.insert(row[CODE].clone(), row)),
            }
        }
        if let Some(first) = unmatched.first() {
            let found = about(&DIFFERENCE_UNMATCHED, &file.name).with("count", unmatched.len());
            self.findings.push(found.with("value", &**first));
        }
    }

    fn finish(mut self) -> Read {
        self.rows.rows.extend(self.drugs.into_values());
        (self.rows, self.findings)
    }
}
