//! OBS: the shared laboratory items (43検査・5感染症): which list has them, what they are called, their units.

use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};
use crate::masters::Kind;
use crate::terminology::{ConceptRef, same_display};

use super::look::{codings, codings_of};
use super::mend;
use super::observation::{GENERAL, SHARED, codes, item};
use super::rule::{On, rules};
use super::scene::{Found, Scene};

/// How many characters a code of an item has; shorter ones are headings.
const ITEM_LENGTH: usize = 17;
/// The edition that gave the items the displays of today.
const RENAMED: super::rule::Edition = (1, 7, 0);
/// What stands in place of a unit: a judgement, or a test as ordered.
const NO_UNITS: [&str; 3] = ["", "定性･判定", "依頼"];
/// Items whose ions have one charge, so that mEq/L and mmol/L are the same number.
const UNIVALENT: [&str; 3] = ["Na", "K", "Cl"];

crate::messages! {
    UNIT = "unit-of-other-item", Warning, BusinessRule {
        en: "results of `{code}` ({item}) are not told in `{unit}`",
            "check code and unit; the table of the shared items has {expected}";
        ja: "`{code}`（{item}）の結果の単位は `{unit}` ではありません",
            "コードと単位を確かめてください。共有項目の表にある単位: {expected}";
        explain: "The table of JLAC10 and JLAC11 codes of the shared items pairs each code with the units of its results. Ways of writing a unit do not count.";
    }
}

rules! {
    LIST = "OBS-04", Error, CodeInvalid {
        on: On::Resources(&["Observation"]), check: list,
        instead_of: &["code-unknown", "code-is-group", "code-not-in-value-set"],
        source: "JP-CLINS 検体検査結果情報 パターン(2)";
        en: "`{value}` is no item of {system}", "write the 17 characters of the item with the code system that lists it, {expected}";
        ja: "`{value}` は {system} の項目ではありません", "項目の 17 桁のコードを、それを含むコード体系 {expected} で書いてください";
        explain: "The shared items have four code systems: 43検査 and 5感染症, by JLAC10 and by JLAC11. An item is coded with the one that lists it; the headings of the lists (ALB, K, …) are no items.";
        fix: [NeedsReview], "write the list that has the code", "コードを含む一覧の URL にする";
    }
    NAME = "OBS-05", Error, CodeInvalid {
        on: On::Resources(&["Observation"]), check: name, instead_of: &["display-wrong"],
        source: "JP-CLINS 検体検査結果情報 パターン(2); FHIR識別名";
        en: "the display of `{code}` is not the name of the item, `{expected}`", "write it character for character";
        ja: "`{code}` の display が FHIR識別名 `{expected}` と一致しません", "一字一句この通りに書いてください";
        explain: "The profiles tell the shared items by their FHIR識別名 as display. They leave other displays alone, so that such a result would pass unchecked. Items were renamed in 1.7.0; before, this is a warning.";
        fix: [Safe, NeedsReview], "write the name of the item", "項目の名称にする";
    }
    SHARED_ITEM = "OBS-06", Error, Required {
        on: On::Resources(&["Observation"]), check: shared_item,
        source: "JP-CLINS 検体検査結果情報 適用規則 1";
        en: "`{value}` is the shared item {item}, which is not coded as such", "add a coding of {expected} with the display {item}";
        ja: "`{value}` は共有項目 {item} ですが、共有項目のコードがありません", "{expected} の coding を display「{item}」で追加してください";
        explain: "An item of the lists of shared items is coded by its code system there; the general JLAC10 code may stand beside it.";
    }
}

/// The concept of a code in the list of shared items that a URL names.
fn concept<'s>(scene: &Scene<'s>, system: &str, code: &str) -> Option<ConceptRef<'s>> {
    scene.terminology.code_system(system, None)?.concept(code)
}

/// The codings of shared items with their codes.
fn shared<'a>(item: Element<'a>) -> impl Iterator<Item = (Element<'a>, &'static str, Element<'a>, &'a str)> {
    SHARED.iter().flat_map(move |system| {
        let codings = codings_of(item, system).filter_map(|coding| Some((coding, coding.child(known::CODE)?)));
        codings.filter_map(|(coding, code)| Some((coding, *system, code, code.value()?)))
    })
}

fn list(scene: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    for (_, system, code, text) in shared(item) {
        let finding = || found.value(code).with("system", system);
        match concept(scene, system, text) {
            Some(_) if text.len() != ITEM_LENGTH => found.say(finding().with("expected", system)),
            Some(_) => {}
            None => {
                let other = SHARED.iter().find(|other| concept(scene, other, text).is_some());
                if let Some(other) = other {
                    let place = code.parent().and_then(|coding| coding.child(known::SYSTEM));
                    let fix = place.map(|place| mend::value(place, other));
                    found.say(finding().with("expected", *other).fixed_by(fix));
                }
            }
        }
    }
}

fn name(scene: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    for (coding, system, _, text) in shared(item).filter(|(.., text)| text.len() == ITEM_LENGTH) {
        let Some(expected) = concept(scene, system, text).map(ConceptRef::display) else { continue };
        let finding = match coding.child(known::DISPLAY) {
            None => {
                let before = [known::SYSTEM, known::VERSION, known::CODE];
                found.lacks(coding, "display").fixed_by(mend::add(coding, &before, "display", expected.into()))
            }
            Some(display) if display.value() != Some(expected) => {
                let is_same = display.value().is_some_and(|text| same_display(text, expected));
                found.value(display).fixed_by(mend::value(display, expected).safe_if(is_same))
            }
            Some(_) => continue,
        };
        let mut finding = finding.with_value("code", text).with("expected", expected);
        if scene.edition < RENAMED {
            finding.severity = crate::diagnostics::Severity::Warning;
        }
        found.say(finding);
    }
}

fn shared_item(scene: &Scene<'_>, observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    if codings(item).any(|coding| coding.child_value(known::SYSTEM).is_some_and(|s| SHARED.contains(&s))) {
        return;
    }
    for (code, text) in codes(item, GENERAL).filter(|(_, text)| text.len() == ITEM_LENGTH) {
        let lists = SHARED.iter().filter(|system| system.contains("JLAC10"));
        let listed = lists.filter_map(|system| Some((*system, concept(scene, system, text)?))).next();
        if let Some((system, concept)) = listed {
            found.say(found.value(code).with("item", concept.display()).with("expected", system));
        }
    }
}

/// Whether the unit of a result is one of those that the table has for its code.
pub(super) fn unit(observation: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(item) = item(observation) else { return };
    let Some(unit) = super::look::first(observation, &[known::VALUE_QUANTITY, known::UNIT]) else { return };
    let Some((_, system, _, code)) = shared(item).next() else { return };
    let Some(table) = found.master(Kind::Jlac) else { return };
    let column = |name| table.column(name);
    let codes = column(if system.contains("JLAC11") { "jlac11" } else { "jlac10" });
    let (Some(codes), Some(units), Some(ids)) = (codes, column("unit"), column("item_id")) else { return };
    let rows: Vec<u32> = table.find(codes, code).collect();
    let id = rows.first().map_or("", |row| table.text(*row, ids));
    let mut known: Vec<&str> = rows.iter().map(|row| table.text(*row, units)).collect();
    known.retain(|unit| !NO_UNITS.contains(unit));
    known.sort_unstable();
    known.dedup();
    let written = unit.value().unwrap_or("");
    if known.is_empty() || known.iter().any(|known| is_same_unit(known, written, id)) {
        return;
    }
    let expected: Vec<Box<str>> = known.iter().map(|unit| Box::from(format!("`{unit}`"))).collect();
    let finding = Diagnostic::new(&UNIT, unit.span()).at(unit.id()).with_value("code", code).with("item", id);
    found.say(finding.with_value("unit", written).with("expected", expected));
}

/// Whether two ways of writing a unit mean the same.
fn is_same_unit(a: &str, b: &str, item: &str) -> bool {
    let (a, b) = (plain_unit(a), plain_unit(b));
    let ions = |unit: &str| unit.replace("meq/", "mmol/");
    same_display(&a, &b) || (UNIVALENT.contains(&item) && ions(&a) == ions(&b))
}

/// A unit without what differs between ways of writing it: powers, micro, annotations, International Units.
fn plain_unit(unit: &str) -> String {
    let mut plain = String::with_capacity(unit.len());
    let mut depth = 0;
    for c in unit.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth > 0 => {}
            'μ' | 'µ' => plain.push('u'),
            '^' | '*' | ' ' | '・' | '･' | '×' | 'x' | 'X' | '[' | ']' | '.' => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    for (from, to) in [("iu/", "u/"), ("cre", "cr"), ("sec", "s"), ("秒", "s"), ("万", "104")] {
        plain = plain.replace(from, to);
    }
    plain.strip_suffix("cr").map(str::to_owned).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::is_same_unit;

    #[test]
    fn ways_of_writing_a_unit_are_one() {
        for (table, written, item, expected) in [
            ("g/dL", "g/dL", "ALB", true),
            ("g/dL", "mg/L", "ALB", false),
            ("X10*3/μL", "10^3/uL", "WBC", true),
            ("X10*4/μL", "万/µL", "RBC", true),
            ("X10*3/μL", "10*2/uL", "WBC", false),
            ("U/L", "IU/L", "AST", true),
            ("mmol/L", "mEq/L", "K", true),
            ("mmol/L", "mEq/L", "Ca", false),
            ("mg/g･Cr", "mg/g{Cre}", "U-A/C", true),
            ("s", "秒", "PT-秒", true),
            ("", "}x{", "", true),
        ] {
            assert_eq!(is_same_unit(table, written, item), expected, "{table} {written}");
        }
    }
}
