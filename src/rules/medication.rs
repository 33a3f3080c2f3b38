//! MED: prescriptions within documents: what was ordered. What the drug masters say of the codes is judged elsewhere.

use std::collections::HashMap;

use crate::document::{Element, known};

use super::look::{codings, codings_of, has, identifiers};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

pub(super) const YJ: &str = "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code";
pub(super) const GENERIC: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode";
const NOCODED: &str = "http://jpfhir.jp/fhir/eCS/CodeSystem/MedicationCodeNocoded_CS";
const RP: &str = "http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber";
const INDEX: &str = "http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicationAdministrationIndex";
const EXPECTED_REPEAT_COUNT: &str =
    "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_MedicationRequest_DispenseRequest_ExpectedRepeatCount";

rules! {
    DRUG = "MED-02", Error, Required {
        on: On::Resources(&["MedicationRequest"]), check: drug,
        source: "JP-CLINS 処方情報 medicationCodeableConcept";
        en: "the drug has no {name}", "each drug has a text, and each coding a system, a code and a display";
        ja: "医薬品に {name} がありません", "医薬品には text、coding には system・code・display を書いてください";
        explain: "The drug is told by its name as text and by codings that each have system, code and display.";
    }
    NO_CODE = "MED-04", Error, CodeInvalid {
        on: On::Resources(&["MedicationRequest"]), check: no_code, instead_of: &["display-wrong"],
        source: "JP-CLINS 処方情報 medicationCodeableConcept (R3011)";
        en: "`{value}` is not how a drug without a standard code is written", "write NOCODED with the display 標準コードなし, without a YJ or 一般名 code";
        ja: "`{value}` は標準コードのない医薬品の書き方として正しくありません", "コードは NOCODED、display は「標準コードなし」とし、YJ コード・一般名コードと併記しないでください";
        explain: "A drug without YJ or 一般名 code is written with NOCODED 標準コードなし. Both together contradict each other (R3011, defined but applied by no profile).";
    }
    ORDER = "MED-08", Warning, BusinessRule {
        targets: Targets::DOCUMENTS, on: On::Document, check: order,
        source: "JP-CLINS 処方情報 identifier (剤グループ番号)";
        en: "Rp {value} has a drug with this number already", "number the drugs of an Rp one after the other";
        ja: "Rp {value} と同じ剤グループ番号・剤グループ内順序番号の処方が既にあります", "剤グループ内の順序番号を重ならないように付けてください";
        explain: "The number of the Rp and the number within it name each drug of a document once.";
    }
    AUTHORED = "MED-09", Error, Value {
        on: On::Resources(&["MedicationRequest"]), check: authored,
        source: "JP-CLINS 処方情報 authoredOn";
        en: "`{value}` has no time", "write the time to the second, with +09:00";
        ja: "`{value}` に時刻がありません", "秒までの時刻と +09:00 を書いてください";
        explain: "When a prescription was written is told to the second, with the time zone.";
    }
    AS_NEEDED = "MED-21", Warning, Required {
        on: On::Resources(&["MedicationRequest"]), check: as_needed,
        source: "JP-CLINS 処方情報 頓用";
        en: "a prescription for use as needed does not say how many times", "add the extension ExpectedRepeatCount to dispenseRequest";
        ja: "頓用の処方に投与回数がありません", "dispenseRequest に ExpectedRepeatCount 拡張を追加してください";
        explain: "What is taken as needed (asNeededBoolean true) is dispensed for a number of times, told by an extension.";
    }
    INSTRUCTION = "MED-26", Error, Extension {
        on: On::Named(&[known::URL]), check: instruction, instead_of: &["extension-unknown"], defect: "JP Core",
        source: "JP-CLINS 処方情報 調剤指示";
        en: "`{value}` is not the address of the extension", "write {expected}";
        ja: "`{value}` は拡張の URL として正しくありません", "{expected} と書いてください";
        explain: "Tables of the guide print the addresses of extensions of JP Core now with and now without `Extension/`. The defined addresses have it.";
        fix: [Safe], "write the address of the extension", "正しい拡張の URL にする";
    }
}

fn drug(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = request.child(known::MEDICATION_CODEABLE_CONCEPT) else { return };
    if !has(concept, known::TEXT) {
        found.say(found.lacks(concept, "text").with("name", "text"));
    }
    if codings(concept).next().is_none() {
        found.say(found.lacks(concept, "coding").with("name", "coding"));
    }
    for coding in codings(concept) {
        for (symbol, name) in [(known::SYSTEM, "system"), (known::CODE, "code"), (known::DISPLAY, "display")] {
            if !has(coding, symbol) {
                found.say(found.lacks(coding, name).with("name", name));
            }
        }
    }
}

fn no_code(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = request.child(known::MEDICATION_CODEABLE_CONCEPT) else { return };
    let has_code = codings_of(concept, YJ).chain(codings_of(concept, GENERIC)).next().is_some();
    for coding in codings_of(concept, NOCODED) {
        let (code, display) = (coding.child(known::CODE), coding.child(known::DISPLAY));
        if let Some(code) = code.filter(|code| has_code || code.value() != Some("NOCODED")) {
            found.say(found.value(code));
        } else if let Some(display) = display.filter(|display| display.value() != Some("標準コードなし")) {
            found.say(found.value(display));
        }
    }
}

fn order(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let mut seen: HashMap<(&str, &str, &str), ()> = HashMap::new();
    for request in scene.resources_of("MedicationRequest") {
        let number = |system| identifiers(request, system).find_map(|i| i.child(known::VALUE));
        let (Some(rp), Some(index)) = (number(RP), number(INDEX)) else { continue };
        let (Some(group), Some(at)) = (rp.value(), index.value()) else { continue };
        // Prescriptions of different days count for themselves.
        let day = request.child_value(known::AUTHORED_ON).and_then(|text| text.get(..10)).unwrap_or("");
        if seen.insert((day, group, at), ()).is_some() {
            found.say(found.about(index).with_value("value", group));
        }
    }
}

fn authored(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let authored = request.child(known::AUTHORED_ON);
    if let Some(authored) = authored.filter(|a| a.value().is_some_and(|text| text.len() <= 10)) {
        found.say(found.value(authored));
    }
}

fn as_needed(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let is_as_needed = |dosage: &Element<'_>| dosage.child_value(known::AS_NEEDED_BOOLEAN) == Some("true");
    let Some(dosage) = request.children_named(known::DOSAGE_INSTRUCTION).find(is_as_needed) else { return };
    let counts = request.child(known::DISPENSE_REQUEST).into_iter();
    let mut counts = counts.flat_map(|dispense| super::look::extensions(dispense, EXPECTED_REPEAT_COUNT));
    if counts.next().is_none() {
        let flag = dosage.child(known::AS_NEEDED_BOOLEAN).unwrap_or(dosage);
        found.say(found.about(flag));
    }
}

fn instruction(_: &Scene<'_>, url: Element<'_>, found: &mut Found<'_, '_>) {
    const PRINTED: &str = "http://jpfhir.jp/fhir/core/StructureDefinition/JP_Medication";
    let is_extension = url.parent().is_some_and(|e| e.name() == known::EXTENSION);
    let Some(text) = url.value().filter(|text| is_extension && text.starts_with(PRINTED)) else { return };
    let name = text.rsplit('/').next().unwrap_or("");
    let expected = format!("http://jpfhir.jp/fhir/core/Extension/StructureDefinition/{name}");
    let fix = mend::value(url, &expected).safe_if(true);
    found.say(found.value(url).with("expected", expected).fixed_by(fix));
}
