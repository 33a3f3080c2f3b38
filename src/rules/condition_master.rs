//! CND: what the masters say of a 傷病名: whether its codes belong together, how it may be used, where its modifiers stand.
//!
//! Whether a code exists on the day that counts, and what it is called, is judged with the terminology.

use crate::codes::modifier::Position;
use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};
use crate::terminology::MasterConcept;

use super::condition::{KEY_NUMBER, POSTFIX, PREFIX, UNCODED_ROW, is_nines, key_codings};
use super::look::{codings, extensions};
use super::mend;
use super::rule::{On, rules};
use super::scene::{Found, Scene};

/// Code systems that stand beside 病名管理番号: what they are called, the columns that hold their codes, and how many
/// characters of these count (0 for all).
const PARALLEL: [(&str, &str, &[&str], usize); 4] = [
    ("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease", "傷病名コード", &["code"], 0),
    ("http://medis.or.jp/CodeSystem/master-disease-exCode", "病名交換用コード", &["exchange_code"], 0),
    ("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "ICD-10", &["icd10_primary", "icd10_secondary"], 0),
    (
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-3digits",
        "ICD-10",
        &["icd10_primary", "icd10_secondary"],
        3,
    ),
];

crate::messages! {
    ALONE = "disease-alone", Warning, BusinessRule {
        en: "`{code}` {disease} is not used without a modifier",
            "add the prefix or postfix that tells what is meant";
        ja: "病名 `{code}`（{disease}）は修飾語なしでは使えません（単独使用禁止）",
            "部位などを示す修飾語を追加してください";
        explain: "The disease master marks names that say too little by themselves (単独使用禁止区分). CND-05 looks them up by 病名管理番号.";
    }
    NOT_CLAIMED = "disease-not-claimed", Information, BusinessRule {
        en: "`{code}` {disease} is not used in claims", "";
        ja: "病名 `{code}`（{disease}）は保険請求の対象外です", "";
        explain: "The disease master marks what insurances do not pay for (保険請求外区分). CND-05 looks it up by 病名管理番号.";
    }
}

rules! {
    PARALLEL_CODES = "CND-05", Warning, CodeInvalid {
        on: On::Resources(&["Condition"]), check: parallel,
        instead_of: &["code-newer-than-edition", "code-not-in-edition"],
        source: "JP-CLINS 傷病名情報 code.coding; 傷病名マスター";
        en: "`{value}` is not the {name} of `{key}` {disease}", "write {expected}, or check the 病名管理番号";
        ja: "`{value}` は病名管理番号 `{key}`（{disease}）の{name}ではありません", "{expected} と書くか、病名管理番号を確かめてください";
        explain: "The codings of a 傷病名 name one disease: receipt code, exchange code and ICD-10 code are those that the disease master gives to the 病名管理番号. Codes that exist nowhere, and other names, are reported as such.";
        fix: [NeedsReview], "write the code that the master has beside the 病名管理番号", "病名管理番号に対応するコードにする";
    }
    POSITION = "CND-09", Warning, BusinessRule {
        on: On::Resources(&["Condition"]), check: position,
        source: "JP-CLINS 傷病名情報 修飾語; 修飾語マスター";
        en: "`{value}` {modifier} stands in {found}", "write it in {expected}";
        ja: "修飾語 `{value}`（{modifier}）が {found} に書かれています", "{expected} に書いてください";
        explain: "Modifiers whose receipt code begins with 8 follow the name of the disease; all others come before it. A modifier in the wrong place gives another name.";
    }
}

fn parallel(scene: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = condition.child(known::CODE) else { return };
    for (_, key) in key_codings(condition) {
        let Some(text) = key.value().filter(|text| !is_nines(text) && *text != UNCODED_ROW) else { continue };
        let Some(disease) = scene.terminology.master(KEY_NUMBER).and_then(|master| master.find(text)) else { continue };
        usage(key, disease, concept, found);
        for coding in codings(concept) {
            compare(coding, text, disease, found);
        }
    }
}

/// Compares a coding that stands beside a 病名管理番号 with what the master says.
fn compare(coding: Element<'_>, key: &str, disease: MasterConcept<'_>, found: &mut Found<'_, '_>) {
    let system = coding.child_value(known::SYSTEM).unwrap_or("");
    let Some((_, name, columns, length)) = PARALLEL.into_iter().find(|(url, ..)| *url == system) else { return };
    let Some((code, text)) = coding.child(known::CODE).and_then(|code| Some((code, code.value()?))) else { return };
    let wanted = columns.iter().map(|column| disease.property(column)).filter(|text| !text.is_empty());
    let wanted: Vec<&str> =
        wanted.map(|text| if length == 0 { text } else { text.get(..length).unwrap_or(text) }).collect();
    // ICD-10 is written with and without a point.
    let plain: String = text.chars().filter(|c| *c != '.').collect();
    // The file of retired diseases keeps no codes of most.
    if wanted.is_empty() || wanted.contains(&&*plain) {
        return;
    }
    let expected = wanted.iter().map(|code| Box::from(format!("`{code}`"))).collect::<Vec<Box<str>>>();
    let finding = found.value(code).with("name", name).with_value("key", key).with("disease", disease.display());
    let fix = match wanted.as_slice() {
        [only] => Some(mend::value(code, only)),
        _ => None,
    };
    found.say(finding.with("expected", expected).fixed_by(fix));
}

/// What the master says of the use of a disease.
fn usage(key: Element<'_>, disease: MasterConcept<'_>, concept: Element<'_>, found: &mut Found<'_, '_>) {
    let about = |message| {
        let diagnostic = Diagnostic::new(message, key.span()).at(key.id());
        diagnostic.with_value("code", &disease.code()).with("disease", disease.display())
    };
    let has_modifier = extensions(concept, PREFIX).chain(extensions(concept, POSTFIX)).next().is_some();
    if disease.property("single_use_prohibited") == "01" && !has_modifier {
        found.say(about(&ALONE));
    }
    if disease.property("insurance_excluded") == "1" {
        found.say(about(&NOT_CLAIMED));
    }
}

fn position(scene: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = condition.child(known::CODE) else { return };
    for (url, other, is_suffix) in [(PREFIX, POSTFIX, false), (POSTFIX, PREFIX, true)] {
        let concepts = extensions(concept, url).filter_map(|e| e.child(known::VALUE_CODEABLE_CONCEPT));
        for coding in concepts.flat_map(codings) {
            let parts = (coding.child_value(known::SYSTEM), coding.child(known::CODE));
            let (Some(system), Some(code)) = parts else { continue };
            let master = scene.terminology.master(system);
            let Some(modifier) = code.value().and_then(|text| master?.find(text)) else { continue };
            let name = |url: &'static str| url.rsplit('/').next().unwrap_or(url);
            if is_suffix != is_suffix_code(modifier) && !modifier.property("modifier_class").is_empty() {
                let finding = found.value(code).with("modifier", modifier.display());
                found.say(finding.with("found", name(url)).with("expected", name(other)));
            }
        }
    }
}

/// Whether a modifier stands after the name of the disease.
fn is_suffix_code(modifier: MasterConcept<'_>) -> bool {
    Position::of(modifier.property("code")) == Position::Suffix
}
