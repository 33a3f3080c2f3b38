//! CND: state, course and circumstances of a 傷病名.

use crate::document::{Element, Symbol, known};

use super::look::{codings, codings_of, extensions, has, is_coded};
use super::moment::is_before;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
const SEVERITY: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_ConditionSeverity_CS";
/// 主傷病.
const DIAGNOSIS_TYPE: &str = "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_DiagnosisType";
/// The ends of a condition that are no dateTime.
const OTHER_ENDS: &[Symbol] =
    &[known::ABATEMENT_AGE, known::ABATEMENT_PERIOD, known::ABATEMENT_RANGE, known::ABATEMENT_STRING];

rules! {
    VERIFIED = "CND-10", Warning, CodeInvalid {
        on: On::Resources(&["Condition"]), check: verified,
        source: "JP-CLINS 傷病名情報 verificationStatus";
        en: "`{value}` is not used as a verification status", "write unconfirmed for 疑い病名, confirmed for all others";
        ja: "検証状況 `{value}` は使いません", "疑い病名は unconfirmed、それ以外は confirmed と書いてください";
        explain: "Of the states of verification the guide uses unconfirmed (疑い病名), confirmed, refuted and entered-in-error. FHIR has others as well, so this is a warning.";
    }
    SUSPECTED = "CND-11", Warning, BusinessRule {
        on: On::Resources(&["Condition"]), check: suspected,
        source: "JP-CLINS 傷病名情報 verificationStatus";
        en: "`{value}` is a suspicion, but the condition is confirmed", "write unconfirmed";
        ja: "`{value}` は疑い病名ですが、検証状況が confirmed です", "unconfirmed と書いてください";
        explain: "A 傷病名 that ends with 疑い is not confirmed.";
    }
    ENCOUNTER_DIAGNOSIS = "CND-12", Error, CodeInvalid {
        targets: Targets::FIVE, on: On::Resources(&["Condition"]), check: encounter_diagnosis,
        source: "JP-CLINS 傷病名情報 category";
        en: "`{value}` is not the category that is sent", "write encounter-diagnosis";
        ja: "カテゴリー `{value}` は使いません", "encounter-diagnosis と書いてください";
        explain: "The category of a 傷病名 that is sent to the service is encounter-diagnosis.";
    }
    WITHOUT_STATUS = "CND-13", Error, Required {
        on: On::Resources(&["Condition"]), check: without_status, said_by: &["con-3", "con-5"],
        source: "JP-CLINS 傷病名情報 clinicalStatus";
        en: "the condition does not say whether it is active", "add clinicalStatus";
        ja: "傷病の状態がありません", "clinicalStatus を書いてください";
        explain: "clinicalStatus is present unless the whole entry was made in error.";
    }
    STATUS = "CND-14", Error, CodeInvalid {
        since: (1, 10, 0), on: On::Resources(&["Condition"]), check: status, defect: "g h",
        source: "JP-CLINS 傷病名情報 clinicalStatus (1.10.0)";
        en: "`{value}` is not used as a clinical status", "write active, or remission or resolved with the date of the end";
        ja: "状態 `{value}` は使いません", "active と書くか、終了日とともに remission または resolved と書いてください";
        explain: "Since 1.10.0 the states recurrence, relapse and inactive are not used. Earlier texts name `unknown`, which FHIR does not have (known defect h), and an end together with `active`, which FHIR refuses (known defect g).";
    }
    END = "CND-16", Error, BusinessRule {
        on: On::Resources(&["Condition"]), check: end,
        source: "JP-CLINS 傷病名情報 abatementDateTime";
        en: "the end of the condition is not a date after its onset: {value}", "write abatementDateTime, not before onsetDateTime";
        ja: "終了日 {value} が発症日以降の日付になっていません", "abatementDateTime に発症日以降の日付を書いてください";
        explain: "A 傷病名 that has ended has the date of the end as abatementDateTime; it does not lie before the onset.";
    }
    ENCOUNTER = "CND-17", Error, Required {
        targets: Targets::FIVE, on: On::Resources(&["Condition"]), check: encounter, said_by: &["condition-needs-encounter"],
        source: "JP-CLINS 傷病名情報 encounter (R9016C)";
        en: "the condition does not refer to its encounter", "refer to the contained Encounter by `#id`";
        ja: "受診情報への参照がありません", "contained の Encounter を `#id` で参照してください";
        explain: "A 傷病名 that is sent to the service says by its contained Encounter whether it was made in hospital. The guide defines the condition, but no profile applies it.";
    }
    PRINCIPAL = "CND-19", Information, BusinessRule {
        targets: Targets::SERVICE, on: On::Document, check: one_principal,
        source: "JP-CLINS 傷病名情報 主傷病の拡張";
        en: "another condition is marked as the principal one already", "mark one condition only";
        ja: "主傷病は既に別の傷病名に付けられています", "主傷病は 1 つにしてください";
        explain: "The extension JP_eCS_DiagnosisType marks the 主傷病; usually there is one. Nothing forbids a second one, so this is a note.";
    }
    SEVERITY_CODE = "CND-20", Warning, CodeInvalid {
        on: On::Resources(&["Condition"]), check: severity,
        source: "JP-CLINS 傷病名情報 severity";
        en: "`{value}` is not a severity of JP_ConditionSeverity_CS", "write MI, MO, SE or UK";
        ja: "`{value}` は JP_ConditionSeverity_CS の重症度ではありません", "MI、MO、SE、UK のいずれかを書いてください";
        explain: "The severity is coded with MI, MO, SE or UK of JP_ConditionSeverity_CS.";
    }
    ASSERTER = "CND-21", Warning, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["Condition"]), check: asserter,
        source: "JP-CLINS 傷病名情報 asserter";
        en: "`{value}`: the asserter is told by name only", "write asserter.display";
        ja: "`{value}`: asserter は氏名だけを書きます", "asserter.display に書いてください";
        explain: "Who made the diagnosis is told as text in asserter.display, without a resource.";
    }
}

/// The code of a status in the code system of its values.
fn coded<'a>(condition: Element<'a>, name: Symbol, system: &'static str) -> Option<Element<'a>> {
    codings_of(condition.child(name)?, system).find_map(|coding| coding.child(known::CODE))
}

fn verified(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let code = coded(condition, known::VERIFICATION_STATUS, VERIFICATION);
    if let Some(code) = code.filter(|code| matches!(code.value(), Some("provisional" | "differential"))) {
        found.say(found.value(code));
    }
}

fn suspected(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(text) = condition.child(known::CODE).and_then(|code| code.child(known::TEXT)) else { return };
    let is_suspicion = text.value().is_some_and(|name| name.trim_end().ends_with("疑い"));
    let is_confirmed = condition.child(known::VERIFICATION_STATUS).is_some_and(|status| is_coded(status, "confirmed"));
    if is_suspicion && is_confirmed {
        found.say(found.value(text));
    }
}

fn encounter_diagnosis(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    for category in condition.children_named(known::CATEGORY) {
        for code in codings_of(category, CATEGORY).filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| text != "encounter-diagnosis") {
                found.say(found.value(code));
            }
        }
    }
}

fn without_status(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let is_error = condition.child(known::VERIFICATION_STATUS).is_some_and(|s| is_coded(s, "entered-in-error"));
    if !has(condition, known::CLINICAL_STATUS) && !is_error {
        found.say(found.lacks(condition, "clinicalStatus"));
    }
}

fn status(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let code = coded(condition, known::CLINICAL_STATUS, CLINICAL);
    if let Some(code) = code.filter(|code| matches!(code.value(), Some("recurrence" | "relapse" | "inactive"))) {
        found.say(found.value(code));
    }
}

fn end(scene: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    if let Some(other) = condition.children().find(|c| OTHER_ENDS.contains(&c.name())) {
        found.say(found.about(other).with("value", other.name_text()));
    }
    let Some(end) = condition.child(known::ABATEMENT_DATE_TIME) else { return };
    let Some(text) = end.value() else { return };
    if condition.child_value(known::ONSET_DATE_TIME).is_some_and(|onset| is_before(text, onset)) {
        found.say(found.value(end));
    } else if !scene.as_of.is_empty() && is_before(scene.as_of, text) {
        found.say_as(crate::diagnostics::Severity::Warning, found.value(end));
    }
}

fn encounter(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(condition, known::ENCOUNTER) {
        found.say(found.lacks(condition, "encounter"));
    }
}

fn one_principal(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let marks = scene.resources_of("Condition").filter_map(|condition| {
        let mark = extensions(condition, DIAGNOSIS_TYPE).next()?;
        let is_principal = mark.child(known::VALUE_CODEABLE_CONCEPT).is_some_and(|c| is_coded(c, "principal"));
        is_principal.then_some(mark)
    });
    for mark in marks.skip(1) {
        found.say(found.about(mark));
    }
}

fn severity(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(severity) = condition.child(known::SEVERITY) else { return };
    let mut first = None;
    for coding in codings(severity) {
        let is_one = coding.child_value(known::SYSTEM) == Some(SEVERITY)
            && matches!(coding.child_value(known::CODE), Some("MI" | "MO" | "SE" | "UK"));
        if is_one {
            return;
        }
        first = first.or(coding.child(known::CODE));
    }
    if let Some(code) = first {
        found.say(found.value(code));
    }
}

fn asserter(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let reference = condition.child(known::ASSERTER).and_then(|asserter| asserter.child(known::REFERENCE));
    if let Some(reference) = reference {
        found.say(found.value(reference));
    }
}
