//! Codes that follow the rules and codes that do not.

use super::*;

fn check(system: &str, code: &str) -> Validity {
    Syntax::of(system).unwrap().check(code)
}

#[test]
fn units() {
    for code in ["mg", "mg/dL", "10*3/uL", "%", "{回}", "mm[Hg]", "U/L", "/min", "1", "kg/m2", "[iU]/L", "Cel", "a"] {
        let expected = if code.is_ascii() { Validity::Valid } else { Validity::Invalid };
        assert_eq!(check("http://unitsofmeasure.org", code), expected, "{code}");
    }
    for code in ["", "mg per dL", "ＫＧ", "foo", "mg/", "5 mg"] {
        assert_eq!(check("http://unitsofmeasure.org", code), Validity::Invalid, "{code}");
    }
    let filter = |unit: &str| Filter { property: "canonical".into(), op: "=".into(), value: unit.into() };
    let lengths = Syntax::Ucum(None).filtered(&[filter("m")]).unwrap();
    assert_eq!((lengths.check("cm"), lengths.check("kg")), (Validity::Valid, Validity::Invalid));
}

#[test]
fn hostile_units_end() {
    for code in ["(".repeat(200), "{".repeat(200), "m.".repeat(100), "10*".repeat(66), "m/".repeat(99) + "m"] {
        check("http://unitsofmeasure.org", &code);
    }
}

#[test]
fn languages() {
    for tag in [
        "ja",
        "ja-JP",
        "en-US",
        "zh-Hans-CN",
        "de-1996",
        "sl-rozaj-biske",
        "x-private",
        "en-a-bbb-x-y",
        "i-lux",
        "es-419",
    ] {
        assert_eq!(check("urn:ietf:bcp:47", tag), Validity::Valid, "{tag}");
    }
    for tag in ["", "12345", "j", "ja_JP", "ja-", "日本語", "en-a", "x", "en-x", "ja-JP-JP"] {
        assert_eq!(check("urn:ietf:bcp:47", tag), Validity::Invalid, "{tag}");
    }
}

#[test]
fn media_types() {
    for code in
        ["application/pdf", "text/plain;charset=UTF-8", "text/plain; charset=\"utf-8\"", "application/fhir+json"]
    {
        assert_eq!(check("urn:ietf:bcp:13", code), Validity::Valid, "{code}");
    }
    for code in ["", "pdf", "application/", "/pdf", "text/plain;charset", "a b/c", "text/plain;=x"] {
        assert_eq!(check("urn:ietf:bcp:13", code), Validity::Invalid, "{code}");
    }
}

#[test]
fn countries_and_currencies_are_those_assigned() {
    for (system, code, expected) in [
        ("urn:iso:std:iso:3166", "JP", Validity::Valid),
        ("urn:iso:std:iso:3166", "JPN", Validity::Valid),
        ("urn:iso:std:iso:3166", "392", Validity::Valid),
        ("urn:iso:std:iso:3166", "004", Validity::Valid),
        ("urn:iso:std:iso:3166", "SS", Validity::Valid),
        ("urn:iso:std:iso:3166", "XK", Validity::Unknown),
        ("urn:iso:std:iso:3166", "QMB", Validity::Unknown),
        ("urn:iso:std:iso:3166", "901", Validity::Unknown),
        ("urn:iso:std:iso:3166", "JA", Validity::Invalid),
        ("urn:iso:std:iso:3166", "jp", Validity::Invalid),
        ("urn:iso:std:iso:3166", "NIP", Validity::Invalid),
        ("urn:iso:std:iso:3166", "001", Validity::Invalid),
        ("urn:iso:std:iso:3166", "Japan", Validity::Invalid),
        ("urn:iso:std:iso:4217", "JPY", Validity::Valid),
        ("urn:iso:std:iso:4217", "YEN", Validity::Invalid),
        ("urn:iso:std:iso:4217", "jpy", Validity::Invalid),
        ("urn:iso:std:iso:4217", "yen", Validity::Invalid),
        ("urn:ietf:rfc:3986", "urn:oid:1.2", Validity::Valid),
        ("urn:ietf:rfc:3986", "a b", Validity::Invalid),
    ] {
        assert_eq!(check(system, code), expected, "{system} {code}");
    }
    let filter = Filter { property: "code".into(), op: "regex".into(), value: "[0-9]{3}".into() };
    let numeric = Syntax::Country(None).filtered(std::slice::from_ref(&filter)).unwrap();
    assert_eq!((numeric.check("392"), numeric.check("JP")), (Validity::Valid, Validity::Invalid));
    assert_eq!(Syntax::Language.filtered(&[filter]), None);
}

#[test]
fn each_rule_knows_its_code_system() {
    for system in [
        "http://unitsofmeasure.org",
        "urn:ietf:bcp:47",
        "urn:ietf:bcp:13",
        "urn:ietf:rfc:3986",
        "urn:iso:std:iso:3166",
        "urn:iso:std:iso:4217",
    ] {
        assert_eq!(Syntax::of(system).unwrap().url(), system);
    }
    assert_eq!(Syntax::of("http://loinc.org"), None);
}

#[test]
fn codes_of_japan() {
    const USAGE: &str = "http://jami.jp/CodeSystem/MedicationUsage";
    const USAGE_OID: &str = "urn:oid:1.2.392.200250.2.2.20.20";
    const GTIN: &str = "urn:oid:2.51.1.1";
    for (system, code, expected) in [
        (USAGE, "1013044400000000", Validity::Valid),
        (USAGE_OID, "2B7N000000000000", Validity::Valid),
        (USAGE, "101304440000000", Validity::Invalid),
        (USAGE, "9013044400000000", Validity::Invalid),
        (USAGE_OID, "2b73000000000000", Validity::Invalid),
        (USAGE, "", Validity::Invalid),
        (GTIN, "14987123456787", Validity::Invalid),
        (GTIN, "04912345678904", Validity::Valid),
        (GTIN, "04912345678905", Validity::Invalid),
        (GTIN, "4912345678904", Validity::Invalid),
        (GTIN, "０4912345678904", Validity::Invalid),
    ] {
        assert_eq!(check(system, code), expected, "{system} {code}");
    }
}
