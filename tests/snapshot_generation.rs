//! The official tests of snapshot generation that are R4.

mod definitions;

use definitions::{complete, differences, read, shared};
use jpfhir::definitions::model::Package;

/// Test, and the definitions that it builds on besides R4 core.
const TESTS: [(&str, &[&str]); 13] = [
    ("obs-perf", &["reference-rest-or-logical.json"]),
    ("location-qicore", &["location-uscore.json"]),
    ("StructureDefinition-ratio-measure-cqfm", &["StructureDefinition-measure-cqfm.json"]),
    ("simple-quantity", &[]),
    ("simple-quantity-2", &[]),
    ("simple-quantity-3", &[]),
    (
        "nl-core-NursingIntervention",
        &["pattern-ZibHealthProfessionalReference.xml", "zib-NursingIntervention-input.xml"],
    ),
    (
        "zib-NursingIntervention",
        &["pattern-ZibHealthProfessionalReference.xml", "pattern-NlCoreHealthProfessionalReference.xml"],
    ),
    ("slice-cardinality-derived", &["slice-cardinality-base.xml"]),
    ("ch-location", &["ch-phone.json", "ch-email.json", "ch-internet.json"]),
    ("prov-fi", &[]),
    ("qr-sdc-simple", &[]),
    ("qr-sdc-onr5", &["qr-sdc-onr5-base.json"]),
];

#[test]
fn official_tests_agree() {
    let (Some(folder), Some(packages)) = (shared("corpus/snapshot-generation"), shared("packages")) else { return };
    let file =
        |stem: &str| ["json", "xml"].map(|e| folder.join(format!("{stem}.{e}"))).into_iter().find(|p| p.exists());
    let core = read(packages.join("hl7.fhir.r4.core-4.0.1.tgz"));
    let mut failed = Vec::new();
    for (test, builds_on) in TESTS {
        let input = read(file(&format!("{test}-input")).expect("every test has an input"));
        let output = read(file(&format!("{test}-output")).expect("every test has an output"));
        let others = builds_on.iter().map(|name| read(folder.join(name)));
        let mut set: Vec<Package> = std::iter::once(core.clone()).chain(others).chain([input]).collect();
        let last = set.len() - 1;
        // What is asked for is the snapshot made from the differential, even where the input carries one.
        set[last].structures[0].snapshot.clear();
        complete(&mut set);
        let found = differences(&set[last].structures[0].snapshot, &output.structures[0].snapshot);
        for difference in &found {
            println!("{test}: {difference:?}");
        }
        if !found.is_empty() {
            failed.push(test);
        }
    }
    assert!(failed.is_empty(), "{} of {} tests agree; not {failed:?}", TESTS.len() - failed.len(), TESTS.len());
}
