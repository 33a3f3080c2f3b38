//! URLs that the guides use and several rules speak of.

/// 医療機関番号 as an extension of a resource.
pub const INSTITUTION_EXTENSION: &str =
    "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber";
/// 診療科 as an extension of a resource.
pub const DEPARTMENT_EXTENSION: &str = "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department";
/// リソース一意識別ID.
pub const RESOURCE_IDENTIFIER: &str = "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier";
/// The Bundle-ID.
pub const BUNDLE_IDENTIFIER: &str = "http://jpfhir.jp/fhir/clins/bundle-identifier";
/// What a Bundle of the five kinds of information holds.
pub const RESOURCE_TYPE_TAG: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS";
/// 長期保管, 未告知 and 未提供.
pub const INDICATION_TAG: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication";
/// 被保険者個人識別子.
pub const INSURED: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID";
/// 公費負担者・受給者の個人識別子.
pub const PUBLIC_PAYER: &str = "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID";
/// Patient identifiers of an institution; the number of the institution follows.
pub const PATIENT_OID: &str = "urn:oid:1.2.392.100495.20.3.51.";
/// Which writing a name is in.
pub const NAME_REPRESENTATION: &str = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";
/// UCUM.
pub const UCUM: &str = "http://unitsofmeasure.org";
