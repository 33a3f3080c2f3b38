//! src/rules/examples.tsv: for each rule what keeps it and what breaks it, taken from the cases. `jpfhir explain` shows it.

use serde_json::Value;

use super::documents::{base, change};
use super::{case, top};

/// The longest value that is shown, in characters.
const LONGEST: usize = 120;
/// How many changes of one example are shown.
const CHANGES: usize = 3;

fn shown(value: Option<&Value>) -> String {
    let text = value.map_or_else(|| "(absent)".to_owned(), ToString::to_string);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text,
    }
}

/// `Bundle.entry[1].resource.code` for `/entry/1/resource/code`.
fn place(document: &Value, pointer: &str) -> String {
    let mut path = document["resourceType"].as_str().unwrap_or("").to_owned();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|b| b.is_ascii_digit()) {
            path.push_str(&format!("[{part}]"));
        } else {
            path.push_str(&format!(".{part}"));
        }
    }
    path
}

/// Place, what keeps the rule, what breaks it: by one change of a document.
fn example(document: &Value, step: &Value) -> [String; 3] {
    let text = |at: usize| step[at].as_str().unwrap_or("");
    let at = place(document, text(1));
    let kept = shown(document.pointer(text(1)));
    match text(0) {
        "remove" => [at, kept, shown(None)],
        "move" => [at.clone(), at, place(document, text(2))],
        "insert" => [at, shown(None), shown(base(text(2)).pointer(text(3)))],
        "notes" => [at, kept, format!("{} texts of {} bytes", step[2], step[3])],
        _ => [at, kept, shown(Some(&step[2]))],
    }
}

/// The examples of a case, one for each change that breaks the rule.
fn examples(id: &str) -> Vec<[String; 3]> {
    let text = std::fs::read_to_string(top().join("testdata/rules").join(id).join("case.json")).expect("a case");
    let content: Value = serde_json::from_str(&text).expect("it is JSON");
    let name = |name: &str| ["the file".to_owned(), "document.json".to_owned(), name.to_owned()];
    if content["notation"] == "xml" {
        return vec![name("document.xml")];
    }
    if let Some(file) = content["file"].as_str() {
        return vec![name(file)];
    }
    let mut document = base(content["base"].as_str().expect("a base"));
    if !content["good"].is_null() {
        document = change(document, &content["good"]);
    }
    let mut examples = Vec::new();
    for step in content["bad"].as_array().expect("a list of changes") {
        examples.push(example(&document, step));
        document = change(document, &Value::Array(vec![step.clone()]));
    }
    examples.truncate(CHANGES);
    examples
}

#[test]
fn the_examples_are_those_of_the_cases() {
    let files = "the Bundle-ID of two files";
    let batch = ["FILE-10", files, "1319999991^2026^A, 1319999991^2026^B", "1319999991^2026^A, 1319999991^2026^A"];
    let mut rows = vec![batch.join("\t")];
    for id in case::ids() {
        rows.extend(examples(&id).iter().map(|example| format!("{id}\t{}", example.join("\t"))));
    }
    rows.sort_by_key(|row| row.split('\t').next().map(str::to_owned));
    let made = rows.join("\n") + "\n";
    let path = top().join("src/rules/examples.tsv");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, &made).expect("the examples can be written");
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == made,
        "INSTA_UPDATE=always makes src/rules/examples.tsv anew"
    );
}
