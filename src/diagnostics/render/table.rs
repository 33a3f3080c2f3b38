//! `--format csv` and `tsv`: one row a finding, for spreadsheets.

use super::{Checked, Report, Resolved, Summary, View, resolve, severity_name};

/// What stands between the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// CSV (RFC 4180).
    Comma,
    /// TSV.
    Tab,
}

/// The report as a table.
#[derive(Debug)]
pub struct Table {
    /// How it looks.
    pub view: View,
    /// What stands between the fields.
    pub separator: Separator,
    /// Whether it begins with a byte order mark, without which Excel takes UTF-8 for the code page of the system.
    pub byte_order_mark: bool,
}

/// The names of the columns.
const COLUMNS: [&str; 12] = [
    "file",
    "line",
    "column",
    "severity",
    "id",
    "message",
    "help",
    "expression",
    "profile",
    "element",
    "endLine",
    "endColumn",
];

impl Report for Table {
    fn begin(&self) -> String {
        let mark = if self.byte_order_mark { "\u{FEFF}" } else { "" };
        format!("{mark}{}", self.rows(std::iter::once(COLUMNS.map(str::to_owned))))
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let name = checked.document.source.name();
        self.rows(checked.diagnostics.iter().map(|d| row(name, resolve(checked.document, d, &self.view))))
    }

    fn end(&self, _: &Summary) -> String {
        String::new()
    }
}

impl Table {
    fn rows(&self, rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> String {
        let delimiter = if self.separator == Separator::Comma { b',' } else { b'\t' };
        let terminator = csv::Terminator::CRLF;
        let mut out = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
        for row in rows {
            // Writing to memory cannot fail.
            let _ = out.write_record(&row);
        }
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

fn row(name: &str, found: Resolved<'_>) -> [String; COLUMNS.len()] {
    [
        cell(name.to_owned()),
        found.start.line.to_string(),
        found.start.column.to_string(),
        severity_name(found.severity).to_owned(),
        found.id.to_owned(),
        cell(found.message),
        cell(found.help),
        found.expression,
        found.profile.to_owned(),
        found.element.to_owned(),
        found.end.line.to_string(),
        found.end.column.to_string(),
    ]
}

/// The text, with a mark before what a spreadsheet would take for a formula.
fn cell(text: String) -> String {
    let formula = text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, shown) in [("=1+1", "'=1+1"), ("-", "-"), ("@x", "'@x"), ("a=b", "a=b"), ("", "")] {
            assert_eq!(cell(text.to_owned()), shown);
        }
    }
}
