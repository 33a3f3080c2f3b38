//! docs/spark/validate.py on a local Spark: the findings are those that a worker alone gives.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that has PySpark, with a Java to run it: that of JPFHIR_PYTHON, or the first of the path.
fn python() -> Option<String> {
    let python = std::env::var("JPFHIR_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    (has(&python, &["-c", "import pyspark"]) && has("java", &["-version"])).then_some(python)
}

/// The shipped JSON documents as NDJSON in two files, so that Spark makes partitions.
fn write_resources(folder: &Path) -> String {
    let mut all = String::new();
    for (number, name) in ["patient", "laboratory-results", "referral"].iter().enumerate() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/clins/{name}.json"));
        let document: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).expect("it is shipped")).expect("JSON");
        let lines = format!("{document}\n").repeat(20);
        std::fs::write(folder.join(format!("{number}.ndjson")), &lines).expect("it can be written");
        all.push_str(&lines);
    }
    all
}

/// How often each severity and id was found.
type Counts = BTreeMap<(String, String), u64>;

fn counts_of_a_worker(program: &Path, input: String) -> Counts {
    let output = assert_cmd::Command::new(program).args(["worker", "--no-config"]).write_stdin(input).output();
    let mut counts = Counts::new();
    for line in String::from_utf8_lossy(&output.expect("it runs").stdout).lines() {
        let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
        for finding in report["findings"].as_array().expect("findings") {
            let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            *counts.entry((text("severity"), text("id"))).or_default() += 1;
        }
    }
    counts
}

/// Reads the table that Spark shows: `|severity|id|count|`.
fn counts_of_table(table: &str) -> Counts {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [severity, id, count] = cells[..] else { return None };
        Some(((severity.to_owned(), id.to_owned()), count.parse().ok()?))
    };
    table.lines().filter(|line| line.starts_with('|')).filter_map(row).collect()
}

#[test]
fn a_local_spark_finds_what_a_worker_finds() {
    let Some(python) = python() else {
        println!("skipped: no PySpark with a Java is at hand (JPFHIR_PYTHON names a Python that has it)");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    std::fs::create_dir(&input).expect("it can be made");
    let resources = write_resources(&input);
    let program: PathBuf = assert_cmd::cargo::cargo_bin("jpfhir");
    let output = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/spark/validate.py"))
        .arg(&input)
        .arg(folder.path().join("findings"))
        .arg("--jpfhir")
        .arg(&program)
        .args(["--no-config"])
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .current_dir(folder.path())
        .output()
        .expect("Python runs");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}{}", String::from_utf8_lossy(&output.stderr));
    let expected = counts_of_a_worker(&program, resources);
    assert!(expected.values().sum::<u64>() >= 60, "{expected:?}");
    assert_eq!(counts_of_table(&shown), expected);
}
