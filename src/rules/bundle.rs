//! BND: the Bundle of the five kinds of information, and what files of a batch must not share.

use crate::diagnostics::{Content, Diagnostic, Severity};
use crate::document::{Document, Element, Symbol, known};
use crate::source::Span;

use super::look::{claims, identifiers};
use super::mend;
use super::moment;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::{BUNDLE_IDENTIFIER, RESOURCE_TYPE_TAG};

/// The profile of the Bundle of the five kinds of information.
const PROFILE: &str = "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS";

rules! {
    CLAIM = "BND-04", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Document, check: claim,
        said_by: &["bundle-profile-is-JP-Bundle-CLINS"], instead_of: &["profile-unknown"],
        source: "JP-CLINS Bundle meta.profile (R0213)";
        en: "the Bundle does not claim {expected}", "write this address, with or without version, into meta.profile";
        ja: "Bundle の meta.profile に {expected} がありません", "この URL をバージョンの有無を問わず meta.profile に書いてください";
        explain: "The service takes a Bundle by the profile that it claims. Without this claim nothing of the profile is checked; with --target clins-5info it is missed.";
        fix: [NeedsReview], "claim the profile", "プロファイルを宣言する";
    }
    ONE_TYPE = "BND-06", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Document, check: one_type,
        said_by: &["mustHaveOneMoreResources-with-designatedResourceType"],
        source: "JP-CLINS Bundle (格納できるデータ)";
        en: "a {value} stands in a Bundle of type {expected}", "send it in a Bundle of its own";
        ja: "{expected} の Bundle に {value} が入っています", "別の Bundle で送信してください";
        explain: "After the patient, all entries of a Bundle are of the type that its tag names. Mixed Bundles are refused.";
    }
    NO_PRESCRIPTION = "BND-08", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["MedicationRequest"]), check: no_prescription,
        source: "JP-CLINS Bundle (格納できるデータ)";
        en: "prescriptions are not sent by themselves", "send them within a 診療情報提供書 or 退院時サマリー";
        ja: "処方情報は単独では送信できません", "診療情報提供書または退院時サマリーの中で送信してください";
        explain: "The profile of the Bundle has a place for MedicationRequest, but the service does not take prescriptions outside of documents.";
    }
    YEAR = "BND-12", Warning, BusinessRule {
        targets: Targets::FIVE, on: On::Document, check: year,
        source: "JP-CLINS Bundle-ID (発行年)";
        en: "the Bundle-ID has the year {found}, the Bundle is of {expected}", "use the year of the first submission";
        ja: "Bundle-ID の発行年は {found} 年ですが、Bundle の timestamp は {expected} 年です", "最初に送信した年を書いてください";
        explain: "The second part of the Bundle-ID is the year of the first submission. What is sent again keeps its year, so an earlier year is noted only.";
    }
    TIMESTAMP = "BND-13", Warning, Value {
        targets: Targets::FIVE, on: On::Document, check: timestamp,
        source: "JP-CLINS Bundle.timestamp";
        en: "`{value}` has no milliseconds", "write three digits after the seconds, as in 12:00:00.000+09:00";
        ja: "`{value}` にミリ秒がありません", "12:00:00.000+09:00 のように秒の後に 3 桁を書いてください";
        explain: "The time of a Bundle is told to the millisecond, with the time zone. The guide's own examples stop at the second, so this is a warning.";
        fix: [Safe], "add milliseconds", "ミリ秒を補う";
    }
    FULL_URL = "BND-14", Error, Value {
        targets: Targets::FIVE, on: On::Named(&[known::FULL_URL]), check: full_url, defect: "p",
        source: "JP-CLINS Bundle.entry.fullUrl";
        en: "`{value}` is not a UUID as the guide asks", "write urn:uuid: and a UUID in small letters";
        ja: "`{value}` は urn:uuid: で始まる UUID ではありません", "urn:uuid: に続けて小文字の UUID を書いてください";
        explain: "Entries are known by `urn:uuid:` and a UUID (RFC 4122). An example in the text of the guide leaves `urn:uuid:` out (known defect p).";
    }
    ONE_PATIENT = "BND-16", Error, BusinessRule {
        targets: Targets::FIVE, on: On::Named(&[known::SUBJECT, known::PATIENT]), check: one_patient,
        instead_of: &["bundle-urn-unresolved", "bundle-reference-other-full-url"],
        source: "JP-CLINS Bundle (まとめ単位)";
        en: "`{value}` is not the patient of this Bundle, {expected}", "refer to the fullUrl of the first entry";
        ja: "`{value}` はこの Bundle の患者 {expected} ではありません", "先頭エントリーの fullUrl を参照してください";
        explain: "A Bundle is about one patient, its first entry; all resources refer to that entry by its fullUrl.";
        fix: [NeedsReview], "refer to the patient of the Bundle", "この Bundle の患者を参照する";
    }
    OLD = "BND-17", Information, BusinessRule {
        targets: Targets::FIVE, on: On::Resources(&["Condition"]), check: old,
        source: "JP-CLINS Bundle (まとめ単位①②)";
        en: "the condition ended on {value}, more than five years before", "";
        ja: "この傷病は 5 年以上前の {value} に終了しています", "";
        explain: "What is reported is whatever has no end or ended within five years. Older items need not be sent.";
    }
    SEVERAL_REPORTS = "BND-18", Information, BusinessRule {
        targets: Targets::FIVE, on: On::Document, check: several_reports,
        source: "JP-CLINS Bundle (まとめ単位③)";
        en: "the specimens of {value} and {other} stand in one Bundle", "send each laboratory report in a Bundle of its own";
        ja: "{value} と {other} の検査が 1 つの Bundle に入っています", "検査レポートごとに別の Bundle で送信してください";
        explain: "A Bundle of laboratory results is one report. Results that lie more than a month apart are hardly of one report.";
    }
}

fn is_of_five(resource: Element<'_>) -> Option<&str> {
    resource.resource_type().filter(|name| matches!(*name, "Condition" | "AllergyIntolerance" | "Observation"))
}

/// The tags of a Bundle that name a type of resource.
fn type_tags(bundle: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let tags = bundle.child(known::META).into_iter().flat_map(|meta| meta.children_named(known::TAG));
    tags.filter(|tag| tag.child_value(known::SYSTEM) == Some(RESOURCE_TYPE_TAG))
}

fn claim(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    claims_profile(scene, PROFILE, found);
}

/// Says so when the Bundle does not claim a profile.
pub(super) fn claims_profile(scene: &Scene<'_>, url: &'static str, found: &mut Found<'_, '_>) {
    if scene.root.resource_type() == Some("Bundle") && !claims(scene.root, url) {
        let at = scene.root.child(known::META).unwrap_or(scene.root);
        let is_free = at.name() == known::META && at.child(known::PROFILE).is_none();
        let others = at.children().filter(|child| !matches!(child.name_text(), "security" | "tag"));
        let before: Vec<Symbol> = others.map(Element::name).collect();
        let fix = is_free.then(|| mend::add(at, &before, "profile", Content::List(vec![url.into()])).safe_if(false));
        found.say(found.lacks(at, "profile").with("expected", url).fixed_by(fix));
    }
}

fn one_type(scene: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(expected) = type_tags(bundle).next().and_then(|tag| tag.child_value(known::CODE)) else { return };
    for resource in scene.resources().skip(1) {
        let Some(name) = is_of_five(resource).filter(|name| *name != expected) else { continue };
        let place = resource.child(known::RESOURCE_TYPE).unwrap_or(resource);
        found.say(found.about(place).with_value("value", name).with_value("expected", expected));
    }
}

fn no_prescription(_: &Scene<'_>, resource: Element<'_>, found: &mut Found<'_, '_>) {
    found.say(found.about(resource.child(known::RESOURCE_TYPE).unwrap_or(resource)));
}

fn year(_: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let identifier = identifiers(bundle, BUNDLE_IDENTIFIER).next().and_then(|i| i.child(known::VALUE));
    let Some(value) = identifier else { return };
    let found_year = value.value().and_then(|text| text.split('^').nth(1)).and_then(|text| text.parse::<u32>().ok());
    let timestamp = bundle.child_value(known::TIMESTAMP).and_then(moment::year);
    let (Some(year), Some(expected)) = (found_year, timestamp.and_then(|year| u32::try_from(year).ok())) else {
        return;
    };
    if year != expected {
        let severity = if year > expected { Severity::Warning } else { Severity::Information };
        found.say_as(severity, found.about(value).with("found", year).with("expected", expected));
    }
}

fn timestamp(_: &Scene<'_>, bundle: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(timestamp) = bundle.child(known::TIMESTAMP) else { return };
    let has_milliseconds = |text: &str| {
        let fraction = text.get(19..).and_then(|rest| rest.strip_prefix('.'));
        fraction.is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() == 3)
    };
    if timestamp.value().is_some_and(|text| !has_milliseconds(text)) {
        let text = timestamp.value().unwrap_or("");
        let fix = text
            .get(19..)
            .filter(|zone| zone.starts_with(['Z', '+', '-']))
            .map(|zone| mend::value(timestamp, &format!("{}.000{zone}", &text[..19])).safe_if(true));
        found.say(found.value(timestamp).fixed_by(fix));
    }
}

fn full_url(_: &Scene<'_>, full_url: Element<'_>, found: &mut Found<'_, '_>) {
    if full_url.value().is_some_and(|text| !text.strip_prefix("urn:uuid:").is_some_and(is_small_uuid)) {
        found.say(found.value(full_url));
    }
}

fn is_small_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_digit() || matches!(b, b'a'..=b'f'),
        })
}

fn one_patient(scene: &Scene<'_>, reference: Element<'_>, found: &mut Found<'_, '_>) {
    let is_of_entry = reference.parent().is_some_and(|resource| is_of_five(resource).is_some());
    let patient =
        scene.entries.and_then(|entries| entries.list.first()).filter(|e| e.resource_type() == Some("Patient"));
    let Some(expected) = patient.and_then(|entry| entry.full_url) else { return };
    let Some(text) = reference.child(known::REFERENCE).filter(|_| is_of_entry) else { return };
    if text.value().is_some_and(|value| value != expected) {
        let fix = mend::value(text, expected);
        found.say(found.value(text).with_value("expected", expected).fixed_by(fix));
    }
}

fn old(scene: &Scene<'_>, condition: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(end) = condition.child(known::ABATEMENT_DATE_TIME) else { return };
    let Some(year) = scene.root.child_value(known::TIMESTAMP).and_then(moment::year) else { return };
    let limit = scene.root.child_value(known::TIMESTAMP).and_then(|text| text.get(4..10));
    let Some(limit) = limit.map(|rest| format!("{:04}{rest}", year - 5)) else { return };
    if end.value().is_some_and(|text| moment::is_before(text, &limit)) {
        found.say(found.value(end));
    }
}

fn several_reports(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let mut first: Option<(i64, &str)> = None;
    for effective in scene.resources_of("Observation").filter_map(|o| o.child(known::EFFECTIVE_DATE_TIME)) {
        let Some((day, text)) = effective.value().and_then(|text| Some((moment::days(text)?, text))) else { continue };
        match first {
            None => first = Some((day, text)),
            Some((other, earlier)) if (day - other).abs() > 31 => {
                let date = |text: &str| text.get(..10).unwrap_or(text).to_owned();
                let finding = found.about(effective).with_value("value", &date(text));
                found.say(finding.with_value("other", &date(earlier)));
                return;
            }
            Some(_) => {}
        }
    }
}

/// What makes a submission known to the service: `system|value` of the Bundle, and where it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The Bundle-ID.
    pub identifier: String,
    /// The file.
    name: Box<str>,
    /// Where it stands: name, line and column of the file.
    place: String,
    /// The line that the Bundle-ID stands on, and its number.
    line: (String, u32),
    /// The Bundle-ID within the line.
    span: Span,
}

impl Submission {
    /// The submission that a document is, if it is one for the service.
    pub fn of(document: &Document) -> Option<Self> {
        let root = document.root().filter(|root| root.resource_type() == Some("Bundle"))?;
        let value = identifiers(root, BUNDLE_IDENTIFIER).next()?.child(known::VALUE)?;
        let (source, span) = (&document.source, value.span());
        let at = source.position(span.start);
        let text = source.text();
        let start = text[..span.start as usize].rfind('\n').map_or(0, |end| end + 1);
        // The rest of a line is not needed; of a very long one only the Bundle-ID is kept.
        let start = if span.end as usize - start > LONGEST_LINE { span.start as usize } else { start };
        Some(Self {
            identifier: value.value()?.to_owned(),
            name: source.name().into(),
            place: format!("{}:{}:{}", source.name(), at.line, at.column),
            line: (text[start..span.end as usize].to_owned(), at.line),
            span: Span::new(span.start as usize - start, span.end as usize - start),
        })
    }
}

/// The longest beginning of a line that is kept to show a Bundle-ID.
const LONGEST_LINE: usize = 4 << 10;

/// The finding that a Bundle-ID was used before, and the part of the document that shows it.
pub fn used_before(later: &Submission, earlier: &Submission) -> (Document, Diagnostic) {
    let source = crate::source::Source::new(later.name.clone(), later.line.0.clone()).starting_at_line(later.line.1);
    let document = Document { source, ..Document::default() };
    let finding = Diagnostic::new(super::file::duplicate().message, later.span);
    (document, finding.with_value("value", &later.identifier).with("other", earlier.place.clone()))
}
