//! Every diagnostic is declared well and is in the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jpfhir::catalogue;
use jpfhir::diagnostics::Words;
use regex::Regex;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn texts(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(top().join(folder)).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|e| e == extension));
    files.map(|e| (e.path().to_owned(), std::fs::read_to_string(e.path()).expect("it can be read"))).collect()
}

fn placeholders(words: &Words) -> BTreeSet<String> {
    let pattern = Regex::new(r"\{(\w+)\}").expect("the pattern is right");
    let text = format!("{} {}", words.message, words.help);
    pattern.captures_iter(&text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    // Rules have the ids of their table.
    let shape = Regex::new(r"^([a-z][a-z0-9]*(-[a-z0-9]+)*|[A-Z]{3,4}-\d\d)$").expect("the pattern is right");
    let mut seen = BTreeMap::new();
    for message in catalogue::all() {
        assert!(shape.is_match(message.id), "{}", message.id);
        if let Some(other) = seen.insert(message.id, message.explanation) {
            panic!("{} is declared twice: {other} / {}", message.id, message.explanation);
        }
    }
    assert!(!seen.is_empty());
}

#[test]
fn both_languages_say_the_same_about_the_same_facts() {
    let japanese = Regex::new(r"[\p{Hiragana}\p{Katakana}\p{Han}]").expect("the pattern is right");
    let mut faults = Vec::new();
    for message in catalogue::all() {
        let (en, ja, id) = (&message.english, &message.japanese, message.id);
        if en.message.is_empty() || ja.message.is_empty() || message.explanation.is_empty() {
            faults.push(format!("{id}: words are missing"));
        }
        if !japanese.is_match(ja.message) || japanese.is_match(en.message) {
            faults.push(format!("{id}: the languages are mixed up"));
        }
        if en.help.is_empty() != ja.help.is_empty() {
            faults.push(format!("{id}: only one language helps"));
        }
        if placeholders(en) != placeholders(ja) {
            faults.push(format!("{id}: {:?} are not {:?}", placeholders(en), placeholders(ja)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn everything_declared_is_in_the_catalogue() {
    let declaration =
        Regex::new(r#"(?m)^\s+[A-Z][A-Z0-9_]* = "([A-Za-z0-9-]+)", (?:Error|Warning|Information), \w+ \{"#)
            .expect("the pattern is right");
    let declared: BTreeSet<String> = texts("src", "rs")
        .iter()
        .filter(|(path, _)| path.file_name().is_none_or(|name| name != "tests.rs"))
        .flat_map(|(_, text)| declaration.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>())
        .collect();
    let listed: BTreeSet<String> = catalogue::all().iter().map(|message| message.id.to_owned()).collect();
    let missing: Vec<_> = declared.symmetric_difference(&listed).collect();
    assert!(missing.is_empty(), "declared or listed, not both: {missing:?}");
}

#[test]
fn ids_are_found_also_when_they_are_misspelt() {
    let all = catalogue::all();
    assert!(all.iter().all(|message| catalogue::find(message.id).is_some_and(|found| std::ptr::eq(found, *message))));
    assert!(catalogue::find("no-such-diagnostic").is_none());
    assert_eq!(catalogue::nearest("element_unknwon").map(|m| m.id), Some("element-unknown"));
    assert!(catalogue::nearest("zzzz").is_none());
}
