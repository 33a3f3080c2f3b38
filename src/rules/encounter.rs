//! ENC: encounters, contained or as entries.

use crate::document::{Element, known};

use super::look::{first, has, is_coded};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

const ACTS: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

rules! {
    CLASS = "ENC-02", Error, CodeInvalid {
        on: On::Anywhere(&["Encounter"]), check: class, instead_of: &["code-unknown", "code-not-in-extensible-value-set"],
        source: "JP-CLINS 受診情報 class";
        en: "`{value}` is not IMP or AMB", "write IMP for 入院 (not INP), AMB for 外来";
        ja: "`{value}` は IMP・AMB のどちらでもありません", "入院は IMP (INP ではありません)、外来は AMB と書いてください";
        explain: "入外区分 is told by IMP (入院) or AMB (外来) of v3-ActCode.";
    }
    REASON = "ENC-03", Error, Required {
        targets: Targets::REFERRAL, on: On::Document, check: reason,
        source: "JP-CLINS 診療情報提供書 紹介目的; 受診情報 reasonCode";
        en: "the encounter that tells why the patient is referred has no reason", "write reasonCode.text";
        ja: "紹介目的の受診情報に理由がありません", "reasonCode.text に情報提供の理由を書いてください";
        explain: "The Encounter of the section 紹介目的 tells the reason of the referral in reasonCode.text.";
    }
    DISCHARGE = "ENC-04", Error, Required {
        targets: Targets::DISCHARGE, on: On::Resources(&["Encounter"]), check: discharge,
        source: "JP-CLINS 退院時サマリー 受診情報";
        en: "the stay in hospital has no {name}", "write class IMP, period.start and period.end, and hospitalization.dischargeDisposition";
        ja: "入院の受診情報に {name} がありません", "class は IMP とし、period.start・period.end・hospitalization.dischargeDisposition を書いてください";
        explain: "A 退院時サマリー is about a stay in hospital: class IMP, with its first and last day and the outcome at discharge (退院時転帰).";
    }
    PRINTED = "ENC-05", Warning, CodeInvalid {
        on: On::Anywhere(&["Encounter"]), check: printed, defect: "o",
        instead_of: &["code-system-unknown", "code-system-alias", "code-unknown", "code-not-in-value-set", "value-fixed"],
        source: "JP-CLINS 受診情報 hospitalization.admitSource, dischargeDisposition";
        en: "`{value}` is not a code or code system of {name}", "write {expected}";
        ja: "`{value}` は {name} のコード (体系) として正しくありません", "{expected} を書いてください";
        explain: "Where a patient came from is told by 0, 1, 4, 5, 8 or 9 of Common/CodeSystem/admit-Source, how the stay ended by Common/CodeSystem/discharge-disposition. Tables of the guide print both below eCS/ (known defect o).";
    }
    ROLES = "ENC-06", Warning, Required {
        targets: Targets::DISCHARGE, on: On::Resources(&["Encounter"]), check: roles,
        source: "JP-CLINS 退院時サマリー 受診情報 diagnosis.use";
        en: "no diagnosis has the role {name}", "mark the diagnoses at admission (AD), at discharge (DD) and the chief complaint (CC)";
        ja: "役割 {name} の診断がありません", "入院時診断 (AD)・退院時診断 (DD)・主訴 (CC) をそれぞれ書いてください";
        explain: "The diagnoses of a stay have the roles AD, DD and CC of diagnosis-role; each occurs at least once.";
    }
    PERIODS = "ENC-08", Warning, BusinessRule {
        targets: Targets::DISCHARGE, on: On::Document, check: periods,
        source: "JP-CLINS 退院時サマリー Composition.event";
        en: "`{value}` is not the day of the stay in hospital, {expected}", "write the same days in Composition.event.period and Encounter.period";
        ja: "`{value}` が受診情報の入退院日 {expected} と一致しません", "Composition.event.period と Encounter.period に同じ日付を書いてください";
        explain: "The days of admission and discharge stand in Composition.event.period and in the period of its Encounter.";
    }
}

fn class(_: &Scene<'_>, encounter: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(class) = encounter.child(known::CLASS).filter(|c| c.child_value(known::SYSTEM) == Some(ACTS)) else {
        return;
    };
    if let Some(code) = class.child(known::CODE).filter(|code| !matches!(code.value(), Some("IMP" | "AMB"))) {
        found.say(found.value(code));
    }
}

/// The sections of a Composition that have a code, at any depth.
pub(super) fn sections<'a>(parent: Element<'a>, code: &str, reached: &mut Vec<Element<'a>>) {
    for section in parent.children_named(known::SECTION) {
        if section.child(known::CODE).is_some_and(|concept| is_coded(concept, code)) {
            reached.push(section);
        }
        sections(section, code, reached);
    }
}

fn reason(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(composition) = scene.composition() else { return };
    let mut purposes = Vec::new();
    sections(composition, "950", &mut purposes);
    let entries = purposes.into_iter().flat_map(|section| section.children_named(known::ENTRY));
    for encounter in entries.filter_map(|entry| scene.target_of(entry)) {
        if encounter.resource_type() != Some("Encounter") {
            continue;
        }
        match encounter.child(known::REASON_CODE) {
            None => found.say(found.lacks(encounter, "reasonCode")),
            Some(reason) if !has(reason, known::TEXT) => found.say(found.lacks(reason, "text")),
            Some(_) => {}
        }
    }
}

/// The Encounter that a document is about.
fn main_encounter<'a>(scene: &Scene<'a>) -> Option<Element<'a>> {
    let encounter = scene.composition()?.child(known::ENCOUNTER)?;
    scene.target_of(encounter)
}

fn is_main(scene: &Scene<'_>, encounter: Element<'_>) -> bool {
    main_encounter(scene).is_some_and(|main| main.id() == encounter.id())
}

fn discharge(scene: &Scene<'_>, encounter: Element<'_>, found: &mut Found<'_, '_>) {
    if !is_main(scene, encounter) {
        return;
    }
    if let Some(code) = first(encounter, &[known::CLASS, known::CODE]).filter(|c| c.value() == Some("AMB")) {
        found.say(found.about(code).with("name", "class IMP"));
    }
    let Some(period) = encounter.child(known::PERIOD) else {
        return found.say(found.lacks(encounter, "period").with("name", "period"));
    };
    for (symbol, name) in [(known::START, "start"), (known::END, "end")] {
        if !has(period, symbol) {
            found.say(found.lacks(period, name).with("name", format!("period.{name}")));
        }
    }
    match encounter.child(known::HOSPITALIZATION) {
        None => found.say(found.lacks(encounter, "hospitalization").with("name", "hospitalization")),
        Some(stay) if !has(stay, known::DISCHARGE_DISPOSITION) => {
            found.say(found.lacks(stay, "dischargeDisposition").with("name", "dischargeDisposition"));
        }
        Some(_) => {}
    }
}

fn roles(scene: &Scene<'_>, encounter: Element<'_>, found: &mut Found<'_, '_>) {
    if !is_main(scene, encounter) {
        return;
    }
    for role in ["AD", "DD", "CC"] {
        let mut uses = encounter.children_named(known::DIAGNOSIS).filter_map(|d| d.child(known::USE));
        if !uses.any(|concept| is_coded(concept, role)) {
            found.say(found.lacks(encounter, "diagnosis").with("name", role));
        }
    }
}

fn periods(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(composition) = scene.composition() else { return };
    let Some(event) = first(composition, &[known::EVENT, known::PERIOD]) else { return };
    let Some(stay) = main_encounter(scene).and_then(|encounter| encounter.child(known::PERIOD)) else { return };
    for name in [known::START, known::END] {
        let (Some(day), Some(expected)) = (event.child(name), stay.child_value(name)) else { continue };
        let date = |text: &'_ str| text.get(..10.min(text.len())).map(str::to_owned);
        if day.value().is_some_and(|text| text.len() >= 10 && expected.len() >= 10 && date(text) != date(expected)) {
            found.say(found.value(day).with_value("expected", expected));
        }
    }
}

fn printed(_: &Scene<'_>, encounter: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(stay) = encounter.child(known::HOSPITALIZATION) else { return };
    let lists = [
        (known::ADMIT_SOURCE, "admitSource", "http://jpfhir.jp/fhir/Common/CodeSystem/admit-Source"),
        (
            known::DISCHARGE_DISPOSITION,
            "dischargeDisposition",
            "http://jpfhir.jp/fhir/Common/CodeSystem/discharge-disposition",
        ),
    ];
    for (symbol, name, expected) in lists {
        for coding in stay.child(symbol).into_iter().flat_map(super::look::codings) {
            let Some(system) = coding.child(known::SYSTEM) else { continue };
            let code = coding.child(known::CODE).filter(|_| symbol == known::ADMIT_SOURCE);
            let is_other = |c: &Element<'_>| !matches!(c.value(), Some("0" | "1" | "4" | "5" | "8" | "9"));
            let is_printed = system.value().is_some_and(|text| text == expected.replace("/Common/", "/eCS/"));
            if is_printed {
                found.say(found.value(system).with("name", name).with("expected", expected));
            } else if let Some(code) = code.filter(|code| system.value() == Some(expected) && is_other(code)) {
                found.say(found.value(code).with("name", name).with("expected", "0, 1, 4, 5, 8, 9"));
            }
        }
    }
}
