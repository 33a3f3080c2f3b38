//! Documents made from a shared one by small changes, as testdata/rules describes them.

use serde_json::Value;

use super::top;

/// A document of testdata/rules/base.
pub fn base(name: &str) -> Value {
    let path = top().join(format!("testdata/rules/base/{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("it is JSON")
}

/// Makes the changes that a list describes, one after the other:
/// `["set", path, value]`, `["remove", path]`, `["move", from, to]`, `["insert", path, other document, path there]`,
/// `["take", path]` for a part alone, `["edition", version]` for all claims of 1.10.0, `["notes", path, count, bytes]` for long texts.
pub fn change(mut document: Value, changes: &Value) -> Value {
    for step in changes.as_array().expect("a list of changes") {
        let text = |at: usize| step[at].as_str().unwrap_or_else(|| panic!("{step}"));
        match text(0) {
            "set" => put(&mut document, text(1), step[2].clone(), false),
            "remove" => drop(remove(&mut document, text(1))),
            "move" => {
                let moved = remove(&mut document, text(1));
                put(&mut document, text(2), moved, true);
            }
            "insert" => {
                let other = base(text(2));
                let part = other.pointer(text(3)).unwrap_or_else(|| panic!("{step}")).clone();
                put(&mut document, text(1), part, true);
            }
            "take" => document = document.pointer(text(1)).unwrap_or_else(|| panic!("{step}")).clone(),
            "edition" => claim(&mut document, text(1)),
            "notes" => {
                let (count, bytes) = (step[2].as_u64().expect("a count"), step[3].as_u64().expect("a size"));
                let note = serde_json::json!({"text": "あ".repeat(bytes as usize / 3)});
                let notes = (0..count).map(|_| note.clone()).collect();
                put(&mut document, text(1), Value::Array(notes), false);
            }
            other => panic!("{other} is no kind of change"),
        }
    }
    document
}

fn claim(value: &mut Value, version: &str) {
    match value {
        Value::String(text) => {
            if let Some(url) = text.strip_suffix("|1.10.0") {
                *text = format!("{url}|{version}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| claim(item, version)),
        Value::Object(members) => members.values_mut().for_each(|member| claim(member, version)),
        _ => {}
    }
}

/// Splits a path into that of the parent and the last part.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or_else(|| panic!("{path} is no path"))
}

fn put(document: &mut Value, path: &str, value: Value, insert: bool) {
    let (parent, last) = split(path);
    let is_index = last.bytes().all(|b| b.is_ascii_digit());
    if document.pointer(parent).is_none() {
        let empty = if is_index { Value::Array(Vec::new()) } else { Value::Object(serde_json::Map::new()) };
        put(document, parent, empty, false);
    }
    match document.pointer_mut(parent) {
        Some(Value::Array(items)) => {
            let at: usize = last.parse().unwrap_or_else(|_| panic!("{path}: {last} is no position"));
            if insert || at == items.len() {
                items.insert(at, value);
            } else {
                items[at] = value;
            }
        }
        Some(Value::Object(members)) => drop(members.insert(last.to_owned(), value)),
        _ => panic!("nothing can be put at {path}"),
    }
}

fn remove(document: &mut Value, path: &str) -> Value {
    let (parent, last) = split(path);
    let removed = match document.pointer_mut(parent) {
        Some(Value::Array(items)) => last.parse().ok().filter(|at| *at < items.len()).map(|at| items.remove(at)),
        Some(Value::Object(members)) => members.remove(last),
        _ => None,
    };
    removed.unwrap_or_else(|| panic!("there is nothing at {path}"))
}
