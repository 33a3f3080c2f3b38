//! string, markdown, code and id.

use super::{Primitive, about_value, finding, suggest};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::Element;

/// Characters that a string may have: 1 MiB.
const LONGEST_STRING: usize = 1 << 20;
/// Characters that an id may have.
const LONGEST_ID: usize = 64;

crate::messages! {
    STRING_TOO_LONG = "string-too-long", Error, TooCostly {
        en: "This text has {length} characters; {maximum} are allowed", "shorten it, or attach it as a document";
        ja: "文字列が {length} 文字あります（上限は {maximum} 文字）", "短くするか、文書として添付してください";
        explain: "A string holds at most 1,048,576 characters (R4 §2.24.0.1).";
    }
    ONLY_WHITESPACE = "only-whitespace", Warning, Invalid {
        en: "This text holds nothing but whitespace", "leave the element out, or say why it is missing with an extension";
        ja: "空白だけの文字列です", "要素を省くか、欠けている理由を拡張で示してください";
        explain: "A reader may trim whitespace, and nothing would be left; strings should hold something visible (R4 §2.24.0.1).";
    }
    SURROUNDING_WHITESPACE = "surrounding-whitespace", Warning, Invalid {
        en: "`{value}` begins or ends with whitespace", "write `{form}`";
        ja: "`{value}` の先頭または末尾に空白があります", "`{form}` と書いてください";
        explain: "Whitespace at the ends of a string is allowed but gets lost in XML and breaks comparisons (R4 §2.24.0.1).";
        fix: [Safe], "take the whitespace at the ends away", "先頭と末尾の空白を取り除く";
    }
    CONTROL_CHARACTER = "control-character", Warning, Invalid {
        en: "This text holds the control character {character}", "remove it; only tab, carriage return and line feed may occur";
        ja: "制御文字 {character} が含まれています", "取り除いてください（使えるのはタブ、復帰、改行だけです）";
        explain: "Strings should not hold characters below U+0020 other than tab, carriage return and line feed (R4 §2.24.0.1); XML cannot carry them at all.";
        fix: [NeedsReview], "take the control characters away", "制御文字を取り除く";
    }
    CODE_WHITESPACE = "code-whitespace", Error, Invalid {
        en: "The code `{value}` holds whitespace where none is allowed", "write `{form}`";
        ja: "コード `{value}` に許されない空白があります", "`{form}` と書いてください";
        explain: "A code neither begins nor ends with whitespace, and inside it only single spaces occur (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "take the whitespace away", "空白を取り除く";
    }
    ID_FORMAT = "id-format", Error, Invalid {
        en: "The id `{value}` holds `{character}`", "use only A-Z a-z 0-9 `-` and `.`";
        ja: "id `{value}` に使えない文字 `{character}` があります", "使えるのは A-Z a-z 0-9 `-` `.` だけです";
        explain: "An id is made of 1 to 64 characters out of A-Z, a-z, 0-9, `-` and `.` (R4 §2.24.0.1). The underscore is not among them.";
    }
    ID_TOO_LONG = "id-too-long", Error, Invalid {
        en: "The id `{value}` has {length} characters; {maximum} are allowed", "choose a shorter one, for example a UUID";
        ja: "id `{value}` は {length} 文字です（上限は {maximum} 文字）", "UUID など短いものにしてください";
        explain: "An id has at most 64 characters (R4 §2.24.0.1).";
    }
}

pub(super) fn check_string(primitive: Primitive, element: Element<'_>, value: &str, sink: &mut Vec<Diagnostic>) {
    if value.len() > LONGEST_STRING {
        let length = value.chars().count();
        if length > LONGEST_STRING {
            sink.push(finding(&STRING_TOO_LONG, element).with("length", length).with("maximum", LONGEST_STRING));
        }
    }
    let trimmed = value.trim();
    if trimmed.is_empty() {
        sink.push(finding(&ONLY_WHITESPACE, element));
    } else if trimmed.len() != value.len() && primitive == Primitive::String {
        let diagnostic = about_value(&SURROUNDING_WHITESPACE, element, value);
        let fix = Fix::safe(Change::text(element.id(), trimmed));
        sink.push(diagnostic.with_value("form", &super::shortened(trimmed)).fixed_by(fix));
    }
    let is_control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n');
    let control = value.bytes().find(|b| is_control(*b));
    sink.extend(control.map(|b| {
        let plain: String = value.chars().filter(|c| !c.is_ascii() || !is_control(*c as u8)).collect();
        let fix = Fix::to_review(Change::text(element.id(), &plain));
        finding(&CONTROL_CHARACTER, element).with("character", format!("U+{b:04X}")).fixed_by(fix)
    }));
}

pub(super) fn check_code(element: Element<'_>, value: &str) -> Option<Diagnostic> {
    // `[^\s]+(\s[^\s]+)*`: words with exactly one whitespace character between them.
    let mut after_space = true;
    let mut good = true;
    for character in value.chars() {
        let space = character.is_whitespace();
        good &= !(space && after_space);
        after_space = space;
    }
    (!good || after_space).then(|| {
        let form = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let fix = Fix::safe(Change::text(element.id(), &form)).safe_if(value.trim() == form);
        about_value(&CODE_WHITESPACE, element, value)
            .with_value("form", &form)
            .fixed_by(Some(fix).filter(|_| !form.is_empty()))
    })
}

pub(super) fn check_id(element: Element<'_>, value: &str) -> Option<Diagnostic> {
    if let Some(character) = value.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))) {
        let shown = suggest::visible(character);
        return Some(about_value(&ID_FORMAT, element, value).with_value("character", &shown));
    }
    (value.len() > LONGEST_ID)
        .then(|| about_value(&ID_TOO_LONG, element, value).with("length", value.len()).with("maximum", LONGEST_ID))
}
/// Whether `value` has the form of an id.
pub(crate) fn is_id(value: &str) -> bool {
    (1..=LONGEST_ID).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}
