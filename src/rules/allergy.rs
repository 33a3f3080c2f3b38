//! ALG: allergies: the forms of J-FAGY codes, their category, states. Whether a code exists is judged elsewhere.

use crate::diagnostics::Severity;
use crate::document::{Element, known};

use super::look::{codings, codings_of, has};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

const YCM: &str = "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS";
const GCM: &str = "http://jpfhir.jp/fhir/core/CodeSystem/GCM/JP_JfagyMedicationAllergen_CS";
const MEDICATION: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyMedicationAllergen_CS";
const FOOD: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS";
const OTHER: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS";

rules! {
    SINGLE_SYSTEM = "ALG-02", Warning, CodeInvalid {
        since: (1, 5, 1), on: On::Resources(&["AllergyIntolerance"]), check: single_system,
        instead_of: &["code-system-unknown", "code-newer-than-edition", "code-not-in-edition"],
        source: "JP-CLINS アレルギー情報 code.coding; 変更履歴 1.5.1";
        en: "`{value}` has been divided in two", "write …/CodeSystem/YCM/… for YJ codes, …/CodeSystem/GCM/… for 一般名 codes";
        ja: "`{value}` は 2 つの URL に分けられました", "YJ コードなら …/CodeSystem/YCM/…、一般名コードなら …/CodeSystem/GCM/… と書いてください";
        explain: "Since 1.5.1 allergens that are drugs have a code system for YJ codes (YCM) and one for 一般名 codes (GCM). Earlier tables print the address of one for both, so this is a warning.";
    }
    YJ = "ALG-03", Error, CodeInvalid {
        on: On::Resources(&["AllergyIntolerance"]), check: yj,
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown"],
        source: "JP-CLINS アレルギー情報 コーディング規則";
        en: "`{value}` is not YCM and a YJ code", "write YCM and the 12 characters of the YJ code";
        ja: "`{value}` は YCM と YJ コードの形式ではありません", "YCM に続けて 12 桁の YJ コードを書いてください";
        explain: "In the code system YCM a code is `YCM` and the YJ code of a drug.";
    }
    GENERIC = "ALG-04", Error, CodeInvalid {
        on: On::Resources(&["AllergyIntolerance"]), check: generic,
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown"],
        source: "JP-CLINS アレルギー情報 コーディング規則 注1";
        en: "`{value}` is not GCM and the code of a generic name", "write GCM, the first 9 characters of the YJ code, and ZZZ";
        ja: "`{value}` は GCM と一般名コードの形式ではありません", "GCM、YJ コードの先頭 9 桁、ZZZ の順に書いてください";
        explain: "In the code system GCM a code is `GCM` and a YJ code whose last three characters are replaced by ZZZ.";
    }
    DUMMY = "ALG-05", Error, CodeInvalid {
        on: On::Resources(&["AllergyIntolerance"]), check: dummy,
        instead_of: &["code-newer-than-edition", "code-not-in-edition", "code-unknown"],
        source: "JP-CLINS アレルギー情報 コーディング規則 注2";
        en: "`{value}` is not the code for what is not coded in this code system", "write {expected}";
        ja: "`{value}` はこのコード体系の未コード化用のコードではありません", "{expected} と書いてください";
        explain: "What has no code is written with D9M (drugs), D9F (food) or D9N (others) and nine zeros, in the code system of its kind.";
        fix: [NeedsReview], "write the code for what is not coded", "コード化されていないものを表すコードにする";
    }
    CATEGORY = "ALG-08", Error, CodeInvalid {
        on: On::Resources(&["AllergyIntolerance"]), check: category,
        source: "JP-CLINS アレルギー情報 コーディング規則 表";
        en: "`{value}` does not go with the category {found}", "write the category {expected}";
        ja: "`{value}` はカテゴリー {found} と合いません", "カテゴリーを {expected} としてください";
        explain: "Codes of drugs go with the category medication, codes of foods with food, all others with environment.";
    }
    WITHOUT_CATEGORY = "ALG-09", Error, Required {
        on: On::Resources(&["AllergyIntolerance"]), check: without_category,
        source: "JP-CLINS アレルギー情報 category; 変更履歴 1.4.0";
        en: "the allergy to a drug has no category `medication`", "add the category medication; biologic is not used for now";
        ja: "薬剤アレルギーにカテゴリー medication がありません", "category に medication を書いてください。biologic は当面使いません";
        explain: "Receivers find 薬剤アレルギー等 by the category medication. The category biologic is not used for now; it gives a warning.";
    }
    CRITICALITY = "ALG-10", Warning, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["AllergyIntolerance"]), check: criticality,
        source: "JP-CLINS R2011";
        en: "the allergy to a drug is not of high criticality", "write high if it is a contraindication (薬剤禁忌情報)";
        ja: "薬剤アレルギーの criticality が high ではありません", "薬剤禁忌情報として送る場合は high と書いてください";
        explain: "An allergy to a drug counts as a contraindication only with criticality high. The guide defines this caution (R2011), but no profile of the current editions applies it.";
    }
    DISPLAY = "ALG-12", Error, Required {
        on: On::Resources(&["AllergyIntolerance"]), check: display,
        source: "JP-CLINS アレルギー情報 clinicalStatus";
        en: "the state of the allergy has no display", "add display";
        ja: "アレルギーの状態に display がありません", "display を書いてください";
        explain: "clinicalStatus has a display besides its code; later editions demand it by profile.";
        fix: [Safe], "add the display of the code", "コードの表示名を補う";
    }
    REACTION = "ALG-14", Error, Required {
        on: On::Resources(&["AllergyIntolerance"]), check: reaction, defect: "cc",
        source: "JP-CLINS アレルギー情報 reaction.manifestation; 変更履歴 1.4.0";
        en: "the manifestation has no text", "write what happened as text";
        ja: "症状 (manifestation) に text がありません", "症状を text に書いてください";
        explain: "Since 1.4.0 the table asks for the text of each manifestation; the profiles up to 1.10 leave it optional (known defect cc).";
    }
    UNUSED = "ALG-16", Information, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["AllergyIntolerance"]), check: unused,
        source: "JP-CLINS アレルギー情報 recorder, asserter";
        en: "the service does not use `{name}`", "";
        ja: "`{name}` は電子カルテ情報共有サービスでは使われません", "";
        explain: "Who recorded an allergy may be written, but the service does not use it.";
    }
}

/// The codes of an allergy in a system.
fn codes<'a>(allergy: Element<'a>, system: &'static str) -> impl Iterator<Item = (Element<'a>, &'a str)> {
    let code = allergy.child(known::CODE);
    let codings = code.into_iter().flat_map(move |code| codings_of(code, system));
    codings.filter_map(|coding| coding.child(known::CODE)).filter_map(|code| Some((code, code.value()?)))
}

fn is_form(text: &str, prefix: &str, characters: usize) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| super::look::is_digits_or_capitals(rest, characters))
}

fn is_dummy(text: &str) -> bool {
    text.starts_with("D9")
}

fn forms(allergy: Element<'_>, system: &'static str, found: &mut Found<'_, '_>, is_good: impl Fn(&str) -> bool) {
    for (code, text) in codes(allergy, system) {
        if !is_dummy(text) && !is_good(text) {
            found.say(found.value(code));
        }
    }
}

fn single_system(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    for coding in allergy.child(known::CODE).into_iter().flat_map(codings) {
        if let Some(system) = coding.child(known::SYSTEM).filter(|system| system.value() == Some(MEDICATION)) {
            found.say(found.value(system));
        }
    }
}

fn yj(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    forms(allergy, YCM, found, |text| is_form(text, "YCM", 12));
}

fn generic(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    forms(allergy, GCM, found, |text| is_form(text, "GCM", 12) && text.ends_with("ZZZ"));
}

fn dummy(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    let kinds = [(YCM, "D9M000000000"), (GCM, "D9M000000000"), (FOOD, "D9F000000000"), (OTHER, "D9N000000000")];
    for (system, expected) in kinds {
        for (code, text) in codes(allergy, system).filter(|(_, text)| is_dummy(text)) {
            if text != expected {
                let fix = mend::value(code, expected);
                found.say(found.value(code).with("expected", expected).fixed_by(fix));
            }
        }
    }
}

/// The category that a code belongs to.
fn category_of(code: &str) -> Option<&'static str> {
    match code.get(..3)? {
        "YCM" | "GCM" | "D9M" => Some("medication"),
        "J9F" | "D9F" => Some("food"),
        "J9N" | "D9N" => Some("environment"),
        _ => None,
    }
}

/// All codes of an allergy in the systems of J-FAGY.
fn all_codes(allergy: Element<'_>) -> impl Iterator<Item = (Element<'_>, &str)> {
    [YCM, GCM, MEDICATION, FOOD, OTHER].into_iter().flat_map(move |system| codes(allergy, system))
}

fn category(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    let mut categories = allergy.children_named(known::CATEGORY).filter_map(|c| c.value()).peekable();
    let Some(first) = categories.peek().copied().filter(|first| *first != "biologic") else { return };
    for (code, text) in all_codes(allergy) {
        let Some(expected) = category_of(text) else { continue };
        if !allergy.children_named(known::CATEGORY).any(|c| c.value() == Some(expected)) {
            found.say(found.value(code).with("found", first).with("expected", expected));
            return;
        }
    }
}

fn without_category(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    let biologic = allergy.children_named(known::CATEGORY).find(|c| c.value() == Some("biologic"));
    if let Some(biologic) = biologic {
        found.say_as(Severity::Warning, found.about(biologic));
        return;
    }
    let is_drug = all_codes(allergy).any(|(_, text)| category_of(text) == Some("medication"));
    if is_drug && !has(allergy, known::CATEGORY) {
        found.say(found.lacks(allergy, "category"));
    }
}

fn criticality(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    let is_medication = allergy.children_named(known::CATEGORY).any(|c| c.value() == Some("medication"));
    if !is_medication || allergy.child_value(known::CRITICALITY) == Some("high") {
        return;
    }
    match allergy.child(known::CRITICALITY) {
        Some(criticality) => found.say(found.about(criticality)),
        None => found.say(found.lacks(allergy, "criticality")),
    }
}

fn display(scene: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    for coding in allergy.child(known::CLINICAL_STATUS).into_iter().flat_map(codings) {
        if !has(coding, known::DISPLAY) {
            let parts = coding.child_value(known::SYSTEM).zip(coding.child_value(known::CODE));
            let name = parts.and_then(|(system, code)| scene.terminology.display(system, code));
            let before = [known::SYSTEM, known::VERSION, known::CODE];
            let fix = name.map(|name| mend::add(coding, &before, "display", name.into()));
            found.say(found.lacks(coding, "display").fixed_by(fix));
        }
    }
}

fn reaction(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    for reaction in allergy.children_named(known::REACTION) {
        for manifestation in reaction.children_named(known::MANIFESTATION) {
            // Extensions may say that the manifestation is not known.
            if !has(manifestation, known::TEXT) && !has(manifestation, known::EXTENSION) {
                found.say(found.lacks(manifestation, "text"));
            }
        }
    }
}

fn unused(_: &Scene<'_>, allergy: Element<'_>, found: &mut Found<'_, '_>) {
    for child in allergy.children().filter(|c| matches!(c.name(), known::RECORDER | known::ASSERTER)) {
        let mut finding = found.about(child).with("name", child.name_text());
        finding.span = super::look::anchor(child);
        found.say(finding);
    }
}
