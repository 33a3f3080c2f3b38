//! base64Binary.

use super::about_value;
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::Element;

crate::messages! {
    BASE64_FORMAT = "base64-format", Error, Invalid {
        en: "`{value}` is not base64: {position} characters in, it breaks off or holds something else",
            "encode the bytes again: A-Z a-z 0-9 + / in groups of four, `=` only at the end";
        ja: "`{value}` は base64 ではありません（{position} 文字目で途切れているか、使えない文字があります）",
            "A-Z a-z 0-9 + / を4文字ずつ、`=` は末尾だけにして符号化し直してください";
        explain: "base64Binary holds groups of four characters of the base64 alphabet (RFC 4648 §4); the last group may end with one or two `=`. URL-safe base64 (`-`, `_`) is not allowed (R4 §2.24.0.1).";
    }
    BASE64_WHITESPACE = "base64-whitespace", Warning, Invalid {
        en: "This base64 value holds whitespace", "write it without line breaks and spaces";
        ja: "base64 の値に空白または改行が含まれています", "改行や空白を入れずに書いてください";
        explain: "RFC 4648 §3.1 knows no line breaks within base64; FHIR readers are asked to accept them, writers to avoid them.";
        fix: [Safe], "take the whitespace away", "空白と改行を取り除く";
    }
}

pub(super) fn check(element: Element<'_>, value: &str) -> Option<Diagnostic> {
    match first_fault(value) {
        Some(position) => Some(about_value(&BASE64_FORMAT, element, value).with("position", position + 1)),
        None => value.bytes().any(|b| b.is_ascii_whitespace()).then(|| {
            let plain: String = value.split_ascii_whitespace().collect();
            about_value(&BASE64_WHITESPACE, element, value).fixed_by(Fix::safe(Change::text(element.id(), &plain)))
        }),
    }
}

/// The symbols of base64.
const SYMBOLS: [bool; 256] = {
    let mut symbols = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        symbols[byte] = matches!(byte as u8, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/');
        byte += 1;
    }
    symbols
};

/// The index, in characters, of what makes `value` no base64; whitespace is passed over.
pub(crate) fn first_fault(value: &str) -> Option<usize> {
    // Most values are symbols up to the padding: the rest is looked at one by one.
    let plain = value.bytes().position(|b| !SYMBOLS[b as usize]).unwrap_or(value.len());
    let mut symbols = plain;
    let mut padding = 0usize;
    for (index, character) in value[plain..].chars().enumerate() {
        match character {
            ' ' | '\t' | '\r' | '\n' => continue,
            '=' if padding < 2 && symbols % 4 >= 2 => padding += 1,
            c if padding == 0 && c.is_ascii() && SYMBOLS[c as usize] => symbols += 1,
            _ => return Some(plain + index),
        }
    }
    (!(symbols + padding).is_multiple_of(4) || symbols == 0).then(|| value.chars().count())
}

/// The number of bytes that a base64 text stands for; `None` when it is no base64.
pub(crate) fn decoded_length(value: &str) -> Option<u64> {
    if first_fault(value).is_some() {
        return None;
    }
    let symbols = value.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=').count() as u64;
    Some(symbols * 6 / 8)
}
