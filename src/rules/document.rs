//! DOC: what the documents of JP-CLINS have in common.

use crate::document::{Element, known};

use super::look::{claims, first, has, identifiers, is_institution_number, profiles};
use super::observation::is_laboratory;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::BUNDLE_IDENTIFIER;

rules! {
    IDENTIFIER = "DOC-05", Warning, Value {
        targets: Targets::DOCUMENTS, since: (1, 8, 0), on: On::Resources(&["Composition"]), check: identifier, defect: "z",
        source: "JP-CLINS Composition.identifier; 変更履歴 1.8.0";
        en: "`{value}` is not made as the guide asks", "write the institution (10 digits), ^, the year, ^, and up to 32 characters";
        ja: "`{value}` は文書識別子の形式ではありません", "医療機関番号 10 桁、^、発行年、^、32 文字までの番号を続けて書いてください";
        explain: "A document is known by the number of the institution, the year and a number within them, separated by ^. Early editions and HS036 separate them by hyphens (known defect z), so this is a warning.";
    }
    DATE = "DOC-06", Error, Value {
        targets: Targets::DOCUMENTS, on: On::Resources(&["Composition"]), check: date,
        source: "JP-CLINS Composition.date";
        en: "`{value}` has no time", "write the time to the second, with +09:00";
        ja: "`{value}` に時刻がありません", "秒までの時刻と +09:00 を書いてください";
        explain: "When a document was made is told to the second, with the time zone.";
    }
    AUTHORS = "DOC-07", Error, Required {
        targets: Targets::DOCUMENTS, on: On::Resources(&["Composition"]), check: authors,
        source: "JP-CLINS Composition.author";
        en: "no author is a {type}", "name a practitioner and an organization as authors";
        ja: "文書の作成者に {type} がありません", "医師などの Practitioner と医療機関の Organization を作成者に書いてください";
        explain: "A document has the practitioner who wrote it and the institution where it was written as its authors.";
    }
    CLAIM = "DOC-14", Warning, Required {
        targets: Targets::DOCUMENTS, on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]),
        check: claim, defect: "DOC-15",
        source: "JP-CLINS 6情報 (2文書に含まれる情報の抽出)";
        en: "the {type} does not say that it follows the eCS profile", "add {profile} to meta.profile";
        ja: "{type} が eCS プロファイルを宣言していません", "meta.profile に {profile} を追加してください";
        explain: "The service takes 傷病名, allergies, laboratory results and prescriptions out of documents, so they follow the same rules there. The profiles of the documents do not demand the claim (DOC-15), so this is a warning; the rules hold all the same.";
    }
    ATTACHMENT = "DOC-16", Error, Required {
        targets: Targets::DOCUMENTS, on: On::Named(&[known::ATTACHMENT]), check: attachment, said_by: &["att-1"],
        source: "JP-CLINS 診療情報提供書 添付情報";
        en: "the attachment has no {name}", "write contentType, and the content as data or its url";
        ja: "添付に {name} がありません", "contentType と、内容 (data) または url を書いてください";
        explain: "What is attached to a document has its kind (contentType) and its content, as base64 data or by a URL.";
    }
    BUNDLE_IDENTIFIER_VALUE = "DOC-20", Error, Value {
        targets: Targets::DOCUMENTS, until: (1, 5, 4), on: On::Document, check: bundle_identifier,
        said_by: &["valid-value-bundleIdenfifier"],
        source: "JP-CLINS Bundle-ID (2文書・患者サマリー)";
        en: "`{value}` is not a Bundle-ID", "write the institution (10 digits), ^, the year, ^, and up to 36 letters, digits and hyphens";
        ja: "`{value}` は Bundle-ID の形式ではありません", "医療機関番号 10 桁、^、発行年、^、36 文字までの英数字とハイフンを続けて書いてください";
        explain: "The Bundles of documents are known by Bundle-IDs too. Up to 1.5.4 only the profile of the five kinds of information has the condition (R2152).";
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is 医療機関番号^年^番号 with a number of at most so many characters.
fn is_document_number(text: &str, most: usize) -> bool {
    let mut parts = text.split('^');
    let (Some(institution), Some(year), Some(number), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_number =
        (1..=most).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_institution_number(institution) && is_year(year) && is_number
}

fn identifier(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(value) = first(composition, &[known::IDENTIFIER, known::VALUE]) else { return };
    if value.value().is_some_and(|text| !is_document_number(text, 32)) {
        found.say(found.value(value));
    }
}

fn date(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let date = composition.child(known::DATE);
    if let Some(date) = date.filter(|date| date.value().is_some_and(|text| text.len() <= 10)) {
        found.say(found.value(date));
    }
}

fn authors(scene: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let authors: Vec<_> = composition.children_named(known::AUTHOR).collect();
    // Authors that lead nowhere are reported as such.
    if authors.is_empty() || authors.iter().any(|author| scene.target_of(*author).is_none()) {
        return;
    }
    for name in ["Practitioner", "Organization"] {
        let is_one = |author: &Element<'_>| scene.target_of(*author).and_then(|t| t.resource_type()) == Some(name);
        if !authors.iter().any(is_one) {
            found.say(found.about(authors[0]).with("type", name));
        }
    }
}

fn claim(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let name = resource.resource_type().unwrap_or("");
    let profile = match name {
        "Observation" if !is_laboratory(resource) => return,
        "Observation" => "Observation_LabResult",
        other => other,
    };
    let profile = format!("http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_{profile}_eCS");
    let is_common = profiles(resource).any(|(url, _)| url.ends_with("JP_Observation_Common_eCS"));
    if !claims(resource, &profile) && !is_common {
        found.say(found.lacks(resource, "meta.profile").with("type", name).with("profile", profile));
    }
}

fn attachment(_: &Scene<'_>, attachment: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(attachment, known::CONTENT_TYPE) {
        found.say(found.lacks(attachment, "contentType").with("name", "contentType"));
    }
    if !has(attachment, known::DATA) && !has(attachment, known::URL) {
        found.say(found.lacks(attachment, "data").with("name", "data"));
    }
}

fn bundle_identifier(_: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    for value in identifiers(bundle, BUNDLE_IDENTIFIER).filter_map(|i| i.child(known::VALUE)) {
        if value.value().is_some_and(|text| !is_document_number(text, 36)) {
            found.say(found.value(value));
        }
    }
}
