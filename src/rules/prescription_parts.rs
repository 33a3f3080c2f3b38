//! EPR: who pays: insurance, public payers and their organizations.

use crate::document::{Element, known};

use super::look::{codings, has};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

/// 保険種別.
const INSURANCE: &str = "urn:oid:1.2.392.100495.20.2.61";
/// 保険者番号, 公費負担者番号.
const INSURER: &str = "urn:oid:1.2.392.100495.20.3.61";
const PUBLIC_PAYER: &str = "urn:oid:1.2.392.100495.20.3.71";

rules! {
    SYMBOLS = "EPR-11", Error, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Coverage"]), check: symbols,
        source: "HS036 表5";
        en: "an insurance of the kind {kind} has no {name}", "take the extension away";
        ja: "保険種別 {kind} に {name} はありません", "この拡張を削除してください";
        explain: "記号 is told for 医保 (1) and 国保 (2) only, 番号 for these and for 後期高齢者 (7); 枝番 and dependent are the same two digits.";
    }
    BRANCH = "EPR-12", Error, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Document, check: public,
        source: "HS036 表6";
        en: "{what} of a public payer is missing or occurs twice", "write the 受給者番号 as subscriberId, and order from 1 on for 第一公費, 第二公費, …";
        ja: "公費の {what} がないか、重複しています", "subscriberId に受給者番号を、order に第一公費から順の番号を書いてください";
        explain: "A public payer is told with the number of the beneficiary and its rank; no two have the same rank.";
    }
    PAYER = "EPR-13", Error, BusinessRule {
        targets: Targets::PRESCRIPTION, on: On::Resources(&["Coverage"]), check: payer,
        source: "HS036 費用負担者; 表7";
        en: "the payer of a coverage of the kind {kind} is not known by {expected}", "write that identifier, or for 自費 (6) no payer organization";
        ja: "保険種別 {kind} の費用負担者に {expected} がありません", "その識別子を書いてください。自費 (6) では費用負担者の Organization を書きません";
        explain: "医保, 国保 and 後期高齢者 have an insurer with its 保険者番号, public payers their 公費負担者番号; who pays himself (6) has no payer organization.";
    }
}

/// The kind of a coverage: the code of its 保険種別.
fn kind(coverage: Element<'_>) -> Option<&str> {
    let mut codes = coverage.child(known::TYPE).into_iter().flat_map(codings);
    codes.find(|coding| coding.child_value(known::SYSTEM) == Some(INSURANCE))?.child_value(known::CODE)
}

fn symbols(_: &Scene<'_>, coverage: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(kind) = kind(coverage) else { return };
    for extension in coverage.children_named(known::EXTENSION) {
        let Some(url) = extension.child_value(known::URL) else { continue };
        let (name, allowed): (&str, &[&str]) = match url.rsplit('/').next() {
            Some("JP_Coverage_InsuredPersonSymbol") => ("記号", &["1", "2"]),
            Some("JP_Coverage_InsuredPersonNumber") => ("番号", &["1", "2", "7"]),
            Some("JP_Coverage_InsuredPersonSubNumber") => {
                branch(coverage, extension, kind, found);
                continue;
            }
            _ => continue,
        };
        if !allowed.contains(&kind) {
            found.say(found.about(extension).with("kind", kind.to_owned()).with("name", name));
        }
    }
}

/// 枝番 stands twice, alike.
fn branch(coverage: Element<'_>, extension: Element<'_>, kind: &str, found: &mut Found<'_, '_>) {
    let Some(dependent) = coverage.child(known::DEPENDENT) else { return };
    if dependent.value() != extension.child_value(known::VALUE_STRING) {
        found.say(found.about(dependent).with("kind", kind.to_owned()).with("name", "dependent ≠ 枝番"));
    }
}

fn public(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let mut ranks: Vec<&str> = Vec::new();
    for coverage in scene.resources_of("Coverage").filter(|coverage| kind(*coverage) == Some("8")) {
        if !has(coverage, known::SUBSCRIBER_ID) {
            found.say(found.lacks(coverage, "subscriberId").with("what", "subscriberId"));
        }
        match coverage.child(known::ORDER) {
            None => found.say(found.lacks(coverage, "order").with("what", "order")),
            Some(order) => {
                let rank = order.value().unwrap_or("");
                if ranks.contains(&rank) {
                    found.say(found.about(order).with("what", "order"));
                }
                ranks.push(rank);
            }
        }
    }
}

fn payer(scene: &Scene<'_>, coverage: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(kind) = kind(coverage) else { return };
    for payor in coverage.children_named(known::PAYOR) {
        let Some(target) = scene.target_of(payor).filter(|t| t.resource_type() == Some("Organization")) else {
            continue;
        };
        let expected = match kind {
            "1" | "2" | "7" => INSURER,
            "8" => PUBLIC_PAYER,
            "6" => "-",
            _ => continue,
        };
        let has_number =
            target.children_named(known::IDENTIFIER).any(|i| i.child_value(known::SYSTEM) == Some(expected));
        if !has_number {
            found.say(found.about(payor).with("kind", kind.to_owned()).with("expected", expected));
        }
    }
}
