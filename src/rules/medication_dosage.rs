//! MED: how a drug is to be taken.

use crate::document::{Element, known};

use super::look::{codings, codings_of, extensions, first, has};
use super::rule::{On, rules};
use super::scene::{Found, Scene};

pub(super) const USAGE: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUsage_ePrescription";
const DUMMY_USAGE: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_MedicationUsage_Uncoded_CS";
pub(super) const BASIC_METHOD: &str = "http://jami.jp/CodeSystem/MedicationMethodBasicUsage";
pub(super) const DETAILED_METHOD: &str = "http://jami.jp/CodeSystem/MedicationMethodDetailUsage";
const USAGE_DURATION: &str =
    "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_MedicationDosage_UsageDuration";
const UNITS: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code";

rules! {
    USAGE_CODE = "MED-12", Error, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: usage,
        source: "JP-CLINS 処方情報 timing.code";
        en: "`{value}` is not how a usage is written", "write 16 characters of 厚労省電子処方箋用法コード, or 0X0XXXXXXXXX0000 with the display ダミー用法コード";
        ja: "`{value}` は用法コードの書き方として正しくありません", "16 桁の電子処方箋用法コードか、0X0XXXXXXXXX0000 と「ダミー用法コード」を書いてください";
        explain: "A usage is coded by the 16 characters of the 用法マスタ of 電子処方箋; what it does not have is written with the dummy code and its display.";
    }
    AMOUNT = "MED-15", Error, Required {
        on: On::Resources(&["MedicationRequest"]), check: amounts, instead_of: &["code-system-unknown"],
        source: "JP-CLINS 処方情報 用量";
        en: "the amount has no {name} of MERIT-9", "write value, unit, system and code";
        ja: "用量に MERIT-9 単位の {name} がありません", "value・unit・system・code をすべて書いてください";
        explain: "Amounts of a prescription have value, unit, and the code of the unit in MERIT-9 医薬品単位略号.";
    }
    DAYS = "MED-20", Error, BusinessRule {
        on: On::Resources(&["MedicationRequest"]), check: days,
        source: "JP-CLINS 処方情報 実投与日数";
        en: "the drug is taken on {value} days within {limit} days", "write at most the days of the period";
        ja: "実投与日数 {value} 日が投与期間 {limit} 日を超えています", "投与期間以内の日数を書いてください";
        explain: "The days on which a drug is really taken (UsageDuration) are not more than the days of the period (boundsDuration).";
    }
    METHOD = "MED-18", Warning, Required {
        on: On::Resources(&["MedicationRequest"]), check: method,
        source: "JP-CLINS 処方情報 method; 変更履歴 1.4.0";
        en: "the method has a code of one digit only and no text", "use the two-digit code, or write what is meant as text";
        ja: "投与方法が 1 桁コードだけで、text がありません", "2 桁コードを使うか、text に内容を書いてください";
        explain: "The method is told by the two-digit codes of JAMI where possible; a one-digit code needs words.";
    }
}

pub(super) fn dosages(request: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    request.children_named(known::DOSAGE_INSTRUCTION)
}

fn usage(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for concept in dosages(request).filter_map(|d| first(d, &[known::TIMING, known::CODE])) {
        for code in codings_of(concept, USAGE).filter_map(|c| c.child(known::CODE)) {
            if code.value().is_some_and(|text| text.len() != 16 || !text.is_ascii()) {
                found.say(found.value(code));
            }
        }
        for display in codings_of(concept, DUMMY_USAGE).filter_map(|c| c.child(known::DISPLAY)) {
            if display.value() != Some("ダミー用法コード") {
                found.say(found.value(display));
            }
        }
    }
}

fn amounts(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let doses = dosages(request).flat_map(|d| d.children_named(known::DOSE_AND_RATE));
    let amounts = doses.flat_map(|dose| {
        [dose.child(known::DOSE_QUANTITY), first(dose, &[known::RATE_RATIO, known::NUMERATOR])].into_iter().flatten()
    });
    let dispensed = first(request, &[known::DISPENSE_REQUEST, known::QUANTITY]);
    for amount in amounts.chain(dispensed) {
        let parts = [(known::VALUE, "value"), (known::UNIT, "unit"), (known::SYSTEM, "system"), (known::CODE, "code")];
        if let Some((_, name)) = parts.into_iter().find(|(symbol, _)| !has(amount, *symbol)) {
            found.say(found.lacks(amount, name).with("name", name));
        } else if let Some(system) = amount.child(known::SYSTEM).filter(|s| s.value() != Some(UNITS)) {
            // Addresses that have been replaced are reported as such.
            if system.value().is_some_and(super::oid::is_replaced) {
                continue;
            }
            found.say(found.about(system).with("name", "system"));
        }
    }
}

fn method(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for method in dosages(request).filter_map(|d| d.child(known::METHOD)) {
        let is_basic = codings_of(method, BASIC_METHOD).next().is_some();
        let is_detailed = codings_of(method, DETAILED_METHOD).next().is_some();
        if is_basic && !is_detailed && !has(method, known::TEXT) && codings(method).count() == 1 {
            found.say(found.lacks(method, "text"));
        }
    }
}

/// The number of a duration.
fn number(duration: Element<'_>) -> Option<f64> {
    duration.child_value(known::VALUE)?.parse().ok()
}

fn days(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for dosage in dosages(request) {
        let Some(period) = first(dosage, &[known::TIMING, known::REPEAT, known::BOUNDS_DURATION]) else { continue };
        let taken = extensions(dosage, USAGE_DURATION)
            .find_map(|e| e.child(known::VALUE_DURATION))
            .and_then(|d| d.child(known::VALUE));
        let Some(value) = taken else { continue };
        let (Some(days), Some(limit)) = (value.value().and_then(|text| text.parse::<f64>().ok()), number(period))
        else {
            continue;
        };
        if days > limit {
            found.say(found.value(value).with_value("limit", period.child_value(known::VALUE).unwrap_or("")));
        }
    }
}
