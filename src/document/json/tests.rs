//! The tree that JSON gives, and what is said of faults.

use super::super::{Document, Element, Kind, flags};
use crate::diagnostics::Diagnostic;
use crate::source::Source;

fn parse(json: &str) -> (Document, Vec<Diagnostic>) {
    Document::parse_json(Source::new("t.json", json.to_owned()))
}

/// `id@text underlined` of each finding, joined.
fn findings(json: &str) -> String {
    let (document, diagnostics) = parse(json);
    let lines = diagnostics.iter().map(|d| format!("{}@{}", d.message.id, document.source.slice(d.span)));
    lines.collect::<Vec<_>>().join(" ")
}

/// The tree in a notation of one line: name, kind, value, children; `~` marks a `_name` part standing alone.
fn tree(element: Element<'_>) -> String {
    let node = element.node();
    let mark = if node.flags & flags::UNDERSCORE != 0 { "~" } else { "" };
    let index = if element.in_array() { format!("[{}]", node.index) } else { String::new() };
    let value = element.value().map_or(String::new(), |v| format!("={v}"));
    let kind = if element.kind() == Kind::Null { "=null" } else { "" };
    let children: Vec<String> = element.children().map(tree).collect();
    let children = if children.is_empty() { String::new() } else { format!("({})", children.join(" ")) };
    format!("{mark}{}{index}{kind}{value}{children}", element.name_text())
}

#[test]
fn trees() {
    let cases = [
        (r#"{"a":1.50,"b":true}"#, "resource(a=1.50 b=true)"),
        (r#"{"a":[{"b":"x"},{"c":"y"}]}"#, "resource(a[0](b=x) a[1](c=y))"),
        (r#"{"_a":{"id":"1"},"a":"x"}"#, "resource(a=x(id=1))"),
        (r#"{"a":"x","_a":{"id":"1"}}"#, "resource(a=x(id=1))"),
        (r#"{"a":["x",null],"_a":[null,{"id":"1"}]}"#, "resource(a[0]=x a[1]=null(id=1))"),
        (r#"{"a":["x"],"_a":[null,{"id":"1"}]}"#, "resource(a[0]=x ~a[1](id=1))"),
        (r#"{"_a":{"id":"1"}}"#, "resource(~a(id=1))"),
        (r#"{"a":"\u3042\n\ud83d\ude00\/"}"#, "resource(a=あ\n😀/)"),
        (r#"{"\u0061":"x"}"#, "resource(a=x)"),
        (r#"{"a":"x","fhir_comments":""}"#, "resource(a=x fhir_comments=)"),
    ];
    for (json, expected) in cases {
        let (document, diagnostics) = parse(json);
        assert!(diagnostics.is_empty(), "{json}: {diagnostics:?}");
        assert_eq!(document.root().map(tree).as_deref(), Some(expected), "{json}");
    }
}

#[test]
fn faults_are_found_where_they_are() {
    let cases = [
        (r#"{"a":1,"b":2,"a":{"c":""}}"#, r#"duplicate-property@"a""#),
        (r#"{"a":null}"#, "null-value@null"),
        (r#"{"_a":null,"a":"x"}"#, "null-value@null"),
        (r#"{"a":null,"_a":null}"#, "null-value@null"),
        (r#"{"a":["x",null]}"#, "null-value@null"),
        (r#"{"a":["x",null],"_a":[null,null]}"#, "null-value@null"),
        (r#"{"_a":[null,{"id":"1"}]}"#, "null-value@null"),
        (r#"{"_a":"x","a":"y"}"#, r#"underscore-not-object@"x""#),
        (r#"{"a":[]}"#, "empty-array@[]"),
        (r#"{"a":{ }}"#, "empty-element@{ }"),
        (r#"{"a":""}"#, r#"empty-value@"""#),
        (r#"{"a":["x",["y"]]}"#, "nested-array@["),
        ("[{}]", "resource-not-object@["),
        ("\"x\"", "resource-not-object@\""),
        (r#"{"a":1} {"b":2}"#, r#"after-end@{"b":2}"#),
        (r#"{"a":1,}"#, "json-comma-trailing@,"),
        (r#"{"a":[1,2,],"b":3}"#, "json-comma-trailing@,"),
        (r#"{"a":1 "b":2}"#, "json-comma-missing@"),
        (r#"{"a":[{"b":1}{"b":2}]}"#, "json-comma-missing@"),
        (r#"{"a" "b"}"#, "json-symbol-expected@\""),
        (r#"{"a":'b'}"#, "json-value-expected@'"),
        (r#"{a:1,"b":2}"#, "json-name-quotes@a"),
        (r#"{1:1}"#, "json-name-expected@1"),
        (r#"{"fhir_comments":["",null,{},01]}"#, "json-number@01"),
        (r#"{"a":1,"a":{"c":[],"d":01}}"#, r#"duplicate-property@"a" json-number@01"#),
        (r#"{"a":[1}"#, "json-symbol-expected@}"),
        (r#"{"a":1]"#, "json-symbol-expected@]"),
        (r#"{"a":[1,"#, "truncated@"),
        (r#"{"a":"#, "truncated@"),
        (r#"{"a"#, "truncated@"),
        (r#"{"a":"x\"#, "truncated@"),
        ("{", "truncated@"),
        ("あ", "json-value-expected@あ"),
        (r#"{"a":"\ud83d"}"#, r"json-surrogate@\ud83d"),
        (r#"{"a":"\ude00x"}"#, r"json-surrogate@\ude00"),
        (r#"{"a":"\x"}"#, r"json-escape@\x"),
        (r#"{"a":"\あ"}"#, r"json-escape@\あ"),
        (r#"{"a":"\u12"}"#, r"json-escape@\u"),
        ("{\"a\":\"x\ty\nz\"}", "json-control-character@\t"),
        (r#"{"a":01}"#, "json-number@01"),
        (r#"{"a":+1}"#, "json-number@+1"),
        (r#"{"a":1.}"#, "json-number@1."),
        (r#"{"a":NaN}"#, "json-word@NaN"),
        (r#"{"a":True,"b":""}"#, r#"json-word@True empty-value@"""#),
        ("{\"a\":1 // why\n}", "json-comment@// why"),
        ("{/* why */\"a\":1}", "json-comment@/* why */"),
    ];
    for (json, expected) in cases {
        assert_eq!(findings(json), expected, "{json}");
    }
}

#[test]
fn numbers_keep_their_text() {
    for number in ["0", "-0", "1e400", "0.10", "-1.5E+10", "123456789012345678901234567890"] {
        let (document, diagnostics) = parse(&format!("{{\"a\":{number}}}"));
        assert!(diagnostics.is_empty(), "{number}");
        assert_eq!(document.element(1).value(), Some(number));
    }
}

#[test]
fn many_properties_are_told_apart() {
    let properties: Vec<String> = (0..200).map(|i| format!("\"p{i}\":{i},\"_p{i}\":{{\"id\":\"{i}\"}}")).collect();
    let json = format!("{{{},\"p7\":1}}", properties.join(","));
    assert_eq!(findings(&json), "duplicate-property@\"p7\"");
    let (document, _) = parse(&json);
    let children: Vec<_> = document.root().into_iter().flat_map(Element::children).collect();
    assert_eq!(children.len(), 200);
    assert!(children.iter().all(|c| c.children().count() == 1));
}

#[test]
fn depth_is_limited() {
    let nested = |n: usize| format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n));
    assert_eq!(findings(&nested(512)), "");
    assert_eq!(findings(&nested(10_000)), "nested-too-deep@{");
    assert_eq!(findings(&format!("{{\"a\":{}", "[".repeat(10_000))), "nested-array@[ nested-too-deep@[");
}

#[test]
fn spans_of_nodes() {
    let (document, _) = parse(r#"{ "name" : [ { "text" : "山田" } ] }"#);
    let name = document.element(1);
    assert_eq!(document.source.slice(name.name_span()), "\"name\"");
    assert_eq!(document.source.slice(name.span()), r#"{ "text" : "山田" }"#);
    let text = document.element(2);
    assert_eq!(document.source.slice(text.span()), "\"山田\"");
    assert_eq!(document.source.slice(text.node().text), "山田");
}
