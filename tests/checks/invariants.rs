//! Constraints: fired, silent, warned about, undecided, repeated, corrected.

use jpfhir::diagnostics::{Diagnostic, Severity};
use jpfhir::document::Document;
use jpfhir::validate::Options;

use super::{PROFILE, claiming, judge, pin_all, profile};

/// A profile on Patient with constraints of severity error: key and expression.
fn constrained(constraints: &[(&str, &str)]) -> String {
    let items: Vec<String> = constraints.iter().map(|(key, expression)| constraint(key, "error", expression)).collect();
    profile(PROFILE, "Patient", &format!(r#"[{{"id":"Patient","path":"Patient","constraint":[{}]}}]"#, items.join(",")))
}

pub fn constraint(key: &str, severity: &str, expression: &str) -> String {
    let expression = serde_json::json!(expression);
    format!(r#"{{"key":"{key}","severity":"{severity}","human":"h","expression":{expression}}}"#)
}

fn about_constraints(document: &Document, found: &[Diagnostic]) -> Vec<String> {
    let about = found.iter().filter(|d| d.message.id.starts_with("invariant"));
    let fact = |d: &Diagnostic, name: &str| match d.fact(name) {
        Some(jpfhir::diagnostics::Fact::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    let line = |d: &Diagnostic| {
        let place = d.node.map_or(String::new(), |n| document.fhirpath(n));
        format!("{} {} {place} {}", d.message.id, fact(d, "key"), fact(d, "expression"))
    };
    about.map(line).collect()
}

/// What the constraints of a profile find in a Patient with these properties.
fn found(constraints: &[(&str, &str)], properties: &str) -> Vec<String> {
    let (document, found) = judge(&[constrained(constraints)], Options::default(), &claiming("Patient", properties));
    about_constraints(&document, &found)
}

/// What the constraints of R4 find in a document.
fn found_by_r4(text: &str) -> Vec<String> {
    let (document, found) = judge(&[], Options::default(), text);
    about_constraints(&document, &found)
}

const NAMED: &str = r#""active":true,"name":[{"family":"甲","given":["a","b"]}]"#;

#[test]
fn what_holds_is_silent() {
    let holds = ["name.exists()", "active", "name.given.count() = 2", "birthDate.empty()", "name.family.matches('甲')"];
    let constraints: Vec<_> = holds.iter().map(|e| ("c", *e)).collect();
    assert_eq!(found(&constraints, NAMED), [""; 0]);
}

#[test]
fn what_does_not_hold_is_found_with_the_part_that_fails() {
    let cases = [
        ("active.not()", "invariant c Patient active.not()"),
        ("active and birthDate.exists()", "invariant c Patient birthDate.exists()"),
        ("name.exists() implies (active and deceased.exists())", "invariant c Patient deceased.exists()"),
        ("birthDate = @2000", "invariant c Patient birthDate = @2000"),
        ("birthDate\n    = @2000\n", "invariant c Patient birthDate = @2000"),
        ("birthDate > @2000 or (gender = 'x')", "invariant c Patient birthDate > @2000 or (gender = 'x')"),
        ("name.given.length() = 1", "invariant-undecided c Patient name.given.length()"),
        ("gender is nothing", "invariant c Patient gender is nothing"),
        ("Observation.status.exists()", "invariant c Patient Observation.status.exists()"),
        ("active and", "invariant-undecided c Patient active and"),
    ];
    for (expression, expected) in cases {
        assert_eq!(found(&[("c", expression)], NAMED), [expected], "{expression}");
    }
}

#[test]
fn one_key_is_reported_once_and_keys_apart() {
    let lines = found(&[("a", "active.not()"), ("b", "active.not()")], NAMED);
    assert_eq!(lines, ["invariant a Patient active.not()", "invariant b Patient active.not()"]);
    let lines = found_by_two(&constrained(&[("a", "active.not()")]), &constrained(&[("a", "active = false")]));
    assert_eq!(lines, ["invariant a Patient active.not()"]);
}

/// What two profiles on Patient find together; the second gets a canonical of its own.
fn found_by_two(first: &str, second: &str) -> Vec<String> {
    let other = "http://example.org/StructureDefinition/second";
    let text = claiming("Patient", NAMED).replace(&format!(r#"["{PROFILE}"]"#), &format!(r#"["{PROFILE}","{other}"]"#));
    let structures = [first.to_owned(), second.replace(PROFILE, other)];
    let (document, found) = judge(&structures, Options::default(), &text);
    about_constraints(&document, &found)
}

#[test]
fn a_warning_is_a_warning_and_a_recommendation_waits_until_it_is_asked_for() {
    let differential = format!(
        r#"[{{"id":"Patient","path":"Patient","constraint":[{},{{"extension":[{{
        "url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice","valueBoolean":true}}],
        "key":"r","severity":"warning","human":"h","expression":"false"}}]}}]"#,
        constraint("w", "warning", "false")
    );
    let structures = [profile(PROFILE, "Patient", &differential)];
    let text = claiming("Patient", NAMED);
    let (document, found) = judge(&structures, Options::default(), &text);
    assert_eq!(about_constraints(&document, &found), ["invariant w Patient false"]);
    assert!(found.iter().any(|d| d.message.id == "invariant" && d.severity == Severity::Warning));
    let (document, found) = judge(&structures, Options { best_practice: true, ..Options::default() }, &text);
    let lines = about_constraints(&document, &found);
    assert_eq!(
        lines,
        ["invariant dom-6 Patient text.`div`.exists()", "invariant w Patient false", "invariant r Patient false"]
    );
}

#[test]
fn elements_are_held_to_the_constraints_of_their_types() {
    let cases = [
        (
            r#"{"resourceType":"Patient","contact":[{"id":"a"}]}"#,
            vec![
                "invariant ele-1 Patient.contact[0] hasValue() or (children().count() > id.count())",
                "invariant pat-1 Patient.contact[0] name.exists() or telecom.exists() or address.exists() or organization.exists()",
            ],
        ),
        (r#"{"resourceType":"Patient","contact":[{"gender":"male","name":{"text":"x"}}]}"#, vec![]),
        (
            r#"{"resourceType":"Patient","name":[{"text":"x","period":{"start":"2020-02-01","end":"2020-01-01"}}]}"#,
            vec![
                "invariant per-1 Patient.name[0].period start.hasValue().not() or end.hasValue().not() or (start <= end)",
            ],
        ),
        (
            r#"{"resourceType":"Patient","name":[{"text":"x","period":{"start":"2020-01-01","end":"2020-02-01"}}]}"#,
            vec![],
        ),
        (
            r#"{"resourceType":"Patient","telecom":[{"value":"1"}]}"#,
            vec!["invariant cpt-2 Patient.telecom[0] value.empty() or system.exists()"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(found_by_r4(text), expected, "{text}");
    }
}

#[test]
fn a_reference_to_nothing_contained_is_reported_once() {
    let ids = |reference: &str| {
        let text = format!(
            r##"{{"resourceType":"Patient","contained":[{{"resourceType":"Organization","id":"o","name":"x"}}],
            "managingOrganization":{reference},"contact":[{{"name":{{"text":"x"}},"organization":{{"reference":"#o"}}}}]}}"##
        );
        let (_, found) = super::judge(&[], super::Options::default(), &text);
        found.iter().map(|d| d.message.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(r##"{"reference":"#o"}"##), [""; 0]);
    assert_eq!(ids(r#"{"display":"x"}"#), [""; 0]);
    // The constraint ref-1 says the same with less to go by.
    assert_eq!(ids(r##"{"reference":"#p"}"##), ["reference-not-contained"]);
}

#[test]
fn entries_without_full_url_are_no_versions() {
    let bundle = |entry: &str| format!(r#"{{"resourceType":"Bundle","type":"batch","entry":[{entry}]}}"#);
    let request = r#""request":{"method":"DELETE","url":"Patient/1"}"#;
    assert_eq!(found_by_r4(&bundle(&format!("{{{request}}}"))), [""; 0]);
    let lines = found_by_r4(&bundle(&format!(r#"{{"fullUrl":"http://e/Patient/1/_history/2",{request}}}"#)));
    let expression = "fullUrl.empty() or fullUrl.contains('/_history/').not()";
    assert_eq!(lines, [format!("invariant bdl-8 Bundle.entry[0] {expression}")]);
}

#[test]
fn profiles_and_types_that_repeat_a_constraint_report_it_once() {
    let constraints = constrained(&[("c", "active.not()")]);
    assert_eq!(found_by_two(&constraints, &constraints), ["invariant c Patient active.not()"]);
}

/// An extension that may stand where its definition says so in FHIRPath.
fn extension(more: &str) -> String {
    profile(PROFILE, "Extension", r#"[{"id":"Extension","path":"Extension"}]"#)
        .replace(r#""derivation""#, &format!(r#"{more},"derivation""#))
}

fn found_of_extensions(definition: &str, text: &str) -> Vec<String> {
    let (document, found) = judge(&[definition.to_owned()], Options::default(), text);
    let about = found.iter().filter(|d| d.message.id.starts_with("extension-context"));
    about.map(|d| format!("{} {}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)))).collect()
}

#[test]
fn extensions_stand_where_an_expression_leads() {
    let definition = extension(r#""context":[{"type":"fhirpath","expression":"Patient.address.where(use = 'home')"}]"#);
    let text = |used: &str| {
        let extension = format!(r#"{{"url":"{PROFILE}","valueBoolean":true}}"#);
        format!(r#"{{"resourceType":"Patient","address":[{{"use":"{used}","extension":[{extension}]}}]}}"#)
    };
    assert_eq!(found_of_extensions(&definition, &text("home")), [""; 0]);
    assert_eq!(found_of_extensions(&definition, &text("work")), ["extension-context Patient.address[0].extension[0]"]);
}

#[test]
fn extensions_stand_on_the_value_of_an_extension() {
    let url = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";
    let definition = extension(&format!(r#""context":[{{"type":"extension","expression":"{url}"}}]"#));
    let text = |outer: &str| {
        format!(
            r#"{{"resourceType":"Patient","extension":[{{"url":"{outer}","valueBoolean":true,
            "_valueBoolean":{{"extension":[{{"url":"{PROFILE}","valueBoolean":true}}]}}}}]}}"#
        )
    };
    assert_eq!(found_of_extensions(&definition, &text(url)), [""; 0]);
    let other = "http://hl7.org/fhir/StructureDefinition/patient-cadavericDonor";
    assert_eq!(found_of_extensions(&definition, &text(other)).len(), 1);
}

#[test]
fn extensions_stand_where_a_condition_holds() {
    let definition = extension(
        r#""context":[{"type":"element","expression":"Patient"}],
        "contextInvariant":["active.not()","%extension.value = 1 or birthDate.empty()"]"#,
    );
    let text = |more: &str, value: u32| {
        format!(r#"{{"resourceType":"Patient",{more},"extension":[{{"url":"{PROFILE}","valueInteger":{value}}}]}}"#)
    };
    assert_eq!(found_of_extensions(&definition, &text(r#""active":false"#, 2)), [""; 0]);
    assert_eq!(found_of_extensions(&definition, &text(r#""active":false,"birthDate":"2000""#, 1)), [""; 0]);
    let expected = ["extension-context-condition Patient.extension[0]"];
    assert_eq!(found_of_extensions(&definition, &text(r#""active":true"#, 2)), expected);
    assert_eq!(found_of_extensions(&definition, &text(r#""active":false,"birthDate":"2000""#, 2)), expected);
    let (document, found) = judge(&[definition], Options::default(), &text(r#""active":true"#, 2));
    pin_all("extension-context-condition", &document, &found);
}

#[test]
fn words() {
    let constraints = [("starts", "name.given.first().startsWith('x')"), ("several", "name.given.length() = 1")];
    let (document, found) = judge(&[constrained(&constraints)], Options::default(), &claiming("Patient", NAMED));
    pin_all("invariants", &document, &found);
}
