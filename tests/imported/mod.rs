//! Masters as published, imported from the reference material or from bytes.

#![allow(dead_code, reason = "no test uses all of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::masters::import::{Imported, Limits, Published, Request, import, open, open_bytes};
use jpfhir::masters::{Fault, Masters, Rows};

/// What files of a folder amount to, which must be one edition.
pub fn files(folder: &Path, names: &[impl AsRef<Path>]) -> Imported {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let files = paths
        .iter()
        .flat_map(|path| open(path, Limits::default()).unwrap_or_else(|fault| panic!("{}: {fault:?}", path.display())));
    let files: Vec<Published> = files.collect();
    one(import(&files, Request::default(), &Masters::default()).unwrap_or_else(|fault| panic!("{fault:?}")))
}

/// What bytes under a name amount to.
pub fn bytes(name: &str, bytes: &[u8]) -> Result<Imported, Fault> {
    let files = open_bytes(name, bytes, Limits::default())?;
    import(&files, Request::default(), &Masters::default()).map(one)
}

fn one(mut imported: Vec<Imported>) -> Imported {
    assert_eq!(imported.len(), 1, "one edition");
    imported.remove(0)
}

/// Ids of findings with their count.
pub fn findings(imported: &Imported) -> Vec<(&'static str, u64)> {
    imported.findings.iter().map(|finding| (finding.message.id, number(finding, "count"))).collect()
}

/// A number that a finding states; 0 when it states none.
pub fn number(finding: &Diagnostic, name: &str) -> u64 {
    match finding.fact(name) {
        Some(Fact::Number(number)) => *number,
        _ => 0,
    }
}

/// One column of rows.
pub fn column<'r>(rows: &'r Rows, name: &str) -> Vec<&'r str> {
    let at = rows.kind.schema().position(name).unwrap_or_else(|| panic!("no column {name}"));
    rows.rows.iter().map(|row| row[at].as_str()).collect()
}

/// Two columns side by side.
pub fn pairs<'r>(rows: &'r Rows, one: &str, other: &str) -> Vec<(&'r str, &'r str)> {
    column(rows, one).into_iter().zip(column(rows, other)).collect()
}

/// How often each value stands in a column.
pub fn counts<'r>(rows: &'r Rows, name: &str) -> BTreeMap<&'r str, usize> {
    let mut counts = BTreeMap::new();
    column(rows, name).into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

/// How many different values stand in a column.
pub fn distinct(rows: &Rows, name: &str) -> usize {
    column(rows, name).into_iter().collect::<BTreeSet<_>>().len()
}

/// An edition and its findings.
pub type Outcome = (Imported, Vec<(&'static str, u64)>);

/// What several texts under names amount to; else the id of what is wrong.
pub fn several(files: &[(&str, String)]) -> Result<Outcome, String> {
    let id = |fault: Fault| fault.message.id.to_owned();
    let opened = files.iter().map(|(name, text)| open_bytes(name, text.as_bytes(), Limits::default()));
    let opened: Vec<Vec<Published>> = opened.collect::<Result<_, _>>().map_err(id)?;
    let imported = import(&opened.concat(), Request::default(), &Masters::default()).map_err(id)?;
    let imported = one(imported);
    let found = findings(&imported);
    Ok((imported, found))
}
