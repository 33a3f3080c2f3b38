//! CND: how a 傷病名 is coded, and the words that go with it. What the masters say of the codes is judged elsewhere.

use crate::document::{Element, known};

use super::look::{codings_of, extensions, is_digits, is_digits_or_capitals};
use super::mend;
use super::rule::{On, rules};
use super::scene::{Found, Scene};

/// 病名管理番号.
pub(super) const KEY_NUMBER: &str = "http://medis.or.jp/CodeSystem/master-disease-keyNumber";
/// 病名交換用コード.
const EXCHANGE: &str = "http://medis.or.jp/CodeSystem/master-disease-exCode";
/// The prefix and the postfix of a 傷病名.
pub(super) const PREFIX: &str =
    "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePrefixModifier";
pub(super) const POSTFIX: &str =
    "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier";
/// The 病名管理番号 of what has none, and its display.
const UNCODED: (&str, &str) = ("99999999", "未コード化傷病名");
/// The 病名管理番号 of the master's own row for what has none.
pub(super) const UNCODED_ROW: &str = "20084317";

rules! {
    KEY = "CND-02", Error, CodeInvalid {
        on: On::Resources(&["Condition"]), check: key_number,
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown"],
        source: "JP-CLINS 傷病名情報 code.coding";
        en: "`{value}` is not a number of the MEDIS disease master", "write the eight digits of the 病名管理番号";
        ja: "`{value}` は病名管理番号ではありません", "8 桁の病名管理番号を書いてください";
        explain: "The code of a 傷病名 is its 病名管理番号 in the MEDIS master: eight digits.";
    }
    UNCODED_DISPLAY = "CND-03", Error, CodeInvalid {
        on: On::Resources(&["Condition"]), check: uncoded,
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown", "display-wrong"],
        source: "JP-CLINS 傷病名情報 code.coding";
        en: "`{value}` is not how an uncoded condition is written", "write 99999999 with the display 未コード化傷病名";
        ja: "`{value}` は未コード化傷病名の書き方として正しくありません", "コードは 99999999、display は「未コード化傷病名」と書いてください";
        explain: "What the master does not have is written as 病名管理番号 99999999 with the display 未コード化傷病名; the name stands in code.text.";
        fix: [Safe, NeedsReview], "write 99999999 with the display 未コード化傷病名", "99999999 と「未コード化傷病名」にする";
    }
    UNCODED_RECEIPT = "CND-04", Warning, CodeInvalid {
        on: On::Resources(&["Condition"]), check: uncoded_receipt, defect: "dd", instead_of: &["display-wrong"],
        source: "JP-CLINS 傷病名情報 code.coding; 傷病名マスター 0000999";
        en: "`{value}` is the row of the receipt master for uncoded conditions", "write 99999999 with the display 未コード化傷病名";
        ja: "`{value}` は傷病名マスターの「未コード化傷病名」の管理番号です", "99999999 と「未コード化傷病名」を書いてください";
        explain: "The receipt master has a row 0000999 for what it does not code; the guide asks for 99999999 instead (known defect dd).";
    }
    NAME_PARTS = "CND-08", Information, BusinessRule {
        on: On::Resources(&["Condition"]), check: name_parts,
        source: "JP-CLINS 傷病名情報 code.text";
        en: "`{value}` is not what the coded parts give: {expected}", "check that no modifier is missing";
        ja: "`{value}` は接頭語・病名・接尾語をつないだ {expected} と一致しません", "修飾語に漏れがないか確かめてください";
        explain: "When every part of a 傷病名 is coded, prefixes, the name and postfixes in their order give the name that was entered.";
    }
    EXCHANGE_CODE = "CND-24", Warning, CodeInvalid {
        on: On::Named(&[known::CODING]), check: exchange_code, defect: "BOEF",
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown"],
        source: "JP-CLINS 傷病名情報 evidence; Encounter.reasonCode";
        en: "`{value}` is not an exchange code", "write four digits or capitals; the code of 持続腹痛 is B0EF with the digit 0";
        ja: "`{value}` は病名交換用コードではありません", "英大文字と数字の 4 桁で書いてください。持続腹痛のコードは数字の 0 を含む B0EF です";
        explain: "Exchange codes have four digits or capitals. Two tables of the guide print BOEF with the letter O for the code B0EF.";
        fix: [Safe], "write B0EF with the digit 0", "数字の 0 を含む B0EF にする";
    }
}

/// The codings of a Condition's code with their codes.
pub(super) fn key_codings(condition: Element<'_>) -> impl Iterator<Item = (Element<'_>, Element<'_>)> {
    let code = condition.child(known::CODE);
    let codings = code.into_iter().flat_map(|code| codings_of(code, KEY_NUMBER));
    codings.filter_map(|coding| Some((coding, coding.child(known::CODE)?)))
}

pub(super) fn is_nines(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b'9')
}

fn key_number(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    for (_, code) in key_codings(condition) {
        if code.value().is_some_and(|text| !is_digits(text, 8) && !is_nines(text)) {
            found.say(found.value(code));
        }
    }
}

fn uncoded(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    for (coding, code) in key_codings(condition) {
        let display = coding.child(known::DISPLAY);
        let has_display = display.and_then(|d| d.value()) == Some(UNCODED.1);
        match code.value() {
            Some(text) if text == UNCODED.0 => {
                if let Some(display) = display.filter(|_| !has_display) {
                    let fix = mend::value(display, UNCODED.1).safe_if(true);
                    found.say(found.value(display).fixed_by(fix));
                }
            }
            Some(text) if is_nines(text) => {
                found.say(found.value(code).fixed_by(mend::value(code, UNCODED.0)));
            }
            Some(text) if text != UNCODED_ROW => {
                if let Some(display) = display.filter(|_| has_display) {
                    found.say(found.value(display));
                }
            }
            _ => {}
        }
    }
}

fn uncoded_receipt(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    for (coding, code) in key_codings(condition).filter(|(_, code)| code.value() == Some(UNCODED_ROW)) {
        // It speaks for the whole coding: what the display says does not matter any more.
        let mut finding = found.about(coding).with_value("value", UNCODED_ROW);
        finding.span = code.span();
        found.say(finding);
    }
}

/// The displays of the modifiers of a code; `None` when one of them has none.
fn modifiers(code: Element<'_>, url: &'static str) -> Option<String> {
    let concepts = extensions(code, url).filter_map(|e| e.child(known::VALUE_CODEABLE_CONCEPT));
    concepts.map(|c| c.child(known::CODING)?.child_value(known::DISPLAY)).collect()
}

fn name_parts(_: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(code) = condition.child(known::CODE) else { return };
    let Some(text) = code.child(known::TEXT) else { return };
    let Some((coding, number)) = key_codings(condition).next() else { return };
    if number.value().is_none_or(|number| is_nines(number) || number == UNCODED_ROW) {
        return;
    }
    let Some(name) = coding.child_value(known::DISPLAY) else { return };
    let value = text.value().unwrap_or("");
    let has_modifiers = extensions(code, PREFIX).chain(extensions(code, POSTFIX)).next().is_some();
    if value == name && !has_modifiers {
        return;
    }
    let (Some(before), Some(after)) = (modifiers(code, PREFIX), modifiers(code, POSTFIX)) else { return };
    let parts = [&*before, name, &*after].concat();
    if parts != value {
        found.say(found.value(text).with_value("expected", &parts));
    }
}

fn exchange_code(_: &Scene<'_>, coding: Element<'_>, found: &mut Found<'_, '_>) {
    if coding.child_value(known::SYSTEM) != Some(EXCHANGE) {
        return;
    }
    let Some(code) = coding.child(known::CODE) else { return };
    if code.value().is_some_and(|text| text == "BOEF" || !is_digits_or_capitals(text, 4)) {
        let is_misprint = code.value() == Some("BOEF");
        let fix = is_misprint.then(|| mend::value(code, "B0EF").safe_if(true));
        found.say(found.value(code).fixed_by(fix));
    }
}
