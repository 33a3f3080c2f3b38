//! What the guides recommend, what a document leaves out of its profiles, and what receivers may drop: `--coverage`.

use crate::document::{Element, known};

use super::look::{extensions, has, resource_around};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::DEPARTMENT_EXTENSION;

/// Whoever follows a profile, guide for submission or not.
const ANYONE: Targets = Targets::JAPAN.and(Targets::CORE);
/// How the code systems of FHIR itself begin.
const FHIR: [&str; 2] = ["http://hl7.org/fhir/", "http://terminology.hl7.org/"];

rules! {
    DEPARTMENT = "COM-16", Information, BusinessRule {
        on: On::Coverage, check: department,
        source: "JP-CLINS アレルギー情報 診療科の拡張";
        en: "the allergy does not tell the department", "add JP_eCS_Department with the name of the department if it is known";
        ja: "アレルギー情報に診療科がありません", "分かる場合は JP_eCS_Department に診療科の名称を書いて追加してください";
        explain: "The department of an allergy is recommended, not mandatory as for the other kinds of information. Told with --coverage only.";
    }
    ENCOUNTER = "ALG-15", Information, BusinessRule {
        on: On::Coverage, check: encounter,
        source: "JP-CLINS アレルギー情報 encounter";
        en: "the allergy does not tell the encounter at which it was found", "contain the Encounter and refer to it if it is known";
        ja: "アレルギー情報に入院・外来の別 (encounter) がありません", "分かる場合は Encounter を contained に入れて参照してください";
        explain: "The encounter of an allergy is recommended, not mandatory as for 傷病名 and 検査. Told with --coverage only.";
    }
    VERSION = "COM-21", Information, BusinessRule {
        on: On::Coverage, check: version,
        source: "JP-CLINS code.coding.version; 変更履歴 1.4.0";
        en: "codes without the version of their code system: {elements}", "add version where the edition of the master is known";
        ja: "コード体系のバージョンのないコード: {elements}", "マスターの版が分かる場合は version を書いてください";
        explain: "The version of the code system is recommended for each coding; without it a code is judged by the edition of the day on which it is sent. The code systems of FHIR itself come with its version. Told with --coverage only.";
    }
    ABSENT = "COM-22", Information, BusinessRule {
        targets: ANYONE, on: On::Coverage, check: absent,
        source: "電子カルテ情報共有サービス 技術解説書 (多重度)";
        en: "Must Support elements that this {type} lacks: {elements}", "send them where the facility has them";
        ja: "この {type} にない Must Support の要素: {elements}", "施設にデータがある場合は送ってください";
        explain: "Profiles mark by Must Support the elements that senders and receivers are to handle. These are optional and absent; what stands below an absent element is not listed. A mandatory element that is missing is an error of its own. Told with --coverage only.";
    }
    DROPPABLE = "COM-23", Information, BusinessRule {
        targets: ANYONE, on: On::Coverage, check: droppable,
        source: "JP-CLINS 各プロファイルの要素の説明";
        en: "elements of this {type} that a receiver may drop: {elements}", "do not rely on them; put what must be known into elements of the profile";
        ja: "この {type} で受信側に破棄される可能性のある要素: {elements}", "必ず伝えたい内容は、プロファイルにある要素に書いてください";
        explain: "The profile neither marks these elements by Must Support nor asks for them nor has a slice for them. A receiver may ignore them. Told with --coverage only.";
    }
}

fn is_allergy(resource: Element<'_>) -> bool {
    resource.resource_type() == Some("AllergyIntolerance")
}

fn department(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    if is_allergy(resource) && extensions(resource, DEPARTMENT_EXTENSION).next().is_none() {
        found.say(found.lacks(resource, "extension"));
    }
}

fn encounter(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    if is_allergy(resource) && !has(resource, known::ENCOUNTER) {
        found.say(found.lacks(resource, "encounter"));
    }
}

fn version(scene: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let within = (resource.id()..resource.node().next).map(|id| scene.document.element(id));
    let codings = within.filter(|e| e.name() == known::CODING && is_versioned(*e) && !has(*e, known::VERSION));
    let own = codings.filter(|coding| is_of(*coding, resource)).map(path);
    tell(resource, own.collect(), found);
}

/// Whether a coding is of a code system with editions of its own; those of FHIR come with its version.
fn is_versioned(coding: Element<'_>) -> bool {
    coding.child_value(known::SYSTEM).is_some_and(|system| !FHIR.iter().any(|start| system.starts_with(start)))
}

fn absent(scene: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let absent = &scene.coverage.absent;
    let (from, end) = (resource.id(), resource.node().next);
    let first = absent.partition_point(|absent| absent.parent < from);
    let within = absent[first..].iter().take_while(|absent| absent.parent < end);
    let own = within.filter(|absent| is_of(scene.document.element(absent.parent), resource));
    let path = |absent: &crate::validate::coverage::Absent| {
        format!("{}.{}", path(scene.document.element(absent.parent)), absent.name)
    };
    tell(resource, own.map(path).filter(|path| !is_told_elsewhere(scene, path)).collect(), found);
}

/// Whether another of these rules speaks of what is absent.
fn is_told_elsewhere(scene: &Scene<'_>, path: &str) -> bool {
    let rule = match path.strip_prefix("AllergyIntolerance.") {
        Some("extension:eCS_Department") => &DEPARTMENT,
        Some("encounter" | "contained" | "contained:encounter") => &ENCOUNTER,
        _ if path.ends_with(".coding.version") => &VERSION,
        _ => return false,
    };
    rule.holds(scene.targets, scene.edition)
}

fn droppable(scene: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    let nodes = &scene.coverage.droppable;
    let first = nodes.partition_point(|node| *node < resource.id());
    let within = nodes[first..].iter().take_while(|node| **node < resource.node().next);
    let elements = within.map(|node| scene.document.element(*node));
    tell(resource, elements.filter(|element| is_of(*element, resource)).map(path).collect(), found);
}

/// One finding for a resource, unless there is nothing to tell. Each path is told once.
fn tell(resource: Element<'_>, mut paths: Vec<String>, found: &mut Found<'_, '_>) {
    let mut seen = std::collections::HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    if !paths.is_empty() {
        let paths: Vec<Box<str>> = paths.into_iter().map(String::into_boxed_str).collect();
        let mut diagnostic =
            found.about(resource).with("type", resource.resource_type().unwrap_or("")).with("elements", paths);
        diagnostic.span = super::look::anchor(resource);
        found.say(diagnostic);
    }
}

/// Whether an element belongs to a resource and not to one within it.
fn is_of(element: Element<'_>, resource: Element<'_>) -> bool {
    resource_around(element).is_some_and(|around| around.id() == resource.id())
}

/// Where an element stands in its resource, without positions: the same for all that are alike.
fn path(element: Element<'_>) -> String {
    if let Some(resource_type) = element.resource_type() {
        return resource_type.to_owned();
    }
    element.parent().map_or(String::new(), |parent| format!("{}.{}", path(parent), element.name_text()))
}

/// The elements that a finding of COM-22 lists.
pub fn absent_elements(diagnostic: &crate::diagnostics::Diagnostic) -> &[Box<str>] {
    elements(diagnostic, &ABSENT)
}

/// The elements that a finding of COM-23 lists.
pub fn droppable_elements(diagnostic: &crate::diagnostics::Diagnostic) -> &[Box<str>] {
    elements(diagnostic, &DROPPABLE)
}

fn elements<'d>(diagnostic: &'d crate::diagnostics::Diagnostic, rule: &super::Rule) -> &'d [Box<str>] {
    match diagnostic.fact("elements") {
        Some(crate::diagnostics::Fact::List(paths)) if std::ptr::eq(diagnostic.message, rule.message) => paths,
        _ => &[],
    }
}
