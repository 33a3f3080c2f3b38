//! Workbooks (xlsx) → sheets of texts, within a limit: a cell far down or to the right does not fill the memory.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::super::problems::{ARCHIVE_BROKEN, Fault, TOO_LARGE, about, because};
use super::published::Sheet;

/// What a sheet can have, and what is said of a cell beyond.
const ROWS: usize = 1 << 20;
const COLUMNS: usize = 1 << 14;
const OUTSIDE: &str = "a cell lies outside of its sheet";

/// The sheets of a workbook with all their cells as texts, which take `limit` bytes at most.
pub(super) fn sheets(name: &str, bytes: &[u8], limit: u64) -> Result<Vec<Sheet>, Fault> {
    // The reader of workbooks counts on rows and columns that a sheet can have.
    let read = catch_unwind(AssertUnwindSafe(|| read(name, bytes, limit)));
    read.unwrap_or_else(|_| Err(because(&ARCHIVE_BROKEN, name, OUTSIDE)))
}

fn read(name: &str, bytes: &[u8], limit: u64) -> Result<Vec<Sheet>, Fault> {
    let broken = |error: XlsxError| because(&ARCHIVE_BROKEN, name, error);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = limit;
    let mut sheets = Vec::new();
    for sheet in workbook.sheet_names() {
        let mut rows: Vec<Vec<String>> = Vec::new();
        // A sheet of charts has no cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&sheet) else { continue };
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let text = text(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            if row >= ROWS || column >= COLUMNS {
                return Err(because(&ARCHIVE_BROKEN, name, OUTSIDE));
            }
            let more_rows = (row + 1).saturating_sub(rows.len());
            let more_cells = (column + 1).saturating_sub(rows.get(row).map_or(0, Vec::len));
            let cost = more_rows * size_of::<Vec<String>>() + more_cells * size_of::<String>() + text.len();
            let too_large = || -> Fault { Box::new(about(&TOO_LARGE, name).with("limit", limit)) };
            left = left.checked_sub(cost as u64).ok_or_else(too_large)?;
            if more_rows > 0 {
                rows.resize_with(row + 1, Vec::new);
            }
            let cells = &mut rows[row];
            if more_cells > 0 {
                cells.resize_with(column + 1, String::new);
            }
            cells[column] = text;
        }
        sheets.push(Sheet { name: sheet, rows });
    }
    Ok(sheets)
}

/// What people see in a cell.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(day) => day.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}
