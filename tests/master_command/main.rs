//! `jpfhir master`: what people see of it, with masters that are made here.

mod bad_input;
mod diff;
mod kept;
mod made;
#[cfg(unix)]
mod storage;

use std::path::Path;

use assert_cmd::Command;

/// The program in a folder of its own, with no masters but the embedded ones.
fn jpfhir(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    command.current_dir(folder).env("LC_ALL", "C").env("JPFHIR_DATA_DIR", folder.join("data"));
    command.arg("master").args(arguments);
    command
}

/// Exit status, standard output and standard error.
fn outcome(folder: &Path, arguments: &[&str]) -> String {
    let output = jpfhir(folder, arguments).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("what is said is UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let status = output.status.code().map_or("a signal".to_owned(), |code| code.to_string());
    assert!(!err.contains("panicked"), "{err}");
    format!("{out}{err}exit status {status}\n").replace(&folder.display().to_string(), "FOLDER")
}

fn snap(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/master"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

/// A folder with these files.
fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).expect("written"));
    folder
}
