//! Bad input end to end: what people see of it on the command line, and with which status the program ends.
//!
//! What reading says of each kind of bad document is pinned by `document_bad_input`.

#[cfg(unix)]
mod interrupted;
mod packages;
#[path = "../shared/mod.rs"]
mod shared;
#[cfg(unix)]
mod storage;

use std::path::Path;

use assert_cmd::Command;
use regex::Regex;

/// The program in a folder of its own, without the user's packages and cache.
fn jpfhir(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder).env("LC_ALL", "C").env("JPFHIR_DATA_DIR", folder.join("data"));
    command.env("JPFHIR_CACHE_DIR", folder.join("cache")).env_remove("HOME");
    command
}

/// `jpfhir validate` with a fixed day.
fn validate(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = jpfhir(folder);
    command.args(["validate", "--as-of", "2026-04-01", "--color", "never"]).args(arguments);
    command
}

/// Exit status, standard output and standard error; times and checksums left out.
fn outcome(mut command: Command) -> String {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("reports are UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let status = output.status.code().map_or("a signal".to_owned(), |code| code.to_string());
    assert!(!err.contains("panicked") && !out.contains("internal-error"), "{out}{err}");
    let whole = format!("exit status {status}\n--- standard output\n{out}--- standard error\n{err}");
    let time = Regex::new(r"\(\d+\.\d+ s\)").expect("a pattern");
    time.replace_all(&whole, "(… s)").replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

fn snap(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/bad-input"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(format!("command-{name}"), text) });
}

const PATIENT: &str = "{\"resourceType\":\"Patient\",\"gender\":\"male\"}\n";
const WRONG_PATIENT: &str = "{\"resourceType\":\"Patient\",\"birthDate\":\"2000-02-30\"}\n";

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

#[test]
fn files_that_are_no_good() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/bad-input");
    for name in [
        "bom.json",
        "cp932.json",
        "doctype.xml",
        "duplicate-key.json",
        "huge-numbers.json",
        "truncated.json",
        "truncated.xml",
        "utf16.json",
    ] {
        let bytes = std::fs::read(testdata.join(name)).expect("a file");
        let folder = folder(&[(name, &bytes)]);
        snap(name, &outcome(validate(folder.path(), &[name])));
    }
}

#[test]
fn nesting_of_ten_thousand_levels() {
    let json = format!("{{\"resourceType\":\"Patient\",\"extension\":{}", "[{\"extension\":".repeat(10_000));
    let folder = folder(&[("deep.json", json.as_bytes())]);
    snap("deep", &outcome(validate(folder.path(), &["--format", "concise", "deep.json"])));
}

#[test]
fn nothing_to_validate() {
    let folder = folder(&[("notes/readme.txt", b"no FHIR"), ("other/package.json", b"{}")]);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    for (name, argument) in [
        ("missing", "missing.json"),
        ("no-match", "*.xml"),
        ("empty", "empty"),
        ("no-fhir", "notes"),
        ("skipped", "other"),
    ] {
        snap(&format!("input-{name}"), &outcome(validate(folder.path(), &[argument])));
    }
    let input = outcome({
        let mut command = validate(folder.path(), &["-"]);
        command.write_stdin("");
        command
    });
    snap("input-nothing", &input);
}

#[test]
fn what_is_there_is_judged_although_something_is_missing() {
    let folder = folder(&[("a.json", WRONG_PATIENT.as_bytes())]);
    let outcome = outcome(validate(folder.path(), &["--format", "concise", "missing.json", "a.json"]));
    snap("input-partly-missing", &outcome);
}
