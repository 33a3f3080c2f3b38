//! `jpfhir package`: what people and maintainers see of the guides and packages.

use std::path::Path;

use assert_cmd::Command;

fn jpfhir(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jpfhir").unwrap();
    command.env("JPFHIR_DATA_DIR", data).env("LC_ALL", "C").args(["package"]).args(arguments);
    command
}

fn stdout(mut command: Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

fn stderr(mut command: Command) -> String {
    String::from_utf8(command.assert().code(2).get_output().stderr.clone()).unwrap()
}

const VALUE_SET: &str = r#"{"resourceType":"ValueSet","url":"http://example.org/v"}"#;

/// A package as a folder.
fn package(folder: &Path) -> String {
    let package = folder.join("mine");
    std::fs::create_dir_all(&package).unwrap();
    std::fs::write(package.join("package.json"), r#"{"name":"mine","version":"1.0"}"#).unwrap();
    std::fs::write(package.join("ValueSet-v.json"), VALUE_SET).unwrap();
    package.display().to_string()
}

#[test]
fn packages_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = package(folder.path());
    let list = stdout(jpfhir(&data, &["list"]));
    assert!(
        list.contains("\n* clins@1.10.0")
            && list.contains("\n  clins@1.12 ")
            && list.contains("sha256:a73c2a6ad3d83d6e"),
        "{list}"
    );
    assert!(list.trim_end().ends_with(": none"), "{list}");
    assert!(stdout(jpfhir(&data, &["add", &path])).starts_with("added mine@1.0 (0 definitions) sha256:"));
    let list = stdout(jpfhir(&data, &["list"]));
    assert!(list.contains("\n  mine@1.0                0 definitions     1 other resources  mine 1.0\n"), "{list}");
    assert_eq!(stdout(jpfhir(&data, &["remove", "mine@1.0"])), "removed mine@1.0\n");
    assert_eq!(
        stderr(jpfhir(&data, &["remove", "mine@1.0"])),
        "jpfhir: mine@1.0 was not added (jpfhir package list shows what was)\n"
    );
}

#[test]
fn faults_of_constraints_are_underlined_when_a_package_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = package(folder.path());
    let constraint = |key: &str, expression: &str| {
        format!(r#"{{"key":"{key}","severity":"error","human":"h","expression":"{expression}"}}"#)
    };
    let constraints = [constraint("c-1", "name.exists()"), constraint("c-2", "name.gven"), constraint("c-3", "name.(")];
    let profile = format!(
        r#"{{"resourceType":"StructureDefinition","url":"http://example.org/p","name":"P","status":"draft","kind":"resource",
        "abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation":"constraint","differential":{{"element":[{{"id":"Patient","path":"Patient","constraint":[{}]}}]}}}}"#,
        constraints.join(",")
    );
    std::fs::write(Path::new(&path).join("StructureDefinition-p.json"), profile).unwrap();
    let output = jpfhir(&data, &["add", &path]).assert().success().get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    for words in [
        "http://example.org/p#Patient c-2",
        "name.gven",
        "     ────",
        "is `given` meant?",
        "http://example.org/p#Patient c-3",
        "2 of 3 constraints have faults",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("c-1"), "{said}");
}

#[test]
fn what_is_no_package_or_embedded_is_not_added() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = package(folder.path());
    assert!(stderr(jpfhir(&data, &["add", "absent.tgz"])).contains("absent.tgz cannot be read"));
    let embedded = stderr(jpfhir(&data, &["add", &path, "--name", "clins@1.10.0"]));
    assert_eq!(embedded, "jpfhir: clins@1.10.0 is embedded; name the package otherwise with --name\n");
    assert!(!data.exists());
}

#[test]
fn an_edition_is_imported_with_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = package(folder.path());
    let into = folder.path().join("profiles").display().to_string();
    let arguments = ["import", &path, "--name", "mine@1.0", "--terms", "mine", "--into", &into];
    let said = stdout(jpfhir(folder.path(), &arguments));
    assert!(said.ends_with("mine@1.0: 0 definitions in 2 files\n"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("profiles/mine@1.0/edition.txt")).unwrap();
    assert!(text.ends_with("terms mine\nother ValueSet http://example.org/v\n"), "{text}");
}
