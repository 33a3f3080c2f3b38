//! CHK: which sections a 健診結果報告書 has, who reports, how specimens are told (HS037).

use crate::diagnostics::Severity;
use crate::document::{Element, known};

use super::look::{codings, first, has, is_coded};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// 健診実施時のプログラム種別 and the beginning of the codes of its two sections.
const PROGRAMS: [(&str, &str); 6] =
    [("010", "0101"), ("020", "0102"), ("030", "0103"), ("040", "0104"), ("070", "0107"), ("080", "0108")];
/// 報告区分 that are about one kind of 健診, and the same.
const REPORTS: [(&str, &str); 4] = [("10", "0101"), ("41", "0103"), ("70", "0107"), ("80", "0108")];
const PROGRAM: &str = "urn:oid:1.2.392.200119.6.1002";
const REPORT: &str = "urn:oid:2.16.840.1.113883.2.2.1.6.1001";
const REPORTER: (&str, &str) = ("http://jpfhir.jp/fhir/eCheckup/CodeSystem/report-organization-code", "doc-org");

rules! {
    SECTIONS = "CHK-07", Error, BusinessRule {
        targets: Targets::CHECKUP, on: On::Resources(&["Composition"]), check: sections,
        source: "健診結果報告書 変更履歴 (セクションコード); 報告区分";
        en: "the section `{value}` does not go with {name} {kind}", "write the sections {expected}1 and {expected}2";
        ja: "セクション `{value}` は{name} {kind} と合いません", "セクション {expected}1・{expected}2 を書いてください";
        explain: "Each kind of 健診 has a section for results and one for the interview: 特定健診 01011 and 01012, 広域連合 01021 and 01022, 事業者 01031 and 01032, 学校職員 01041 and 01042, and so on. They go with 報告区分 and プログラム種別.";
    }
    SPECIMEN = "CHK-13", Error, Required {
        targets: Targets::CHECKUP, on: On::Resources(&["Observation"]), check: specimen, defect: "CHK-13",
        instead_of: &["value-fixed", "reference-unknown-type", "code-not-in-extensible-value-set"],
        source: "健診結果報告書 Observation.specimen";
        en: "the specimen is told by {name}", "write the name of the specimen as display; the profile asks for the type `specimen`, FHIR for `Specimen`";
        ja: "検体の {name} の書き方が一致していません", "検体名は display に書いてください。type はプロファイルでは `specimen`、FHIR では `Specimen` です";
        explain: "A specimen is told by its name as display. The profile fixes its type to `specimen`, while the type of FHIR is `Specimen`: both are taken, with a note.";
    }
    REPORTING = "CHK-16", Error, Required {
        targets: Targets::CHECKUP, on: On::Resources(&["Composition"]), check: reporting,
        source: "健診結果報告書 変更履歴 1.2.0 (報告作成機関)";
        en: "no Organization is marked as the one that reports", "add the type {expected} to the custodian";
        ja: "報告作成機関の Organization がありません", "custodian の Organization の type に {expected} を追加してください";
        explain: "The institution that makes the report has the type doc-org of report-organization-code; exec-org and admin-org mark those that carried it out or answer for it.";
    }
    ATTACHED = "CHK-20", Error, Structure {
        targets: Targets::CHECKUP, on: On::Resources(&["Composition"]), check: attached, said_by: &["emc-cmp-2"],
        source: "健診結果報告書 CDA添付パターン";
        en: "the section of attachments stands beside the section `{value}`", "attach the CDA document, or send its items; not both";
        ja: "添付書類セクションと検査結果・問診結果のセクション `{value}` が併存しています", "CDA を添付するか、項目を送るか、どちらか一方にしてください";
        explain: "When the report is a CDA document in an attachment (01995), the sections of results (01910) and of the interview (01920) are left out.";
    }
}

/// The sections of a Composition with their codes.
fn coded(composition: Element<'_>) -> impl Iterator<Item = (Element<'_>, &str)> {
    let codes = composition.children_named(known::SECTION);
    let codes = codes.filter_map(|section| first(section, &[known::CODE, known::CODING, known::CODE]));
    codes.filter_map(|code| Some((code, code.value()?)))
}

/// The first code of a code system among concepts.
fn code_of<'a>(mut concepts: impl Iterator<Item = Element<'a>>, system: &'static str) -> Option<&'a str> {
    concepts.find_map(|concept| super::look::codings_of(concept, system).next()?.child_value(known::CODE))
}

fn sections(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let events = composition.children_named(known::EVENT).flat_map(|event| event.children_named(known::CODE));
    let program = code_of(events, PROGRAM);
    let report = code_of(composition.children_named(known::CATEGORY), REPORT);
    let expected = |table: &[(&str, &'static str)], kind: Option<&str>| {
        table.iter().find(|(known, _)| Some(*known) == kind).map(|(_, start)| *start)
    };
    let kinds =
        [("プログラム種別", program, expected(&PROGRAMS, program)), ("報告区分", report, expected(&REPORTS, report))];
    for (code, text) in coded(composition) {
        let is_special = PROGRAMS.iter().any(|(_, start)| text.len() == 5 && text.starts_with(start));
        let mut wrong = kinds.iter().filter_map(|(name, kind, start)| Some((*name, (*kind)?, (*start)?)));
        let wrong = wrong.find(|(_, _, start)| is_special && !text.starts_with(start));
        if let Some((name, kind, start)) = wrong {
            found.say(found.value(code).with("name", name).with_value("kind", kind).with("expected", start));
        }
    }
}

fn specimen(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(specimen) = observation.child(known::SPECIMEN) else { return };
    if !has(specimen, known::DISPLAY) {
        found.say(found.lacks(specimen, "display").with("name", "display"));
    }
    if let Some(kind) = specimen.child(known::TYPE).filter(|t| matches!(t.value(), Some("specimen" | "Specimen"))) {
        found.say_as(Severity::Information, found.about(kind).with_value("name", kind.value().unwrap_or("")));
    }
}

fn reporting(scene: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let is_reporter = |organization: Element<'_>| {
        let mut types = organization.children_named(known::TYPE).flat_map(codings);
        types
            .any(|c| (c.child_value(known::SYSTEM), c.child_value(known::CODE)) == (Some(REPORTER.0), Some(REPORTER.1)))
    };
    if scene.resources_of("Organization").any(is_reporter) {
        return;
    }
    let place = composition.child(known::CUSTODIAN).unwrap_or(composition);
    found.say(found.about(place).with("expected", format!("{}#{}", REPORTER.0, REPORTER.1)));
}

fn attached(_: &Scene<'_>, composition: Element<'_>, found: &mut Found<'_, '_>) {
    let mut concepts = composition.children_named(known::SECTION).filter_map(|section| section.child(known::CODE));
    if !concepts.any(|concept| is_coded(concept, "01995")) {
        return;
    }
    for (code, _) in coded(composition).filter(|(_, text)| matches!(*text, "01910" | "01920")) {
        found.say(found.value(code));
    }
}
