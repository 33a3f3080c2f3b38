//! MED: the amounts of a drug: what they count, whether they agree with each other, by which way it is given.

use crate::diagnostics::Severity;
use crate::document::{Element, known};

use super::look::{codings, codings_of, first, has};
use super::medication_dosage::{BASIC_METHOD, DETAILED_METHOD, USAGE, dosages};
use super::rule::{On, rules};
use super::scene::{Found, Scene};

/// 製剤量 or 原薬量: the code system that the examples and aliases of the guide have, and that of its tables.
const STRENGTHS: [&str; 2] = [
    "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationIngredientStrengthStrengthType",
    "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationIngredientStrengthType",
];
const ROUTES: &str = "http://jpfhir.jp/fhir/core/CodeSystem/route-codes";
const SITES: &str = "http://jami.jp/CodeSystem/MedicationBodySiteExternal";
/// The first digit of methods of 外用.
const EXTERNAL: char = '2';

rules! {
    STRENGTH = "MED-14", Error, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: strength, defect: "m",
        instead_of: &["code-system-unknown", "code-unknown", "code-system-not-at-hand"],
        source: "JP-CLINS 処方情報 doseAndRate.type; 変更履歴 1.5.0";
        en: "the dose does not say by {expected} whether it counts the preparation or the ingredient", "write 1 製剤量 or 2 原薬量";
        ja: "用量が製剤量か原薬量かが {expected} で書かれていません", "1 製剤量 または 2 原薬量 を書いてください";
        explain: "Each dose says whether it counts the preparation (1 製剤量) or the ingredient (2 原薬量); amounts of 外用 for the whole period need not. Tables of the guide name the code system …StrengthType, its examples …StrengthStrengthType (known defect m): both are taken, the former with a note.";
    }
    RATE = "MED-17", Information, BusinessRule {
        on: On::Resources(&["MedicationRequest"]), check: rate,
        source: "JP-CLINS 処方情報 doseQuantity, rateRatio";
        en: "{value} a day is not {dose} taken {times} times, as the usage code says", "check the amounts: a day would be {expected}";
        ja: "1 日量 {value} が、1 回量 {dose} と用法コードの 1 日 {times} 回から求めた量と一致しません", "用量を確かめてください (1 日量は {expected} になります)";
        explain: "The amount of a day is the dose times the number of doses that the usage code tells. Uneven doses are left alone.";
    }
    ROUTE = "MED-19", Information, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: route,
        source: "JP-CLINS 処方情報 route, site";
        en: "the {name} is not told by {expected}", "add a coding of that code system";
        ja: "{name} が {expected} のコードで書かれていません", "このコード体系の coding を追加してください";
        explain: "The way by which a drug is given has a code of HL7 table 0162 (route-codes), the site a code of three characters of the JAMI list for external use.";
    }
}

/// Whether a dosage is one of 外用.
fn is_external(dosage: Element<'_>) -> bool {
    let methods = dosage.child(known::METHOD).into_iter();
    let mut codes = methods.flat_map(|method| {
        [BASIC_METHOD, DETAILED_METHOD].into_iter().flat_map(move |system| codings_of(method, system))
    });
    codes.any(|coding| coding.child_value(known::CODE).is_some_and(|code| code.starts_with(EXTERNAL)))
}

fn strength(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for dosage in dosages(request) {
        for dose in dosage.children_named(known::DOSE_AND_RATE) {
            let is_told = has(dose, known::DOSE_QUANTITY) || has(dose, known::RATE_RATIO);
            match dose.child(known::TYPE) {
                None if is_told && !is_external(dosage) => {
                    found.say(found.lacks(dose, "type").with("expected", "doseAndRate.type"));
                }
                None => {}
                Some(concept) => strength_type(concept, found),
            }
        }
    }
}

fn strength_type(concept: Element<'_>, found: &mut Found<'_, '_>) {
    let is_one = |c: &Element<'_>| c.child_value(known::SYSTEM).is_some_and(|system| STRENGTHS.contains(&system));
    let Some(coding) = codings(concept).find(is_one) else {
        let system = codings(concept).find_map(|coding| coding.child(known::SYSTEM));
        return found.say(found.about(system.unwrap_or(concept)).with("expected", STRENGTHS[0]));
    };
    let parts = (coding.child(known::CODE), coding.child(known::DISPLAY), coding.child(known::SYSTEM));
    match parts {
        (None, ..) => found.say(found.lacks(coding, "code").with("expected", "type.coding.code")),
        (Some(code), ..) if !matches!(code.value(), Some("1" | "2")) => {
            found.say(found.value(code).with("expected", "type.coding.code"));
        }
        (_, None, _) => found.say(found.lacks(coding, "display").with("expected", "type.coding.display")),
        (.., Some(system)) if system.value() == Some(STRENGTHS[1]) => {
            found.say_as(Severity::Information, found.value(system).with("expected", STRENGTHS[0]));
        }
        _ => {}
    }
}

/// How often a day a drug is taken by the usage code, where it counts meals and the like (タイミング指定区分 1).
fn times_a_day(dosage: Element<'_>) -> Option<u32> {
    let concept = first(dosage, &[known::TIMING, known::CODE])?;
    let code = codings_of(concept, USAGE).find_map(|coding| coding.child_value(known::CODE))?;
    let mut digits = code.chars().skip(2);
    digits.next().filter(|class| *class == '1')?;
    digits.next()?.to_digit(10).filter(|times| *times > 0)
}

fn rate(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for dosage in dosages(request).filter(|d| !has(*d, known::ADDITIONAL_INSTRUCTION)) {
        let Some(times) = times_a_day(dosage) else { continue };
        for dose in dosage.children_named(known::DOSE_AND_RATE) {
            let parts = (dose.child(known::DOSE_QUANTITY), first(dose, &[known::RATE_RATIO, known::NUMERATOR]));
            let (Some(once), Some(day)) = parts else { continue };
            let Some(value) = day.child(known::VALUE) else { continue };
            let number = |quantity: Element<'_>| quantity.child_value(known::VALUE)?.parse::<f64>().ok();
            let (Some(a), Some(b)) = (number(once), number(day)) else { continue };
            let expected = a * f64::from(times);
            let is_same_unit = once.child_value(known::CODE) == day.child_value(known::CODE);
            if is_same_unit && (expected - b).abs() > 1e-6 * expected.abs().max(1.0) {
                let finding = found.value(value).with_value("dose", once.child_value(known::VALUE).unwrap_or(""));
                found.say(finding.with("times", times).with("expected", format!("{expected}")));
            }
        }
    }
}

fn route(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for dosage in dosages(request) {
        for (symbol, name, system) in [(known::ROUTE, "route", ROUTES), (known::SITE, "site", SITES)] {
            let Some(concept) = dosage.child(symbol) else { continue };
            let about = |element| found.about(element).with("name", name).with("expected", system);
            let finding = match codings_of(concept, system).next() {
                None => about(codings(concept).next().unwrap_or(concept)),
                Some(coding) => {
                    let code = coding.child(known::CODE);
                    let is_short = |c: &Element<'_>| c.value().is_some_and(|text| text.chars().count() != 3);
                    match code.filter(|code| name == "site" && is_short(code)) {
                        Some(code) => about(code),
                        None => continue,
                    }
                }
            };
            found.say(finding);
        }
    }
}
