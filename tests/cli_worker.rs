//! `jpfhir worker`: a line for each line, at once, whatever the lines hold.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use serde_json::Value;

const PATIENT: &str = r#"{"resourceType":"Patient","brithDate":"1985-02-28"}"#;
const SOUND: &str = r#"{"resourceType":"Basic","code":{"text":"x"}}"#;

fn start(arguments: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin("jpfhir"))
        .args(["worker", "--no-config", "--as-of", "2026-04-01", "--lang", "en"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Exit status and lines for this input.
fn run(arguments: &[&str], input: &[u8]) -> (i32, Vec<String>) {
    let mut worker = start(arguments);
    let mut stdin = worker.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = worker.wait_with_output().expect("it ends");
    feeder.join().expect("no panic").expect("all is taken");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text.lines().map(str::to_owned).collect())
}

fn ids(line: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(line).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_line_gets_its_line() {
    let mut input = format!("{PATIENT}\n\n{{\"resourceType\":\n").into_bytes();
    input.extend_from_slice(b"\xff\xfe\n");
    input.extend_from_slice(SOUND.as_bytes());
    let (code, lines) = run(&[], &input);
    assert_eq!(code, 0, "findings are no failure of a worker");
    let found: Vec<Vec<String>> = lines.iter().map(|line| ids(line)).collect();
    assert_eq!(
        found,
        [vec!["element-misspelt"], vec!["empty-file"], vec!["truncated"], vec!["wrong-encoding"], vec![]]
    );
    assert_eq!(serde_json::from_str::<Value>(&lines[4]).expect("JSON")["line"], 5);
    assert_eq!(run(&[], b""), (0, Vec::new()));
}

#[test]
fn an_answer_comes_before_the_next_line_is_sent() {
    let mut worker = start(&[]);
    let mut stdin = worker.stdin.take().expect("it is piped");
    let mut answers = BufReader::new(worker.stdout.take().expect("it is piped"));
    for (line, expected) in [(PATIENT, 1), (SOUND, 0), (PATIENT, 1)] {
        writeln!(stdin, "{line}").expect("it is taken");
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("it is given");
        assert_eq!(ids(&answer).len(), expected, "{answer}");
    }
    drop(stdin);
    assert!(worker.wait().expect("it ends").success());
}

#[test]
fn keys_are_given_back_as_they_came() {
    let (code, lines) = run(&["--key"], format!("患者 1\t{PATIENT}\n\t{SOUND}\nalone\n").as_bytes());
    assert_eq!(code, 0);
    let parts: Vec<(&str, Vec<String>)> =
        lines.iter().filter_map(|line| line.split_once('\t')).map(|(key, report)| (key, ids(report))).collect();
    let expected = [("患者 1", vec!["element-misspelt"]), ("", vec![]), ("alone", vec!["empty-file"])];
    assert_eq!(parts, expected.map(|(key, ids)| (key, ids.into_iter().map(str::to_owned).collect())));
}

#[test]
fn the_answers_are_those_of_validate_on_any_number_of_threads() {
    let input: String = (0..300).map(|n| format!("{}\n", if n % 3 == 0 { SOUND } else { PATIENT })).collect();
    let (_, one) = run(&["--jobs", "1"], input.as_bytes());
    assert_eq!(one.len(), 300);
    assert_eq!(run(&["--jobs", "3"], input.as_bytes()).1, one);
    let validated = assert_cmd::Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .args(["validate", "--no-config", "--as-of", "2026-04-01", "--lang", "en", "--format", "ndjson", "-"])
        .write_stdin(input)
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&validated.stdout).lines().collect::<Vec<_>>(), one);
}

#[test]
fn answers_can_be_operation_outcomes_and_masked() {
    let (_, lines) =
        run(&["--format", "operation-outcome-ndjson", "--mask"], format!("{PATIENT}\n{SOUND}\n").as_bytes());
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(serde_json::from_str::<Value>(line).expect("JSON")["resourceType"], "OperationOutcome");
        assert!(!line.contains("1985"), "{line}");
    }
}

#[test]
fn what_keeps_a_worker_from_starting_is_a_failure() {
    assert_eq!(run(&["--guide", "nowhere"], b"").0, 2);
}
