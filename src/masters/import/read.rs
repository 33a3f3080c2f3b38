//! Published files → checked rows.

use super::super::data::{Edition, Kind, Rows};
use super::super::problems::{Fault, NOT_RECOGNISED, OTHER_KIND, about};
use super::super::set::Masters;
use super::{IMPORTERS, Importer, Published, check};
use crate::diagnostics::{Diagnostic, Severity};

/// What is asked for besides the files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request {
    /// The master that the files must be.
    pub kind: Option<Kind>,
    /// The edition that they are, whatever their names say.
    pub edition: Option<Edition>,
}

/// One edition that was read, and what was odd about it.
#[derive(Debug)]
pub struct Imported {
    /// The rows, sorted.
    pub rows: Rows,
    /// The files that it was made from, in the order in which they were read.
    pub files: Vec<String>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
}

impl Imported {
    /// Whether nothing speaks against keeping it.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// The importer of a file.
///
/// # Errors
/// When no importer recognises it.
pub fn recognise(file: &Published) -> Result<&'static Importer, Fault> {
    let found = IMPORTERS.iter().find(|importer| (importer.recognise)(file));
    found.ok_or_else(|| Box::new(about(&NOT_RECOGNISED, &file.name).with("seen", seen(file))))
}

/// What is seen of a file that nobody recognises.
fn seen(file: &Published) -> String {
    let columns = |fields: Vec<String>| {
        let shown: Vec<String> = fields.iter().take(3).map(|field| field.chars().take(16).collect()).collect();
        format!("{}: {} …", fields.len(), shown.join(", "))
    };
    match file.first_record() {
        Some(record) => columns(record.iter().map(str::to_owned).collect()),
        None => file.sheets().iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

/// Reads and checks files: one edition for each file, or for those that belong together.
///
/// # Errors
/// A file that is not recognised, is another master than was asked for, or cannot be read.
pub fn import(files: &[Published], request: Request, masters: &Masters) -> Result<Vec<Imported>, Fault> {
    let mut groups: Vec<(&Importer, Vec<&Published>)> = Vec::new();
    for file in files {
        let importer = recognise(file)?;
        if let Some(expected) = request.kind.filter(|kind| *kind != importer.kind) {
            return Err(other_kind(file, importer.kind, expected));
        }
        match groups.iter_mut().find(|(other, _)| other.together && other.kind == importer.kind) {
            Some((_, group)) => group.push(file),
            None => groups.push((importer, vec![file])),
        }
    }
    let mut read: Vec<Imported> = Vec::new();
    for (importer, mut group) in groups {
        group.sort_by_key(|file| file.edition_in_name());
        let base = masters.table(importer.kind).ok();
        let (mut rows, findings) = (importer.read)(&group, base)?;
        rows.edition = request.edition.unwrap_or(rows.edition);
        rows.sort();
        let files: Vec<String> = group.iter().map(|file| file.name.clone()).collect();
        read.push(Imported { rows, files, findings });
    }
    let together: Vec<&Rows> = read.iter().map(|one| &one.rows).collect();
    let found: Vec<_> = read.iter().map(|one| check(&one.rows, &one.files.join(", "), &together, masters)).collect();
    read.iter_mut().zip(found).for_each(|(one, found)| one.findings.extend(found));
    Ok(read)
}

fn other_kind(file: &Published, found: Kind, expected: Kind) -> Fault {
    let other = about(&OTHER_KIND, &file.name).with("found", found.schema().japanese);
    Box::new(other.with("expected", expected.schema().japanese))
}
