//! OBS: the value of a laboratory result and what stands around it.

use crate::document::{Element, Symbol, known};

use super::look::{codings, codings_of, has};
use super::moment;
use super::observation::{is_laboratory, is_panel};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::UCUM;

const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

rules! {
    VALUE = "OBS-15", Error, Required {
        on: On::Resources(&["Observation"]), check: value,
        source: "JP-CLINS 検体検査結果情報 条件により必須";
        en: "the result has no value and does not say why", "add value[x], or dataAbsentReason";
        ja: "検査結果の値がなく、その理由もありません", "値 (value[x]) か dataAbsentReason を書いてください";
        explain: "A result has a value unless it is a panel of other results or says why it has none.";
    }
    PANEL = "OBS-33", Warning, BusinessRule {
        on: On::Resources(&["Observation"]), check: panel, said_by: &["observation-has-no-hasMember"], defect: "q",
        source: "JP-CLINS 検体検査結果情報 hasMember";
        en: "`{value}` is not another entry", "send the members as entries of the Bundle";
        ja: "`{value}` は別のエントリーではありません", "構成する検査をそれぞれ Bundle のエントリーにしてください";
        explain: "The members of a panel are entries of the Bundle, not contained. The same guide allows references between entries to the patient only (known defect q); from 1.6.0 on hasMember is not used at all.";
    }
    REASON = "OBS-16", Error, Required {
        on: On::Resources(&["Observation"]), check: reason,
        source: "JP-CLINS 検体検査結果情報 dataAbsentReason";
        en: "the reason for the missing value has no text", "write the reason as dataAbsentReason.text";
        ja: "値がない理由に text がありません", "dataAbsentReason.text に理由を書いてください";
        explain: "Why a value is missing is told as text; a code is not needed.";
    }
    ISSUED = "OBS-18", Warning, BusinessRule {
        on: On::Resources(&["Observation"]), check: issued,
        source: "JP-CLINS 検体検査結果情報 issued";
        en: "the result was issued at {value}, before the specimen was taken at {other}", "check the two times";
        ja: "結果の報告日時 {value} が採取日時 {other} より前です", "2 つの日時を確かめてください";
        explain: "A result is issued after the time it is about.";
    }
    PERFORMER = "OBS-19", Error, Required {
        targets: Targets::FIVE, on: On::Resources(&["Observation"]), check: performer,
        said_by: &["observation-needs-performer"], instead_of: &["needs-performer-on-CLINS"],
        source: "JP-CLINS 検体検査結果情報 performer (R9017O)";
        en: "the result does not refer to the practitioner who ordered it", "refer to a contained Practitioner by `#id`";
        ja: "検査を依頼した医師への参照がありません", "contained の Practitioner を `#id` で参照してください";
        explain: "A laboratory result that is sent to the service refers to a contained Practitioner. The condition (R9017O) is applied from 1.6.0 on.";
    }
    ENCOUNTER = "OBS-21", Error, Required {
        targets: Targets::FIVE, on: On::Resources(&["Observation"]), check: encounter,
        said_by: &["observation-needs-encounter"],
        source: "JP-CLINS 検体検査結果情報 encounter (R9016O)";
        en: "the result does not refer to its encounter", "refer to the contained Encounter by `#id`";
        ja: "受診情報への参照がありません", "contained の Encounter を `#id` で参照してください";
        explain: "A laboratory result that is sent to the service says by its contained Encounter whether it was made in hospital. The condition (R9016O) is applied from 1.6.0 on.";
    }
    INTERPRETED = "OBS-23", Warning, CodeInvalid {
        on: On::Resources(&["Observation"]), check: interpretation,
        source: "JP-CLINS 検体検査結果情報 interpretation";
        en: "`{value}` is not H, L or N", "write H (high), L (low) or N (normal)";
        ja: "`{value}` は H・L・N のいずれでもありません", "H (高値)、L (低値)、N (正常) のいずれかを書いてください";
        explain: "Of the interpretations of HL7 the guide uses H, L and N.";
    }
    RANGE_UNIT = "OBS-25", Warning, BusinessRule {
        on: On::Resources(&["Observation"]), check: range_unit,
        said_by: &["referenceRangeLowUnits-isSameAs-resultValueUnits", "referenceRangeHighUnits-isSameAs-resultValueUnits"],
        source: "JP-CLINS 検体検査結果情報 referenceRange";
        en: "the reference range is in `{value}`, the result in `{expected}`", "use the unit of the result";
        ja: "基準値の単位 `{value}` が結果の単位 `{expected}` と異なります", "結果と同じ単位で書いてください";
        explain: "The limits of the reference range have the unit of the result.";
    }
    UNIT = "OBS-26", Warning, Required {
        on: On::Resources(&["Observation"]), check: unit,
        source: "JP-CLINS 検体検査結果情報 valueQuantity";
        en: "the result has no unit", "write the unit, or 1 if there is none";
        ja: "検査結果に単位がありません", "単位を書いてください";
        explain: "A quantity is told with the unit that the facility shows.";
    }
    NUMBER = "OBS-28", Information, BusinessRule {
        on: On::Resources(&["Observation"]), check: number,
        source: "JP-CLINS 検体検査結果情報 valueString";
        en: "`{value}` is a number in a string", "write it as valueQuantity";
        ja: "`{value}` は数値ですが、文字列として書かれています", "valueQuantity で書いてください";
        explain: "Receivers cannot plot or compare a number that is sent as text.";
    }
    METHOD = "OBS-31", Information, BusinessRule {
        on: On::Resources(&["Observation"]), check: method,
        source: "JP-CLINS 検体検査結果情報 method";
        en: "the method is told as text only", "";
        ja: "測定法は text だけで記述します (coding は使いません)", "";
        explain: "The guide has no codes for methods; what stands in method.coding may be dropped.";
    }
    STATUS = "OBS-32", Error, CodeInvalid {
        on: On::Resources(&["Observation"]), check: status,
        source: "JP-CLINS 検体検査結果情報 status (1.10.0)";
        en: "the state `{value}` is not used", "write final, preliminary, registered or cancelled";
        ja: "状態 `{value}` は使いません", "final、preliminary、registered、cancelled のいずれかを書いてください";
        explain: "The table of the guide does not list corrected; from 1.10.0 on amended, entered-in-error and unknown are not used either.";
    }
    NOTE = "OBS-34", Information, BusinessRule {
        on: On::Resources(&["Observation"]), check: note,
        source: "JP-CLINS 検体検査結果情報 note";
        en: "the author of a note is told by name only", "write authorString";
        ja: "コメントの記載者は氏名だけを書きます", "authorString に書いてください";
        explain: "Who wrote a note is told as authorString, without a resource.";
    }
}

/// The children that hold the value, whatever its type.
fn values(observation: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    observation.children().filter(|c| c.name_text().starts_with("value"))
}

fn value(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    if !is_laboratory(observation) || has(observation, known::DATA_ABSENT_REASON) || is_panel(observation) {
        return;
    }
    // A result that was called off has none.
    let is_cancelled =
        matches!(observation.child_value(known::STATUS), Some("cancelled" | "entered-in-error" | "registered"));
    if !is_cancelled && values(observation).next().is_none() {
        found.say(found.lacks(observation, "value"));
    }
}

fn panel(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    for member in observation.children_named(known::HAS_MEMBER) {
        let Some(reference) = member.child(known::REFERENCE) else { continue };
        if reference.value().is_some_and(|text| text.starts_with('#')) {
            found.say(found.value(reference));
        }
    }
}

fn reason(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let reason = observation.child(known::DATA_ABSENT_REASON).filter(|_| is_laboratory(observation));
    if let Some(reason) = reason.filter(|reason| !has(*reason, known::TEXT)) {
        found.say(found.lacks(reason, "text"));
    }
}

fn issued(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(issued) = observation.child(known::ISSUED) else { return };
    let (Some(text), Some(effective)) = (issued.value(), observation.child_value(known::EFFECTIVE_DATE_TIME)) else {
        return;
    };
    if moment::is_before(text, effective) {
        found.say(found.value(issued).with_value("other", effective));
    }
}

fn performer(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(observation, known::PERFORMER) {
        found.say(found.lacks(observation, "performer"));
    }
}

fn encounter(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    if !has(observation, known::ENCOUNTER) {
        found.say(found.lacks(observation, "encounter"));
    }
}

fn interpretation(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    for concept in observation.children_named(known::INTERPRETATION).filter(|_| is_laboratory(observation)) {
        for code in codings_of(concept, INTERPRETATION).filter_map(|coding| coding.child(known::CODE)) {
            if !matches!(code.value(), Some("H" | "L" | "N")) {
                found.say(found.value(code));
            }
        }
    }
}

fn range_unit(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(result) = observation.child(known::VALUE_QUANTITY).filter(|_| is_laboratory(observation)) else { return };
    let Some(expected) = result.child_value(known::UNIT) else { return };
    for range in observation.children_named(known::REFERENCE_RANGE) {
        for limit in range.children().filter(|c| matches!(c.name(), known::LOW | known::HIGH)) {
            let unit = limit.child(known::UNIT);
            if let Some(unit) = unit.filter(|unit| unit.value().is_some_and(|text| text != expected)) {
                found.say(found.value(unit).with_value("expected", expected));
            }
        }
    }
}

fn unit(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    super::observation_shared::unit(observation, found);
    let quantity = observation.child(known::VALUE_QUANTITY).filter(|_| is_laboratory(observation));
    let is_pure =
        |q: Element<'_>| q.child_value(known::SYSTEM) == Some(UCUM) && q.child_value(known::CODE) == Some("1");
    if let Some(quantity) = quantity.filter(|q| !has(*q, known::UNIT) && !is_pure(*q)) {
        found.say(found.lacks(quantity, "unit"));
    }
}

fn number(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(value) = observation.child(known::VALUE_STRING).filter(|_| is_laboratory(observation)) else { return };
    let is_number =
        |text: &str| text.bytes().any(|b| b.is_ascii_digit()) && text.parse::<f64>().is_ok_and(f64::is_finite);
    if value.value().is_some_and(is_number) {
        found.say(found.value(value));
    }
}

fn method(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(method) = observation.child(known::METHOD).filter(|_| is_laboratory(observation)) else { return };
    if let Some(coding) = codings(method).next() {
        found.say(found.about(coding));
    }
}

fn status(scene: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    const LATER: &[&str] = &["amended", "entered-in-error", "unknown"];
    let Some(status) = observation.child(known::STATUS).filter(|_| is_laboratory(observation)) else { return };
    let Some(text) = status.value() else { return };
    if text == "corrected" {
        found.say_as(crate::diagnostics::Severity::Warning, found.value(status));
    } else if scene.edition >= (1, 10, 0) && LATER.contains(&text) {
        found.say(found.value(status));
    }
}

fn note(_: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    const AUTHOR: Symbol = known::AUTHOR_REFERENCE;
    for note in observation.children_named(known::NOTE).filter(|_| is_laboratory(observation)) {
        if let Some(author) = note.child(AUTHOR) {
            found.say(found.about(author));
        }
    }
}
