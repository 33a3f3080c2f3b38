//! The `ignoreWarnings.txt` of a guide: messages that are known and do not matter, one a line, `%` for anything. What it
//! covers is left out and counted; errors never are.

use std::sync::atomic::{AtomicBool, Ordering};

use wildmatch::WildMatchPattern;

use super::java_wording::{self, GAP};
use crate::diagnostics::render::{Language, View, resolve};
use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Document;

/// A pattern in which `%` stands for anything and case does not matter.
type Percents = WildMatchPattern<'%', '\u{1}'>;
/// A text in which a part is not known.
type Gaps = WildMatchPattern<GAP, '\u{1}'>;

/// The lines of a file.
#[derive(Debug)]
pub struct IgnoreWarnings {
    name: Box<str>,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    number: usize,
    pattern: Percents,
    /// The line in lower case without `%` at its end, when nothing else of it is a pattern.
    start: Option<String>,
    has_matched: AtomicBool,
}

/// Why a text is no such file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IgnoreFault {
    /// A line of nothing but `%`.
    #[error("line {0} would cover every message")]
    Everything(usize),
}

impl IgnoreWarnings {
    /// Reads the file: a heading `== Suppressed Messages ==`, comments that begin with `#`, and messages.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn parse(name: &str, text: &str) -> Result<Self, IgnoreFault> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let is_message =
            |(_, line): &(usize, &str)| !line.is_empty() && !line.starts_with('#') && !line.starts_with("==");
        let lines = lines.filter(is_message).map(|(number, line)| Line::new(number, line));
        Ok(Self { name: name.into(), lines: lines.collect::<Result<_, _>>()? })
    }

    /// Whether a finding is covered; the lines that cover it are remembered.
    pub fn covers(&self, document: &Document, diagnostic: &Diagnostic) -> bool {
        if diagnostic.severity == Severity::Error || self.lines.is_empty() {
            return false;
        }
        let texts = Texts::new(document, diagnostic);
        let mut is_covered = false;
        for line in self.lines.iter().filter(|line| texts.are_meant(line)) {
            line.has_matched.store(true, Ordering::Relaxed);
            is_covered = true;
        }
        is_covered
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many messages the file lists.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it lists none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The numbers of the lines that covered nothing so far.
    pub fn unmatched(&self) -> Vec<usize> {
        let unmatched = self.lines.iter().filter(|line| !line.has_matched.load(Ordering::Relaxed));
        unmatched.map(|line| line.number).collect()
    }
}

impl Line {
    fn new(number: usize, line: &str) -> Result<Self, IgnoreFault> {
        if line.trim_matches('%').trim().is_empty() {
            return Err(IgnoreFault::Everything(number));
        }
        let start = line.trim_end_matches('%');
        let start = (!start.contains('%')).then(|| start.to_lowercase());
        let pattern = Percents::new(&line.to_lowercase());
        Ok(Self { number, pattern, start, has_matched: AtomicBool::new(false) })
    }
}

/// What is said of a finding, in lower case.
struct Texts {
    /// By us, and by the Java validator with a [`GAP`] for each part that is not known.
    said: Vec<String>,
    /// Those with gaps, as patterns.
    frames: Vec<Gaps>,
}

impl Texts {
    fn new(document: &Document, diagnostic: &Diagnostic) -> Self {
        let own = [Language::English, Language::Japanese].map(|language| {
            let view = View { language, ..View::plain() };
            resolve(document, diagnostic, &view).message
        });
        let java = java_wording::wordings(document, diagnostic);
        let said: Vec<String> = own.into_iter().chain(java).map(|text| text.to_lowercase()).collect();
        let frames = said.iter().filter(|text| text.contains(GAP)).map(|text| Gaps::new(text)).collect();
        Self { said, frames }
    }

    /// Whether a line means one of them. What is not known counts as what the line says only where the line is known from
    /// its beginning on: `%words%` must stand in a part that is known.
    fn are_meant(&self, line: &Line) -> bool {
        self.said.iter().any(|text| line.pattern.matches(text))
            || line.start.as_ref().is_some_and(|start| self.frames.iter().any(|frame| frame.matches(start)))
    }
}
