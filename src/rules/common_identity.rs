//! COM: by which identifiers the resources of a submission are known, and whose they are.

use std::collections::HashMap;

use crate::document::{Element, known};

use super::common::FIVE;
use super::look::{extensions, first, identifiers};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::{BUNDLE_IDENTIFIER, INSTITUTION_EXTENSION, RESOURCE_IDENTIFIER};

rules! {
    IDENTIFIER = "COM-08", Error, Required {
        on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]), check: identifier,
        source: "JP-CLINS 各リソースの identifier (リソース一意識別ID)";
        en: "the {type} has no identifier of its own", "add an identifier with the system http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier";
        ja: "{type} にリソース一意識別ID がありません", "system が http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier の identifier を追加してください";
        explain: "By its リソース一意識別ID a resource is recognised when it is sent again.";
    }
    SAME_IDENTIFIER = "COM-09", Warning, BusinessRule {
        targets: Targets::SERVICE, on: On::Document, check: same_identifier,
        source: "JP-CLINS 各リソースの identifier (リソース一意識別ID)";
        en: "`{value}` is the identifier of another {type} of this Bundle too", "give each resource an identifier of its own";
        ja: "`{value}` はこの Bundle の別の {type} の識別ID でもあります", "リソースごとに異なる識別ID を付けてください";
        explain: "Two resources with one リソース一意識別ID are taken for two versions of one thing; mostly one of them was made by copying.";
    }
    INSTITUTION = "COM-12", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Document, check: one_institution,
        source: "JP-CLINS Bundle-ID (医療機関番号)";
        en: "`{value}` is another institution than that of {where}, `{expected}`", "send data of one institution in a Bundle";
        ja: "`{value}` は {where} の医療機関番号 `{expected}` と異なります", "1 つの Bundle には 1 つの医療機関のデータだけを入れてください";
        explain: "A Bundle comes from one institution, whose number begins the Bundle-ID and stands on every resource.";
    }
}

fn identifier(scene: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let is_single = scene.targets.meets(Targets::SINGLE);
    // In documents other observations than those of the laboratory have rules of their own.
    let is_other = resource.resource_type() == Some("Observation") && !super::observation::is_laboratory(resource);
    if is_single || is_other {
        return;
    }
    let has_value = |identifier: Element<'_>| identifier.child_value(known::VALUE).is_some_and(|v| !v.is_empty());
    if !identifiers(resource, RESOURCE_IDENTIFIER).any(has_value) {
        found.say(found.lacks(resource, "identifier").with("type", resource.resource_type().unwrap_or("")));
    }
}

fn same_identifier(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let mut seen: HashMap<(&str, &str), ()> = HashMap::new();
    for resource in scene.resources() {
        let name = resource.resource_type().filter(|name| FIVE.contains(name));
        let Some(name) = name else { continue };
        for value in identifiers(resource, RESOURCE_IDENTIFIER).filter_map(|i| i.child(known::VALUE)) {
            let Some(text) = value.value() else { continue };
            if seen.insert((name, text), ()).is_some() {
                found.say(found.value(value).with("type", name));
            }
        }
    }
}

fn one_institution(scene: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let numbers = scene.resources().filter_map(|resource| {
        let extension = extensions(resource, INSTITUTION_EXTENSION).next()?;
        first(extension, &[known::VALUE_IDENTIFIER, known::VALUE])
    });
    let identifier = identifiers(bundle, BUNDLE_IDENTIFIER).next().and_then(|i| i.child_value(known::VALUE));
    let of_bundle = identifier.and_then(|value| value.split('^').next()).filter(|number| number.len() == 10);
    let mut expected = of_bundle.map(|number| (number, "Bundle.identifier"));
    for number in numbers {
        let Some(text) = number.value() else { continue };
        match expected {
            None => expected = Some((text, "the first resource")),
            Some((other, place)) if other != text && text.len() == 10 => {
                found.say(found.value(number).with_value("expected", other).with("where", place));
            }
            Some(_) => {}
        }
    }
}
