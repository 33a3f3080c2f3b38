//! COM: addresses that JP-CLINS 1.5.0 replaced: OIDs of code systems and of identifiers that are URLs now.

use crate::document::{Element, known};
use crate::terminology::{Standing, aliases, standing};

use super::look::codings;
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// How the OIDs of Japan's lists begin.
const JAPANESE: &str = "urn:oid:1.2.392.";
/// What a table of the guide prints for the number within the Rp: a known defect by itself.
const INDEX: &str = "urn:oid:1.2.392.100495.20.3.82";
/// OIDs of identifiers and what they are now. Those of prescriptions, dispensings, licences and
/// patients stay OIDs.
const IDENTIFIERS: [(&str, &str); 8] = [
    ("urn:oid:1.2.392.100495.20.3.23", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicalOrganizationID"),
    ("urn:oid:1.2.392.100495.20.3.31", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/medicalRegistrationNumber"),
    ("urn:oid:1.2.392.100495.20.3.61", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsurerNumber"),
    ("urn:oid:1.2.392.100495.20.3.62", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsuredPersonSymbol"),
    ("urn:oid:1.2.392.100495.20.3.63", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsuredPersonNumber"),
    ("urn:oid:1.2.392.100495.20.3.71", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/PublicPayerNumber"),
    ("urn:oid:1.2.392.100495.20.3.72", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/PublicInsuredPersonNumber"),
    ("urn:oid:1.2.392.100495.20.3.81", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber"),
];

rules! {
    REPLACED = "COM-06", Error, Value {
        since: (1, 5, 0), on: On::Named(&[known::SYSTEM]), check: replaced,
        instead_of: &["code-system-alias", "value-fixed", "slice-none-matches", "slice-minimum", "code-not-in-value-set",
            "needs-anyOfStandardCode-medication", "warning-anyOf-YJ-medicationCode",
            "warning-anyOf-YJ-or-KikakubetsuYakuzaiSeibun-medicationCode", "validUsage-MedicationUsage-codesystem"],
        source: "JP-CLINS 変更履歴 1.5.0 (コード表の system 値)";
        en: "`{value}` has been replaced by a URL", "write {expected}";
        ja: "`{value}` は URL 表記に置き換えられています", "{expected} と書いてください";
        explain: "Since 1.5.0 the lists that have a URL are named by it, no longer by their OID. Prescription and dispensing numbers, licences and patient numbers keep theirs, as does HS036 all of them (COM-07).";
        fix: [Safe, NeedsReview], "write the URL that replaced it", "置き換え後の URL にする";
    }
    KEPT = "COM-07", Information, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["MedicationRequest"]), check: kept,
        silences: &["code-system-alias"], defect: "COM-07",
        source: "HS036 (処方情報) のコード表";
        en: "`{value}` is the address that JP-CLINS has for the list", "HS036 names it {expected}";
        ja: "`{value}` は JP-CLINS での表記です", "HS036 では {expected} と書きます";
        explain: "HS036 names lists by OIDs that JP-CLINS has replaced by URLs in 1.5.0 (COM-06). In a 処方情報 the OIDs are right, so that they are not called old there.";
    }
}

/// What an address is now.
fn now(address: &str) -> Option<&'static str> {
    if !address.starts_with(JAPANESE) || address == INDEX {
        return None;
    }
    let identifier = IDENTIFIERS.iter().find(|(old, _)| *old == address).map(|(_, now)| *now);
    identifier.or_else(|| match standing(address) {
        Some(Standing::Alias(now)) => Some(now),
        _ => None,
    })
}

/// Whether an address has been replaced by another one.
pub(super) fn is_replaced(address: &str) -> bool {
    now(address).is_some()
}

fn replaced(scene: &Scene<'_>, system: Element<'_>, found: &mut Found<'_, '_>) {
    if let Some(now) = system.value().and_then(now) {
        let is_identifier = now.contains("/IdSystem/");
        let is_sure = is_identifier || system.parent().is_some_and(|coding| is_settled(scene, coding, now));
        let fix = mend::value(system, now).safe_if(is_sure);
        found.say(found.value(system).with("expected", now).fixed_by(fix));
    }
}

/// Whether nothing else is to be said of a coding under the address that its system has now. Where other codings of the
/// concept are asked for, or its text, that is only seen then.
fn is_settled(scene: &Scene<'_>, coding: Element<'_>, now: &str) -> bool {
    let asks_for_more = [known::CODE, known::CATEGORY, known::METHOD];
    let is_alone = coding.parent().is_some_and(|concept| !asks_for_more.contains(&concept.name()));
    is_alone && mend::is_known(scene, now, coding)
}

fn kept(_: &Scene<'_>, request: Element<'_>, found: &mut Found<'_, '_>) {
    let drugs = request.child(known::MEDICATION_CODEABLE_CONCEPT);
    let dosages = request.children_named(known::DOSAGE_INSTRUCTION);
    let taken =
        dosages.flat_map(|dosage| [known::METHOD, known::SITE].into_iter().filter_map(move |name| dosage.child(name)));
    for system in drugs.into_iter().chain(taken).flat_map(codings).filter_map(|coding| coding.child(known::SYSTEM)) {
        let old = system.value().and_then(|text| aliases(text).find(|old| old.starts_with(JAPANESE)));
        if let Some(old) = old {
            found.say(found.value(system).with("expected", old));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IDENTIFIERS, now};

    #[test]
    fn addresses_that_stay_are_left_alone() {
        for (address, is_replaced) in [
            ("urn:oid:1.2.392.100495.20.2.101", true),
            ("urn:oid:1.2.392.100495.20.3.81", true),
            ("urn:oid:1.2.392.100495.20.3.11", false),
            ("urn:oid:1.2.392.100495.20.3.51.11319999991", false),
            ("urn:oid:2.16.840.1.113883.6.8", false),
            ("http://medis.or.jp/CodeSystem/master-HOT9", false),
        ] {
            assert_eq!(now(address).is_some(), is_replaced, "{address}");
        }
        assert!(IDENTIFIERS.iter().all(|(_, now)| now.contains("/IdSystem/")));
    }
}
