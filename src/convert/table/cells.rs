//! The cells of a row that matter, and the cells that are written.

use std::ops::Range;

use super::records::{is_quoted, push_field, unquoted};
use super::rows::{Rows, Written};
use super::{HINTS, Layout, Record};
use crate::convert::{Answer, Coded, Decision, Hints, Outcome};

/// Candidates that a cell lists; the others are counted.
const LISTED_CANDIDATES: usize = 20;
/// The code and what helps to decide.
const CELLS: usize = 1 + HINTS;

/// How results are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Writing {
    /// In columns after those of the table.
    #[default]
    Append,
    /// In the place of the code, and of the name when its column is known. What is not certain stays.
    Replace,
}

/// Why nothing was read from a row.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    Quote,
    Fields(usize),
    Bytes,
}

impl Fault {
    /// How many fields a row of so many lacks.
    pub fn missing(self, width: usize) -> usize {
        match self {
            Self::Fields(count) => width.saturating_sub(count),
            Self::Quote | Self::Bytes => 0,
        }
    }
}

/// The cells that matter, each with its quotes, and whether all cells of the row have quotes.
#[derive(Debug, Default)]
pub struct Cells<'r> {
    raw: [&'r [u8]; CELLS],
    starts: [usize; CELLS],
    has_name: bool,
    all_quoted: bool,
}

/// Finds the cells of a row.
pub fn of<'r>(layout: &Layout, record: &Record<'r>, all_valid: bool) -> Result<Cells<'r>, Fault> {
    if record.is_broken {
        return Err(Fault::Quote);
    }
    let mut cells = Cells { all_quoted: true, has_name: layout.hints[0].is_some(), ..Cells::default() };
    let (mut count, mut start) = (0, 0);
    for field in layout.dialect.fields(record.content) {
        cells.all_quoted &= is_quoted(field);
        let columns = std::iter::once(Some(layout.code)).chain(layout.hints);
        for (at, _) in columns.enumerate().filter(|(_, column)| *column == Some(count)) {
            cells.raw[at] = field;
            cells.starts[at] = start;
        }
        start += field.len() + 1;
        count += 1;
    }
    if count != layout.width {
        return Err(Fault::Fields(count));
    }
    if !all_valid && !layout.encoding.is_valid(record.content) {
        return Err(Fault::Bytes);
    }
    Ok(cells)
}

impl Cells<'_> {
    /// Everything that the result depends on.
    pub fn key(&self, key: &mut Vec<u8>) {
        key.clear();
        key.push(u8::from(self.all_quoted));
        for raw in self.raw {
            key.extend_from_slice(&(raw.len() as u32).to_le_bytes());
            key.extend_from_slice(raw);
        }
    }

    /// Where the code and the name stand, in order, each with what takes its place.
    pub fn replaceable<'n>(&self, new: &'n [Vec<u8>; 2]) -> impl Iterator<Item = (Range<usize>, &'n [u8])> {
        let place = |at: usize| (self.starts[at]..self.starts[at] + self.raw[at].len(), new[at].as_slice());
        let (code, name) = (place(0), Some(place(1)).filter(|_| self.has_name && self.starts[1] != self.starts[0]));
        let name_first = name.as_ref().is_some_and(|name| name.0.start < code.0.start);
        let (first, second) = if name_first { (name, Some(code)) } else { (Some(code), name) };
        first.into_iter().chain(second)
    }
}

impl Rows<'_> {
    /// Converts the code of a row.
    pub(super) fn written(&self, cells: &Cells<'_>) -> Written {
        let fields = cells.raw.map(unquoted);
        let texts = fields.each_ref().map(|field| self.layout.encoding.decode(field).unwrap_or_default());
        let code = texts[0].trim();
        let hint = |at: usize| Some(texts[at].trim()).filter(|text| !text.is_empty());
        let answer = if code.is_empty() {
            Answer { outcome: Outcome::Empty, ..Answer::default() }
        } else {
            let hints = Hints {
                system: None,
                name: hint(1),
                unit: hint(2),
                reagent: hint(3),
                container: hint(4),
                method: hint(5),
                item: hint(6),
            };
            self.translate.translate(code, &hints)
        };
        let name = hint(1).unwrap_or_default();
        match self.writing {
            super::Writing::Append => self.appended(code, name, answer, cells.all_quoted),
            super::Writing::Replace => self.replaced(code, name, answer, cells),
        }
    }

    /// The marks of a row of which nothing was read.
    pub(super) fn malformed(&self, fault: &Fault) -> Written {
        let reason = match fault {
            Fault::Quote => "a quote is not closed".to_owned(),
            Fault::Fields(count) => format!("{count} fields instead of {}", self.layout.width),
            Fault::Bytes => format!("bytes that are no {}", self.layout.encoding.name()),
        };
        self.appended("", "", Answer { outcome: Outcome::Malformed, reason, ..Answer::default() }, false)
    }

    /// The cells of an answer in the encoding of the table. A code that the encoding lacks is not written.
    fn appended(&self, code: &str, name: &str, mut answer: Answer, quote: bool) -> Written {
        let joined = |pick: fn(&Coded) -> &str| answer.targets.iter().map(pick).collect::<Vec<_>>().join("+");
        let (mut codes, mut displays) = (joined(|coded| &coded.code), joined(|coded| &coded.display));
        if answer.targets.iter().all(|coded| coded.display.is_empty()) {
            displays.clear();
        }
        if let Err(lacking) = self.layout.encoding.encode(&codes) {
            answer.outcome = Outcome::Unwritable;
            self.lacking(&mut answer, "the code", lacking);
            codes.clear();
            displays.clear();
        } else if let Err(lacking) = self.layout.encoding.encode(&displays) {
            self.lacking(&mut answer, "the display", lacking);
            displays.clear();
        }
        let candidates = listed(&answer);
        let cells = [
            &codes,
            &displays,
            answer.outcome.key(),
            &answer.reason,
            &candidates,
            answer.equivalence,
            &answer.edition,
            answer.choice,
        ];
        let mut out = Vec::new();
        for cell in cells {
            out.push(self.layout.dialect.delimiter);
            let bytes = self.layout.encoding.encode(cell).unwrap_or_else(|_| self.without_lacking(cell).into());
            push_field(&mut out, &bytes, self.layout.dialect.delimiter, quote);
        }
        let decision = self.decision(code, name, &answer);
        Written { appended: out, replaced: None, outcome: answer.outcome, decision }
    }

    /// The code and name that take the place of those of a row, when that is certain.
    fn replaced(&self, code: &str, name: &str, mut answer: Answer, cells: &Cells<'_>) -> Written {
        let mut replaced = None;
        match answer.targets.as_slice() {
            _ if answer.outcome.needs_decision() => {}
            [same] if same.code == code => answer.outcome = Outcome::Present,
            [target] => match (self.layout.encoding.encode(&target.code), self.layout.encoding.encode(&target.display))
            {
                (Ok(code), Ok(display)) => {
                    let display =
                        if display.is_empty() { cells.raw[1].to_vec() } else { self.field(&display, cells.raw[1]) };
                    replaced = Some([self.field(&code, cells.raw[0]), display]);
                }
                (Err(lacking), _) | (_, Err(lacking)) => {
                    answer.outcome = Outcome::Unwritable;
                    self.lacking(&mut answer, "the code or name", lacking);
                }
            },
            [] => {}
            [_, _, ..] => {
                answer.outcome = Outcome::Unwritable;
                answer.reason = "it becomes several codes".to_owned();
            }
        }
        let decision = self.decision(code, name, &answer);
        Written { appended: Vec::new(), replaced, outcome: answer.outcome, decision }
    }

    /// A field, between quotes when the one that it replaces has them.
    fn field(&self, bytes: &[u8], old: &[u8]) -> Vec<u8> {
        let mut field = Vec::new();
        push_field(&mut field, bytes, self.layout.dialect.delimiter, is_quoted(old));
        field
    }

    fn decision(&self, code: &str, name: &str, answer: &Answer) -> Option<Vec<u8>> {
        let report = self.report.filter(|report| report.takes(answer.outcome))?;
        Some(Decision::new(code, name, answer).rest_of_line(report.form))
    }

    fn lacking(&self, answer: &mut Answer, what: &str, lacking: char) {
        let encoding = self.layout.encoding.name();
        let note = format!("{what} has U+{:04X}, which {encoding} lacks", u32::from(lacking));
        if !answer.reason.is_empty() {
            answer.reason.push_str("; ");
        }
        answer.reason.push_str(&note);
    }

    /// Words for people, in which 〓 stands for what the encoding lacks, as in Japanese print.
    fn without_lacking(&self, text: &str) -> Vec<u8> {
        let encoding = self.layout.encoding;
        let mut bytes = Vec::new();
        for c in text.chars() {
            let mut buffer = [0; 4];
            let written = encoding.encode(c.encode_utf8(&mut buffer)).or_else(|_| encoding.encode("〓"));
            bytes.extend_from_slice(&written.unwrap_or_default());
        }
        bytes
    }
}

/// The codes of the candidates for a cell.
fn listed(answer: &Answer) -> String {
    let codes = answer.candidates.iter().take(LISTED_CANDIDATES).map(|(coded, _)| coded.code.as_str());
    let mut text = codes.collect::<Vec<_>>().join("|");
    if answer.candidates.len() > LISTED_CANDIDATES {
        text.push_str(&format!("|+{}", answer.candidates.len() - LISTED_CANDIDATES));
    }
    text
}
