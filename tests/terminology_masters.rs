//! Value sets of the embedded guides whose codes stand in the embedded masters or follow a rule of Japan.

use std::sync::Arc;

use jpfhir::codes::Day;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::masters::Masters;
use jpfhir::source::Source;
use jpfhir::terminology::{Absence, Membership, Terminology};
use jpfhir::validate::{AsOf, Conformance, Options, Validator};

const JLAC11: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult";
const SETS: &str = "http://jpfhir.jp/fhir/clins/ValueSet/JLAC11/JP_CLINS_ObsLabResult";
const PRESCRIPTION: &str = "http://jpfhir.jp/fhir/ePrescription/ValueSet";
const ALLERGEN: &str = "http://jpfhir.jp/fhir/core/ValueSet/JP_AllergyIntolerance_VS";
const ALLERGENS: &str = "http://jpfhir.jp/fhir/core/CodeSystem";
const ICD10: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full";

fn definitions(guide: &str) -> Definitions {
    let selection = Selection { guides: vec![guide.to_owned()], packages: Vec::new(), cache: Cache::default() };
    Definitions::open(&selection).expect("the guide is embedded").definitions
}

fn terminology(guide: &str, day: Option<Day>) -> Terminology {
    Terminology::of(&definitions(guide)).with_masters(Arc::new(Masters::embedded()), day)
}

/// Whether a code is a member; `None` where that cannot be said.
fn is_member(terminology: &Terminology, value_set: &str, system: &str, code: &str) -> Option<bool> {
    match terminology.contains(value_set, Some(system), code) {
        Membership::Member => Some(true),
        Membership::NotMember(_) => Some(false),
        Membership::Unknown(_) => None,
    }
}

#[test]
fn laboratory_items_stand_under_the_headings_of_the_guide() {
    let terminology = terminology("clins@1.5.2", None);
    let (core, infection) = (format!("{JLAC11}_CoreLabo_CS"), format!("{JLAC11}_InfectionLabo_CS"));
    for (set, system, code, expected) in [
        ("CoreLabo_ast", &core, "C20080000250009F7", Some(true)),
        ("CoreLabo_alb", &core, "C20080000250009F7", Some(false)),
        // The code of another list, and one that the edition does not have.
        ("CoreLabo_ast", &infection, "C20080000250009F7", Some(false)),
        ("CoreLabo_ast", &core, "C20080000250009F8", None),
        // JLAC10.
        ("CoreLabo_ast", &core, "3B035000002327701", None),
        // The table spells some headings in another way than the guide, and gives the names of some to others.
        ("InfectionLabo_HBsAGRESULT", &infection, "V2010000025002202", Some(true)),
        ("InfectionLabo_HBsABRESULT", &infection, "V2010000025002202", Some(false)),
        ("InfectionLabo_HCVAGQUANT", &infection, "V2171000025000248", Some(true)),
        ("InfectionLabo_HCVQUANT", &infection, "V2171000025000248", Some(false)),
        ("InfectionLabo_HCVQUANT", &infection, "V2184000024000580", Some(true)),
    ] {
        let set = format!("{SETS}_{set}_VS");
        assert_eq!(is_member(&terminology, &set, system, code), expected, "{set} {system} {code}");
    }
}

/// Each code that the list of 1.10.0 and the table both have stands under the same heading in either, but for headings that
/// changed their name in between.
#[test]
fn headings_agree_with_the_next_list_of_the_guide() {
    let (older, newer) = (terminology("clins@1.5.2", None), terminology("clins@1.10.0", None));
    let (mut same, mut other) = (0, Vec::new());
    for list in ["CoreLabo", "InfectionLabo"] {
        let system = format!("{JLAC11}_{list}_CS");
        let master = older.master(&system).expect("the table is embedded");
        assert!(newer.master(&system).is_none(), "the guide has its own list");
        let next = newer.code_system(&system, None).expect("it is in the guide");
        for set in
            older.value_sets().filter(|set| older.value_set_address(*set).0.starts_with(&format!("{SETS}_{list}_")))
        {
            let definition = older.value_set_definition(set).expect("it is at hand");
            let heading = &definition.includes[0].filters[0].value;
            for concept in next.concepts().filter(|concept| master.find(concept.code()).is_some()) {
                let is_member = older.contains_in(set, Some(&system), concept.code()) == Membership::Member;
                let is_below = concept.parent().is_some_and(|parent| parent.code() == &**heading);
                match (is_member, is_below) {
                    (true, true) => same += 1,
                    (true, false) => other.push(heading.clone()),
                    (false, _) => {}
                }
            }
        }
    }
    other.sort();
    other.dedup();
    assert!(same > 5_000, "{same}");
    // Blood sugar, D dimer, urine and viruses: the next list divided or renamed these headings.
    assert!(other.len() <= 13, "{other:?}");
}

#[test]
fn drugs_allergens_and_diseases_are_in_their_masters() {
    for (guide, set, system, code, expected) in [
        (
            "clins@1.10.0",
            ALLERGEN,
            format!("{ALLERGENS}/YCM/JP_JfagyMedicationAllergen_CS"),
            "YCM2260701F1271",
            Some(true),
        ),
        (
            "clins@1.10.0",
            ALLERGEN,
            format!("{ALLERGENS}/GCM/JP_JfagyMedicationAllergen_CS"),
            "GCM2260701F1ZZZ",
            Some(true),
        ),
        ("clins@1.10.0", ALLERGEN, format!("{ALLERGENS}/JP_JfagyMedicationAllergen_CS"), "GCM2260701F1ZZZ", Some(true)),
        ("clins@1.10.0", ALLERGEN, format!("{ALLERGENS}/JP_JfagyMedicationAllergen_CS"), "YCM2260701F1271", Some(true)),
        ("clins@1.10.0", ALLERGEN, format!("{ALLERGENS}/GCM/JP_JfagyMedicationAllergen_CS"), "GCM2260701F1271", None),
        ("clins@1.10.0", ALLERGEN, format!("{ALLERGENS}/YCM/JP_JfagyMedicationAllergen_CS"), "2260701F1271", None),
        ("core@1.2.0", "http://jpfhir.jp/fhir/core/mhlw/ValueSet/ICD10-2013-full", ICD10.into(), "C169", Some(true)),
        // A second code, an asterisk.
        ("core@1.2.0", "http://jpfhir.jp/fhir/core/mhlw/ValueSet/ICD10-2013-full", ICD10.into(), "G01", Some(true)),
        // No disease of the master has it, but it exists.
        ("core@1.2.0", "http://jpfhir.jp/fhir/core/mhlw/ValueSet/ICD10-2013-full", ICD10.into(), "B20", None),
    ] {
        let terminology = terminology(guide, Day::parse("2025-08-14"));
        assert_eq!(is_member(&terminology, set, &system, code), expected, "{set} {system} {code}");
    }
}

#[test]
fn the_prescription_guide_names_masters_by_their_oids() {
    let day = Day::parse("2025-08-14");
    let terminology = terminology("prescription@1.0.0", day);
    let (yj, hot9) = ("urn:oid:1.2.392.100495.20.1.73", "urn:oid:1.2.392.200119.4.403.1");
    let (generic, gtin) = ("urn:oid:1.2.392.100495.20.1.81", "urn:oid:2.51.1.1");
    let usage = "urn:oid:1.2.392.200250.2.2.20.20";
    for (set, system, code, expected) in [
        ("jp-drugCode-yj", yj, "2260701F1271", Some(true)),
        ("jp-drugCode-yj", yj, "9999999F9999", None),
        ("jp-drugCode-hot9", hot9, "100303101", Some(true)),
        ("mhlw-drugCode-generalNameCode", generic, "1124030F2ZZZ", Some(true)),
        // The list of that day is whole.
        ("mhlw-drugCode-generalNameCode", generic, "2124030F2ZZZ", Some(false)),
        ("jp-drugCode-gs1-14", gtin, "04912345678904", Some(true)),
        ("jp-drugCode-gs1-14", gtin, "04912345678905", Some(false)),
        ("jami-ePreOrderUsageCode", usage, "1013044400000000", Some(true)),
        ("jami-ePreOrderUsageCode", usage, "10130444", Some(false)),
    ] {
        let set = format!("{PRESCRIPTION}/{set}");
        assert_eq!(is_member(&terminology, &set, system, code), expected, "{set} {code}");
    }
    // There the OID is what the guide asks for; elsewhere it is an alias.
    let ids = |guide: &str, conformance: Conformance, code: &str| {
        let as_of = day.map(|day| AsOf { day, is_fixed: true });
        let options = Options { as_of, conformance, masters: Arc::new(Masters::embedded()), ..Options::default() };
        let text = format!(
            r#"{{"resourceType":"Medication","code":{{"coding":[{{"system":"{generic}","code":"{code}"}}]}}}}"#
        );
        let (document, mut found) = Document::parse(Source::new("test", text));
        found.extend(Validator::new(Arc::new(definitions(guide)), options).validate(&document));
        let codes = jpfhir::validate::binding::messages::MESSAGES;
        let about = found.iter().filter(|d| codes.iter().any(|message| std::ptr::eq(*message, d.message)));
        about.map(|d| d.message.id).collect::<Vec<_>>()
    };
    for (guide, conformance, code, expected) in [
        ("prescription@1.0.0", Conformance::Corrected, "1124030F2ZZZ", &[][..]),
        ("prescription@1.0.0", Conformance::Corrected, "2124030F2ZZZ", &["code-unknown"]),
        ("core@1.1.2", Conformance::Corrected, "1124030F2ZZZ", &["code-system-alias"]),
        ("prescription@1.0.0", Conformance::Official, "2124030F2ZZZ", &["code-system-alias"]),
    ] {
        assert_eq!(ids(guide, conformance, code), expected, "{guide} {code}");
    }
}

#[test]
fn members_of_masters_are_listed() {
    let terminology = terminology("clins@1.5.2", None);
    let set = terminology.value_set(&format!("{SETS}_CoreLabo_ast_VS")).expect("it is in the guide");
    let expansion = terminology.expand(set, usize::MAX);
    assert!(expansion.doubts.is_empty() && expansion.members.len() > 10, "{}", expansion.members.len());
    let system = format!("{JLAC11}_CoreLabo_CS");
    for member in &expansion.members {
        assert_eq!(terminology.contains_in(set, Some(&system), &member.code), Membership::Member, "{}", member.code);
    }
    let other = terminology.contains(&format!("{SETS}_CoreLabo_alb_VS"), Some(&system), &expansion.members[0].code);
    assert_eq!(other, Membership::NotMember(Absence::NotSelected));
}
