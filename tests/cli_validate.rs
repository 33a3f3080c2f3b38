//! `jpfhir validate` as people and scripts run it.

mod shared;

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use shared::REPORT_FORMATS;

const GOOD: &str = "{\"resourceType\":\"Patient\",\"active\":true}";
const BAD: &str = "{\"resourceType\":\"Patient\",\"birthDate\":\"1985/02/28\",\"name\":[{\"text\":\"架空 花子\"}]}";
const MILD: &str = "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\" 架空 花子\"}]}";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let output = Command::cargo_bin("jpfhir")
        .unwrap()
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .arg("validate")
        .args(arguments)
        .write_stdin(input)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with a good, a bad and a mildly bad document.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("good.json", GOOD), ("bad.json", BAD), ("mild.json", MILD)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn run(arguments: &[&str]) -> Ran {
    run_in(folder().path(), arguments, "")
}

#[test]
fn exit_status_follows_fail_on() {
    for (arguments, code) in [
        (&["good.json"][..], 0),
        (&["bad.json"], 1),
        (&["mild.json"], 0),
        (&["mild.json", "--fail-on", "warning"], 1),
        (&["mild.json", "--quiet", "--fail-on", "warning"], 1),
        (&["bad.json", "--fail-on", "never"], 0),
        (&["good.json", "--fail-on", "warning"], 0),
        (&["good.json", "--best-practice", "--fail-on", "warning"], 1),
        (&["good.json", "absent.json"], 2),
        (&["absent.json"], 2),
        (&["bad.json", "--guide", "nowhere@1"], 2),
        (&["bad.json", "--package", "absent.tgz"], 2),
        (&["good.json", "--profile", "http://example.org/absent"], 2),
        (&["good.json", "--as-of", "yesterday"], 2),
        (&["good.json", "--no-such-option"], 2),
        (&[], 2),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}\n{}{}", ran.out, ran.err);
        assert_eq!(ran.code == 2, !ran.err.is_empty(), "{arguments:?}\n{}", ran.err);
    }
}

#[test]
fn what_is_missing_does_not_stop_the_rest() {
    let ran = run(&["absent.json", "bad.json", "--format", "concise"]);
    assert!(ran.out.contains("bad.json:1:39: error[date-format]"), "{}", ran.out);
    assert!(ran.err.contains("absent.json: no such file or folder"), "{}", ran.err);
}

#[test]
fn language_comes_from_the_option_or_the_locale() {
    let japanese = run(&["bad.json", "--lang", "ja"]).out;
    assert!(japanese.contains("位置: Patient.birthDate"), "{japanese}");
    let english = run(&["bad.json"]).out;
    assert!(english.contains("at: Patient.birthDate"), "{english}");
}

#[test]
fn every_format_is_tested() {
    let refusal = run(&["bad.json", "--format", "nowhere"]).err;
    let (_, values) = refusal.split_once("[possible values: ").expect("the values are listed");
    let values: Vec<&str> = values.split(']').next().unwrap_or_default().split(", ").collect();
    let (mut taken, mut tested) = (values, REPORT_FORMATS.to_vec());
    taken.sort_unstable();
    tested.sort_unstable();
    assert_eq!(taken, tested);
}

#[test]
fn masks_keep_values_out_of_every_format() {
    for format in REPORT_FORMATS {
        for language in ["en", "ja"] {
            let ran = run(&["bad.json", "--mask", "--format", format, "--lang", language]);
            assert_eq!(ran.code, 1);
            assert!(!ran.out.contains("1985/02/28") && !ran.out.contains("花子"), "{format}: {}", ran.out);
        }
    }
}

#[test]
fn reports_are_the_same_with_any_number_of_threads() {
    let folder = folder();
    let lines: Vec<&str> = [GOOD, BAD, MILD].into_iter().cycle().take(3_000).collect();
    std::fs::write(folder.path().join("many.ndjson"), lines.join("\n")).unwrap();
    let with_times = ["human", "validator-cli"];
    for format in REPORT_FORMATS.into_iter().filter(|format| !with_times.contains(format)) {
        let with = |jobs: &str| run_in(folder.path(), &[".", "--format", format, "--jobs", jobs], "").out;
        let one = with("1");
        assert!(one == with("2") && one == with("5"), "{format}");
        assert!(one.lines().count() > 1_000, "{format}");
    }
}

#[test]
fn lines_of_ndjson_are_documents_with_their_line_numbers() {
    let folder = folder();
    std::fs::write(folder.path().join("x.ndjson"), format!("{GOOD}\n\n{BAD}\nnot json\n{GOOD}\n")).unwrap();
    let ran = run_in(folder.path(), &["x.ndjson", "--format", "concise"], "");
    assert!(ran.out.starts_with("x.ndjson:3:39: error[date-format]"), "{}", ran.out);
    assert!(ran.out.contains("\nx.ndjson:4:1: error["), "{}", ran.out);
    assert!(ran.out.ends_with("4 documents, 2 errors, 0 warnings, 0 suppressed, 0 skipped\n"), "{}", ran.out);
}

#[test]
fn standard_input_is_a_document_or_lines() {
    let folder = folder();
    let outcome = |input: &str| -> Value {
        let ran = run_in(folder.path(), &["-", "--format", "operation-outcome"], input);
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
    };
    assert_eq!(outcome(BAD)["resourceType"], "OperationOutcome");
    let bundle = outcome(&format!("{GOOD}\n{BAD}\n"));
    assert_eq!(bundle["resourceType"], "Bundle");
    assert_eq!(bundle["entry"].as_array().map(Vec::len), Some(2));
    assert_eq!(bundle["entry"][1]["fullUrl"], "file:///dev/stdin#line=2");
}

#[test]
fn what_is_no_fhir_in_a_folder_is_counted() {
    let folder = folder();
    std::fs::write(folder.path().join("package.json"), "{\"name\":\"x\"}").unwrap();
    let ran = run_in(folder.path(), &["."], "");
    assert!(ran.out.contains("3 files, 3 resources: 1 error, 1 warning"), "{}", ran.out);
    assert!(ran.out.contains("skipped 1 file that is not FHIR"), "{}", ran.out);
}

/// The definition of one of HL7's two extensions for line and column, which R4 core does not carry.
fn place_extension(name: &str) -> String {
    let url = format!("http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-{name}");
    serde_json::json!({
        "resourceType": "StructureDefinition", "url": url, "name": name, "status": "active", "kind": "complex-type",
        "abstract": false, "type": "Extension", "derivation": "constraint",
        "context": [{ "type": "element", "expression": "OperationOutcome.issue" }],
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "differential": { "element": [
            { "id": "Extension.extension", "path": "Extension.extension", "max": "0" },
            { "id": "Extension.url", "path": "Extension.url", "fixedUri": url },
            { "id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "type": [{ "code": "integer" }] }
        ] }
    })
    .to_string()
}

#[test]
fn outcomes_are_valid_fhir_themselves() {
    let folder = folder();
    for name in ["line", "col"] {
        std::fs::create_dir_all(folder.path().join("package")).unwrap();
        std::fs::write(folder.path().join(format!("package/{name}.json")), place_extension(name)).unwrap();
    }
    for arguments in [&["bad.json"][..], &["good.json"], &["bad.json", "good.json", "mild.json"]] {
        let arguments = [arguments, &["--format", "operation-outcome"]].concat();
        let outcome = run_in(folder.path(), &arguments, "").out;
        let judged = run_in(folder.path(), &["-", "--package", "package"], &outcome);
        assert_eq!(judged.code, 0, "{outcome}\n{}", judged.out);
    }
}

#[test]
fn every_format_says_what_it_was_judged_by() {
    // The others have no place for it.
    let without = ["ndjson", "github", "gitlab", "csv", "tsv"];
    for format in REPORT_FORMATS.into_iter().filter(|format| !without.contains(format)) {
        let options = ["--guide", "clins@1.10.0", "--as-of", "2026-04-01", "--conformance", "official"];
        let ran = run(&[&["good.json", "--format", format][..], &options].concat());
        for part in [env!("CARGO_PKG_VERSION"), "clins@1.10.0", "2026-04-01", "official"] {
            assert!(ran.out.contains(part), "{format} lacks {part}: {}", ran.out);
        }
    }
}

#[test]
fn a_profile_file_is_loaded_and_imposed() {
    let folder = folder();
    let profile = serde_json::json!({
        "resourceType": "StructureDefinition", "url": "http://example.org/StructureDefinition/Named", "name": "Named",
        "status": "draft", "kind": "resource", "abstract": false, "type": "Patient", "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "differential": { "element": [{ "id": "Patient.name", "path": "Patient.name", "min": 1 }] }
    });
    std::fs::write(folder.path().join("named.json"), profile.to_string()).unwrap();
    let ran = run_in(folder.path(), &["good.json", "--profile", "named.json", "--format", "concise"], "");
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("error[cardinality-minimum]"), "{}", ran.out);
}

#[test]
fn several_reports_come_of_one_run() {
    let folder = folder();
    let arguments = ["bad.json", "--format", "concise", "--output", "html=a.html", "--output", "csv=b.csv"];
    let ran = run_in(folder.path(), &arguments, "");
    assert_eq!((ran.code, ran.out.lines().count()), (1, 2), "{}{}", ran.out, ran.err);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("a.html").ends_with("</html>\n"));
    assert!(read("b.csv").contains("bad.json,1,39,error,date-format"), "{}", read("b.csv"));
}

#[test]
fn a_report_that_cannot_be_written_is_said_before_anything_is_judged() {
    for (output, message) in [
        ("html=no/such/folder/a.html", "no/such/folder/a.html: "),
        ("pdf=a.pdf", "\"pdf\" is no format; there are human, concise, "),
        ("html", "write FORMAT=PATH"),
        ("html=", "the path is missing"),
    ] {
        let ran = run(&["bad.json", "--output", output]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{output}");
        assert!(ran.err.contains(message), "{output}: {}", ran.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_report() {
    let ran = run(&["bad.json", "--quiet", "--output", "html=/dev/full"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("/dev/full: No space left on device"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_does_no_harm() {
    let folder = folder();
    let lines: Vec<&str> = std::iter::repeat_n(BAD, 20_000).collect();
    std::fs::write(folder.path().join("many.ndjson"), lines.join("\n")).unwrap();
    let program = assert_cmd::cargo::cargo_bin("jpfhir");
    let command = format!("'{}' validate many.ndjson | head -n 1", program.display());
    let output = std::process::Command::new("sh").args(["-c", &command]).current_dir(folder.path()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout.iter().filter(|b| **b == b'\n').count(), 1);
}

#[cfg(unix)]
#[test]
fn an_interrupted_report_is_whole() {
    use std::io::Read;
    let folder = folder();
    let lines: Vec<&str> = std::iter::repeat_n(BAD, 1_000_000).collect();
    std::fs::write(folder.path().join("many.ndjson"), lines.join("\n")).unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("jpfhir"))
        .current_dir(folder.path())
        .args(["validate", "many.ndjson", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = vec![0; 1];
    let mut pipe = child.stdout.take().unwrap();
    // The first byte says that the run has begun.
    pipe.read_exact(&mut out).unwrap();
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    pipe.read_to_end(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let report: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(report["summary"]["interrupted"], true);
    let documents = report["documents"].as_array().map_or(0, Vec::len);
    assert_eq!(report["summary"]["documents"], documents);
    assert!(documents < 1_000_000);
}

#[test]
fn the_shipped_documents_show_findings() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_in(top, &["testdata/clins", "--format", "concise", "--no-cache"], "");
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for id in ["element-misspelt", "day-out-of-range", "cardinality-minimum", "wrong-json-type", "time-zone-missing"] {
        assert!(ran.out.contains(&format!("[{id}]")), "{id}: {}", ran.out);
    }
}
