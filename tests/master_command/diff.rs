//! What one edition changes in another.

use super::made::{Disease, disease, diseases, some_diseases, text};
use super::{folder, jpfhir, outcome, snap};

/// Two editions, and a list of retired codes for them.
fn editions() -> [(&'static str, Vec<u8>); 3] {
    let mut before = some_diseases(40);
    before[9].name = "Ａ\u{ff0d}疾患".into();
    let mut after: Vec<Disease> = before.iter().filter(|row| !row.code.ends_with('7')).cloned().collect();
    // Another decoder of CP932 gives another dash, which is no difference.
    after.iter_mut().for_each(|row| row.name = row.name.replace('\u{ff0d}', "\u{2212}"));
    after[0].icd10 = "B199";
    after[1].name = "ノイ疾患病".into();
    after[1].icd10 = "B182";
    after.push(Disease { class: "3", successor: String::new(), listed: "21000601", ..disease(41) });
    after.push(Disease { class: "2", successor: String::new(), ..disease(42) });
    let retired = |number: u32, successor: &str| Disease {
        class: "9",
        successor: successor.into(),
        retired: "21010531",
        changed: "21000601",
        ..disease(number)
    };
    let retired = [retired(7, "8830041"), retired(17, "8830001"), retired(27, "")];
    [
        ("b_21000101.txt", diseases(&before)),
        ("b_21000601.txt", text(after.iter().map(Disease::fields)).into_bytes()),
        ("hb_21000601.txt", diseases(&retired)),
    ]
}

#[test]
fn changes_are_shown_in_every_format() {
    let folder = folder(&editions());
    let imported = outcome(folder.path(), &["import", "hb_21000601.txt"]);
    assert!(imported.contains("retired-disease@21000601, 3 rows: kept"), "{imported}");
    for format in ["table", "csv", "json", "html"] {
        let said = outcome(folder.path(), &["diff", "b_21000101.txt", "b_21000601.txt", "--format", format]);
        snap(&format!("diff-{format}"), &said);
    }
    let japanese = outcome(folder.path(), &["diff", "b_21000101.txt", "b_21000601.txt", "--lang", "ja"]);
    assert!(japanese.contains("追加 1, 変更 2 (dental_short_name 1, icd10_primary 2, "), "{japanese}");
    assert!(japanese.contains("廃止 4 (移行先あり 2), 復活 1\n"), "{japanese}");
}

#[test]
fn kept_editions_are_compared_by_their_keys() {
    let folder = folder(&editions());
    outcome(folder.path(), &["import", "b_21000101.txt", "b_21000601.txt", "hb_21000601.txt"]);
    let by_key = outcome(folder.path(), &["diff", "disease@21000101", "disease"]);
    assert_eq!(by_key, outcome(folder.path(), &["diff", "b_21000101.txt", "b_21000601.txt"]));
    let none = outcome(folder.path(), &["diff", "disease", "b_21000601.txt"]);
    assert!(none.ends_with("revived 0\nexit status 0\n"), "{none}");
}

/// The three changes that J-FAGY has published.
#[test]
fn embedded_editions_are_compared() {
    if !cfg!(feature = "embedded-masters") {
        println!("skipped: no masters are embedded");
        return;
    }
    let said = outcome(folder(&[]).path(), &["diff", "jfagy@20240709", "jfagy@20250401"]);
    let expected = "jfagy@20240709 → jfagy@20250401
added 3, changed 0, retired 2 (2 with a successor), revived 0
- J9FA32111600 ネーブルオレンジ → J9FA32113211
- J9FA32111700 バレンシアオレンジ → J9FA32113212
+ J9FA32113200 オレンジ
+ J9FA32113211 ネーブルオレンジ
+ J9FA32113212 バレンシアオレンジ
exit status 1
";
    assert_eq!(said, expected);
}

#[test]
fn other_masters_are_not_compared() {
    let folder = folder(&editions());
    let said = outcome(folder.path(), &["diff", "b_21000101.txt", "hb_21000601.txt"]);
    assert!(
        said.starts_with("jpfhir: b_21000101.txt is 傷病名マスター, hb_21000601.txt is 旧傷病名管理ファイル"),
        "{said}"
    );
    snap("diff-not-at-hand", &outcome(folder.path(), &["diff", "disease@21990101", "b_21000601.txt"]));
}

#[test]
fn a_page_hides_no_markup_of_names() {
    let mut rows = some_diseases(20);
    let folder = folder(&[
        ("a.txt", diseases(&rows)),
        ("b.txt", {
            rows[0].name = "＜疾患＞".into();
            diseases(&rows)
        }),
    ]);
    let output = jpfhir(folder.path(), &["diff", "a.txt", "b.txt", "--format", "html"]).output().expect("it runs");
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n") && page.contains("＜疾患＞"), "{page}");
}
