//! Limits of numbers, quantities, dates and texts.

use super::{Options, PROFILE, claiming, found, pin, profile};

fn quantity(value: &str, code: &str) -> String {
    let quantity = format!(r#"{{"value":{value},"system":"http://unitsofmeasure.org","code":"{code}"}}"#);
    claiming("Observation", &format!(r#""status":"final","code":{{"text":"x"}},"valueQuantity":{quantity}"#))
}

#[test]
fn quantities_are_compared_in_the_unit_of_the_limit() {
    let limit = |value: u32| format!(r#"{{"value":{value},"system":"http://unitsofmeasure.org","code":"kg"}}"#);
    let differential = format!(
        r#"[{{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{{"code":"Quantity"}}],
            "minValueQuantity":{},"maxValueQuantity":{}}}]"#,
        limit(1),
        limit(2)
    );
    for (value, code, expected) in [
        ("1.5", "kg", ""),
        ("0.5", "kg", "value-below-minimum Observation.value.ofType(Quantity)"),
        ("3", "kg", "value-above-maximum Observation.value.ofType(Quantity)"),
        ("1500", "g", ""),
        ("2", "[lb_av]", "value-below-minimum Observation.value.ofType(Quantity)"),
        ("999.9", "g", "value-below-minimum Observation.value.ofType(Quantity)"),
        ("11000", "g", "value-above-maximum Observation.value.ofType(Quantity)"),
        // Of another kind, or no unit at all: nothing to compare.
        ("11000", "mL", ""),
        ("11000", "sacks", ""),
    ] {
        let found = found("Observation", &differential, &quantity(value, code));
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        assert_eq!(found, expected, "{value} {code}");
    }
}

#[test]
fn durations_as_limits_of_dates_count_from_now() {
    let duration = |value: u32| format!(r#"{{"value":{value},"system":"http://unitsofmeasure.org","code":"a"}}"#);
    let differential = format!(
        r#"[{{"id":"Patient.birthDate","path":"Patient.birthDate","minValueDuration":{},"maxValueDuration":{}}}]"#,
        duration(500),
        duration(500)
    );
    for (date, expected) in [
        ("2000-01-01", ""),
        ("2000", ""),
        ("1066-10-14", "value-below-minimum Patient.birthDate"),
        ("9999-01-01", "value-above-maximum Patient.birthDate"),
    ] {
        let text = claiming("Patient", &format!(r#""birthDate":"{date}""#));
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        assert_eq!(found("Patient", &differential, &text), expected, "{date}");
    }
}

#[test]
fn texts_have_a_least_length() {
    let differential = r#"[{"id":"Patient.name.text","path":"Patient.name.text",
        "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":3}]}]"#;
    for (text, expected) in [("山田花", vec![]), ("山田", vec!["value-too-short Patient.name[0].text"])] {
        let document = claiming("Patient", &format!(r#""name":[{{"text":"{text}"}}]"#));
        assert_eq!(found("Patient", differential, &document), expected, "{text}");
    }
    let structures = [profile(PROFILE, "Patient", differential)];
    pin("least-length", &structures, Options::default(), &claiming("Patient", r#""name":[{"text":"山田"}]"#));
}
