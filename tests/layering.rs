//! The shape of the source: who may import whom, who prints, how long files are.

use std::path::{Path, PathBuf};

use regex::Regex;

/// The modules from the ground up; each may import those before it. `render` is `diagnostics::render`.
const LAYERS: [&str; 18] = [
    "fold",
    "storage",
    "source",
    "diagnostics",
    "document",
    "definitions",
    "masters",
    "codes",
    "terminology",
    "fhirpath",
    "validate",
    "convert",
    "rules",
    "render",
    "policy",
    "fixes",
    "catalogue",
    "cli",
];
/// Only what stands in these folders may print.
const PRINTERS: [&str; 2] = ["src/cli/", "src/main.rs"];
/// Only what stands in these folders reads or writes files; documents come in through `source` alone.
const FILE_READERS: [&str; 8] = [
    "src/storage/whole.rs",
    "src/source/",
    "src/definitions/",
    "src/masters/import/open.rs",
    "src/masters/store.rs",
    "src/cli/config/",
    "src/cli/package.rs",
    "src/cli/shell.rs",
];
const LONGEST_FILE: usize = 500;
const LONGEST_OPENING: usize = 5;

/// Every Rust file below the folders, as path from the top and text.
fn rust_files(folders: &[&str]) -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        for entry in walkdir::WalkDir::new(top.join(folder)).sort_by_file_name().into_iter().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let name: PathBuf = entry.path().strip_prefix(top).expect("it is below the top").into();
                let text = std::fs::read_to_string(entry.path()).expect("sources can be read");
                files.push((name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    assert!(files.len() > folders.len(), "no sources found");
    files
}

/// The part of a file that is not tests and not comments.
fn program(text: &str) -> String {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The layer of a path like `diagnostics::render::json`.
fn layer(path: &[&str]) -> Option<usize> {
    let name = match path {
        ["diagnostics", "render", ..] => "render",
        [first, ..] => first,
        [] => return None,
    };
    LAYERS.iter().position(|known| *known == name)
}

/// Faults of one file's imports, by the rule that nothing imports upwards.
fn upward_imports(name: &str, text: &str) -> Vec<String> {
    let module = name.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let own: Vec<&str> = module.split('/').collect();
    let Some(here) = layer(&own) else {
        return vec![format!("{name}: give {module} a place in LAYERS")];
    };
    let single = Regex::new(r"\bcrate::(\w+)(?:::(\w+))?").expect("the pattern is right");
    let group = Regex::new(r"\bcrate::\{([^}]*)").expect("the pattern is right");
    let text = program(text);
    let mut paths: Vec<Vec<&str>> = Vec::new();
    for found in single.captures_iter(&text) {
        paths.push([found.get(1), found.get(2)].into_iter().flatten().map(|part| part.as_str()).collect());
    }
    for found in group.captures_iter(&text) {
        let items = found.get(1).map_or("", |m| m.as_str()).split(',').map(str::trim).filter(|item| !item.is_empty());
        paths.extend(items.map(|item| item.split("::").collect::<Vec<_>>()));
    }
    let upward = paths.iter().filter(|path| layer(path).is_some_and(|there| there > here));
    upward.map(|path| format!("{name} imports {}", path.join("::"))).collect()
}

#[test]
fn nothing_imports_upwards() {
    let files = rust_files(&["src"]);
    let own = files.iter().filter(|(name, _)| !["src/lib.rs", "src/main.rs"].contains(&name.as_str()));
    let own = own.filter(|(name, _)| !name.contains("test"));
    let faults: Vec<String> = own.flat_map(|(name, text)| upward_imports(name, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_upward_import_is_noticed() {
    let noticed = |name: &str, text: &str| !upward_imports(name, text).is_empty();
    assert!(noticed("src/source/x.rs", "use crate::document::Document;"));
    assert!(noticed("src/document/x.rs", "use crate::{source::Span, validate};"));
    assert!(noticed("src/validate/x.rs", "use crate::diagnostics::render::View;"));
    assert!(noticed("src/surprise.rs", ""));
    assert!(!noticed("src/document/mod.rs", "use crate::source::Span;\n// crate::validate\n#[cfg(test)] crate::cli"));
}

#[test]
fn only_the_command_line_prints() {
    let prints = Regex::new(r"\be?print(ln)?!|\bdbg!|\bstdout\(\)|\bstderr\(\)").expect("the pattern is right");
    let files = rust_files(&["src"]);
    let own = files.iter().filter(|(name, _)| !PRINTERS.iter().any(|printer| name.starts_with(printer)));
    let own = own.filter(|(name, _)| !name.contains("test"));
    let faults: Vec<&str> =
        own.filter(|(_, text)| prints.is_match(&program(text))).map(|(name, _)| name.as_str()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let command_line = files.iter().filter(|(name, _)| name.starts_with("src/cli/"));
    assert!(command_line.filter(|(_, text)| prints.is_match(&program(text))).count() > 0, "the pattern finds nothing");
}

#[test]
fn files_are_read_in_few_places() {
    let reads = Regex::new(r"\bfs::|\bFile::|\bOpenOptions\b").expect("the pattern is right");
    let faults: Vec<String> = rust_files(&["src"])
        .into_iter()
        .filter(|(name, _)| !name.contains("test") && !FILE_READERS.iter().any(|reader| name.starts_with(reader)))
        .filter(|(_, text)| reads.is_match(&program(text)))
        .map(|(name, _)| name)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut faults = Vec::new();
    for (name, text) in rust_files(&["src", "tests", "benches", "build"]) {
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("{name}: {lines} lines"));
        }
        let opening = text.lines().take_while(|line| line.starts_with("//!")).count();
        if !(1..=LONGEST_OPENING).contains(&opening) {
            faults.push(format!("{name}: opens with {opening} lines of //!"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_for_later() {
    let later =
        Regex::new(concat!(r"\b(TO", r"DO|FIX", r"ME|XX", r"X)\b|\bto", r"do!|\bunimplement", r"ed!|#\[ign", "ore"))
            .expect("the pattern is right");
    let files = rust_files(&["src", "tests", "benches", "build"]);
    let faults: Vec<&str> =
        files.iter().filter(|(_, text)| later.is_match(text)).map(|(name, _)| name.as_str()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
