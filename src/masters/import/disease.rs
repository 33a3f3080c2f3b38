//! 傷病名マスター (b_), 旧傷病名管理ファイル (hb_) and 修飾語マスター (z_): comma-separated, without headings.

use super::super::data::{Cell, Edition, Kind, Table};
use super::super::problems::Fault;
use super::{Importer, Published, Read};

/// 傷病名マスター.
pub const DISEASE: Importer =
    Importer { kind: Kind::Disease, together: false, recognise: is_disease, read: read_disease };
/// 旧傷病名管理ファイル.
pub const RETIRED_DISEASE: Importer =
    Importer { kind: Kind::RetiredDisease, together: false, recognise: is_retired_disease, read: read_retired_disease };
/// 修飾語マスター.
pub const MODIFIER: Importer =
    Importer { kind: Kind::Modifier, together: false, recognise: is_modifier, read: read_modifier };

/// How many columns the files of diseases have.
const DISEASE_COLUMNS: usize = 46;
/// How many columns the file of modifiers has.
const MODIFIER_COLUMNS: usize = 19;
/// The first column of rows that were moved to the file of retired diseases.
const RETIRED: &str = "9";

/// Where the columns of the schema stand in the file, counted from 1; several are joined.
const DISEASE_PLACES: [&[usize]; 22] = [
    &[3],
    &[1],
    &[4],
    &[6],
    &[8],
    &[10],
    &[11],
    &[12],
    &[13],
    &[16],
    &[17],
    &[19],
    &[20],
    &[21],
    &[22],
    &[23],
    &[24],
    &[25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 45, 46],
    &[38],
    &[39],
    &[43],
    &[44],
];
const MODIFIER_PLACES: [&[usize]; 11] = [&[3], &[1], &[7], &[10], &[12, 13], &[14], &[15], &[16], &[17], &[18], &[19]];

fn is_disease(file: &Published) -> bool {
    is(file, DISEASE_COLUMNS, "B", |class| class != RETIRED)
}

fn is_retired_disease(file: &Published) -> bool {
    is(file, DISEASE_COLUMNS, "B", |class| class == RETIRED)
}

fn is_modifier(file: &Published) -> bool {
    is(file, MODIFIER_COLUMNS, "Z", |_| true)
}

/// Whether the first line has so many columns, this type of master, and a class of change that fits.
fn is(file: &Published, columns: usize, master: &str, class: fn(&str) -> bool) -> bool {
    let first = file.first_record();
    first.is_some_and(|first| first.len() == columns && first.get(1) == Some(master) && first.get(0).is_some_and(class))
}

fn read_disease(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    read(files, Kind::Disease, DISEASE_COLUMNS, &DISEASE_PLACES)
}

fn read_retired_disease(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    read(files, Kind::RetiredDisease, DISEASE_COLUMNS, &DISEASE_PLACES)
}

fn read_modifier(files: &[&Published], _: Option<&Table>) -> Result<Read, Fault> {
    read(files, Kind::Modifier, MODIFIER_COLUMNS, &MODIFIER_PLACES)
}

fn read(files: &[&Published], kind: Kind, columns: usize, places: &[&[usize]]) -> Result<Read, Fault> {
    let mut rows = Vec::new();
    for file in files {
        file.each_record(kind, columns..=columns, |_, record| {
            let field = |place: &usize| record.get(place - 1).unwrap_or_default();
            let cell = |places: &&[usize]| match places {
                [place] => Cell::from(field(place)),
                several => several.iter().map(field).collect(),
            };
            rows.push(places.iter().map(cell).collect());
            Ok(())
        })?;
    }
    let newest = newest(kind, &rows);
    let mut read = files.first().map(|file| file.rows(kind, newest)).transpose()?;
    read.iter_mut().for_each(|read| read.rows = std::mem::take(&mut rows));
    read.map(|rows| (rows, Vec::new())).ok_or_else(|| super::super::problems::fault(&super::super::problems::EMPTY, ""))
}

/// The newest day on which a row was listed or changed: an edition in which something did is named by it.
fn newest(kind: Kind, rows: &[Vec<Cell>]) -> Option<Edition> {
    let columns: Vec<usize> = ["listed", "changed"].iter().filter_map(|name| kind.schema().position(name)).collect();
    let days = rows.iter().flat_map(|row| columns.iter().filter_map(|at| Edition::parse(row.get(*at)?)));
    days.max()
}
