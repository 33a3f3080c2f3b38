//! What is written is read back; faults are named.

use super::super::super::model::{
    Concept, Content, Designation, Expanded, Filter, HierarchyMeaning, Include, Listed, TOP,
};
use super::*;

fn concept(code: &str, parent: u32) -> Concept {
    Concept { code: code.into(), parent, ..Concept::default() }
}

/// Concepts in the order of their codes, so that reading gives back what was written.
fn sample() -> Codes {
    let designation = Designation { language: "ja".into(), usage: "display".into(), value: "い=ろ".into() };
    let mut rich = concept("#b", 0);
    rich.display = "a\tb\\n\nc\r".into();
    rich.designations = vec![designation.clone(), Designation { value: "は".into(), ..Designation::default() }];
    rich.properties = vec![("status".into(), "retired=no".into())];
    let system = CodeSystem {
        url: "http://e/CodeSystem/s".into(),
        version: "1".into(),
        name: "S".into(),
        language: "ja".into(),
        content: Content::Supplement,
        case_sensitive: Some(false),
        hierarchy: HierarchyMeaning::ClassifiedWith,
        supplements: "http://e/t".into(),
        value_set: "http://e/v".into(),
        properties: vec!["status".into(), "size".into()],
        concepts: vec![concept("A", TOP), rich, concept("c", 1), concept(" d ", 0), concept("é", TOP)],
    };
    let plain = CodeSystem { url: "urn:oid:1.2".into(), ..CodeSystem::default() };
    let include = Include {
        system: "http://e/s".into(),
        version: "2".into(),
        concepts: vec![Listed { code: "x".into(), display: "X".into(), designations: vec![designation] }],
        filters: vec![Filter { property: "concept".into(), op: "is-a".into(), value: "y".into() }],
        value_sets: vec!["http://e/w|1".into()],
    };
    let set = ValueSet {
        url: "http://e/v".into(),
        version: "1".into(),
        name: "V".into(),
        title: "値".into(),
        inactive: Some(false),
        includes: vec![include.clone(), Include { value_sets: vec!["http://e/u".into()], ..Include::default() }],
        excludes: vec![Include { filters: vec![], ..include }],
        expansion: Some(vec![Expanded { system: "http://e/s".into(), code: "x".into(), display: "".into() }]),
    };
    let bare = ValueSet { url: "http://e/w".into(), expansion: Some(vec![]), ..ValueSet::default() };
    Codes { code_systems: vec![system, plain], value_sets: vec![set, bare] }
}

#[test]
fn every_field_survives() {
    let mut codes = sample();
    let back = read(&write(&codes)).unwrap();
    // Codes are sorted below each concept.
    codes.code_systems[0].concepts.swap(1, 3);
    codes.code_systems[0].concepts.swap(2, 3);
    codes.code_systems[0].concepts[3].parent = 2;
    assert_eq!(back, codes);
    assert_eq!(write(&back), write(&codes));
}

#[test]
fn one_line_a_code_in_named_files() {
    let files = write(&sample());
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["s.tsv", "urn_oid_1.2.tsv", "value-sets.tsv"]);
    let lines: Vec<&str> = files[0].1.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!(
        lines,
        [" d \t\tA", "\\#b\ta\\tb\\\\n\\nc\\r\tA\tja/display=い=ろ\t/=は\t@status=retired=no", "A", "c\t\t#b", "é"]
    );
}

#[test]
fn small_code_systems_of_hl7_share_a_file() {
    let system = |url: &str| CodeSystem { url: url.into(), concepts: vec![concept("a", TOP)], ..CodeSystem::default() };
    let urls = ["http://terminology.hl7.org/CodeSystem/v2-0001", "http://terminology.hl7.org/CodeSystem/v2-0002"];
    let codes = Codes { code_systems: urls.map(system).to_vec(), value_sets: vec![] };
    let files = write(&codes);
    assert_eq!((files.len(), &*files[0].0), (1, "v2.tsv"));
    assert_eq!(read(&files).unwrap(), codes);
}

#[test]
fn faults_are_named_with_their_line() {
    for (file, text, line, message) in [
        ("s.tsv", "a\tb", 1, "codes before any `#code-system`"),
        ("s.tsv", "#code-system\tu\n#colour\tred", 2, "not understood: #colour"),
        ("s.tsv", "#code-system\tu\n#content\tall", 2, "not understood: #content"),
        ("s.tsv", "#code-system\tu\na\tb\t\tx", 2, "neither a name nor a property: x"),
        ("s.tsv", "#code-system\tu\na\t\tb", 2, "a is below b, which is not there"),
        ("s.tsv", "#code-system\tu\na\t\tb\nb\t\ta", 3, "concepts are below each other in a circle"),
        ("value-sets.tsv", "include\ts", 1, "`value-set` expected"),
        ("value-sets.tsv", "value-set\tu\ncode\tx", 2, "not understood: code"),
        ("value-sets.tsv", "value-set\tu\nmember\ts\tx", 2, "not understood: member"),
    ] {
        let fault = read(&[(file.to_owned(), text.to_owned())]).unwrap_err();
        assert_eq!(fault.message, message, "{text}");
        assert!(fault.file == file && fault.line == line, "{text}: {fault}");
    }
}
