//! The table of rules is whole and says the truth, and docs/rules.md shows it.

use std::collections::BTreeSet;

use assert_cmd::Command;
use jpfhir::diagnostics::Severity;
use jpfhir::rules::register::{State, rows};
use jpfhir::rules::{self, On};

use super::{case, shared, top};

fn rules_command(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("jpfhir").expect("the program is built").arg("rules").args(arguments).output();
    String::from_utf8(output.expect("the program runs").stdout).expect("it is UTF-8")
}

#[test]
fn the_table_has_every_rule_once() {
    let ids: BTreeSet<&str> = rows().iter().map(|row| row.id).collect();
    assert_eq!((rows().len(), ids.len()), (304, 304));
    let Some(folder) = shared::folder("spec") else { return };
    let table = std::fs::read_to_string(folder.join("jp_rules.tsv")).expect("the table of rules");
    let expected: Vec<(&str, char)> = table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|fields| (fields[0], fields[5].chars().next().unwrap_or(' ')))
        .collect();
    let listed: Vec<(&str, char)> = rows().iter().map(|row| (row.id, row.published)).collect();
    assert_eq!(listed, expected);
}

#[test]
fn each_status_is_true() {
    let tested: BTreeSet<String> = case::ids().into_iter().collect();
    let mut faults = Vec::new();
    for row in rows() {
        let is_tested = tested.contains(row.id) || row.rule.is_some_and(|rule| matches!(rule.on, On::Batch));
        let is_right = match row.state {
            State::Implemented => row.rule.is_some() && is_tested,
            State::Profile => row.rule.is_none() && is_tested && !row.detail.is_empty(),
            State::Covered | State::NotCheckable => row.rule.is_none() && !row.detail.is_empty(),
            _ => row.rule.is_none(),
        };
        // What the table says of a row without a rule must be whole.
        let is_told = row.rule.is_some() || (row.severity().is_some() && !row.japanese().is_empty());
        let is_open = matches!(row.state, State::NotYet | State::NeedsMasters);
        if !is_open && (!is_told || row.source().is_empty()) {
            faults.push(format!("{} has no severity, Japanese words or source", row.id));
        }
        let is_shown = matches!(row.state, State::Implemented | State::Profile);
        if is_shown && row.examples().next().is_none() {
            faults.push(format!("{} has no example", row.id));
        }
        let is_titled = row.rule.is_some() || row.state == State::NotYet || !row.title.is_empty();
        if !is_right || !is_titled {
            faults.push(format!("{} is {}", row.id, row.state.word()));
        }
    }
    let unlisted = rules::all().filter(|rule| rows().iter().all(|row| row.id != rule.id()));
    faults.extend(unlisted.map(|rule| format!("{} is not in the table", rule.id())));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let not_checkable = rows().iter().filter(|row| row.state == State::NotCheckable).count();
    assert!(not_checkable <= 15, "{not_checkable} rules are called not checkable");
}

/// Severities as the table of rules has them; what is milder says why in its explanation.
#[test]
fn what_is_milder_than_the_table_says_why() {
    let Some(folder) = shared::folder("spec") else { return };
    let table = std::fs::read_to_string(folder.join("jp_rules.tsv")).expect("the table of rules");
    let mut faults = Vec::new();
    for fields in table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let asked = match fields[2] {
            severity if severity.starts_with("error") => Severity::Error,
            severity if severity.starts_with("warning") => Severity::Warning,
            _ => Severity::Information,
        };
        let rule = rules::all().find(|rule| rule.id() == fields[0]);
        let is_milder = rule.is_some_and(|rule| rule.message.severity > asked);
        if is_milder && !rule.is_some_and(|rule| rule.message.explanation.contains("so this is a ")) {
            faults.push(fields[0].to_owned());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join(" "));
}

/// What is still to be done, told by number: whoever does some of it lowers the numbers.
#[test]
fn what_is_not_yet_checked_is_counted() {
    let count = |state| rows().iter().filter(|row| row.state == state).count();
    let open = [State::NeedsMasters, State::NotYet].map(count);
    assert_eq!(open, OPEN);
}

const OPEN: [usize; 2] = [8, 23];

#[test]
fn the_manual_is_current() {
    let path = top().join("docs/rules.md");
    let made = rules_command(&["--format", "markdown"]);
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, &made).expect("the manual can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/rules.md is out of date: jpfhir rules --format markdown > docs/rules.md");
}

#[test]
fn rules_are_filtered() {
    let ids = |arguments: &[&str]| -> Vec<String> {
        let lines: Vec<String> = rules_command(arguments).lines().map(str::to_owned).collect();
        let (_, rules) = lines.split_last().expect("a last line");
        rules.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
    };
    assert_eq!(ids(&[]).len(), 304);
    assert!(ids(&["--group", "bnd"]).iter().all(|id| id.starts_with("BND-")));
    assert!(ids(&["--target", "referral", "--severity", "error"]).contains(&"ENC-03".to_owned()));
    assert!(!ids(&["--target", "clins-5info"]).contains(&"ENC-03".to_owned()));
    let defects = rules_command(&["--defects"]);
    assert!(
        defects.starts_with("a   ") && defects.contains("BND-07") && defects.contains("cannot be shown"),
        "{defects}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&rules_command(&["--defects", "--format", "json"])).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(30));
    assert_eq!(ids(&["--status", "covered"]).len(), rows().iter().filter(|r| r.state == State::Covered).count());
    let json: serde_json::Value = serde_json::from_str(&rules_command(&["--format", "json"])).expect("it is JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(304));
}

#[test]
fn rules_are_explained() {
    let explain = |id| {
        let output = Command::cargo_bin("jpfhir").expect("the program is built").args(["explain", id]).output();
        String::from_utf8(output.expect("the program runs").stdout).expect("it is UTF-8")
    };
    let text = explain("BND-06");
    assert!(text.contains("ja: ") && text.contains("source: ") && text.contains("targets: clins-5info"), "{text}");
    assert!(text.contains("\nexample: ") && text.contains("keeps it: ") && text.contains("breaks it: "), "{text}");
    let profile = explain("bnd-11");
    let parts = ["error[BND-11]", "valid-value-bundleIdenfifier", "en: ", "ja: ", "source: ", "targets: clins-5info"];
    for part in parts.into_iter().chain(["example: Bundle.identifier.value", "keeps it:  \"1319999991^2026^DIS-0401\""])
    {
        assert!(profile.contains(part), "{part}: {profile}");
    }
}
