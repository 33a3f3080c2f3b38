//! The READMEs and the pages about codes tell the truth: what they show is what the tool prints, apart from what `⋮` and
//! the pages say that they leave out.

use std::path::Path;

use assert_cmd::Command;
use regex::Regex;

/// What varies from run to run: the time taken, the day and the version.
fn steady(text: &str) -> String {
    let varying =
        Regex::new(r"\(\d+\.\d\d (s|秒)\)|\d{4}-\d\d-\d\d$|^jpfhir \d+\.\d+\.\d+").expect("the pattern is right");
    text.lines().map(|line| varying.replace_all(line.trim_end(), "").into_owned() + "\n").collect()
}

#[test]
fn reports_in_the_readmes_are_real() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let block = Regex::new(r"(?s)<!-- report: ([^\n]*?) -->\n```text\n(.*?)```").expect("the pattern is right");
    for name in ["README.md", "README.ja.md"] {
        let readme = std::fs::read_to_string(top.join(name)).expect("it can be read");
        let found: Vec<_> = block.captures_iter(&readme).collect();
        assert!(!found.is_empty(), "{name} shows no report");
        for report in found {
            let arguments = report[1].split_whitespace();
            let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
            command.current_dir(top).args(["validate", "--no-cache", "--color", "never"]).args(arguments);
            let printed = steady(&String::from_utf8_lossy(&command.output().expect("it runs").stdout));
            for part in report[2].split("⋮\n").map(steady) {
                assert!(printed.contains(part.trim()), "{name} shows what is not printed:\n{part}\n--\n{printed}");
            }
        }
    }
}

/// The examples of a page: what is typed after `jpfhir`, and the lines that it shows as printed.
fn examples(page: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
        let shown = line.strip_prefix("    ");
        match (shown.and_then(|shown| shown.strip_prefix("$ jpfhir ")), shown) {
            (Some(typed), _) => found.push((typed.to_owned(), Vec::new())),
            (None, Some(shown)) if is_open => found.last_mut().expect("it is open").1.push(shown.to_owned()),
            _ => {}
        }
        is_open = shown.is_some() && !found.is_empty();
    }
    found
}

/// The words of a command line; those with blanks stand between quotes.
fn words(typed: &str) -> Vec<String> {
    let word = Regex::new(r#""([^"]*)"|(\S+)"#).expect("the pattern is right");
    let own = |found: regex::Captures<'_>| found.get(1).or(found.get(2)).map_or("", |word| word.as_str()).to_owned();
    word.captures_iter(typed).map(own).collect()
}

#[test]
fn examples_of_the_pages_about_codes_are_real() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let data = tempfile::tempdir().expect("there is room");
    for (name, least) in [("codes-allergy.md", 5), ("codes-disease.md", 5), ("codes-drug.md", 3), ("codes-lab.md", 4)] {
        let page = std::fs::read_to_string(docs.join(name)).expect("it can be read");
        let found = examples(&page);
        assert!(found.len() >= least, "{name} shows {} examples", found.len());
        for (typed, shown) in found {
            let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
            command.env("JPFHIR_DATA_DIR", data.path()).env("LC_ALL", "C").args(words(&typed));
            let output = command.output().expect("it runs");
            let printed = String::from_utf8_lossy(&output.stdout);
            // The last line names the editions.
            let lines: Vec<&str> = printed.lines().filter(|line| !line.starts_with("# ")).collect();
            assert_eq!(shown, lines, "{name}: {typed}\n{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
