//! A baseline: the findings of an earlier run, one a line, so that only new ones fail. It holds fingerprints, ids and
//! files, and nothing of the documents.

use std::collections::HashSet;

use super::fingerprints_of;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::{Checked, Report, Summary, slashes};
use crate::document::Document;

/// The first line of a baseline.
const HEAD: &str = "# jpfhir baseline 1";
const COLUMNS: &str = "fingerprint\tid\tfile";

/// What was found before.
#[derive(Debug, Default)]
pub struct Baseline {
    known: HashSet<u64>,
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BaselineFault {
    /// It does not begin as one does.
    #[error("this is no baseline: its first line is not \"{HEAD}\"")]
    Head,
    /// A line that is none of a baseline.
    #[error("line {0} is not a fingerprint, an id and a file with tabs between them")]
    Line(usize),
}

impl Baseline {
    /// Reads what [`Collect`] wrote.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, BaselineFault> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line.trim_end() != HEAD) {
            return Err(BaselineFault::Head);
        }
        let lines = lines.filter(|(_, line)| !line.is_empty() && *line != COLUMNS);
        let known = lines.map(|(i, line)| fingerprint(line).ok_or(BaselineFault::Line(i + 1)));
        Ok(Self { known: known.collect::<Result<_, _>>()? })
    }

    /// Takes out what was found before; how many there were.
    pub fn take_known(&self, document: &Document, diagnostics: &mut Vec<Diagnostic>) -> u64 {
        let before = diagnostics.len();
        let mut prints = fingerprints_of(document, diagnostics).into_iter();
        diagnostics.retain(|_| prints.next().and_then(|print| parse(&print)).is_none_or(|p| !self.known.contains(&p)));
        (before - diagnostics.len()) as u64
    }
}

fn fingerprint(line: &str) -> Option<u64> {
    let mut fields = line.split('\t');
    let print = fields.next()?;
    (fields.count() == 2).then(|| parse(print))?
}

fn parse(print: &str) -> Option<u64> {
    (print.len() == 16).then(|| u64::from_str_radix(print, 16).ok())?
}

/// Writes a baseline.
#[derive(Debug)]
pub struct Collect;

impl Report for Collect {
    fn begin(&self) -> String {
        format!("{HEAD}\n{COLUMNS}\n")
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let file = slashes(checked.document.source.name().as_ref());
        // A tab or line end in a name would break the line; the fingerprint is what counts.
        let file = file.replace(['\t', '\n', '\r'], " ");
        let prints = fingerprints_of(checked.document, checked.diagnostics);
        let rows = prints.iter().zip(checked.diagnostics);
        rows.map(|(print, diagnostic)| format!("{print}\t{}\t{file}\n", diagnostic.message.id)).collect()
    }

    fn end(&self, _: &Summary) -> String {
        String::new()
    }
}
