//! RFR: 診療情報提供書.

use crate::document::{Element, known};

use super::encounter::sections;
use super::look::{codings, first};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// The sections of 構造情報.
#[rustfmt::skip]
const STRUCTURED: &[&str] = &[
    "950", "340", "360", "370", "510", "550", "610", "520", "640", "530", "730", "740", "720", "430", "620", "330", "420",
    "810", "410", "830",
];

rules! {
    SECTION = "RFR-03", Warning, CodeInvalid {
        targets: Targets::REFERRAL, on: On::Document, check: section, instead_of: &["code-not-in-value-set"],
        source: "JP-CLINS 診療情報提供書 構造情報セクション";
        en: "`{value}` is not a section of the structured part of a referral", "use the section that the guide lists for this information";
        ja: "`{value}` は診療情報提供書の構造情報のセクションではありません", "ガイドの表にあるセクションを使ってください";
        explain: "The sections below 構造情報 are those that the guide lists; sections of other documents are dropped by receivers. The slices of the profile are open, so this is a warning.";
    }
    END = "RFR-07", Warning, BusinessRule {
        targets: Targets::REFERRAL, on: On::Resources(&["Composition"]), check: end,
        source: "JP-CLINS 診療情報提供書 event.period";
        en: "the end `{value}` is another day than the start", "leave the end out, or write the day of issue";
        ja: "終了日 `{value}` が開始日と異なります", "終了日を書かないか、発行日と同じ日付にしてください";
        explain: "The period of the event is the day on which the document was issued.";
    }
}

fn section(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(composition) = scene.composition() else { return };
    let mut structured = Vec::new();
    sections(composition, "300", &mut structured);
    for section in structured.into_iter().flat_map(|s| s.children_named(known::SECTION)) {
        let codings = section.child(known::CODE).into_iter().flat_map(codings);
        for code in codings.filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| !STRUCTURED.contains(&text)) {
                found.say(found.value(code));
            }
        }
    }
}

fn end(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(period) = first(composition, &[known::EVENT, known::PERIOD]) else { return };
    let (Some(start), Some(end)) = (period.child_value(known::START), period.child(known::END)) else { return };
    if end.value().is_some_and(|text| text != start && text.get(..10) != start.get(..10)) {
        found.say(found.value(end));
    }
}
