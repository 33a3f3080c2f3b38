//! Codes: existence, bindings of every strength and type, displays, code systems.

use jpfhir::diagnostics::Severity;

use super::{Options, PROFILE, claiming, is_about_codes, judge, pin_all, profile};

const TREE: &str = r#"{"resourceType":"CodeSystem","url":"http://e/tree","version":"1","content":"complete","caseSensitive":true,
    "concept":[{"code":"a","display":"甲（実測）","concept":[{"code":"aa","display":"甲甲"}]},{"code":"b","display":"乙"},{"code":"nameless"}]}"#;
const LOOSE: &str =
    r#"{"resourceType":"CodeSystem","url":"http://e/loose","content":"complete","concept":[{"code":"mL"}]}"#;
const PART: &str =
    r#"{"resourceType":"CodeSystem","url":"http://e/part","content":"fragment","concept":[{"code":"1"}]}"#;
const GROUPS: &str = r#"{"resourceType":"CodeSystem","url":"http://e/groups","content":"complete",
    "concept":[{"code":"g","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[{"code":"gg","display":"G"}]}]}"#;
const JAPANESE: &str = r#"{"resourceType":"CodeSystem","url":"http://e/tree-ja","content":"supplement","supplements":"http://e/tree",
    "concept":[{"code":"b","display":"きのと"}]}"#;

fn value_set(name: &str, compose: &str) -> String {
    format!(r#"{{"resourceType":"ValueSet","url":"http://e/{name}","title":"値 {name}","compose":{compose}}}"#)
}

/// The code systems and value sets, with a profile on Observation that has this differential.
fn definitions(differential: &str) -> Vec<String> {
    let mut all: Vec<String> = [TREE, LOOSE, PART, JAPANESE, GROUPS].map(str::to_owned).to_vec();
    all.push(value_set(
        "below-a",
        r#"{"include":[{"system":"http://e/tree","filter":[{"property":"concept","op":"is-a","value":"a"}]}]}"#,
    ));
    all.push(value_set(
        "not-b",
        r#"{"include":[{"system":"http://e/tree"}],"exclude":[{"system":"http://e/tree","concept":[{"code":"b"}]}]}"#,
    ));
    all.push(value_set("circle", r#"{"include":[{"valueSet":["http://e/circle"]}]}"#));
    all.push(value_set(
        "units",
        r#"{"include":[{"system":"http://unitsofmeasure.org","concept":[{"code":"mg"},{"code":"kg"}]}]}"#,
    ));
    all.push(value_set("texts", r#"{"include":[{"system":"http://e/tree","concept":[{"code":"x y"}]}]}"#));
    all.push(profile(PROFILE, "Observation", differential));
    all
}

fn codes_found(differential: &str, properties: &str) -> Vec<String> {
    let text = claiming("Observation", &format!(r#""status":"final",{properties}"#));
    let (document, found) = judge(&definitions(differential), Options::default(), &text);
    let about = found.iter().filter(|d| is_about_codes(d));
    about.map(|d| format!("{} {}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)))).collect()
}

fn bound(strength: &str, value_set: &str) -> String {
    format!(
        r#"[{{"id":"Observation.method","path":"Observation.method","binding":{{"strength":"{strength}","valueSet":"http://e/{value_set}"}}}}]"#
    )
}

fn method(codings: &str) -> String {
    format!(r#""code":{{"text":"t"}},"method":{{"coding":[{codings}]}}"#)
}

const A: &str = r#"{"system":"http://e/tree","code":"a"}"#;
const B: &str = r#"{"system":"http://e/tree","code":"b"}"#;
const WRONG: &str = r#"{"system":"http://e/tree","code":"aaa"}"#;
const OTHER: &str = r#"{"system":"http://e/loose","code":"mL"}"#;

#[test]
fn strengths() {
    let at_coding = |id: &str| vec![format!("{id} Observation.method.coding[0]")];
    for (strength, coding, expected) in [
        ("required", A, vec![]),
        ("required", B, at_coding("code-not-in-value-set")),
        ("required", OTHER, at_coding("code-not-in-value-set")),
        ("extensible", A, vec![]),
        ("extensible", B, at_coding("code-not-in-extensible-value-set")),
        ("preferred", A, vec![]),
        ("preferred", B, at_coding("code-not-in-preferred-value-set")),
        ("example", B, vec![]),
        // A code that does not exist is said to be that, unless the value set forbids it anyway.
        ("required", WRONG, at_coding("code-not-in-value-set")),
        ("extensible", WRONG, vec!["code-unknown Observation.method.coding[0].code".to_owned()]),
        ("example", WRONG, vec!["code-unknown Observation.method.coding[0].code".to_owned()]),
    ] {
        assert_eq!(codes_found(&bound(strength, "below-a"), &method(coding)), expected, "{strength} {coding}");
    }
}

#[test]
fn any_coding_is_enough() {
    let required = bound("required", "below-a");
    for (codings, expected) in [
        (format!("{B},{A}"), vec![]),
        (format!("{B},{OTHER}"), vec!["code-not-in-value-set Observation.method"]),
        (format!(r#"{B},{{"system":"http://e/part","code":"1"}}"#), vec!["code-not-in-value-set Observation.method"]),
    ] {
        assert_eq!(codes_found(&required, &method(&codings)), expected, "{codings}");
    }
    let text_only = r#""code":{"text":"t"},"method":{"text":"t"}"#;
    assert_eq!(codes_found(&required, text_only), ["code-required Observation.method"]);
    assert_eq!(codes_found(&bound("extensible", "below-a"), text_only), ["code-expected Observation.method"]);
    assert_eq!(codes_found(&bound("preferred", "below-a"), text_only), Vec::<String>::new());
}

#[test]
fn the_most_that_a_binding_allows() {
    let most = |value_set: &str| {
        format!(
            r#"[{{"id":"Observation.method","path":"Observation.method","binding":{{"strength":"example","extension":[
            {{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet","valueCanonical":"http://e/{value_set}"}}],
            "valueSet":"http://e/not-b"}}}}]"#
        )
    };
    let outside = ["code-not-in-maximum-value-set Observation.method.coding[0]"];
    assert_eq!(codes_found(&most("below-a"), &method(B)), outside);
    assert_eq!(codes_found(&most("below-a"), &method(A)), Vec::<String>::new());
}

#[test]
fn codes_units_and_strings_are_bound_too() {
    let binding = |path: &str, value_set: &str| {
        format!(
            r#"[{{"id":"{path}","path":"{path}","binding":{{"strength":"required","valueSet":"http://e/{value_set}"}}}}]"#
        )
    };
    let quantity = |code: &str| {
        format!(
            r#""code":{{"text":"t"}},"valueQuantity":{{"value":1,"system":"http://unitsofmeasure.org","code":"{code}"}}"#
        )
    };
    let value = r#"[{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"Quantity"}],
        "binding":{"strength":"required","valueSet":"http://e/units"}}]"#;
    assert_eq!(codes_found(value, &quantity("mg")), Vec::<String>::new());
    assert_eq!(codes_found(value, &quantity("g")), ["code-not-in-value-set Observation.value.ofType(Quantity)"]);
    let language = binding("Observation.language", "texts");
    let status = r#""code":{"text":"t"}"#;
    assert_eq!(codes_found(&language, status), Vec::<String>::new());
    let english = r#""code":{"text":"t"},"language":"en""#;
    assert_eq!(codes_found(&language, english), ["code-not-in-value-set Observation.language"]);
    let text = r#"[{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"string"}],
        "binding":{"strength":"required","valueSet":"http://e/texts"}}]"#;
    assert_eq!(codes_found(text, r#""code":{"text":"t"},"valueString":"x y""#), Vec::<String>::new());
    let wrong = codes_found(text, r#""code":{"text":"t"},"valueString":"z""#);
    assert_eq!(wrong, ["code-not-in-value-set Observation.value.ofType(string)"]);
}

#[test]
fn the_types_own_bindings_count() {
    let (document, found) =
        judge(&[], Options::default(), r#"{"resourceType":"Patient","gender":"man","maritalStatus":{"text":"x"}}"#);
    let found: Vec<_> =
        found.iter().map(|d| format!("{} {}", d.message.id, document.fhirpath(d.node.unwrap()))).collect();
    assert_eq!(found, ["code-not-in-value-set Patient.gender", "code-expected Patient.maritalStatus"]);
    let absent = r#"{"resourceType":"Patient","_gender":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}"#;
    let (_, found) = judge(&[], Options::default(), absent);
    assert_eq!(found.iter().map(|d| d.message.id).collect::<Vec<_>>(), ["code-required"]);
}

#[test]
fn value_sets_that_do_not_decide() {
    let none = Vec::<String>::new();
    assert_eq!(codes_found(&bound("required", "none"), &method(A)), ["value-set-unknown Observation.method"]);
    assert_eq!(
        codes_found(&bound("required", "circle"), &method(A)),
        ["value-set-undecidable Observation.method.coding[0]"]
    );
    assert_eq!(codes_found(&bound("required", "not-b"), &method(A)), none);
    assert_eq!(
        codes_found(&bound("required", "not-b"), &method(B)),
        ["code-not-in-value-set Observation.method.coding[0]"]
    );
}

/// What is found of a coding, without a binding.
fn coding(coding: &str) -> Vec<String> {
    codes_found("[]", &format!(r#""code":{{"coding":[{coding}]}}"#))
}

#[test]
fn codings_by_themselves() {
    for (text, expected) in [
        (r#"{"system":"http://e/tree","code":"a"}"#, ""),
        (r#"{"system":"http://e/tree","code":"A"}"#, "code-unknown code"),
        (r#"{"system":"http://e/tree","version":"1","code":"a"}"#, ""),
        (r#"{"system":"http://e/tree","version":"2","code":"a"}"#, "code-system-version-unknown code"),
        (r#"{"system":"http://e/loose","code":"ML"}"#, "code-other-case code"),
        (r#"{"system":"http://e/part","code":"1"}"#, ""),
        (r#"{"system":"http://e/part","code":"2"}"#, "code-system-incomplete code"),
        (r#"{"code":"a"}"#, "code-without-system code"),
        (r#"{"display":"a"}"#, ""),
        (r#"{"system":"tree","code":"a"}"#, "code-system-relative system"),
        (r#"{"system":"http://e/below-a","code":"a"}"#, "code-system-is-value-set system"),
        (r#"{"system":"http://e/tree-ja","code":"b"}"#, "code-system-is-supplement system"),
        (r#"{"system":"http://e/groups","code":"g"}"#, "code-is-group code"),
        (r#"{"system":"http://e/groups","code":"gg"}"#, ""),
        (r#"{"system":"http://e/none","code":"a"}"#, "code-system-unknown system"),
        (r#"{"system":"urn:oid:1.2.392.200119.4.504","code":"a"}"#, "code-system-alias system"),
        (r#"{"system":"http://loinc.org","code":"1-8"}"#, "code-system-not-at-hand system"),
        (
            r#"{"system":"http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/1311234567","code":"1"}"#,
            "code-system-local system",
        ),
        (r#"{"system":"urn:ietf:bcp:47","code":"ja"}"#, ""),
        (r#"{"system":"urn:ietf:bcp:47","code":"日本"}"#, "code-unknown code"),
    ] {
        let expected: Vec<String> = match expected.split_once(' ') {
            Some((id, part)) => vec![format!("{id} Observation.code.coding[0].{part}")],
            None => vec![],
        };
        assert_eq!(coding(text), expected, "{text}");
    }
}

#[test]
fn displays_are_compared_after_folding() {
    for (code, display, is_wrong) in [
        ("a", "甲（実測）", false),
        ("a", "甲(実測)", false),
        ("a", "甲", true),
        ("b", "きのと", false),
        ("nameless", "anything", false),
    ] {
        let found = coding(&format!(r#"{{"system":"http://e/tree","code":"{code}","display":"{display}"}}"#));
        let expected: &[&str] = if is_wrong { &["display-wrong Observation.code.coding[0].display"] } else { &[] };
        assert_eq!(found, expected, "{code} {display}");
    }
}

#[test]
fn units_follow_ucum() {
    let unit = |code: &str| {
        codes_found(
            "[]",
            &format!(
                r#""code":{{"text":"t"}},"valueQuantity":{{"value":1,"system":"http://unitsofmeasure.org","code":"{code}"}}"#
            ),
        )
    };
    assert_eq!(unit("mg/dL"), Vec::<String>::new());
    assert_eq!(unit("mg per dL"), ["unit-invalid Observation.value.ofType(Quantity).code"]);
}

#[test]
fn units_of_code_systems_are_errors_only_where_they_are_bound() {
    let severity = |differential: &str| {
        let quantity =
            r#""status":"final","code":{"text":"t"},"valueQuantity":{"value":1,"system":"http://e/tree","code":"x"}"#;
        let text = claiming("Observation", quantity);
        let (_, found) = judge(&definitions(differential), Options::default(), &text);
        let about = found.iter().filter(|d| is_about_codes(d));
        about.map(|d| (d.message.id, d.severity)).collect::<Vec<_>>()
    };
    assert_eq!(severity("[]"), [("code-unknown", Severity::Warning)]);
    let bound = r#"[{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"Quantity"}],
        "binding":{"strength":"preferred","valueSet":"http://e/units"}}]"#;
    assert_eq!(severity(bound), [("code-unknown", Severity::Error)]);
}

#[test]
fn a_code_system_is_named_once_a_document() {
    let unknown = r#"{"system":"http://e/none","code":"1"}"#;
    let found =
        codes_found("[]", &format!(r#""code":{{"coding":[{unknown},{unknown}]}},"method":{{"coding":[{unknown}]}}"#));
    assert_eq!(found, ["code-system-unknown Observation.code.coding[0].system"]);
}

/// The definitions with a code system whose property has codes as its values.
fn with_kinds() -> Vec<String> {
    let kinds = r#"{"resourceType":"CodeSystem","url":"http://e/kinds","content":"complete","concept":[
        {"code":"k","property":[{"code":"like","valueCoding":{"system":"http://e/tree","code":"a"}}]}]}"#;
    let mut definitions = definitions("[]");
    definitions.push(kinds.to_owned());
    definitions
}

/// What is found about codes in a document of any type.
fn found_in(text: &str) -> Vec<String> {
    let (document, found) = judge(&with_kinds(), Options::default(), text);
    let about = found.iter().filter(|d| is_about_codes(d));
    about.map(|d| format!("{} {}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)))).collect()
}

#[test]
fn codes_of_concept_maps_exist() {
    let map = |source: &str, target: &str| {
        found_in(&format!(
            r#"{{"resourceType":"ConceptMap","status":"draft","sourceUri":"http://e/below-a","group":[{{"source":"http://e/tree",
            "target":"http://e/loose","element":[{{"code":"{source}","target":[{{"code":"{target}","equivalence":"equal"}}]}}]}}]}}"#
        ))
    };
    assert_eq!(map("aa", "mL"), Vec::<String>::new());
    assert_eq!(map("b", "mL"), ["code-not-in-value-set ConceptMap.group[0].element[0].code"]);
    assert_eq!(map("a", "x"), ["code-unknown ConceptMap.group[0].element[0].target[0].code"]);
}

#[test]
fn value_sets_name_their_codes_rightly() {
    let include = |include: &str| {
        found_in(&format!(r#"{{"resourceType":"ValueSet","status":"draft","compose":{{"include":[{include}]}}}}"#))
    };
    let filter = |value: &str| {
        include(&format!(
            r#"{{"system":"http://e/kinds","filter":[{{"property":"like","op":"=","value":"{value}"}}]}}"#
        ))
    };
    assert_eq!(filter("http://e/tree#a"), Vec::<String>::new());
    assert_eq!(filter("http://none#a"), Vec::<String>::new());
    for wrong in ["http://e/tree#x", "a"] {
        assert_eq!(filter(wrong), ["filter-value-invalid ValueSet.compose.include[0].filter[0]"], "{wrong}");
    }
    assert_eq!(include(r##"{"system":"#x"}"##), ["code-system-relative ValueSet.compose.include[0].system"]);
}

#[test]
fn slices_are_told_apart_by_value_sets() {
    let differential = r#"[{"id":"Observation.category","path":"Observation.category","slicing":{"discriminator":[{"type":"value","path":"$this"}],"rules":"open"}},
        {"id":"Observation.category:x","path":"Observation.category","sliceName":"x","min":1,"max":"1",
         "binding":{"strength":"required","valueSet":"http://e/below-a"}}]"#;
    let with = |coding: &str| {
        let text = claiming(
            "Observation",
            &format!(r#""status":"final","code":{{"text":"t"}},"category":[{{"coding":[{coding}]}}]"#),
        );
        let (_, found) = judge(&definitions(differential), Options::default(), &text);
        found.iter().filter(|d| !is_about_codes(d)).map(|d| d.message.id).collect::<Vec<_>>()
    };
    assert_eq!(with(A), Vec::<&str>::new());
    assert_eq!(with(B), ["slice-minimum"]);
}

/// The words of every finding about codes.
#[test]
fn words() {
    let parts = [
        ("required", "below-a", method(WRONG)),
        ("required", "not-b", method(B)),
        ("required", "below-a", method(OTHER)),
        ("required", "below-a", r#""code":{"text":"t"},"method":{"text":"t"}"#.to_owned()),
        ("extensible", "below-a", r#""code":{"text":"t"},"method":{"text":"t"}"#.to_owned()),
        ("extensible", "below-a", method(B)),
        ("preferred", "below-a", method(B)),
        ("required", "none", method(A)),
        ("required", "circle", method(A)),
        (
            "example",
            "below-a",
            r#""valueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"foo"},"code":{"coding":[
            {"system":"http://e/tree","version":"2","code":"bb"},{"system":"http://e/loose","code":"ml"},{"code":"x"},
            {"system":"tree","code":"x"},{"system":"http://e/below-a","code":"a"},{"system":"http://e/treee","code":"a"},
            {"system":"urn:oid:1.2.392.200119.4.504","code":"a"},{"system":"http://snomed.info/sct","code":"1"},
            {"system":"http://loinc.org","code":"1-8"},{"system":"http://h/localcode","code":"1"},
            {"system":"http://e/tree-ja","code":"b"},{"system":"http://e/groups","code":"g"},
            {"system":"http://e/part","code":"2"},{"system":"http://e/tree","code":"a","display":"乙"}]}"#
                .to_owned(),
        ),
    ];
    let filter = r#"{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"http://e/kinds",
        "filter":[{"property":"like","op":"=","value":"a"}]}]}}"#;
    let (document, found) = judge(&with_kinds(), Options::default(), filter);
    pin_all("codes-filter", &document, &found);
    for (index, (strength, value_set, properties)) in parts.into_iter().enumerate() {
        let text = claiming("Observation", &format!(r#""status":"final",{properties}"#));
        let (document, mut found) = judge(&definitions(&bound(strength, value_set)), Options::default(), &text);
        found.retain(is_about_codes);
        pin_all(&format!("codes-{index:02}"), &document, &found);
    }
}

#[test]
fn what_is_no_string_is_not_compared_with_a_value_set() {
    for (gender, expected) in [
        ("1", &["wrong-json-type Patient.gender"][..]),
        (r#""1""#, &["code-not-in-value-set Patient.gender"]),
        (r#""male""#, &[]),
    ] {
        let text = format!(r#"{{"resourceType":"Patient","gender":{gender}}}"#);
        let (document, found) = judge(&[], Options::default(), &text);
        let at = |d: &jpfhir::diagnostics::Diagnostic| d.node.map_or(String::new(), |n| document.fhirpath(n));
        let ids: Vec<String> = found.iter().map(|d| format!("{} {}", d.message.id, at(d))).collect();
        assert_eq!(ids, expected, "{gender}");
    }
}
