//! Membership, look-up and opening of the embedded terminology.

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use jpfhir::definitions::{Definitions, Selection};
use jpfhir::terminology::{Membership, Terminology};

static DEFINITIONS: LazyLock<Definitions> =
    LazyLock::new(|| Definitions::open(&Selection::default()).expect("the default guides are embedded").definitions);
static TERMINOLOGY: LazyLock<Terminology> = LazyLock::new(|| Terminology::of(&DEFINITIONS));

const JLAC: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS";
const JLAC10: &str = "http://medis.or.jp/CodeSystem/master-JLAC10-17digits";
const DISEASE: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
const UCUM: &str = "http://unitsofmeasure.org";

fn main() {
    LazyLock::force(&TERMINOLOGY);
    divan::main();
}

/// Questions of each kind of value set: its name, the system, a member and a code that is none.
const QUESTIONS: [(&str, &str, Option<&str>, &str); 6] = [
    ("listed", "http://hl7.org/fhir/ValueSet/ucum-bodyweight", Some(UCUM), "kg"),
    ("whole", "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", None, "female"),
    (
        "filtered",
        "http://jpfhir.jp/fhir/clins/ValueSet/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_ast_VS",
        Some(JLAC),
        "C20080000250009F7",
    ),
    (
        "filtered, none",
        "http://jpfhir.jp/fhir/clins/ValueSet/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_ast_VS",
        Some(JLAC),
        "C20080000250009F8",
    ),
    ("large", "http://jpfhir.jp/fhir/core/ValueSet/JP_ObservationLabResultCode_VS", Some(JLAC10), "8A065000002391901"),
    (
        "is-a",
        "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode",
        Some("http://terminology.hl7.org/CodeSystem/v3-ActCode"),
        "AMB",
    ),
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

/// All editions made ready for questions.
#[divan::bench]
fn open() -> Terminology {
    Terminology::of(black_box(&DEFINITIONS))
}

/// The first question of a value set of each kind, which compiles it.
#[divan::bench(args = QUESTIONS.map(|(name, ..)| name))]
fn first_question(bencher: Bencher<'_, '_>, name: &str) {
    let (_, value_set, system, code) = QUESTIONS.into_iter().find(|question| question.0 == name).expect("it is listed");
    bencher.with_inputs(|| Terminology::of(&DEFINITIONS)).bench_refs(|t| t.contains(value_set, system, code));
}
