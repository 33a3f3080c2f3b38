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
use jpfhir::validate::{AsOf, Options, Validator};

/// Example, errors, and how often a finding comes that the Java validator makes two, three or four of.
const DOCUMENTED: [(&str, usize, &str, usize); 12] = [
    ("Bundle-Bundle-CLINS-Observations-Example-01", 0, "code-system-unknown", 1),
    ("Bundle-Bundle-CLINS-PCS-Example-01", 0, "", 0),
    ("Bundle-Bundle-CLINS-Referral-Example-01", 0, "", 0),
    ("Bundle-Bundle-CLINS-Referral-NoEntry-Example-01", 0, "", 0),
    ("Condition-Example-JP-Condition-eCS-01", 0, "", 0),
    ("MedicationRequest-ErrorExample-JP-MedReq-ExtEye-Total1", 1, "invariant", 1),
    ("MedicationRequest-ErrorExample-JP-MedReq-PO-SID-28days", 1, "code-not-in-value-set", 1),
    ("MedicationRequest-Example-JP-MedReq-ExtAnus-AsNeeded-Total1", 0, "code-system-local", 1),
    ("MedicationRequest-Example-JP-MedReq-ExtSkin-Total2", 0, "code-system-local", 1),
    ("MedicationRequest-Example-JP-MedReq-PO-BID-10days-AsNeeded", 0, "code-system-local", 1),
    ("Observation-Example-JP-Obs-LabResult-eCS-K", 0, "", 0),
    ("Patient-Example-JP-Patient-standard", 0, "", 0),
];

fn validator() -> Validator {
    let guides = vec!["clins@1.5.2".to_owned()];
    let selection = Selection { guides, packages: Vec::new(), cache: Cache::default() };
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
