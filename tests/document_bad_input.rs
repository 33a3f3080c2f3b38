//! What is said of every kind of bad input, and that no input at all makes reading panic.

use std::fmt::Write;
use std::path::Path;

use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::document::Document;
use jpfhir::source::Span;
use proptest::prelude::*;

/// A message with its facts put in.
fn fill(template: &str, diagnostic: &Diagnostic) -> String {
    diagnostic.facts.iter().fold(template.to_owned(), |text, (name, fact)| {
        let fact = match fact {
            Fact::Text(text) | Fact::Value(text) => text.to_string(),
            Fact::Number(number) => number.to_string(),
            Fact::List(list) => list.join(" "),
        };
        text.replace(&format!("{{{name}}}"), &fact)
    })
}

fn line(document: &Document, diagnostic: &Diagnostic) -> String {
    let at = document.source.position(diagnostic.span.start);
    let message = diagnostic.message;
    let (english, japanese) = (fill(message.english.message, diagnostic), fill(message.japanese.message, diagnostic));
    let place = diagnostic.node.map_or(String::new(), |node| format!(" ({})", document.fhirpath(node)));
    format!("{}:{} {}: {english} / {japanese}{place}", at.line, at.column, message.id)
}

/// The findings, one a line, the causes below them.
fn render(name: &str, bytes: Vec<u8>) -> String {
    let (document, diagnostics) = Document::from_bytes(name, bytes);
    let mut text = String::new();
    for diagnostic in &diagnostics {
        let _ = writeln!(text, "{}", line(&document, diagnostic));
        for cause in &diagnostic.causes {
            let _ = writeln!(text, "    {}", line(&document, cause));
        }
    }
    let _ = writeln!(text, "{} nodes read", document.len());
    text
}

fn snap(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/bad-input"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/bad-input");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("testdata is there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("an ASCII name"))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    assert!(names.len() > 30);
    for name in names {
        let text = render(&name, std::fs::read(folder.join(&name)).expect("a file"));
        assert!(text.lines().count() > 1 || name == "huge-numbers.json", "{name}: nothing was said");
        snap(&name, &text);
    }
}

#[test]
fn nesting_of_ten_thousand_levels() {
    let depth = 10_000;
    let root = "{\"resourceType\":\"Patient\",\"extension\":";
    let cases = [
        ("deep-objects.json", format!("{root}{}", "{\"a\":".repeat(depth))),
        ("deep-arrays.json", format!("{root}{}{}}}", "[".repeat(depth), "]".repeat(depth))),
        ("deep.xml", format!("<P xmlns=\"http://hl7.org/fhir\">{}{}</P>", "<a>".repeat(depth), "</a>".repeat(depth))),
        (
            "deep-narrative.xml",
            format!(
                "<P xmlns=\"http://hl7.org/fhir\"><text><div xmlns=\"http://www.w3.org/1999/xhtml\">{}",
                "<b>".repeat(depth)
            ),
        ),
    ];
    for (name, text) in cases {
        snap(name, &render(name, text.into_bytes()));
    }
}

#[test]
fn huge_numbers_keep_their_text() {
    let digits = "9".repeat(10_000);
    for number in ["1e400", "-1E-400", &digits] {
        let (document, diagnostics) = Document::from_bytes("t.json", format!("{{\"value\":{number}}}").into_bytes());
        assert!(diagnostics.is_empty());
        assert_eq!(document.element(1).value(), Some(number));
    }
}

/// Whether every span lies in the text on character boundaries, and the tree is whole.
fn check(name: &str, bytes: Vec<u8>) {
    let (document, diagnostics) = Document::from_bytes(name, bytes);
    let text = document.source.text();
    let within = |span: Span| assert!(text.get(span.range()).is_some(), "{span:?} of {}", text.len());
    for diagnostic in diagnostics.iter().flat_map(|d| std::iter::once(d).chain(&d.causes)) {
        within(diagnostic.span);
        let at = document.source.position(diagnostic.span.start);
        assert!(at.line > 0 && at.column > 0);
        if let Some(node) = diagnostic.node {
            assert!((node as usize) < document.len(), "{} speaks of a node that is not there", diagnostic.message.id);
            document.fhirpath(node);
        }
    }
    for id in 0..document.len() as u32 {
        let element = document.element(id);
        within(element.span());
        within(element.name_span());
        element.value();
        let node = element.node();
        assert!(node.next > id && node.next as usize <= document.len());
        // The children of a `_name` part belong to the value that it is joined to.
        let owner = element.children().next().and_then(|child| child.parent()).unwrap_or(element);
        assert!(owner == element || owner.node().companion == id, "node {id}");
        assert!(element.children().all(|child| child.parent() == Some(owner)), "node {id}");
    }
}

const JSON: &str = r#"{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient",
"_active":{"id":"a"},"active":true,"name":[{"given":["太郎",null],"_given":[null,{"extension":[{"url":"x",
"valueDecimal":1.50e3}]}]}],"text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">\u3042\n</div>"}}}]}"#;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Bundle xmlns="http://hl7.org/fhir"><!-- 例 --><entry>
<resource><Patient><text><div xmlns="http://www.w3.org/1999/xhtml">山<b title='x'>&amp;</b></div></text><active
id="a" value="true"/><name><given value="太郎&#x3042;"/><given><extension url="x"><valueDecimal value="1.50"/>
</extension></given></name></Patient></resource></entry></Bundle>"#;

/// A fragment that JSON or XML gives a meaning to.
fn fragment() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "null",
        "\\",
        "\\u",
        "\\ud800",
        "_",
        "//",
        "/*",
        "<",
        ">",
        "</",
        "/>",
        "&",
        "&#",
        ";",
        "'",
        "=",
        "xmlns",
        " xmlns:a=\"b\"",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "<!DOCTYPE ",
        "<div>",
        "<Q>",
        "a:",
        "\0",
        "\u{FEFF}",
        "あ",
        "\n",
        " value=\"\"",
        "\"_active\":1,",
        "\"name\":[[[",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..256), json in any::<bool>()) {
        check("t", bytes.clone());
        let mut text = if json { b"{\"a".to_vec() } else { b"<a ".to_vec() };
        text.extend(String::from_utf8_lossy(&bytes).as_bytes());
        check("t", text);
    }

    #[test]
    fn any_fragments(fragments in prop::collection::vec(fragment(), 0..24), json in any::<bool>()) {
        let start = if json { "{" } else { "<a" };
        check("t", format!("{start}{}", fragments.concat()).into_bytes());
    }

    #[test]
    fn any_mutated_example(
        json in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, fragment()), 1..4),
    ) {
        let mut text: Vec<char> = if json { JSON } else { XML }.chars().collect();
        for (at, removed, put) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, put.chars());
        }
        check("t", text.into_iter().collect::<String>().into_bytes());
    }
}

#[test]
fn the_examples_are_good_and_every_beginning_of_them_is_harmless() {
    for text in [JSON, XML] {
        let (_, diagnostics) = Document::from_bytes("t", text.as_bytes().to_vec());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        for end in 0..text.len() {
            check("t", text.as_bytes()[..end].to_vec());
        }
    }
}
