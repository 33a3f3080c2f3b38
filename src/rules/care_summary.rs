//! PCS: 患者サマリー (療養計画書), a draft.

use crate::document::{Element, known};

use super::look::{codings, extensions, has, is_coded};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// The types of the first entries.
const ORDER: &[&str] =
    &["Composition", "Patient", "Practitioner", "Organization", "Encounter", "CarePlan", "Condition"];
const DIAGNOSIS_TYPE: &str = "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_DiagnosisType";

rules! {
    ENTRIES = "PCS-01", Error, Structure {
        targets: Targets::CARE_SUMMARY, on: On::Document, check: order,
        source: "JP-CLINS 患者サマリー Bundle";
        en: "entry {position} is a {found} where the guide has a {expected}", "put the entries in the order Composition, Patient, Practitioner, Organization, Encounter, CarePlan, Condition";
        ja: "{position} 番目のエントリーは {expected} のはずですが、{found} です", "Composition、Patient、Practitioner、Organization、Encounter、CarePlan、Condition の順に並べてください";
        explain: "The entries of a 患者サマリー come in a fixed order, conditions last. The slices of the profile leave the order open.";
    }
    SECTION = "PCS-03", Error, Required {
        targets: Targets::CARE_SUMMARY, on: On::Resources(&["Composition"]), check: section,
        source: "JP-CLINS 患者サマリー Composition.section";
        en: "the document has no section for the plan", "add the section 422 with the CarePlan and the conditions";
        ja: "計画サマリーのセクションがありません", "セクション 422 を追加し、CarePlan と Condition を参照してください";
        explain: "A 患者サマリー has exactly one section, 422 計画サマリーセクション; the profile leaves it optional up to 1.10.";
    }
    PRINCIPAL = "PCS-05", Information, BusinessRule {
        targets: Targets::CARE_SUMMARY, on: On::Document, check: principal,
        source: "JP-CLINS 患者サマリー (主病名)";
        en: "no condition is marked as the principal one", "mark it with the extension JP_eCS_DiagnosisType, principal";
        ja: "主病名の付いた傷病名がありません", "JP_eCS_DiagnosisType 拡張で principal を指定してください";
        explain: "The 主病 that a care plan is for is marked among its conditions. The specification of this document is still a draft.";
    }
    CATEGORY = "PCS-06", Error, CodeInvalid {
        targets: Targets::CARE_SUMMARY, on: On::Resources(&["Composition"]), check: category,
        source: "JP-CLINS 患者サマリー Composition.category";
        en: "`{value}` is not DISCHARGE or OUTPATIENT", "write one of the two";
        ja: "`{value}` は DISCHARGE・OUTPATIENT のどちらでもありません", "どちらかを書いてください";
        explain: "A 患者サマリー is made at discharge or for outpatients, although the value set has other kinds.";
    }
}

fn order(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    for (i, resource) in scene.resources().enumerate() {
        let expected = ORDER.get(i).copied().unwrap_or("Condition");
        let Some(name) = resource.resource_type() else { return };
        if name != expected {
            let place = resource.child(known::RESOURCE_TYPE).unwrap_or(resource);
            let finding = found.about(place).with("position", i + 1).with("found", name).with("expected", expected);
            // What follows is out of order for the same cause.
            return found.say(finding);
        }
    }
}

fn section(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(composition, known::SECTION) {
        found.say(found.lacks(composition, "section"));
    }
}

fn principal(scene: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let mut conditions = scene.resources_of("Condition").peekable();
    let is_principal = |condition: Element<'_>| {
        let mut marks = extensions(condition, DIAGNOSIS_TYPE).filter_map(|e| e.child(known::VALUE_CODEABLE_CONCEPT));
        marks.any(|mark| is_coded(mark, "principal"))
    };
    if conditions.peek().is_some() && !conditions.any(is_principal) {
        found.say(found.lacks(bundle, "principal"));
    }
}

fn category(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    for code in composition.children_named(known::CATEGORY).flat_map(codings).filter_map(|c| c.child(known::CODE)) {
        if !matches!(code.value(), Some("DISCHARGE" | "OUTPATIENT")) {
            found.say(found.value(code));
        }
    }
}
