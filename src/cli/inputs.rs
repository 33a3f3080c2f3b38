//! What people name on the command line, as pieces of work in a fixed order.
//!
//! A file is read on the thread that judges it; the lines of NDJSON are read ahead, a batch at a time.

use jpfhir::document::Document;
use jpfhir::source::{Documents, Input, Source, Unreadable, collect};

use super::judge::{Judge, Judged};
use super::{Failure, output};

/// What one thread works on at a time.
#[derive(Debug)]
pub enum Work {
    /// A file to read.
    File(Input),
    /// A document that was read, under the name of its file.
    Document(String, u32, Result<Source, Unreadable>),
}

/// What became of a piece of work.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The documents in it.
    pub judged: Vec<Judged>,
    /// Whether it is a file of a folder that is not FHIR.
    pub skipped: bool,
}

/// The documents that the command line names.
pub struct Inputs {
    inputs: std::vec::IntoIter<Input>,
    files: u64,
    opened: Option<(String, Documents)>,
    several: bool,
    counted: bool,
    /// Whether something that was named could not be found.
    pub incomplete: bool,
}

impl Inputs {
    /// Finds what the command line names, and complains about what is not there.
    ///
    /// # Errors
    /// When nothing at all is there.
    pub fn collect(arguments: &[String]) -> Result<Self, Failure> {
        let (mut inputs, problems) = collect(arguments);
        for problem in &problems {
            output::complain(&problem.to_string());
        }
        if inputs.is_empty() {
            return Err(Failure::Message("there is nothing to validate".to_owned()));
        }
        let mut found = Self {
            files: inputs.len() as u64,
            opened: None,
            several: true,
            counted: !inputs.iter().any(Input::is_stream),
            incomplete: !problems.is_empty(),
            inputs: Vec::new().into_iter(),
        };
        // Only a look into the file tells whether a single one holds one document.
        if let [only] = &inputs[..] {
            found.several = false;
            if let Ok(Some(documents)) = only.open() {
                found.several = documents.are_lines();
                found.counted = !documents.are_lines();
                found.opened = Some((only.name(), documents));
                inputs.clear();
            }
        }
        found.inputs = inputs.into_iter();
        Ok(found)
    }

    /// How many files there are.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// How many documents there are, when that is known beforehand.
    pub fn total(&self) -> Option<u64> {
        self.counted.then_some(self.files)
    }

    /// Whether there may be more than one document.
    pub fn are_several(&self) -> bool {
        self.several
    }
}

impl Iterator for Inputs {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        loop {
            if let Some((name, documents)) = &mut self.opened {
                if let Some(source) = documents.next() {
                    return Some(Work::Document(name.clone(), documents.line(), source));
                }
                self.opened = None;
            }
            let input = self.inputs.next()?;
            if !input.is_stream() {
                return Some(Work::File(input));
            }
            let name = input.name();
            match input.open() {
                Ok(Some(documents)) => self.opened = Some((name, documents)),
                Ok(None) => return Some(Work::File(input)),
                Err(error) => return Some(Work::Document(name, 1, Err(error))),
            }
        }
    }
}

impl Work {
    /// Bytes that it holds in memory before it is worked on.
    pub fn size(&self) -> usize {
        match self {
            Self::Document(_, _, Ok(source)) => source.text().len(),
            Self::File(_) | Self::Document(..) => 0,
        }
    }

    /// Reads what is to be read, and judges it.
    pub fn judge(self, judge: &Judge<'_>) -> Outcome {
        let one = |judged| Outcome { judged: vec![judged], skipped: false };
        match self {
            Self::Document(name, line, source) => one(read(&name, line, source, judge)),
            Self::File(input) => match input.open() {
                Ok(None) => Outcome { judged: Vec::new(), skipped: true },
                Err(error) => one(read(&input.name(), 1, Err(error), judge)),
                Ok(Some(mut documents)) => {
                    let mut outcome = Outcome::default();
                    while let Some(source) = documents.next() {
                        outcome.judged.push(read(&input.name(), documents.line(), source, judge));
                    }
                    outcome
                }
            },
        }
    }
}

fn read(name: &str, line: u32, source: Result<Source, Unreadable>, judge: &Judge<'_>) -> Judged {
    let failed = matches!(source, Err(Unreadable::Io(_)));
    let mut judged = judge.judge(name, line, || {
        let (mut document, diagnostics) = Document::read(name, source);
        document.source = document.source.starting_at_line(line);
        (document, diagnostics)
    });
    judged.failed |= failed;
    judged
}
