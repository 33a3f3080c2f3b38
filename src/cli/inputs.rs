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
    /// A file to read, of a project.
    File(Input, usize),
    /// A document that was read, under the name of its file, of a project.
    Document(String, u32, Result<Source, Unreadable>, usize),
}

/// What became of a piece of work.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The documents in it.
    pub judged: Vec<Judged>,
    /// Whether it is a file of a folder that is not FHIR.
    pub skipped: bool,
    /// How far the run has come by it, in the unit of [`Inputs::total`].
    pub progress: u64,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many files of one document each.
    Files(u64),
    /// So many bytes: of NDJSON nobody knows the lines.
    Bytes(u64),
    /// Nobody knows; documents are counted.
    Unknown,
}

/// The documents that the command line names.
pub struct Inputs {
    inputs: std::vec::IntoIter<(Input, usize)>,
    files: u64,
    opened: Option<(String, Documents, usize)>,
    several: bool,
    total: Total,
    /// Whether something that was named could not be found.
    pub incomplete: bool,
}

/// Finds what the command line names, and complains about what is not there; whether that was anything.
///
/// # Errors
/// When nothing at all is there.
pub fn find(arguments: &[String]) -> Result<(Vec<Input>, bool), Failure> {
    let (inputs, problems) = collect(arguments);
    for problem in &problems {
        output::complain(&problem.to_string());
    }
    if inputs.is_empty() {
        return Err(Failure::Message("there is nothing to validate".to_owned()));
    }
    Ok((inputs, !problems.is_empty()))
}

impl Inputs {
    /// The documents of inputs, each with the project that it belongs to.
    pub fn new(mut inputs: Vec<(Input, usize)>, incomplete: bool) -> Self {
        let mut found = Self {
            files: inputs.len() as u64,
            opened: None,
            several: true,
            total: total(&inputs),
            incomplete,
            inputs: Vec::new().into_iter(),
        };
        // Only a look into the file tells whether a single one holds one document.
        if let [(only, project)] = &inputs[..] {
            found.several = false;
            if let Ok(Some(documents)) = only.open() {
                found.several = documents.are_lines();
                if documents.are_lines() {
                    found.total = only.size().map_or(Total::Unknown, Total::Bytes);
                }
                found.opened = Some((only.name(), documents, *project));
                inputs.clear();
            }
        }
        found.inputs = inputs.into_iter();
        found
    }

    /// How many files there are.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// How much there is to do, as far as that is known beforehand.
    pub fn total(&self) -> Total {
        self.total
    }

    /// Whether there may be more than one document.
    pub fn are_several(&self) -> bool {
        self.several
    }
}

/// Files are counted unless one is NDJSON; then bytes are, if all inputs have a size.
fn total(inputs: &[(Input, usize)]) -> Total {
    if !inputs.iter().any(|(input, _)| input.is_stream()) {
        return Total::Files(inputs.len() as u64);
    }
    let bytes: Option<u64> = inputs.iter().map(|(input, _)| input.size()).sum();
    bytes.map_or(Total::Unknown, Total::Bytes)
}

impl Iterator for Inputs {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        loop {
            if let Some((name, documents, project)) = &mut self.opened {
                if let Some(source) = documents.next() {
                    return Some(Work::Document(name.clone(), documents.line(), source, *project));
                }
                self.opened = None;
            }
            let (input, project) = self.inputs.next()?;
            if !input.is_stream() {
                return Some(Work::File(input, project));
            }
            let name = input.name();
            match input.open() {
                Ok(Some(documents)) => self.opened = Some((name, documents, project)),
                Ok(None) => return Some(Work::File(input, project)),
                Err(error) => return Some(Work::Document(name, 1, Err(error), project)),
            }
        }
    }
}

impl Work {
    /// Bytes that it holds in memory before it is worked on.
    pub fn size(&self) -> usize {
        match self {
            Self::Document(_, _, Ok(source), _) => source.text().len(),
            Self::File(..) | Self::Document(..) => 0,
        }
    }

    /// How far the run has come when it is done.
    fn progress(&self, total: Total) -> u64 {
        match (total, self) {
            (Total::Files(_) | Total::Unknown, _) => 1,
            (Total::Bytes(_), Self::File(input, _)) => input.size().unwrap_or_default(),
            // The end of the line is not part of the document.
            (Total::Bytes(_), Self::Document(..)) => self.size() as u64 + 1,
        }
    }

    /// Reads what is to be read, and judges it.
    pub fn judge(self, judge: &Judge<'_>, total: Total) -> Outcome {
        let progress = self.progress(total);
        Outcome { progress, ..self.outcome(judge) }
    }

    fn outcome(self, judge: &Judge<'_>) -> Outcome {
        let one = |judged| Outcome { judged: vec![judged], ..Outcome::default() };
        match self {
            Self::Document(name, line, source, project) => one(read(&name, line, source, project, judge)),
            Self::File(input, project) => match input.open() {
                Ok(None) => Outcome { skipped: true, ..Outcome::default() },
                Err(error) => one(read(&input.name(), 1, Err(error), project, judge)),
                Ok(Some(mut documents)) => {
                    let mut outcome = Outcome::default();
                    while let Some(source) = documents.next() {
                        outcome.judged.push(read(&input.name(), documents.line(), source, project, judge));
                    }
                    outcome
                }
            },
        }
    }
}

/// Judges a document that was read from this line of a file, or says why it could not be read.
pub fn read(name: &str, line: u32, source: Result<Source, Unreadable>, project: usize, judge: &Judge<'_>) -> Judged {
    let failed = matches!(source, Err(Unreadable::Io(_)));
    let mut judged = judge.judge(name, line, project, || {
        let (mut document, diagnostics) = Document::read(name, source);
        document.source = document.source.starting_at_line(line);
        (document, diagnostics)
    });
    judged.failed |= failed;
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(folder: &std::path::Path, names: &[&str]) -> Inputs {
        let named: Vec<String> = names.iter().map(|name| folder.join(name).to_string_lossy().into_owned()).collect();
        let (found, _) = find(&named).expect("they are there");
        Inputs::new(found.into_iter().map(|input| (input, 0)).collect(), false)
    }

    #[test]
    fn progress_comes_to_its_total() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("a.json"), "{\"resourceType\":\"Basic\"}")?;
        std::fs::write(folder.path().join("b.json"), "{\"resourceType\":\"Patient\"}\n")?;
        std::fs::write(folder.path().join("c.ndjson"), "{\"resourceType\":\"Basic\"}\n".repeat(3))?;
        for (names, expected) in [
            (&["a.json", "b.json"][..], Total::Files(2)),
            (&["a.json"], Total::Files(1)),
            (&["c.ndjson"], Total::Bytes(75)),
            (&["a.json", "c.ndjson", "b.json"], Total::Bytes(75 + 24 + 27)),
        ] {
            let inputs = inputs(folder.path(), names);
            let total = inputs.total();
            let done: u64 = inputs.map(|work| work.progress(total)).sum();
            assert_eq!(total, expected, "{names:?}");
            assert!(matches!(total, Total::Files(all) | Total::Bytes(all) if all == done), "{names:?}: {done}");
        }
        Ok(())
    }
}
