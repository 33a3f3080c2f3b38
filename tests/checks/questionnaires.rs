//! Answers held to their questionnaire: what each rule says, and where it is silent.

use jpfhir::diagnostics::Severity;
use jpfhir::validate::questionnaire::messages;

use super::{Options, judge, official};

/// What is found about the answers (JSON items) to a questionnaire (JSON items) in a package, as the ends of the ids.
fn found_in(status: &str, items: &str, answers: &str) -> Vec<String> {
    let form = format!(
        r#"{{"resourceType":"Questionnaire","url":"http://e/q","version":"2","status":"active","item":[{items}],
        "contained":[{{"resourceType":"ValueSet","id":"v","status":"active","compose":{{"include":[
        {{"system":"http://e/s","concept":[{{"code":"a"}},{{"code":"b"}}]}}]}}}}]}}"#
    );
    let text = format!(
        r#"{{"resourceType":"QuestionnaireResponse","questionnaire":"http://e/q|2","status":"{status}","item":[{answers}]}}"#
    );
    let (_, found) = judge(&[form], Options::default(), &text);
    let about = found.iter().filter(|d| messages::MESSAGES.iter().any(|message| std::ptr::eq(*message, d.message)));
    about.map(|d| d.message.id.trim_start_matches("questionnaire-").to_owned()).collect()
}

fn found(items: &str, answers: &str) -> Vec<String> {
    found_in("completed", items, answers)
}

/// An item of a questionnaire: type and further properties.
fn item(kind: &str, more: &str) -> String {
    format!(r#"{{"linkId":"q","type":"{kind}"{more}}}"#)
}

/// An item of a response with answers.
fn answered(answers: &str) -> String {
    format!(r#"{{"linkId":"q","answer":[{answers}]}}"#)
}

/// Extensions of HL7 with their values.
fn extensions(of: &[(&str, &str)]) -> String {
    let one =
        |(name, value): &(&str, &str)| format!(r#"{{"url":"http://hl7.org/fhir/StructureDefinition/{name}",{value}}}"#);
    format!(r#","extension":[{}]"#, of.iter().map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn types() {
    let coding = r#"{"valueCoding":{"system":"http://e/s","code":"a"}}"#;
    for (kind, answer, fits) in [
        ("boolean", r#"{"valueBoolean":true}"#, true),
        ("boolean", r#"{"valueString":"true"}"#, false),
        ("decimal", r#"{"valueDecimal":1.5}"#, true),
        ("decimal", r#"{"valueInteger":1}"#, false),
        ("date", r#"{"valueDate":"2026-04"}"#, true),
        ("date", r#"{"valueDateTime":"2026-04"}"#, false),
        ("text", r#"{"valueString":"x"}"#, true),
        ("url", r#"{"valueUri":"http://e/x"}"#, true),
        ("url", r#"{"valueString":"http://e/x"}"#, false),
        ("choice", coding, true),
        ("choice", r#"{"valueString":"a"}"#, false),
        ("open-choice", coding, true),
        ("open-choice", r#"{"valueString":"else"}"#, true),
        ("open-choice", r#"{"valueInteger":1}"#, false),
        ("reference", r#"{"valueReference":{"reference":"Patient/1"}}"#, true),
        ("quantity", r#"{"valueQuantity":{"value":1}}"#, true),
        ("quantity", r#"{"valueDecimal":1}"#, false),
    ] {
        let expected: &[&str] = if fits { &[] } else { &["answer-type"] };
        assert_eq!(found(&item(kind, ""), &answered(answer)), expected, "{kind} {answer}");
    }
}

#[test]
fn structure() {
    let group = r#"{"linkId":"g","type":"group","required":true,"item":[{"linkId":"q","type":"string"},{"linkId":"r","type":"string","required":true}]}"#;
    let q = r#"{"linkId":"q","answer":[{"valueString":"x"}]}"#;
    let r = r#"{"linkId":"r","answer":[{"valueString":"x"}]}"#;
    for (status, answers, expected) in [
        ("completed", format!(r#"{{"linkId":"g","item":[{q},{r}]}}"#), &[][..]),
        ("completed", format!(r#"{{"linkId":"g","item":[{r},{q}]}}"#), &["item-out-of-order"]),
        ("completed", format!(r#"{{"linkId":"g","item":[{q}]}}"#), &["answer-missing"]),
        ("amended", format!(r#"{{"linkId":"g","item":[{q}]}}"#), &["answer-missing"]),
        ("in-progress", format!(r#"{{"linkId":"g","item":[{q}]}}"#), &[]),
        ("completed", r#"{"linkId":"g"}"#.to_owned(), &["answer-missing"]),
        ("completed", format!(r#"{{"linkId":"g","item":[{r}]}},{{"linkId":"g","item":[{r}]}}"#), &["item-repeated"]),
        ("in-progress", q.to_owned(), &["item-misplaced"]),
        ("in-progress", q.replace("\"q\"", "\"z\""), &["link-unknown"]),
        ("in-progress", format!(r#"{{"linkId":"g","answer":[{{"item":[{q}]}}]}}"#), &["answer-not-allowed"]),
    ] {
        assert_eq!(found_in(status, group, &answers), expected, "{status} {answers}");
    }
    let nested = item("boolean", r#","item":[{"linkId":"n","type":"string"}]"#);
    let below = r#""item":[{"linkId":"n","answer":[{"valueString":"x"}]}]"#;
    assert!(found(&nested, &answered(&format!(r#"{{"valueBoolean":true,{below}}}"#))).is_empty());
    let beside = format!(r#"{{"linkId":"q",{below},"answer":[{{"valueBoolean":true}}]}}"#);
    assert_eq!(found(&nested, &beside), ["items-not-under-answer"]);
}

#[test]
fn counts() {
    let (one, two) = (r#"{"valueString":"x"}"#, r#"{"valueString":"x"},{"valueString":"y"}"#);
    let least = extensions(&[("questionnaire-minOccurs", r#""valueInteger":2"#)]);
    let most = extensions(&[("questionnaire-maxOccurs", r#""valueInteger":1"#)]);
    for (more, answers, expected) in [
        ("", one, &[][..]),
        ("", two, &["too-many-answers"]),
        (r#","repeats":true"#, two, &[]),
        (&*format!(r#","repeats":true{least}"#), two, &[]),
        (&*format!(r#","repeats":true{least}"#), one, &["too-few-answers"]),
        (&*format!(r#","repeats":true{most}"#), two, &["too-many-answers"]),
    ] {
        assert_eq!(found(&item("string", more), &answered(answers)), expected, "{more} {answers}");
    }
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn conditions() {
    let when = |conditions: &str, behavior: &str| {
        let coded = r#"{"linkId":"c","type":"choice"},{"linkId":"n","type":"integer"}"#;
        format!(r#"{coded},{{"linkId":"q","type":"string","required":true{behavior},"enableWhen":[{conditions}]}}"#)
    };
    let is_a = r#"{"question":"c","operator":"=","answerCoding":{"system":"http://e/s","code":"a"}}"#;
    let is_not_a = &is_a.replace("\"=\"", "\"!=\"");
    let above_five = r#"{"question":"n","operator":">","answerInteger":5}"#;
    let there = r#"{"question":"n","operator":"exists","answerBoolean":true}"#;
    let both = &format!("{is_a},{above_five}");
    let (all, any) = (r#","enableBehavior":"all""#, r#","enableBehavior":"any""#);
    let a = r#"{"linkId":"c","answer":[{"valueCoding":{"system":"http://e/s","code":"a"}}]}"#;
    let seven = r#"{"linkId":"n","answer":[{"valueInteger":7}]}"#;
    let five = &seven.replace('7', "5");
    for (conditions, behavior, others, is_enabled) in [
        (is_a, "", a, Some(true)),
        (is_a, "", seven, Some(false)),
        (is_not_a, "", a, Some(false)),
        (is_not_a, "", seven, None),
        (above_five, "", seven, Some(true)),
        (above_five, "", five, Some(false)),
        (there, "", five, Some(true)),
        (there, "", a, Some(false)),
        (both, all, a, Some(false)),
        (both, all, &format!("{a},{seven}"), Some(true)),
        (both, any, a, Some(true)),
        (both, any, five, Some(false)),
        (both, "", a, None),
    ] {
        let items = when(conditions, behavior);
        let with = found(&items, &format!("{others},{}", answered(r#"{"valueString":"x"}"#)));
        let without = found(&items, others);
        let disabled: &[&str] = if is_enabled == Some(false) { &["item-disabled"] } else { &[] };
        let missing: &[&str] = if is_enabled == Some(true) { &["answer-missing"] } else { &[] };
        assert_eq!((with, without), (owned(disabled), owned(missing)), "{conditions} {behavior} {others}");
    }
}

#[test]
fn options_and_value_sets() {
    let coding = |code: &str| format!(r#"{{"valueCoding":{{"system":"http://e/s","code":"{code}"}}}}"#);
    let options = format!(r#","answerOption":[{},{}]"#, coding("a"), coding("b"));
    let set = r##","answerValueSet":"#v""##.to_owned();
    let unknown = r#","answerValueSet":"http://e/none""#.to_owned();
    for (kind, more, code, expected) in [
        ("choice", &options, "a", &[][..]),
        ("choice", &options, "c", &["answer-not-an-option"]),
        ("open-choice", &options, "c", &["answer-not-an-option"]),
        ("choice", &set, "b", &[]),
        ("choice", &set, "c", &["answer-not-in-value-set"]),
        ("choice", &unknown, "c", &[]),
    ] {
        assert_eq!(found(&item(kind, more), &answered(&coding(code))), expected, "{kind} {more} {code}");
    }
    let exclusive = r#","repeats":true,"answerOption":[{"valueString":"x"},{"valueString":"y"},{"valueString":"none","extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive","valueBoolean":true}]}]"#;
    let (x, y, none) = (r#"{"valueString":"x"}"#, r#"{"valueString":"y"}"#, r#"{"valueString":"none"}"#);
    for (answers, expected) in
        [(format!("{x},{y}"), &[][..]), (none.to_owned(), &[]), (format!("{x},{none}"), &["answer-not-alone"])]
    {
        assert_eq!(found(&item("choice", exclusive), &answered(&answers)), expected, "{answers}");
    }
}

/// R4 asks no more of the display of an answer than of any other; the Java validator makes an error of it.
#[test]
fn displays() {
    let form = r#"{"resourceType":"Questionnaire","url":"http://e/q","status":"active",
        "item":[{"linkId":"q","type":"choice","answerValueSet":"http://e/v"}]}"#;
    let set = r#"{"resourceType":"ValueSet","url":"http://e/v","compose":{"include":[{"system":"http://e/s"}]}}"#;
    let system = r#"{"resourceType":"CodeSystem","url":"http://e/s","content":"complete","concept":[{"code":"a","display":"甲"}]}"#;
    let package = [form, set, system].map(str::to_owned);
    for (display, options, expected) in [
        ("甲", Options::default(), None),
        ("乙", Options::default(), Some(Severity::Warning)),
        ("甲", official(), None),
        ("乙", official(), Some(Severity::Error)),
    ] {
        let answer =
            answered(&format!(r#"{{"valueCoding":{{"system":"http://e/s","code":"a","display":"{display}"}}}}"#));
        let text = format!(
            r#"{{"resourceType":"QuestionnaireResponse","questionnaire":"http://e/q","status":"completed","item":[{answer}]}}"#
        );
        let (_, found) = judge(&package, options, &text);
        let found: Vec<Severity> =
            found.iter().filter(|d| d.message.id == "display-wrong").map(|d| d.severity).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{display}");
    }
}

#[test]
fn limits() {
    let kilograms = |value: &str, code: &str| {
        format!(r#""valueQuantity":{{"value":{value},"system":"http://unitsofmeasure.org","code":"{code}"}}"#)
    };
    let sdc = |end: &str, limit: &str| {
        format!(
            r#","extension":[{{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-{end}",{limit}}}]"#
        )
    };
    let one = |name: &str, value: &str| extensions(&[(name, value)]);
    let range = extensions(&[("minValue", r#""valueInteger":5"#), ("maxValue", r#""valueInteger":9"#)]);
    let most = sdc("maxQuantity", &kilograms("2", "kg"));
    let units = one("questionnaire-unitOption", r#""valueCoding":{"system":"http://unitsofmeasure.org","code":"kg"}"#);
    let set = one("questionnaire-unitValueSet", r#""valueCanonical":"http://hl7.org/fhir/ValueSet/ucum-bodyweight""#);
    let image = one("mimeType", r#""valueCode":"image/png""#);
    let size = one("maxSize", r#""valueDecimal":2"#);
    let patients = one("questionnaire-referenceResource", r#""valueCode":"Patient""#);
    let file = r#""valueAttachment":{"contentType":"text/plain","data":"YWJj"}"#;
    for (kind, more, answer, expected) in [
        ("integer", &range, r#""valueInteger":5"#.to_owned(), &[][..]),
        ("integer", &range, r#""valueInteger":4"#.to_owned(), &["answer-below-minimum"]),
        ("integer", &range, r#""valueInteger":10"#.to_owned(), &["answer-above-maximum"]),
        ("quantity", &most, kilograms("1999", "g"), &[]),
        ("quantity", &most, kilograms("2001", "g"), &["answer-above-maximum"]),
        ("quantity", &most, kilograms("1", "cm"), &["answer-not-comparable"]),
        ("quantity", &units, kilograms("1", "kg"), &[]),
        ("quantity", &units, kilograms("1", "g"), &["answer-unit"]),
        ("quantity", &set, kilograms("1", "g"), &[]),
        ("quantity", &set, kilograms("1", "cm"), &["answer-unit"]),
        ("string", &one("minLength", r#""valueInteger":2"#), r#""valueString":"日本""#.to_owned(), &[]),
        ("string", &one("minLength", r#""valueInteger":2"#), r#""valueString":"日""#.to_owned(), &["answer-too-short"]),
        ("string", &r#","maxLength":2"#.to_owned(), r#""valueString":"日本""#.to_owned(), &[]),
        ("string", &r#","maxLength":2"#.to_owned(), r#""valueString":"日本人""#.to_owned(), &["answer-too-long"]),
        ("string", &one("regex", r#""valueString":"a|b+""#), r#""valueString":"bb""#.to_owned(), &[]),
        ("string", &one("regex", r#""valueString":"a|b+""#), r#""valueString":"ab""#.to_owned(), &["answer-format"]),
        ("string", &one("regex", r#""valueString":"(""#), r#""valueString":"ab""#.to_owned(), &[]),
        ("decimal", &one("maxDecimalPlaces", r#""valueInteger":1"#), r#""valueDecimal":1.5"#.to_owned(), &[]),
        (
            "decimal",
            &one("maxDecimalPlaces", r#""valueInteger":1"#),
            r#""valueDecimal":1.50"#.to_owned(),
            &["answer-too-precise"],
        ),
        ("attachment", &image, file.replace("text/plain", "image/png"), &[]),
        ("attachment", &image, file.to_owned(), &["attachment-type"]),
        ("attachment", &size, file.replace("YWJj", "YWI="), &[]),
        ("attachment", &size, file.to_owned(), &["attachment-too-large"]),
        ("reference", &patients, r#""valueReference":{"reference":"Patient/1"}"#.to_owned(), &[]),
        ("reference", &patients, r#""valueReference":{"reference":"Group/1"}"#.to_owned(), &["reference-type"]),
    ] {
        assert_eq!(found(&item(kind, more), &answered(&format!("{{{answer}}}"))), expected, "{kind} {more} {answer}");
    }
}

#[test]
fn the_questionnaire_must_be_at_hand() {
    for (canonical, expected) in [
        ("http://e/other", &["questionnaire-unknown"][..]),
        ("http://e/q", &["questionnaire-link-unknown"]),
        // Another version is better than none.
        ("http://e/q|3", &["questionnaire-link-unknown"]),
    ] {
        let form = r#"{"resourceType":"Questionnaire","url":"http://e/q","version":"2","status":"active"}"#.to_owned();
        let text = format!(
            r#"{{"resourceType":"QuestionnaireResponse","questionnaire":"{canonical}","status":"completed","item":[{{"linkId":"q"}}]}}"#
        );
        let (_, found) = judge(&[form], Options::default(), &text);
        let ids: Vec<&str> = found.iter().map(|d| d.message.id).filter(|id| id.starts_with("questionnaire")).collect();
        assert_eq!(ids, expected, "{canonical}");
    }
}
