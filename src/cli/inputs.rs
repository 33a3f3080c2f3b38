//! What people name on the command line, as pieces of work in a fixed order.

use std::path::PathBuf;

use jpfhir::document::Document;
use jpfhir::source::Source;

use super::Failure;
use super::judge::{Judge, Judged};

/// One document to judge.
#[derive(Debug)]
pub enum Work {
    /// A file to read.
    File(PathBuf),
}

/// The documents that the command line names.
#[derive(Debug)]
pub struct Inputs {
    files: std::vec::IntoIter<PathBuf>,
}

impl Inputs {
    /// Finds the documents.
    pub fn collect(paths: &[PathBuf]) -> Result<Self, Failure> {
        Ok(Self { files: paths.to_vec().into_iter() })
    }

    /// How many files will be read.
    pub fn files(&self) -> u64 {
        self.files.len() as u64
    }

    /// How many files of folders are left out because they are not FHIR.
    pub fn skipped(&self) -> u64 {
        0
    }

    /// How many documents there are, when that is known beforehand.
    pub fn total(&self) -> Option<u64> {
        Some(self.files())
    }

    /// Whether there may be more than one document.
    pub fn are_several(&self) -> bool {
        self.files.len() != 1
    }
}

impl Iterator for Inputs {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        self.files.next().map(Work::File)
    }
}

impl Work {
    /// Bytes that it holds in memory before it is worked on.
    pub fn size(&self) -> usize {
        0
    }

    /// Reads and judges it.
    pub fn judge(self, judge: &Judge<'_>) -> Option<Judged> {
        let Work::File(path) = self;
        let text = std::fs::read_to_string(&path).ok()?;
        let (document, diagnostics) = Document::parse_json(Source::new(path.to_string_lossy(), text));
        Some(judge.judge(document, diagnostics))
    }
}
