//! The rows of a table with their results. A row that cannot be converted is kept and says why.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::cells::{self, Cells, Fault, Writing};
use super::records::{is_quoted, push_field};
use super::{Encoding, Layout, Record, utf16};
use crate::convert::{Outcome, Reporting, Tally, Translate};

/// The names of the columns that are appended.
pub const RESULT_COLUMNS: [&str; 8] =
    ["converted_code", "converted_display", "outcome", "reason", "candidates", "equivalence", "edition", "choice"];
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
    /// What is reported: the record in this piece from 0, and the rest of the line of the report.
    pub decisions: Vec<(u64, Vec<u8>)>,
}

/// Converts pieces of a table, on any number of threads.
pub struct Rows<'a> {
    pub(super) layout: &'a Layout,
    pub(super) translate: &'a dyn Translate,
    pub(super) writing: Writing,
    pub(super) report: Option<Reporting>,
    caches: Mutex<Vec<Cache>>,
}

/// What is written of an answer, in the encoding of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    /// The cells that are appended, each after a delimiter.
    pub(super) appended: Vec<u8>,
    /// What takes the place of the code and of the name.
    pub(super) replaced: Option<[Vec<u8>; 2]>,
    pub(super) outcome: Outcome,
    /// The rest of the line of the report.
    pub(super) decision: Option<Vec<u8>>,
}

/// What was written by the bytes of the cells that it depends on. Results would be the same without it.
#[derive(Default)]
struct Cache {
    kept: HashMap<Box<[u8]>, Written, RandomState>,
    bytes: usize,
}

impl<'a> Rows<'a> {
    /// Rows of a layout, whose codes are converted by `translate`.
    pub fn new(layout: &'a Layout, translate: &'a dyn Translate, writing: Writing, report: Option<Reporting>) -> Self {
        Self { layout, translate, writing, report, caches: Mutex::default() }
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
            // A blank line is no row.
            if record.content.is_empty() {
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
        out.extend_from_slice(record.content);
        if self.writing == Writing::Replace {
            return;
        }
        let delimiter = self.layout.dialect.delimiter;
        let quote = self.layout.dialect.fields(record.content).all(is_quoted);
        for name in RESULT_COLUMNS {
            out.push(delimiter);
            push_field(out, name.as_bytes(), delimiter, quote);
        }
    }

    fn row(&self, record: &Record<'_>, all_valid: bool, cache: &mut Cache, key: &mut Vec<u8>, out: &mut Converted) {
        let cells = match cells::of(self.layout, record, all_valid) {
            Ok(cells) => cells,
            Err(fault) => return self.faulty(record, &fault, out),
        };
        cells.key(key);
        if let Some(written) = cache.kept.get(key.as_slice()) {
            out.push(record.content, &cells, written);
            return;
        }
        let written = self.written(&cells);
        out.push(record.content, &cells, &written);
        cache.keep(key, written);
    }

    /// A row of which nothing was read. The marks of a short one stand in the columns that are theirs.
    fn faulty(&self, record: &Record<'_>, fault: &Fault, out: &mut Converted) {
        let written = self.malformed(fault);
        out.bytes.extend_from_slice(record.content);
        if self.writing == Writing::Append {
            let missing = fault.missing(self.layout.width);
            out.bytes.extend(std::iter::repeat_n(self.layout.dialect.delimiter, missing));
            out.bytes.extend_from_slice(&written.appended);
        }
        out.account(&written);
    }
}

impl Converted {
    fn push(&mut self, content: &[u8], cells: &Cells<'_>, written: &Written) {
        match &written.replaced {
            None => self.bytes.extend_from_slice(content),
            Some(new) => {
                let mut at = 0;
                for (range, new) in cells.replaceable(new) {
                    self.bytes.extend_from_slice(&content[at..range.start]);
                    self.bytes.extend_from_slice(new);
                    at = range.end;
                }
                self.bytes.extend_from_slice(&content[at..]);
            }
        }
        self.bytes.extend_from_slice(&written.appended);
        self.account(written);
    }

    fn account(&mut self, written: &Written) {
        self.tally.add(written.outcome);
        if let Some(decision) = &written.decision {
            self.decisions.push((self.records, decision.clone()));
        }
    }
}

impl Cache {
    fn keep(&mut self, key: &[u8], written: Written) {
        let bytes = key.len() + written.appended.len() + written.decision.as_ref().map_or(0, Vec::len);
        if self.kept.len() >= KEPT_ANSWERS || self.bytes + bytes > KEPT_BYTES {
            self.kept.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.kept.insert(key.into(), written);
    }
}
