//! Limits: what has no end is refused after little of it was read.

use std::cell::Cell;
use std::io::{Cursor, Read, Write};

use super::{Limits, open_bytes};

/// One byte again and again, a gigabyte of it, counted.
struct Generator<'a> {
    byte: u8,
    read: &'a Cell<u64>,
}

impl Read for Generator<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let left = (1u64 << 30) - self.read.get();
        let count = into.len().min(left as usize);
        into[..count].fill(self.byte);
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

#[test]
fn a_row_of_a_gigabyte_is_refused_after_a_megabyte() {
    let read = Cell::new(0);
    let fault = open_bytes("b.txt", Generator { byte: b'1', read: &read }, Limits::default()).unwrap_err();
    assert_eq!(fault.message.id, "master-row-too-long");
    assert!(read.get() < 2 << 20, "{}", read.get());
}

#[test]
fn a_gigabyte_of_rows_is_refused_after_the_limit() {
    let read = Cell::new(0);
    let limits = Limits { bytes: 8 << 20, line: 1 << 10 };
    let fault = open_bytes("b.txt", Generator { byte: b'\n', read: &read }, limits).unwrap_err();
    assert_eq!(fault.message.id, "master-too-large");
    assert!(read.get() < 9 << 20, "{}", read.get());
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.txt", "b.txt"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&b"1,2,3\n".repeat(100_000)).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 10_000);
    let opened = |limit| open_bytes("b.zip", &bytes[..], Limits { bytes: limit, ..Limits::default() });
    // One file fits, both together do not.
    assert_eq!(opened(1_000_000).unwrap_err().message.id, "master-too-large");
    assert_eq!(opened(1_200_000).unwrap().len(), 2);
}

#[test]
fn texts_are_utf8_or_cp932_and_nothing_else() {
    let text = |bytes: &[u8]| match open_bytes("b.txt", bytes, Limits::default()) {
        Ok(files) => files[0].text().to_owned(),
        Err(fault) => format!("{} {:?}", fault.message.id, fault.fact("line")),
    };
    assert_eq!(text("疾患－".as_bytes()), "疾患－");
    assert_eq!(text("\u{feff}疾患".as_bytes()), "疾患");
    assert_eq!(text(b"\x8e\xbe\x8a\xb3\x81\x7c"), "疾患\u{ff0d}");
    // The same in EUC-JP and in UTF-16.
    let wrong = "master-encoding Some(Number(2))";
    assert_eq!(text(b"a\n\xbc\xc0\xb4\xb5"), wrong);
    assert_eq!(text(b"a\n\x8e\xbe\xff"), wrong);
    assert_eq!(text(b"\xff\xfe\xbe\x75"), wrong.replace('2', "1"));
}
