//! Bytes into text: only UTF-8 is taken, anything else is recognised and named.

use std::io;
use std::path::Path;

use encoding_rs::{EUC_JP, Encoding as Decoder, SHIFT_JIS};

use super::Source;

/// Spans count in 32 bits.
const LONGEST: u64 = u32::MAX as u64;

/// Encodings that are recognised in order to name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// CP932 (Windows-31J), commonly called Shift_JIS.
    Cp932,
    /// EUC-JP.
    EucJp,
    /// UTF-16, most significant byte first.
    Utf16BigEndian,
    /// UTF-16, least significant byte first.
    Utf16LittleEndian,
}

impl Encoding {
    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cp932 => "CP932 (Shift_JIS)",
            Self::EucJp => "EUC-JP",
            Self::Utf16BigEndian => "UTF-16BE",
            Self::Utf16LittleEndian => "UTF-16LE",
        }
    }
}

/// Why bytes are no text to validate.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The operating system does not give the bytes.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Nothing, or only white space.
    #[error("empty")]
    Empty,
    /// More bytes than a span can count.
    #[error("larger than 4 GiB")]
    TooLarge,
    /// Text in an encoding that FHIR does not allow.
    #[error("encoded in {}", .0.name())]
    Encoded(Encoding),
    /// A file of some other format, which is named.
    #[error("a {0} file")]
    Other(&'static str),
    /// Bytes that are no text in any encoding that is recognised.
    #[error("binary data")]
    Binary,
    /// UTF-8 for the most part: the first wrong byte is at `offset`, in `line`.
    #[error("invalid UTF-8 in line {line}")]
    Utf8 {
        /// The byte.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
}

impl Source {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        if std::fs::metadata(path)?.len() > LONGEST {
            return Err(Unreadable::TooLarge);
        }
        Self::from_bytes(path.to_string_lossy(), std::fs::read(path)?)
    }

    /// Takes bytes as UTF-8 text; a byte order mark is passed over and remembered.
    pub fn from_bytes(name: impl Into<Box<str>>, mut bytes: Vec<u8>) -> Result<Self, Unreadable> {
        if bytes.len() as u64 > LONGEST {
            return Err(Unreadable::TooLarge);
        }
        if let Some(other) = other_format(&bytes) {
            return Err(other);
        }
        let marked = bytes.starts_with("\u{FEFF}".as_bytes());
        if marked {
            bytes.drain(..3);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Unreadable::Empty);
        }
        let text =
            String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))?;
        Ok(Self { has_byte_order_mark: marked, ..Self::new(name, text) })
    }
}

/// Formats that are told by their first bytes.
fn other_format(bytes: &[u8]) -> Option<Unreadable> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "gzip"),
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"%PDF-", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
    ];
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(Unreadable::Other(name));
    }
    match bytes {
        [0xFE, 0xFF, ..] | [0, b'<' | b'{' | b' ' | b'\n' | b'\r', ..] => {
            Some(Unreadable::Encoded(Encoding::Utf16BigEndian))
        }
        [0xFF, 0xFE, ..] | [b'<' | b'{' | b' ' | b'\n' | b'\r', 0, ..] => {
            Some(Unreadable::Encoded(Encoding::Utf16LittleEndian))
        }
        [0, ..] => Some(Unreadable::Binary),
        _ => None,
    }
}

fn not_utf8(bytes: &[u8], offset: usize) -> Unreadable {
    if bytes.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)) {
        return Unreadable::Binary;
    }
    let scores = [(Encoding::Cp932, SHIFT_JIS), (Encoding::EucJp, EUC_JP)];
    let fits = scores.into_iter().filter_map(|(encoding, decoder)| Some((kana_and_kanji(bytes, decoder)?, encoding)));
    // Both decode much of each other's text, but only the right one gives ordinary characters.
    match fits.max_by_key(|(ordinary, _)| *ordinary) {
        Some((ordinary, encoding)) if ordinary > 0 => Unreadable::Encoded(encoding),
        _ => {
            let line = memchr::memchr_iter(b'\n', &bytes[..offset]).count() + 1;
            Unreadable::Utf8 { offset, line }
        }
    }
}

/// How many ordinary Japanese characters, less half-width katakana, bytes stand for in an encoding that they fit.
fn kana_and_kanji(bytes: &[u8], decoder: &'static Decoder) -> Option<i64> {
    let (text, malformed) = decoder.decode_without_bom_handling(bytes);
    let score = |c: char| match c {
        '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}' => 1,
        '\u{FF61}'..='\u{FF9F}' | '\u{E000}'..='\u{F8FF}' => -1,
        _ => 0,
    };
    (!malformed).then(|| text.chars().map(score).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(bytes: &[u8]) -> String {
        match Source::from_bytes("t", bytes.to_vec()) {
            Ok(source) => format!("{}{}", if source.has_byte_order_mark() { "BOM " } else { "" }, source.text()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn bytes_are_named() {
        let json = "{\"name\": \"山田　太郎\"}";
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let with_mark = format!("\u{FEFF}{json}");
        let cases: [(&[u8], &str); 18] = [
            (b"{}", "{}"),
            (b"\xEF\xBB\xBF{}", "BOM {}"),
            (b"", "empty"),
            (b" \n\t", "empty"),
            (b"\xEF\xBB\xBF\n", "empty"),
            (b"\x1f\x8b\x08\x00", "a gzip file"),
            (b"PK\x03\x04\x14\x00", "a ZIP file"),
            (b"%PDF-1.7", "a PDF file"),
            (&SHIFT_JIS.encode(json).0, "encoded in CP932 (Shift_JIS)"),
            (&EUC_JP.encode(json).0, "encoded in EUC-JP"),
            (&utf16(&with_mark, u16::to_be_bytes), "encoded in UTF-16BE"),
            (&utf16(&with_mark, u16::to_le_bytes), "encoded in UTF-16LE"),
            (&utf16(json, u16::to_be_bytes), "encoded in UTF-16BE"),
            (&utf16(json, u16::to_le_bytes), "encoded in UTF-16LE"),
            (b"\0\0\0\0", "binary data"),
            (b"\x93\x01\xff\x02", "binary data"),
            (b"{\n\"a\": \"\xff\"}", "invalid UTF-8 in line 2"),
            (b"{\"a\": \"Andr\xe9 \xfc\"}", "invalid UTF-8 in line 1"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(outcome(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_an_io_error() {
        let error = Source::read(Path::new("/no/such/file")).map(|_| ());
        assert!(matches!(error, Err(Unreadable::Io(e)) if e.kind() == io::ErrorKind::NotFound));
    }
}
