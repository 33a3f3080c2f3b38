//! Which definition wins.

use super::*;
use crate::definitions::model::StructureKind;

fn structure(url: &str, version: &str) -> StructureDefinition {
    StructureDefinition {
        url: url.into(),
        version: version.into(),
        name: "".into(),
        kind: StructureKind::Resource,
        is_abstract: false,
        type_name: "Patient".into(),
        base: "".into(),
        is_constraint: true,
        context: vec![],
        context_invariant: vec![],
        snapshot: vec![],
        differential: vec![],
    }
}

fn package(name: &str, structures: &[(&str, &str)]) -> Package {
    Package {
        name: name.into(),
        version: "1".into(),
        structures: structures.iter().map(|(u, v)| structure(u, v)).collect(),
        others: vec![("ValueSet".into(), format!("{name}/vs").into(), "".into())],
        ..Package::default()
    }
}

fn sample() -> Definitions {
    Definitions::from_packages(vec![
        package("core", &[("http://hl7.org/fhir/StructureDefinition/Patient", "4.0.1"), ("u/b", "1.9.0")]),
        package("guide", &[("u/b", "1.10.0"), ("u/a", ""), ("u/b", "1.9.9")]),
    ])
}

/// What a lookup answers: edition and version, `~` before what has another version.
fn answer(all: &Definitions, lookup: Lookup) -> String {
    let mark = if matches!(lookup, Lookup::OtherVersion(_)) { "~" } else { "" };
    lookup.any().map_or("-".into(), |id| format!("{mark}{} {}", all.edition(id).name, all.version(id)))
}

#[test]
fn canonicals_are_found_by_version_and_loading_order() {
    let all = sample();
    for (canonical, expected) in [
        ("u/b", "guide 1.10.0"),
        ("u/b|1.9.9", "guide 1.9.9"),
        ("u/b|1.9.0", "core 1.9.0"),
        ("u/b|1.9", "guide 1.9.9"),
        ("u/b|1.9.7", "guide 1.9.9"),
        ("u/b|1.1", "~guide 1.10.0"),
        ("u/b|1", "~guide 1.10.0"),
        ("u/b|2.0.0", "~guide 1.10.0"),
        ("u/a", "guide "),
        ("u/a|1", "~guide "),
        ("u", "-"),
        ("u/b/", "-"),
        ("", "-"),
    ] {
        assert_eq!(answer(&all, all.find(canonical)), expected, "{canonical}");
    }
}

/// What the Java validator 6.10.4 does with two packages that both define a profile.
#[test]
fn duplicates_are_decided_as_the_java_validator_does() {
    for (first, second, winner) in [
        ("", "", "second"),
        ("1.0.0", "1.0.0", "second"),
        ("1.0.0", "2.0.0", "second"),
        ("2.0.0", "1.0.0", "first"),
        ("", "1.0.0", "second"),
        ("1.0.0", "", "first"),
    ] {
        let packages = vec![package("first", &[("u", first)]), package("second", &[("u", second)])];
        let all = Definitions::from_packages(packages);
        let found = all.find("u").any().unwrap();
        assert_eq!(&*all.edition(found).name, winner, "{first} {second}");
    }
}

fn editions_at_hand() -> Definitions {
    let edition = |key: &str, builds_on: &[&str], structures: &[(&str, &str)]| FactsEdition {
        key: key.into(),
        builds_on: builds_on.iter().map(|&b| b.into()).collect(),
        package: package(key, structures),
        ..FactsEdition::default()
    };
    let editions = [
        edition("core@1.1.2", &[], &[("u/type", ""), ("u/old", "")]),
        edition("guide@2.0", &["core@1.1.2"], &[("u/g", "2.0")]),
        edition("core@1.2.0", &[], &[("u/type", ""), ("u/new", "")]),
        edition("guide@3.0", &["core@1.1.2", "core@1.2.0"], &[("u/g", "3.0")]),
    ];
    let packed = Arc::new(Packed::open(pack(&editions)).unwrap());
    let choose = |indices: [usize; 2]| indices.map(|i| (packed.clone(), i)).to_vec();
    Definitions::from_editions(choose([0, 1]), choose([2, 3]))
}

#[test]
fn editions_at_hand_answer_to_their_version_only() {
    let all = editions_at_hand();
    for (canonical, expected) in [
        ("u/g", "guide@2.0 2.0"),
        ("u/g|3.0", "guide@3.0 3.0"),
        ("u/g|4.0", "~guide@2.0 2.0"),
        ("u/type", "core@1.1.2 "),
        ("u/type|1.2.0", "~core@1.2.0 "),
        ("u/new", "core@1.2.0 "),
    ] {
        assert_eq!(answer(&all, all.find(canonical)), expected, "{canonical}");
    }
    assert_eq!(all.editions().len(), 2);
    let guide = all.find("u/g|3.0").any().unwrap();
    for (canonical, expected) in [
        ("u/g", "guide@3.0 3.0"),
        ("u/g|2.0", "guide@2.0 2.0"),
        ("u/type", "core@1.2.0 "),
        ("u/old", "core@1.1.2 "),
        ("u/none", "-"),
    ] {
        assert_eq!(answer(&all, all.find_from(guide, canonical)), expected, "{canonical}");
    }
    let guide = all.find("u/g").any().unwrap();
    assert_eq!(answer(&all, all.find_from(guide, "u/type")), "core@1.1.2 ");
}

#[test]
fn other_resources_and_editions_are_known() {
    let all = sample();
    assert_eq!(all.other("core/vs|3"), Some("ValueSet"));
    assert_eq!(all.other("u/b"), None);
    assert_eq!(all.type_definition("Person"), None);
    assert!(all.type_definition("Patient").is_some());
    assert_eq!(all.editions().iter().map(|e| &*e.name).collect::<Vec<_>>(), ["core", "guide"]);
    let id = all.find("u/a").any().unwrap();
    assert_eq!((all.url(id), &*all.structure(id).url), ("u/a", "u/a"));
    assert_eq!(all.len(), 5);
}
