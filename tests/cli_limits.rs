//! `--max-findings`: the same findings are shown whatever the number of threads, and the others are counted.

use assert_cmd::Command;

const WRONG: &str = "{\"resourceType\":\"Patient\",\"gender\":\"x\",\"birthDate\":\"1985/02/28\",\"active\":\"no\"}\n";
const GOOD: &str = "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}\n";
const MILD: &str = "{\"resourceType\":\"Basic\",\"code\":{\"coding\":[{\"system\":\"http://none.example\",\"code\":\"1\"}]},\"created\":\"1985/02/28\"}\n";

/// Exit status, standard output and standard error of a validation of these lines.
fn run(lines: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.env("LC_ALL", "C").args(["validate", "--no-config", "--guide", "r4", "--as-of", "2026-04-01"]);
    let output = command.args(arguments).arg("-").write_stdin(lines).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn so_many_are_shown_and_all_are_counted() {
    let lines = format!("{GOOD}{WRONG}").repeat(200);
    let (code, all, _) = run(&lines, &["--format", "concise"]);
    assert_eq!(code, 1);
    let all: Vec<&str> = all.lines().collect();
    let (findings, last) = (&all[..all.len() - 1], all[all.len() - 1]);
    let each = findings.len() / 200;
    assert_eq!(findings.len(), each * 200);
    for limit in [1, each, each * 17, each * 200, each * 200 + 1] {
        let (code, shown, err) = run(&lines, &["--format", "concise", "--max-findings", &limit.to_string()]);
        assert_eq!(code, 1, "{err}");
        let shown: Vec<&str> = shown.lines().collect();
        let count = findings.len().min(limit);
        assert_eq!(shown[..shown.len() - 1], findings[..count]);
        let rest = findings.len() - count;
        let told = if rest > 0 { format!(", {rest} not shown") } else { String::new() };
        assert_eq!(shown[shown.len() - 1], format!("{last}{told}"));
        assert_eq!(err.contains(&format!("{rest} findings are not shown")), rest > 0, "{err}");
    }
}

#[test]
fn threads_make_no_difference() {
    let lines = format!("{GOOD}{WRONG}{MILD}").repeat(150);
    for format in ["json", "human", "sarif", "operation-outcome", "validator-cli"] {
        let with = |jobs| {
            let (_, out, _) = run(&lines, &["--format", format, "--max-findings", "200", "--jobs", jobs]);
            // Times are never the same.
            let lines = out.lines().filter(|line| !line.starts_with("Done. Times") && !line.contains(" resources: "));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(with("1"), with("7"), "{format}");
    }
}

#[test]
fn a_document_that_is_shown_in_part_shows_its_worst() {
    let (_, all, _) = run(MILD, &["--format", "concise"]);
    assert!(all.starts_with("-:1:53: warning[code-system-unknown]"), "{all}");
    let (code, out, _) = run(MILD, &["--format", "validator-cli", "--max-findings", "1"]);
    assert_eq!(code, 1);
    assert!(out.contains("*FAILURE*: 1 errors, 0 warnings, 0 notes\n  Error @ Basic.created"), "{out}");
    assert!(out.contains("\nNot shown: 1\n"), "{out}");
}

#[test]
fn a_document_of_which_nothing_is_shown_does_not_look_well() {
    let lines = format!("{WRONG}{MILD}{GOOD}");
    let (_, out, _) = run(&lines, &["--format", "json", "--max-findings", "1"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("the report is whole");
    let lines: Vec<_> = report["documents"].as_array().expect("documents").iter().map(|d| d["line"].as_u64()).collect();
    assert_eq!(lines, [Some(1), Some(3)]);
    let summary = &report["summary"];
    let count = |name: &str| summary[name].as_u64().unwrap_or_default();
    assert_eq!(count("documents"), 3);
    assert_eq!(count("errors") + count("warnings") + count("information"), count("notShown") + 1);
}

#[test]
fn a_baseline_is_never_written_in_part() {
    let (code, _, err) = run(WRONG, &["--max-findings", "1", "--write-baseline", "x.tsv"]);
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
    assert_eq!(run(WRONG, &["--max-findings", "0"]).0, 2);
}
