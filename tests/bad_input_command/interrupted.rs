//! Ctrl-C, and readers that go away.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command as Process, Stdio};

use super::shared::REPORT_FORMATS;
use super::{PATIENT, WRONG_PATIENT, folder};

fn start(folder: &std::path::Path, arguments: &[&str]) -> Child {
    let mut run = Process::new(assert_cmd::cargo::cargo_bin("jpfhir"));
    run.current_dir(folder).env("LC_ALL", "C").arg("validate").args(arguments);
    run.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    run.spawn().expect("the program starts")
}

/// Standard output and standard error of a run that is interrupted while its input goes on.
fn interrupted(format: &str) -> (String, String) {
    let folder = folder(&[]);
    let mut run = start(folder.path(), &["--format", format, "-"]);
    let mut input = run.stdin.take().expect("a pipe");
    let mut output = run.stdout.take().expect("a pipe");
    // The input never ends of itself.
    let feeder = std::thread::spawn(move || while input.write_all(WRONG_PATIENT.as_bytes()).is_ok() {});
    let mut report = vec![0];
    output.read_exact(&mut report).expect("a report begins");
    let killed = Process::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    output.read_to_end(&mut report).expect("the rest of the report");
    let status = run.wait().expect("the program ends");
    let mut errors = String::new();
    run.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
    assert_eq!(status.code(), Some(130), "{format}: {errors}");
    feeder.join().expect("the feeder ends");
    (String::from_utf8(report).expect("UTF-8"), errors)
}

#[test]
fn an_interrupted_run_ends_with_a_whole_report_and_the_summary_so_far() {
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    for format in REPORT_FORMATS {
        let (report, errors) = interrupted(format);
        let end = &report[report.len().saturating_sub(300)..];
        let is_whole = match format {
            "human" => {
                report.trim_end().lines().any(|line| line.contains(" resources: ") && line.contains("interrupted"))
            }
            "concise" => report.ends_with(", interrupted\n"),
            "validator-cli" => end.contains("\nInterrupted: ") && end.contains("\nDone. Times: "),
            "json" => is_json(&report) && end.contains("\"interrupted\":true"),
            "operation-outcome" | "sarif" | "gitlab" => is_json(&report),
            "ndjson" | "operation-outcome-ndjson" => report.lines().all(is_json),
            "junit" => roxmltree::Document::parse(&report).is_ok(),
            "html" => report.trim_end().ends_with("</html>"),
            _ => report.ends_with('\n'),
        };
        assert!(is_whole, "{format}: {end}");
        assert!(errors.contains("jpfhir: interrupted after ") && errors.contains(" errors and "), "{format}: {errors}");
        assert!(!errors.contains("panicked"), "{format}: {errors}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_run_in_silence() {
    let folder = folder(&[("many.ndjson", format!("{PATIENT}{WRONG_PATIENT}").repeat(20_000).as_bytes())]);
    let mut run = start(folder.path(), &["--format", "concise", "many.ndjson"]);
    let mut output = BufReader::new(run.stdout.take().expect("a pipe"));
    let mut first = String::new();
    output.read_line(&mut first).expect("a line");
    drop(output);
    let status = run.wait().expect("the program ends");
    let mut errors = String::new();
    run.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
    assert!(first.contains("many.ndjson:2:"), "{first}");
    assert_eq!((status.code(), &*errors), (Some(0), ""));
}
