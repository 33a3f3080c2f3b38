//! Retired codes find their successors, and nothing else changes.

use super::*;
use crate::masters::Rows;
use crate::masters::data::compile;

/// A table of diseases: code, management number, name, successor, last day.
fn table(kind: Kind, edition: &str, diseases: &[[&str; 5]]) -> Table {
    let columns = kind.schema().columns;
    let place = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    let row = |[code, number, name, successor, last_day]: &[&str; 5]| {
        let mut row = vec![String::new(); columns.len()];
        let cells = [
            ("code", code),
            ("management_number", number),
            ("name", name),
            ("successor", successor),
            ("retired", last_day),
        ];
        for (column, cell) in cells {
            row[place(column)] = (*cell).to_owned();
        }
        row
    };
    let edition = Edition::parse(edition).unwrap();
    let rows = diseases.iter().map(row).collect();
    Table::open(compile(&Rows { kind, edition, sources: Vec::new(), rows })).unwrap()
}

const OPEN: &str = "99999999";

/// An old edition, the list of retired codes, and, where the name says so, a new edition.
fn masters(with_new: bool) -> Masters {
    let old = [
        ["1000001", "20000001", "甲", "1000001", OPEN],
        ["1000002", "20000002", "乙", "1000002", OPEN],
        ["1000003", "20000003", "丙", "1000003", OPEN],
        ["1000004", "20000004", "丁", "1000004", OPEN],
        ["1000009", "20000009", "癸", "1000009", OPEN],
    ];
    let new = [
        ["1000001", "20000001", "甲", "1000001", OPEN],
        ["1000005", "20000005", "戊", "", OPEN],
        ["1000009", "20000009", "別の病名", "1000009", OPEN],
    ];
    let retired = [
        ["1000002", "20000002", "乙", "1000001", "20250531"],
        ["1000003", "20000003", "丙", "1000005", "20250531"],
        ["1000004", "20000004", "丁", "1000001", "20271231"],
        ["1000006", "20000006", "己", "", "20030531"],
    ];
    let masters = Masters::default().with_table(table(Kind::Disease, "20240601", &old)).with_table(table(
        Kind::RetiredDisease,
        "20260101",
        &retired,
    ));
    if with_new { masters.with_table(table(Kind::Disease, "20260101", &new)) } else { masters }
}

fn day(text: &str) -> Edition {
    Edition::parse(text).unwrap()
}

/// Outcome, target or candidates.
fn fate(masters: &Masters, early: bool, code: &str) -> String {
    let migration = DiseaseMigration::new(masters, day("20240601"), day("20260101"), early).unwrap();
    let answer = migration.translate(code, &Hints::default());
    let codes = answer.targets.iter().chain(answer.candidates.iter().map(|(coded, _)| coded));
    let codes: Vec<&str> = codes.map(|coded| coded.code.as_str()).collect();
    format!("{} {}", answer.outcome.key(), codes.join("|")).trim().to_owned()
}

#[test]
fn successors_are_applied_where_they_are_at_hand() {
    // Code, with the old edition only, with the new one.
    let cases = [
        ("1000001", "present", "present"),
        ("1000002", "exact 1000001", "exact 1000001"),
        ("20000002", "exact 20000001", "exact 20000001"),
        ("1000003", "retired 1000005", "exact 1000005"),
        ("20000003", "retired 1000005", "exact 20000005"),
        ("1000004", "retired 1000001", "retired 1000001"),
        ("1000006", "retired", "retired"),
        ("1000005", "unknown", "present"),
        ("1000009", "present", "doubtful"),
        ("1234567", "unknown", "unknown"),
        ("abc", "invalid", "invalid"),
    ];
    for (code, old_only, with_new) in cases {
        assert_eq!(fate(&masters(false), false, code), old_only, "{code}");
        assert_eq!(fate(&masters(true), false, code), with_new, "{code}");
    }
    assert_eq!(fate(&masters(true), true, "1000004"), "exact 1000001");
}

#[test]
fn migration_needs_editions_in_order() {
    let masters = masters(false);
    let error =
        |from, to| DiseaseMigration::new(&masters, day(from), day(to), false).map(drop).unwrap_err().to_string();
    assert!(error("20200101", "20260101").contains("of 20200101 or before is at hand"));
    assert_eq!(error("20260101", "20240601"), "--to 20240601 is before --from 20260101");
}
