//! Known defects of the guides' constraints: corrected by default, as published with `--conformance official`.
//!
//! The conditions are those of the packages. `docs/differences.md` tells which defects they are.

use std::sync::Arc;

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::Fact;
use jpfhir::validate::Options;

use super::invariants::constraint;
use super::{PROFILE, claiming, judge, official, pin_all, profile, shared};

const CLINS: &str = "http://jpfhir.jp/fhir/clins/StructureDefinition";
const ECS: &str = "http://jpfhir.jp/fhir/eCS/StructureDefinition";
const MUNICIPAL: &str = "http://jpfhir.jp/fhir/eMunicipalCheckup/StructureDefinition";
const INSURANCE: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID";
const PUBLIC: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID";
const LICENSE: &str = "urn:oid:1.2.392.100495.20.3.31";
const CATEGORY: &str = "http://jpfhir.jp/fhir/core/CodeSystem/practitioner-certificate-category";

/// The three editions of JP-CLINS.
const EDITIONS: [&str; 3] = ["clins@1.5.2", "clins@1.10.0", "clins@1.12"];

fn open(guides: &[&str], packages: Vec<std::path::PathBuf>) -> Arc<Definitions> {
    let guides = guides.iter().map(|g| (*g).to_owned()).collect();
    let selection = Selection { guides, packages, cache: Cache::default() };
    Arc::new(Definitions::open(&selection).expect("definitions open").definitions)
}

/// A constraint on the root of a profile, as its guide publishes it.
fn published(definitions: &Definitions, profile: &str, key: &str) -> String {
    let id = definitions.find(profile).any().unwrap_or_else(|| panic!("{profile} is defined"));
    let structure = definitions.structure(id);
    let found = structure.snapshot[0].constraints.iter().find(|c| &*c.key == key);
    found.unwrap_or_else(|| panic!("{profile} states {key}")).expression.to_string()
}

/// Ids of what a constraint gives on a document, corrected and official.
type Both = (Vec<&'static str>, Vec<&'static str>);

fn both(type_name: &str, key: &str, expression: &str, document: &str) -> Both {
    let root = format!(
        r#"[{{"id":"{type_name}","path":"{type_name}","constraint":[{}]}}]"#,
        constraint(key, "error", expression)
    );
    let structures = [profile(PROFILE, type_name, &root)];
    let ids = |options: Options| {
        let (_, found) = judge(&structures, options, document);
        let about = found.iter().filter(|d| matches!(d.fact("key"), Some(Fact::Text(text)) if &**text == key));
        about.map(|d| d.message.id).collect()
    };
    (ids(Options::default()), ids(official()))
}

/// The two readings of a constraint: properties of documents on which they differ, and on which they agree.
#[derive(Default)]
struct Readings<'d> {
    /// Refused by what is published, taken by what is meant.
    wrongly_refused: &'d [&'d str],
    /// Taken by what is published, refused by what is meant.
    wrongly_taken: &'d [&'d str],
    /// Refused by either.
    refused: &'d [&'d str],
    /// Taken by either.
    taken: &'d [&'d str],
    /// Refused by what is published, taken by what is meant, and taken by the official validator, which reads nothing of
    /// an expression after an indexed name that it begins with.
    read_in_part: &'d [&'d str],
    /// Refused by what is published and by what is meant, but taken by the official validator in that way.
    taken_in_part: &'d [&'d str],
}

impl Readings<'_> {
    fn assert(&self, type_name: &str, key: &str, expression: &str) {
        let groups: [(&[&str], &[&str], &[&str]); 6] = [
            (self.wrongly_refused, &["guide-defect"], &["invariant"]),
            (self.wrongly_taken, &["guide-defect", "invariant"], &[]),
            (self.refused, &["invariant"], &["invariant"]),
            (self.taken, &[], &[]),
            (self.read_in_part, &["guide-defect"], &[]),
            (self.taken_in_part, &["invariant"], &[]),
        ];
        for (documents, corrected, official) in groups {
            for properties in documents {
                let found = both(type_name, key, expression, &claiming(type_name, properties));
                assert_eq!((&found.0[..], &found.1[..]), (corrected, official), "{key}: {properties}");
            }
        }
    }
}

fn entries(resources: &[String]) -> String {
    let entries: Vec<String> = resources.iter().map(|r| format!(r#"{{"resource":{r}}}"#)).collect();
    format!(r#""type":"collection","entry":[{}]"#, entries.join(","))
}

fn claim(resource_type: &str, profile: &str, more: &str) -> String {
    format!(r#"{{"resourceType":"{resource_type}","meta":{{"profile":["{profile}"]}}{more}}}"#)
}

#[test]
fn claims_of_entries_are_asked_for_not_refused() {
    for edition in EDITIONS {
        let definitions = open(&[edition], Vec::new());
        for (key, resource_type, name) in [
            ("validEntryProfile-AllergyIntolerance", "AllergyIntolerance", "JP_AllergyIntolerance_eCS"),
            ("validEntryProfile-Condition", "Condition", "JP_Condition_eCS"),
            ("validEntryProfile-MedicationRequest", "MedicationRequest", "JP_MedicationRequest_eCS"),
            ("validEntryProfile-ObservationLabResult", "Observation", "JP_Observation_LabResult_eCS"),
        ] {
            let expression = published(&definitions, &format!("{CLINS}/JP_Bundle_CLINS"), key);
            let url = format!("{ECS}/{name}");
            let right = entries(&[claim(resource_type, &format!("{url}|1"), "")]);
            let bare = entries(&[claim(resource_type, &url, "")]);
            let other = entries(&[claim(resource_type, "http://example.org/other", "")]);
            let none = entries(&[format!(r#"{{"resourceType":"{resource_type}","language":"ja"}}"#)]);
            // The first edition refuses the claim with a version, which it asks for; later ones take that one as well.
            let (wrongly_refused, taken): (&[&str], &[&str]) =
                if edition == "clins@1.5.2" { (&[&right], &[&bare]) } else { (&[], &[&right, &bare]) };
            let readings = Readings { wrongly_refused, taken, wrongly_taken: &[&other, &none], ..Readings::default() };
            readings.assert("Bundle", key, &expression);
        }
    }
}

#[test]
fn a_bundle_that_withdraws_has_the_patient_alone() {
    let key = "mustHaveOneMoreResources-with-designatedResourceType";
    let patient = r#"{"resourceType":"Patient","active":true}"#.to_owned();
    let other = r#"{"resourceType":"Organization","name":"x"}"#.to_owned();
    let alone = entries(std::slice::from_ref(&patient));
    let neither = entries(&[patient, other]);
    let readings = Readings { wrongly_refused: &[&alone], refused: &[&neither], ..Readings::default() };
    for edition in EDITIONS {
        let expression = published(&open(&[edition], Vec::new()), &format!("{CLINS}/JP_Bundle_CLINS"), key);
        readings.assert("Bundle", key, &expression);
    }
}

#[test]
fn insurance_identifiers() {
    let identifier = |system: &str, value: &str| format!(r#""identifier":[{{"system":"{system}","value":"{value}"}}]"#);
    let patient = format!("{ECS}/JP_Patient_eCS");
    let (welfare, insured) = (identifier(PUBLIC, "12345678::1234567:"), identifier(INSURANCE, "12345678:１２:345:01"));
    let (letters, short) = (identifier(INSURANCE, "1234567A:１２:345:01"), identifier(INSURANCE, "1234567:12:345:01"));
    let none = r#""active":true"#;
    for edition in EDITIONS {
        let definitions = open(&[edition], Vec::new());
        // The last edition knows the public payers itself.
        let (refused, taken): (&[&str], &[&str]) =
            if edition == "clins@1.12" { (&[], &[&insured, &welfare]) } else { (&[&welfare], &[&insured]) };
        let key = "valid-system-insurance-patientIdentifier";
        let readings = Readings { wrongly_refused: refused, taken, refused: &[none], ..Readings::default() };
        readings.assert("Patient", key, &published(&definitions, &patient, key));
        let key = "valid-value-insurance-patientIdentifier";
        let wrongly_refused = [refused, &[&letters]].concat();
        let readings = Readings { wrongly_refused: &wrongly_refused, taken, refused: &[&short], ..Readings::default() };
        readings.assert("Patient", key, &published(&definitions, &patient, key));
    }
}

#[test]
fn institution_numbers_are_ten_digits_that_start_with_a_prefecture() {
    let key = "valid-value-institutionNumberExtension";
    let extension = "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber";
    for edition in EDITIONS {
        let expression = published(&open(&[edition], Vec::new()), extension, key);
        let readings = |number: &str| {
            let text = format!(
                r#"{{"resourceType":"Patient","extension":[{{"url":"{PROFILE}","valueIdentifier":{{"value":"{number}"}}}}]}}"#
            );
            both("Extension", key, &expression, &text)
        };
        let nothing: [&str; 0] = [];
        let agreed = |ids: &[&'static str]| (ids.to_vec(), ids.to_vec());
        assert_eq!(readings("1311234567"), agreed(&nothing), "{edition}");
        assert_eq!(readings("4731234567"), agreed(&nothing), "{edition}");
        assert_eq!(readings("131123456"), agreed(&["invariant"]), "{edition}");
        // No prefecture has these numbers, and the last one has eleven digits.
        for number in ["0011234567", "4811234567", "4931234567", "13112345678"] {
            assert_eq!(readings(number), (vec!["guide-defect", "invariant"], vec![]), "{edition}: {number}");
        }
    }
}

#[test]
fn numbers_of_bundles_start_with_a_prefecture() {
    let key = "valid-value-bundleIdenfifier";
    let number = |institution: &str| {
        let identifier = format!(
            r#""identifier":{{"system":"http://jpfhir.jp/fhir/clins/bundle-identifier","value":"{institution}^2026^a"}}"#
        );
        format!(r#"{identifier},{}"#, entries(&[r#"{"resourceType":"Patient","active":true}"#.to_owned()]))
    };
    let (right, no_prefecture, short) = (number("1311234567"), number("4811234567"), number("131123456"));
    let readings =
        Readings { taken: &[&right], wrongly_taken: &[&no_prefecture], refused: &[&short], ..Readings::default() };
    for edition in EDITIONS {
        let expression = published(&open(&[edition], Vec::new()), &format!("{CLINS}/JP_Bundle_CLINS"), key);
        readings.assert("Bundle", key, &expression);
    }
}

#[test]
fn the_code_system_of_licenses_has_hyphens() {
    let key = "checkQualification-DoctorLicenseExists";
    let author = "http://jpfhir.jp/fhir/ePrescription/StructureDefinition/JP_Practitioner_ePrescriptionData_author";
    let qualified = |code: &str| {
        format!(
            r#""qualification":[{{"identifier":[{{"system":"{LICENSE}","value":"1"}}],"code":{{"coding":[{{"system":"{CATEGORY}","code":"{code}"}}]}}}}]"#
        )
    };
    let (doctor, dentist, other) =
        (qualified("MedicalDoctorLicense"), qualified("DentalDoctorLicense"), qualified("Other"));
    let readings = Readings { read_in_part: &[&doctor, &dentist], taken_in_part: &[&other], ..Readings::default() };
    readings.assert("Practitioner", key, &published(&open(&["prescription@1.0.0"], Vec::new()), author, key));
}

/// The packages before JP-CLINS state it so; they are not among those at hand.
#[test]
fn allergies_to_medication_of_lower_criticality_are_remarked_upon() {
    let expression = "category.where($this='medication').exists() and criticality!='high'";
    let allergy = |more: &str| format!(r#""patient":{{"display":"x"}}{more}"#);
    let high = allergy(r#","category":["medication"],"criticality":"high""#);
    let low = allergy(r#","category":["medication"],"criticality":"low""#);
    let food = allergy(r#","category":["food"],"criticality":"low""#);
    let readings = Readings { wrongly_refused: &[&high, &food], wrongly_taken: &[&low], ..Readings::default() };
    readings.assert("AllergyIntolerance", "warning-medication-allergy", expression);
}

/// A Composition of the municipal checkup with codes of its category and its event.
fn composition(category: &str, event: &str) -> String {
    let codes = format!(
        r#","category":[{{"coding":[{{"code":"{category}"}}]}}],"event":[{{"code":[{{"coding":[{{"code":"{event}"}}]}}]}}]"#
    );
    claim("Composition", &format!("{MUNICIPAL}/JP_Composition_eMunicipalCheckup"), &codes)
}

#[test]
fn municipal_checkups() {
    let Some(packages) = shared::folder("packages") else { return };
    let definitions = open(&["r4"], vec![packages.join("jp-eMunicipal-0.9.0.tgz")]);
    let check = |key: &str, readings: Readings<'_>| {
        let expression = published(&definitions, &format!("{MUNICIPAL}/JP_Bundle_eMunicipalCheckup"), key);
        readings.assert("Bundle", key, &expression);
    };
    let in_part = |read: &[&str], taken: &[&str], refused: &[&str], key: &str| {
        check(key, Readings { read_in_part: read, taken_in_part: taken, refused, ..Readings::default() });
    };
    let right = entries(&[composition("52", "4")]);
    let by_event = entries(&[composition("x", "2")]);
    let other = entries(&[claim("Patient", "http://example.org/other", "")]);
    in_part(&[&right], &[&other], &[], "bundle-entry0-JP-Composition-eMunicipalCheckup");
    in_part(&[&right], &[&by_event], &[], "caregory-is-valid-one");
    in_part(&[&by_event], &[&right], &[], "event-code-is-valid-one");
    let other_event = entries(&[composition("51", "9")]);
    let readings = Readings { wrongly_refused: &[&right], refused: &[&other_event], ..Readings::default() };
    check("category51-event1xor2xor3", readings);
    let of = |resource_type: &str, name: &str| claim(resource_type, &format!("{MUNICIPAL}/{name}"), "");
    let whole = entries(&[
        composition("51", "1"),
        of("Patient", "JP_Patient_eMunicipalCheckup"),
        of("PractitionerRole", "JP_PractitionerRole_eMunicipalCheckup"),
        of("Practitioner", "JP_Practitioner_eMunicipalCheckup"),
        of("Organization", "JP_Organization_eMunicipalCheckup_Provider"),
    ]);
    for key in [
        "bundle-entry1-JP-Patient-eMunicipalCheckup",
        "bundle-entry2-JP-PractitionerRole-eMunicipalCheckup",
        "bundle-entry3-JP-Organization-eMunicipalCheckup-Provider",
        "bundle-entry4-JP-Practitioner-eMunicipalCheckup",
    ] {
        in_part(&[&whole], &[], &[&right], key);
    }
}

#[test]
fn claims_may_have_a_version() {
    let Some(packages) = shared::folder("packages") else { return };
    let definitions = open(&["r4"], vec![packages.join("jp-eChekupReport.r4.tgz")]);
    let bundle = "http://jpfhir.jp/fhir/eCheckup/StructureDefinition/JP_Bundle_eCheckupGeneral";
    let key = "bundle-metaprofile";
    let expression = published(&definitions, bundle, key);
    let text = |url: &str| {
        let claims = format!(r#"{{"profile":["{PROFILE}","{url}"]}}"#);
        claiming("Bundle", r#""type":"collection""#).replace(&format!(r#"{{"profile":["{PROFILE}"]}}"#), &claims)
    };
    assert_eq!(both("Bundle", key, &expression, &text(bundle)), (vec![], vec![]));
    let readings = both("Bundle", key, &expression, &text(&format!("{bundle}|1")));
    assert_eq!(readings, (vec!["guide-defect"], vec!["invariant"]));
    let readings = both("Bundle", key, &expression, &text("http://example.org/other"));
    assert_eq!(readings, (vec!["invariant"], vec!["invariant"]));
}

#[test]
fn words() {
    let published = "meta.profile.where($this = 'http://example.org/StructureDefinition/test').exists()";
    let root =
        format!(r#"[{{"id":"Patient","path":"Patient","constraint":[{}]}}]"#, constraint("k", "error", published));
    let structures = [profile(PROFILE, "Patient", &root)];
    let text = claiming("Patient", r#""active":true"#).replace(PROFILE, &format!("{PROFILE}|1"));
    let (document, found) = judge(&structures, Options::default(), &text);
    assert!(found.iter().any(|d| d.message.id == "guide-defect"), "{found:?}");
    pin_all("guide-defect", &document, &found);
}
