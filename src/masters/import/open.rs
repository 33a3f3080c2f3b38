//! Bytes → published files: archives are unpacked, workbooks opened and texts decoded, all within limits.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use encoding_rs::{EUC_JP, SHIFT_JIS, UTF_8};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::super::data::SourceFile;
use super::super::problems::{
    ARCHIVE_BROKEN, EMPTY, ENCODING, Fault, ROW_TOO_LONG, TOO_LARGE, UNREADABLE, UNSAFE_PATH, about, because, fault,
};
use super::published::{Content, Encoding, Published};
use super::workbook::sheets;

/// How much is read before a file is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file, and of all that an archive unpacks to.
    pub bytes: u64,
    /// Bytes of a line.
    pub line: usize,
}

impl Default for Limits {
    /// Thirty times the largest master that is published, and a thousand times its longest line.
    fn default() -> Self {
        Self { bytes: 256 << 20, line: 1 << 20 }
    }
}

/// The bytes that zip archives begin with, workbooks among them.
const ZIP: &[u8] = b"PK";

/// Opens a file: the texts and workbooks in it.
///
/// # Errors
/// A file that cannot be read, is broken, hostile, too large, or in another encoding.
pub fn open(path: &Path, limits: Limits) -> Result<Vec<Published>, Fault> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let file = File::open(path).map_err(|error| because(&UNREADABLE, &path.display().to_string(), error))?;
    open_bytes(&name, file, limits)
}

/// Opens what a reader gives under a name.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(name: &str, reader: impl Read, limits: Limits) -> Result<Vec<Published>, Fault> {
    let bytes = read(name, reader, limits)?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let source = SourceFile { name: name.to_owned(), sha256 };
    if bytes.is_empty() {
        return Err(fault(&EMPTY, name));
    }
    if !bytes.starts_with(ZIP) {
        return Ok(vec![published(name, source, text(name, bytes)?)]);
    }
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).map_err(|error| because(&ARCHIVE_BROKEN, name, error))?;
    let is_workbook = archive.file_names().any(|entry| entry.is_ok_and(|entry| entry == "xl/workbook.xml"));
    if is_workbook {
        return Ok(vec![published(name, source, workbook(name, &bytes, limits)?)]);
    }
    let mut files = Vec::new();
    for (entry, bytes) in unpacked(name, &mut archive, limits)?.into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let is_archive = bytes.starts_with(ZIP);
        let content = if is_archive { workbook(&entry, &bytes, limits)? } else { text(&entry, bytes)? };
        files.push(published(&entry, source.clone(), content));
    }
    if files.is_empty() { Err(fault(&EMPTY, name)) } else { Ok(files) }
}

fn published(name: &str, source: SourceFile, content: Content) -> Published {
    Published { name: name.to_owned(), source, edition: None, content }
}

/// Reads everything, and no more than the limits allow: a line that has no end is noticed long before the memory is full.
fn read(name: &str, mut reader: impl Read, limits: Limits) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let (mut line, mut lines) = (0usize, 1u64);
    let mut chunk = vec![0; 1 << 16];
    loop {
        let count = match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(because(&UNREADABLE, name, error)),
        };
        let chunk = &chunk[..count];
        bytes.extend_from_slice(chunk);
        if bytes.len() as u64 > limits.bytes {
            return Err(Box::new(about(&TOO_LARGE, name).with("limit", limits.bytes)));
        }
        if bytes.starts_with(ZIP) {
            continue;
        }
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            line += part.len();
            if line > limits.line {
                let found = about(&ROW_TOO_LONG, name).with("line", lines);
                return Err(Box::new(found.with("limit", limits.line)));
            }
            if part.ends_with(b"\n") {
                (line, lines) = (0, lines + 1);
            }
        }
    }
}

/// The files of an archive with their names; nothing is written to disk.
fn unpacked<R: Read + std::io::Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
    limits: Limits,
) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let mut files = Vec::new();
    let mut left = limits.bytes;
    for index in 0..archive.len() {
        let broken = |error: zip::result::ZipError| because(&ARCHIVE_BROKEN, name, error);
        let entry = archive.by_index(index).map_err(broken)?;
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.enclosed_name().is_none() {
            return Err(Box::new(about(&UNSAFE_PATH, name).with("entry", path)));
        }
        if entry.is_dir() {
            continue;
        }
        let own = path.rsplit('/').next().unwrap_or_default().to_owned();
        let bytes = read(name, entry, Limits { bytes: left, line: limits.line }).map_err(|mut found| {
            if std::ptr::eq(found.message, &UNREADABLE) {
                found.message = &ARCHIVE_BROKEN;
            }
            found
        })?;
        left -= bytes.len() as u64;
        files.push((own, bytes));
    }
    Ok(files)
}

/// A workbook, after a look at what it unpacks to; its texts are XML, which may well be in one line.
fn workbook(name: &str, bytes: &[u8], limits: Limits) -> Result<Content, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| because(&ARCHIVE_BROKEN, name, error))?;
    drop(unpacked(name, &mut archive, Limits { line: usize::MAX, ..limits })?);
    sheets(name, bytes, limits.bytes).map(Content::Sheets)
}

/// A text in UTF-8 or CP932.
fn text(name: &str, bytes: Vec<u8>) -> Result<Content, Fault> {
    let undecodable = |line: usize| -> Fault { Box::new(about(&ENCODING, name).with("line", line)) };
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if is_utf16 || bytes.contains(&0) {
        return Err(undecodable(1));
    }
    let bytes = if bytes.starts_with(b"\xef\xbb\xbf") { bytes[3..].to_vec() } else { bytes };
    let (text, encoding) = match UTF_8.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(text) => (text.into_owned(), Encoding::Utf8),
        // Every table of CP932 agrees on the bytes; that 0x817C is U+FF0D here and U+2212 elsewhere is left to those who
        // compare names.
        None => match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes) {
            // Full-width CP932 is never EUC-JP, which CP932 would take for half-width kana.
            Some(_) if EUC_JP.decode_without_bom_handling_and_without_replacement(&bytes).is_some() => {
                return Err(undecodable(first_beyond_ascii(&bytes)));
            }
            Some(text) => (text.into_owned(), Encoding::Cp932),
            None => return Err(undecodable(first_undecodable(&bytes))),
        },
    };
    Ok(Content::Text { text, encoding })
}

/// The first line that holds more than ASCII.
fn first_beyond_ascii(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').take_while(|line| line.is_ascii()).count() + 1
}

/// The first line that is not CP932.
fn first_undecodable(bytes: &[u8]) -> usize {
    let decodes = |line: &&[u8]| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(line).is_some();
    bytes.split(|byte| *byte == b'\n').take_while(decodes).count() + 1
}
