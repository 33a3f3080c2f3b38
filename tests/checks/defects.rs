//! Known defects of the guides' constraints: corrected by default, as published with `--conformance official`.

use jpfhir::validate::Options;

use super::invariants::constraint;
use super::{PROFILE, claiming, judge, official, pin_all, profile};

const ECS: &str = "http://jpfhir.jp/fhir/eCS/StructureDefinition";
const INSURANCE: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID";
const PUBLIC: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID";
const LICENSE: &str = "urn:oid:1.2.392.100495.20.3.31";
const CATEGORY: &str = "http://jpfhir.jp/fhir/core/CodeSystem/practitioner-certificate-category";

/// What a published constraint gives on a document of the type: ids of findings, corrected and official.
fn both(type_name: &str, key: &str, expression: &str, properties: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let path = format!(
        r#"[{{"id":"{type_name}","path":"{type_name}","constraint":[{}]}}]"#,
        constraint(key, "error", expression)
    );
    let structures = [profile(PROFILE, type_name, &path)];
    let ids = |options: Options| {
        let (_, found) = judge(&structures, options, &claiming(type_name, properties));
        let about = found.iter().filter(|d| {
            d.fact("key").is_some_and(|k| matches!(k, jpfhir::diagnostics::Fact::Text(text) if &**text == key))
        });
        about.map(|d| d.message.id).collect()
    };
    (ids(Options::default()), ids(official()))
}

fn assert_corrected(type_name: &str, key: &str, expression: &str, meant: &[&str], refused: &[&str]) {
    assert_read([vec!["guide-defect"], vec!["invariant"]], type_name, key, expression, meant, refused);
}

/// The same for an expression that begins with an indexed name: the official validator reads nothing of it after that.
fn assert_corrected_indexed(type_name: &str, key: &str, expression: &str, meant: &[&str], refused: &[&str]) {
    assert_read([vec!["guide-defect"], vec![]], type_name, key, expression, meant, refused);
}

fn assert_read(
    readings: [Vec<&'static str>; 2],
    type_name: &str,
    key: &str,
    expression: &str,
    meant: &[&str],
    refused: &[&str],
) {
    for properties in meant {
        let (corrected, official) = both(type_name, key, expression, properties);
        assert_eq!([corrected, official], readings, "{key}: {properties}");
    }
    for properties in refused {
        let (corrected, _) = both(type_name, key, expression, properties);
        assert!(corrected.contains(&"invariant"), "{key}: {properties}: {corrected:?}");
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
    for (key, resource_type, name) in [
        ("validEntryProfile-AllergyIntolerance", "AllergyIntolerance", "JP_AllergyIntolerance_eCS"),
        ("validEntryProfile-Condition", "Condition", "JP_Condition_eCS"),
        ("validEntryProfile-MedicationRequest", "MedicationRequest", "JP_MedicationRequest_eCS"),
        ("validEntryProfile-ObservationLabResult", "Observation", "JP_Observation_LabResult_eCS"),
    ] {
        let url = format!("{ECS}/{name}");
        let of_type = format!("entry.resource.ofType({resource_type})");
        let published = format!(
            "({of_type}.exists().not()) or (({of_type}.meta.profile.where($this.indexOf('|')>0 and ($this.indexOf('|')>0 implies ($this.substring(0,$this.indexOf('|'))='{url}'))).exists()).not()) or (({of_type}.meta.profile.where($this!='{url}').exists()).not())"
        );
        let right = entries(&[claim(resource_type, &format!("{url}|1"), "")]);
        let wrong = entries(&[claim(resource_type, "http://example.org/other", "")]);
        assert_corrected("Bundle", key, &published, &[&right], &[&wrong]);
    }
}

#[test]
fn a_bundle_that_withdraws_has_the_patient_alone() {
    let published = "(entry.resource.ofType(Observation).exists() and meta.tag.code='Observation') or (entry.resource.ofType(Condition).exists() and meta.tag.code='Condition')";
    let patient = r#"{"resourceType":"Patient"}"#.to_owned();
    let other = r#"{"resourceType":"Organization","name":"x"}"#.to_owned();
    let key = "mustHaveOneMoreResources-with-designatedResourceType";
    assert_corrected(
        "Bundle",
        key,
        published,
        &[&entries(std::slice::from_ref(&patient))],
        &[&entries(&[patient, other])],
    );
}

#[test]
fn insurance_identifiers() {
    let identifier = |system: &str, value: &str| format!(r#""identifier":[{{"system":"{system}","value":"{value}"}}]"#);
    let one = format!("(identifier.where(system = '{INSURANCE}').count()=1)");
    assert_corrected(
        "Patient",
        "valid-system-insurance-patientIdentifier",
        &one,
        &[&identifier(PUBLIC, "12345678::1234567:")],
        &[r#""active":true"#],
    );
    let value = format!(
        r"(identifier.where(system = '{INSURANCE}').count()=1 and identifier.where(system = '{INSURANCE}').value.matches('^[0-9]{{8}}:[^:^\\\\s^　]*:[^:^\\\\s^　]*:(.{{0}}|[0-9][0-9])$'))"
    );
    assert_corrected(
        "Patient",
        "valid-value-insurance-patientIdentifier",
        &value,
        &[&identifier(PUBLIC, "12345678::1234567:"), &identifier(INSURANCE, "1234567A:１２:345:01")],
        &[&identifier(INSURANCE, "1234567:12:345:01")],
    );
}

#[test]
fn institution_numbers_are_ten_digits_and_no_more() {
    let published = "value.ofType(Identifier).value.matches('[0-4][0-9][1-3][0-9]{7}')";
    let key = "valid-value-institutionNumberExtension";
    let extension = |number: &str| format!(r#""url":"{PROFILE}","valueIdentifier":{{"value":"{number}"}}"#);
    let path =
        format!(r#"[{{"id":"Extension","path":"Extension","constraint":[{}]}}]"#, constraint(key, "error", published));
    let structures = [profile(PROFILE, "Extension", &path)];
    let ids = |options: Options, number: &str| -> Vec<&'static str> {
        let text = format!(r#"{{"resourceType":"Patient","extension":[{{{}}}]}}"#, extension(number));
        let (_, found) = judge(&structures, options, &text);
        found.iter().map(|d| d.message.id).filter(|id| matches!(*id, "invariant" | "guide-defect")).collect()
    };
    assert_eq!(ids(Options::default(), "1311234567"), [""; 0]);
    assert_eq!(ids(Options::default(), "13112345678"), ["guide-defect", "invariant"]);
    assert_eq!(ids(official(), "13112345678"), [""; 0]);
}

#[test]
fn the_code_system_of_licenses_has_hyphens() {
    let published = format!(
        "(qualification[0].identifier.where(system='{LICENSE}').exists() and (qualification[0].code.coding.where(system='http://jpfhir.jp/fhir/core/CodeSystem/practitioner_certificate_category' and (code='MedicalDoctorLicense' or code='DentalDoctorLicense'))).exists())"
    );
    let qualified = |code: &str| {
        format!(
            r#""qualification":[{{"identifier":[{{"system":"{LICENSE}","value":"1"}}],"code":{{"coding":[{{"system":"{CATEGORY}","code":"{code}"}}]}}}}]"#
        )
    };
    let key = "checkQualification-DoctorLicenseExists";
    let (right, other) = (qualified("MedicalDoctorLicense"), qualified("Other"));
    assert_corrected_indexed("Practitioner", key, &published, &[&right], &[&other]);
}

#[test]
fn municipal_checkups() {
    let municipal = "http://jpfhir.jp/fhir/eMunicipalCheckup/StructureDefinition";
    let composition = |category: &str, event: &str| {
        claim(
            "Composition",
            &format!("{municipal}/JP_Composition_eMunicipalCheckup"),
            &format!(
                r#","category":[{{"coding":[{{"code":"{category}"}}]}}],"event":[{{"code":[{{"coding":[{{"code":"{event}"}}]}}]}}]"#
            ),
        )
    };
    let right = entries(&[composition("52", "4")]);
    let by_event = entries(&[composition("x", "2")]);
    let other = entries(&[claim("Patient", "http://example.org/other", "")]);
    let name = "bundle-entry0-JP-Composition-eMunicipalCheckup";
    assert_corrected_indexed(
        "Bundle",
        name,
        "(entry[0].resource.meta.profile[0]='JP_Composition_eMunicipalCheckup')",
        &[&right],
        &[&other],
    );
    let category = "(entry[0].where(resource is composition and resource.category.coding.code='51').count()=1 xor entry[0].where(resource is composition and resource.category.coding.code='52').count()=1)";
    assert_corrected_indexed("Bundle", "caregory-is-valid-one", category, &[&right], &[&by_event]);
    let event = "(entry[0].where(event.code.coding.code='1').count()=1 xor entry[0].where(event.code.coding.code='2').count()=1)";
    assert_corrected_indexed("Bundle", "event-code-is-valid-one", event, &[&by_event], &[&right]);
    let only_51 = r" \n    (entry[0].where(resource.category[0].coding[0].code='51')).exists() \n  and (\n    (entry[0].where(resource.event[0].code[0].coding[0].code='1')).exists()\n  xor  (entry[0].where(resource.event[0].code[0].coding[0].code='2')).exists())";
    let wrong = entries(&[composition("51", "9")]);
    assert_corrected("Bundle", "category51-event1xor2xor3", only_51, &[&right], &[&wrong]);
}

#[test]
fn claims_may_have_a_version() {
    let published = "meta.profile.where($this = 'http://example.org/StructureDefinition/test').exists()";
    let (corrected, official) = both("Patient", "bundle-metaprofile", published, r#""active":true"#);
    assert_eq!((corrected, official), (vec![], vec![]));
    let structures = [profile(
        PROFILE,
        "Patient",
        &format!(r#"[{{"id":"Patient","path":"Patient","constraint":[{}]}}]"#, constraint("k", "error", published)),
    )];
    let text = claiming("Patient", r#""active":true"#).replace(PROFILE, &format!("{PROFILE}|1"));
    let (document, found) = judge(&structures, Options::default(), &text);
    assert!(found.iter().any(|d| d.message.id == "guide-defect"), "{found:?}");
    pin_all("guide-defect", &document, &found);
}
