//! uri, url, canonical, oid and uuid.

use super::{Primitive, about_value};
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::{Element, known};

crate::messages! {
    URI_WHITESPACE = "uri-whitespace", Error, Invalid {
        en: "The URI `{value}` holds whitespace", "write `{form}`";
        ja: "URI `{value}` に空白があります", "`{form}` と書いてください";
        explain: "A URI holds no whitespace (RFC 3986, R4 §2.24.0.1); it is compared character by character.";
        fix: [Safe, NeedsReview], "take the whitespace away", "空白を取り除く";
    }
    URI_WITHOUT_URN = "uri-without-urn", Error, Invalid {
        en: "`{value}` is not a URI: OIDs and UUIDs begin with `urn:`", "write `{form}`";
        ja: "`{value}` は URI ではありません。OID と UUID は `urn:` で始めます", "`{form}` と書いてください";
        explain: "As URIs, OIDs are written `urn:oid:1.2.3` and UUIDs `urn:uuid:…` (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "put `urn:` in front", "先頭に `urn:` を付ける";
    }
    OID_FORMAT = "oid-format", Error, Invalid {
        en: "`{value}` is not a valid OID",
            "write `urn:oid:` and numbers without leading zeros, joined by points; the first is 0, 1 or 2";
        ja: "`{value}` は正しい OID ではありません",
            "`urn:oid:` に続けて、先頭に 0 のない数を点でつないで書いてください（最初の数は 0、1、2 のいずれか）";
        explain: "An OID begins with 0, 1 or 2; numbers without leading zeros follow, separated by single points. As a URI it carries `urn:oid:` in front (R4 §2.24.0.1).";
        fix: [Safe], "put `urn:oid:` in front", "先頭に `urn:oid:` を付ける";
    }
    UUID_FORMAT = "uuid-format", Error, Invalid {
        en: "`{value}` is not a valid UUID", "write `{form}`";
        ja: "`{value}` は正しい UUID ではありません", "`{form}` と書いてください";
        explain: "A UUID is `urn:uuid:` and 32 hexadecimal digits in lower case, grouped 8-4-4-4-12 (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "write the UUID as a URI in lower case", "UUID を小文字の URI で書く";
    }
    CANONICAL_RELATIVE = "canonical-relative", Error, Invalid {
        en: "The canonical URL `{value}` is not absolute", "write the whole URL, or `#id` of a contained resource";
        ja: "canonical URL `{value}` が絶対 URL ではありません", "URL 全体か、内包リソースの `#id` を書いてください";
        explain: "A canonical is an absolute URI, with `|version` if wanted, or a fragment that points to a contained resource (R4 §2.24.0.1).";
    }
}

pub(super) fn check(primitive: Primitive, element: Element<'_>, value: &str) -> Option<Diagnostic> {
    if value.contains(char::is_whitespace) {
        let form: String = value.split_whitespace().collect();
        let fix = Fix::safe(Change::text(element.id(), &form)).safe_if(value.trim() == form);
        let fix = Some(fix).filter(|_| !form.is_empty());
        return Some(about_value(&URI_WHITESPACE, element, value).with_value("form", &form).fixed_by(fix));
    }
    if value.starts_with("oid:") || value.starts_with("uuid:") {
        let form = format!("urn:{value}");
        // Of a system more is said once it is one.
        let fix = Fix::safe(Change::text(element.id(), &form)).safe_if(element.name() != known::SYSTEM);
        return Some(about_value(&URI_WITHOUT_URN, element, value).with_value("form", &form).fixed_by(fix));
    }
    let oid = value.strip_prefix("urn:oid:");
    let uuid = value.strip_prefix("urn:uuid:");
    match primitive {
        Primitive::Canonical if !has_scheme(value) && !value.starts_with('#') => {
            return Some(about_value(&CANONICAL_RELATIVE, element, value));
        }
        Primitive::Oid if oid.is_none() => {
            let fix = is_oid(value).then(|| Fix::safe(Change::text(element.id(), &format!("urn:oid:{value}"))));
            return Some(about_value(&OID_FORMAT, element, value).fixed_by(fix));
        }
        Primitive::Uuid if uuid.is_none() => return Some(wrong_uuid(element, value)),
        _ => {}
    }
    // A canonical may go on with `|version`, and any URI with a fragment.
    if oid.is_some_and(|oid| !is_oid(until_suffix(oid))) {
        return Some(about_value(&OID_FORMAT, element, value));
    }
    uuid.is_some_and(|uuid| !is_uuid(until_suffix(uuid))).then(|| wrong_uuid(element, value))
}

fn until_suffix(text: &str) -> &str {
    text.split(['|', '#']).next().unwrap_or(text)
}

fn wrong_uuid(element: Element<'_>, value: &str) -> Diagnostic {
    let diagnostic = about_value(&UUID_FORMAT, element, value);
    let lower = value.to_ascii_lowercase();
    let bare = lower.strip_prefix("urn:uuid:").unwrap_or(&lower).trim_matches(['{', '}']);
    if is_uuid(bare) {
        let form = format!("urn:uuid:{bare}");
        // References compare a fullUrl letter by letter.
        let fix = Fix::safe(Change::text(element.id(), &form)).safe_if(element.name() != known::FULL_URL);
        diagnostic.with_value("form", &form).fixed_by(fix)
    } else {
        diagnostic.with("form", "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
    }
}

/// Whether a URI is absolute: a scheme (RFC 3986 §3.1), a colon and something after it.
pub(crate) fn has_scheme(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
}

/// A bare UUID or OID with the `urn:` that makes it a URI; a UUID in lower case.
pub(crate) fn as_urn(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    if is_uuid(&lower) {
        return Some(format!("urn:uuid:{lower}"));
    }
    (is_oid(value) && value.matches('.').count() > 2).then(|| format!("urn:oid:{value}"))
}

/// Whether `text` is an OID without `urn:oid:`.
pub(super) fn is_oid(text: &str) -> bool {
    let mut arcs = text.split('.');
    matches!(arcs.next(), Some("0" | "1" | "2"))
        && text.contains('.')
        && arcs.all(|a| a == "0" || (!a.is_empty() && !a.starts_with('0') && a.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether `text` is a UUID in lower case without `urn:uuid:`.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
        })
}
