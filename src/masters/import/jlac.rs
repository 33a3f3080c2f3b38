//! 電子カルテ情報共有サービスマスター表: a workbook in several layouts; columns are found by their headings.

use std::collections::{BTreeMap, BTreeSet};

use super::super::data::{Cell, Kind, Table};
use super::super::problems::{EMPTY, Fault, REFERENCE_BROKEN, about, fault};
use super::headings::{Headed, headed};
use super::{Importer, Published, Read, contradiction};
use crate::diagnostics::Diagnostic;

/// 電子カルテ情報共有サービスマスター表.
pub const JLAC: Importer = Importer { kind: Kind::Jlac, together: false, recognise: is_jlac, read };

/// Headings of other layouts than the first.
const ALSO: [(&str, &str); 4] = [
    ("data_class", "データ区分（感染症/検査）"),
    ("unit", "XML用単位"),
    ("unit", "表示用単位"),
    ("parent", "FHIR親コード"),
];
/// The columns that make a sheet this table.
const REQUIRED: [&str; 5] = ["item_id", "product", "jlac11", "material10", "jlac10"];
/// What a cell holds whose formula refers to nothing.
const NO_REFERENCE: &str = "#REF!";
/// What newer layouts write for the class of data.
const DATA_CLASSES: [(&str, &str); 2] = [("1", "検査"), ("2", "感染症")];

fn is_jlac(file: &Published) -> bool {
    !headed(file, Kind::Jlac, &ALSO, &REQUIRED).is_empty()
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let [file] = files else { return Err(fault(&EMPTY, "")) };
    let schema = Kind::Jlac.schema();
    let sheets = headed(file, Kind::Jlac, &ALSO, &REQUIRED);
    // A draft keeps earlier states of the table beside the one that has parent codes.
    let with_parents = sheets.iter().find(|sheet| sheet.place(schema.position("parent")).is_some());
    let sheet = with_parents.or(sheets.first()).ok_or_else(|| fault(&EMPTY, &file.name))?;
    let mut read = file.rows(Kind::Jlac, None)?;
    let (rows, broken) = rows_of(sheet);
    read.rows = rows;
    let mut findings: Vec<Diagnostic> = Vec::new();
    if broken > 0 {
        findings.push(about(&REFERENCE_BROKEN, &file.name).with("count", broken).with("sheet", sheet.name()));
    }
    findings.extend(materials(&file.name, &read.rows));
    if read.rows.is_empty() { Err(fault(&EMPTY, &file.name)) } else { Ok((read, findings)) }
}

/// The rows, and how many have a cell whose formula refers to nothing.
fn rows_of(sheet: &Headed) -> (Vec<Vec<Cell>>, usize) {
    let data_class = Kind::Jlac.schema().position("data_class").unwrap_or_default();
    let mut broken = 0;
    let mut rows = Vec::new();
    for cells in sheet.cells() {
        let mut row = sheet.row(cells);
        let mut is_broken = false;
        for cell in row.iter_mut().filter(|cell| *cell == NO_REFERENCE) {
            cell.clear();
            is_broken = true;
        }
        broken += usize::from(is_broken);
        if let Some((_, word)) = DATA_CLASSES.iter().find(|(number, _)| *number == row[data_class]) {
            row[data_class] = (*word).into();
        }
        rows.push(row);
    }
    (rows, broken)
}

/// Materials of JLAC11 whose code goes by several names.
fn materials(file: &str, rows: &[Vec<Cell>]) -> Option<Diagnostic> {
    let schema = Kind::Jlac.schema();
    let (code, name) = (schema.position("jlac11")?, schema.position("material11")?);
    let mut names: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for row in rows {
        let plain: String = unicode_normalization::UnicodeNormalization::nfkc(row[name].as_str()).collect();
        *names.entry(row[code].get(9..12).unwrap_or_default()).or_default().entry(plain).or_default() += 1;
    }
    let usual =
        |names: &BTreeMap<String, usize>| names.iter().max_by_key(|(_, count)| **count).map(|(name, _)| name.clone());
    let usual: BTreeSet<(&str, String)> =
        names.iter().filter_map(|(code, names)| Some((*code, usual(names)?))).collect();
    let other: Vec<String> = names
        .iter()
        .flat_map(|(code, names)| names.iter().map(move |(name, count)| (*code, name.clone(), *count)))
        .filter(|(code, name, _)| !usual.contains(&(*code, name.clone())))
        .flat_map(|(code, name, count)| std::iter::repeat_n(format!("{code} {name}"), count))
        .collect();
    contradiction(file, &["JLAC11コード", "材料(JLAC11)"], &other)
}
