//! Every field of code systems and value sets, from JSON and XML.

use super::*;
use crate::document::Document;
use crate::source::Source;

fn document(text: &str) -> Document {
    let (document, diagnostics) = Document::parse(Source::new("t", text.to_owned()));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    document
}

const SYSTEM: &str = r#"{"resourceType":"CodeSystem","url":"http://e/s","version":"2","name":"S","language":"ja",
    "caseSensitive":false,"valueSet":"http://e/v","hierarchyMeaning":"is-a","content":"fragment","supplements":"http://e/t",
    "property":[{"code":"status","type":"code"}],
    "concept":[
        {"code":"a","display":"A","definition":"prose","concept":[
            {"code":"b","designation":[{"language":"ja","use":{"system":"http://u","code":"display"},"value":"い"}]}]},
        {"code":"c","property":[{"code":"status","valueCode":"retired"},{"code":"like","valueCoding":{"system":"http://e/x","code":"y"}}]}]}"#;

const SYSTEM_XML: &str = r#"<CodeSystem xmlns="http://hl7.org/fhir"><url value="http://e/s"/><version value="2"/>
    <name value="S"/><caseSensitive value="true"/><content value="complete"/>
    <concept><code value="a"/><display value="A"/><concept><code value="b"/></concept></concept></CodeSystem>"#;

#[test]
fn a_code_system_is_read() {
    let document = document(SYSTEM);
    let system = code_system(document.root().unwrap()).unwrap();
    assert_eq!((&*system.url, &*system.version, &*system.name, &*system.language), ("http://e/s", "2", "S", "ja"));
    assert_eq!((system.content, system.hierarchy), (Content::Fragment, HierarchyMeaning::IsA));
    assert_eq!(
        (system.case_sensitive, &*system.value_set, &*system.supplements),
        (Some(false), "http://e/v", "http://e/t")
    );
    assert_eq!(system.properties, ["status".into()]);
    let rows: Vec<_> = system.concepts.iter().map(|c| (&*c.code, &*c.display, c.parent)).collect();
    assert_eq!(rows, [("a", "A", TOP), ("b", "", 0), ("c", "", TOP)]);
    let designation = Designation { language: "ja".into(), usage: "display".into(), value: "い".into() };
    assert_eq!(system.concepts[1].designations, [designation]);
    let properties = [("status".into(), "retired".into()), ("like".into(), "http://e/x#y".into())];
    assert_eq!(system.concepts[2].properties, properties);
}

#[test]
fn a_code_system_is_read_from_xml() {
    let document = document(SYSTEM_XML);
    let system = code_system(document.root().unwrap()).unwrap();
    assert_eq!((&*system.url, system.case_sensitive, system.content), ("http://e/s", Some(true), Content::Complete));
    let rows: Vec<_> = system.concepts.iter().map(|c| (&*c.code, &*c.display, c.parent)).collect();
    assert_eq!(rows, [("a", "A", TOP), ("b", "", 0)]);
}

#[test]
fn a_value_set_is_read() {
    let document = document(
        r#"{"resourceType":"ValueSet","url":"http://e/v","version":"1","name":"V","title":"値","compose":{"inactive":false,
        "include":[{"system":"http://e/s","version":"2","filter":[{"property":"concept","op":"is-a","value":"a"}]},
            {"system":"http://e/t","concept":[{"code":"x","display":"X","designation":[{"value":"Y"}]}]},
            {"valueSet":["http://e/w"]}],
        "exclude":[{"system":"http://e/s","concept":[{"code":"b"}]}]},
        "expansion":{"contains":[{"system":"http://e/s","code":"a","abstract":true,"contains":[{"system":"http://e/s","code":"c","display":"C"}]}]}}"#,
    );
    let set = value_set(document.root().unwrap()).unwrap();
    assert_eq!((&*set.url, &*set.version, &*set.name, &*set.title), ("http://e/v", "1", "V", "値"));
    assert_eq!(set.inactive, Some(false));
    let filter = Filter { property: "concept".into(), op: "is-a".into(), value: "a".into() };
    assert_eq!((&*set.includes[0].system, &*set.includes[0].version), ("http://e/s", "2"));
    assert_eq!(set.includes[0].filters, [filter]);
    assert_eq!((&*set.includes[1].concepts[0].code, &*set.includes[1].concepts[0].display), ("x", "X"));
    assert_eq!(&*set.includes[1].concepts[0].designations[0].value, "Y");
    assert_eq!(set.includes[2].value_sets, ["http://e/w".into()]);
    assert_eq!(&*set.excludes[0].concepts[0].code, "b");
    let expanded = Expanded { system: "http://e/s".into(), code: "c".into(), display: "C".into() };
    assert_eq!(set.expansion, Some(vec![expanded]));
}

#[test]
fn what_has_no_url_is_none() {
    for text in [r#"{"resourceType":"CodeSystem","name":"S"}"#, r#"{"resourceType":"ValueSet","name":"V"}"#] {
        let document = document(text);
        let root = document.root().unwrap();
        assert_eq!((code_system(root), value_set(root)), (None, None));
    }
}
