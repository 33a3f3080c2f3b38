//! MUN: 自治体検診.

use crate::document::{Element, known};

use super::look::first;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

rules! {
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
