//! EPR: 処方情報 (HS036): the document, the patient, the prescriber and the prescriptions.

use crate::document::{Element, known};

use super::look::{codings, extensions, first, has, is_coded, is_digits};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::{NAME_REPRESENTATION, PATIENT_OID};

/// The types of the entries in their order.
#[rustfmt::skip]
const ORDER: &[&str] = &[
    "Composition", "Patient", "Encounter", "Coverage", "Organization", "PractitionerRole", "Practitioner",
    "MedicationRequest", "Communication",
];
const CERTIFICATES: &str = "http://jpfhir.jp/fhir/core/CodeSystem/practitioner-certificate-category";
const RP: &str = "urn:oid:1.2.392.100495.20.3.81";
const INDEX: &str = "urn:oid:1.2.392.100495.20.3.82";
/// The beginnings of the systems of standard drug codes: HOT, YJ and 一般名, GTIN.
const DRUGS: &[&str] = &[
    "urn:oid:1.2.392.200119.4.40",
    "urn:oid:1.2.392.100495.20.1.7",
    "urn:oid:1.2.392.100495.20.1.8",
    "urn:oid:1.3.160",
    "urn:oid:2.51.1.1",
    "http://capstandard.jp/",
    "http://medis.or.jp/",
    "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode",
];

rules! {
    ENTRIES = "EPR-01", Warning, Structure {
        targets: Targets::PRESCRIPTION, on: On::Document, check: order,
        source: "HS036 表1";
        en: "a {found} stands after a {before}", "put the entries in the order Composition, Patient, Encounter, Coverage, Organization, PractitionerRole, Practitioner, MedicationRequest, Communication";
        ja: "{found} が {before} より後にあります", "Composition、Patient、Encounter、Coverage、Organization、PractitionerRole、Practitioner、MedicationRequest、Communication の順に並べてください";
        explain: "The table of the entries of a 処方情報 has them in an order. An example of the guide (分割処方) has another order, so this is a warning.";
    }
    IDENTIFIER = "EPR-03", Warning, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Composition"]), check: identifier,
        source: "HS036 表2 処方箋番号";
        en: "`{value}` is not a prescription number", "write the institution (10 digits), -, the year, -, and 8 digits";
        ja: "`{value}` は処方箋番号の形式ではありません", "医療機関番号 10 桁、-、年 4 桁、-、8 桁の番号を書いてください";
        explain: "A prescription is known by the number of the institution, the year and a number of eight digits, separated by hyphens. The guide's own example has eight digits only, so this is a warning.";
    }
    NARCOTICS = "EPR-05", Error, Required {
        targets: Targets::PRESCRIPTION, on: On::Document, check: narcotics,
        source: "HS036 患者情報; 表11";
        en: "a prescription of narcotics lacks {name}", "add the address of the patient and the 麻薬施用者免許 of the prescriber";
        ja: "麻薬処方に {name} がありません", "患者の住所と、処方医の麻薬施用者免許番号を書いてください";
        explain: "A prescription of the category 02 (麻薬処方) tells the address of the patient and the licence of the prescriber for narcotics (NarcoticsPractitioner).";
    }
    NAME = "EPR-07", Warning, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Patient"]), check: name, defect: "v",
        source: "HS036 表3";
        en: "`{value}` has no full-width space between family and given name", "write one full-width space there";
        ja: "`{value}` の姓と名の間に全角空白がありません", "姓と名を全角空白 1 個で区切ってください";
        explain: "HS036 separates the parts of a name by a full-width space; JP-CLINS forbids that (known defect v), so this is a warning.";
        fix: [NeedsReview], "write a full-width space between family and given name", "姓と名の間を全角空白にする";
    }
    PATIENT_NUMBER = "EPR-08", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Patient"]), check: patient_number,
        source: "HS036 表3";
        en: "`{value}` does not end with an institution", "write 1 and the 10 digits of the institution after 3.51.";
        ja: "`{value}` の末尾が医療機関番号ではありません", "3.51. の後に 1 と医療機関番号 10 桁を書いてください";
        explain: "The system of a patient number is urn:oid:1.2.392.100495.20.3.51. followed by 1 and the institution.";
    }
    OUTPATIENT = "EPR-10", Error, CodeInvalid {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Encounter"]), check: outpatient,
        source: "HS036 表4";
        en: "`{value}` is not AMB", "write AMB; HS036 is for 院外処方 of outpatients";
        ja: "`{value}` は AMB ではありません", "外来の AMB と書いてください";
        explain: "The encounter of a 処方情報 is one of an outpatient.";
    }
    ISSUER = "EPR-14", Error, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Organization"]), check: issuer,
        source: "HS036 表8";
        en: "`{value}` is not made of prefecture, fee table and institution: `{expected}`", "write the three parts one after the other";
        ja: "`{value}` が都道府県番号・点数表番号・医療機関コードをつないだ `{expected}` と一致しません", "3 つの番号を続けた 10 桁を書いてください";
        explain: "The number of an institution has ten digits: those of the prefecture (2), of the 点数表 (1) and of the institution (7), which stand in extensions as well.";
        fix: [NeedsReview], "write the number that the parts give", "各部分をつないだ番号にする";
    }
    NUMBERS = "EPR-18", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["MedicationRequest"]), check: numbers,
        source: "HS036 剤グループ";
        en: "`{value}` is not a number from 1 on", "write digits without leading zeros";
        ja: "`{value}` は 1 から始まる番号ではありません", "先頭に 0 を付けず数字だけで書いてください";
        explain: "The Rp and the place within it are numbers from 1 on, without leading zeros.";
    }
    DRUG = "EPR-19", Error, Required {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["MedicationRequest"]), check: drug,
        source: "HS036 処方薬";
        en: "the drug has no {name}", "write the name as text and a HOT, YJ, 一般名 or GTIN code; codes of the institution may stand beside it";
        ja: "医薬品に {name} がありません", "名称 (text) と、HOT・YJ・一般名・GTIN のいずれかのコードを書いてください";
        explain: "A drug is told by its name and by at least one standard code.";
    }
    AS_NEEDED = "EPR-22", Error, Required {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["MedicationRequest"]), check: as_needed,
        source: "HS036 頓用";
        en: "a prescription for use as needed does not say how many times", "add the extension ExpectedRepeatCount to dispenseRequest";
        ja: "頓用の処方に投与回数がありません", "dispenseRequest に ExpectedRepeatCount 拡張を追加してください";
        explain: "What is taken as needed is dispensed for a number of times, told by an extension.";
    }
    SAME_USAGE = "EPR-23", Warning, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Document, check: same_usage,
        source: "HS036 剤グループ";
        en: "the usage `{value}` is another than that of the same Rp, `{expected}`", "write the same usage for all drugs of an Rp";
        ja: "用法コード `{value}` が同じ剤グループの `{expected}` と異なります", "同じ剤グループには同じ用法を書いてください";
        explain: "Drugs of one Rp are taken together, so each of them repeats the same usage.";
    }
}

fn order(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let rank = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut highest: Option<(usize, &str)> = None;
    for resource in scene.resources() {
        let Some((rank, name)) = resource.resource_type().and_then(|name| Some((rank(name)?, name))) else { continue };
        match highest {
            Some((before, other)) if rank < before => {
                let place = resource.child(known::RESOURCE_TYPE).unwrap_or(resource);
                let finding = found.about(place).with("found", name.to_owned());
                return found.say(finding.with("before", other.to_owned()));
            }
            _ => highest = Some((rank, name)),
        }
    }
}

fn identifier(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(value) = first(composition, &[known::IDENTIFIER, known::VALUE]) else { return };
    let is_number = |text: &str| {
        let mut parts = text.split('-');
        let lengths = [10, 4, 8];
        lengths.iter().all(|length| parts.next().is_some_and(|part| is_digits(part, *length))) && parts.next().is_none()
    };
    if value.value().is_some_and(|text| !is_number(text)) {
        found.say(found.value(value));
    }
}

fn narcotics(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(composition) = scene.composition() else { return };
    if !composition.children_named(known::CATEGORY).any(|category| is_coded(category, "02")) {
        return;
    }
    if let Some(patient) = scene.resources_of("Patient").find(|patient| !has(*patient, known::ADDRESS)) {
        found.say(found.lacks(patient, "address").with("name", "Patient.address"));
    }
    let is_licensed = |practitioner: Element<'_>| {
        let mut codes = practitioner.children_named(known::QUALIFICATION).filter_map(|q| q.child(known::CODE));
        codes.any(|code| {
            let mut certificates = super::look::codings_of(code, CERTIFICATES);
            certificates.any(|c| c.child_value(known::CODE) == Some("NarcoticsPractitioner"))
        })
    };
    let mut practitioners = scene.resources_of("Practitioner").peekable();
    let Some(practitioner) = practitioners.peek().copied() else { return };
    if !practitioners.any(is_licensed) {
        found.say(found.lacks(practitioner, "qualification").with("name", "NarcoticsPractitioner"));
    }
}

fn name(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for name in patient.children_named(known::NAME) {
        let is_written = extensions(name, NAME_REPRESENTATION).next().is_some();
        let Some(text) = name.child(known::TEXT).filter(|_| is_written && has(name, known::GIVEN)) else { continue };
        if text.value().is_some_and(|text| !text.contains('\u{3000}')) {
            let parts: Vec<&str> = text.value().unwrap_or("").split_whitespace().collect();
            let fix = (parts.len() == 2).then(|| mend::value(text, &parts.join("\u{3000}")));
            found.say(found.value(text).fixed_by(fix));
        }
    }
}

fn patient_number(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for system in patient.children_named(known::IDENTIFIER).filter_map(|i| i.child(known::SYSTEM)) {
        let Some(rest) = system.value().and_then(|text| text.strip_prefix(PATIENT_OID)) else { continue };
        if !rest.strip_prefix('1').is_some_and(|number| is_digits(number, 10)) {
            found.say(found.value(system));
        }
    }
}

fn outpatient(_: &Scene<'_>, encounter: Element<'_>, found: &mut Found<'_, '_>) {
    let code = first(encounter, &[known::CLASS, known::CODE]);
    if let Some(code) = code.filter(|code| code.value() != Some("AMB")) {
        found.say(found.value(code));
    }
}

fn issuer(_: &Scene<'_>, organization: Element<'_>, found: &mut Found<'_, '_>) {
    let part = |name: &str| {
        let extension = organization
            .children_named(known::EXTENSION)
            .find(|e| e.child_value(known::URL).is_some_and(|url| url.ends_with(name)))?;
        // Editions write the parts as identifiers or as codings.
        let value = extension.children().find(|child| child.name_text().starts_with("value"))?;
        value.child_value(known::VALUE).or(value.child_value(known::CODE))
    };
    let parts = (
        part("JP_Organization_PrefectureNo"),
        part("JP_Organization_InsuranceOrganizationCategory"),
        part("JP_Organization_InsuranceOrganizationNo"),
    );
    let (Some(prefecture), Some(category), Some(number)) = parts else { return };
    let is_institution = |i: &Element<'_>| {
        i.child_value(known::SYSTEM).is_some_and(|system| system.ends_with("/insurance-medical-institution-no"))
    };
    let identifiers = organization.children_named(known::IDENTIFIER).filter(is_institution);
    for value in identifiers.filter_map(|i| i.child(known::VALUE)) {
        let is_made = value.value().is_some_and(|text| {
            text.strip_prefix(prefecture).and_then(|t| t.strip_prefix(category)).is_some_and(|rest| rest == number)
        });
        if !is_made {
            let whole = [prefecture, category, number].concat();
            let fix = mend::value(value, &whole);
            found.say(found.value(value).with_value("expected", &whole).fixed_by(fix));
        }
    }
}

fn numbers(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for system in [RP, INDEX] {
        for value in super::look::identifiers(request, system).filter_map(|i| i.child(known::VALUE)) {
            let is_number = |text: &str| !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
            if value.value().is_some_and(|text| !is_number(text)) {
                found.say(found.value(value));
            }
        }
    }
}

fn drug(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(concept) = request.child(known::MEDICATION_CODEABLE_CONCEPT) else { return };
    if !has(concept, known::TEXT) {
        found.say(found.lacks(concept, "text").with("name", "text"));
    }
    let is_standard = |coding: Element<'_>| {
        let system = coding.child_value(known::SYSTEM).unwrap_or("");
        DRUGS.iter().any(|start| system.starts_with(start))
    };
    if !codings(concept).any(is_standard) {
        found.say(found.lacks(concept, "coding").with("name", "HOT・YJ・GTIN"));
    }
}

fn as_needed(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let is_as_needed = |dosage: &Element<'_>| dosage.child_value(known::AS_NEEDED_BOOLEAN) == Some("true");
    let Some(dosage) = request.children_named(known::DOSAGE_INSTRUCTION).find(is_as_needed) else { return };
    let is_count = |e: Element<'_>| e.child_value(known::URL).is_some_and(|url| url.ends_with("ExpectedRepeatCount"));
    let mut parts = request.child(known::DISPENSE_REQUEST).into_iter().flat_map(|d| d.children_named(known::EXTENSION));
    if !parts.any(is_count) {
        found.say(found.about(dosage.child(known::AS_NEEDED_BOOLEAN).unwrap_or(dosage)));
    }
}

fn same_usage(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let mut first_of: Vec<(&str, &str)> = Vec::new();
    for request in scene.resources_of("MedicationRequest") {
        let rp = super::look::identifiers(request, RP).find_map(|i| i.child_value(known::VALUE));
        let usage =
            first(request, &[known::DOSAGE_INSTRUCTION, known::TIMING, known::CODE, known::CODING, known::CODE]);
        let (Some(rp), Some(usage)) = (rp, usage) else { continue };
        let Some(code) = usage.value() else { continue };
        match first_of.iter().find(|(known, _)| *known == rp) {
            None => first_of.push((rp, code)),
            Some((_, expected)) if *expected != code => found.say(found.value(usage).with_value("expected", expected)),
            Some(_) => {}
        }
    }
}
