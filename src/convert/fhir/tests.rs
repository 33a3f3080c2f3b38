//! Documents come out as they went in, but for the codings.

use proptest::prelude::*;

use super::*;
use crate::convert::{Coded, ReportForm};

const FROM: &str = "urn:from";
const TO: &str = "urn:to";

/// `1` → A, `2` → A and B together, `3` → one of A and C, `4` → 1 of the same system, `9` → unknown; else itself.
fn translate(code: &str, _: &Hints<'_>) -> Answer {
    let coded =
        |system, code: &str, display: &str| Coded { system, code: code.to_owned(), display: display.to_owned() };
    let exact = |targets| Answer { outcome: Outcome::Exact, targets, ..Answer::default() };
    let (a, c) = (coded(TO, "A", "甲"), coded(TO, "C", "\"丙\" & <c>"));
    match code {
        "1" => exact(vec![a]),
        "2" => exact(vec![a, coded(TO, "B", "")]),
        "3" => Answer {
            outcome: Outcome::Candidates,
            candidates: vec![(a, String::new()), (c, String::new())],
            ..Answer::default()
        },
        "4" => exact(vec![coded(FROM, "1", "一")]),
        "5" => exact(vec![c]),
        "6" => exact(vec![coded("", "x", "")]),
        "9" => Answer { outcome: Outcome::Unknown, ..Answer::default() },
        other => exact(vec![coded(FROM, other, "")]),
    }
}

fn rewriter(mode: Mode) -> Rewriter<'static> {
    let systems = vec![FROM.to_owned(), "urn:old".to_owned()];
    Rewriter {
        systems,
        mode,
        translate: &translate,
        report: Some(Reporting { form: ReportForm::Csv, with_applied: false }),
    }
}

fn rewritten(mode: Mode, text: &str) -> Rewritten {
    rewriter(mode).rewrite(Source::new("t", text.to_owned()))
}

/// The new text, and that a second run changes nothing.
fn result(mode: Mode, text: &str) -> String {
    let new = rewritten(mode, text).text.unwrap_or_else(|| text.to_owned());
    assert_eq!(rewritten(mode, &new).text, None, "again: {new}");
    new
}

#[test]
fn codings_are_added_in_the_style_of_the_document() {
    let cases = [
        (
            r#"{"resourceType":"Condition","code":{"coding":[{"system":"urn:from","code":"1"}]}}"#,
            r#"{"resourceType":"Condition","code":{"coding":[{"system":"urn:from","code":"1"},{"system":"urn:to","code":"A","display":"甲"}]}}"#,
        ),
        (
            "{\n  \"code\": {\n    \"coding\": [\n      {\n        \"system\": \"urn:old\",\n        \"code\": \"2\"\n      }\n    ]\n  }\n}\n",
            "{\n  \"code\": {\n    \"coding\": [\n      {\n        \"system\": \"urn:old\",\n        \"code\": \"2\"\n      },\n      \
             {\n        \"system\": \"urn:to\",\n        \"code\": \"A\",\n        \"display\": \"甲\"\n      },\n      \
             {\n        \"system\": \"urn:to\",\n        \"code\": \"B\"\n      }\n    ]\n  }\n}\n",
        ),
        (
            r#"{"code": { "coding" : [ { "code" : "5", "system" : "urn:from" }, { "system" : "urn:x", "code" : "y" } ] } }"#,
            r#"{"code": { "coding" : [ { "code" : "5", "system" : "urn:from" }, { "system" : "urn:to", "code" : "C", "display" : "\"丙\" & <c>" }, { "system" : "urn:x", "code" : "y" } ] } }"#,
        ),
        (
            "<Condition xmlns=\"http://hl7.org/fhir\"><code>\r\n  <coding id=\"a\">\r\n    <system value='urn:from' />\r\n    <code value=\"5\"/>\r\n  </coding>\r\n</code></Condition>",
            "<Condition xmlns=\"http://hl7.org/fhir\"><code>\r\n  <coding id=\"a\">\r\n    <system value='urn:from' />\r\n    <code value=\"5\"/>\r\n  </coding>\r\n  \
             <coding>\r\n    <system value=\"urn:to\" />\r\n    <code value=\"C\" />\r\n    <display value=\"&quot;丙&quot; &amp; &lt;c&gt;\" />\r\n  </coding>\r\n</code></Condition>",
        ),
        (
            "<f:Condition xmlns:f=\"http://hl7.org/fhir\"><f:code><f:coding><f:system value=\"urn:from\"/><f:code value=\"1\"/></f:coding></f:code></f:Condition>",
            "<f:Condition xmlns:f=\"http://hl7.org/fhir\"><f:code><f:coding><f:system value=\"urn:from\"/><f:code value=\"1\"/></f:coding>\
             <f:coding><f:system value=\"urn:to\"/><f:code value=\"A\"/><f:display value=\"甲\"/></f:coding></f:code></f:Condition>",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(result(Mode::Add, text), expected);
    }
}

/// The codings within a CodeableConcept, replaced and accounted for.
#[test]
fn codings_are_replaced_or_left() {
    let from = |rest: &str| format!("{{\"system\":\"urn:from\",{rest}}}");
    let a = r#"{"system":"urn:to","code":"A","display":"甲"}"#;
    let cases = [
        (from(r#""code":"1""#), a.to_owned(), "1 exact"),
        (
            from(r#""version":"1","code":"1","display":"x","userSelected":true"#),
            a.replace('}', r#","userSelected":true}"#),
            "1 exact",
        ),
        (from(r#""code":"2""#), format!(r#"{a},{{"system":"urn:to","code":"B"}}"#), "1 exact"),
        (from(r#""code":"4","display":"四""#), from(r#""code":"1","display":"一""#), "1 exact"),
        // What stands there already is not written twice.
        (format!("{},{a}", from(r#""code":"1""#)), a.to_owned(), "1 exact"),
        (format!("{a},{},{}", from(r#""code":"1""#), from(r#""code":"1""#)), a.to_owned(), "2 exact"),
        // What is not certain stays.
        (from(r#""code":"3""#), from(r#""code":"3""#), "1 candidates"),
        (format!("{},{a}", from(r#""code":"3""#)), format!("{},{a}", from(r#""code":"3""#)), "1 present"),
        (from(r#""code":"9""#), from(r#""code":"9""#), "1 unknown"),
        (from(r#""code":"8""#), from(r#""code":"8""#), "1 present"),
        (from(r#""code":"6""#), from(r#""code":"6""#), "1 unwritable"),
        // More than a plain coding, or another code of the target.
        (
            from(r#""code":"1","extension":[{"url":"u"}]"#),
            from(r#""code":"1","extension":[{"url":"u"}]"#),
            "1 unwritable",
        ),
        (from(r#""code":"1","_code":{"id":"u"}"#), from(r#""code":"1","_code":{"id":"u"}"#), "1 unwritable"),
        (format!("{},{a}", from(r#""code":"5""#)), format!("{},{a}", from(r#""code":"5""#)), "1 unwritable"),
        (from(r#""display":"no code""#), from(r#""display":"no code""#), ""),
    ];
    for (codings, expected, tally) in cases {
        let document =
            |codings: &str| format!("{{\"resourceType\":\"Condition\",\"code\":{{\"coding\":[{codings}]}}}}");
        let text = document(&codings);
        assert_eq!(rewritten(Mode::Replace, &text).tally.words(), tally, "{codings}");
        // 4 becomes 1, which is converted again.
        let new = rewritten(Mode::Replace, &text).text.unwrap_or(text);
        assert_eq!(new, document(&expected));
    }
}

#[test]
fn xml_is_replaced_and_comments_stay() {
    let document = |codings: &str| format!("<C xmlns=\"http://hl7.org/fhir\"><code>{codings}<!-- c --></code></C>");
    let old = "\n <coding id=\"i\">\n  <system value=\"urn:from\"/>\n  <code value=\"1\"/>\n </coding>";
    let new = "\n <coding id=\"i\">\n  <system value=\"urn:to\"/>\n  <code value=\"A\"/>\n  <display value=\"甲\"/>\n </coding>";
    assert_eq!(result(Mode::Replace, &document(old)), document(new));
    assert_eq!(
        result(Mode::Replace, &document(&format!("{new}<!-- x -->{old}"))),
        document(&format!("{new}<!-- x -->"))
    );
    let commented = document(&old.replace("<code", "<!-- why --><code"));
    assert_eq!(rewritten(Mode::Replace, &commented).tally.words(), "1 unwritable");
}

#[test]
fn lone_codings_are_replaced_but_have_no_room_for_another() {
    let document = |coding: &str| format!("{{\"resourceType\":\"Observation\",\"valueCoding\":{coding}}}");
    let old = document(r#"{"system":"urn:from","code":"1"}"#);
    assert_eq!(rewritten(Mode::Add, &old).tally.words(), "1 unwritable");
    assert_eq!(result(Mode::Replace, &old), document(r#"{"system":"urn:to","code":"A","display":"甲"}"#));
    assert_eq!(
        rewritten(Mode::Replace, &document(r#"{"system":"urn:from","code":"2"}"#)).tally.words(),
        "1 unwritable"
    );
}

#[test]
fn what_is_left_is_reported_with_its_place() {
    let text = "{\"resourceType\":\"Condition\",\n\"code\":{\"coding\":[{\"system\":\"urn:from\",\"code\":\"3\",\"display\":\"x\"}]}}";
    let decisions = rewritten(Mode::Add, text).decisions;
    let (line, rest) = &decisions[0];
    assert_eq!((*line, decisions.len()), (2, 1));
    assert_eq!(
        String::from_utf8_lossy(rest),
        ",Condition.code.coding[0],urn:from,3,,candidates,,,\"A 甲\nC \"\"丙\"\" & <c>\""
    );
}

#[test]
fn what_is_no_document_stays() {
    let coding = "\"coding\":[{\"system\":\"urn:from\",\"code\":\"1\"}]";
    for text in
        ["", "x", "[]", "{", &format!("{{{coding}"), &format!("{{\"a\" {{{coding}}}}}"), "<a>", "<a>urn:from</b>"]
    {
        let out = rewritten(Mode::Add, text);
        assert_eq!((out.text, out.tally.words().as_str(), out.decisions.len()), (None, "1 malformed", 1), "{text}");
    }
    // A finding about the content is no reason.
    let odd = format!("{{\"x\":[],\"code\":{{{coding}}}}}");
    assert_eq!(rewritten(Mode::Add, &odd).tally.words(), "1 exact");
}

#[test]
fn lines_are_rewritten_one_by_one() {
    let line = r#"{"resourceType":"Condition","code":{"coding":[{"system":"urn:from","code":"1"}]}}"#;
    let piece =
        format!("\u{FEFF}{line}\r\n\n{{\"no\": \"system\"\n{{\"urn:from\n{}\n{line}", line.replace("\"1\"", "\"3\""));
    let bytes = [piece.as_bytes(), b"\n\xff"].concat();
    let out = rewriter(Mode::Add).lines(&bytes);
    let text = String::from_utf8_lossy(&out.bytes).into_owned();
    let added = line.replace("]}}", ",{\"system\":\"urn:to\",\"code\":\"A\",\"display\":\"甲\"}]}}");
    assert_eq!(text, String::from_utf8_lossy(&bytes).replace(line, &added));
    assert_eq!((out.lines, out.tally.words().as_str()), (7, "2 exact, 1 candidates, 2 malformed"));
    assert_eq!(out.decisions.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 6]);
    assert_eq!(rewriter(Mode::Add).lines(&out.bytes).bytes, out.bytes);
}

/// JSON with codings among all kinds of other things, written in all kinds of ways.
fn documents() -> impl Strategy<Value = String> {
    let space = prop_oneof![Just(""), Just(" "), Just("\n  "), Just("\r\n\t")];
    let system = prop_oneof![Just("urn:from"), Just("urn:old"), Just("urn:to"), Just("urn:x")];
    let extra = prop_oneof![
        4 => Just(""),
        1 => Just(r#","display":"x""#),
        1 => Just(r#","version":"1""#),
        1 => Just(r#","userSelected":true"#),
        1 => Just(r#","extension":[{"url":"u"}]"#),
        1 => Just(r#","_display":{"id":"a"}"#),
    ];
    let coding = (system, 1..10u8, extra, space).prop_map(|(system, code, extra, space)| {
        format!("{{{space}\"system\":{space}\"{system}\",{space}\"code\":{space}\"{code}\"{extra}{space}}}")
    });
    let item = prop_oneof![9 => coding, 1 => Just("null".to_owned()), 1 => Just("{}".to_owned())];
    let concept = (proptest::collection::vec(item, 1..5), prop_oneof![Just(","), Just(", "), Just(",\n ")])
        .prop_map(|(items, separator)| format!("{{\"coding\":[ {}]}}", items.join(separator)));
    proptest::collection::vec(concept, 0..3)
        .prop_map(|concepts| format!("{{\"resourceType\":\"Condition\",\"category\":[{}]}}", concepts.join(",")))
}

proptest! {
    #[test]
    fn rewriting_again_changes_nothing(text in documents(), replace: bool) {
        let mode = if replace { Mode::Replace } else { Mode::Add };
        let new = rewritten(mode, &text).text.unwrap_or_else(|| text.clone());
        prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&new).is_ok(), "{}", new);
        // In this test 4 becomes 1, which is one of those that are converted.
        if !text.contains("\"4\"") {
            prop_assert_eq!(rewritten(mode, &new).text, None);
        }
    }

    #[test]
    fn adding_only_adds(text in documents()) {
        let new = rewritten(Mode::Add, &text).text.unwrap_or_else(|| text.clone());
        // Every byte of the old text is found in the new one, in order.
        let mut rest = new.bytes();
        prop_assert!(text.bytes().all(|byte| rest.any(|other| other == byte)));
    }

    #[test]
    fn any_text_is_taken(text: String, document in documents(), cut: prop::sample::Index) {
        rewritten(Mode::Replace, &text);
        let cut = cut.index(document.len() + 1);
        if let Some(part) = document.get(..cut) {
            rewritten(Mode::Add, part);
        }
        rewriter(Mode::Add).lines(text.as_bytes());
    }
}
