//! The READMEs tell the truth: each report in them is what the tool prints, apart from what `⋮` leaves out.

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
