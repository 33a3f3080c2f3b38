//! Every package of the reference material survives as facts text and as a packed block.

use std::path::PathBuf;

use jpfhir::definitions::facts::{self, FactsEdition};
use jpfhir::definitions::facts_import::{self, Import};
use jpfhir::definitions::model::{Package, StructureDefinition};
use jpfhir::definitions::pack::{Packed, pack};

/// The reference material, or `None` with a visible line when it is not there.
fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("JPFHIR_SHARED").map_or_else(beside, PathBuf::from);
    if folder.join("packages").is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

/// The package at a path as an edition: what the facts hold of it.
fn edition(key: &str, path: PathBuf) -> FactsEdition {
    let (mut package, _) = Package::read(&path).unwrap();
    package.structures.iter_mut().for_each(|s| s.differential.clear());
    (package.value_sets, package.code_systems) = (Vec::new(), Vec::new());
    package.structures.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    package.others.sort();
    package.others.dedup();
    FactsEdition { key: key.into(), terms: "t".into(), package, ..FactsEdition::default() }
}

fn packed_structures(edition: &FactsEdition) -> Vec<StructureDefinition> {
    let packed = Packed::open(pack(std::slice::from_ref(edition))).unwrap();
    let range = packed.editions()[0].structures.clone();
    let mut structures: Vec<_> = range.map(|i| packed.structure(i).unwrap()).collect();
    structures.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    structures
}

#[test]
fn packages_survive_as_facts_and_as_a_block() {
    let Some(shared) = shared() else { return };
    let core = edition("r4", shared.join("packages/hl7.fhir.r4.core-4.0.1.tgz"));
    assert!(core.package.structures.len() > 600);
    let mut paths: Vec<_> = shared.join("packages").read_dir().unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 20);
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let edition = edition(&name, path);
        let built_on = if name.contains("r4.core") { vec![] } else { vec![&core] };
        let files = facts::write(&edition, &built_on);
        let back = facts::read(&files, &built_on).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(back.package.others, edition.package.others, "{name}");
        for (structure, original) in back.package.structures.iter().zip(&edition.package.structures) {
            for (row, original) in structure.snapshot.iter().zip(&original.snapshot) {
                assert_eq!(row, original, "{name} {}", structure.url);
            }
            assert_eq!(structure, original, "{name}");
        }
        assert_eq!(back, edition, "{name}");
        assert!(packed_structures(&edition) == edition.package.structures, "{name} as a block");
        let size: usize = files.iter().map(|(_, text)| text.len()).sum();
        println!("{name}: {} definitions, {size} bytes of facts", edition.package.structures.len());
    }
}

/// The facts in `profiles/` are what the tool makes of the packages, save for the files that say they differ.
#[test]
fn the_embedded_facts_come_from_the_packages() {
    let Some(shared) = shared() else { return };
    let profiles = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let mut differing = Vec::new();
    for edition in facts::load(&profiles, None).unwrap() {
        let request = Import {
            key: edition.key.clone(),
            packages: edition.sources.iter().map(|(file, _)| shared.join("packages").join(&**file)).collect(),
            builds_on: edition.builds_on.clone(),
            terms: edition.terms.clone(),
            profiles: profiles.clone(),
        };
        let (files, _) = facts_import::prepare(&request).unwrap();
        let folder = profiles.join(&*edition.key);
        assert_eq!(folder.read_dir().unwrap().count(), files.profiles.len(), "{}", edition.key);
        let codes = profiles.with_file_name("codesystems").join(&*edition.key);
        let written = codes.read_dir().map_or(0, |folder| folder.count());
        assert_eq!(written, files.code_systems.len(), "{}", edition.key);
        let of_codes = files.code_systems.into_iter().map(|(name, text)| (codes.join(name), text));
        for (path, text) in files.profiles.into_iter().map(|(name, text)| (folder.join(name), text)).chain(of_codes) {
            let kept = std::fs::read_to_string(&path).unwrap();
            if kept.starts_with("# Differs from ") {
                differing.push(path.strip_prefix(&profiles).unwrap().display().to_string());
            } else {
                assert!(kept == text, "{} is not what the package gives", path.display());
            }
        }
    }
    let expected = ["JP_Composition_ePCS", "JP_MedicationDosage_eCS", "JP_MedicationRequest_eCS", "extensions"];
    assert_eq!(differing, expected.map(|name| format!("clins@1.12/{name}.txt")));
}
