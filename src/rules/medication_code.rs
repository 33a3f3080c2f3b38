//! MED, EPR: the codes of a drug: their forms, and whether they name one drug. Whether they exist is judged with the
//! terminology.

use crate::codes::System;
use crate::document::{Element, known};
use crate::terminology::{Standing, standing};

use super::look::{codings, codings_of, is_digits};
use super::medication::{GENERIC, YJ};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// 処方区分 of MERIT-9 and of JAHIS.
const CATEGORIES: [&str; 2] = [
    "http://jpfhir.jp/fhir/core/CodeSystem/JP_MedicationCategoryMERIT9_CS",
    "http://jpfhir.jp/fhir/core/CodeSystem/JHSP0007",
];
/// The code systems of drugs.
const DRUGS: [System; 5] = [System::Yj, System::Generic, System::Hot7, System::Hot9, System::Hot13];
/// How many characters of HOT codes stand for the drug as prescribed.
const HOT7: usize = 7;

rules! {
    FORM = "MED-05", Error, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: form,
        instead_of: &["code-unknown", "code-newer-than-edition", "code-not-in-edition"],
        source: "JP-CLINS 処方情報 medicationCodeableConcept; 一般名処方マスタ; 医薬品マスター";
        en: "`{value}` is not a {name} code", "write it like {expected}";
        ja: "`{value}` は{name}コードの形式ではありません", "{expected} のような形式で書いてください";
        explain: "A YJ code has 7 digits, a letter and 4 digits; a 一般名 code has 7 digits, a letter, a letter or digit and ZZZ. Whether such a code exists is looked up in 医薬品マスター and 一般名処方マスタ.";
    }
    HOT_BESIDE = "MED-06", Warning, BusinessRule {
        on: On::Resources(&["MedicationRequest"]), check: hot_beside, defect: "20.1.73",
        source: "JP-CLINS 処方情報 medicationCodeableConcept coding.system";
        en: "the HOT7 code `{value}` stands beside the longer `{other}`", "leave it out";
        ja: "HOT7 コード `{value}` と、より詳しい `{other}` の両方があります", "HOT7 コードを削除してください";
        explain: "HOT codes may stand beside YJ; HOT7 only when the rest of HOT9 is not known. The same table still prints the OID 1.2.392.100495.20.1.73 for YJ, which has a URL since 1.5.0 (COM-06).";
    }
    CATEGORY = "MED-23", Warning, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: category, instead_of: &["code-system-unknown"],
        source: "JP-CLINS 処方情報 category";
        en: "`{value}` is not the code system of a category of prescriptions", "use MERIT-9 処方区分 ({expected}) or JHSP0007";
        ja: "`{value}` は処方区分のコード体系ではありません", "MERIT-9 処方区分 ({expected}) か JHSP0007 のコードを書いてください";
        explain: "The category of a prescription (院外・院内・入院・退院 …) is told by MERIT-9 処方区分, 持参薬 by JHSP0007.";
        fix: [NeedsReview], "write the code system of categories", "区分のコード体系にする";
    }
    ONE_DRUG = "EPR-20", Warning, BusinessRule {
        targets: Targets::PRESCRIPTION.and(Targets::ECS), on: On::Resources(&["MedicationRequest"]), check: one_drug,
        source: "HS036 処方薬; JP-CLINS 処方情報; 医薬品マスター";
        en: "`{value}` is another drug than `{other}`", "write codes of one drug; {other} goes with {expected}";
        ja: "`{value}` は `{other}` と異なる医薬品のコードです", "同じ医薬品のコードを書いてください。`{other}` に対応するのは {expected} です";
        explain: "All codings of a drug name the same drug. A 一般名 code is that which 医薬品マスター gives to the YJ code, HOT7 is the beginning of HOT9 and HOT13, and YJ is that of the HOT master where it is at hand.";
    }
}

fn is_yj(text: &str) -> bool {
    text.get(..7).is_some_and(|digits| is_digits(digits, 7))
        && text.as_bytes().get(7).is_some_and(u8::is_ascii_uppercase)
        && text.get(8..).is_some_and(|digits| is_digits(digits, 4))
}

fn is_generic(text: &str) -> bool {
    text.get(..7).is_some_and(|digits| is_digits(digits, 7))
        && text.as_bytes().get(7).is_some_and(u8::is_ascii_uppercase)
        && text.as_bytes().get(8).is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && text.get(9..) == Some("ZZZ")
}

fn drug(request: Element<'_>) -> Option<Element<'_>> {
    request.child(known::MEDICATION_CODEABLE_CONCEPT)
}

fn form(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = drug(request) else { return };
    let mut check = |system, is_form: fn(&str) -> bool, name, expected| {
        for code in codings_of(concept, system).filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| !is_form(text)) {
                found.say(found.value(code).with("name", name).with("expected", expected));
            }
        }
    };
    check(YJ, is_yj, "YJ", "1149032F1027");
    check(GENERIC, is_generic, "一般名", "1149032F1ZZZ");
}

/// The codings of a drug whose system is known, old addresses included.
fn known_codings(concept: Element<'_>) -> Vec<(System, Element<'_>, &str)> {
    let system_of = |coding: &Element<'_>| {
        let url = coding.child_value(known::SYSTEM)?;
        let url = match standing(url) {
            Some(Standing::Alias(now)) => now,
            _ => url,
        };
        DRUGS.into_iter().find(|system| system.url() == url)
    };
    let known = codings(concept).filter_map(|coding| Some((system_of(&coding)?, coding.child(known::CODE)?)));
    known.filter_map(|(system, code)| Some((system, code, code.value()?))).collect()
}

fn is_hot(system: System) -> bool {
    matches!(system, System::Hot7 | System::Hot9 | System::Hot13)
}

fn hot_beside(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = drug(request) else { return };
    let all = known_codings(concept);
    let Some((_, _, longer)) = all.iter().find(|(system, ..)| is_hot(*system) && *system != System::Hot7) else {
        return;
    };
    for (_, code, text) in all.iter().filter(|(system, ..)| *system == System::Hot7) {
        // Another drug is reported as that.
        if longer.starts_with(text) {
            found.say(found.value(*code).with_value("other", longer));
        }
    }
}

fn category(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let concepts = request.children_named(known::CATEGORY).filter(|concept| codings(*concept).next().is_some());
    for concept in concepts {
        let is_known = |c: Element<'_>| c.child_value(known::SYSTEM).is_some_and(|s| CATEGORIES.contains(&s));
        let system = codings(concept).find_map(|coding| coding.child(known::SYSTEM));
        if let Some(system) = system.filter(|_| !codings(concept).any(is_known)) {
            let fix = mend::value(system, CATEGORIES[0]);
            found.say(found.value(system).with("expected", CATEGORIES[0]).fixed_by(fix));
        }
    }
}

fn one_drug(scene: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = drug(request) else { return };
    let all = known_codings(concept);
    for (at, (system, code, text)) in all.iter().enumerate() {
        // The first coding that contradicts tells enough.
        let contradicts = |(other_system, _, other): &(System, Element<'_>, &'_ str)| {
            expected(scene, (*other_system, other), (*system, text)).map(|expected| ((*other).to_owned(), expected))
        };
        if let Some((other, expected)) = all[..at].iter().find_map(contradicts) {
            found.say(found.value(*code).with_value("other", &other).with("expected", expected));
        }
    }
}

/// What should stand in place of a code, if it contradicts another one of the same drug.
fn expected(scene: &Scene<'_>, given: (System, &str), code: (System, &str)) -> Option<String> {
    let row = |system: System, code: &str, column: &'static str| {
        let text = scene.terminology.master(system.url())?.find(code)?.property(column);
        Some(text.to_owned()).filter(|text| !text.is_empty())
    };
    match (given, code) {
        ((System::Yj, yj), (System::Generic, generic)) => {
            row(System::Yj, yj, "generic_code").filter(|wanted| wanted != generic)
        }
        ((System::Generic, generic), (System::Yj, yj)) => {
            let wanted = row(System::Yj, yj, "generic_code")?;
            // Many drugs have one 一般名: the first nine characters are all that is known of the other code.
            (wanted != generic).then(|| format!("{}…", generic.get(..9).unwrap_or(generic)))
        }
        ((a, hot), (b, other)) if is_hot(a) && is_hot(b) => {
            let differs = hot.get(..HOT7)? != other.get(..HOT7)?;
            differs.then(|| format!("{}…", &hot[..HOT7]))
        }
        ((a, hot), (System::Yj, yj)) if is_hot(a) => row(a, hot, "yj").filter(|wanted| wanted != yj),
        ((System::Yj, yj), (b, hot)) if is_hot(b) => {
            let wanted = row(b, hot, "yj")?;
            (wanted != yj).then(|| format!("HOT ({yj})"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_generic, is_yj};

    #[test]
    fn forms_are_told_apart() {
        for (text, yj, generic) in [
            ("1149032F1027", true, false),
            ("1149032F1ZZZ", false, true),
            ("2339178BAZZZ", false, true),
            ("1149032f1027", false, false),
            ("1149032F102", false, false),
            ("1149032F10270", false, false),
            ("あいうえ", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_yj(text), is_generic(text)), (yj, generic), "{text}");
        }
    }
}
