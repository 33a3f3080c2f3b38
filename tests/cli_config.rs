//! `jpfhir.toml`, baselines and waivers, as people and CI use them.

use std::path::Path;

use assert_cmd::Command;

const BAD: &str = "{\n\"resourceType\":\"Patient\",\n\"birthDate\":\"1985/02/28\"}";
const LOCAL: &str = "{\"resourceType\":\"Basic\",\"code\":{\"coding\":[{\"system\":\"http://clinic.example.jp/codes\",\"code\":\"1\"}]}}";

/// Exit status, standard output and standard error of a run in a folder.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder).env("LC_ALL", "C").env("XDG_CACHE_HOME", folder.join("cache")).args(arguments);
    if arguments[0] == "validate" {
        command.args(["--format", "concise", "--as-of", "2026-04-01", "--guide", "r4"]);
    }
    let output = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    folder
}

#[test]
fn the_nearest_file_decides_and_the_command_line_goes_before_it() {
    let here = folder(&[
        ("jpfhir.toml", "fail-on = \"never\""),
        ("a.json", BAD),
        ("strict/jpfhir.toml", "[severity]\ndate-format = \"warning\"\n"),
        ("strict/b.json", BAD),
    ]);
    let (code, out, err) = run(here.path(), &["validate", "."]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("a.json:3:13: error[date-format]"), "{out}");
    assert!(out.contains("strict/b.json:3:13: warning[date-format]"), "{out}");
    for (arguments, code) in [
        (&["validate", "a.json"][..], 0),
        (&["validate", "a.json", "--fail-on", "error"], 1),
        (&["validate", "a.json", "--no-config"], 1),
        (&["validate", "strict/b.json"], 0),
        (&["validate", "strict/b.json", "--fail-on", "warning"], 1),
        (&["validate", "strict/b.json", "--config", "jpfhir.toml"], 0),
        (&["validate", "a.json", "--config", "absent.toml"], 2),
    ] {
        let ran = run(here.path(), arguments);
        assert_eq!(ran.0, code, "{arguments:?} {}{}", ran.1, ran.2);
    }
}

#[test]
fn a_project_fails_by_its_own_measure() {
    let mild = "[severity]\ndate-format = \"warning\"\n";
    let strict = format!("fail-on = \"warning\"\n{mild}");
    let here = folder(&[
        ("lax/jpfhir.toml", mild),
        ("lax/a.json", BAD),
        ("strict/jpfhir.toml", &strict),
        ("strict/b.json", BAD),
    ]);
    assert_eq!(run(here.path(), &["validate", "lax"]).0, 0);
    assert_eq!(run(here.path(), &["validate", "lax", "strict"]).0, 1);
}

#[test]
fn excluded_files_are_left_alone_unless_they_are_named() {
    let here = folder(&[
        ("jpfhir.toml", "exclude = [\"old/**\"]"),
        ("a.json", "{\"resourceType\":\"Basic\"}"),
        ("old/b.json", BAD),
    ]);
    let (_, out, _) = run(here.path(), &["validate", "."]);
    assert!(out.contains("a.json") && !out.contains("old"), "{out}");
    assert_eq!(run(here.path(), &["validate", "old/b.json"]).0, 1);
    let (code, _, err) = run(here.path(), &["validate", "old"]);
    assert_eq!((code, err.as_str()), (2, "jpfhir: there is nothing to validate: jpfhir.toml excludes all files\n"));
}

#[test]
fn waivers_count_until_they_expire() {
    let waiver = |expires: &str| {
        format!("[[waiver]]\nid = \"date-*\"\npath = \"Patient.*\"\nreason = \"known\"\nexpires = {expires}\n")
    };
    let here = folder(&[("jpfhir.toml", &waiver("2026-04-01")), ("a.json", BAD)]);
    let (code, out, err) = run(here.path(), &["validate", "a.json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("0 errors, 0 warnings, 1 suppressed"), "{out}");
    std::fs::write(here.path().join("jpfhir.toml"), waiver("2026-03-31")).expect("it can be written");
    let (code, out, err) = run(here.path(), &["validate", "a.json"]);
    assert_eq!(code, 1, "{out}");
    assert!(err.contains("the waiver of date-* expired on 2026-03-31 (known)"), "{err}");
}

#[test]
fn accepted_code_systems_are_not_reported() {
    let here = folder(&[("a.json", LOCAL)]);
    let (_, out, _) = run(here.path(), &["validate", "a.json"]);
    assert!(out.contains("warning[code-system-unknown]"), "{out}");
    std::fs::write(here.path().join("jpfhir.toml"), "accepted-code-systems = [\"http://clinic.example.jp/*\"]")
        .expect("it can be written");
    let (_, out, _) = run(here.path(), &["validate", "a.json"]);
    assert!(out.starts_with('#') && out.contains("1 suppressed"), "{out}");
}

#[test]
fn with_a_baseline_only_new_findings_fail() {
    let here = folder(&[("a.json", BAD)]);
    let (code, out, err) = run(here.path(), &["validate", ".", "--write-baseline", "known.tsv"]);
    assert_eq!((code, out.lines().count()), (1, 2), "{out}{err}");
    let baseline = std::fs::read_to_string(here.path().join("known.tsv")).expect("it was written");
    assert!(baseline.contains("\tdate-format\t") && !baseline.contains("1985"), "{baseline}");

    // The finding is the same one on another line and with another value.
    let moved = BAD.replacen('{', "{\n\n", 1).replace("1985/02/28", "1990/01/01");
    std::fs::write(here.path().join("a.json"), moved).expect("it can be written");
    let with = ["validate", ".", "--baseline", "known.tsv"];
    assert_eq!(run(here.path(), &with).0, 0);
    let worse = BAD.replace("\"birthDate\"", "\"gender\":\"x\",\"birthDate\"");
    std::fs::write(here.path().join("a.json"), worse).expect("it can be written");
    let (code, out, _) = run(here.path(), &with);
    assert_eq!(code, 1);
    assert!(out.contains("Patient") || out.contains("gender") || out.lines().count() == 2, "{out}");
    assert!(out.contains("1 suppressed") && !out.contains("date-format"), "{out}");

    std::fs::write(here.path().join("jpfhir.toml"), "baseline = \"known.tsv\"").expect("it can be written");
    assert_eq!(run(here.path(), &["validate", "."]).1, out);
    std::fs::write(here.path().join("known.tsv"), "nonsense").expect("it can be written");
    let (code, _, err) = run(here.path(), &with);
    assert_eq!(code, 2);
    assert!(err.contains("known.tsv: this is no baseline"), "{err}");
}

#[test]
fn editions_of_masters_are_chosen_by_name() {
    let here = folder(&[("jpfhir.toml", "masters = [\"disease@19990101\"]"), ("a.json", BAD)]);
    let (code, _, err) = run(here.path(), &["validate", "a.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("--master disease@19990101: there are "), "{err}");
}

#[test]
fn config_shows_and_starts_decisions() {
    let here = folder(&[("a/x.json", BAD)]);
    let (code, out, _) = run(here.path(), &["config", "init", "a"]);
    assert_eq!((code, out.trim_end().ends_with("jpfhir.toml")), (0, true), "{out}");
    let (code, _, err) = run(here.path(), &["config", "init", "a"]);
    assert_eq!(code, 2);
    assert!(err.contains("is there already"), "{err}");
    let (code, out, _) = run(here.path(), &["config", "show", "a/x.json"]);
    assert_eq!(code, 0);
    assert!(out.contains("a/jpfhir.toml\n") && out.contains("fail-on = \"error\"\n"), "{out}");
    std::fs::write(here.path().join("a/jpfhir.toml"), "guide = 1").expect("it can be written");
    let (code, _, err) = run(here.path(), &["config", "show", "a/x.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean \"guides\"?"), "{err}");
}

#[test]
fn the_list_of_a_guide_leaves_its_warnings_out_and_tells_what_it_did_not_need() {
    const LIST: &str = "== Suppressed Messages ==\n# not here\n%no examples%\n# local codes\nCode System URI 'http://clinic.example.jp/%\n";
    let here = folder(&[("a.json", LOCAL), ("bad.json", BAD), ("ignoreWarnings.txt", LIST), ("all.txt", "%\n")]);
    let expected = "ignoreWarnings.txt: 1 of 2 messages cover nothing here (lines 3)";
    let (code, out, err) = run(here.path(), &["validate", ".", "--ignore-warnings", "ignoreWarnings.txt"]);
    assert_eq!((code, err.trim_end()), (1, &*format!("jpfhir: {expected}")), "{out}");
    assert!(out.contains("error[date-format]") && out.contains("0 warnings, 1 suppressed"), "{out}");

    std::fs::write(here.path().join("jpfhir.toml"), "ignore-warnings = \"ignoreWarnings.txt\"").expect("written");
    let (_, from_file, err) = run(here.path(), &["validate", "."]);
    assert_eq!(from_file, out);
    assert!(err.contains(expected), "{err}");

    let (code, _, err) = run(here.path(), &["validate", "a.json", "--ignore-warnings", "all.txt"]);
    assert_eq!((code, err.trim_end()), (2, "jpfhir: all.txt: line 1 would cover every message"));
}
