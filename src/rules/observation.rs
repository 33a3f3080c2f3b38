//! OBS: how a laboratory item is coded and named. What the JLAC masters say of the codes is judged elsewhere.

use crate::diagnostics::Severity;
use crate::document::{Element, known};

use super::look::{claims, codings, codings_of, has, is_coded, is_half_width_kana};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

pub(super) const LOCAL: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS";
const UNCODED: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_Uncoded_CS";
pub(super) const GENERAL: &str = "http://medis.or.jp/CodeSystem/master-JLAC10-17digits";
/// The code systems of the shared items (43検査・5感染症), by JLAC10 and JLAC11.
pub(super) const SHARED: &[&str] = &[
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS",
];
/// The profile of laboratory results.
const LABORATORY: &str = "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS";
/// The code and display of what JLAC does not have.
const UNCODED_CODE: &str = "99999999999999999";
const UNCODED_DISPLAY: &str = "未標準化コード項目(JLAC)";

rules! {
    LOCAL_CODE = "OBS-01", Error, Required {
        on: On::Resources(&["Observation"]), check: local_code,
        said_by: &["needs-localCode-observation-laboresult"], instead_of: &["warn-localCode-observation-laboresult"],
        source: "JP-CLINS 検体検査結果情報 適用規則 (R6021)";
        en: "the item has no local code", "add a coding with the system http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS";
        ja: "検査項目にローカルコードがありません", "system が http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS の coding を追加してください";
        explain: "Besides its standard code each item has the code and name of the facility. The guide defines the condition (R6021); profiles apply it from 1.9.0 on.";
    }
    LOCAL_FORM = "OBS-02", Error, CodeInvalid {
        on: On::Resources(&["Observation"]), check: local_form,
        source: "JP-CLINS 検体検査結果情報 パターン(1)";
        en: "the local code `{value}` has other characters than letters, digits, - and _", "leave them out";
        ja: "ローカルコード `{value}` に英数字・ハイフン・アンダーバー以外の文字があります", "半角の英数字、- と _ だけを使ってください";
        explain: "A local code of the laboratory is made of ASCII letters, digits, hyphens and underscores.";
    }
    STANDARD = "OBS-07", Error, Required {
        on: On::Resources(&["Observation"]), check: standard,
        source: "JP-CLINS 検体検査結果情報 適用規則 2";
        en: "the item has no standard code", "add a code of the shared items, a JLAC10 code of 17 digits, or the code for what JLAC does not have";
        ja: "検査項目に標準コードがありません", "共有項目のコード、17 桁の JLAC10 コード、または未標準化コードを追加してください";
        explain: "An item is coded by a code of the shared items (43検査・5感染症), else by JLAC10, else by the code that says that it has none.";
    }
    UNCODED_FORM = "OBS-08", Error, CodeInvalid {
        on: On::Resources(&["Observation"]), check: uncoded_form, instead_of: &["display-wrong"],
        source: "JP-CLINS 検体検査結果情報 パターン(4)";
        en: "`{value}` is not how an item without JLAC code is written", "write 17 nines with the display 未標準化コード項目(JLAC)";
        ja: "`{value}` は未標準化コードの書き方として正しくありません", "コードは 9 を 17 個、display は「未標準化コード項目(JLAC)」と書いてください";
        explain: "What JLAC does not have is written as 99999999999999999 with the display 未標準化コード項目(JLAC), with ASCII brackets and letters.";
        fix: [Safe, NeedsReview], "write the code and the display for items without JLAC code", "JLAC コードのない項目の書き方にする";
    }
    UNCODED_BESIDE = "OBS-09", Warning, BusinessRule {
        on: On::Resources(&["Observation"]), check: uncoded_beside,
        source: "JP-CLINS 検体検査結果情報 適用規則";
        en: "the item has a standard code and the code for items without one", "take {value} away";
        ja: "標準コードと未標準化コードの両方があります", "{value} を削除してください";
        explain: "An item either has a standard code or says that it has none.";
    }
    TEXT = "OBS-11", Error, BusinessRule {
        on: On::Resources(&["Observation"]), check: text,
        source: "JP-CLINS 検体検査結果情報 code.text";
        en: "code.text is not the display of the local code, `{expected}`", "write the same name in both";
        ja: "code.text がローカルコードの display `{expected}` と一致しません", "両方に同じ名称を書いてください";
        explain: "The name of the item as the facility shows it stands in code.text and as the display of the local code.";
        fix: [Safe, NeedsReview], "write the display of the local code", "ローカルコードの表示名にする";
    }
    ANALYTE = "OBS-12", Information, BusinessRule {
        on: On::Resources(&["Observation"]), check: analyte,
        source: "JP-CLINS 検体検査結果情報 記述例1";
        en: "`{value}` and `{other}` are codes of different analytes", "";
        ja: "`{value}` と `{other}` は分析物が異なるコードです", "";
        explain: "When an item has a code of the shared items and a JLAC10 code, the first five digits, the analyte, agree.";
    }
    CHARACTERS = "OBS-13", Error, Value {
        on: On::Resources(&["Observation"]), check: characters,
        source: "JP-CLINS 検体検査結果情報 はじめに";
        en: "`{value}` has characters that names of items do not have: {found}", "write katakana full-width; letters, digits, signs and spaces half-width";
        ja: "`{value}` に検査項目名で使えない文字があります: {found}", "カタカナは全角、英数字・記号・空白は半角で書いてください";
        explain: "Names of items have no half-width katakana, no full-width space and no control characters; full-width letters and digits give a warning.";
    }
    SCOPE = "OBS-30", Warning, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["Observation"]), check: scope,
        source: "JP-CLINS 検体検査結果情報 対象としないこと";
        en: "`{value}` is bacteriology or pathology, which is not sent", "leave the result out";
        ja: "`{value}` は細菌検査または病理検査で、送信の対象外です", "この検査結果は送信しないでください";
        explain: "Smears, cultures, susceptibilities (JLAC10 analytes 6…) and pathology (7…) are not among the laboratory results of the service.";
    }
}

/// Whether an Observation is one of the laboratory.
pub(super) fn is_laboratory(observation: Element<'_>) -> bool {
    claims(observation, LABORATORY) || observation.children_named(known::CATEGORY).any(|c| is_coded(c, "laboratory"))
}

/// The code of a laboratory result; `None` for any other observation.
pub(super) fn item(observation: Element<'_>) -> Option<Element<'_>> {
    observation.child(known::CODE).filter(|_| is_laboratory(observation))
}

/// The codes of an item in a system.
pub(super) fn codes<'a>(item: Element<'a>, system: &'static str) -> impl Iterator<Item = (Element<'a>, &'a str)> {
    let codings = codings_of(item, system).filter_map(|coding| coding.child(known::CODE));
    codings.filter_map(|code| Some((code, code.value()?)))
}

fn local_code(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    if codings_of(item, LOCAL).next().is_none() {
        found.say(found.lacks(item, "coding"));
    }
}

fn local_form(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    for (code, text) in codes(item, LOCAL) {
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            found.say(found.value(code));
        }
    }
}

fn is_standard(coding: Element<'_>) -> bool {
    let system = coding.child_value(known::SYSTEM).unwrap_or("");
    system == GENERAL || system == UNCODED || SHARED.contains(&system)
}

fn standard(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    if !codings(item).any(is_standard) {
        found.say(found.lacks(item, "coding"));
    }
}

fn uncoded_form(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    for coding in codings_of(item, UNCODED) {
        let parts = [(known::CODE, UNCODED_CODE), (known::DISPLAY, UNCODED_DISPLAY)];
        for (name, expected) in parts {
            if let Some(part) = coding.child(name).filter(|part| part.value() != Some(expected)) {
                let fix = mend::value(part, expected).safe_if(name == known::DISPLAY);
                found.say(found.value(part).fixed_by(fix));
            }
        }
    }
}

fn uncoded_beside(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    let Some(uncoded) = codings_of(item, UNCODED).next() else { return };
    let is_other = |c: Element<'_>| is_standard(c) && c.child_value(known::SYSTEM) != Some(UNCODED);
    if codings(item).any(is_other) {
        found.say(found.about(uncoded).with("value", UNCODED_CODE));
    }
}

fn text(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    let Some(expected) = codings_of(item, LOCAL).find_map(|coding| coding.child_value(known::DISPLAY)) else { return };
    match item.child(known::TEXT) {
        None => {
            let fix = mend::add(item, &[known::CODING], "text", expected.into());
            found.say(found.lacks(item, "text").with_value("expected", expected).fixed_by(fix));
        }
        Some(text) if text.value().is_some_and(|text| text != expected) => {
            let fix = mend::value(text, expected);
            found.say(found.about(text).with_value("expected", expected).fixed_by(fix));
        }
        Some(_) => {}
    }
}

fn analyte(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    let shared = SHARED.iter().filter(|system| system.contains("JLAC10")).find_map(|system| codes(item, system).next());
    let (Some((_, shared)), Some((code, text))) = (shared, codes(item, GENERAL).next()) else { return };
    if shared.len() == 17 && text.len() == 17 && shared.get(..5) != text.get(..5) {
        found.say(found.value(code).with_value("other", shared));
    }
}

fn characters(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    let names =
        codings_of(item, LOCAL).filter_map(|coding| coding.child(known::DISPLAY)).chain(item.child(known::TEXT));
    for name in names {
        let Some(text) = name.value() else { continue };
        let is_wrong = |c: &char| is_half_width_kana(*c) || *c == '\u{3000}' || (c.is_control() && *c != '\r');
        let is_wide = |c: &char| matches!(c, '\u{FF01}'..='\u{FF5E}');
        let (severity, which) = match (text.chars().find(is_wrong), text.chars().find(is_wide)) {
            (Some(wrong), _) => (Severity::Error, wrong),
            (None, Some(wide)) => (Severity::Warning, wide),
            (None, None) => continue,
        };
        found.say_as(severity, found.value(name).with("found", format!("U+{:04X}", u32::from(which))));
    }
}

fn scope(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    for (code, text) in codes(item, GENERAL) {
        if text.len() == 17 && matches!(text.as_bytes()[0], b'6' | b'7') {
            found.say(found.value(code));
        }
    }
}

/// Whether a result has no value of its own because it is a panel.
pub(super) fn is_panel(observation: Element<'_>) -> bool {
    has(observation, known::HAS_MEMBER) || has(observation, known::COMPONENT)
}
