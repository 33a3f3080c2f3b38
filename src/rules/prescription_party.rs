//! EPR: the patient's address, departments and roles, messages to who dispenses, and how drugs are taken (HS036).

use crate::document::{Element, known};

use super::look::{codings, codings_of, first, has, is_coded};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::UCUM;

const ROLES: &str = "http://jpfhir.jp/fhir/Common/CodeSystem/practitioner-role-category";
const ORGANIZATION_TYPES: &str = "http://terminology.hl7.org/CodeSystem/organization-type";
/// The units of MERIT-9, and the 16 characters of JAMI usages as the table and as the profile name them.
const UNITS: &str = "urn:oid:1.2.392.100495.20.2.101";
const USAGES: [&str; 2] = ["urn:oid:1.2.392.200250.2.2.20.20", "urn:oid:1.2.392.200250.2.2.20"];

rules! {
    ADDRESS = "EPR-09", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Patient"]), check: address,
        source: "HS036 表3 住所";
        en: "{name} of the address is missing or not as HS036 has it", "write the address without its postal code as text, the postal code by itself, and JP as country";
        ja: "住所の {name} がないか、HS036 の形式ではありません", "text には郵便番号を含まない住所、postalCode には郵便番号、country には JP を書いてください";
        explain: "The address of a patient has its text without the postal code, the postal code, and the country JP.";
    }
    DEPARTMENT = "EPR-15", Warning, Structure {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Organization"]), check: department,
        source: "HS036 表9 診療科";
        en: "the department is not part of the institution that issues the prescription", "refer to the Organization of the type prov as partOf";
        ja: "診療科が処方箋発行医療機関の一部になっていません", "partOf で type が prov の Organization を参照してください";
        explain: "A department (type dept) is part of the Organization that issues the prescription. Its types and that it has a partOf are conditions of the profile.";
    }
    ROLE = "EPR-16", Error, Required {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["PractitionerRole"]), check: role,
        instead_of: &["code-unknown", "code-not-in-value-set"],
        source: "HS036 表10";
        en: "{name} of the role is missing or not as HS036 has it", "refer to the practitioner and the organization; the code is doctor or dentist, or is left out";
        ja: "PractitionerRole の {name} がないか、HS036 の形式ではありません", "practitioner と organization を参照してください。code は doctor か dentist とするか、省略してください";
        explain: "The role of a prescriber leads to the practitioner and to the organization; its code is doctor or dentist, or is left out.";
    }
    DOSAGE = "EPR-21", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["MedicationRequest"]), check: dosage,
        instead_of: &["code-not-in-value-set", "code-unknown", "code-system-unknown", "value-fixed"],
        source: "HS036 表13 用法";
        en: "{name} of the dosage is missing or not as HS036 has it: {expected}", "write it as the table has it";
        ja: "用法の {name} がないか、HS036 の形式ではありません: {expected}", "HS036 の表の通りに書いてください";
        explain: "A dosage has a text, a JAMI usage code of 16 characters, a method of one or two characters; a dose says whether it is 製剤量 or 原薬量, its unit is of MERIT-9, and rates are per day.";
    }
    COMMUNICATION = "EPR-24", Error, CodeInvalid {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Communication"]), check: communication,
        instead_of: &["code-unknown", "code-not-in-value-set"],
        source: "HS036 処方箋備考, 調剤者への指示, 残薬確認指示";
        en: "{name} of the message is missing or not as HS036 has it", "write the category 1 (処方箋備考), 2 (調剤者への指示) or 3 (残薬確認指示)";
        ja: "連絡事項の {name} がないか、HS036 の形式ではありません", "category に 1 (処方箋備考)、2 (調剤者への指示)、3 (残薬確認指示) のいずれかを書いてください";
        explain: "Remarks of a prescription and messages to who dispenses are told apart by their category. The profile fixes its code system, and leaves the category optional.";
    }
}

fn address(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for address in patient.children_named(known::ADDRESS) {
        if let Some(text) = address.child(known::TEXT).filter(|text| text.value().is_some_and(has_postal_code)) {
            found.say(found.about(text).with("name", "text"));
        }
        if !has(address, known::POSTAL_CODE) {
            found.say(found.lacks(address, "postalCode").with("name", "postalCode"));
        }
        if let Some(country) = address.child(known::COUNTRY).filter(|country| country.value() != Some("JP")) {
            found.say(found.about(country).with("name", "country"));
        }
    }
}

/// Whether a text begins with 〒 or with the seven digits of a postal code.
fn has_postal_code(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut rest = text.trim_start();
    if rest.starts_with('〒') {
        return true;
    }
    for count in [3, 4] {
        let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        if rest[..end].chars().filter(|c| is_digit(*c)).count() != count {
            return false;
        }
        rest = rest[end..].trim_start_matches(['-', '－', '−', '‐']);
    }
    true
}

fn department(scene: &Scene<'_>, organization: Element<'_>, found: &mut Found<'_, '_>) {
    let is_of = |concept: Element<'_>, code| {
        codings_of(concept, ORGANIZATION_TYPES).any(|c| c.child_value(known::CODE) == Some(code))
    };
    let has_type =
        |organization: Element<'_>, code| organization.children_named(known::TYPE).any(|concept| is_of(concept, code));
    let Some(part_of) = organization.child(known::PART_OF).filter(|_| has_type(organization, "dept")) else { return };
    if scene.target_of(part_of).is_some_and(|target| !has_type(target, "prov")) {
        found.say(found.about(part_of));
    }
}

fn role(scene: &Scene<'_>, role: Element<'_>, found: &mut Found<'_, '_>) {
    for (symbol, name, expected) in
        [(known::PRACTITIONER, "practitioner", "Practitioner"), (known::ORGANIZATION, "organization", "Organization")]
    {
        match role.child(symbol) {
            None => found.say(found.lacks(role, name).with("name", name)),
            Some(reference) => {
                let target = scene.target_of(reference).and_then(|target| target.resource_type());
                if target.is_some_and(|target| target != expected) {
                    found.say(found.about(reference).with("name", name));
                }
            }
        }
    }
    for concept in role.children_named(known::CODE) {
        for code in codings_of(concept, ROLES).filter_map(|coding| coding.child(known::CODE)) {
            if !matches!(code.value(), Some("doctor" | "dentist")) {
                found.say(found.about(code).with("name", "code"));
            }
        }
    }
}

fn communication(_: &Scene<'_>, communication: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(category) = communication.child(known::CATEGORY) else {
        return found.say(found.lacks(communication, "category").with("name", "category"));
    };
    if !["1", "2", "3"].iter().any(|code| is_coded(category, code)) {
        let code = first(category, &[known::CODING, known::CODE]);
        found.say(found.about(code.unwrap_or(category)).with("name", "category"));
    }
}

fn dosage(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    for dosage in request.children_named(known::DOSAGE_INSTRUCTION) {
        if !has(dosage, known::TEXT) {
            found.say(found.lacks(dosage, "text").with("name", "text").with("expected", "text"));
        }
        let usages = first(dosage, &[known::TIMING, known::CODE]).into_iter().flat_map(codings);
        for code in usages.filter(|c| is_usage(*c)).filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| text.chars().count() != 16) {
                found.say(found.about(code).with("name", "timing.code").with("expected", "1013044400000000"));
            }
        }
        let methods = dosage.child(known::METHOD).into_iter().flat_map(codings);
        for code in methods.filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| !matches!(text.chars().count(), 1 | 2)) {
                found.say(found.about(code).with("name", "method").with("expected", "1, 10, 2B, …"));
            }
        }
        dosage.children_named(known::DOSE_AND_RATE).for_each(|dose| amounts(dose, found));
    }
}

fn is_usage(coding: Element<'_>) -> bool {
    coding.child_value(known::SYSTEM).is_some_and(|system| USAGES.contains(&system))
}

fn amounts(dose: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(dose, known::TYPE) {
        found.say(found.lacks(dose, "type").with("name", "doseAndRate.type").with("expected", "1 製剤量, 2 原薬量"));
    }
    let ratio = dose.child(known::RATE_RATIO);
    let quantities = [
        ("doseQuantity", dose.child(known::DOSE_QUANTITY)),
        ("rateRatio.numerator", ratio.and_then(|r| r.child(known::NUMERATOR))),
    ];
    for (name, quantity) in quantities.into_iter().filter_map(|(name, quantity)| Some((name, quantity?))) {
        match quantity.child(known::SYSTEM) {
            None => found.say(found.lacks(quantity, "system").with("name", name).with("expected", UNITS)),
            Some(system) if system.value() != Some(UNITS) => {
                found.say(found.about(system).with("name", name).with("expected", UNITS));
            }
            Some(_) => {}
        }
    }
    let Some(day) = ratio.and_then(|ratio| ratio.child(known::DENOMINATOR)) else { return };
    let is_one = day.child_value(known::VALUE).and_then(|text| text.parse::<f64>().ok()) == Some(1.0);
    let is_day = day.child_value(known::SYSTEM) == Some(UCUM) && day.child_value(known::CODE) == Some("d");
    if !is_one || !is_day {
        found.say(found.about(day).with("name", "rateRatio.denominator").with("expected", "1 日 d"));
    }
}

#[cfg(test)]
mod tests {
    use super::has_postal_code;

    #[test]
    fn postal_codes_are_seen() {
        for (text, expected) in [
            ("〒100-0001 東京都", true),
            ("100-0001 東京都", true),
            ("１００－０００１東京都", true),
            ("1000001東京都", true),
            ("東京都架空区見本町１－２－３", false),
            ("100番町 4-5", false),
            ("", false),
            ("12", false),
        ] {
            assert_eq!(has_postal_code(text), expected, "{text}");
        }
    }
}
