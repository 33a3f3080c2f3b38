//! What people name an edition by: a published file, a key like `disease@20240601`, or the word of a master.

use std::borrow::Cow;
use std::path::Path;

use jpfhir::diagnostics::Severity;
use jpfhir::diagnostics::render::Language;
use jpfhir::masters::import::{Limits, Request, import, open};
use jpfhir::masters::{Kind, Masters, Table, compile, parse_key};

use super::{failed, words};
use crate::cli::{Failure, output};

/// An edition that somebody named.
pub(super) enum Subject<'m> {
    /// It is at hand.
    Known(&'m Table),
    /// It was read from a file.
    Read(Box<Table>),
}

impl Subject<'_> {
    pub(super) fn table(&self) -> &Table {
        match self {
            Self::Known(table) => table,
            Self::Read(table) => table,
        }
    }
}

/// Finds an edition.
pub(super) fn subject<'m>(named: &str, masters: &'m Masters, language: Language) -> Result<Subject<'m>, Failure> {
    if let Some((kind, edition)) = parse_key(named) {
        return masters.table_of(kind, edition).map(Subject::Known).map_err(|fault| failed(&fault, language));
    }
    if let Some(kind) = Kind::of_key(named).filter(|_| !Path::new(named).exists()) {
        return masters.table(kind).map(Subject::Known).map_err(|fault| failed(&fault, language));
    }
    let files = open(Path::new(named), Limits::default()).map_err(|fault| failed(&fault, language))?;
    let mut imported = import(&files, Request::default(), masters).map_err(|fault| failed(&fault, language))?;
    let (Some(one), true) = (imported.pop(), imported.is_empty()) else {
        return Err(Failure::Message(format!("{named} holds more than one edition")));
    };
    for finding in one.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        output::complain(&words(finding, language));
    }
    let table = Table::open(compile(&one.rows)).filter(|_| one.is_sound());
    table.map(|table| Subject::Read(Box::new(table))).ok_or_else(|| Failure::Message(format!("{named} is not used")))
}

/// The kinds and the keys of the editions at hand, for help texts.
pub(super) fn kinds() -> Cow<'static, str> {
    Kind::ALL.map(Kind::key).join(", ").into()
}
