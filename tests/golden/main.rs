//! Every row of the golden file through the command line. The file is named by JPFHIR_GOLDEN; another one of the same
//! form, with other codes, can be given: an operation reads its input and knows no row.

mod ask;
mod operations;

use std::path::{Path, PathBuf};

use ask::Tool;

/// A row of the golden file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    id: String,
    operation: String,
    input: String,
    expected: String,
}

/// The golden file.
fn file() -> PathBuf {
    let named = std::env::var_os("JPFHIR_GOLDEN").map(PathBuf::from);
    let shared = std::env::var_os("JPFHIR_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    named.unwrap_or_else(|| shared.join("masters/golden.tsv"))
}

fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("id\t"));
    lines
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            let mut next = || fields.next().unwrap_or_default();
            Row { id: next(), operation: next(), input: next(), expected: next() }
        })
        .collect()
}

#[test]
fn every_golden_row_comes_out() {
    let path = file();
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return;
    };
    let rows = rows(&text);
    assert!(!rows.is_empty(), "{} has no rows", path.display());
    let tool = Tool::new(&path);
    let failures: Vec<String> = rows.iter().filter_map(|row| failure(&tool, row)).collect();
    failures.iter().for_each(|failure| println!("{failure}"));
    println!("{} of {} rows of {} came out", rows.len() - failures.len(), rows.len(), path.display());
    assert!(failures.is_empty(), "{} of {} rows failed", failures.len(), rows.len());
}

/// One line about a row that fails.
fn failure(tool: &Tool, row: &Row) -> Option<String> {
    let found = operations::run(tool, &row.operation, &row.input, &row.expected);
    let said = match &found {
        Ok(found) if found.trim_end() == row.expected.trim_end() => return None,
        Ok(found) => format!("found {found}"),
        Err(why) => why.clone(),
    };
    Some(format!("{} {} {}: expected {}, {said}", row.id, row.operation, row.input, row.expected))
}

#[test]
fn wrong_rows_and_unknown_operations_fail() {
    let tool = Tool::new(&file());
    let row = |operation: &str, input: &str, expected: &str| Row {
        id: "X".into(),
        operation: operation.into(),
        input: input.into(),
        expected: expected.into(),
    };
    for wrong in [
        row("surprise", "1", "1"),
        row("surprise->receipt", "1", "1"),
        row("yj->ycm", "2260701F1271", "YCM2260701F1272"),
        row("jlac10.segments", "5F560155002319053", "5F560-1550-023-190-54"),
    ] {
        assert!(failure(&tool, &wrong).is_some(), "{wrong:?}");
    }
    assert_eq!(failure(&tool, &row("yj->ycm", "2260701F1271", "YCM2260701F1271")), None);
}
