//! Fixed values, patterns, lengths, ranges and types.

use super::{Options, PROFILE, claiming, found, pin, profile};

const DIFFERENTIAL: &str = r#"[
    {"id":"Observation.status","path":"Observation.status","fixedCode":"final"},
    {"id":"Observation.code","path":"Observation.code","patternCodeableConcept":{"coding":[{"system":"http://a","code":"1"}]}},
    {"id":"Observation.method","path":"Observation.method","fixedCodeableConcept":{"coding":[{"system":"http://m","code":"2"}]}},
    {"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"string"},{"code":"integer"},{"code":"Quantity"}]},
    {"id":"Observation.note.text","path":"Observation.note.text","maxLength":3},
    {"id":"Observation.component.value[x]","path":"Observation.component.value[x]","type":[{"code":"integer"}],
     "minValueInteger":1,"maxValueInteger":10}]"#;

fn observation(properties: &str) -> Vec<String> {
    let base = r#""status":"final","code":{"coding":[{"system":"http://a","code":"1","display":"d"}]}"#;
    let text = match properties {
        "" => claiming("Observation", base),
        more if more.contains("\"code\":{") && !more.contains("component") => claiming("Observation", more),
        more => claiming("Observation", &format!("{base},{more}")),
    };
    found("Observation", DIFFERENTIAL, &text)
}

#[test]
fn fixed_values_and_patterns() {
    for (properties, expected) in [
        ("", vec![]),
        (
            r#""status":"amended","code":{"coding":[{"system":"http://a","code":"1"}]}"#,
            vec!["value-fixed Observation.status"],
        ),
        (
            r#""status":"final","code":{"coding":[{"system":"http://a","code":"2"}]}"#,
            vec!["value-pattern Observation.code"],
        ),
        (r#""status":"final","code":{"text":"x","coding":[{"code":"0"},{"system":"http://a","code":"1"}]}"#, vec![]),
        (r#""method":{"coding":[{"system":"http://m","code":"2"}]}"#, vec![]),
        (
            r#""method":{"coding":[{"system":"http://m","code":"3"}]}"#,
            vec!["value-fixed Observation.method.coding[0].code"],
        ),
        (r#""method":{"coding":[{"system":"http://m"}]}"#, vec!["value-fixed-missing Observation.method.coding[0]"]),
        (
            r#""method":{"coding":[{"system":"http://m","code":"2"}],"text":"t"}"#,
            vec!["value-fixed-extra Observation.method.text"],
        ),
    ] {
        assert_eq!(observation(properties), expected, "{properties}");
    }
}

#[test]
fn types_lengths_and_ranges() {
    let component = |value: &str| format!(r#""component":[{{"code":{{"text":"c"}},"valueInteger":{value}}}]"#);
    for (properties, expected) in [
        (r#""valueString":"x""#.to_string(), vec![]),
        (r#""valueBoolean":true"#.to_string(), vec!["type-not-allowed Observation.value.ofType(boolean)"]),
        (r#""note":[{"text":"abc"}]"#.to_string(), vec![]),
        (r#""note":[{"text":"あいう"}]"#.to_string(), vec![]),
        (r#""note":[{"text":"abcd"}]"#.to_string(), vec!["value-too-long Observation.note[0].text"]),
        (component("1"), vec![]),
        (component("10"), vec![]),
        (component("0"), vec!["value-below-minimum Observation.component[0].value.ofType(integer)"]),
        (component("11"), vec!["value-above-maximum Observation.component[0].value.ofType(integer)"]),
    ] {
        assert_eq!(observation(&properties), expected, "{properties}");
    }
}

#[test]
fn quantities_have_ranges() {
    let differential = r#"[{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"Quantity"}],
        "minValueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"kg"},
        "maxValueQuantity":{"value":2,"system":"http://unitsofmeasure.org","code":"kg"}}]"#;
    for (value, expected) in [
        (r#"{"value":1.5,"system":"http://unitsofmeasure.org","code":"kg"}"#, vec![]),
        (r#"{"value":1,"system":"http://unitsofmeasure.org","code":"kg"}"#, vec![]),
        (
            r#"{"value":0.5,"system":"http://unitsofmeasure.org","code":"kg"}"#,
            vec!["value-below-minimum Observation.value.ofType(Quantity)"],
        ),
        (
            r#"{"value":3,"system":"http://unitsofmeasure.org","code":"kg"}"#,
            vec!["value-above-maximum Observation.value.ofType(Quantity)"],
        ),
        // Units that are not the limit's cannot be compared here.
        (r#"{"value":3,"system":"http://other.example","code":"kg"}"#, vec![]),
    ] {
        let document =
            claiming("Observation", &format!(r#""status":"final","code":{{"text":"c"}},"valueQuantity":{value}"#));
        assert_eq!(found("Observation", differential, &document), expected, "{value}");
    }
}

#[test]
fn words() {
    let document = claiming(
        "Observation",
        r#""status":"amended","code":{"coding":[{"system":"http://a","code":"2"}]},
        "method":{"coding":[{"system":"http://m"}],"text":"t"},"valueBoolean":true,"note":[{"text":"abcd"}],
        "component":[{"code":{"text":"c"},"valueInteger":0},{"code":{"text":"c"},"valueInteger":11}]"#,
    );
    pin("values", &[profile(PROFILE, "Observation", DIFFERENTIAL)], Options::default(), &document);
}
