//! Strings in other notations: `encode`, `decode`, `escape`, `unescape`.

use super::Argument::One;
use super::{Argument, Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{System, Value};

const STRING: &[System] = &[System::String];
const TEXT: &[Argument] = &[One(System::String)];
const GIVES_TEXT: Gives = Gives::One(System::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("encode", GIVES_TEXT, |m, c| change(m, c, encode)).of(STRING).with(TEXT),
    Function::new("decode", GIVES_TEXT, |m, c| change(m, c, decode)).of(STRING).with(TEXT),
    Function::new("escape", GIVES_TEXT, |m, c| change(m, c, escape)).of(STRING).with(TEXT),
    Function::new("unescape", GIVES_TEXT, |m, c| change(m, c, unescape)).of(STRING).with(TEXT),
];

/// The input in another notation; nothing when the notation is unknown or the input is not written in it.
fn change<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, change: fn(&str, &str) -> Option<String>) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    let Some(notation) = machine.text_argument(call, 0)? else { return Ok(()) };
    machine.spend(text.len() as u64, call.op)?;
    machine.stack.extend(change(&text, &notation).map(|t| Value::String(t.into())));
    Ok(())
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode(text: &str, notation: &str) -> Option<String> {
    match notation {
        "hex" => Some(text.bytes().map(|b| format!("{b:02x}")).collect()),
        "base64" => Some(to_base64(text.as_bytes(), STANDARD)),
        "urlbase64" => Some(to_base64(text.as_bytes(), URL_SAFE)),
        _ => None,
    }
}

fn decode(text: &str, notation: &str) -> Option<String> {
    let bytes = match notation {
        "hex" => text.as_bytes().chunks(2).map(from_hex).collect::<Option<Vec<u8>>>()?,
        "base64" => from_base64(text, STANDARD)?,
        "urlbase64" => from_base64(text, URL_SAFE)?,
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}

fn from_hex(pair: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(pair).ok().filter(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

fn to_base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |g, b| g << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = (group >> (18 - 6 * i) & 63) as usize;
            text.push(if i <= chunk.len() { alphabet[digit] as char } else { '=' });
        }
    }
    text
}

fn from_base64(text: &str, alphabet: &[u8; 64]) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if text.len() - digits.len() > 2 || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for chunk in digits.as_bytes().chunks(4) {
        let mut group = 0_u32;
        for digit in chunk {
            group = group << 6 | alphabet.iter().position(|a| a == digit)? as u32;
        }
        group <<= 6 * (4 - chunk.len());
        bytes.extend_from_slice(&group.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

const HTML: &[(char, &str)] = &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];

fn escape(text: &str, notation: &str) -> Option<String> {
    match notation {
        "html" => {
            let mut result = String::with_capacity(text.len());
            for c in text.chars() {
                match HTML.iter().find(|(plain, _)| *plain == c) {
                    Some((_, escaped)) => result.push_str(escaped),
                    None => result.push(c),
                }
            }
            Some(result)
        }
        "json" => serde_json::to_string(text).ok().map(|quoted| quoted[1..quoted.len() - 1].to_owned()),
        _ => None,
    }
}

fn unescape(text: &str, notation: &str) -> Option<String> {
    match notation {
        "html" => Some(unescape_html(text)),
        "json" => {
            // A quote that needs no backslash in a text may stand without one.
            let quoted = text.replace("\\\"", "\"").replace('"', "\\\"");
            serde_json::from_str(&format!("\"{quoted}\"")).ok()
        }
        _ => None,
    }
}

fn unescape_html(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        match HTML.iter().find(|(_, escaped)| rest.starts_with(escaped)) {
            Some((plain, escaped)) => {
                result.push(*plain);
                rest = &rest[escaped.len()..];
            }
            None => {
                result.push('&');
                rest = &rest[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn notations() {
        let cases = [
            ("subjects?_d", "base64", "c3ViamVjdHM/X2Q="),
            ("subjects?_d", "urlbase64", "c3ViamVjdHM_X2Q="),
            ("test", "hex", "74657374"),
            ("", "base64", ""),
        ];
        for (plain, notation, encoded) in cases {
            assert_eq!(encode(plain, notation).as_deref(), Some(encoded));
            assert_eq!(decode(encoded, notation).as_deref(), Some(plain));
        }
        for (text, notation) in [("7", "hex"), ("zz", "hex"), ("A", "base64"), ("A===", "base64"), ("a", "base16")] {
            assert_eq!(decode(text, notation), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text in ".*") {
            for notation in ["hex", "base64", "urlbase64"] {
                let decoded = encode(&text, notation).and_then(|encoded| decode(&encoded, notation));
                prop_assert_eq!(decoded.as_deref(), Some(&*text));
            }
            let escaped = escape(&text, "html").and_then(|escaped| unescape(&escaped, "html"));
            prop_assert_eq!(escaped.as_deref(), Some(&*text));
        }
    }
}
