//! REF: what resources of a submission may refer to, and how.

use crate::document::bundle::{Resolved, resolve};
use crate::document::{Element, Kind, Symbol, known};

use super::common::FIVE;
use super::look::{is_contained, resource_around};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// Elements whose targets travel within the resource.
const WITHIN: &[Symbol] =
    &[known::ENCOUNTER, known::RECORDER, known::PERFORMER, known::SPECIMEN, known::BASED_ON, known::REQUESTER];
/// Elements that refer to the patient.
const PATIENTS: &[Symbol] = &[known::SUBJECT, known::PATIENT];

rules! {
    NOT_CONTAINED = "REF-01", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Named(WITHIN), check: contained,
        instead_of: &["bundle-urn-unresolved", "bundle-reference-other-full-url"],
        source: "JP-CLINS 6情報の記述仕様 (contained による参照)";
        en: "`{name}` refers to `{value}` outside of the resource", "put the target into `contained` and refer to it by `#id`";
        ja: "`{name}` がリソースの外の `{value}` を参照しています", "参照先を contained に入れ、`#id` で参照してください";
        explain: "In the five kinds of information the encounter, practitioners, the specimen and the order travel within the resource, as contained resources.";
    }
    ACROSS = "REF-03", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Named(&[known::REFERENCE]), check: across, defect: "q",
        source: "JP-CLINS Bundle内の参照";
        en: "`{value}` refers to another entry that is not the patient", "put the target into `contained`";
        ja: "`{value}` は患者以外の別のエントリーを参照しています", "参照先を contained に入れてください";
        explain: "Between the entries of a Bundle of the five kinds of information only references to the patient are allowed. (Observation.hasMember, which a table of the guide allows to do so, is left to OBS-33: known defect q.)";
    }
    LOGICAL = "REF-04", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Named(&[known::IDENTIFIER]), check: logical,
        source: "JP-CLINS 6情報の記述仕様 (論理参照)";
        en: "`{name}` refers to something by its identifier only", "refer to a contained resource, or to the patient's fullUrl";
        ja: "`{name}` が identifier だけで参照しています (論理参照)", "contained リソースか患者の fullUrl を参照してください";
        explain: "A Reference may name its target by an identifier alone. What is sent to the service does not use this.";
    }
    DISPLAY_ONLY = "REF-05", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Named(&[known::DISPLAY]), check: display_only,
        source: "JP-CLINS 6情報の記述仕様 (display だけの参照)";
        en: "`{name}` has a display and no reference", "refer to a contained resource";
        ja: "`{name}` に display だけがあり、参照がありません", "contained リソースを参照してください";
        explain: "A display alone is allowed for the specimen, together with type = Specimen, and for the asserter of a condition.";
    }
    UNRESOLVED = "REF-07", Error, NotFound {
        targets: Targets::FIVE, on: On::Named(&[known::REFERENCE]), check: unresolved,
        instead_of: &["bundle-urn-unresolved", "bundle-reference-other-full-url"],
        source: "JP-CLINS 6情報の記述仕様 (参照の方法)";
        en: "`{value}` finds nothing in this Bundle", "refer to a contained resource by `#id`, or to the patient by the fullUrl";
        ja: "`{value}` はこの Bundle の中に見つかりません", "contained リソースを `#id` で、患者は fullUrl で参照してください";
        explain: "Whatever a resource refers to is sent with it: the receiver asks no other server.";
    }
    OTHER_CONTAINED = "REF-08", Warning, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["Condition", "AllergyIntolerance", "Observation", "MedicationRequest"]), check: contained_types,
        source: "JP-CLINS 各リソースの contained";
        en: "a {type} does not hold a {found}", "take the contained resource away; the receiver may drop it";
        ja: "{type} の contained に {found} は使いません", "この contained リソースを削除してください。受信側で破棄されることがあります";
        explain: "The tables of the guide name what may be contained: the encounter and practitioners, for observations also the specimen and the order. The slices of the profiles are open, so this is a warning.";
    }
    IN_DOCUMENT = "REF-10", Error, NotFound {
        targets: Targets::DOCUMENTS, on: On::Named(&[known::REFERENCE]), check: in_document,
        instead_of: &["bundle-urn-unresolved"],
        source: "JP-CLINS 2文書のBundle; R4 §3.3.1";
        en: "`{value}` is the fullUrl of no entry of this document", "add the resource as an entry, or correct the reference";
        ja: "`{value}` を fullUrl とするエントリーがこの文書にありません", "リソースをエントリーに追加するか、参照を正してください";
        explain: "A document is complete in itself: everything that its resources refer to is one of its entries or contained.";
    }
}

/// The element that a `reference`, `identifier` or `display` belongs to, if that is a Reference of one of the five kinds
/// of information.
fn reference_of(part: Element<'_>) -> Option<Element<'_>> {
    let reference = part.parent().filter(|r| r.kind() == Kind::Object)?;
    let resource = resource_around(reference)?;
    let is_one = FIVE.contains(&resource.resource_type()?) && !is_contained(resource);
    is_one.then_some(reference)
}

/// Names of elements that are References in the five kinds of information.
fn is_reference(name: Symbol) -> bool {
    WITHIN.contains(&name) || PATIENTS.contains(&name) || name == known::ASSERTER || name == known::HAS_MEMBER
}

fn contained(_: &Scene<'_>, reference: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(text) = reference.child(known::REFERENCE) else { return };
    if reference_of(text).is_some() && text.value().is_some_and(|value| !value.starts_with('#')) {
        found.say(found.value(text).with("name", reference.name_text()));
    }
}

/// Whether other rules speak of the element.
fn is_spoken_of(reference: Element<'_>) -> bool {
    let name = reference.name();
    WITHIN.contains(&name) || PATIENTS.contains(&name) || matches!(name, known::HAS_MEMBER | known::ASSERTER)
}

fn across(scene: &Scene<'_>, text: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(reference) = reference_of(text).filter(|r| !is_spoken_of(*r)) else { return };
    let Some(value) = text.value().filter(|value| !value.starts_with('#')) else { return };
    if let Resolved::Entry(target) = resolve(value, scene.document.element(reference.id()), scene.index)
        && target.resource_type() != Some("Patient")
    {
        found.say(found.value(text));
    }
}

fn unresolved(scene: &Scene<'_>, text: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(reference) = reference_of(text).filter(|r| !is_spoken_of(*r)) else { return };
    let Some(value) = text.value().filter(|value| !value.starts_with('#')) else { return };
    let resolved = resolve(value, scene.document.element(reference.id()), scene.index);
    if matches!(resolved, Resolved::NotInBundle(_) | Resolved::Elsewhere) {
        found.say(found.value(text));
    }
}

fn logical(_: &Scene<'_>, identifier: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(reference) = reference_of(identifier).filter(|r| is_reference(r.name())) else { return };
    if reference.child(known::REFERENCE).is_none() {
        found.say(found.about(identifier).with("name", reference.name_text()));
    }
}

fn display_only(_: &Scene<'_>, display: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(reference) = reference_of(display).filter(|r| is_reference(r.name())) else { return };
    let is_named = reference.child(known::REFERENCE).is_some() || reference.child(known::IDENTIFIER).is_some();
    let is_allowed = match reference.name() {
        known::SPECIMEN => reference.child_value(known::TYPE) == Some("Specimen"),
        known::ASSERTER => true,
        _ => false,
    };
    if !is_named && !is_allowed {
        found.say(found.about(display).with("name", reference.name_text()));
    }
}

fn contained_types(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let allowed: &[&str] = match resource.resource_type() {
        Some("Condition") => &["Encounter", "Practitioner"],
        Some("AllergyIntolerance") => &["Encounter", "Practitioner"],
        Some("Observation") => &["Encounter", "Specimen", "Practitioner", "ServiceRequest"],
        _ => &["Encounter", "Practitioner", "ServiceRequest"],
    };
    for contained in resource.children_named(known::CONTAINED) {
        let Some(name) = contained.resource_type().filter(|name| !allowed.contains(name)) else { continue };
        let place = contained.child(known::RESOURCE_TYPE).unwrap_or(contained);
        let finding = found.about(place).with("type", resource.resource_type().unwrap_or(""));
        found.say(finding.with("found", name));
    }
}

fn in_document(scene: &Scene<'_>, text: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(value) = text.value().filter(|value| !value.starts_with('#') && !value.is_empty()) else { return };
    let Some(reference) = text.parent().filter(|r| r.kind() == Kind::Object) else { return };
    // What the Composition refers to is a matter of FHIR itself.
    let is_composition = resource_around(text).and_then(|r| r.resource_type()) == Some("Composition");
    let resolved = resolve(value, scene.document.element(reference.id()), scene.index);
    if !is_composition && matches!(resolved, Resolved::NotInBundle(0)) {
        found.say(found.value(text));
    }
}
