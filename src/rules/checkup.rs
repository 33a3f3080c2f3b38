//! CHK: 健診結果報告書 (HS037).

use crate::document::{Element, known};

use super::look::{codings, first, has};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// The profile of the Bundle.
const PROFILE: &str = "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eCheckupGeneral";
/// The code of 検診・健診報告書.
const REPORT: &str = "53576-5";

rules! {
    CLAIM = "CHK-01", Error, BusinessRule {
        targets: Targets::CHECKUP, on: On::Document, check: claim,
        said_by: &["bundle-profile-is-JP-Bundle-eCheckupGeneral", "bundle-metaprofile"], instead_of: &["profile-unknown"],
        source: "健診結果報告書 変更履歴 1.3.2";
        en: "the Bundle does not claim {expected}", "write this address, with or without version, into meta.profile";
        ja: "Bundle の meta.profile に {expected} がありません", "この URL をバージョンの有無を問わず meta.profile に書いてください";
        explain: "健診結果報告書 are told by the profile that their Bundle claims; its address stands below clins/.";
        fix: [NeedsReview], "claim the profile", "プロファイルを宣言する";
    }
    REPORT_TYPE = "CHK-05", Information, CodeInvalid {
        targets: Targets::CHECKUP, on: On::Resources(&["Composition"]), check: report_type,
        instead_of: &["code-unknown"], only_instead: true, defect: "u",
        source: "健診結果報告書 Composition.type; JP-CLINS doc-typecodes";
        en: "`{value}` is in the list of document types of the checkup guide, but not in that of JP-CLINS", "nothing is to be done";
        ja: "`{value}` は健診の実装ガイドの文書区分コード表にありますが、JP-CLINS の同じ URL のコード表にはありません", "対応は不要です";
        explain: "Both guides publish the code system doc-typecodes under one address, with different codes (known defect u). A 健診結果報告書 has the type that its own guide lists; with --conformance official the code is unknown where the list of JP-CLINS is in force. The document is right, so this is a note.";
    }
    RESULT = "CHK-09", Error, Required {
        targets: Targets::CHECKUP, on: On::Resources(&["Observation"]), check: result,
        source: "健診結果報告書 変更履歴 1.5.0";
        en: "the result has no value, and {problem}", "write the status cancelled and why there is no value in dataAbsentReason.text";
        ja: "検査結果がありません ({problem})", "status を cancelled とし、dataAbsentReason.text に理由を書いてください";
        explain: "An item without a result has the status cancelled and says why in dataAbsentReason.text; one with a result is final.";
    }
    RANGE = "CHK-11", Error, BusinessRule {
        targets: Targets::CHECKUP, on: On::Resources(&["Observation"]), check: range,
        source: "健診結果報告書 変更履歴 1.4.1";
        en: "the reference range is in `{value}`, the result in `{expected}`", "use the unit of the result";
        ja: "基準値の単位 `{value}` が結果の単位 `{expected}` と異なります", "結果と同じ単位で書いてください";
        explain: "The limits of the reference range have the unit of the result.";
    }
    INTERPRETED = "CHK-12", Warning, CodeInvalid {
        targets: Targets::CHECKUP, on: On::Resources(&["Observation"]), check: interpretation,
        source: "健診結果報告書 結果解釈";
        en: "`{value}` is not H, L, N, LX or HX", "write one of these";
        ja: "`{value}` は H・L・N・LX・HX のいずれでもありません", "いずれかを書いてください";
        explain: "A result is high, low or normal, or beyond what can be entered (LX, HX).";
    }
    INSURED = "CHK-17", Error, Value {
        targets: Targets::CHECKUP, on: On::Resources(&["Coverage"]), check: insured,
        source: "健診結果報告書 保険情報";
        en: "`{value}` is not the two parts of an insurance number in double quotes", "write both full-width, each in double quotes, with a comma between";
        ja: "`{value}` は記号と番号を二重引用符で囲んだ形式ではありません", "\"記号\",\"番号\" のように、全角の記号と番号をそれぞれ二重引用符で囲んで書いてください";
        explain: "記号 and 番号 of an insured person stand in subscriberId as two full-width texts in double quotes, separated by a comma.";
    }
}

fn claim(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    super::bundle::claims_profile(scene, PROFILE, found);
}

fn report_type(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let codes = first(composition, &[known::TYPE]).into_iter().flat_map(codings);
    for code in codes.filter_map(|coding| coding.child(known::CODE)).filter(|code| code.value() == Some(REPORT)) {
        found.say(found.value(code));
    }
}

/// Whether an item should have a value of its own.
fn is_item(observation: Element<'_>) -> bool {
    !has(observation, known::HAS_MEMBER) && !has(observation, known::COMPONENT)
}

fn result(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let has_value = observation.children().any(|c| c.name_text().starts_with("value"));
    if !is_item(observation) || has_value {
        return;
    }
    match observation.child(known::DATA_ABSENT_REASON) {
        None => {
            let finding = found.lacks(observation, "dataAbsentReason");
            return found.say(finding.with("problem", "dataAbsentReason 0"));
        }
        Some(reason) if !has(reason, known::TEXT) => {
            return found.say(found.lacks(reason, "text").with("problem", "dataAbsentReason.text 0"));
        }
        Some(_) => {}
    }
    let status = observation.child(known::STATUS);
    if let Some(status) = status.filter(|status| status.value() != Some("cancelled")) {
        found.say(found.about(status).with("problem", format!("status {}", status.value().unwrap_or(""))));
    }
}

fn range(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(expected) = first(observation, &[known::VALUE_QUANTITY, known::UNIT]).and_then(|u| u.value()) else {
        return;
    };
    for limit in observation.children_named(known::REFERENCE_RANGE).flat_map(|r| r.children()) {
        let is_limit = matches!(limit.name(), known::LOW | known::HIGH);
        let unit = limit.child(known::UNIT).filter(|_| is_limit);
        if let Some(unit) = unit.filter(|unit| unit.value().is_some_and(|text| text != expected)) {
            found.say(found.value(unit).with_value("expected", expected));
        }
    }
}

fn interpretation(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    for code in observation.children_named(known::INTERPRETATION).flat_map(codings).filter_map(|c| c.child(known::CODE))
    {
        if !matches!(code.value(), Some("H" | "L" | "N" | "LX" | "HX")) {
            found.say(found.value(code));
        }
    }
}

fn insured(_: &Scene<'_>, coverage: Element<'_>, found: &mut Found<'_, '_>) {
    let claims = |name: &str| super::look::profiles(coverage).any(|(url, _)| url.ends_with(name));
    if !claims("JP_CoverageInsurance_eCheckupGeneral") {
        return;
    }
    let Some(subscriber) = coverage.child(known::SUBSCRIBER_ID) else { return };
    let is_quoted = |text: &str| {
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let parts = inner.and_then(|inner| inner.split_once("\",\""));
        parts.is_some_and(|(symbol, number)| {
            let is_wide = |part: &str| part.chars().all(|c| !c.is_ascii() && !super::look::is_half_width_kana(c));
            is_wide(symbol) && is_wide(number) && !number.is_empty()
        })
    };
    if subscriber.value().is_some_and(|text| !is_quoted(text)) {
        found.say(found.value(subscriber));
    }
}
