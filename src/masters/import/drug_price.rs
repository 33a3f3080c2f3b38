//! 薬価基準収載品目リスト: workbooks for internal use, injection, external and dental use, together one edition.

use super::super::data::{Kind, Rows, Table};
use super::super::problems::{EDITIONS_MIXED, EMPTY, Fault, about, fault};
use super::generic_drug::is_generic;
use super::headings::headed;
use super::{Importer, Published, Read};

/// 薬価基準収載品目リスト.
pub const DRUG_PRICE: Importer = Importer { kind: Kind::DrugPrice, together: true, recognise: is_price_list, read };

/// The columns that make a sheet a price list.
const REQUIRED: [&str; 5] = ["class", "code", "strength", "name", "price"];
/// Where the strength stands; marks such as 局 and 麻 follow it without a heading.
const STRENGTH: usize = 3;
const DESIGNATION: usize = 4;

fn is_price_list(file: &Published) -> bool {
    // The exception codes of 一般名処方マスタ are listed with the columns of the price list, too.
    !headed(file, Kind::DrugPrice, &[], &REQUIRED).is_empty() && !is_generic(file)
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let mut all: Option<Rows> = None;
    for file in files {
        let mut read = file.rows(Kind::DrugPrice, None)?;
        for sheet in headed(file, Kind::DrugPrice, &[], &REQUIRED) {
            read.rows.extend(sheet.cells().map(|cells| {
                let mut row = sheet.row(cells);
                row[DESIGNATION] = sheet.beside(cells, STRENGTH).into();
                row
            }));
        }
        match &mut all {
            None => all = Some(read),
            Some(all) if all.edition != read.edition => {
                let found = about(&EDITIONS_MIXED, &file.name).with("edition", read.edition.to_string());
                return Err(Box::new(found.with("other", all.edition.to_string())));
            }
            Some(all) => {
                all.sources.append(&mut read.sources);
                all.rows.append(&mut read.rows);
            }
        }
    }
    let all = all.filter(|all| !all.rows.is_empty()).ok_or_else(|| fault(&EMPTY, ""))?;
    Ok((all, Vec::new()))
}
