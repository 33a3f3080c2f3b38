//! The encodings that tables come in: recognised by their content and kept.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, EncoderResult, SHIFT_JIS};

/// An encoding. Inside the program UTF-16 is carried as UTF-8 ([`super::utf16`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// CP932 (Windows-31J), commonly called Shift_JIS.
    Cp932,
    /// UTF-16, least significant byte first.
    Utf16LittleEndian,
    /// UTF-16, most significant byte first.
    Utf16BigEndian,
}

/// What the first bytes of a table say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// An encoding that is understood.
    As(Encoding),
    /// Only ASCII so far.
    Ascii,
    /// Another encoding or no text at all, which is named.
    Other(&'static str),
}

impl Encoding {
    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Cp932 => "CP932",
            Self::Utf16LittleEndian => "UTF-16LE",
            Self::Utf16BigEndian => "UTF-16BE",
        }
    }

    /// Recognises the encoding of a text by its first bytes.
    pub fn detect(head: &[u8]) -> Detected {
        const MAGIC: [(&[u8], &str); 4] =
            [(b"PK\x03\x04", "ZIP or Excel"), (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0", "Excel"), (b"%PDF-", "PDF")];
        if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Detected::Other(name);
        }
        match head {
            [0xEF, 0xBB, 0xBF, ..] => return Detected::As(Self::Utf8),
            [0xFF, 0xFE, ..] => return Detected::As(Self::Utf16LittleEndian),
            [0xFE, 0xFF, ..] => return Detected::As(Self::Utf16BigEndian),
            _ => {}
        }
        if head.contains(&0) {
            // Delimiters and line ends are half zero in UTF-16.
            let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
            return Detected::As(if zeros(0) > zeros(1) { Self::Utf16BigEndian } else { Self::Utf16LittleEndian });
        }
        // A character may be cut off at the end of what was read.
        let head = memchr::memrchr2(b'\n', b'\r', head).map_or(head, |end| &head[..=end]);
        if head.is_ascii() { Detected::Ascii } else { by_score(head) }
    }

    /// Whether all bytes are text.
    pub fn is_valid(self, bytes: &[u8]) -> bool {
        self.decode(bytes).is_some()
    }

    /// The text that bytes stand for; `None` when they are none.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Cp932 if !bytes.is_ascii() => SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes),
            _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        }
    }

    /// The bytes that stand for a text.
    ///
    /// # Errors
    /// The first character that the encoding lacks.
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, char> {
        if self != Self::Cp932 || text.is_ascii() {
            return Ok(Cow::Borrowed(text.as_bytes()));
        }
        // The yen sign and the overline would silently become a backslash and a tilde.
        if let Some(lacking) = text.chars().find(|c| matches!(c, '\u{A5}' | '\u{203E}' | '\u{80}')) {
            return Err(lacking);
        }
        let text: String = text.chars().map(as_windows_writes_it).collect();
        let mut encoder = SHIFT_JIS.new_encoder();
        let mut bytes = vec![0; text.len() + 16];
        let (result, _, written) = encoder.encode_from_utf8_without_replacement(&text, &mut bytes, true);
        match result {
            EncoderResult::Unmappable(lacking) => Err(lacking),
            EncoderResult::InputEmpty | EncoderResult::OutputFull => {
                bytes.truncate(written);
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

/// The character at the place of CP932 that other tables of Shift_JIS give to this one. (The minus sign U+2212 is
/// taken for U+FF0D by the encoder itself.)
fn as_windows_writes_it(c: char) -> char {
    match c {
        '\u{301C}' => '\u{FF5E}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        '\u{A2}' => '\u{FFE0}',
        '\u{A3}' => '\u{FFE1}',
        '\u{AC}' => '\u{FFE2}',
        other => other,
    }
}

/// The encoding in which bytes have the fewest errors, then the most ordinary characters; UTF-8 when in doubt.
fn by_score(bytes: &[u8]) -> Detected {
    let score = |text: &str| {
        let errors = text.chars().filter(|c| *c == '\u{FFFD}').count();
        let odd = text.chars().filter(|c| matches!(c, '\u{FF61}'..='\u{FF9F}' | '\u{E000}'..='\u{F8FF}')).count();
        let ordinary = text.chars().filter(|c| matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')).count();
        (errors, odd as i64 - ordinary as i64)
    };
    let (as_utf8, _) = score(&String::from_utf8_lossy(bytes));
    let as_cp932 = score(&SHIFT_JIS.decode_without_bom_handling(bytes).0);
    let as_euc = score(&EUC_JP.decode_without_bom_handling(bytes).0);
    if as_utf8 <= as_cp932.0.min(as_euc.0) {
        Detected::As(Encoding::Utf8)
    } else if as_euc < as_cp932 {
        Detected::Other("EUC-JP")
    } else {
        Detected::As(Encoding::Cp932)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cp932(text: &str) -> Vec<u8> {
        SHIFT_JIS.encode(text).0.into_owned()
    }

    #[test]
    fn encodings_are_told_by_the_bytes() {
        let text = "番号,病名\r\n1,高血圧症\r\n2,糖尿病\r\n";
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let cases: [(Vec<u8>, Detected); 13] = [
            (text.into(), Detected::As(Encoding::Utf8)),
            (format!("\u{FEFF}{text}").into(), Detected::As(Encoding::Utf8)),
            (cp932(text), Detected::As(Encoding::Cp932)),
            (cp932("コード,ﾒﾓ\n1,ﾎｹﾝ\n"), Detected::As(Encoding::Cp932)),
            ([cp932(text), b"\xff\xff\n".to_vec()].concat(), Detected::As(Encoding::Cp932)),
            ([text.as_bytes(), b"\xff\n"].concat(), Detected::As(Encoding::Utf8)),
            (utf16(u16::to_le_bytes), Detected::As(Encoding::Utf16LittleEndian)),
            (utf16(u16::to_be_bytes), Detected::As(Encoding::Utf16BigEndian)),
            (b"code\n8833421\n".to_vec(), Detected::Ascii),
            (EUC_JP.encode(text).0.into_owned(), Detected::Other("EUC-JP")),
            (b"PK\x03\x04...".to_vec(), Detected::Other("ZIP or Excel")),
            (Vec::new(), Detected::Ascii),
            // A character that is cut off at the end does not count.
            (text.as_bytes()[..text.len() - 4].to_vec(), Detected::As(Encoding::Utf8)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(Encoding::detect(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn every_dash_and_tilde_finds_its_place_in_cp932() {
        let cases = [
            ("\u{2212}", Ok(&b"\x81\x7c"[..])),
            ("\u{FF0D}", Ok(b"\x81\x7c")),
            ("\u{301C}", Ok(b"\x81\x60")),
            ("\u{FF5E}", Ok(b"\x81\x60")),
            ("\u{2014}", Ok(b"\x81\x5c")),
            ("\u{2016}", Ok(b"\x81\x61")),
            ("ｱ①髙", Ok(b"\xb1\x87\x40\xfb\xfc")),
            ("\u{2F69}", Err('\u{2F69}')),
            ("尿蛋\u{2F69}", Err('\u{2F69}')),
            ("\u{A5}", Err('\u{A5}')),
            ("é", Err('é')),
            ("abc", Ok(b"abc")),
        ];
        for (text, expected) in cases {
            assert_eq!(Encoding::Cp932.encode(text).as_deref(), expected.as_ref().copied(), "{text}");
            assert_eq!(Encoding::Utf8.encode(text).as_deref(), Ok(text.as_bytes()));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_noticed() {
        assert_eq!(Encoding::Cp932.decode(b"\x8d\x82").as_deref(), Some("高"));
        assert_eq!(Encoding::Cp932.decode(b"\x8d"), None);
        assert_eq!(Encoding::Cp932.decode(b"a\xa0"), None);
        assert_eq!(Encoding::Utf8.decode(b"\x8d\x82"), None);
        assert!(Encoding::Utf8.is_valid("高".as_bytes()) && !Encoding::Utf8.is_valid(b"\xed\xa0\x80"));
    }
}
