//! The examples whose results the guide of CLINS documents: the same verdict, and one finding for one cause.

mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use jpfhir::codes::Day;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::{Diagnostic, Severity};
use jpfhir::document::Document;
use jpfhir::masters::Masters;
use jpfhir::source::Source;
use jpfhir::terminology::Terminology;
use jpfhir::validate::{AsOf, Options, Validator};

/// Example, errors, and how often a finding comes that the Java validator makes two, three or four of.
const DOCUMENTED: [(&str, usize, &str, usize); 14] = [
    ("Bundle-Bundle-CLINS-Observations-Example-01", 0, "code-system-unknown", 1),
    ("Bundle-Bundle-CLINS-PCS-Example-01", 0, "", 0),
    ("Bundle-Bundle-CLINS-Referral-Example-01", 0, "", 0),
    ("Bundle-Bundle-CLINS-Referral-NoEntry-Example-01", 0, "", 0),
    ("Condition-Example-JP-Condition-eCS-01", 0, "", 0),
    // Two displays that Java prints two lines each for. The guide also speaks of ICD-10, whose names are not carried; see below.
    ("Condition-Example-JP-Condition-eCS-02", 0, "display-wrong", 2),
    ("MedicationRequest-ErrorExample-JP-MedReq-ExtEye-Total1", 1, "invariant", 1),
    ("MedicationRequest-ErrorExample-JP-MedReq-PO-SID-28days", 1, "code-not-in-value-set", 1),
    ("MedicationRequest-Example-JP-MedReq-ExtAnus-AsNeeded-Total1", 0, "code-system-local", 1),
    ("MedicationRequest-Example-JP-MedReq-ExtSkin-Total2", 0, "code-system-local", 1),
    ("MedicationRequest-Example-JP-MedReq-PO-BID-10days-AsNeeded", 0, "code-system-local", 1),
    ("Observation-Example-JP-Obs-LabResult-eCS-Alb", 0, "code-system-not-at-hand", 1),
    ("Observation-Example-JP-Obs-LabResult-eCS-K", 0, "", 0),
    ("Patient-Example-JP-Patient-standard", 0, "", 0),
];

fn validator() -> Validator {
    validator_with(&[])
}

/// A validator of CLINS 1.5.2 with the code systems (JSON) of a package.
fn validator_with(systems: &[String]) -> Validator {
    let guides = vec!["clins@1.5.2".to_owned()];
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (index, system) in systems.iter().enumerate() {
        std::fs::write(folder.path().join(format!("CodeSystem-{index}.json")), system).expect("written");
    }
    let packages = if systems.is_empty() { Vec::new() } else { vec![folder.path().to_path_buf()] };
    let selection = Selection { guides, packages, cache: Cache::default() };
    let definitions = Definitions::open(&selection).expect("the guide is embedded").definitions;
    let as_of = Day::parse("2025-08-14").map(|day| AsOf { day, is_fixed: false });
    let options = Options { as_of, masters: Arc::new(Masters::embedded()), ..Options::default() };
    Validator::new(Arc::new(definitions), options)
}

fn judge(validator: &Validator, text: String) -> (Document, Vec<Diagnostic>) {
    let (document, mut found) = Document::parse(Source::new("test", text));
    found.extend(validator.validate(&document));
    (document, found)
}

#[test]
fn documented_results_come_out() {
    let Some(folder) = shared::folder("corpus/jp/clins") else { return };
    let validator = validator();
    for (name, errors, id, times) in DOCUMENTED {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect("the example");
        let (document, found) = judge(&validator, text);
        let count = found.iter().filter(|d| d.severity == Severity::Error).count();
        let at = |d: &Diagnostic| d.node.map_or(String::new(), |node| document.fhirpath(node));
        let listed: Vec<String> =
            found.iter().map(|d| format!("{:?} {} {}", d.severity, d.message.id, at(d))).collect();
        assert_eq!(count, errors, "{name}: {listed:#?}");
        assert_eq!(found.iter().filter(|d| d.message.id == id).count(), times, "{name} {id}: {listed:#?}");
        // One cause gives one finding: no display, code or system is spoken of twice at a place.
        let mut places: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for d in found.iter().filter(|d| d.severity != Severity::Information) {
            *places.entry((d.message.id, at(d))).or_default() += 1;
        }
        let twice: Vec<_> = places.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
    }
}

#[test]
fn the_name_of_an_icd_10_code_is_spoken_of_once() {
    const EXAMPLE: &str = "Condition-Example-JP-Condition-eCS-02.json";
    let Some(folder) = shared::folder("corpus/jp/clins") else { return };
    let text = std::fs::read_to_string(folder.join(EXAMPLE)).expect("the example");
    for (name, times) in [("胃，部位不明", 0), ("別の名称", 1)] {
        let system = format!(
            r#"{{"resourceType":"CodeSystem","url":"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full","content":"complete","concept":[{{"code":"C169","display":"{name}"}}]}}"#
        );
        let (document, found) = judge(&validator_with(&[system]), text.clone());
        let is_of_code =
            |d: &Diagnostic| d.node.is_some_and(|node| document.fhirpath(node).starts_with("Condition.code."));
        let about = found.iter().filter(|d| d.message.id == "display-wrong" && is_of_code(d));
        assert_eq!(about.count(), times, "{name}: {found:#?}");
        assert!(found.iter().all(|d| d.severity != Severity::Error), "{found:#?}");
    }
}

/// CLINS up to 1.5.3 published the JLAC10 codes of its lists at the addresses of the JLAC11 lists, too.
#[test]
fn lists_of_jlac11_that_hold_jlac10_codes_are_not_gone_by() {
    const LISTS: &str = "http://jpfhir.jp/fhir/clins/CodeSystem";
    const LIST: &str = "JP_CLINS_ObsLabResult_CoreLabo_CS";
    let guides = vec!["clins@1.5.2".to_owned()];
    let selection = Selection { guides, packages: Vec::new(), cache: Cache::default() };
    let terminology = Terminology::of(&Definitions::open(&selection).expect("it is embedded").definitions);
    let list = terminology.code_system(&format!("{LISTS}/JLAC10/{LIST}"), None).expect("it is in the guide");
    let headings = list.concepts().filter(|concept| concept.parent().is_none()).map(|heading| {
        let below: Vec<_> = heading.children().map(|c| serde_json::json!({"code": c.code()})).collect();
        serde_json::json!({"code": heading.code(), "concept": below})
    });
    let published = serde_json::json!({
        "resourceType": "CodeSystem", "url": format!("{LISTS}/JLAC11/{LIST}"), "version": "1.5.3",
        "content": "complete", "caseSensitive": true, "concept": headings.collect::<Vec<_>>(),
    });
    let validator = validator_with(&[published.to_string()]);
    for (code, expected) in [
        ("C20080000250009F7", &[][..]),
        ("3B035000002327701", &["code-of-paired-list"]),
        ("C20080000250009F8", &["code-newer-than-edition"]),
    ] {
        let coding = format!(r#"{{"system":"{LISTS}/JLAC11/{LIST}","code":"{code}"}}"#);
        let text = format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{coding}]}},"method":{{"coding":[{coding}]}}}}"#
        );
        let (_, found) = judge(&validator, text);
        let codes = jpfhir::validate::binding::messages::MESSAGES;
        let about = found.iter().filter(|d| codes.iter().any(|m| std::ptr::eq(*m, d.message)));
        let mut ids: Vec<&str> = about.map(|d| d.message.id).collect();
        ids.dedup();
        assert_eq!(ids, expected, "{code}");
    }
}

#[test]
fn an_unknown_system_is_said_once_a_document() {
    let coding = r#"{"system":"http://jpfhir.jp/none","code":"a"}"#;
    let text = format!(
        r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{coding}]}},"method":{{"coding":[{coding},{coding}]}}}}"#
    );
    let (_, found) = judge(&validator(), text);
    assert_eq!(found.iter().filter(|d| d.message.id == "code-system-unknown").count(), 1);
}

#[test]
fn situations_of_japan_are_handled_once() {
    const LAB: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS";
    let validator = validator();
    for (system, code, expected) in [
        // Lists of an institution.
        ("http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/19911234567", "1", "code-system-local"),
        ("http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/x", "1", "code-system-unknown"),
        // OIDs that have a URL now, and usual typing errors.
        ("urn:oid:1.2.392.200119.4.101.2", "20061593", "code-system-alias"),
        ("http://jpfhi.jp/fhir/CodeSystem/claimSystem_syobyomei_CS", "8833421", "code-system-alias"),
        ("http://medis.or.jp/CodeSystem/master-disease-keyNumber", "20061593", ""),
        // Headings of lists.
        (LAB, "ALB", "code-is-group"),
        (LAB, "3A015000002327101", ""),
        // A part published as the whole.
        ("http://loinc.org", "8302-2", "code-system-incomplete"),
        // A code that masters have, and one that may have come out since.
        ("http://capstandard.jp/iyaku.info/CodeSystem/YJ-code", "2260701F1271", ""),
        ("http://capstandard.jp/iyaku.info/CodeSystem/YJ-code", "9999999F9999", "code-newer-than-edition"),
    ] {
        let text = format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}"#
        );
        let (_, found) = judge(&validator, text);
        let codes = jpfhir::validate::binding::messages::MESSAGES;
        let about = found.iter().filter(|d| codes.iter().any(|m| std::ptr::eq(*m, d.message)));
        let ids: Vec<&str> = about.map(|d| d.message.id).filter(|id| !id.contains("value-set")).collect();
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        assert_eq!(ids, expected, "{system} {code}");
    }
}
