//! What the text of R4 asks of single datatypes beyond their elements: absolute systems, sizes that are right.

use crate::diagnostics::{Change, Content, Diagnostic, Fix};
use crate::document::{Element, Kind, known};
use crate::validate::primitive::{about_value, as_urn, decoded_length, finding, has_scheme};

crate::messages! {
    SYSTEM_RELATIVE = "system-relative", Error, Invalid {
        en: "The system `{value}` of this {type} is not an absolute URI", "write the whole URI, `urn:oid:…` for an OID";
        ja: "{type} の system `{value}` が絶対 URI ではありません", "URI 全体（OID なら `urn:oid:…`）を書いてください";
        explain: "A system identifies a code system or namespace everywhere, so it is an absolute URI (R4 §2.24.0.4, §2.24.0.11).";
        fix: [Safe, NeedsReview], "put `urn:oid:` or `urn:uuid:` in front", "先頭に `urn:oid:` または `urn:uuid:` を付ける";
    }
    IDENTIFIER_NOT_URI = "identifier-not-uri", Error, Invalid {
        en: "The system says that the value is a URI, but `{value}` is none", "write `urn:oid:…`, `urn:uuid:…` or a URL";
        ja: "system によれば値は URI のはずですが、`{value}` は URI ではありません",
            "`urn:oid:…`、`urn:uuid:…`、URL のいずれかを書いてください";
        explain: "With the system urn:ietf:rfc:3986 an identifier's value is a complete URI (R4 §2.24.0.11).";
        fix: [Safe], "put `urn:oid:` or `urn:uuid:` in front", "先頭に `urn:oid:` または `urn:uuid:` を付ける";
    }
    ATTACHMENT_SIZE = "attachment-size", Error, Invalid {
        en: "The attachment states {stated} bytes, but its data has {found}", "write {found}";
        ja: "添付のサイズは {stated} バイトとされていますが、データは {found} バイトです", "{found} と書いてください";
        explain: "Attachment.size counts the bytes of the content before base64 (R4 §2.24.0.9).";
        fix: [NeedsReview], "write the size that the data has", "データの実際のサイズを書く";
    }
    ATTACHMENT_EMPTY = "attachment-empty", Warning, Invalid {
        en: "This attachment has neither data nor url, and says no content type or language",
            "give `data` or `url`, or say at least what kind of content was meant";
        ja: "添付に data も url もなく、contentType も language もありません",
            "`data` か `url` を書くか、少なくとも内容の種類を示してください";
        explain: "An attachment without content still tells something when it names the content type or the language (R4 §2.24.0.9).";
    }
}

/// Checks an element of a complex datatype for what its definition does not express.
pub fn check_datatype(type_name: &str, element: Element<'_>, sink: &mut Vec<Diagnostic>) {
    match type_name {
        "Identifier" => {
            sink.extend(check_system(type_name, element));
            sink.extend(check_uri_identifier(element));
        }
        "Coding" | "Quantity" | "SimpleQuantity" | "Age" | "Count" | "Distance" | "Duration" => {
            sink.extend(check_system(type_name, element));
        }
        "Attachment" => sink.extend(check_attachment(element)),
        _ => {}
    }
}

/// The value of a child in its right JSON type and without whitespace; anything else is reported with the value.
fn clean<'a>(element: Element<'a>, name: crate::document::Symbol) -> Option<(Element<'a>, &'a str)> {
    let child = element.child(name).filter(|c| c.kind() == Kind::String)?;
    let value = child.value().filter(|v| !v.is_empty() && !v.contains(char::is_whitespace))?;
    Some((child, value))
}

fn check_system(type_name: &str, element: Element<'_>) -> Option<Diagnostic> {
    let (place, value) = clean(element, known::SYSTEM)?;
    // Reported with the value: `urn:` is missing.
    let is_other_finding = value.starts_with("oid:") || value.starts_with("uuid:");
    (!has_scheme(value) && !is_other_finding).then(|| {
        about_value(&SYSTEM_RELATIVE, place, value)
            .with("type", type_name)
            .fixed_by(system_urn(type_name, place, value))
    })
}

fn check_uri_identifier(element: Element<'_>) -> Option<Diagnostic> {
    if element.child_value(known::SYSTEM) != Some("urn:ietf:rfc:3986") {
        return None;
    }
    let place = element.child(known::VALUE).filter(|c| c.kind() == Kind::String)?;
    let value = place.value().filter(|v| !v.is_empty())?;
    (!has_scheme(value)).then(|| about_value(&IDENTIFIER_NOT_URI, place, value).fixed_by(with_urn(place, value)))
}

/// The same for a system. Codes are looked up, and the addresses of Japan's lists compared, once it is a URI.
fn system_urn(type_name: &str, place: Element<'_>, value: &str) -> Option<Fix> {
    let is_free = type_name == "Identifier" && !value.starts_with("1.2.392.");
    with_urn(place, value).map(|fix| fix.safe_if(is_free))
}

/// A bare OID or UUID as a URI.
fn with_urn(place: Element<'_>, value: &str) -> Option<Fix> {
    as_urn(value).map(|urn| Fix::safe(Change::text(place.id(), &urn)))
}

fn check_attachment(attachment: Element<'_>) -> Option<Diagnostic> {
    let child = |name: &str| attachment.children().find(|c| c.name_text() == name);
    let data = child("data");
    if data.is_none() && attachment.child(known::URL).is_none() {
        let says = child("contentType").is_some() || attachment.child(known::LANGUAGE).is_some();
        let is_empty = attachment.children().next().is_none() || attachment.child(known::EXTENSION).is_some();
        return (!says && !is_empty).then(|| finding(&ATTACHMENT_EMPTY, attachment));
    }
    let size = child("size")?;
    let stated: u64 = size.value()?.parse().ok()?;
    let found = decoded_length(data?.value()?)?;
    let fix = || Fix::to_review(Change::Value(size.id(), Content::Literal(found.to_string().into())));
    let about = || finding(&ATTACHMENT_SIZE, size).with("stated", stated).with("found", found);
    (stated != found).then(|| about().fixed_by(fix()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::Source;

    fn found(type_name: &str, json: &str) -> Vec<&'static str> {
        let (document, _) = Document::parse_json(Source::new("test", json.to_owned()));
        let mut sink = Vec::new();
        check_datatype(type_name, document.root().expect("a value"), &mut sink);
        sink.iter().map(|d| d.message.id).collect()
    }

    #[test]
    fn good_values_pass() {
        for (type_name, json) in [
            ("Identifier", r#"{"system":"urn:oid:1.2.3","value":"a"}"#),
            ("Identifier", r#"{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.3"}"#),
            ("Identifier", r#"{"system":" x"}"#),
            ("Identifier", r#"{"system":12345}"#),
            ("Coding", r#"{"system":"http://loinc.org"}"#),
            ("Coding", r#"{"code":"x"}"#),
            ("Coding", r#"{"system":"oid:1.2.3"}"#),
            ("Attachment", r#"{"data":"AAAA","size":3}"#),
            ("Attachment", r#"{"data":"%","size":3}"#),
            ("Attachment", r#"{"url":"http://x","size":3}"#),
            ("Attachment", r#"{"contentType":"text/plain"}"#),
            ("Period", r#"{"system":"x"}"#),
        ] {
            assert_eq!(found(type_name, json), [""; 0], "{type_name} {json}");
        }
    }

    #[test]
    fn bad_values_are_found() {
        for (type_name, json, id) in [
            ("Identifier", r#"{"system":"12345","value":"a"}"#, "system-relative"),
            ("Coding", r##"{"system":"#local"}"##, "system-relative"),
            ("Quantity", r#"{"system":"12345"}"#, "system-relative"),
            ("Identifier", r#"{"system":"urn:ietf:rfc:3986","value":"１２３"}"#, "identifier-not-uri"),
            ("Identifier", r#"{"system":"urn:ietf:rfc:3986","value":"2.16.840"}"#, "identifier-not-uri"),
            ("Attachment", r#"{"data":"AAAA","size":4}"#, "attachment-size"),
            ("Attachment", r#"{"title":"x"}"#, "attachment-empty"),
        ] {
            assert_eq!(found(type_name, json), [id], "{type_name} {json}");
        }
    }
}
