//! MEDIS 医薬品HOTコードマスター: the main file (products with their other codes) and the file of packages (_OP).

use std::collections::BTreeMap;

use super::super::data::{Cell, Edition, Kind, Rows, Table};
use super::super::problems::{EMPTY, Fault, fault};
use super::{Importer, Published, Read, contradiction};

/// 医薬品HOTコードマスター.
pub const HOT: Importer = Importer { kind: Kind::Hot, together: true, recognise: is_hot, read };

/// The heading of the code, with which both files begin.
const CODE: &str = "基準番号（ＨＯＴコード）";

fn is_hot(file: &Published) -> bool {
    file.first_record().is_some_and(|first| first.len() > 1 && first.get(0) == Some(CODE))
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let mut rows: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
    let mut repeated = Vec::new();
    let mut read: Option<Rows> = None;
    for file in files {
        let own = rows_of(file)?;
        let newest = own.iter().filter_map(|row| Edition::parse(row.last()?)).max();
        let this = file.rows(Kind::Hot, newest)?;
        let all = read.get_or_insert_with(|| Rows { sources: Vec::new(), ..this.clone() });
        all.edition = all.edition.max(this.edition);
        all.sources.extend(this.sources);
        let before: Vec<Cell> = rows.keys().cloned().collect();
        for row in own {
            match rows.get_mut(&row[0]) {
                Some(other) if before.binary_search(&row[0]).is_ok() => fill(other, row),
                Some(_) => repeated.push(row),
                None => drop(rows.insert(row[0].clone(), row)),
            }
        }
    }
    let mut read = read.ok_or_else(|| fault(&EMPTY, ""))?;
    read.rows = repeated;
    read.rows.extend(rows.into_values());
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let finding = check(&names.join(", "), &read.rows);
    Ok((read, finding))
}

/// The rows of a file in the columns of the schema, which are found by the headings.
fn rows_of(file: &Published) -> Result<Vec<Vec<Cell>>, Fault> {
    let headings = file.first_record().unwrap_or_default();
    let place = |label: &str| headings.iter().position(|heading| heading == label);
    let places: Vec<Option<usize>> = Kind::Hot.schema().columns.iter().map(|column| place(column.label)).collect();
    let mut rows = Vec::new();
    file.each_record(Kind::Hot, headings.len()..=headings.len(), |_, record| {
        let field = |place: &Option<usize>| Cell::from(place.and_then(|at| record.get(at)).unwrap_or_default());
        rows.push(places.iter().map(field).collect());
        Ok(())
    })?;
    rows.remove(0);
    Ok(rows)
}

/// Adds what the other file knows of a code; what both state is taken from the first.
fn fill(row: &mut [Cell], other: Vec<Cell>) {
    for (own, other) in row.iter_mut().zip(other) {
        if own.is_empty() {
            *own = other;
        }
    }
}

/// Whether the parts of the code fit the code.
fn check(file: &str, rows: &[Vec<Cell>]) -> Vec<crate::diagnostics::Diagnostic> {
    let hot7 = Kind::Hot.schema().position("hot7").unwrap_or_default();
    let other = rows.iter().filter(|row| !row[hot7].is_empty() && !row[0].starts_with(row[hot7].as_str()));
    let other: Vec<String> = other.map(|row| format!("{} {}", row[0], row[hot7])).collect();
    contradiction(file, &[CODE, "処方用番号（ＨＯＴ７）"], &other).into_iter().collect()
}
