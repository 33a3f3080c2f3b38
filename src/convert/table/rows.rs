//! The rows of a table with their result columns. A row that cannot be converted is kept and says why.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::records::{is_quoted, push_field, unquoted};
use super::{Encoding, Layout, Record, utf16};
use crate::convert::{Answer, Coded, Decision, Hints, Outcome, ReportForm, Tally, Translate};

/// The names of the columns that are appended.
pub const RESULT_COLUMNS: [&str; 8] =
    ["converted_code", "converted_display", "outcome", "reason", "candidates", "equivalence", "edition", "choice"];
/// Candidates that a cell lists; the others are counted.
const LISTED_CANDIDATES: usize = 20;
/// Answers that are kept, as tables repeat their codes, and the bytes they may take.
const KEPT_ANSWERS: usize = 1 << 15;
const KEPT_BYTES: usize = 1 << 23;

/// A piece of a table with its results.
#[derive(Debug, Default)]
pub struct Converted {
    /// The rows, encoded as the table is.
    pub bytes: Vec<u8>,
    /// How many records there are, the header and blank ones included.
    pub records: u64,
    /// How many rows went which way.
    pub tally: Tally,
    /// What a person must decide: the record in this piece from 0, and the rest of the line of the report.
    pub decisions: Vec<(u64, Vec<u8>)>,
}

/// Converts pieces of a table, on any number of threads.
pub struct Rows<'a> {
    layout: &'a Layout,
    translate: &'a dyn Translate,
    report: Option<ReportForm>,
    caches: Mutex<Vec<Cache>>,
}

/// What is appended to a row.
#[derive(Debug, Clone)]
struct Appendix {
    cells: Vec<u8>,
    outcome: Outcome,
    decision: Option<Vec<u8>>,
}

/// Appendices by the bytes of the cells that they depend on. They would be the same without it.
#[derive(Default)]
struct Cache {
    kept: HashMap<Box<[u8]>, Appendix, RandomState>,
    bytes: usize,
}

impl<'a> Rows<'a> {
    /// Rows of a layout, whose codes are converted by `translate`. Decisions are only made up when there is a report.
    pub fn new(layout: &'a Layout, translate: &'a dyn Translate, report: Option<ReportForm>) -> Self {
        Self { layout, translate, report, caches: Mutex::default() }
    }

    /// The piece with the results. `is_first` says that it begins the table, so that it has the header.
    pub fn convert(&self, chunk: &[u8], is_first: bool) -> Converted {
        let mut cache = self.caches().pop().unwrap_or_default();
        let mut out = Converted { bytes: Vec::with_capacity(chunk.len() * 2), ..Converted::default() };
        let all_valid = self.layout.encoding.is_valid(chunk);
        let mut has_header = is_first && self.layout.header;
        let mut at = 0;
        let mut key = Vec::new();
        while let Some(record) = self.layout.dialect.record(&chunk[at..], true) {
            at += record.length();
            out.bytes.extend_from_slice(record.content);
            if record.content.is_empty() {
                // A blank line is no row.
            } else if has_header {
                has_header = false;
                self.header(&record, &mut out.bytes);
            } else {
                self.row(&record, all_valid, &mut cache, &mut key, &mut out);
            }
            out.bytes.extend_from_slice(record.line_end);
            out.records += 1;
        }
        self.caches().push(cache);
        out.bytes = self.encoded(out.bytes);
        out
    }

    /// Bytes as they are written.
    pub fn encoded(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.layout.encoding {
            Encoding::Utf16LittleEndian => utf16::encode(&bytes, false),
            Encoding::Utf16BigEndian => utf16::encode(&bytes, true),
            Encoding::Utf8 | Encoding::Cp932 => bytes,
        }
    }

    fn caches(&self) -> std::sync::MutexGuard<'_, Vec<Cache>> {
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn header(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        let delimiter = self.layout.dialect.delimiter;
        let quote = self.layout.dialect.fields(record.content).all(is_quoted);
        for name in RESULT_COLUMNS {
            out.push(delimiter);
            push_field(out, name.as_bytes(), delimiter, quote);
        }
    }

    fn row(&self, record: &Record<'_>, all_valid: bool, cache: &mut Cache, key: &mut Vec<u8>, out: &mut Converted) {
        let mut fields: [&[u8]; 5] = [b""; 5];
        let fault = self.fields(record, all_valid, &mut fields, key);
        let missing = match fault {
            Some(Fault::Fields(count)) => self.layout.width.saturating_sub(count),
            _ => 0,
        };
        // The marks of a short row stand in the columns that are theirs.
        out.bytes.extend(std::iter::repeat_n(self.layout.dialect.delimiter, missing));
        if let Some(fault) = fault {
            let appendix = self.malformed(&fault);
            out.append(&appendix);
            return;
        }
        if let Some(appendix) = cache.kept.get(key.as_slice()) {
            out.append(appendix);
            return;
        }
        let appendix = self.appendix(fields, key.first() == Some(&1));
        out.append(&appendix);
        cache.keep(key, appendix);
    }

    /// Finds the fields that matter, and makes the key that the appendix depends on.
    fn fields<'r>(
        &self,
        record: &Record<'r>,
        all_valid: bool,
        fields: &mut [&'r [u8]; 5],
        key: &mut Vec<u8>,
    ) -> Option<Fault> {
        if record.is_broken {
            return Some(Fault::Quote);
        }
        let (mut count, mut all_quoted) = (0, true);
        let Layout { code, hints, .. } = self.layout;
        for field in self.layout.dialect.fields(record.content) {
            all_quoted &= is_quoted(field);
            if count == *code {
                fields[0] = field;
            }
            for (place, hint) in fields[1..].iter_mut().zip(hints) {
                if *hint == Some(count) {
                    *place = field;
                }
            }
            count += 1;
        }
        if count != self.layout.width {
            return Some(Fault::Fields(count));
        }
        if !all_valid && !self.layout.encoding.is_valid(record.content) {
            return Some(Fault::Bytes);
        }
        key.clear();
        key.push(u8::from(all_quoted));
        for field in fields {
            key.extend_from_slice(&(field.len() as u32).to_le_bytes());
            key.extend_from_slice(field);
        }
        None
    }

    fn appendix(&self, fields: [&[u8]; 5], quote: bool) -> Appendix {
        let fields = fields.map(unquoted);
        let texts = fields.each_ref().map(|field| self.layout.encoding.decode(field).unwrap_or_default());
        let code = texts[0].trim();
        let hint = |at: usize| Some(texts[at].trim()).filter(|text| !text.is_empty());
        let answer = if code.is_empty() {
            Answer { outcome: Outcome::Empty, ..Answer::default() }
        } else {
            let hints = Hints { name: hint(1), unit: hint(2), reagent: hint(3), container: hint(4) };
            self.translate.translate(code, &hints)
        };
        self.written(code, hint(1).unwrap_or_default(), answer, quote)
    }

    fn malformed(&self, fault: &Fault) -> Appendix {
        let reason = match fault {
            Fault::Quote => "a quote is not closed".to_owned(),
            Fault::Fields(count) => format!("{count} fields instead of {}", self.layout.width),
            Fault::Bytes => format!("bytes that are no {}", self.layout.encoding.name()),
        };
        let answer = Answer { outcome: Outcome::Malformed, reason, ..Answer::default() };
        self.written("", "", answer, false)
    }

    /// The cells of an answer in the encoding of the table. A code that the encoding lacks is not written.
    fn written(&self, code: &str, name: &str, mut answer: Answer, quote: bool) -> Appendix {
        let joined = |pick: fn(&Coded) -> &str| answer.targets.iter().map(pick).collect::<Vec<_>>().join("+");
        let (mut codes, mut displays) = (joined(|coded| &coded.code), joined(|coded| &coded.display));
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
        let form = self.report.filter(|_| answer.outcome.needs_decision());
        let decision = form.map(|form| Decision::new(code, name, &answer).rest_of_line(form));
        Appendix { cells: out, outcome: answer.outcome, decision }
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

/// Why nothing was read from a row.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Quote,
    Fields(usize),
    Bytes,
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

impl Converted {
    fn append(&mut self, appendix: &Appendix) {
        self.bytes.extend_from_slice(&appendix.cells);
        self.tally.add(appendix.outcome);
        if let Some(decision) = &appendix.decision {
            self.decisions.push((self.records, decision.clone()));
        }
    }
}

impl Cache {
    fn keep(&mut self, key: &[u8], appendix: Appendix) {
        let bytes = key.len() + appendix.cells.len() + appendix.decision.as_ref().map_or(0, Vec::len);
        if self.kept.len() >= KEPT_ANSWERS || self.bytes + bytes > KEPT_BYTES {
            self.kept.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.kept.insert(key.into(), appendix);
    }
}
