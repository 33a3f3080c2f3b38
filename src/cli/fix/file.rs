//! One file: its documents mended, the rest of its bytes kept, the whole written at once.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::View;
use jpfhir::document::Document;
use jpfhir::fixes::{Choice, Mended, mend};
use jpfhir::source::{Input, Raw, Source, lines_of};
use jpfhir::storage::whole::WholeFile;

use super::super::judge;
use super::super::projects::Project;
use super::diff;

/// Mends files.
pub struct Mender<'a> {
    /// The projects that files belong to.
    pub projects: &'a [Project],
    /// The fixes that are wanted.
    pub choice: &'a Choice,
    /// Whether files are written.
    pub apply: bool,
    /// How the changes are shown.
    pub view: View,
}

/// What became of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What standard output shows of it.
    pub shown: String,
    /// Why it, or a document in it, was left as it is.
    pub failures: Vec<String>,
    /// Whether it was, or would be, changed.
    pub is_changed: bool,
    /// How many findings were fixed, by id.
    pub fixed: BTreeMap<&'static str, u64>,
    /// How many of the remaining findings carry an edit that a person has to look at.
    pub to_review: u64,
    /// How many findings remain, these included.
    pub remaining: u64,
    /// Whether one of them makes the exit status 1.
    pub fails: bool,
}

impl Mender<'_> {
    /// Mends a file of a project.
    pub fn mend(&self, input: &Input, project: usize) -> Outcome {
        let mut bytes = Vec::new();
        let read = Raw::open(&input.path).and_then(|mut raw| raw.reader.read_to_end(&mut bytes));
        let name = input.name();
        if let Err(error) = read {
            return Outcome { failures: vec![format!("{name}: {error}")], ..Outcome::default() };
        }
        let mut outcome = Outcome::default();
        if input.takes(&bytes) {
            self.mend_bytes(input, &bytes, &self.projects[project], &mut outcome);
        }
        outcome
    }

    fn mend_bytes(&self, input: &Input, bytes: &[u8], project: &Project, outcome: &mut Outcome) {
        let name = input.name();
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 16);
        let mut at = 0;
        let is_stream = input.is_stream() && input.path.as_os_str() != "-";
        for (line, range) in lines_of(bytes, is_stream) {
            let document = &bytes[range.clone()];
            match self.document(&name, line, document, project) {
                Ok(mended) => {
                    if mended.is_changed {
                        out.extend_from_slice(&bytes[at..range.start]);
                        put(&mut out, document, mended.document.source.text());
                        at = range.end;
                    }
                    self.count(&mended, project, outcome);
                }
                Err(reason) => outcome.failures.push(at_line(&name, line, &range, bytes.len(), &reason)),
            }
        }
        out.extend_from_slice(&bytes[at..]);
        outcome.is_changed = out != bytes;
        if outcome.is_changed {
            self.finish(input, bytes, &out, outcome);
        }
    }

    fn finish(&self, input: &Input, before: &[u8], after: &[u8], outcome: &mut Outcome) {
        let name = input.name();
        if self.apply {
            let written = WholeFile::create(&input.path).and_then(|mut file| {
                file.write_all(after)?;
                file.finish()
            });
            if let Err(error) = written {
                outcome.failures.push(format!("{name}: {error}"));
                outcome.is_changed = false;
            }
        } else if self.view.mask {
            let counts = outcome.fixed.iter().map(|(id, count)| format!("{name}: {id} {count}\n"));
            outcome.shown = counts.collect();
        } else {
            // Documents are UTF-8, or they were not changed; a line of NDJSON may be something else.
            let [before, after] = [before, after].map(String::from_utf8_lossy);
            outcome.shown = diff::unified(&name, &before, &after, self.view.color);
        }
    }

    /// A document as it is after all wanted fixes, or why it is left alone.
    fn document(&self, name: &str, line: u32, bytes: &[u8], project: &Project) -> Result<Mended, String> {
        let source = Source::from_bytes(name, bytes.to_vec()).map_err(|error| error.to_string())?;
        let judge = |source: Source| -> (Document, Vec<Diagnostic>) {
            let (document, mut found) = Document::parse(source);
            if judge::is_whole(&found) {
                found.extend((project.check)(&document));
            }
            judge::sort(&mut found);
            project.policy.apply(&document, &mut found);
            (document, found)
        };
        let source = source.starting_at_line(line);
        catch_unwind(AssertUnwindSafe(|| mend(source, self.choice, &judge)))
            .map_err(|_| format!("internal error: {}", judge::last_panic()))
    }

    fn count(&self, mended: &Mended, project: &Project, outcome: &mut Outcome) {
        for (id, _) in &mended.fixed {
            *outcome.fixed.entry(id).or_default() += 1;
        }
        outcome.to_review += mended.to_review(self.choice) as u64;
        outcome.remaining += mended.remaining.len() as u64;
        let is_bad = |d: &Diagnostic| project.fail_on.is_some_and(|least| d.severity <= least);
        outcome.fails |= mended.remaining.iter().any(is_bad);
    }
}

/// Puts a text in the place of a document, behind the byte order mark that the document has.
fn put(out: &mut Vec<u8>, document: &[u8], text: &str) {
    let mark = "\u{FEFF}".as_bytes();
    if document.starts_with(mark) {
        out.extend_from_slice(mark);
    }
    out.extend_from_slice(text.as_bytes());
}

fn at_line(name: &str, line: u32, range: &Range<usize>, whole: usize, reason: &str) -> String {
    if range.len() == whole {
        format!("{name}: left as it is: {reason}")
    } else {
        format!("{name}:{line}: left as it is: {reason}")
    }
}
