//! Changes come out the way the document is written, or not at all.

use super::super::{Document, Element};
use crate::diagnostics::{Addition, Change, Content, Fix};
use crate::source::Source;

fn parse(text: &str) -> Document {
    Document::parse(Source::new("t", text.to_owned())).0
}

/// The element that a path of names leads to: the first of each name, or `name#2` for the second.
fn find<'d>(document: &'d Document, path: &str) -> Element<'d> {
    let root = document.root().expect("a document");
    path.split('.').filter(|step| !step.is_empty()).fold(root, |at, step| {
        let (name, number) = step.split_once('#').map_or((step, 0), |(name, n)| (name, n.parse().unwrap_or(1) - 1));
        at.children().filter(|child| child.name_text() == name).nth(number).expect("the path is right")
    })
}

/// The document after a change of what a path leads to; `None` when it is refused.
fn changed(text: &str, path: &str, change: impl Fn(u32) -> Change) -> Option<String> {
    let document = parse(text);
    let edits = document.edits(&Fix::safe(change(find(&document, path).id())))?;
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.span.range(), &edit.text);
    }
    Some(out)
}

#[test]
fn values_are_written_as_their_notation_asks() {
    let cases = [
        (r#"{"a":"x"}"#, r#"{"a":"\"<&>'"}"#),
        (r#"{"a" : "あ" }"#, r#"{"a" : "\"<&>'" }"#),
        ("<R><a value='x'/></R>", "<R><a value='&quot;&lt;&amp;&gt;&apos;'/></R>"),
        (
            "<R><a id=\"value\" value = \"&#x3042;\"></a></R>",
            "<R><a id=\"value\" value = \"&quot;&lt;&amp;&gt;&apos;\"></a></R>",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(changed(text, "a", |id| Change::text(id, "\"<&>'")).as_deref(), Some(expected), "{text}");
    }
    let number = |id| Change::Value(id, Content::Literal("5".into()));
    assert_eq!(changed(r#"{"a":"5"}"#, "a", number).as_deref(), Some(r#"{"a":5}"#));
    assert_eq!(changed(r#"{"a":{"b":"5"}}"#, "a", number), None);
    let url = changed("<R><extension url=\"x\"><a value=\"1\"/></extension></R>", "extension.url", |id| {
        Change::text(id, "y")
    });
    assert_eq!(url.as_deref(), Some("<R><extension url=\"y\"><a value=\"1\"/></extension></R>"));
}

fn added(text: &str, parent: &str, after: &str, content: Content) -> Option<String> {
    let document = parse(text);
    let after = (!after.is_empty()).then(|| find(&document, after).id());
    changed(text, parent, |id| {
        Change::Add(Addition { parent: id, after, name: "new".into(), content: content.clone() })
    })
}

#[test]
fn properties_take_the_white_space_of_their_neighbours() {
    let cases = [
        ("{\"a\":\"x\"}", "", "a", "{\"a\":\"x\",\"new\":\"1\"}"),
        ("{\"a\":\"x\"}", "", "", "{\"new\":\"1\",\"a\":\"x\"}"),
        ("{ \"a\" : \"x\" }", "", "a", "{ \"a\" : \"x\", \"new\" : \"1\" }"),
        ("{\r\n\t\"a\": [\r\n\t\t1\r\n\t]\r\n}", "", "a", "{\r\n\t\"a\": [\r\n\t\t1\r\n\t],\r\n\t\"new\": \"1\"\r\n}"),
        ("{\n  \"a\": {\n    \"b\": 1\n  }\n}", "a", "", "{\n  \"a\": {\n    \"new\": \"1\",\n    \"b\": 1\n  }\n}"),
        ("<R>\n  <a value=\"x\"/>\n</R>", "", "a", "<R>\n  <a value=\"x\"/>\n  <new value=\"1\"/>\n</R>"),
        ("<R>\n  <a value=\"x\"/>\n</R>", "", "", "<R>\n  <new value=\"1\"/>\n  <a value=\"x\"/>\n</R>"),
        (
            "<f:R><f:a id=\"1\" value=\"x\"/></f:R>",
            "",
            "a",
            "<f:R><f:a id=\"1\" value=\"x\"/><f:new value=\"1\"/></f:R>",
        ),
    ];
    for (text, parent, after, expected) in cases {
        assert_eq!(added(text, parent, after, "1".into()).as_deref(), Some(expected), "{text}");
    }
    // Comments and text would come to stand elsewhere; what has no child shows no style.
    for text in ["{/* c */\"a\":\"x\"}", "<R>text<a value=\"x\"/></R>"] {
        assert_eq!(added(text, "", "a", "1".into()), None, "{text}");
    }
    assert_eq!(added("{\"a\":{}}", "a", "", "1".into()), None);
}

#[test]
fn objects_and_lists_are_indented() {
    let coding = || Content::Object(vec![("code".into(), "c".into()), ("n".into(), Content::Literal("1".into()))]);
    let list = || Content::List(vec![coding()]);
    let json = added("{\n \"a\": 1\n}", "", "a", list());
    let expected = "{\n \"a\": 1,\n \"new\": [\n  {\n   \"code\": \"c\",\n   \"n\": 1\n  }\n ]\n}";
    assert_eq!(json.as_deref(), Some(expected));
    assert_eq!(added("{\"a\":1}", "", "a", list()).as_deref(), Some("{\"a\":1,\"new\":[{\"code\":\"c\",\"n\":1}]}"));
    let xml = added("<R>\n <a value=\"1\"/>\n</R>", "", "a", list());
    let expected = "<R>\n <a value=\"1\"/>\n <new>\n  <code value=\"c\"/>\n  <n value=\"1\"/>\n </new>\n</R>";
    assert_eq!(xml.as_deref(), Some(expected));
}

#[test]
fn what_goes_takes_its_comma_along() {
    let cases = [
        ("{\"a\":1,\"b\":2}", "a", Some("{\"b\":2}")),
        ("{\n  \"a\": 1,\n  \"b\": [2]\n}", "b", Some("{\n  \"a\": 1\n}")),
        ("{\"a\":[1,2],\"b\":3}", "a", Some("{\"a\":[2],\"b\":3}")),
        ("{\"a\":[1,2],\"b\":3}", "a#2", Some("{\"a\":[1],\"b\":3}")),
        ("{\"a\":[1],\"b\":3}", "a", Some("{\"b\":3}")),
        ("{\"a\":[],\"b\":3}", "a", Some("{\"b\":3}")),
        ("{\"a\":1}", "a", None),
        ("{\"a\":1,\"_a\":{\"id\":\"x\"},\"b\":2}", "a", None),
        ("<R>\n <a value=\"1\"/>\n <b value=\"2\"/>\n</R>", "a", Some("<R>\n <b value=\"2\"/>\n</R>")),
        ("<R><a value=\"1\"/></R>", "a", None),
        ("<R><a id=\"1\" value=\"1\"/><b value=\"1\"/></R>", "a.id", None),
    ];
    for (text, path, expected) in cases {
        assert_eq!(changed(text, path, Change::Remove).as_deref(), expected, "{text} {path}");
    }
    let nested = parse("{\"a\":[[],1],\"b\":2}");
    let empty = find(&nested, "a").id() + 1;
    assert_eq!(nested.edits(&Fix::safe(Change::Remove(empty))), None);
}

#[test]
fn names_change_with_both_halves_and_all_items() {
    let cases = [
        (r#"{"a":"x","_a":{"id":"1"}}"#, r#"{"new":"x","_new":{"id":"1"}}"#),
        (r#"{"a":[1,2]}"#, r#"{"new":[1,2]}"#),
        (
            "<R><f:a value=\"1\"/><f:a><b value=\"2\"/></f:a></R>",
            "<R><f:new value=\"1\"/><f:new><b value=\"2\"/></f:new></R>",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(changed(text, "a", |id| Change::Rename(id, "new".into())).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn brackets_are_put_and_taken() {
    let cases = [
        (r#"{"a":{"b":1}}"#, r#"{"a":[{"b":1}]}"#),
        (r#"{"a":"x","_a":{"id":"1"}}"#, r#"{"a":["x"],"_a":[{"id":"1"}]}"#),
    ];
    for (single, list) in cases {
        assert_eq!(changed(single, "a", Change::Enclose).as_deref(), Some(list), "{single}");
        assert_eq!(changed(list, "a", Change::Unwrap).as_deref(), Some(single), "{list}");
        assert_eq!(changed(list, "a", Change::Enclose), None, "{list}");
        assert_eq!(changed(single, "a", Change::Unwrap), None, "{single}");
    }
    assert_eq!(changed("{\"a\": [\n  1\n]}", "a", Change::Unwrap).as_deref(), Some("{\"a\": 1}"));
    assert_eq!(changed(r#"{"a":[1,2]}"#, "a", Change::Unwrap), None);
    assert_eq!(changed("<R><a value=\"1\"/></R>", "a", Change::Enclose), None);
}

#[test]
fn a_fix_is_whole_or_none() {
    let document = parse(r#"{"a":"x","b":"y"}"#);
    let [a, b] = ["a", "b"].map(|name| find(&document, name).id());
    let both = Fix::safe(Change::text(a, "1")).and(Change::text(b, "2"));
    assert_eq!(document.edits(&both).map(|edits| edits.len()), Some(2));
    let refused = Fix::safe(Change::text(a, "1")).and(Change::Unwrap(b));
    assert_eq!(document.edits(&refused), None);
    let against_itself = Fix::safe(Change::text(a, "1")).and(Change::Remove(a));
    assert_eq!(document.edits(&against_itself), None);
    assert_eq!(document.edits(&Fix::safe(Change::Remove(999))), None);
    assert_eq!(document.edits(&Fix::safe(Change::Bytes(5, 999, "".into()))), None);
}
