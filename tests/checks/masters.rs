//! Codes of the masters: judged by the day, warned of where the edition is older, never copied into a package.

use std::sync::Arc;

use jpfhir::codes::Day;
use jpfhir::masters::data::compile;
use jpfhir::masters::{Cell, Edition, Kind, Masters, Rows, Table};
use jpfhir::validate::AsOf;

use super::{Options, PROFILE, claiming, definitions, is_about_codes, judge, official, profile};

const KEY_NUMBER: &str = "http://medis.or.jp/CodeSystem/master-disease-keyNumber";
const RECEIPT: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
const HOT9: &str = "http://medis.or.jp/CodeSystem/master-HOT9";

/// A table with rows given by the columns that matter.
fn table(kind: Kind, edition: &str, rows: &[&[(&str, &str)]]) -> Table {
    let columns = kind.schema().columns;
    let cell = |row: &[(&str, &str)], name: &str| {
        row.iter().find(|(column, _)| *column == name).map_or(Cell::default(), |(_, text)| (*text).into())
    };
    let rows = rows.iter().map(|row| columns.iter().map(|column| cell(row, column.name)).collect()).collect();
    let mut rows = Rows { kind, edition: Edition::parse(edition).expect("a day"), sources: Vec::new(), rows };
    rows.sort();
    Table::open(compile(&rows)).expect("a table")
}

/// Diseases of 2024-06-01 and those retired up to 2026-01-01, and drugs of 2025-11-30; the codes are invented.
fn masters() -> Arc<Masters> {
    let disease = |code: &'static str, number: &'static str, name: &'static str, listed: &'static str| {
        [
            ("code", code),
            ("management_number", number),
            ("name", name),
            ("listed", listed),
            ("retired", "99999999"),
            ("successor", code),
        ]
    };
    let current = table(
        Kind::Disease,
        "20240601",
        &[&disease("1000001", "20000001", "甲－病", ""), &disease("1000002", "20000002", "乙病", "20240601")],
    );
    let retired = table(
        Kind::RetiredDisease,
        "20260101",
        &[&[
            ("code", "1000009"),
            ("management_number", "20000009"),
            ("name", "丙病"),
            ("retired", "20250531"),
            ("successor", "1000002"),
        ]],
    );
    let drugs = table(Kind::Hot, "20251130", &[&[("code", "1234567890101"), ("name", "丁錠")]]);
    Arc::new(Masters::default().with_table(current).with_table(retired).with_table(drugs))
}

fn options(day: &str, is_fixed: bool) -> Options {
    let as_of = Day::parse(day).map(|day| AsOf { day, is_fixed });
    Options { as_of, masters: masters(), ..Options::default() }
}

/// What is found about the code of an Observation, required to be of a code system.
fn found(options: Options, system: &str, code: &str, more: &str) -> Vec<String> {
    let set = format!(
        r#"{{"resourceType":"ValueSet","url":"http://e/all","compose":{{"include":[{{"system":"{system}"}}]}}}}"#
    );
    let bound = profile(
        PROFILE,
        "Observation",
        r#"[{"id":"Observation.code","path":"Observation.code","binding":{"strength":"required","valueSet":"http://e/all"}}]"#,
    );
    let package = format!(
        r#"{{"resourceType":"CodeSystem","url":"{RECEIPT}","content":"complete","caseSensitive":true,"concept":[{{"code":"1000001","display":"甲－病"}}]}}"#
    );
    let text = claiming(
        "Observation",
        &format!(r#""status":"final","code":{{"coding":[{{"system":"{system}","code":"{code}"{more}}}]}}"#),
    );
    let (_, found) = judge(&[set, bound, package], options, &text);
    found.iter().filter(|d| is_about_codes(d)).map(|d| format!("{} {:?}", d.message.id, d.severity)).collect()
}

#[test]
fn codes_are_judged_by_the_day() {
    for (day, system, code, expected) in [
        ("2025-11-24", KEY_NUMBER, "20000001", &[][..]),
        ("2025-11-24", RECEIPT, "1000001", &[]),
        // The last day counts.
        ("2025-05-31", KEY_NUMBER, "20000009", &[]),
        ("2025-06-01", KEY_NUMBER, "20000009", &["code-retired Error"]),
        ("2025-06-01", RECEIPT, "1000009", &["code-retired Error"]),
        ("2024-06-01", KEY_NUMBER, "20000002", &[]),
        ("2024-05-31", KEY_NUMBER, "20000002", &["code-not-yet-valid Warning"]),
        // The edition is older than the day: the code may have come out since.
        ("2025-11-24", KEY_NUMBER, "29999999", &["code-newer-than-edition Warning"]),
        ("2025-11-24", RECEIPT, "9999999", &["code-newer-than-edition Warning"]),
        // It is not: there is no such code.
        ("2024-06-01", KEY_NUMBER, "29999999", &["code-not-in-value-set Error"]),
        ("2024-06-01", RECEIPT, "9999999", &["code-not-in-value-set Error"]),
        // This master drops codes, so that one of before may be missing.
        ("2025-11-30", HOT9, "123456789", &[]),
        ("2025-11-30", HOT9, "999999999", &["code-not-in-edition Warning"]),
        ("2025-12-01", HOT9, "999999999", &["code-newer-than-edition Warning"]),
        ("2025-11-30", HOT9, "1234567890101", &["code-not-in-edition Warning"]),
    ] {
        assert_eq!(found(options(day, true), system, code, ""), expected, "{day} {system} {code}");
    }
}

#[test]
fn the_date_of_the_resource_counts_unless_a_day_is_asked_for() {
    let dated = |date: &str, options: Options| {
        let text = format!(
            r#"{{"resourceType":"Condition","subject":{{"display":"x"}},"recordedDate":"{date}","code":{{"coding":[{{"system":"{KEY_NUMBER}","code":"20000009"}}]}}}}"#
        );
        let (_, found) = judge(&[], options, &text);
        found.iter().filter(|d| is_about_codes(d)).map(|d| d.message.id).collect::<Vec<_>>()
    };
    assert_eq!(dated("2025-05-31T10:00:00+09:00", options("2026-01-01", false)), Vec::<&str>::new());
    assert_eq!(dated("2025-06-01", options("2026-01-01", false)), ["code-retired"]);
    assert_eq!(dated("2025-05-31", options("2026-01-01", true)), ["code-retired"]);
    assert_eq!(dated("2025", options("2026-01-01", false)), ["code-retired"]);
    assert_eq!(dated("2025-06-01", options("2025-01-01", true)), Vec::<&str>::new());
}

#[test]
fn names_are_those_of_the_master() {
    for (display, expected) in [
        ("甲－病", &[][..]),
        // Dashes and widths do not count.
        ("甲-病", &[]),
        ("甲−病", &[]),
        ("乙病", &["display-wrong Warning"]),
    ] {
        let more = format!(r#","display":"{display}""#);
        assert_eq!(found(options("2024-06-01", true), KEY_NUMBER, "20000001", &more), expected, "{display}");
    }
}

#[test]
fn published_packages_are_taken_at_their_word_when_that_is_asked_for() {
    let official = Options { masters: masters(), as_of: options("2025-11-24", true).as_of, ..official() };
    assert_eq!(found(official.clone(), RECEIPT, "1000009", ""), ["code-not-in-value-set Error"]);
    assert_eq!(found(official, RECEIPT, "1000001", ""), Vec::<String>::new());
}

#[test]
fn successors_and_ages_are_named() {
    let text = claiming(
        "Observation",
        &format!(
            r#""status":"final","code":{{"coding":[{{"system":"{KEY_NUMBER}","code":"20000009"}},{{"system":"{KEY_NUMBER}","code":"20000003"}}]}}"#
        ),
    );
    let (_, found) = judge(&[], options("2025-06-01", true), &text);
    let facts: Vec<String> = found
        .iter()
        .filter(|d| is_about_codes(d))
        .map(|d| super::fill(d.message.english.message, d) + " | " + &super::fill(d.message.english.help, d))
        .collect();
    assert_eq!(
        facts,
        [
            "`20000009` of 病名管理番号 was retired: its last day was 2025-05-31, and it is used on 2025-06-01 | the code that follows it: `20000002` 乙病",
            "病名管理番号 has no `20000003` in disease@20240601, but that edition is 365 days older than 2025-06-01, so the code may be newer | check the code, or import a newer edition; codes that come near: `20000001` 甲－病, `20000002` 乙病",
        ]
    );
}

#[test]
fn another_edition_that_has_a_code_is_named() {
    let hot = |edition: &str, codes: &[&str]| {
        let rows: Vec<[(&str, &str); 1]> = codes.iter().map(|code| [("code", *code)]).collect();
        table(Kind::Hot, edition, &rows.iter().map(|row| &row[..]).collect::<Vec<_>>())
    };
    let masters = || {
        let older = hot("20241130", &["1234567890101", "2222222220101"]);
        Arc::new(Masters::default().with_table(older).with_table(hot("20251130", &["1234567890101"])))
    };
    let causes = |system: &str, code: &str, day: &str| {
        let as_of = Day::parse(day).map(|day| AsOf { day, is_fixed: true });
        let text = claiming(
            "Observation",
            &format!(r#""status":"final","code":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}"#),
        );
        let (_, found) = judge(&[], Options { as_of, masters: masters(), ..Options::default() }, &text);
        let about = found.iter().filter(|d| is_about_codes(d));
        let causes = about.flat_map(|d| d.causes.iter().map(|cause| super::fill(cause.message.english.message, cause)));
        causes.collect::<Vec<_>>()
    };
    let named = |causes: Vec<String>| causes.iter().any(|cause| cause.contains("hot@20241130"));
    const HOT13: &str = "http://medis.or.jp/CodeSystem/master-HOT13";
    // The edition of the day has it no more, but the one before had.
    assert!(named(causes(HOT13, "2222222220101", "2025-11-30")));
    assert!(named(causes(HOT9, "222222222", "2025-11-30")));
    assert_eq!(causes(HOT13, "3333333330101", "2025-11-30"), Vec::<String>::new());
    assert_eq!(causes(HOT13, "1234567890101", "2025-11-30"), Vec::<String>::new());
    // On that day the edition of the time has it.
    assert_eq!(causes(HOT13, "2222222220101", "2025-01-01"), Vec::<String>::new());
}

#[test]
fn codes_that_a_package_withdrew_are_warned_of() {
    let system = r#"{"resourceType":"CodeSystem","url":"http://e/s","content":"complete","concept":[
        {"code":"old","property":[{"code":"status","valueCode":"retired"}]},{"code":"new"},
        {"code":"dated","property":[{"code":"retirementDate","valueDateTime":"2025-03-31"}]}]}"#;
    for (code, day, expected) in [
        ("old", "2025-01-01", &["code-withdrawn"][..]),
        ("new", "2025-01-01", &[]),
        ("dated", "2025-03-31", &[]),
        ("dated", "2025-04-01", &["code-retired"]),
    ] {
        let text = claiming(
            "Observation",
            &format!(r#""status":"final","code":{{"coding":[{{"system":"http://e/s","code":"{code}"}}]}}"#),
        );
        let (_, found) = judge(&[system.to_owned()], options(day, true), &text);
        let ids: Vec<&str> = found.iter().filter(|d| is_about_codes(d)).map(|d| d.message.id).collect();
        assert_eq!(ids, expected, "{code} {day}");
    }
}

#[test]
fn editions_are_chosen_by_the_day() {
    let of = |edition: &str, code: &str| {
        table(Kind::Modifier, edition, &[&[("code", code), ("name", "の"), ("retired", "99999999")]])
    };
    let masters = || Masters::default().with_table(of("20240601", "1111")).with_table(of("20250601", "2222"));
    let editions = |masters: Masters, day: &str| {
        let as_of = Day::parse(day).map(|day| AsOf { day, is_fixed: true });
        let options = Options { as_of, masters: Arc::new(masters), ..Options::default() };
        jpfhir::validate::Validator::new(definitions(&[]), options).master_editions()
    };
    assert_eq!(editions(masters(), "2024-12-31"), ["modifier@20240601"]);
    assert_eq!(editions(masters(), "2025-06-01"), ["modifier@20250601"]);
    // Before the oldest edition the oldest is the best there is.
    assert_eq!(editions(masters(), "2020-01-01"), ["modifier@20240601"]);
    let pinned = masters().with_pin(Kind::Modifier, Edition::parse("20250601").expect("a day"));
    assert_eq!(editions(pinned, "2024-12-31"), ["modifier@20250601"]);
    assert_eq!(editions(Masters::default(), "2025-06-01"), Vec::<String>::new());
}
