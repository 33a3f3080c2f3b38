//! Conditions of Japan's guides that do not say what the guides mean, with the condition that does.
//!
//! The corrected reading uses these and says so where the published condition gives another result.

/// A defect: the key of a constraint, a part of the published expression by which the defect is known, and what is meant.
struct Defect {
    key: &'static str,
    published: &'static str,
    meant: Meant,
}

/// How the condition that is meant is made from the published one.
enum Meant {
    /// Put in its place.
    Expression(&'static str),
    /// One part of it replaced.
    Replace(&'static str, &'static str),
    /// Another condition beside it will do as well.
    Or(&'static str),
    /// All resources of a type among the entries claim this profile, with or without a version.
    EntriesClaim(&'static str, &'static str),
}

use Meant::{EntriesClaim, Expression, Or, Replace};

#[rustfmt::skip]
const DEFECTS: &[Defect] = &[
    // Inverted: the claim that is asked for fails, a wrong one passes.
    Defect { key: "validEntryProfile-AllergyIntolerance", published: "='http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_AllergyIntolerance_eCS'))).exists()).not()", meant: EntriesClaim("AllergyIntolerance", "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_AllergyIntolerance_eCS") },
    Defect { key: "validEntryProfile-Condition", published: "='http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Condition_eCS'))).exists()).not()", meant: EntriesClaim("Condition", "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Condition_eCS") },
    Defect { key: "validEntryProfile-MedicationRequest", published: "='http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_MedicationRequest_eCS'))).exists()).not()", meant: EntriesClaim("MedicationRequest", "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_MedicationRequest_eCS") },
    Defect { key: "validEntryProfile-ObservationLabResult", published: "='http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS'))).exists()).not()", meant: EntriesClaim("Observation", "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS") },
    // A Bundle that only withdraws what was sent before has the Patient alone.
    Defect { key: "mustHaveOneMoreResources-with-designatedResourceType", published: "entry.resource.ofType(Observation)", meant: Or("entry.resource.all($this is Patient)") },
    // Public payers have an identifier system of their own.
    Defect { key: "valid-system-insurance-patientIdentifier", published: "(identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID').count()=1)", meant: Expression("identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID' xor system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID').count() = 1") },
    // The number of the insurer may have letters.
    Defect { key: "valid-value-insurance-patientIdentifier", published: "count()=1 and identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID').value.matches('^[0-9]{8}:", meant: Replace("count()=1 and identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID').value.matches('^[0-9]{8}:", "count()=1 implies identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID').value.matches('^[0-9A-Za-z]{8}:") },
    Defect { key: "valid-value-insurance-patientIdentifier", published: "matches('^[0-9]{8}:", meant: Replace("matches('^[0-9]{8}:", "matches('^[0-9A-Za-z]{8}:") },
    // Ten digits, not ten digits somewhere.
    Defect { key: "valid-value-institutionNumberExtension", published: "matches('[0-4][0-9][1-3][0-9]{7}')", meant: Replace("'[0-4][0-9][1-3][0-9]{7}'", "'^(0[1-9]|[1-3][0-9]|4[0-7])[1-3][0-9]{7}$'") },
    // Inverted: the remark is due where the criticality is another one.
    Defect { key: "warning-medication-allergy", published: "criticality!='high'", meant: Expression("category.where($this = 'medication').exists() implies criticality = 'high'") },
    // The code system has hyphens in its name.
    Defect { key: "checkQualification-DoctorLicenseExists", published: "practitioner_certificate_category", meant: Replace("practitioner_certificate_category", "practitioner-certificate-category") },
    // Names without the address of the profile, and entries 3 and 4 in an order that the guide's own examples do not have.
    Defect { key: "bundle-entry0-JP-Composition-eMunicipalCheckup", published: "='JP_Composition_eMunicipalCheckup'", meant: Expression("entry[0].resource is Composition and entry[0].resource.meta.profile.all(contains('/JP_Composition_eMunicipalCheckup'))") },
    Defect { key: "bundle-entry1-JP-Patient-eMunicipalCheckup", published: "='JP_Patient_eMunicipalCheckup'", meant: Expression("entry[1].resource is Patient and entry[1].resource.meta.profile.all(contains('/JP_Patient_eMunicipalCheckup'))") },
    Defect { key: "bundle-entry2-JP-PractitionerRole-eMunicipalCheckup", published: "='JP_PractitionerRole_eMunicipalCheckup'", meant: Expression("entry[2].resource is PractitionerRole and entry[2].resource.meta.profile.all(contains('/JP_PractitionerRole_eMunicipalCheckup'))") },
    Defect { key: "bundle-entry3-JP-Organization-eMunicipalCheckup-Provider", published: "='JP_Organization_eMunicipalCheckup_Provider'", meant: Expression("entry.where($index in (3 | 4)).resource.where($this is Organization).exists()") },
    Defect { key: "bundle-entry4-JP-Practitioner-eMunicipalCheckup", published: "='JP_Practitioner_eMunicipalCheckup'", meant: Expression("entry.where($index in (3 | 4)).resource.where($this is Practitioner).exists()") },
    // `composition` is no type; `event` is an element of the Composition, not of the entry.
    Defect { key: "caregory-is-valid-one", published: "is composition", meant: Expression("entry[0].resource.ofType(Composition).category.coding.where(code in ('51' | '52' | '53' | '54' | '55' | '56' | '57' | '58')).count() = 1") },
    Defect { key: "event-code-is-valid-one", published: "where(event.code", meant: Expression("entry[0].resource.ofType(Composition).event.code.coding.where(code in ('1' | '2' | '3')).count() = 1") },
    // Only for the category that it names.
    Defect { key: "category51-event1xor2xor3", published: ".exists() \n  and (", meant: Replace(".exists() \n  and (", ".exists() \n  implies (") },
];

/// The condition that is meant by a published one of a key; `None` when it says what it means.
pub(super) fn meant(key: &str, published: &str) -> Option<String> {
    let found = DEFECTS.iter().find(|d| d.key == key && published.contains(d.published));
    match found.map(|defect| &defect.meant) {
        Some(Expression(expression)) => Some((*expression).to_owned()),
        Some(Replace(part, by)) => Some(published.replace(part, by)),
        Some(Or(condition)) => Some(format!("({published}) or ({condition})")),
        Some(EntriesClaim(resource_type, profile)) => Some(format!(
            "entry.resource.ofType({resource_type}).all(meta.profile.where($this = '{profile}' or $this.startsWith('{profile}|')).exists())"
        )),
        None => with_versions(published).or_else(|| with_prefectures(published)),
    }
}

/// Whether a condition of a key is known not to say what its guide means.
pub fn is_known(key: &str, published: &str) -> bool {
    meant(key, published).is_some()
}

/// Numbers of institutions start with a prefecture; the guides take numbers that no prefecture has.
fn with_prefectures(published: &str) -> Option<String> {
    let (loose, meant) = ("[0-4][0-9][1-3][0-9]{7}", "(0[1-9]|[1-3][0-9]|4[0-7])[1-3][0-9]{7}");
    published.contains(loose).then(|| published.replace(loose, meant))
}

/// Profiles that a resource must claim are compared as whole strings, but the guides ask for a version behind them.
fn with_versions(published: &str) -> Option<String> {
    let (head, rest) = ["$this = '", "$this ='", "$this='"].iter().find_map(|sign| {
        let (before, rest) = published.split_once(sign)?;
        Some((before, rest))
    })?;
    let (url, tail) = rest.split_once('\'')?;
    let is_claim = head.trim_start_matches(['(', ' ', '\n']).ends_with("meta.profile.where(")
        && tail.trim_end_matches([')', ' ', '\n']).ends_with(").exists(")
        && !tail.contains("$this");
    is_claim.then(|| format!("{head}$this = '{url}' or $this.startsWith('{url}|'){tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_may_have_a_version() {
        let published = "meta.profile.where($this = 'http://a/B').exists()";
        let meant = "meta.profile.where($this = 'http://a/B' or $this.startsWith('http://a/B|')).exists()";
        assert_eq!(with_versions(published).as_deref(), Some(meant));
        let grouped = "(\n    entry.resource.meta.profile.where($this='http://a/B').exists()\n)";
        assert!(with_versions(grouped).is_some_and(|m| m.contains("startsWith('http://a/B|')).exists()\n)")));
        for other in ["category.where($this='medication').exists()", "meta.profile.where($this='a').count()", "active"]
        {
            assert_eq!(with_versions(other), None, "{other}");
        }
    }

    #[test]
    fn defects_are_known_by_key_and_expression() {
        assert_eq!(meant("caregory-is-valid-one", "entry.exists()"), None);
        assert!(meant("caregory-is-valid-one", "entry.where(resource is composition)").is_some());
        let published =
            "(identifier.where(system = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID').count()=1)";
        assert!(meant("valid-system-insurance-patientIdentifier", published).is_some_and(|m| m.contains(" xor ")));
        assert_eq!(meant("other", published), None);
    }
}
