//! A file as published, opened: lines of text or sheets of a workbook.

use std::ops::RangeInclusive;

use super::super::data::{Edition, Kind, Rows, SourceFile};
use super::super::problems::{COLUMN_COUNT, EDITION_UNKNOWN, EMPTY, Fault, about, fault};

/// A file as published, taken out of its archive and decoded.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its own name, within the archive if it came in one.
    pub name: String,
    /// The file that it came in: the archive, or itself.
    pub source: SourceFile,
    /// The edition that somebody says it is, where its name tells none.
    pub edition: Option<Edition>,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Comma-separated text.
    Text {
        /// The text, without a byte order mark.
        text: String,
        /// How it was encoded.
        encoding: Encoding,
    },
    /// A workbook.
    Sheets(Vec<Sheet>),
}

/// How a text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// CP932, the Shift_JIS of Windows.
    Cp932,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows from the first one of the sheet on, with their cells as text; cells at the end may be missing.
    pub rows: Vec<Vec<String>>,
}

impl Published {
    /// The text; empty for a workbook.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text { text, .. } => text,
            Content::Sheets(_) => "",
        }
    }

    /// The sheets; none for a text.
    pub fn sheets(&self) -> &[Sheet] {
        match &self.content {
            Content::Text { .. } => &[],
            Content::Sheets(sheets) => sheets,
        }
    }

    /// The fields of the first line; none for a workbook.
    pub fn first_record(&self) -> Option<csv::StringRecord> {
        self.reader().into_records().next()?.ok()
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(self.text().as_bytes())
    }

    /// Calls a function for each line of a text with its number (from 1) and its fields.
    ///
    /// # Errors
    /// A line that has another count of columns, what the function answers, or a text without lines.
    pub fn each_record(
        &self,
        kind: Kind,
        columns: RangeInclusive<usize>,
        mut each: impl FnMut(u64, &csv::StringRecord) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut reader = self.reader();
        let mut record = csv::StringRecord::new();
        let mut count = 0u64;
        while reader.read_record(&mut record).unwrap_or(false) {
            count += 1;
            let line = record.position().map_or(count, csv::Position::line);
            if !columns.contains(&record.len()) {
                let found = about(&COLUMN_COUNT, &self.name).with("line", line).with("found", record.len());
                let expected = found.with("expected", *columns.end());
                return Err(Box::new(expected.with("kind", kind.schema().japanese)));
            }
            each(line, &record)?;
        }
        if count == 0 { Err(fault(&EMPTY, &self.name)) } else { Ok(()) }
    }

    /// The edition that its name or that of its archive tells (the first eight digits in a row that are a day, else six),
    /// else the one that somebody says it is.
    pub fn edition_in_name(&self) -> Option<Edition> {
        [&self.name, &self.source.name].into_iter().find_map(|name| edition_in(name)).or(self.edition)
    }

    /// Rows of this file, still without rows; the edition is the one of its name, else the one given.
    ///
    /// # Errors
    /// When neither tells the edition.
    pub fn rows(&self, kind: Kind, from_content: Option<Edition>) -> Result<Rows, Fault> {
        let edition = self.edition_in_name().or(from_content);
        let edition = edition.ok_or_else(|| fault(&EDITION_UNKNOWN, &self.name))?;
        Ok(Rows { kind, edition, sources: vec![self.source.clone()], rows: Vec::new() })
    }
}

fn edition_in(name: &str) -> Option<Edition> {
    let runs: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let long = runs.iter().find_map(|run| Edition::parse(run));
    long.or_else(|| runs.iter().filter(|run| run.len() == 6).find_map(|run| Edition::parse(&format!("20{run}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_editions() {
        for (name, edition) in [
            ("b_20240601.txt", Some("20240601")),
            ("y_ALL20240321.csv", Some("20240321")),
            ("ippanmeishohoumaster_250814.xlsx", Some("20250814")),
            ("tp20250814-01_01.xlsx", Some("20250814")),
            ("JFAGY_J9FN_20250401_R01.csv", Some("20250401")),
            ("b_20241301.txt", None),
            ("disease.csv", None),
        ] {
            assert_eq!(edition_in(name).map(|edition| edition.to_string()).as_deref(), edition, "{name}");
        }
    }
}
