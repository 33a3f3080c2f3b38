//! `jpfhir search`: answers as a table and as JSON, and the exit status.

use assert_cmd::Command;

fn ask(arguments: &[&str], locale: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let command = command.env("LC_ALL", locale).env("JPFHIR_DATA_DIR", folder.path()).arg("search");
    let output = command.args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn the_best_answer_comes_first() {
    for (system, text, expected) in [
        ("disease", "こうけつあつしょう", "8833421  高血圧症"),
        ("disease", "高圧血症", "8833421  高血圧症"),
        ("modifier", "の疑い", "8002  の疑い"),
        ("allergy", "オレンヂ", "J9FA32113200  オレンジ"),
        ("lab", "AST", "3B035"),
        ("lab", "AST 血清", "3B0350000023"),
        ("drug", "ｶﾛﾅｰﾙ500", "622381201  カロナール錠５００"),
        ("drug", "カロナール 500", "622381201  カロナール錠５００"),
    ] {
        let (status, out, said) = ask(&[system, text], "C");
        assert_eq!((status, &*said), (0, ""), "{text}");
        assert!(out.starts_with(expected), "{text}: {out}");
    }
}

#[test]
fn answers_are_json_when_asked_for() {
    let (status, out, _) = ask(&["disease", "高圧血症", "--format", "json", "--limit", "1"], "C");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = serde_json::json!({"code": "8833421", "name": "高血圧症", "how": "slip"});
    assert_eq!((status, lines), (0, vec![expected]));
}

#[test]
fn what_is_only_similar_is_called_so() {
    for (locale, word) in [("C", "similar"), ("ja_JP.UTF-8", "類似")] {
        let (_, out, _) = ask(&["disease", "高圧血症", "--limit", "1"], locale);
        assert_eq!(out, format!("8833421  高血圧症  {word}\n"));
    }
}

#[test]
fn nothing_found_is_status_one() {
    assert_eq!(ask(&["disease", "どこにもないなまえ"], "C"), (1, String::new(), String::new()));
}
