//! The official command line, word for word: the ten documents of the guide of CLINS get the verdicts that it documents.

mod shared;

use std::path::Path;

use assert_cmd::Command;

/// The command of the guide after `java -jar validator_cli.jar`; the shell of Windows leaves patterns as they are.
const RECIPE: &str = "*.json -version 4.0.1 -language ja -locale ja-JP -want-invariants-in-messages \
    -no-extensible-binding-warnings -display-issues-are-warnings -level warnings -best-practice ignore -tx n/a \
    -ig jp-core.r4-1.1.2-url.tgz -ig jpfhir-terminology.r4-1.2.3-url.tgz -ig";

/// The ten documents by the names they have now; whether the guide shows an error; whether the Java validator 6.10.4 finds one
/// with CLINS 1.10.0, asked on 2026-11-24. The rule that the first error comes from is not in that package any more.
const DOCUMENTS: [(&str, bool, bool); 10] = [
    ("Condition-Example-JP-Condition-eCS-01", false, false),
    ("Condition-Example-JP-Condition-eCS-02", false, false),
    ("MedicationRequest-Example-JP-MedReq-ExtAnus-AsNeeded-Total1", false, false),
    ("MedicationRequest-Example-JP-MedReq-ExtSkin-Total2", false, false),
    ("MedicationRequest-Example-JP-MedReq-PO-BID-10days-AsNeeded", false, false),
    ("Observation-ErrorExample-ObsLabo-eGFR", true, false),
    ("Observation-Example-JP-Obs-LabResult-eCS-Alb", false, false),
    ("Observation-Example-JP-Obs-LabResult-eCS-K", false, false),
    (NUMBER_WRONG, true, true),
    ("Patient-Example-JP-Patient-standard", false, false),
];

/// In no published repository; the guide shows the wrong number.
const NUMBER_WRONG: &str = "Patient-Example-JP-Patient-standard-ErrorInsuranceNo";

fn documents(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, _, _) in DOCUMENTS {
        let source = name.strip_suffix("-ErrorInsuranceNo").unwrap_or(name);
        let mut text = std::fs::read_to_string(from.join(format!("{source}.json"))).expect("the example");
        if name == NUMBER_WRONG {
            assert!(text.contains("\"00012345:"), "the example has changed");
            text = text.replace("\"00012345:", "\"12345:");
        }
        std::fs::write(folder.path().join(format!("{name}.json")), text).expect("it can be written");
    }
    folder
}

/// Exit status, standard output and standard error.
fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder).env("LC_ALL", "C").env("XDG_DATA_HOME", folder.join("data"));
    let output = command.arg("validator_cli").args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// File and verdict of each document of a report.
fn verdicts(report: &str) -> Vec<(&str, bool)> {
    let mut lines = report.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(heading) = line.strip_prefix("-- ") else { continue };
        let (name, _) = heading.split_once(".json --").expect("a heading names a file");
        let verdict = lines.next().expect("a verdict follows");
        assert!(verdict.starts_with("Success: 0 errors, ") || verdict.starts_with("*FAILURE*: "), "{verdict}");
        found.push((name, verdict.starts_with('*')));
    }
    found
}

#[test]
fn the_recipe_gives_the_verdicts_of_the_guide() {
    let Some(from) = shared::folder("corpus/jp/clins") else { return };
    let folder = documents(&from);
    for guide in ["jp-eCSCLINS….tgz", "jp-eCSCLINS.r4-1.10.0-snap.tgz", "jp-clins.r4-1.5.2-snap.tgz"] {
        let (code, out, err) = run(folder.path(), RECIPE.split_whitespace().chain([guide]));
        assert_eq!(code, 1, "{out}{err}");
        assert_eq!(verdicts(&out), DOCUMENTS.map(|(name, _, java)| (name, java)), "{guide}: {out}");
        assert_eq!(err.matches("there is no such file; the embedded ").count(), 3, "{err}");
        assert!(out.lines().last().is_some_and(|line| line.starts_with("Done. Times: Loading: 00:")), "{out}");
        assert!(!out.contains("Information @"), "-level warnings: {out}");
    }
}

#[test]
fn a_package_that_was_added_is_found_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
    write("good.json", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}");
    write("set.json", "{\"resourceType\":\"ValueSet\",\"url\":\"http://hospital.example/v\",\"status\":\"active\"}");
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder.path()).env("LC_ALL", "C").env("XDG_DATA_HOME", folder.path().join("data"));
    let added = command.args(["package", "add", "set.json", "--name", "our.guide@1.0"]).output().expect("it runs");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let recipe = |guide| ["good.json", "-best-practice", "ignore", "-ig", guide];
    let (code, out, err) = run(folder.path(), recipe("our.guide#1.0"));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("  Load our.guide@1.0"), "{out}");
    let (code, _, err) = run(folder.path(), recipe("our.guide#2.0"));
    assert!(code == 2 && err.contains("it was not added with jpfhir package add"), "{err}");
}

#[test]
fn packages_at_hand_give_the_same_verdicts() {
    let Some(from) = shared::folder("corpus/jp/clins") else { return };
    let Some(packages) = shared::folder("packages") else { return };
    let folder = documents(&from);
    let names = ["jp-core.r4-1.1.2-url.tgz", "jp-terminology-partial.tgz", "jp-eCSCLINS.r4-1.10.0.tgz"];
    for name in names {
        std::fs::copy(packages.join(name), folder.path().join(name)).expect("it can be copied");
    }
    let arguments = RECIPE.split_whitespace().map(|word| match word {
        "jpfhir-terminology.r4-1.2.3-url.tgz" => names[1],
        other => other,
    });
    let (code, out, err) = run(folder.path(), arguments.chain([names[2]]));
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(verdicts(&out), DOCUMENTS.map(|(name, _, java)| (name, java)), "{out}");
    assert!(!err.contains("embedded"), "{err}");
}

#[test]
fn the_other_error_of_the_guide_comes_with_the_package_that_has_its_rule() {
    let Some(from) = shared::folder("corpus/jp/clins") else { return };
    let Some(packages) = shared::folder("packages") else { return };
    let folder = documents(&from);
    let names = ["jp-core.r4-1.1.2-url.tgz", "jp-terminology-partial.tgz", "jp-clins.r4-0.9.7.tgz"];
    let packages = names.map(|name| packages.join(name).to_string_lossy().into_owned());
    let (name, in_guide, _) = DOCUMENTS[5];
    let file = format!("{name}.json");
    let arguments = [file.as_str(), "-level", "errors"].into_iter();
    let (code, out, err) = run(folder.path(), arguments.chain(packages.iter().flat_map(|path| ["-ig", path])));
    assert_eq!((code, in_guide), (1, true), "{out}{err}");
    assert!(out.contains("*FAILURE*: ") && out.contains("localLaboCode"), "{out}");
}

#[test]
fn the_outcome_is_written_and_the_status_is_that_of_java() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
    write("good.json", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}");
    write("bad.json", "{\"resourceType\":\"Patient\",\"birthDate\":\"1985/02/28\"}");
    let parse = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(folder.path().join(name)).expect("it was written");
        serde_json::from_str(&text).expect("it is JSON")
    };
    let ran = |line: &str| run(folder.path(), line.split_whitespace());
    let (code, out, err) = ran("good.json -best-practice ignore -output out.json");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("\nSuccess: 0 errors, 0 warnings, 1 notes\n  Information: All OK\nDone. Times: "), "{out}");
    assert_eq!(parse("out.json")["resourceType"], "OperationOutcome");

    let (code, out, _) = ran("java -jar validator_cli.jar good.json bad.json -best-practice ignore -output both.json");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("  Error @ Patient.birthDate (line 1, col39): "), "{out}");
    let both = parse("both.json");
    assert_eq!((&both["resourceType"], both["entry"].as_array().map(Vec::len)), (&"Bundle".into(), Some(2)));

    for (line, message) in [
        ("good.json -displayissues-are-warnings", "did you mean -display-issues-are-warnings?"),
        ("good.json -ig jp-clins.r4-1.3.0-rc1.tgz", "embedded are only clins@1.5.2"),
        ("absent.json", "absent.json: no such file"),
    ] {
        let (code, _, err) = ran(line);
        assert_eq!(code, 2, "{line}: {err}");
        assert!(err.contains(message), "{line}: {err}");
    }
}
