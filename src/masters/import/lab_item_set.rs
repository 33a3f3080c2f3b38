//! 臨床検査項目43項目 and 感染症検査項目5項目: a workbook with a sheet for each set.

use super::super::data::{Cell, Kind, Rows, Table};
use super::super::problems::{EMPTY, Fault, WITHOUT_CODE, about, fault};
use super::headings::headed;
use super::{Importer, Published, Read};

/// 臨床検査項目43項目・感染症検査項目5項目.
pub const LAB_ITEM_SET: Importer = Importer { kind: Kind::LabItemSet, together: false, recognise: is_item_set, read };

/// The headings of the two sheets.
const ALSO: [(&str, &str); 8] = [
    ("major_item", "43項目"),
    ("major_item", "感染症5項目"),
    ("item_name", "FHIR項目名称（20230823)"),
    ("item_name", "FHIR項目名称＝FHIR識別名"),
    ("item_id", "FHIR識別文字列ー修正版"),
    ("item_id", "FHIR項目名称＝FHIR識別名"),
    ("jlac10", "JLAC-修正版"),
    ("jlac10", "JLAC10修正版"),
];
const REQUIRED: [&str; 4] = ["major_item", "item_id", "old_jlac10", "jlac10"];
/// The word for each set by the heading of its items.
const SETS: [(&str, &str); 2] = [("43項目", "core43"), ("感染症5項目", "infection5")];

fn is_item_set(file: &Published) -> bool {
    !headed(file, Kind::LabItemSet, &ALSO, &REQUIRED).is_empty()
}

fn read(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    let [file] = files else { return Err(fault(&EMPTY, "")) };
    let schema = Kind::LabItemSet.schema();
    let at = |name: &str| schema.position(name).unwrap_or_default();
    let (set, category, old, code) = (at("set"), at("category"), at("old_jlac10"), at("jlac10"));
    let mut read: Rows = file.rows(Kind::LabItemSet, None)?;
    let mut without_code = Vec::new();
    for sheet in headed(file, Kind::LabItemSet, &ALSO, &REQUIRED) {
        let word = SETS.iter().find(|(heading, _)| sheet.heading(at("major_item")) == *heading);
        let mut last_category = Cell::default();
        for cells in sheet.cells() {
            let mut row = sheet.row(cells);
            // The category stands in the first row of its items only.
            if row[category].is_empty() {
                row[category].clone_from(&last_category)
            }
            last_category.clone_from(&row[category]);
            row[set] = word.map_or(sheet.name(), |(_, word)| word).into();
            if row[old].is_empty() && row[code].is_empty() {
                without_code.push(cells.iter().find(|cell| !cell.trim().is_empty()).cloned().unwrap_or_default());
            } else {
                read.rows.push(row);
            }
        }
    }
    let finding = without_code.first().map(|first| {
        let shown: String = first.chars().take(20).collect();
        about(&WITHOUT_CODE, &file.name).with("count", without_code.len()).with("value", shown)
    });
    Ok((read, finding.into_iter().collect()))
}
