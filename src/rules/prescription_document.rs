//! EPR: 処方情報 (HS036) as a document: its category and title, its references and addresses, split prescriptions, the
//! signature.

use crate::document::{Element, known};

use super::look::{codings, first, is_coded};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// The title of a prescription.
const ORDINARY: &str = "処方箋";
/// 分割処方箋.
const SPLIT: &str = "03";
/// The sections of a split prescription: the prescriptions, and 別紙.
const SPLIT_SECTIONS: [&str; 2] = ["11", "12"];
/// A prescription is split in at most so many.
const MOST_PARTS: usize = 3;
/// The type of a signature of the author (ASTM E1762-95).
const AUTHOR: (&str, &str) = ("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.1");

rules! {
    REFERENCE = "EPR-02", Warning, Value {
        targets: Targets::PRESCRIPTION, on: On::Named(&[known::REFERENCE]), check: reference,
        instead_of: &["bundle-reference-other-full-url"],
        source: "HS036 論理IDは使用しない";
        en: "`{value}` refers by a logical id", "write the fullUrl of the entry: urn:uuid:…";
        ja: "`{value}` は論理 ID による参照です", "エントリーの fullUrl (urn:uuid:…) を書いてください";
        explain: "Entries of a 処方情報 refer to each other by their fullUrl, a urn:uuid. Logical ids are not used. Examples of the guide itself refer by logical ids, so this is a warning.";
    }
    TITLE = "EPR-06", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Composition"]), check: title,
        source: "HS036 表2";
        en: "`{value}` is not the title of a prescription", "write {expected}";
        ja: "`{value}` は処方箋の文書名ではありません", "「{expected}」と書いてください";
        explain: "The title is 処方箋; the outer document of a split prescription may call itself 分割処方箋. Everything else of the header is fixed by the profile.";
        fix: [NeedsReview], "write the title of a prescription", "処方箋の標題にする";
    }
    SPLIT_PARTS = "EPR-25", Error, Structure {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Composition"]), check: split,
        source: "HS036 表15, 表16 分割処方箋";
        en: "a prescription of the category {category} has section {section} with {count} entries", "only split prescriptions (03) have the section 11 with one to three prescriptions, and the section 12 (別紙)";
        ja: "処方箋区分 {category} の処方箋に、エントリー {count} 件のセクション {section} があります", "分割処方箋 (03) だけが、1〜3 件の処方箋を含むセクション 11 と、別紙のセクション 12 を持ちます";
        explain: "A split prescription is a document of the category 03 whose section 11 leads to the Bundles of its parts, at most three, and whose section 12 is the 別紙 with the issuer. Other prescriptions have neither.";
    }
    SIGNATURE = "EPR-26", Warning, Value {
        targets: Targets::PRESCRIPTION, on: On::Document, check: signature, instead_of: &["code-system-unknown", "code-unknown"],
        source: "HS036 表1 署名";
        en: "{name} of the signature is missing or not as HS036 has it", "write {expected}";
        ja: "署名の {name} がないか、HS036 の形式ではありません", "{expected} を書いてください";
        explain: "A signature is one of the author (1.2.840.10065.1.12.1.1 of ASTM E1762-95), and says when to the millisecond with the time zone.";
    }
    MISTYPED = "EPR-28", Error, Value {
        targets: Targets::PRESCRIPTION, on: On::Named(&[known::SYSTEM, known::URL]), check: mistyped, defect: "EPR-28",
        instead_of: &["uri-whitespace", "value-fixed", "code-not-in-extensible-value-set", "code-system-unknown", "code-system-relative", "extension-unknown"],
        source: "HS036 表3, 表4, 表6";
        en: "`{value}` is an address that the tables of the guide mistype", "write {expected}";
        ja: "`{value}` はガイドの表の誤記です", "{expected} と書いてください";
        explain: "Tables of HS036 print `http:// hl7.org/…` with a blank, and `http://terminology./CodeSystem/…` without its host.";
        fix: [Safe], "write the address without the mistake", "誤植のない URL にする";
    }
}

fn reference(_: &Scene<'_>, reference: Element<'_>, found: &mut Found<'_, '_>) {
    let is_logical = |text: &str| !text.starts_with("urn:uuid:") && !text.starts_with('#');
    if reference.value().is_some_and(is_logical) {
        found.say(found.value(reference));
    }
}

/// The codes of the category of a prescription.
fn categories(composition: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let codings = composition.children_named(known::CATEGORY).flat_map(codings);
    codings.filter_map(|coding| coding.child(known::CODE))
}

fn title(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(title) = composition.child(known::TITLE) else { return };
    let is_split = categories(composition).any(|code| code.value() == Some(SPLIT));
    let is_title = |text: &str| text == ORDINARY || (is_split && text == "分割処方箋");
    if title.value().is_some_and(|text| !is_title(text)) {
        let fix = mend::value(title, ORDINARY);
        found.say(found.value(title).with("expected", ORDINARY).fixed_by(fix));
    }
}

fn split(scene: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(category) = categories(composition).next() else { return };
    let is_split = category.value() == Some(SPLIT);
    for code in SPLIT_SECTIONS {
        let sections = composition.children_named(known::SECTION);
        let section = sections.filter(|s| s.child(known::CODE).is_some_and(|concept| is_coded(concept, code))).last();
        let entries: Vec<Element<'_>> = section.into_iter().flat_map(|s| s.children_named(known::ENTRY)).collect();
        let leads_to_bundle =
            |entry: &Element<'_>| scene.target_of(*entry).is_none_or(|target| target.resource_type() == Some("Bundle"));
        let is_well = match (is_split, code) {
            (false, _) => section.is_none(),
            (true, "11") => (1..=MOST_PARTS).contains(&entries.len()) && entries.iter().all(leads_to_bundle),
            (true, _) => section.is_some(),
        };
        if !is_well {
            let place = section.and_then(|s| first(s, &[known::CODE, known::CODING, known::CODE]));
            let finding = found
                .about(place.or(section).unwrap_or(category))
                .with_value("category", category.value().unwrap_or(""));
            found.say(finding.with("section", code).with("count", entries.len()));
        }
    }
}

fn signature(_: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(signature) = bundle.child(known::SIGNATURE) else { return };
    let types = signature.children_named(known::TYPE);
    let is_author =
        |t: Element<'_>| (t.child_value(known::SYSTEM), t.child_value(known::CODE)) == (Some(AUTHOR.0), Some(AUTHOR.1));
    let mut types = types.peekable();
    let place = types.peek().copied().unwrap_or(signature);
    if !types.any(is_author) {
        found.say(found.about(place).with("name", "type").with("expected", format!("{} {}", AUTHOR.0, AUTHOR.1)));
    }
    let is_exact =
        |text: &str| text.len() > 20 && text.as_bytes().get(19) == Some(&b'.') && super::moment::offset(text).is_some();
    let when = signature.child(known::WHEN);
    if !when.and_then(|when| when.value()).is_some_and(is_exact) {
        let finding = found.about(when.unwrap_or(signature)).with("name", "when");
        found.say(finding.with("expected", "2026-04-01T10:00:00.000+09:00"));
    }
}

fn mistyped(_: &Scene<'_>, address: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(text) = address.value() else { return };
    let expected = if text.starts_with("http:// ") {
        text.replacen("http:// ", "http://", 1)
    } else if text.starts_with("http://terminology./") {
        text.replacen("terminology.", "terminology.hl7.org", 1)
    } else {
        return;
    };
    let fix = mend::value(address, &expected).safe_if(true);
    found.say(found.value(address).with("expected", expected).fixed_by(fix));
}
