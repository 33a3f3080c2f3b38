//! Sheets with a line of headings: where the columns of a schema stand in them.

use unicode_normalization::UnicodeNormalization;

use super::super::data::{Cell, Edition, Kind};
use super::{Published, Sheet};

/// How many lines may stand above the headings: titles and dates.
const ABOVE: usize = 10;

/// A sheet whose headings were found.
#[derive(Debug)]
pub struct Headed<'f> {
    sheet: &'f Sheet,
    heading: usize,
    places: Vec<Option<usize>>,
}

/// The sheets that have all these columns of a master. A column is found by its label in the schema, or by one of
/// `also`: name of the column and another heading for it, which counts when the label is not there.
pub fn headed<'f>(file: &'f Published, kind: Kind, also: &[(&str, &str)], required: &[&str]) -> Vec<Headed<'f>> {
    let schema = kind.schema();
    let labels = |name: &str, label: &str| {
        let others = also.iter().filter(|(other, _)| *other == name).map(|(_, label)| plain(label));
        std::iter::once(plain(label)).chain(others).collect::<Vec<_>>()
    };
    let wanted: Vec<Vec<String>> = schema.columns.iter().map(|column| labels(column.name, column.label)).collect();
    let required: Vec<usize> = required.iter().filter_map(|name| schema.position(name)).collect();
    let find = |sheet: &'f Sheet| {
        (0..sheet.rows.len().min(ABOVE)).find_map(|heading| {
            let found: Vec<String> = sheet.rows[heading].iter().map(|cell| plain(cell)).collect();
            let place =
                |labels: &Vec<String>| labels.iter().find_map(|label| found.iter().position(|cell| cell == label));
            let places: Vec<Option<usize>> = wanted.iter().map(place).collect();
            required.iter().all(|at| places[*at].is_some()).then_some(Headed { sheet, heading, places })
        })
    };
    file.sheets().iter().filter_map(find).collect()
}

/// A heading as it is compared: without spaces, line breaks and differences of width.
fn plain(heading: &str) -> String {
    heading.nfkc().filter(|c| !c.is_whitespace()).collect()
}

impl<'f> Headed<'f> {
    /// The name of the sheet.
    pub fn name(&self) -> &'f str {
        &self.sheet.name
    }

    /// The cells above the headings.
    pub fn above(&self) -> impl Iterator<Item = &'f str> {
        self.sheet.rows[..self.heading].iter().flatten().map(String::as_str)
    }

    /// The rows below the headings as cells; those without content are left out.
    pub fn cells(&self) -> impl Iterator<Item = &'f [String]> {
        let rows = self.sheet.rows[self.heading + 1..].iter();
        rows.map(Vec::as_slice).filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// Where a column of the schema stands.
    pub fn place(&self, position: Option<usize>) -> Option<usize> {
        *self.places.get(position?)?
    }

    /// The row of the schema that cells hold. Padding is cut off; columns that the sheet does not have stay empty.
    pub fn row(&self, cells: &[String]) -> Vec<Cell> {
        let cell = |place: &Option<usize>| place.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        self.places.iter().map(|place| Cell::from(cell(place))).collect()
    }

    /// The heading of a column, as it is compared.
    pub fn heading(&self, position: usize) -> String {
        let cell = self.place(Some(position)).and_then(|at| self.sheet.rows[self.heading].get(at));
        cell.map(|cell| plain(cell)).unwrap_or_default()
    }

    /// The last cell with content under a heading that spans several columns.
    pub fn last_under(&self, cells: &[String], position: usize) -> Cell {
        self.under(cells, position).last().unwrap_or_default().into()
    }

    /// The cells with content beside a column and without a heading of their own.
    pub fn beside(&self, cells: &[String], position: usize) -> String {
        let own = self.place(Some(position)).and_then(|at| cells.get(at)).is_some_and(|cell| !cell.trim().is_empty());
        self.under(cells, position).skip(usize::from(own)).collect::<Vec<_>>().join(" ")
    }

    /// The cells with content from a column up to the next heading.
    fn under<'c>(&self, cells: &'c [String], position: usize) -> impl Iterator<Item = &'c str> {
        let headings = &self.sheet.rows[self.heading];
        let start = self.place(Some(position)).unwrap_or(cells.len()).min(cells.len());
        let more = headings.iter().skip(start + 1).take_while(|heading| plain(heading).is_empty()).count();
        let end = (start + 1 + more).min(cells.len()).max(start);
        cells[start..end].iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }
}

/// The day in a text such as 令和7年8月14日適用.
pub fn japanese_day(text: &str) -> Option<Edition> {
    let plain = plain(text);
    let (_, rest) = plain.split_once("令和")?;
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit() && c != '元').filter(|part| !part.is_empty());
    let mut number = || numbers.next().and_then(|part| if part == "元" { Some(1) } else { part.parse::<u32>().ok() });
    let (year, month, day) = (number()?, number()?, number()?);
    Edition::parse(&format!("{:04}{month:02}{day:02}", year.checked_add(2018)?))
}

#[cfg(test)]
mod tests {
    use super::super::super::data::SourceFile;
    use super::super::Content;
    use super::*;

    fn workbook(rows: &[&[&str]]) -> Published {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let source = SourceFile { name: "x.xlsx".into(), sha256: String::new() };
        Published {
            name: "x.xlsx".into(),
            source,
            edition: None,
            content: Content::Sheets(vec![Sheet { name: "s".into(), rows }]),
        }
    }

    #[test]
    fn columns_are_found_by_their_headings() {
        let file = workbook(&[
            &["令和7年8月14日適用"],
            &["品名", "規\n格", "", "薬価基準収載医薬品コード"],
            &["", " ", ""],
            &[" 錠 ", "１錠", "局", "1121001X1018", "more"],
            &["散"],
        ]);
        let found = headed(&file, Kind::DrugPrice, &[], &["code", "name"]);
        let [sheet] = found.as_slice() else { panic!("one sheet") };
        let rows: Vec<_> = sheet.cells().collect();
        assert_eq!(rows.len(), 2);
        let at = |name: &str| Kind::DrugPrice.schema().position(name).unwrap_or_default();
        let row = sheet.row(rows[0]);
        assert_eq!((&*row[at("name")], &*row[at("code")], &*row[at("maker")]), ("錠", "1121001X1018", ""));
        assert_eq!(
            (sheet.beside(rows[0], at("strength")), sheet.last_under(rows[0], at("strength"))),
            ("局".into(), "局".into())
        );
        assert_eq!((sheet.beside(rows[1], at("strength")), sheet.row(rows[1])[at("code")].len()), (String::new(), 0));
        assert_eq!(sheet.above().find_map(japanese_day), Edition::parse("20250814"));
        assert!(headed(&file, Kind::DrugPrice, &[], &["code", "maker"]).is_empty());
        assert_eq!(headed(&file, Kind::DrugPrice, &[("maker", "規格")], &["code", "maker"]).len(), 1);
    }

    #[test]
    fn days_are_read_in_the_japanese_calendar() {
        for (text, day) in [
            ("令和７年８月１４日適用", Some("20250814")),
            ("令和元年5月1日", Some("20190501")),
            ("令和7年13月1日", None),
            ("令和99999999999年1月1日", None),
            ("R7.8.14", None),
        ] {
            assert_eq!(japanese_day(text), day.and_then(Edition::parse), "{text}");
        }
    }
}
