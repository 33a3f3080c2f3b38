//! Every package at hand compiles; published snapshots agree with those that we make from the differentials, but for
//! the differences that docs/snapshot-differences.md explains.

mod definitions;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use definitions::{Difference, complete, differences, field, read, shared};
use jpfhir::definitions::model::{ElementDefinition, Package, StructureDefinition};
use jpfhir::diagnostics::{Diagnostic, Fact};

const CORE: &str = "hl7.fhir.r4.core-4.0.1";
const URL: &str = "jp-core.r4-1.1.2-url";
const OID: &str = "jp-core.r4-1.1.2";
const OLD: &str = "jp-core.r4-1.1.1-snap";

/// Package, what it builds on besides R4 core, and how many of its published elements differ, by class.
type Expected = (&'static str, Option<&'static str>, &'static [(&'static str, usize)]);

const PACKAGES: [Expected; 19] = [
    (CORE, None, &[("extension-slicing", 953), ("name-only", 30), ("short-form", 64), ("unfolded-there", 8)]),
    ("ePrescriptionData-0.1.0-differential", Some(OID), &[]),
    ("jp-clins-1.12.0-reconstructed", Some(URL), &[("unfolded-there", 28), ("unsliced", 48)]),
    ("jp-clins.r4-0.9.7", Some(OID), &[("unfolded-here", 5), ("unsliced", 32)]),
    ("jp-clins.r4-1.5.2-snap", Some(URL), &[("unsliced", 861)]),
    ("jp-core-1.2.0", None, &[("profile-set-later", 2), ("unsliced", 6)]),
    (OLD, None, &[("profile-set-later", 2), ("short-form", 27), ("unsliced", 2)]),
    ("jp-core.r4-1.1.2-differential", None, &[]),
    ("jp-core.r4-1.1.2-url-differential", None, &[]),
    (URL, None, &[("profile-set-later", 2), ("unfolded-here", 44), ("unsliced", 2)]),
    (OID, None, &[("profile-set-later", 2), ("unsliced", 2)]),
    ("jp-eCSCLINS.r4-1.10.0-snap", Some(URL), &[("common-tags", 46)]),
    ("jp-eCSCLINS.r4-1.10.0", Some(URL), &[]),
    ("jp-eCheckupReport.r4-1.5.0-snap", Some(URL), &[("common-tags", 33)]),
    ("jp-eCheckupReport.r4-1.5.0", Some(URL), &[]),
    ("jp-eChekupReport.r4", Some(OID), &[("unfolded-there", 12)]),
    (
        "jp-eMunicipal-0.9.0",
        Some(OLD),
        &[("extension-slicing", 1), ("other-base", 288), ("unfolded-here", 32), ("unsliced", 94)],
    ),
    ("jp-ePrescription-1.0.0", Some(OLD), &[]),
    ("jp-eTwoDis.r4-1.0.0", Some(OID), &[("unsliced", 442)]),
];

/// The package names of those that were built on an edition of JP Core that is not at hand.
const BUILT_ON_UNKNOWN: [&str; 1] = ["local.jp-eMunicipal-0.9.0"];

#[test]
fn published_snapshots_agree() {
    let Some(folder) = shared("packages") else { return };
    let path = |name: &str| folder.join(format!("{name}.tgz"));
    let builds_on: HashMap<&str, Package> = [CORE, URL, OID, OLD].map(|n| (n, read(path(n)))).into();
    let (mut wrong, mut notices) = (Vec::new(), Vec::new());
    for (name, base, expected) in PACKAGES {
        let mut set: Vec<Package> = Vec::new();
        set.extend((name != CORE).then(|| builds_on[CORE].clone()));
        set.extend(base.map(|b| builds_on[b].clone()));
        set.push(read(path(name)));
        let (found, told) = compare(set);
        notices.extend(told.iter().map(|n| (name, n.message.id, n.fact("element").cloned())));
        let counts: Vec<(&str, usize)> = found.iter().map(|(class, list)| (*class, list.len())).collect();
        if counts != expected {
            println!("{name}: expected {expected:?}, found {counts:?}");
            for (class, list) in &found {
                list.iter().take(4).for_each(|(url, d)| println!("  {class}: {url} {d:?}"));
            }
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "differences have changed in {wrong:?}");
    assert_eq!(notices, NOTICES.map(|(name, id, element)| (name, id, Some(Fact::from(element)))));
}

/// What is odd about the definitions themselves: package, diagnostic, element.
const NOTICES: [(&str, &str, &str); 8] = [
    (CORE, "slice-name-without-slicing", "Composition.date:IssueDate"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.relationship:Relationship"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.sex:Sex"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.born[x]:BornAge"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.age[x]:Age"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.deceased[x]:DeceasedAge"),
    (CORE, "slice-name-without-slicing", "FamilyMemberHistory.condition:Condition"),
    (
        "ePrescriptionData-0.1.0-differential",
        "differential-out-of-order",
        "Practitioner.qualification:medicalRegistrationNumber",
    ),
];

type Classes = BTreeMap<&'static str, Vec<(String, Difference)>>;

/// Makes the snapshots of the last package anew and compares them with those that it came with.
fn compare(mut set: Vec<Package>) -> (Classes, Vec<Diagnostic>) {
    let last = set.len() - 1;
    let forget = |s: &mut StructureDefinition| match s.differential.is_empty() {
        true => Vec::new(),
        false => std::mem::take(&mut s.snapshot),
    };
    let published: Vec<_> = set[last].structures.iter_mut().map(forget).collect();
    let notices = complete(&mut set);
    let mut classes = Classes::new();
    for (structure, theirs) in set[last].structures.iter().zip(&published) {
        assert!(!structure.snapshot.is_empty(), "{} has no snapshot", structure.url);
        if theirs.is_empty() {
            continue;
        }
        for difference in differences(&structure.snapshot, theirs) {
            let class = match classify(&difference, structure, theirs) {
                "other" if BUILT_ON_UNKNOWN.contains(&&*set[last].name) => "other-base",
                class => class,
            };
            classes.entry(class).or_default().push((structure.url.to_string(), difference));
        }
    }
    (classes, notices)
}

/// Why a difference is there; the classes are those of docs/snapshot-differences.md.
fn classify(difference: &Difference, structure: &StructureDefinition, theirs: &[ElementDefinition]) -> &'static str {
    let id = &*difference.id;
    match difference.field {
        "binding" if difference.ours.ends_with("ValueSet/common-tags") && difference.theirs.is_empty() => "common-tags",
        "slicing" if id.ends_with("xtension") && difference.theirs == "None" => "extension-slicing",
        "missing" | "extra" if is_name_only(id, structure) => "name-only",
        _ if is_short_form(id, structure) => "short-form",
        _ if is_unsliced(difference, structure) => "unsliced",
        "missing" if is_leaf_above(id, &structure.snapshot) => "unfolded-there",
        "extra" if is_leaf_above(id, theirs) => "unfolded-here",
        "type" if has_own_profile(id, structure) => "profile-set-later",
        _ => "other",
    }
}

fn find<'a>(list: &'a [ElementDefinition], id: &str) -> Option<&'a ElementDefinition> {
    list.iter().find(|e| &*e.id == id)
}

/// The differential has a slice name on the element, or above it, of which our snapshot makes no slice.
fn is_name_only(id: &str, structure: &StructureDefinition) -> bool {
    let made = |e: &ElementDefinition| find(&structure.snapshot, &e.id).is_some();
    let names = structure.differential.iter().filter(|e| !e.slice_name.is_empty() && !made(e));
    let is_below =
        |id: &str, above: &str| id.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    names.into_iter().any(|e| is_below(id, &e.id) || is_below(id, &without_slices(&e.id)))
}

/// The differential names a type of the choice by its short form, `valueQuantity`.
fn is_short_form(id: &str, structure: &StructureDefinition) -> bool {
    let Some((stem, _)) = id.rsplit_once("[x]") else { return false };
    let stem = without_slices(stem);
    let is_short =
        |path: &str| path.strip_prefix(&*stem).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    structure.differential.iter().any(|e| is_short(&e.path))
}

/// What they have on a slice, or below it, is what we have on the element that is sliced.
fn is_unsliced(difference: &Difference, structure: &StructureDefinition) -> bool {
    let has = |id: &str| match (find(&structure.snapshot, id), difference.field) {
        (None, _) | (_, "extra") => false,
        (Some(_), "missing") => true,
        (Some(element), name) => field(element, name).is_some_and(|text| text == difference.theirs),
    };
    fewer_slices(&difference.id).iter().any(|id| has(id))
}

fn without_slices(id: &str) -> String {
    id.split('.').map(|part| part.split(':').next().unwrap_or(part)).collect::<Vec<_>>().join(".")
}

/// The id with each of its slices left out, one at a time, and without any.
fn fewer_slices(id: &str) -> Vec<String> {
    let parts: Vec<&str> = id.split('.').collect();
    let sliced = parts.iter().enumerate().filter(|(_, part)| part.contains(':')).map(|(at, _)| at);
    let without = |at: usize| {
        let name =
            |(i, part): (usize, &&str)| if i == at { part.split(':').next().unwrap_or(part) } else { part }.to_owned();
        parts.iter().enumerate().map(name).collect::<Vec<_>>().join(".")
    };
    let mut ids: Vec<String> = sliced.map(without).collect();
    if ids.len() > 1 {
        ids.push(without_slices(id));
    }
    ids
}

/// The nearest element above that the list has is one whose children it does not list.
fn is_leaf_above(id: &str, list: &[ElementDefinition]) -> bool {
    let mut above = id;
    while let Some((next, _)) = above.rsplit_once('.') {
        above = next;
        if find(list, above).is_some() {
            let below = format!("{above}.");
            return !list.iter().any(|e| e.id.starts_with(&below));
        }
    }
    false
}

/// The element above has a profile on its type that the differential sets.
fn has_own_profile(id: &str, structure: &StructureDefinition) -> bool {
    let above = id.rsplit_once('.').map_or("", |(above, _)| above);
    find(&structure.differential, above).is_some_and(|e| e.types.iter().any(|t| !t.profiles.is_empty()))
}

#[test]
fn files_of_the_public_test_cases_load() {
    let (Some(folder), Some(packages)) = (shared("corpus/hl7"), shared("packages")) else { return };
    let core = read(packages.join(format!("{CORE}.tgz")));
    let cases = std::fs::read_to_string(folder.join("cases.json")).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&cases).unwrap();
    let (mut structures, mut notices) = (0, BTreeMap::<&str, usize>::new());
    for case in &cases {
        let files = case["supporting"].as_array().unwrap().iter().filter_map(|f| f.as_str());
        let files = files.chain(case["profile_file"].as_str());
        let loaded: Vec<Package> = files.filter_map(|f| load(&folder.join(f))).collect();
        if loaded.iter().all(|p| p.structures.is_empty()) {
            continue;
        }
        let mut set = vec![core.clone()];
        set.extend(loaded);
        for notice in complete(&mut set) {
            *notices.entry(notice.message.id).or_default() += 1;
        }
        for structure in set[1..].iter().flat_map(|p| &p.structures) {
            assert!(!structure.snapshot.is_empty(), "{}: {}", case["id"], structure.url);
            structures += 1;
        }
    }
    let expected = [("base-definition-missing", 10), ("differential-out-of-order", 1), ("type-profile-missing", 3)];
    assert_eq!((structures, notices), (237, expected.into()));
}

/// A file of definitions; `None` when it holds resources of another kind.
fn load(path: &Path) -> Option<Package> {
    match Package::read(path) {
        Ok((package, notices)) => {
            assert!(notices.is_empty(), "{}: {notices:?}", path.display());
            Some(package)
        }
        Err(error) => {
            assert_eq!(error.0.message.id, "package-empty", "{}", path.display());
            None
        }
    }
}
