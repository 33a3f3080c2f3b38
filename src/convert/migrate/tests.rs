//! Retired codes find their successors, and nothing else changes.

use super::*;
use crate::masters::data::compile;
use crate::masters::{Cell, Rows, Table};

/// A table of diseases: code, management number, name, successor, last day.
fn table(kind: Kind, edition: &str, diseases: &[[&str; 5]]) -> Table {
    let columns = kind.schema().columns;
    let place = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    let row = |[code, number, name, successor, last_day]: &[&str; 5]| {
        let mut row = vec![Cell::default(); columns.len()];
        let cells = [
            ("code", code),
            ("management_number", number),
            ("name", name),
            ("successor", successor),
            ("retired", last_day),
        ];
        for (column, cell) in cells {
            row[place(column)] = (*cell).into();
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
    let migration = open(masters, Subject::Disease, ["20240601", "20260101"].map(day), early).unwrap();
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
        |from, to| open(&masters, Subject::Disease, [day(from), day(to)], false).map(drop).unwrap_err().to_string();
    assert!(error("20200101", "20260101").contains("of 20200101 or before is at hand"));
    assert_eq!(error("20260101", "20240601"), "--to 20240601 is before --from 20260101");
}

/// Rows of a master of which only some columns are given.
fn some_columns(kind: Kind, edition: &str, names: &[&str], given: &[&[&str]]) -> Table {
    let columns = kind.schema().columns;
    let cell = |row: &[&str], column: &str| {
        names.iter().position(|name| *name == column).map_or(Cell::default(), |at| row[at].into())
    };
    let rows = given.iter().map(|row| columns.iter().map(|column| cell(row, column.name)).collect()).collect();
    let mut rows = Rows { kind, edition: day(edition), sources: Vec::new(), rows };
    rows.sort();
    Table::open(compile(&rows)).unwrap()
}

fn codes(answer: &Answer) -> String {
    let coded = answer.targets.iter().chain(answer.candidates.iter().map(|(coded, _)| coded));
    let codes: Vec<&str> = coded.map(|coded| coded.code.as_str()).collect();
    format!("{} {}", answer.outcome.key(), codes.join("|")).trim_end().to_owned()
}

#[test]
fn the_allergen_that_took_over_a_name_follows() {
    let names = ["code", "term", "retired"];
    let before: &[&[&str]] = &[
        &["J9FA11000000", "甲", OPEN],
        &["J9FA12000000", "乙", OPEN],
        &["J9FA13000000", "丙", OPEN],
        &["J9FA14000000", "丁", OPEN],
        &["J9FA15000000", "戊", OPEN],
        &["J9FA16000000", "己", OPEN],
    ];
    let after: &[&[&str]] = &[
        &["J9FA11000000", "甲", OPEN],
        &["J9FA12000000", "乙", "20250331"],
        &["J9FA12110000", "乙", OPEN],
        &["J9FA13000000", "別の名", OPEN],
        &["J9FA14000000", "丁", "20250331"],
        &["J9FA16000000", "己", "20250401"],
        &["J9FA16110000", "己", OPEN],
    ];
    let masters = Masters::default()
        .with_table(some_columns(Kind::Jfagy, "20240709", &names, before))
        .with_table(some_columns(Kind::Jfagy, "20250401", &names, after));
    let fate = |early, code: &str, name: Option<&str>| {
        let migration = open(&masters, Subject::Allergen, ["20240709", "20250401"].map(day), early).unwrap();
        codes(&migration.translate(code, &Hints { name, ..Hints::default() }))
    };
    for (code, name, expected) in [
        ("J9FA11000000", None, "present"),
        ("J9FA11000000", Some("甲"), "present"),
        ("J9FA11000000", Some("乙"), "doubtful"),
        ("J9FA12000000", None, "exact J9FA12110000"),
        ("J9FA12000000", Some("甲"), "doubtful"),
        ("J9FA12110000", None, "present"),
        ("J9FA13000000", None, "doubtful"),
        ("J9FA14000000", None, "retired"),
        ("J9FA15000000", None, "unknown"),
        ("J9FA16000000", None, "retired J9FA16110000"),
        ("J9FA99000000", None, "unknown"),
        ("YCM2260701F1271", None, "present"),
        ("00F", None, "present"),
        ("J9XA11000000", None, "invalid"),
    ] {
        assert_eq!(fate(false, code, name), expected, "{code} {name:?}");
    }
    assert_eq!(fate(true, "J9FA16000000", None), "exact J9FA16110000");
}

#[test]
fn a_laboratory_code_that_was_corrected_to_one_other_is_carried_over() {
    let [one, two, three] = ["3D010000002129101", "1A990000000190153", "1A990000000190154"];
    let [old, of_two, deleted, unlisted] =
        ["3D010170102129101", "1A990000000190111", "3D010170102126201", "3D010000001999801"];
    let items: &[&[&str]] = &[
        &[old, one, "BS"],
        &[of_two, two, "U-TP"],
        &[of_two, three, "U-Glu"],
        &[deleted, "削除", "BS"],
        &[unlisted, unlisted, "FBS"],
        &[two, "3D010000009999901", "BS"],
    ];
    let masters = Masters::default().with_table(some_columns(
        Kind::LabItemSet,
        "20231104",
        &["old_jlac10", "jlac10", "item_id"],
        items,
    ));
    let pairs: &[&[&str]] = &[&["A1006000110004802", "3A010000002227101"], &["A1006000110004803", one]];
    let masters = masters.with_table(some_columns(Kind::Jlac, "20240830", &["jlac11", "jlac10"], pairs));
    let masters = masters.with_table(some_columns(Kind::Jlac, "20240930", &["jlac11", "jlac10"], &pairs[1..]));
    let migration = open(&masters, Subject::Lab, ["20240830", "20240930"].map(day), false).unwrap();
    let fate = |code: &str| codes(&migration.translate(code, &Hints::default()));
    for (code, expected) in [
        (old, format!("exact {one}")),
        ("3D010-1701-021-291-01", format!("exact {one}")),
        (one, "present".to_owned()),
        (of_two, format!("candidates {two}|{three}")),
        (deleted, "retired".to_owned()),
        (unlisted, "present".to_owned()),
        // It was corrected, and is still listed for another item.
        (two, "present".to_owned()),
        ("3A010000002227101", "unknown".to_owned()),
        ("5F016141002305301", "unknown".to_owned()),
        ("5F01", "invalid".to_owned()),
    ] {
        assert_eq!(fate(code), expected, "{code}");
    }
    let core = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS";
    for (system, expected) in [(core, core), ("urn:oid:1.2.392.200119.4.504", System::Jlac10.url())] {
        let answer = migration.translate(old, &Hints { system: Some(system), ..Hints::default() });
        assert_eq!(answer.targets[0].system, expected);
    }
}

#[test]
fn masters_without_successors_say_so() {
    let masters = masters(true);
    for (subject, said) in [
        (Subject::Modifier, "modifier master names no successors"),
        (Subject::Drug, "drug master names no successors"),
        (Subject::Allergen, "no edition of the J-FAGY allergen codes of 20240601 or before is at hand"),
        (Subject::Lab, "or before is at hand; import one with `jpfhir master import`"),
    ] {
        let error = open(&masters, subject, ["20240601", "20260101"].map(day), false).map(drop).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
