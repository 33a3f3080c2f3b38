//! FILE: the file as a whole, and what holds for values of every resource.

use crate::diagnostics::Severity;
use crate::document::{Element, Format, Symbol, known};

use super::moment;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// The most bytes that a submission may have: 10 MB.
const LARGEST: usize = 10 << 20;

/// Elements that hold a dateTime or an instant.
const TIMES: &[Symbol] = &[
    known::LAST_UPDATED,
    known::TIMESTAMP,
    known::DATE,
    known::AUTHORED_ON,
    known::ISSUED,
    known::EFFECTIVE_DATE_TIME,
    known::ONSET_DATE_TIME,
    known::ABATEMENT_DATE_TIME,
    known::RECORDED_DATE,
    known::START,
    known::END,
    known::CREATED,
    known::VALUE_DATE_TIME,
];

rules! {
    XML = "FILE-01", Error, BusinessRule {
        targets: Targets::SERVICE.and(Targets::PRESCRIPTION), on: On::Document, check: is_json,
        source: "電子カルテ情報共有サービス 技術解説書; HS036 ファイル形式";
        en: "the document is written in XML, but only JSON can be submitted", "convert it to FHIR JSON";
        ja: "文書が XML で書かれていますが、提出できるのは JSON だけです", "FHIR JSON に変換してください";
        explain: "FHIR has two notations of equal standing, but 電子カルテ情報共有サービス and HS036 take JSON only.";
    }
    NAME = "FILE-03", Warning, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Document, check: has_extension,
        source: "HS036 ファイル形式";
        en: "the name of the file does not end with .json", "rename the file";
        ja: "ファイル名の拡張子が .json ではありません", "ファイル名の末尾を .json にしてください";
        explain: "Files of HS036 are named *.json unless the two sides agree on something else.";
    }
    SIZE = "FILE-04", Error, TooCostly {
        targets: Targets::SERVICE, on: On::Document, check: is_small,
        source: "電子カルテ情報共有サービス 技術解説書 (送信サイズ)";
        en: "the file has {size} bytes; one submission may have at most {limit}",
            "submit fewer report units at a time; a report unit itself may not be divided";
        ja: "ファイルが {size} バイトあります。1 回に送信できるのは {limit} バイトまでです",
            "報告単位ごとに分けて送信してください。1 つの報告単位を分割することはできません";
        explain: "The service takes at most 10 MB at a time.";
    }
    ZONE = "FILE-09", Information, BusinessRule {
        targets: Targets::JAPAN, on: On::Named(TIMES), check: zone,
        source: "JP-CLINS dateTime の記述例";
        en: "`{value}` is not in Japanese time", "write times with +09:00";
        ja: "`{value}` は日本時間ではありません", "時刻は +09:00 で書いてください";
        explain: "Facilities in Japan write times with +09:00. Another time zone is legal, but often a time that was taken for UTC by mistake, nine hours off. It tells the same moment, so this is a note.";
    }
    DUPLICATE = "FILE-10", Error, BusinessRule {
        targets: Targets::SERVICE, on: On::Batch,
        source: "JP-CLINS Bundle-ID (送信のまとめ単位)";
        en: "the Bundle-ID `{value}` is also that of {other}", "give each submission a Bundle-ID of its own";
        ja: "Bundle-ID `{value}` は {other} でも使われています", "送信ごとに異なる Bundle-ID を付けてください";
        explain: "A Bundle replaces the one that was sent before with the same Bundle-ID. Two files of a batch with one Bundle-ID mean that the first is lost.";
    }
}

/// The rule that compares files.
pub(super) fn duplicate() -> &'static super::Rule {
    &DUPLICATE
}

fn is_json(scene: &Scene<'_>, root: Element<'_>, found: &mut Found<'_, '_>) {
    if scene.document.format == Format::Xml {
        found.say(found.lacks(root, "json"));
    }
}

fn has_extension(scene: &Scene<'_>, root: Element<'_>, found: &mut Found<'_, '_>) {
    let name = scene.document.source.name();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ends = |end: &str| file.to_ascii_lowercase().ends_with(end);
    // Lines of NDJSON and standard input have no file of their own.
    if file.contains('.') && !ends(".json") && !ends(".ndjson") {
        let mut finding = found.about(root);
        finding.node = None;
        finding.span = crate::source::Span::default();
        found.say(finding);
    }
}

fn is_small(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let size = scene.document.source.text().len();
    if size > LARGEST {
        let mut finding = found.about(scene.root).with("size", size).with("limit", LARGEST);
        finding.node = None;
        finding.span = crate::source::Span::default();
        found.say(finding);
    }
}

fn zone(_: &Scene<'_>, element: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(text) = element.value().filter(|text| text.len() > 10) else { return };
    if moment::offset(text).is_some_and(|minutes| minutes != 9 * 60) {
        found.say_as(Severity::Information, found.value(element));
    }
}
