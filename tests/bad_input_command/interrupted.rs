//! Ctrl-C, and readers that go away.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command as Process, Stdio};

use super::{PATIENT, WRONG_PATIENT, folder};

fn start(folder: &std::path::Path, arguments: &[&str]) -> Child {
    let mut run = Process::new(assert_cmd::cargo::cargo_bin("jpfhir"));
    run.current_dir(folder).env("LC_ALL", "C").arg("validate").args(arguments);
    run.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    run.spawn().expect("the program starts")
}

#[test]
fn an_interrupted_run_ends_with_a_whole_report() {
    let folder = folder(&[]);
    let mut run = start(folder.path(), &["--format", "json", "-"]);
    let mut input = run.stdin.take().expect("a pipe");
    let mut output = BufReader::new(run.stdout.take().expect("a pipe"));
    let mut first = String::new();
    // The input never ends of itself.
    let feeder = std::thread::spawn(move || while input.write_all(WRONG_PATIENT.as_bytes()).is_ok() {});
    output.read_line(&mut first).expect("a report begins");
    let killed = Process::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("the rest of the report");
    let status = run.wait().expect("the program ends");
    let mut errors = String::new();
    run.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
    assert_eq!(status.code(), Some(130), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    let report: serde_json::Value = serde_json::from_str(&(first + &rest)).expect("the report is whole");
    assert!(report.to_string().contains("interrupted"), "the report says that it is not complete");
    feeder.join().expect("the feeder ends");
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
