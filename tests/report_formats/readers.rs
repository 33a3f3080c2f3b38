//! SARIF, JUnit, CSV, GitLab and GitHub reports, each by an independent reader.

use super::{findings, report};

#[test]
fn sarif_is_valid_by_its_schema() {
    let text = report("sarif", &["--lang", "ja"]);
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let validator = jsonschema::validator_for(&sarif_schema()).expect("the schema is one");
    let faults: Vec<String> = validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut broken = value.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken), "the schema takes anything");

    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&text).expect("a reader reads it");
    let run = &sarif.runs[0];
    let results = run.results.as_ref().expect("there are results");
    let rules = run.tool.driver.rules.as_ref().expect("there are rules");
    // Only errors are shown with --quiet.
    assert_eq!(results.len(), findings().len());
    for result in results {
        let id = result.rule_id.as_ref().expect("each has a rule");
        assert!(rules.iter().any(|rule| rule.id == *id), "{id} is not declared");
    }
}

#[test]
fn sarif_carries_the_edits() {
    let text = report("sarif", &["testdata/fix/patient.json"]);
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let validator = jsonschema::validator_for(&sarif_schema()).expect("the schema is one");
    let faults: Vec<String> = validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&text).expect("a reader reads it");
    let results = sarif.runs[0].results.as_ref().expect("there are results");
    let fixes: Vec<_> = results.iter().filter_map(|result| result.fixes.as_ref()).flatten().collect();
    assert!(fixes.len() > 3, "{} fixes", fixes.len());
    for fix in fixes {
        assert!(!fix.artifact_changes.is_empty() && fix.description.is_some());
        assert!(fix.artifact_changes.iter().all(|change| !change.replacements.is_empty()));
    }
}

/// The schema that OASIS publishes, as the reader's crate carries it.
fn sarif_schema() -> serde_json::Value {
    let version = std::process::Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(version.stdout).expect("it is UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("it names its host");
    // Of other platforms the crates may not be at hand.
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let reader = packages.iter().find(|package| package["name"] == "serde-sarif").expect("it is a dependency");
    let manifest = std::path::Path::new(reader["manifest_path"].as_str().expect("it has a path"));
    let text = std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).expect("it is there");
    // Its pattern for languages has a bracket too many, which not every engine takes.
    let text = text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}\\\\]?$");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn junit_is_read_by_a_reader_library() {
    // With --quiet there are only errors, which fail unless nothing does.
    for (fail_on, failures) in [("never", 0), ("error", findings().len())] {
        let text = report("junit", &["--fail-on", fail_on]);
        let junit = quick_junit::Report::deserialize_from_str(&text).expect("a reader reads it");
        assert_eq!(junit.test_suites.len(), 4);
        let cases: Vec<_> = junit.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
        let failed = cases.iter().filter(|c| matches!(c.status, quick_junit::TestCaseStatus::NonSuccess { .. }));
        assert_eq!(failed.count(), failures, "--fail-on {fail_on}");
        let clean = cases.iter().filter(|case| case.name.as_str() == "valid").count();
        assert_eq!(cases.len() - clean, findings().len());
    }
}

#[test]
fn tables_are_read_back() {
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let text = report(format, &["--bom"]);
        let text = text.strip_prefix('\u{FEFF}').expect("it begins with a byte order mark");
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("it is a table");
        let findings = findings();
        assert_eq!(rows.len(), findings.len(), "{format}");
        for (row, finding) in rows.iter().zip(&findings) {
            assert_eq!((&row[4], &row[5]), (finding["id"].as_str().unwrap(), finding["message"].as_str().unwrap()));
        }
    }
}

#[test]
fn services_get_a_row_for_each_finding() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(&report("gitlab", &[])).expect("it is JSON");
    assert_eq!(rows.len(), findings().len());
    let prints: std::collections::HashSet<_> = rows.iter().map(|row| row["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), rows.len(), "GitLab drops findings of one fingerprint");

    let commands = report("github", &[]);
    assert_eq!(commands.lines().count(), findings().len());
    let shape = regex::Regex::new(
        r"^::(error|warning|notice) file=[^,]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[\w-]+::.+$",
    );
    let shape = shape.expect("the pattern is right");
    assert!(commands.lines().all(|line| shape.is_match(line)), "{commands}");
}
