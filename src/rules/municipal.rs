//! MUN: 自治体検診.

use crate::document::{Element, known};

use super::look::{codings, first};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

rules! {
    KIND = "MUN-01", Error, CodeInvalid {
        targets: Targets::MUNICIPAL, on: On::Resources(&["Composition"]), check: kind,
        instead_of: &["code-not-in-value-set", "code-unknown", "slice-none-matches"], said_by: &["emc-cmp-2"],
        source: "自治体検診 報告区分コード, セクション";
        en: "`{value}` is not a {name} of municipal screening", "write {expected}";
        ja: "`{value}` は自治体検診の {name} ではありません", "{expected} のいずれかを書いてください";
        explain: "A document is about one kind of 検診: its category is one of 51 (肺がん) to 58 (歯周疾患), its event 1, 2 or 3, its sections 01910 (検査結果), 01920 (問診結果) or 01995 (添付書類).";
    }
    IDENTIFIER = "MUN-06", Error, Value {
        targets: Targets::MUNICIPAL, on: On::Document, check: identifier,
        source: "自治体検診 Bundle.identifier";
        en: "`{value}` is not how the Bundle is known", "write the system urn:ietf:rfc:3986 and a value urn:uuid:…";
        ja: "`{value}` は Bundle の識別子として正しくありません", "system は urn:ietf:rfc:3986、value は urn:uuid:… と書いてください";
        explain: "A Bundle of 自治体検診 is known by a UUID: system urn:ietf:rfc:3986, value urn:uuid: and the UUID.";
    }
}

fn identifier(_: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let system = first(bundle, &[known::IDENTIFIER, known::SYSTEM]);
    if let Some(system) = system.filter(|system| system.value() != Some("urn:ietf:rfc:3986")) {
        found.say(found.value(system));
    }
}

fn kind(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let categories: Vec<_> = composition.children_named(known::CATEGORY).collect();
    let events = composition.children_named(known::EVENT).flat_map(|event| event.children_named(known::CODE));
    let sections = composition.children_named(known::SECTION).filter_map(|section| section.child(known::CODE));
    let lists: [(Vec<Element<'_>>, _, _, &[&str]); 3] = [
        (categories, "category", "51–58", &["51", "52", "53", "54", "55", "56", "57", "58"]),
        (events.collect(), "event.code", "1, 2, 3", &["1", "2", "3"]),
        (sections.collect(), "section", "01910, 01920, 01995", &["01910", "01920", "01995"]),
    ];
    for (concepts, name, expected, allowed) in lists {
        for code in concepts.into_iter().flat_map(codings).filter_map(|coding| coding.child(known::CODE)) {
            if code.value().is_some_and(|text| !allowed.contains(&text)) {
                found.say(found.value(code).with("name", name).with("expected", expected));
            }
        }
    }
}
