//! Masters of diseases and modifiers that are made up, in the form in which they are published.

use std::io::Write;

use encoding_rs::SHIFT_JIS;

/// What differs between the rows of diseases.
#[derive(Debug, Clone)]
pub struct Disease {
    pub class: &'static str,
    pub code: String,
    pub successor: String,
    pub name: String,
    pub icd10: &'static str,
    pub listed: &'static str,
    pub changed: &'static str,
    pub retired: &'static str,
}

/// An unchanged disease of this number.
pub fn disease(number: u32) -> Disease {
    Disease {
        class: "0",
        code: format!("{:07}", 8_830_000 + number),
        successor: format!("{:07}", 8_830_000 + number),
        name: format!("疾患{}", wide(number)),
        icd10: "A009",
        listed: "20020601",
        changed: "",
        retired: "99999999",
    }
}

/// A number in full-width digits.
fn wide(number: u32) -> String {
    number.to_string().chars().filter_map(|c| char::from_u32(c as u32 - 0x30 + 0xff10)).collect()
}

impl Disease {
    /// The 46 fields of the row.
    pub fn fields(&self) -> Vec<String> {
        let mut fields = vec!["0".to_owned(); 46];
        let number = self.code.trim_start_matches("88").to_owned();
        let kana = self.name.replace("疾患", "シッカン").replace('病', "ビョウ");
        for (place, text) in [
            (1, self.class),
            (2, "B"),
            (3, &self.code),
            (4, &self.successor),
            (5, "4"),
            (6, &self.name),
            (7, "4"),
            (8, &self.name),
            (9, "6"),
            (10, &kana),
            (11, &format!("200{number:0>5}")),
            (12, "1"),
            (13, &format!("X{:0>3}", &self.code[4..])),
            (14, ""),
            (15, ""),
            (16, self.icd10),
            (17, ""),
            (18, ""),
            (19, "00"),
            (21, "00"),
            (22, self.listed),
            (23, self.changed),
            (24, self.retired),
            (38, ""),
            (39, &self.name),
            (40, ""),
            (41, ""),
            (43, "00"),
            (44, "00"),
        ] {
            fields[place - 1] = text.to_owned();
        }
        fields
    }
}

/// A modifier of this number.
pub fn modifier(number: u32) -> Vec<String> {
    let name = format!("修飾{}", wide(number));
    let fields = [
        "0",
        "Z",
        &format!("{number:04}"),
        "",
        "",
        "4",
        &name,
        "",
        "4",
        "シュウショク",
        "",
        "0",
        "0",
        "20240601",
        "",
        "99999999",
        &format!("2700{number:04}"),
        &format!("{number:04}"),
        "A1000000",
    ];
    fields.map(str::to_owned).to_vec()
}

/// Rows as they are published: every field quoted, CRLF.
pub fn text(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    rows.into_iter().map(|row| format!("\"{}\"\r\n", row.join("\",\""))).collect()
}

/// A text in CP932.
pub fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, has_others) = SHIFT_JIS.encode(text);
    assert!(!has_others, "it can be encoded");
    bytes.into_owned()
}

/// A file of diseases.
pub fn diseases(rows: &[Disease]) -> Vec<u8> {
    cp932(&text(rows.iter().map(Disease::fields)))
}

/// So many unchanged diseases.
pub fn some_diseases(count: u32) -> Vec<Disease> {
    (1..=count).map(disease).collect()
}

/// An archive with these files.
pub fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}
