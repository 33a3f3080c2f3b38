//! `jpfhir explain`.

use assert_cmd::Command;
use jpfhir::catalogue;

fn explain(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("jpfhir").unwrap().arg("explain").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn an_id_is_explained_in_both_languages() {
    let (code, out, _) = explain(&["cardinality-minimum"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("error[cardinality-minimum]\n"), "{out}");
    assert!(out.contains("\nen: ") && out.contains("\nja: ") && out.contains("多重度"), "{out}");
}

#[test]
fn without_an_id_all_are_listed() {
    let (code, out, _) = explain(&[]);
    assert_eq!((code, out.lines().count()), (0, catalogue::all().len()));
}

#[test]
fn an_unknown_id_is_refused_with_a_suggestion() {
    let (code, _, err) = explain(&["cardinality-minimun"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean \"cardinality-minimum\"?"), "{err}");
}
