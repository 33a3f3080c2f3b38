//! What a narrative may hold, what not, and where the finding points.

use super::*;
use crate::document::{Document, known};
use crate::source::Source;

/// The id of every finding about a div whose content is `inner`, and the underlined source of each.
fn check_inner(inner: &str) -> Vec<(&'static str, String)> {
    check_div(&format!("<div xmlns=\"{XHTML}\">{inner}</div>"))
}

fn check_div(div: &str) -> Vec<(&'static str, String)> {
    let json = serde_json::json!({
        "resourceType": "Patient",
        "contained": [{"resourceType": "Binary", "id": "pic"}],
        "text": {"status": "generated", "div": div},
    });
    let (document, faults) = Document::parse_json(Source::new("test.json", json.to_string()));
    assert!(faults.is_empty() || div.is_empty(), "{faults:?}");
    let root = document.root().expect("a document");
    let element = root.child(known::TEXT).and_then(|t| t.child(known::DIV)).expect("a div");
    let mut sink = Vec::new();
    check(element, &mut sink);
    assert!(sink.iter().all(|d| d.node == Some(element.id())));
    sink.iter().map(|d| (d.message.id, document.source.slice(d.span).to_owned())).collect()
}

#[test]
fn basic_formatting_passes() {
    for inner in [
        "x",
        "\u{a0}",
        "<p>日本語<br/>x</p>",
        "&lt;&#160;&#xA0;&apos;",
        "<ul class='x' id='y'><!-- c --><li>x</li> </ul>",
        "<dl><dt>x</dt><dd><p>y</p></dd></dl>",
        "<table border='1'><caption>c</caption><colgroup><col/></colgroup><thead><tr><th scope='row'>a</th></tr></thead>\
         <tbody><tr><td nowrap='nowrap' colspan='2'>b</td></tr></tbody><tfoot><tr><td>x</td></tr></tfoot></table>",
        "<table> <tr> <td><div>x</div></td> </tr> </table>",
        "<p style='color:red' xml:lang='ja' lang='ja'>x</p>",
        "<a href='http://example.org/' rel='x'>x</a><a href='#y'>x</a><a name='y'/>",
        "<a href='mailto:a@example.org'>x</a><a href='Patient/1'>x</a>",
        "<img src='http://example.org/a.png' alt=''/>",
        "<img src='#pic' alt='x'/>",
        "<img src='data:image/png;base64,AAAA' alt='x'/>",
        "<![CDATA[x]]>",
        "<span><h1>x</h1></span>",
        "<pre xml:space='preserve'>x</pre>",
    ] {
        assert_eq!(check_inner(inner), [], "{inner}");
    }
    assert_eq!(check_div(&format!("  <div xmlns='{XHTML}' class='a' lang='ja'>x</div>\n")), []);
    assert_eq!(check_div(&format!("<h:div xmlns:h='{XHTML}'><h:p>x</h:p></h:div>")), []);
}

/// (content of the div, id, underlined source)
const FAULTS: &[(&str, &str, &str)] = &[
    ("a<script>x</script>", "xhtml-element", "<script>"),
    ("<form>x</form>", "xhtml-element", "<form>"),
    ("<font>x</font>", "xhtml-element", "<font>"),
    ("<u>x</u>", "xhtml-element", "<u>"),
    ("<P>x</P>", "xhtml-element", "<P>"),
    ("<h7>x</h7>", "xhtml-element", "<h7>"),
    ("日<p onclick='x'>x</p>", "xhtml-attribute", "<p onclick='x'>"),
    ("<a href='http://a' target='x'>x</a>", "xhtml-attribute", "<a href='http://a' target='x'>"),
    ("<ol start='2'><li>x</li></ol>", "xhtml-attribute", "<ol start='2'>"),
    ("x&nbsp;y", "xhtml-entity", "&nbsp;"),
    ("<p title='&copy;'>x</p>", "xhtml-entity", "<p title='&copy;'>"),
    ("<li>a</li>", "xhtml-out-of-place", "<li>"),
    ("<td>a</td>", "xhtml-out-of-place", "<td>"),
    ("<table><td>a</td></table>", "xhtml-out-of-place", "<td>"),
    ("<dl><div><dt>x</dt></div></dl>", "xhtml-illegal-child", "<div>"),
    ("<ul>text<li>a</li>more</ul>", "xhtml-illegal-text", "text"),
    ("<ul><p>a</p></ul>", "xhtml-illegal-child", "<p>"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "xhtml-illegal-child", "<ul>"),
    ("<table>x<tr><td>a</td></tr></table>", "xhtml-illegal-text", "x"),
    ("<br>x</br>", "xhtml-no-content", "x"),
    ("<img src='a'><b>x</b></img>", "xhtml-no-content", "<b>"),
    ("<p>a<div>b</div></p>", "xhtml-block-in-text", "<div>"),
    ("<p>a<p>b</p></p>", "xhtml-block-in-text", "<p>"),
    ("<p><span><ul><li><table><tr><td>x</td></tr></table></li></ul></span></p>", "xhtml-block-in-text", "<ul>"),
    ("", "xhtml-empty", ""),
    (" \\n <br/><!-- x -->", "xhtml-empty", ""),
    ("<a href='javascript:x'>x</a>", "xhtml-link-active", "<a href='javascript:x'>"),
    ("<a href='urn:uuid:x'>x</a>", "xhtml-link-scheme", "<a href='urn:uuid:x'>"),
    ("<a href='a b'>x</a>", "xhtml-link-invalid", "<a href='a b'>"),
    ("<img src='#nope'/>", "xhtml-image-unresolved", "<img src='#nope'/>"),
    ("<p id='a'>x</p><b id='a'>y</b>", "xhtml-duplicate-id", "<b id='a'>"),
    ("<p>x", "xhtml-end-tag", "</div>"),
    ("<ul>x</ul></ul>", "xhtml-illegal-text", "x"),
    ("<b><i>x</b></i>", "xhtml-end-tag", "</b>"),
    ("a & b", "xhtml-malformed", ""),
    ("<p class=x>a</p>", "xhtml-malformed", ""),
    ("<p id='a' id='b'>x</p>", "xhtml-malformed", ""),
    ("<p id='a<b'>x</p>", "xhtml-malformed", ""),
    ("a < b", "xhtml-malformed", ""),
    ("<!-- a -- b -->x", "xhtml-malformed", ""),
    ("<p xmlns='http://x.y'>x</p>", "xhtml-namespace", "<p xmlns='http://x.y'>"),
];

#[test]
fn each_fault_gives_one_finding_at_its_tag() {
    for (inner, id, underlined) in FAULTS {
        let inner = inner.replace("\\n", "\n");
        let found = check_inner(&inner);
        let (first, source) = found.first().unwrap_or_else(|| panic!("nothing found in {inner}"));
        assert_eq!(first, id, "{inner}");
        assert!(underlined.is_empty() || source == underlined, "{inner}: {source}");
        let again = inner == "<ul>x</ul></ul>" || inner.starts_with("<dl><div>");
        assert!(found.len() == 1 || again, "{inner}: {found:?}");
    }
}

#[test]
fn the_root_is_one_div_of_xhtml() {
    for (div, id) in [
        ("<div>x</div>".to_owned(), "xhtml-namespace"),
        ("<div xmlns='http://x'>x</div>".to_owned(), "xhtml-namespace"),
        (format!("<p xmlns='{XHTML}'>x</p>"), "xhtml-root"),
        ("just text".to_owned(), "xhtml-root"),
        (format!("x<div xmlns='{XHTML}'>x</div>"), "xhtml-root"),
        (format!("<div xmlns='{XHTML}'>x</div> tail"), "xhtml-root"),
        (format!("&lt;<div xmlns='{XHTML}'>x</div>"), "xhtml-root"),
        (format!("<div xmlns='{XHTML}'>x</div><div xmlns='{XHTML}'>x</div>"), "xhtml-malformed"),
        (format!("<!DOCTYPE html><div xmlns='{XHTML}'>x</div>"), "xhtml-doctype"),
        (format!("<div xmlns='{XHTML}'>x"), "xhtml-malformed"),
        (" ".to_owned(), "xhtml-malformed"),
        ("</div>".to_owned(), "xhtml-malformed"),
        ("<".to_owned(), "xhtml-malformed"),
        ("<日本".to_owned(), "xhtml-malformed"),
    ] {
        let found = check_div(&div);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [id], "{div}");
    }
}

#[test]
fn any_text_is_survived() {
    let seed = format!("<div xmlns=\"{XHTML}\"><p id='a'>日&#x3042;<br/></p><!-- c --></div>");
    for end in 0..seed.len() {
        if let Some(part) = seed.get(..end) {
            assert!(part.is_empty() || !check_div(part).is_empty(), "{part}");
        }
    }
}

#[test]
fn xml_narratives_are_read_in_place() {
    let text = format!("<div xmlns=\"{XHTML}\"><li>日本</li></div>");
    let document = super::super::primitive::testing::document(Format::Xml, Kind::Xhtml, &text);
    let mut sink = Vec::new();
    check(document.element(0), &mut sink);
    assert_eq!(sink.len(), 1);
    assert_eq!(document.source.slice(sink[0].span), "<li>");
}
