//! Workbooks made for tests: the least that a reader of xlsx takes.

#![allow(dead_code, reason = "no test uses all of it")]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A sheet: its name and its rows of cells.
pub type SheetRows<'a> = (&'a str, &'a [&'a [&'a str]]);

/// An archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(*name, options).expect("a file begins");
        archive.write_all(bytes).expect("it is written");
    }
    archive.finish().expect("the archive ends").into_inner()
}

/// A workbook of sheets whose cells are texts.
pub fn xlsx(sheets: &[SheetRows]) -> Vec<u8> {
    let xml: Vec<String> = sheets.iter().map(|(_, rows)| sheet(rows)).collect();
    let named: Vec<(&str, &str)> = sheets.iter().map(|(name, _)| *name).zip(xml.iter().map(String::as_str)).collect();
    of_xml(&named)
}

/// A workbook of sheets by their XML.
pub fn of_xml(sheets: &[(&str, &str)]) -> Vec<u8> {
    let number = 1..=sheets.len();
    let list: String = number
        .clone()
        .zip(sheets)
        .map(|(n, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
        .collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>");
    let relation = |n: usize| {
        format!("<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")
    };
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations: String = number.clone().map(relation).collect();
    let relations = format!("<Relationships xmlns=\"{package}\">{relations}</Relationships>");
    let names: Vec<String> = number.map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let root = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" \
        Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut files: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    files.extend(names.iter().map(String::as_str).zip(sheets.iter().map(|(_, xml)| xml.as_bytes())));
    archive(&files)
}

/// The XML of a sheet.
fn sheet(rows: &[&[&str]]) -> String {
    let cell = |(column, text): (usize, &&str)| {
        let letters = match column {
            0..26 => String::from((b'A' + column as u8) as char),
            _ => format!("{}{}", (b'A' + (column / 26 - 1) as u8) as char, (b'A' + (column % 26) as u8) as char),
        };
        (letters, text.replace('&', "&amp;").replace('<', "&lt;"))
    };
    let row = |(number, row): (usize, &&[&str])| {
        let number = number + 1;
        let cells = row.iter().enumerate().map(cell);
        let cells: String = cells
            .map(|(letters, text)| format!("<c r=\"{letters}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))
            .collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
}
