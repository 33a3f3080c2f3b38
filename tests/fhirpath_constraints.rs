//! Every constraint of every package is compiled against the type of its element.

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use jpfhir::definitions::Definitions;
use jpfhir::definitions::model::{ElementDefinition, Package, StructureDefinition};
use jpfhir::fhirpath::functions::is_pattern;
use jpfhir::fhirpath::program::Op;
use jpfhir::fhirpath::{Mode, Model, Program, Scope, Value, compile};

/// The keys of constraints that name elements or types which there are not, with what is wrong. They can be evaluated:
/// what is not there gives nothing.
const DEFECTS: &[(&str, &str)] = &[
    ("caregory-is-valid-one", "the type is Composition, not composition"),
    ("cid-0", "ChargeItemDefinition has no name"),
    ("code-*-valueCodingSystem-*", "the element is value, not valueCodeableConcept"),
    ("ele-1", "the pattern Request has no id"),
    ("emc-cov-1", "the element is value, not valueString"),
    ("emc-cov-2", "the element is value, not valueString"),
    ("emc-obs-4", "the element is effective, not effectiveDateTime"),
    ("emc-obs-5", "the element is effective, not effectiveDateTime"),
    ("event-code-is-valid-one", "Bundle.entry has no event"),
    ("inv-1", "Event has no notDoneReason; Extension no substanceExposureRisk"),
];

/// A key without the codes it is made of.
fn family(key: &str) -> String {
    match key.split_once("-valueCodingSystem-") {
        Some(_) => "code-*-valueCodingSystem-*".to_owned(),
        None => key.to_owned(),
    }
}

fn elements(structure: &StructureDefinition) -> impl Iterator<Item = &ElementDefinition> {
    structure.snapshot.iter().chain(&structure.differential)
}

/// The patterns of a constraint can be compiled.
fn check_patterns(program: &Program) {
    for (op, _) in &program.regexes {
        if let Op::Constant(constant) = program.ops[*op as usize]
            && let Value::String(pattern) = &program.constants[constant as usize]
        {
            assert!(is_pattern(pattern), "{}", &**pattern);
        }
    }
}

#[test]
fn every_constraint_compiles() {
    let Some(folder) = shared::folder("packages") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("packages").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let core = paths.iter().position(|p| p.ends_with("hl7.fhir.r4.core-4.0.1.tgz")).expect("R4");
    paths.swap(0, core);
    let packages: Vec<Package> = paths.iter().map(|p| Package::read(p).expect("a package").0).collect();
    let model = Model::new(Arc::new(Definitions::from_packages(vec![packages[0].clone()])));
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut faults: BTreeSet<String> = BTreeSet::new();
    for package in &packages {
        let mut count = 0;
        for structure in &package.structures {
            for element in elements(structure) {
                for constraint in element.constraints.iter().filter(|c| !c.expression.is_empty()) {
                    let path = element.path.to_string();
                    if !seen.insert((path.clone(), constraint.expression.to_string())) {
                        continue;
                    }
                    count += 1;
                    let scope = Scope::at_path(&model, &path);
                    let mode = Mode { is_lenient: true, ..Mode::default() };
                    let program = compile(&constraint.expression, &model, &scope, mode);
                    let program =
                        program.unwrap_or_else(|f| panic!("{}: {} {:?}", constraint.key, f.message.id, f.facts));
                    check_patterns(&program);
                    for fault in program.faults {
                        let place = constraint.expression.get(fault.span.range()).unwrap_or("").to_owned();
                        println!("{}: {} at `{place}` of {path}", constraint.key, fault.message.id);
                        faults.insert(family(&constraint.key));
                    }
                }
            }
        }
        println!("{} {}: {count} further expressions", package.name, package.version);
    }
    assert!(seen.len() > 300, "{}", seen.len());
    let expected: BTreeSet<String> = DEFECTS.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(faults, expected, "the keys of constraints with defects");
}
