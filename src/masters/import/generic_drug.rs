//! 一般名処方マスタ: a workbook with the list and, on a sheet of its own, the exception codes with their products.

use super::super::data::{Cell, Edition, Kind, Table};
use super::super::problems::{EMPTY, Fault, fault};
use super::headings::{Headed, headed, japanese_day};
use super::{Importer, Published, Read, contradiction};

/// 一般名処方マスタ.
pub const GENERIC_DRUG: Importer = Importer { kind: Kind::GenericDrug, together: false, recognise: is_generic, read };

/// The columns that make a sheet one of this master.
const REQUIRED: [&str; 4] = ["class", "code", "description", "ingredient"];
/// Where the columns stand that a row of products takes from the row above: the code and what belongs to it.
const OF_CODE: std::ops::Range<usize> = 0..5;
const CODE: usize = 1;

/// Whether it is this master.
pub(super) fn is_generic(file: &Published) -> bool {
    !headed(file, Kind::GenericDrug, &[], &REQUIRED).is_empty()
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let [file] = files else { return Err(fault(&EMPTY, "")) };
    let sheets = headed(file, Kind::GenericDrug, &[], &REQUIRED);
    let day: Option<Edition> = sheets.iter().flat_map(Headed::above).find_map(japanese_day);
    let mut read = file.rows(Kind::GenericDrug, day)?;
    let schema = Kind::GenericDrug.schema();
    let at = |name: &str| schema.position(name).unwrap_or_default();
    for sheet in &sheets {
        if sheet.place(Some(at("price_list_code"))).is_some() {
            read.rows.extend(products(sheet, at("product_name")));
        } else {
            read.rows.extend(sheet.cells().map(|cells| sheet.row(cells)));
        }
    }
    let listed = |code: &str| read.rows.iter().any(|row| row[CODE] == code && row[at("price_list_code")].is_empty());
    let products = read.rows.iter().filter(|row| !row[at("price_list_code")].is_empty());
    let unlisted: Vec<Cell> = products.map(|row| row[CODE].clone()).filter(|code| !listed(code)).collect();
    let names: Vec<&str> = sheets.iter().map(Headed::name).collect();
    let finding = contradiction(&file.name, &names, &unlisted);
    if read.rows.is_empty() { Err(fault(&EMPTY, &file.name)) } else { Ok((read, finding.into_iter().collect())) }
}

/// The rows of the sheet of exceptions: one a product; the code stands in the first row of its products only.
fn products(sheet: &Headed, name: usize) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for cells in sheet.cells() {
        let mut row = sheet.row(cells);
        row[name] = sheet.last_under(cells, name);
        if let Some(above) = rows.last().filter(|_| row[CODE].is_empty()) {
            row[OF_CODE].clone_from_slice(&above[OF_CODE]);
        }
        rows.push(row);
    }
    rows
}
