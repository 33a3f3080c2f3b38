//! What selections put in force.

use super::*;
use crate::definitions::Lookup;

fn open(guides: &[&str], packages: &[&std::path::Path], cache: Cache) -> Opened {
    let selection = Selection {
        guides: guides.iter().map(|&g| g.into()).collect(),
        packages: packages.iter().map(|&p| p.into()).collect(),
        cache,
    };
    Definitions::open(&selection).unwrap()
}

fn keys(definitions: &Definitions) -> Vec<&str> {
    definitions.editions().iter().map(|e| &*e.key).collect()
}

/// The edition and version that a canonical is answered with, `~` when the version is another.
fn answer(definitions: &Definitions, lookup: Lookup) -> String {
    let mark = if matches!(lookup, Lookup::OtherVersion(_)) { "~" } else { "" };
    lookup.any().map_or("-".into(), |id| format!("{mark}{}", definitions.edition(id).key))
}

#[test]
fn guides_bring_what_they_build_on() {
    for (guides, expected) in [
        (&["core@1.2.0"][..], &["r4@4.0.1", "terminology@partial", "core@1.2.0"][..]),
        (&["clins@1.10.0"], &["r4@4.0.1", "terminology@partial", "core@1.1.2", "clins@1.10.0"]),
        (&["clins"], &["r4@4.0.1", "terminology@partial", "core@1.1.2", "clins@1.10.0"]),
        (&["clins@1.12.0"], &["r4@4.0.1", "terminology@partial", "core@1.1.2", "clins@1.12"]),
        (&["r4"], &["r4@4.0.1"]),
        (
            &["checkup@1.5.0", "clins@1.5.2"],
            &["r4@4.0.1", "terminology@partial", "core@1.1.2", "checkup@1.5.0", "clins@1.5.2"],
        ),
    ] {
        assert_eq!(keys(&open(guides, &[], Cache::default()).definitions), expected, "{guides:?}");
    }
}

#[test]
fn unknown_guides_are_named_with_the_known() {
    let selection = Selection { guides: vec!["clins@9".into()], ..Selection::default() };
    let PackageError(diagnostic) = Definitions::open(&selection).unwrap_err();
    assert_eq!(diagnostic.message.id, "guide-unknown");
    assert!(format!("{:?}", diagnostic.fact("known")).contains("clins@1.10.0"));
}

#[test]
fn without_options_documents_choose_the_edition() {
    let all = open(&[], &[], Cache::default()).definitions;
    let expected =
        ["r4@4.0.1", "terminology@partial", "core@1.1.2", "prescription@1.0.0", "checkup@1.5.0", "clins@1.10.0"];
    assert_eq!(keys(&all), expected);
    let guide = "http://jpfhir.jp/fhir/";
    for (canonical, expected) in [
        ("clins/StructureDefinition/JP_Bundle_CLINS", "clins@1.10.0"),
        ("clins/StructureDefinition/JP_Bundle_CLINS|1.10.0", "clins@1.10.0"),
        ("clins/StructureDefinition/JP_Bundle_CLINS|1.12.0", "clins@1.12"),
        ("clins/StructureDefinition/JP_Bundle_CLINS|1", "clins@1.5.2"),
        ("clins/StructureDefinition/JP_Bundle_CLINS|1.5.2", "~clins@1.5.2"),
        ("clins/StructureDefinition/JP_Bundle_CLINS|9.9", "~clins@1.10.0"),
        ("core/StructureDefinition/JP_Patient", "core@1.1.2"),
        ("core/StructureDefinition/JP_Patient|1.2.0", "~core@1.2.0"),
        ("core/StructureDefinition/JP_Patient|1.1.2", "~core@1.1.2"),
        ("core/StructureDefinition/JP_Nothing", "-"),
    ] {
        assert_eq!(answer(&all, all.find(&format!("{guide}{canonical}"))), expected, "{canonical}");
    }
    let patient = all.find("http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient|1.2.0").any().unwrap();
    let name = all.find_from(patient, "http://jpfhir.jp/fhir/core/StructureDefinition/JP_HumanName");
    assert_eq!(answer(&all, name), "core@1.2.0");
    assert_eq!(all.other("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1"), Some("ValueSet"));
    assert!(all.structure(all.type_definition("Patient").unwrap()).snapshot.len() > 40);
}

/// A profile of Patient that has a differential only.
const PROFILE: &str = r#"{"resourceType":"StructureDefinition","url":"http://example.org/P","version":"2.0",
    "name":"P","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
    "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
    "differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}"#;

#[test]
fn packages_are_compiled_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("profile.json");
    std::fs::write(&file, PROFILE).unwrap();
    let stored = || folder.path().join("cache").read_dir().map_or(0, |entries| entries.count());
    let cache = || Cache::in_folder(folder.path().join("cache"));
    let read = |guides: &[&str]| {
        let definitions = open(guides, &[&file], cache()).definitions;
        let id = definitions.find("http://example.org/P|2.0").any().unwrap();
        let structure = definitions.structure(id);
        let row = structure.snapshot.iter().find(|row| &*row.id == "Patient.birthDate").unwrap();
        assert_eq!((row.min, structure.snapshot.len() > 40), (Some(1), true));
        definitions
    };
    let first = read(&[]);
    assert_eq!(keys(&first), ["r4@4.0.1", "profile"]);
    assert_eq!((stored(), &*first.editions()[1].sources[0].0), (1, "profile.json"));
    read(&[]);
    assert_eq!(stored(), 1, "the same package is found again");
    read(&["core"]);
    assert_eq!(stored(), 2, "beside another guide it is another block");
    std::fs::write(&file, PROFILE.replace("2.0", "2.0.0")).unwrap();
    let definitions = open(&[], &[&file], cache()).definitions;
    assert!(matches!(definitions.find("http://example.org/P|2.0.0"), Lookup::Found(_)));
    assert_eq!(stored(), 3, "changed content is compiled again");
    for entry in folder.path().join("cache").read_dir().unwrap() {
        std::fs::write(entry.unwrap().path(), "foreign").unwrap();
    }
    open(&[], &[&file], cache());
}

#[test]
fn absent_packages_are_an_error() {
    let selection = Selection { packages: vec!["/absent/package.tgz".into()], ..Selection::default() };
    let PackageError(diagnostic) = Definitions::open(&selection).unwrap_err();
    assert_eq!(diagnostic.message.id, "package-unreadable");
}
