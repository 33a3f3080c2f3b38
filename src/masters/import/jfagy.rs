//! J-FAGY: comma-separated with headings, in UTF-8 or CP932.

use std::collections::BTreeSet;

use super::super::data::{Cell, Edition, Kind, Table};
use super::super::problems::{Fault, WITHDRAWN, WITHOUT_PARENT, about, fault};
use super::{Importer, Published, Read, contradiction};
use crate::diagnostics::Diagnostic;

/// J-FAGY.
pub const JFAGY: Importer = Importer { kind: Kind::Jfagy, together: false, recognise: is_jfagy, read };

/// Where columns stand.
const CODE: usize = 1;
const TERM: usize = 2;
const LEVEL: usize = 5;
const CHANGE_CLASS: usize = 8;
const RECORDED: usize = 9;
/// What the name of a withdrawn file ends with.
const OBSOLETE: &str = "_obsolete";

fn is_jfagy(file: &Published) -> bool {
    let labels = Kind::Jfagy.schema().columns.iter().map(|column| column.label);
    file.first_record().is_some_and(|first| first.iter().map(str::trim).eq(labels))
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let [file] = files else { return Err(fault(&super::super::problems::EMPTY, "")) };
    let columns = Kind::Jfagy.schema().columns.len();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    file.each_record(Kind::Jfagy, columns..=columns, |_, record| {
        rows.push(record.iter().map(Cell::from).collect());
        Ok(())
    })?;
    rows.remove(0);
    if is_withdrawn(file, &rows) {
        return Err(fault(&WITHDRAWN, &file.name));
    }
    let newest = rows.iter().filter_map(|row| Edition::parse(&row[RECORDED])).max();
    let mut read = file.rows(Kind::Jfagy, newest)?;
    read.rows = rows;
    let findings = check(file, &read.rows);
    Ok((read, findings))
}

/// Whether its publisher took it back: its name says so, or all rows are new although only some were recorded later.
fn is_withdrawn(file: &Published, rows: &[Vec<Cell>]) -> bool {
    let all_added = rows.iter().all(|row| row[CHANGE_CLASS] == "1");
    let some_later = rows.iter().any(|row| row[RECORDED] != "00000000");
    let named = [&file.name, &file.source.name].iter().any(|name| name.to_lowercase().contains(OBSOLETE));
    named || (all_added && some_later)
}

/// Whether levels and parents fit the codes.
fn check(file: &Published, rows: &[Vec<Cell>]) -> Vec<Diagnostic> {
    let codes: BTreeSet<&str> = rows.iter().map(|row| row[CODE].as_str()).collect();
    let mut levels = Vec::new();
    let mut orphans = Vec::new();
    for row in rows.iter().filter(|row| row[CODE].starts_with('J')) {
        let example = || format!("{} {}", row[CODE], row[TERM]);
        match level(&row[CODE]) {
            Some(level) if level.to_string() == row[LEVEL] => {}
            _ => levels.push(example()),
        }
        let mut above = parent(&row[CODE]);
        while above.as_deref().is_some_and(|above| !codes.contains(above)) {
            above = above.and_then(|above| parent(&above));
        }
        if above.is_none() && row[LEVEL] != "2" {
            orphans.push(example());
        }
    }
    let orphan = orphans
        .first()
        .map(|first| about(&WITHOUT_PARENT, &file.name).with("count", orphans.len()).with("value", first.as_str()));
    contradiction(&file.name, &["JFAGYCODE", "LEVEL"], &levels).into_iter().chain(orphan).collect()
}

/// The four pairs of digits after the meta code and the letter of `J9FA32113211`.
fn pairs(code: &str) -> Option<[&str; 4]> {
    let pairs = code.get(4..).filter(|pairs| pairs.len() == 8 && pairs.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some([&pairs[..2], &pairs[2..4], &pairs[4..6], &pairs[6..]])
}

/// The level of a code: 2 for the letter alone, 3 to 6 for its last pair that is not `00`.
fn level(code: &str) -> Option<usize> {
    Some(pairs(code)?.iter().rposition(|pair| *pair != "00").map_or(2, |last| last + 3))
}

/// The code above: without the last pair that is not `00`.
fn parent(code: &str) -> Option<String> {
    let last = pairs(code)?.iter().rposition(|pair| *pair != "00")?;
    let kept = code.get(..4 + last * 2)?;
    Some(format!("{kept:0<12}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_level_and_parent() {
        for (code, expected_level, expected_parent) in [
            ("J9FA32113211", Some(6), Some("J9FA32113200")),
            ("J9FA32113200", Some(5), Some("J9FA32110000")),
            ("J9FA32000000", Some(3), Some("J9FA00000000")),
            ("J9FA00000000", Some(2), None),
            ("J9FA3211321", None, None),
            ("00F", None, None),
            ("日本語日本", None, None),
        ] {
            assert_eq!(level(code), expected_level, "{code}");
            assert_eq!(parent(code).as_deref(), expected_parent, "{code}");
        }
    }
}
