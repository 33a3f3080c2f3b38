//! COM: what holds for every resource of the service: claims, extensions and tags.

use crate::diagnostics::{Change, Fix, Severity};
use crate::document::{Element, known};

use super::look::{extensions, has};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::{DEPARTMENT_EXTENSION, INDICATION_TAG, INSTITUTION_EXTENSION};

/// The resources of the five kinds of information, and prescriptions.
pub(super) const FIVE: &[&str] = &["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"];
/// The code system of 診療科 in SS-MIX2.
const DEPARTMENTS: &str = "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment";
/// The address of the extension that the tables of the guide print.
const PRINTED_DEPARTMENT: &str = "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_Department";

rules! {
    VERSION = "COM-02", Warning, BusinessRule {
        targets: Targets::SERVICE, until: (1, 5, 2), on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]),
        check: version, defect: "a",
        source: "JP-CLINS 各プロファイルの meta.profile; 変更履歴 1.4.1";
        en: "`{value}` names no version", "write `{value}|1`";
        ja: "`{value}` にバージョンがありません", "`{value}|1` と書いてください";
        explain: "Up to edition 1.5.2 the profile is to be named with its version, `|1`; the examples of the same guide leave it out (known defect a), so this is a warning. Later editions leave it to the sender.";
        fix: [NeedsReview], "write the profile with its version", "プロファイルにバージョンを付ける";
    }
    SUPERSEDED = "COM-05", Warning, BusinessRule {
        on: On::Named(&[known::PROFILE]), check: superseded, instead_of: &["profile-unknown"],
        source: "JP-CLINS 変更履歴";
        en: "`{value}` is the address of a profile that has been replaced", "write {now}";
        ja: "`{value}` は置き換えられた古いプロファイルの URL です", "{now} と書いてください";
        explain: "Early editions had their profiles below `clins/` and `eReferral/`. Since 1.0 the resources shared by all submissions have theirs below `eCS/`.";
        fix: [NeedsReview], "write the address of the profile that replaced it", "置き換え後のプロファイルの URL にする";
    }
    PATIENT_INSTITUTION = "COM-13", Warning, Required {
        targets: Targets::FIVE, until: (1, 5, 2), on: On::Resources(&["Patient"]), check: patient_institution, defect: "s",
        source: "JP-CLINS JP_Patient_eCS 必須要素";
        en: "the patient has no extension for the medical institution", "add JP_eCS_InstitutionNumber with the 10 digits of the institution";
        ja: "患者に医療機関識別IDの拡張がありません", "JP_eCS_InstitutionNumber に 10 桁の医療機関番号を書いて追加してください";
        explain: "Up to 1.5.2 the text calls the extension mandatory for the service, the profile optional (known defect s). Later editions leave it optional.";
    }
    DEPARTMENT = "COM-14", Error, Required {
        on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]), check: department,
        instead_of: &["extension-unknown"], defect: "j",
        source: "JP-CLINS 診療科の拡張";
        en: "the department is not told by {expected}", "write the name of the department there";
        ja: "診療科が {expected} で書かれていません", "そこに診療科の名称を書いてください";
        explain: "The department is told by the extension JP_eCS_Department, whose CodeableConcept has the name of the department as its text. Its address begins with eCS/; tables of early editions print clins/ (known defect j). An example of the guide prescribes for a department that has a code only, so this is a warning on prescriptions.";
        fix: [Safe, NeedsReview], "write the address of the extension", "正しい拡張の URL にする";
    }
    DEPARTMENT_CODE = "COM-15", Warning, CodeInvalid {
        on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]), check: department_code,
        source: "JP-CLINS 診療科の拡張";
        en: "`{value}` is not a department of two digits", "use the two-digit codes only";
        ja: "`{value}` は 2 桁の診療科コードではありません", "SS-MIX2 の診療科コードは 2 桁のものだけを使ってください";
        explain: "Of the departments of SS-MIX2 only the codes of two digits are used.";
    }
    INDICATION = "COM-18", Error, BusinessRule {
        on: On::Resources(&["AllergyIntolerance", "Observation", "MedicationRequest"]), check: indication,
        source: "JP-CLINS 未告知情報・未提供情報の識別";
        en: "`{value}` may stand on a Condition only", "take the tag away";
        ja: "`{value}` は Condition だけに付けられます", "このタグを削除してください";
        explain: "未告知 (UNINFORMED) and 未提供 (UNDELIVERED) are said of 傷病名 only.";
        fix: [NeedsReview], "take the tag away", "タグを削除する";
    }
    SLASH = "COM-19", Error, Value {
        targets: Targets::JAPAN, on: On::Named(&[known::SYSTEM, known::URL]), check: slash,
        instead_of: &["code-system-unknown", "slice-none-matches", "extension-unknown", "code-system-relative", "system-relative", "value-fixed"], defect: "k",
        source: "JP-CLINS meta.tag の表";
        en: "`{value}` has one slash where there must be two", "write http://";
        ja: "`{value}` はスラッシュが 1 つ足りません", "http:// と書いてください";
        explain: "Three tables of the guide print `http:/jpfhir.jp/…` (known defect k). Copied into data it is another, unknown system.";
        fix: [Safe], "write two slashes", "スラッシュを 2 つにする";
    }
    BUNDLE_TAG = "COM-20", Error, BusinessRule {
        targets: Targets::SERVICE, on: On::Document, check: bundle_tag,
        source: "JP-CLINS 長期保管情報の識別";
        en: "`{value}` stands on the Bundle", "put the tag on each resource that it is true of";
        ja: "`{value}` が Bundle に付けられています", "該当するリソースそれぞれの meta.tag に書いてください";
        explain: "長期保管 (LTS), 未告知 and 未提供 are said of each resource, not of the Bundle.";
    }
}

fn version(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(meta) = resource.child(known::META) else { return };
    for profile in meta.children_named(known::PROFILE) {
        let names = profile.value().is_some_and(|url| url.contains("/eCS/StructureDefinition/") && !url.contains('|'));
        if names {
            let versioned = format!("{}|1", profile.value().unwrap_or(""));
            found.say(found.value(profile).fixed_by(mend::value(profile, &versioned)));
        }
    }
}

fn superseded(_: &Scene<'_>, profile: Element<'_>, found: &mut Found<'_, '_>) {
    if profile.parent().is_none_or(|parent| parent.name() != known::META) {
        return;
    }
    let Some(url) = profile.value().and_then(|value| value.split('|').next()) else { return };
    let Some(name) = url.strip_prefix("http://jpfhir.jp/fhir/") else { return };
    let Some((folder, name)) = name.split_once("/StructureDefinition/") else { return };
    let resource = name.strip_suffix("_CLINS").or(name.strip_suffix("_CLINS_eCS")).or(name.strip_suffix("_eCS"));
    let now = match folder {
        "clins" if !name.starts_with("JP_Bundle_") && name != "JP_Patient_eCheckupGeneral" => {
            resource.map(|resource| {
                format!("http://jpfhir.jp/fhir/eCS/StructureDefinition/{}_eCS", resource.trim_end_matches("_CLINS"))
            })
        }
        "eReferral" | "eDischargeSummary" if name.starts_with("JP_Bundle_") => {
            Some(format!("http://jpfhir.jp/fhir/clins/StructureDefinition/{name}"))
        }
        "eReferral" | "eDischargeSummary" if !name.starts_with("JP_Composition_") => {
            let kind = name.rsplit_once('_').map_or(name, |(kind, _)| kind);
            Some(format!("http://jpfhir.jp/fhir/eCS/StructureDefinition/{kind}_eCS"))
        }
        _ => None,
    };
    if let Some(now) = now {
        let fix = mend::value(profile, &now);
        found.say(found.value(profile).with("now", now).fixed_by(fix));
    }
}

fn patient_institution(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    if extensions(patient, INSTITUTION_EXTENSION).next().is_none() {
        found.say(found.lacks(patient, "extension"));
    }
}

fn department(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    for extension in extensions(resource, PRINTED_DEPARTMENT) {
        let url = extension.child(known::URL).unwrap_or(extension);
        let is_whole = extension.child(known::VALUE_CODEABLE_CONCEPT).is_some_and(|concept| has(concept, known::TEXT));
        let fix = mend::value(url, DEPARTMENT_EXTENSION).safe_if(is_whole);
        found.say(found.about(url).with("expected", DEPARTMENT_EXTENSION).fixed_by(fix));
    }
    for extension in extensions(resource, DEPARTMENT_EXTENSION) {
        let concept = extension.child(known::VALUE_CODEABLE_CONCEPT);
        let (element, name) = match concept {
            None => (extension, "valueCodeableConcept"),
            Some(concept) if !has(concept, known::TEXT) => (concept, "text"),
            Some(_) => continue,
        };
        let finding = found.lacks(element, name).with("expected", "valueCodeableConcept.text");
        // An example of the guide prescribes for a department that has a code only.
        match resource.resource_type() {
            Some("MedicationRequest") => found.say_as(Severity::Warning, finding),
            _ => found.say(finding),
        }
    }
}

fn department_code(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    for extension in extensions(resource, DEPARTMENT_EXTENSION) {
        let Some(concept) = extension.child(known::VALUE_CODEABLE_CONCEPT) else { continue };
        for coding in super::look::codings_of(concept, DEPARTMENTS) {
            let Some(code) = coding.child(known::CODE) else { continue };
            if code.value().is_some_and(|text| !super::look::is_digits(text, 2)) {
                found.say(found.value(code));
            }
        }
    }
}

fn indication(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    for code in indications(resource) {
        if matches!(code.value(), Some("UNINFORMED" | "UNDELIVERED")) {
            let fix = code.parent().map(|tag| Fix::to_review(Change::Remove(tag.id())));
            found.say(found.value(code).fixed_by(fix));
        }
    }
}

fn bundle_tag(scene: &Scene<'_>, root: Element<'_>, found: &mut Found<'_, '_>) {
    if scene.entries.is_some() {
        for code in indications(root) {
            found.say(found.value(code));
        }
    }
}

/// The codes of the tags 長期保管, 未告知, 未提供 of a resource.
fn indications(resource: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let tags = resource.child(known::META).into_iter().flat_map(|meta| meta.children_named(known::TAG));
    tags.filter(|tag| tag.child_value(known::SYSTEM) == Some(INDICATION_TAG)).filter_map(|tag| tag.child(known::CODE))
}

fn slash(_: &Scene<'_>, system: Element<'_>, found: &mut Found<'_, '_>) {
    if system.value().is_some_and(|text| text.starts_with("http:/jpfhir.jp") || text.starts_with("http:/medis.or.jp")) {
        let whole = system.value().unwrap_or("").replacen(":/", "://", 1);
        found.say(found.value(system).fixed_by(mend::value(system, &whole).safe_if(true)));
    }
}
