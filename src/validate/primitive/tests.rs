//! Each type: values that pass, values that do not, and what is suggested instead.

use super::testing::{diagnose, document, fact, ids};
use super::*;

/// (type, values that pass)
const GOOD: &[(Primitive, &[&str])] = &[
    (Boolean, &["true", "false"]),
    (Integer, &["0", "-1", "2147483647", "-2147483648"]),
    (PositiveInt, &["1", "2147483647"]),
    (UnsignedInt, &["0", "7"]),
    (Decimal, &["0", "-0.50", "1e3", "1.5E-7", "123456789012345678901234567890.1"]),
    (Date, &["2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31"]),
    (DateTime, &["2024", "2024-05", "2024-05-04", "2024-05-04T10:00:00+09:00", "2016-12-31T23:59:60Z"]),
    (DateTime, &["2024-05-04T10:00:00.123456-14:00", "2000-02-29T00:00:00Z"]),
    (Instant, &["2024-05-04T10:00:00.000+09:00", "2024-05-04T10:00:00Z"]),
    (Time, &["00:00:00", "23:59:60", "10:00:00.5"]),
    (Base64Binary, &["aGVsbG8=", "AAAA", "AA=="]),
    (Uri, &["http://example.org/a", "relative/path", "urn:oid:1.2.392.100495", "#a", "urn:oid:1.2.3", ""]),
    (Uri, &["urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"]),
    (Url, &["https://example.org", "mailto:a@example.org"]),
    (Canonical, &["http://example.org/a|1.0", "#contained", "urn:oid:1.2.3|2"]),
    (Oid, &["urn:oid:2.16.840.1.113883", "urn:oid:0.4.0"]),
    (Uuid, &["urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"]),
    (Id, &["a", "A-1.b", "0123456789012345678901234567890123456789012345678901234567890123"]),
    (Code, &["final", "two words"]),
    (String, &["text", "二行\n目\tの", "", "<b>"]),
    (Markdown, &[" indented\n\ntext\n"]),
];

#[test]
fn good_values_pass() {
    for (primitive, values) in GOOD {
        for value in *values {
            let found = ids(*primitive, value);
            assert!(found.is_empty(), "{primitive:?} {value:?} gave {found:?}");
        }
    }
}

/// (type, value, id)
const BAD: &[(Primitive, &str, &str)] = &[
    (Integer, "1.0", "integer-format"),
    (Integer, "1e2", "integer-format"),
    (Integer, "2147483648", "integer-out-of-range"),
    (Integer, "99999999999999999999999", "integer-out-of-range"),
    (PositiveInt, "0", "integer-out-of-range"),
    (UnsignedInt, "-1", "integer-out-of-range"),
    (Date, "2024-02-30", "day-out-of-range"),
    (Date, "1900-02-29", "day-out-of-range"),
    (Date, "1955-13-01", "no-such-time"),
    (Date, "0000", "no-such-time"),
    (Date, "2024-05-04T10:00:00Z", "date-format"),
    (Date, "24-05-04", "date-format"),
    (Date, "2024-05-", "date-format"),
    (Date, "2024-5-4", "date-format"),
    (Date, " 2024-05-04", "date-format"),
    (Date, "日付", "date-format"),
    (DateTime, "2020-04-04T24:00:00+09:00", "no-such-time"),
    (DateTime, "2020-04-04T10:60:00+09:00", "no-such-time"),
    (DateTime, "2020-04-04T10:00:61+09:00", "no-such-time"),
    (DateTime, "2020-04-04T10:00:00+14:30", "no-such-time"),
    (DateTime, "2020-04-04T10:00:00+15:00", "no-such-time"),
    (DateTime, "2024-06-30T10:00:00", "time-zone-missing"),
    (DateTime, "2024-06-30T10:00+09:00", "seconds-missing"),
    (DateTime, "2024-06-30T10:00", "seconds-missing"),
    (DateTime, "2024-06T10:00:00Z", "date-format"),
    (DateTime, "2024-06-30T", "date-format"),
    (DateTime, "2024-06-30T10:00:00.Z", "date-format"),
    (DateTime, "2024-06-30T10:00:00+0900", "date-format"),
    (DateTime, "2024-06-30T10:00:00あ", "date-format"),
    (Instant, "2021-02-28", "date-format"),
    (Instant, "2021-02-30", "day-out-of-range"),
    (Instant, "2024-04-05T10:00:00", "time-zone-missing"),
    (Time, "24:00:00", "no-such-time"),
    (Time, "10:00", "seconds-missing"),
    (Time, "10:00:00Z", "date-format"),
    (Base64Binary, "%%%2@()()", "base64-format"),
    (Base64Binary, "AAA", "base64-format"),
    (Base64Binary, "A===", "base64-format"),
    (Base64Binary, "AA=A", "base64-format"),
    (Base64Binary, "AAAA AAAA", "base64-whitespace"),
    (Uri, " http://example.org", "uri-whitespace"),
    (Uri, "http://example.org/a b", "uri-whitespace"),
    (Uri, "oid:1.2.3", "uri-without-urn"),
    (Uri, "urn:oid:1.2.", "oid-format"),
    (Uri, "urn:oid:1.02", "oid-format"),
    (Uri, "urn:oid:3.1", "oid-format"),
    (Uri, "urn:oid:1", "oid-format"),
    (Uri, "urn:oid:１.2", "oid-format"),
    (Uri, "urn:uuid:f3b2bd36-199b-4591-b4db-f49db0912b6", "uuid-format"),
    (Uri, "urn:uuid:F3B2BD36-199B-4591-B4DB-F49DB0912B66", "uuid-format"),
    (Oid, "1.2.3", "oid-format"),
    (Uuid, "f3b2bd36-199b-4591-b4db-f49db0912b66", "uuid-format"),
    (Canonical, "12345", "canonical-relative"),
    (Canonical, "Library/a", "canonical-relative"),
    (Id, "org_1", "id-format"),
    (Id, "患者", "id-format"),
    (Id, "01234567890123456789012345678901234567890123456789012345678901234", "id-too-long"),
    (Code, " final", "code-whitespace"),
    (Code, "final ", "code-whitespace"),
    (Code, "a  b", "code-whitespace"),
    (Code, "　", "code-whitespace"),
    (String, " \n　", "only-whitespace"),
    (String, "キーウイ ", "surrounding-whitespace"),
    (String, "個別受診\u{7}", "control-character"),
    (Markdown, "  ", "only-whitespace"),
];

#[test]
fn bad_values_give_one_finding() {
    for (primitive, value, id) in BAD {
        assert_eq!(ids(*primitive, value), [*id], "{primitive:?} {value:?}");
    }
}

/// (type, value, what to write)
const FORMS: &[(Primitive, &str, &str)] = &[
    (Date, "2024/05/04", "2024-05-04"),
    (Date, "2024/5/4", "2024-05-04"),
    (Date, "20240504", "2024-05-04"),
    (Date, "２０２４-０５-０４", "2024-05-04"),
    (Date, "令和5年4月1日", "2023-04-01"),
    (Date, "令和元年5月", "2019-05"),
    (Date, "S55.1.2", "1980-01-02"),
    (Date, "2024年", "2024"),
    (Date, "2024-05-04T10:00:00Z", "2024-05-04"),
    (Date, "x", "YYYY-MM-DD"),
    (Date, "2024/02/30", "YYYY-MM-DD"),
    (DateTime, "2024-06-30T10:00:00", "2024-06-30T10:00:00+09:00"),
    (DateTime, "2024-06-30 10:00", "2024-06-30T10:00:00+09:00"),
    (DateTime, "20240630100000", "2024-06-30T10:00:00+09:00"),
    (DateTime, "2024-06-30T10:00Z", "2024-06-30T10:00:00Z"),
    (DateTime, "2024-06-30T10:00:00+0900", "2024-06-30T10:00:00+09:00"),
    (DateTime, "2024年6月30日 9時5分", "2024-06-30T09:05:00+09:00"),
    (Instant, "2024-06-30", "YYYY-MM-DDThh:mm:ss+09:00"),
    (Time, "9:05", "09:05:00"),
    (Integer, "+01,000", "1000"),
    (Integer, "１２", "12"),
    (Integer, "x", "1"),
    (Decimal, ".5", "0.5"),
    (Uri, " http://example.org/a", "http://example.org/a"),
    (Uuid, "F3B2BD36-199B-4591-B4DB-F49DB0912B66", "urn:uuid:f3b2bd36-199b-4591-b4db-f49db0912b66"),
    (Code, " final  now ", "final now"),
];

#[test]
fn the_help_says_what_to_write() {
    for (primitive, value, form) in FORMS {
        let found = diagnose(*primitive, primitive.json_kind(), value);
        assert_eq!(found.first().map(|d| fact(d, "form")).as_deref(), Some(*form), "{primitive:?} {value:?}");
    }
}

#[test]
fn json_type_must_fit() {
    let cases = [
        (Boolean, Kind::String, "true", "true"),
        (Boolean, Kind::Number, "1", "true / false"),
        (Integer, Kind::String, "12", "12"),
        (Decimal, Kind::String, "many", "0, 1, 2 …"),
        (String, Kind::Number, "12", "\"12\""),
        (Code, Kind::Boolean, "true", "\"true\""),
    ];
    for (primitive, kind, value, form) in cases {
        let found = diagnose(primitive, kind, value);
        assert_eq!(found.iter().map(|d| d.message.id).collect::<Vec<_>>(), ["wrong-json-type"]);
        assert_eq!(fact(&found[0], "form"), form);
    }
}

#[test]
fn xml_values_are_text() {
    for (primitive, value, expected) in [
        (Integer, "12", &[][..]),
        (Integer, "012", &["integer-format"][..]),
        (Decimal, "+1", &["decimal-format"]),
        (Boolean, "true", &[]),
        (Boolean, "True", &["boolean-format"]),
    ] {
        let document = document(Format::Xml, Kind::String, value);
        let mut sink = Vec::new();
        check(primitive, document.element(0), &mut sink);
        assert_eq!(sink.iter().map(|d| d.message.id).collect::<Vec<_>>(), expected, "{value}");
        assert!(sink.iter().all(|d| document.source.slice(d.span) == value), "the span is the attribute's text");
    }
    let empty = document(Format::Xml, Kind::Object, "<x/>");
    let mut sink = Vec::new();
    check(String, empty.element(0), &mut sink);
    assert!(sink.is_empty(), "extensions may stand in for a value");
}

#[test]
fn a_string_may_have_a_mebibyte_of_characters() {
    assert!(ids(String, &"あ".repeat(1 << 20)).is_empty());
    assert_eq!(ids(String, &"a".repeat((1 << 20) + 1)), ["string-too-long"]);
}

#[test]
fn names_lead_back_to_their_types() {
    for primitive in ALL {
        assert_eq!(Primitive::of(primitive.name()), Some(primitive));
    }
    assert_eq!(Primitive::of("http://hl7.org/fhirpath/System.String"), Some(String));
    assert_eq!(Primitive::of("Coding"), None);
}

#[test]
fn decoded_length_counts_bytes() {
    for (value, length) in [("AAAA", Some(3)), ("AAA=", Some(2)), ("AA==", Some(1)), ("AA", None)] {
        assert_eq!(binary::decoded_length(value), length);
    }
}
