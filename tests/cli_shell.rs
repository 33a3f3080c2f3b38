//! Completions, manual pages and `jpfhir doctor`.

use assert_cmd::Command;

fn run(arguments: &[&str], data: &std::path::Path) -> (i32, String) {
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .env("XDG_DATA_HOME", data)
        .current_dir(data)
        .args(arguments)
        .output()
        .expect("the program runs");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    let data = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script) = run(&["completions", shell], data.path());
        assert_eq!(code, 0, "{shell}");
        assert!(script.contains("validate") && script.contains("best-practice"), "{shell}: {script}");
    }
    assert_eq!(run(&["completions", "cmd"], data.path()).0, 2);
}

#[test]
fn every_command_has_a_manual_page() {
    let data = tempfile::tempdir().expect("a folder");
    let (code, page) = run(&["man"], data.path());
    assert!(code == 0 && page.contains(".TH jpfhir 1"), "{page}");
    assert_eq!(run(&["man", "pages"], data.path()).0, 0);
    let page = std::fs::read_to_string(data.path().join("pages/jpfhir-validate.1")).expect("it was written");
    assert!(page.contains("baseline"), "{page}");
}

#[test]
fn doctor_tells_what_is_at_hand_and_what_is_broken() {
    let data = tempfile::tempdir().expect("a folder");
    let (code, report) = run(&["doctor"], data.path());
    assert_eq!(code, 0, "{report}");
    for part in [
        "guides in force: r4@4.0.1",
        "masters in force on ",
        "packages added: 0 in ",
        "jpfhir.toml of this folder: none",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    let packages = data.path().join("jpfhir/packages");
    std::fs::create_dir_all(&packages).expect("it can be made");
    std::fs::write(packages.join("broken@1.tgz"), "no package").expect("it can be written");
    let (code, report) = run(&["doctor"], data.path());
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("packages added: 1 in ") && report.contains("! broken@1"), "{report}");
}
