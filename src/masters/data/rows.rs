//! A master as rows of texts: what importers make of a file, and what facts are read into.

use std::fmt;

use compact_str::CompactString;

use super::Kind;

/// The text in a row and a column. Most are codes, dates and flags, which stand in the row itself.
pub type Cell = CompactString;

/// The day an edition is in force from, or of which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edition(u32);

impl Edition {
    /// Reads `YYYYMMDD`; `None` when the calendar has no such day.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = text.parse().ok()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            1..=12 => 31,
            _ => 0,
        };
        ((1900..2200).contains(&year) && (1..=days).contains(&day)).then_some(Self(number))
    }

    /// The edition as a number: 20240601.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// A file that rows were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// One edition of a master.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Which master.
    pub kind: Kind,
    /// Which edition.
    pub edition: Edition,
    /// The publisher's files.
    pub sources: Vec<SourceFile>,
    /// The rows: as many fields as the schema has columns, in that order.
    pub rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// What it is selected by: `disease@20240601`.
    pub fn key(&self) -> String {
        format!("{}@{}", self.kind, self.edition)
    }

    /// Sorts the rows by their key columns, rows of the same key by all columns.
    pub fn sort(&mut self) {
        let key: Vec<usize> = self.kind.schema().key_positions().collect();
        self.rows.sort_unstable_by(|a, b| {
            let by_key = key.iter().map(|at| a.get(*at).cmp(&b.get(*at))).find(|order| order.is_ne());
            by_key.unwrap_or_else(|| a.cmp(b))
        });
    }
}
