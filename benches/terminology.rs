//! Membership, look-up and opening of the embedded terminology.

use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::masters::Masters;
use jpfhir::terminology::{Membership, Terminology};

static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(|| definitions(Vec::new()));
static TERMINOLOGY: LazyLock<Terminology> = LazyLock::new(|| with_masters(&DEFINITIONS));
/// An edition whose JLAC11 lists are in the masters alone.
static OLDER: LazyLock<Terminology> = LazyLock::new(|| with_masters(&definitions(vec!["clins@1.5.2".to_owned()])));

fn definitions(guides: Vec<String>) -> Definitions {
    let selection = Selection { guides, packages: Vec::new(), cache: Cache::default() };
    Definitions::open(&selection).expect("the guides are embedded").definitions
}

fn with_masters(definitions: &Definitions) -> Terminology {
    Terminology::of(definitions).with_masters(Arc::new(Masters::embedded()), None)
}

const JLAC: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS";
const AST: &str = "http://jpfhir.jp/fhir/clins/ValueSet/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_ast_VS";
const JLAC10: &str = "http://medis.or.jp/CodeSystem/master-JLAC10-17digits";
const DISEASE: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
const KEY_NUMBER: &str = "http://medis.or.jp/CodeSystem/master-disease-keyNumber";
const ALLERGEN: &str = "http://jpfhir.jp/fhir/core/ValueSet/JP_AllergyIntolerance_VS";
const YCM: &str = "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS";
/// Code systems that stand in each of the masters.
const MASTERS: [&str; 7] = [
    DISEASE,
    KEY_NUMBER,
    YCM,
    "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier",
    "http://medis.or.jp/CodeSystem/master-HOT13",
    "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode",
    "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
];
const UCUM: &str = "http://unitsofmeasure.org";

fn main() {
    LazyLock::force(&DEFINITIONS);
    let before = resident();
    let used = use_everything();
    let more = resident().saturating_sub(before) >> 20;
    println!("{used} value sets asked and every code of the masters looked up: {more} MB more resident");
    divan::main();
}

/// Bytes in memory; 0 where the system does not tell.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok()).map_or(0, |pages| pages * 4096)
}

/// Compiles each value set of the default guides and looks up each code of the masters; how many value sets.
fn use_everything() -> usize {
    let sets: Vec<_> = TERMINOLOGY.value_sets().collect();
    for set in &sets {
        black_box(TERMINOLOGY.contains_in(*set, Some(UCUM), "mg"));
    }
    for url in MASTERS {
        let system = TERMINOLOGY.master(url).unwrap_or_else(|| panic!("{url} stands in a master"));
        black_box(system.concepts().filter(|concept| system.find(&concept.code()).is_some()).count());
    }
    sets.len()
}

/// Questions of each kind of value set: its name, the system, a member and a code that is none.
const QUESTIONS: [(&str, &str, Option<&str>, &str); 9] = [
    ("listed", "http://hl7.org/fhir/ValueSet/ucum-bodyweight", Some(UCUM), "kg"),
    ("whole", "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", None, "female"),
    ("filtered", AST, Some(JLAC), "C20080000250009F7"),
    ("filtered, none", AST, Some(JLAC), "C20080000250009F8"),
    ("large", "http://jpfhir.jp/fhir/core/ValueSet/JP_ObservationLabResultCode_VS", Some(JLAC10), "8A065000002391901"),
    (
        "is-a",
        "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode",
        Some("http://terminology.hl7.org/CodeSystem/v3-ActCode"),
        "AMB",
    ),
    ("master", "http://medis.or.jp/ValueSet/master-disease-keyNumber", Some(KEY_NUMBER), "20061593"),
    ("master, imports", ALLERGEN, Some(YCM), "YCM2260701F1271"),
    ("master, other system none", ALLERGEN, Some(KEY_NUMBER), "20061593"),
];

/// Whether a code is in a value set that is named by its canonical.
#[divan::bench(args = QUESTIONS.map(|(name, ..)| name))]
fn contains(bencher: Bencher<'_, '_>, name: &str) {
    let (_, value_set, system, code) = QUESTIONS.into_iter().find(|question| question.0 == name).expect("it is listed");
    let answer = TERMINOLOGY.contains(value_set, system, code);
    let expected = !name.ends_with("none");
    assert_eq!(answer == Membership::Member, expected, "{name}: {answer:?}");
    bencher.bench(|| TERMINOLOGY.contains(black_box(value_set), black_box(system), black_box(code)));
}

/// The concept and display of a code in a code system of 27,437.
#[divan::bench]
fn display() -> Option<&'static str> {
    TERMINOLOGY.display(black_box(DISEASE), black_box("8833421"))
}

/// A code under a heading of the guide, by the master alone.
#[divan::bench(args = [("C20080000250009F7", true), ("C10020000250001F7", false)])]
fn heading(bencher: Bencher<'_, '_>, (code, expected): (&str, bool)) {
    let answer = OLDER.contains(AST, Some(JLAC), code);
    assert_eq!(answer == Membership::Member, expected, "{code}: {answer:?}");
    bencher.bench(|| OLDER.contains(black_box(AST), black_box(Some(JLAC)), black_box(code)));
}

/// The default guides, and all other embedded editions that are asked where else a code exists, made ready for questions.
#[divan::bench]
fn open() -> Terminology {
    with_masters(black_box(&DEFINITIONS))
}

/// The first question of a value set of each kind, which compiles it.
#[divan::bench(args = QUESTIONS.map(|(name, ..)| name))]
fn first_question(bencher: Bencher<'_, '_>, name: &str) {
    let (_, value_set, system, code) = QUESTIONS.into_iter().find(|question| question.0 == name).expect("it is listed");
    bencher.with_inputs(|| with_masters(&DEFINITIONS)).bench_refs(|t| t.contains(value_set, system, code));
}
