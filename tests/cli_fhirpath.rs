//! `jpfhir fhirpath`: results with their places, steps, and what is wrong with an expression.

use std::io::Write;
use std::path::PathBuf;

use assert_cmd::Command;

const PATIENT: &str = r#"{"resourceType":"Patient","active":true,"birthDate":"1974-12-25",
    "name":[{"use":"official","given":["花子","b"]}]}"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::File::create(&path).and_then(|mut f| f.write_all(text.as_bytes())).expect("written");
        path
    }
}

/// Exit status, standard output, standard error.
fn ask(folder: &Folder, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
    let command = command.current_dir(folder.0.path()).env("LC_ALL", "C").arg("fhirpath").args(arguments);
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn results_have_their_places() {
    let folder = Folder::new();
    folder.file("p.json", PATIENT);
    let cases = [
        ("name.given", "Patient.name[0].given[0]: '花子'\nPatient.name[0].given[1]: 'b'\n"),
        ("name", "Patient.name[0]: (HumanName)\n"),
        ("birthDate", "Patient.birthDate: @1974-12-25\n"),
        ("active and name.exists()", "true\n"),
        ("deceased", "{}\n"),
        ("2 * 2.5", "5.0\n"),
        ("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender').empty()", "true\n"),
        ("active.type()", "FHIR.boolean\n"),
    ];
    for (expression, expected) in cases {
        assert_eq!(ask(&folder, &[expression, "p.json"]), (0, expected.to_owned(), String::new()), "{expression}");
    }
}

#[test]
fn several_documents_are_told_apart() {
    let folder = Folder::new();
    folder.file("a.json", PATIENT);
    folder.file("b.xml", r#"<Observation xmlns="http://hl7.org/fhir"><status value="final"/></Observation>"#);
    let (status, out, error) = ask(&folder, &["Patient.name.use", "a.json", "b.xml"]);
    assert_eq!((status, &*out, &*error), (0, "a.json: Patient.name[0].use: 'official'\nb.xml: {}\n", ""));
}

#[test]
fn steps_are_shown() {
    let folder = Folder::new();
    folder.file("p.json", PATIENT);
    let (status, out, _) = ask(&folder, &["--trace", "name.given.first().length() > 1", "p.json"]);
    let expected = "  name = (HumanName)
  name.given = '花子' | 'b'
  name.given.first() = '花子'
  name.given.first().length() = 2
  name.given.first().length() > 1 = true
true
";
    assert_eq!((status, &*out), (0, expected));
    let (_, out, _) = ask(&folder, &["name.given.trace('g').count()", "p.json"]);
    assert_eq!(out, "trace g: '花子' | 'b'\n2\n");
}

#[test]
fn what_is_wrong_is_underlined() {
    let folder = Folder::new();
    folder.file("p.json", PATIENT);
    let cases = [
        ("name.gven", 1, "fhirpath-misnamed-element", "     ────\n", "is `given` meant?"),
        ("name.given.lenght()", 2, "fhirpath-misnamed-function", "           ──────\n", "is `length` meant?"),
        ("name.given = ", 2, "fhirpath-value-expected", "           ─\n", ""),
        ("name.given.length()", 1, "fhirpath-not-single", "───────────────────\n", "first()"),
        ("Observation.status", 1, "fhirpath-other-context", "───────────\n", ""),
    ];
    for (expression, expected, id, underlined, help) in cases {
        let (status, _, error) = ask(&folder, &[expression, "p.json"]);
        assert_eq!(status, expected, "{error}");
        assert!(
            error.contains(&format!("error[{id}]")) && error.contains(underlined) && error.contains(help),
            "{error}"
        );
    }
    let (_, _, error) = ask(&folder, &["name.gven", "p.json", "--lang", "ja"]);
    assert!(error.contains("HumanName に要素 `gven` はありません"), "{error}");
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = Folder::new();
    folder.file("p.json", PATIENT);
    folder.file("bad.json", "hello");
    for (arguments, words) in [(["name", "missing.json"], "missing.json"), (["name", "bad.json"], "unknown-format")] {
        let (status, _, error) = ask(&folder, &arguments);
        assert_eq!(status, 2, "{error}");
        assert!(error.contains(words), "{error}");
    }
}
