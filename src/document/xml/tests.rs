//! The tree that XML gives, and what is said of faults.

use super::super::{Document, Element, Kind};
use crate::diagnostics::Diagnostic;
use crate::source::Source;

const HEAD: &str = "<P xmlns=\"http://hl7.org/fhir\">";

/// Parses the content of a root element `P`.
fn parse(content: &str) -> (Document, Vec<Diagnostic>) {
    raw(&format!("{HEAD}{content}</P>"))
}

fn raw(xml: &str) -> (Document, Vec<Diagnostic>) {
    Document::parse_xml(Source::new("t.xml", xml.to_owned()))
}

fn findings((document, diagnostics): (Document, Vec<Diagnostic>)) -> String {
    let lines = diagnostics.iter().map(|d| format!("{}@{}", d.message.id, document.source.slice(d.span)));
    lines.collect::<Vec<_>>().join(" ")
}

fn tree(element: Element<'_>) -> String {
    let value = element.value().map_or(String::new(), |v| format!("={v}"));
    let index = if element.node().index > 0 { format!("[{}]", element.node().index) } else { String::new() };
    let children: Vec<String> = element.children().map(tree).collect();
    let children = if children.is_empty() { String::new() } else { format!("({})", children.join(" ")) };
    format!("{}{index}{value}{children}", element.name_text())
}

#[test]
fn trees() {
    let cases = [
        (r#"<a value="x"/><b id="1"><c value="1.50"/></b>"#, "a=x b(id=1 c=1.50)"),
        (r#"<a value="x"/><a value="y"/><b value="z"/><a value="w"/>"#, "a=x a[1]=y b=z a[2]=w"),
        (
            r#"<a id="1" value="x"><extension url="u"><valueCode value="c"/></extension></a>"#,
            "a=x(id=1 extension(url=u valueCode=c))",
        ),
        (r#"<a value="&lt;&#x3042;&#12354;&amp;&quot;&apos;&gt;"/>"#, "a=<ああ&\"'>"),
        ("<a value=\"x\r\ny\tz\"/>", "a=x y z"),
        (r#"<!-- c --><a value='"'/><?pi?>"#, "a=\""),
        (r#"<contained><Q><id value="1"/></Q></contained>"#, "contained(resourceType=Q id=1)"),
        (
            r#"<text><div xmlns="http://www.w3.org/1999/xhtml">山 <b>x</b>&#160;</div></text>"#,
            "text(div=<div xmlns=\"http://www.w3.org/1999/xhtml\">山 <b>x</b>&#160;</div>)",
        ),
    ];
    for (xml, expected) in cases {
        let (document, diagnostics) = parse(xml);
        assert!(diagnostics.is_empty(), "{xml}: {diagnostics:?}");
        assert_eq!(document.root().map(tree), Some(format!("resource(resourceType=P {expected})")), "{xml}");
        assert_eq!(document.resource_type(), Some("P"));
    }
}

#[test]
fn prefixes_and_schema_location() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<f:P xmlns:f="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir x.xsd">
  <f:text><h:div>x</h:div></f:text>
</f:P>
"#;
    let (document, diagnostics) = raw(xml);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(document.root().map(tree).as_deref(), Some("resource(resourceType=P text(div=<h:div>x</h:div>))"));
}

#[test]
fn faults_within_a_resource() {
    let div = |content: &str| format!(r#"<text><div xmlns="http://www.w3.org/1999/xhtml">{content}</div></text>"#);
    let nbsp = div("&nbsp;");
    let prefix = div("<q:b/>");
    let cases = [
        ("<a/>", "empty-element@<a/>"),
        (r#"<a value=""/>"#, "empty-value@\"\""),
        (r#"<a value="x" use="y"/>"#, "xml-attribute@use"),
        (r#"<a value="x" url="y"/>"#, "xml-attribute@url"),
        (r#"<a xml:lang="ja" value="x"/>"#, "xml-attribute@xml:lang"),
        (r#"<contained><Q id="1"><b value="x"/></Q></contained>"#, "xml-attribute@id"),
        (r#"<a value="x" value="y"/>"#, "xml-attribute-duplicate@value"),
        (r#"<q:a value="x"/>"#, "xml-prefix@q"),
        (r#"<a q:b="1" value="x"/>"#, "xml-prefix@q"),
        (&prefix, "xml-prefix@q"),
        (&nbsp, "xml-entity@&nbsp;"),
        (r#"<a value="&nbsp;"/>"#, "xml-entity@&nbsp;"),
        (r#"<a value="a&b"/>"#, "xml-entity@&b"),
        (r#"<a value="&#0;"/>"#, "xml-entity@&#0;"),
        ("<a value=\"\u{1}\"/>", "xml-character@\u{1}"),
        ("<a value=\"\u{FFFF}\"/>", "xml-character@\u{FFFF}"),
        (r#"<a value="<"/>"#, "xml-syntax@<"),
        (r#"<a value="x"id="y"/>"#, "xml-syntax@i"),
        (r#"<1a value="x"/>"#, "xml-name@1a"),
        ("<a>文字</a>", "xml-text@文字"),
        ("<a> x <b value='1'/> y </a>", "xml-text@x"),
        (r#"<text><div>x</div></text>"#, "xml-namespace@div"),
        (r#"<a xmlns="urn:x"><b value="1"/></a>"#, "xml-namespace@a"),
        (r#"<contained><Q><b value="1"/></Q><R><b value="1"/></R></contained>"#, "xml-several-resources@R"),
        ("<a><b></a>", "xml-end-tag@</a>"),
        ("<!-- a -- b --><a value='x'/>", "xml-syntax@-"),
    ];
    for (xml, expected) in cases {
        assert_eq!(findings(parse(xml)), expected, "{xml}");
    }
}

#[test]
fn faults_of_a_document() {
    let cases = [
        ("<P/>", "xml-namespace-missing@P"),
        ("<P><a value='1'/></P>", "xml-namespace-missing@P"),
        (r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><a>x</a></ClinicalDocument>"#, "xml-namespace@ClinicalDocument"),
        (r#"<P xmlns="http://hl7.org/fhir"><a value="x">"#, "truncated@"),
        (r#"<P xmlns="http://hl7.org/fhir"><a value="x"#, "truncated@"),
        (r#"<P xmlns="http://hl7.org/fhir"/><Q/>"#, "after-end@Q"),
        (r#"<P xmlns="http://hl7.org/fhir"/> x "#, "after-end@x"),
        (r#"<!DOCTYPE P><P xmlns="http://hl7.org/fhir"/>"#, "xml-doctype@<!DOCTYPE P>"),
        (r#"<!-- --><?xml version="1.0"?><P xmlns="http://hl7.org/fhir"/>"#, r#"xml-syntax@<?xml version="1.0"?>"#),
        (
            "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><P xmlns=\"http://hl7.org/fhir\"/>",
            "xml-encoding@<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>",
        ),
        ("</P>", "xml-end-tag@</P>"),
        ("<!-- -->", "truncated@"),
    ];
    for (xml, expected) in cases {
        assert_eq!(findings(raw(xml)), expected, "{xml}");
    }
}

#[test]
fn depth_is_limited_and_many_names_are_counted() {
    let nested = |n: usize| "<a>".repeat(n) + "<b value='1'/>" + &"</a>".repeat(n);
    assert_eq!(findings(parse(&nested(510))), "");
    assert_eq!(findings(parse(&nested(10_000))), "nested-too-deep@<");
    let many: String = (0..200).map(|i| format!("<n{i} value='1'/>")).collect();
    let (document, _) = parse(&(many.clone() + &many));
    let last = document.root().and_then(|root| root.children().last()).map(|e| (e.name_text(), e.node().index));
    assert_eq!(last, Some(("n199", 1)));
}

#[test]
fn spans_of_nodes() {
    let (document, _) = parse(r#"<name id="n"><text value="山田"/></name>"#);
    let find = |name: &str| {
        let id = (0..document.len() as u32).find(|id| document.element(*id).name_text() == name);
        document.element(id.expect("the element is there"))
    };
    let slice = |span| document.source.slice(span);
    assert_eq!(slice(find("text").span()), r#"<text value="山田"/>"#);
    assert_eq!(slice(find("text").name_span()), "text");
    assert_eq!(slice(find("text").node().text), "山田");
    assert_eq!((slice(find("id").span()), slice(find("id").name_span())), ("\"n\"", "id"));
    assert_eq!(find("name").kind(), Kind::Object);
    assert_eq!(find("text").fhirpath(), "P.name.text");
}
