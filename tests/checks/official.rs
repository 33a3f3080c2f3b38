//! Where `--conformance official` follows the Java validator of the guides against R4, and that the corrected reading does
//! not.

use jpfhir::diagnostics::Severity;
use jpfhir::validate::Conformance;

use super::{Options, PROFILE, claiming, judge, official, profile};

const WHOLE: &str = r#"{"resourceType":"CodeSystem","url":"http://e/whole","content":"complete","caseSensitive":true,
    "concept":[{"code":"a"},{"code":"b"}]}"#;
const PART: &str =
    r#"{"resourceType":"CodeSystem","url":"http://e/part","content":"fragment","concept":[{"code":"b"}]}"#;

/// The ids of the errors in a document, by either reading: official, corrected.
fn errors(structures: &[String], text: &str) -> [Vec<&'static str>; 2] {
    [official(), Options::default()].map(|options| {
        let (_, found) = judge(structures, options, text);
        found.iter().filter(|d| d.severity == Severity::Error).map(|d| d.message.id).collect()
    })
}

#[test]
fn oids_need_some_length() {
    for (oid, is_taken) in [
        ("1.2.3", false),
        ("1.2.392", false),
        ("2.999", false),
        ("1.234567", false),
        ("1.40.3", true),
        ("2.999.1", true),
        ("1.2.3.4", true),
        ("1.2.392.100495.20.3.51", true),
    ] {
        let text = format!(r#"{{"resourceType":"Patient","identifier":[{{"system":"urn:oid:{oid}","value":"1"}}]}}"#);
        let refused: &[&str] = if is_taken { &[] } else { &["oid-short"] };
        assert_eq!(errors(&[], &text), [refused, &[]], "{oid}");
    }
    let wrong = r#"{"resourceType":"Patient","identifier":[{"system":"urn:oid:1.02","value":"1"}]}"#;
    assert_eq!(errors(&[], wrong), [["oid-format"], ["oid-format"]]);
}

/// Definitions with an Observation profile that asks for a category from a value set, told apart by it.
fn sliced_by_binding(inner: &str) -> Vec<String> {
    let listed: Vec<String> = ["http://e/whole", "http://e/part", "http://e/absent", "http://loinc.org"]
        .iter()
        .map(|system| format!(r#"{{"system":"{system}","concept":[{{"code":"a"}}]}}"#))
        .collect();
    let set =
        format!(r#"{{"resourceType":"ValueSet","url":"http://e/set","compose":{{"include":[{}]}}}}"#, listed.join(","));
    let differential = format!(
        r#"[{{"id":"Observation.category","path":"Observation.category",
            "slicing":{{"discriminator":[{{"type":"value","path":"$this"}}],"rules":"open"}}}},
        {{"id":"Observation.category:first","path":"Observation.category","sliceName":"first","min":1,"max":"1",
            "binding":{{"strength":"required","valueSet":"http://e/set"}}}}{inner}]"#
    );
    vec![WHOLE.into(), PART.into(), set, profile(PROFILE, "Observation", &differential)]
}

#[test]
fn slices_by_binding_need_codes_that_can_be_confirmed() {
    let structures = sliced_by_binding("");
    let none: [&str; 0] = [];
    let missing = ["slice-minimum"];
    for (coding, expected) in [
        (r#""system":"http://e/whole","code":"a""#, [&none[..], &none]),
        (r#""system":"http://e/part","code":"a""#, [&none, &none]),
        (r#""system":"http://e/absent","code":"a""#, [&missing, &none]),
        (r#""system":"http://loinc.org","code":"a""#, [&missing, &none]),
        (r#""system":"http://e/whole","code":"b""#, [&missing, &missing]),
        (r#""system":"http://e/other","code":"a""#, [&missing, &missing]),
    ] {
        let properties = format!(r#""status":"final","code":{{"text":"x"}},"category":[{{"coding":[{{{coding}}}]}}]"#);
        assert_eq!(errors(&structures, &claiming("Observation", &properties)), expected, "{coding}");
    }
}

#[test]
fn a_binding_counts_more_than_the_values_below() {
    let inner = r#",{"id":"Observation.category:first.coding.code","path":"Observation.category.coding.code","min":1,"fixedCode":"b"}"#;
    let structures = sliced_by_binding(inner);
    let properties =
        r#""status":"final","code":{"text":"x"},"category":[{"coding":[{"system":"http://e/whole","code":"a"}]}]"#;
    assert_eq!(errors(&structures, &claiming("Observation", properties)), [["value-fixed"], ["slice-minimum"]]);
}

#[test]
fn conditions_end_after_an_indexed_name() {
    let holds = |expression: &str| {
        let differential = format!(
            r#"[{{"id":"Patient","path":"Patient","constraint":[{{"key":"k","severity":"error","human":"h","expression":"{expression}"}}]}}]"#
        );
        let structures = [profile(PROFILE, "Patient", &differential)];
        let text = claiming("Patient", r#""name":[{"text":"x","given":["a"]}]"#);
        errors(&structures, &text).map(|found| found.is_empty())
    };
    for (expression, expected) in [
        ("name[0].text = 'y'", [true, false]),
        ("name[0].exists() and false", [true, false]),
        ("name[5].exists() or true", [false, true]),
        ("(name[0].text = 'y' and true)", [true, false]),
        ("name.where(given[0] = 'y').exists()", [true, false]),
        ("name[0].text = 'y' or name[0].text = 'z'", [true, false]),
        ("name[0].text = 'x'", [true, true]),
        ("(name[0]).text = 'y'", [false, false]),
        ("true and name[0].text = 'y'", [false, false]),
        ("name.given[0] = 'y'", [false, false]),
        ("name.first().text = 'y'", [false, false]),
    ] {
        assert_eq!(holds(expression), expected, "{expression}");
    }
}

#[test]
fn what_cannot_be_checked_is_a_warning() {
    let unit = r#"{"resourceType":"Observation","status":"final","code":{"text":"x"},
        "valueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"ZZZ9"}}"#;
    assert_eq!(errors(&[], unit), [vec![], vec!["unit-invalid"]]);
    let (_, found) = judge(&[], official(), unit);
    assert!(found.iter().any(|d| d.message.id == "unit-invalid" && d.severity == Severity::Warning));

    let set = r#"{"resourceType":"ValueSet","url":"http://e/set","compose":{"include":[{"system":"http://e/whole"}]}}"#;
    let differential = r#"[{"id":"Encounter.class","path":"Encounter.class","binding":{"strength":"required","valueSet":"http://e/set"}}]"#;
    let structures = [WHOLE.to_owned(), set.to_owned(), profile(PROFILE, "Encounter", differential)];
    let encounter = |class: &str| claiming("Encounter", &format!(r#""status":"planned","class":{{{class}}}"#));
    assert_eq!(errors(&structures, &encounter(r#""code":"a""#)), [vec![], vec!["code-not-in-value-set"]]);
    let other = encounter(r#""system":"http://e/other","code":"a""#);
    assert_eq!(errors(&structures, &other), [["code-not-in-value-set"], ["code-not-in-value-set"]]);
    assert_eq!(Options::default().conformance, Conformance::Corrected);
}
