//! Files that are no good: each is refused with its message, and nothing is kept.

use encoding_rs::EUC_JP;

use super::made::{cp932, disease, diseases, modifier, some_diseases, text, zip};
use super::{folder, outcome, snap};

/// What import says of a file, which is not kept.
fn refused(name: &str, bytes: Vec<u8>, arguments: &[&str]) -> String {
    let folder = folder(&[(name, bytes)]);
    let said = outcome(folder.path(), &[&["import", name], arguments].concat());
    assert!(!folder.path().join("data").exists(), "something was kept: {said}");
    said
}

/// Diseases with two of their columns exchanged.
fn swapped(one: usize, other: usize) -> Vec<u8> {
    cp932(&text(some_diseases(10).iter().map(|row| {
        let mut fields = row.fields();
        fields.swap(one - 1, other - 1);
        fields
    })))
}

#[test]
fn each_kind_of_bad_file_has_its_message() {
    let whole = diseases(&some_diseases(10));
    let archive = zip(&[("b_20240601.txt", diseases(&some_diseases(2_000)))]);
    let euc = EUC_JP.encode(&text(some_diseases(3).iter().map(|row| row.fields()))).0.into_owned();
    let utf16: Vec<u8> = [b"\xff\xfe".to_vec(), b"\"\0".to_vec()].concat();
    let mut twice = some_diseases(3);
    twice.extend([disease(2), disease(3), disease(3)]);
    let other = text([modifier(1)]).replace("\"Z\"", "\"S\"").into_bytes();
    let mut short = whole.clone();
    short.truncate(whole.len() - 60);
    for (name, file, bytes) in [
        ("euc-jp", "b_20240601.txt", euc),
        ("utf-16", "b_20240601.txt", utf16),
        ("truncated-zip", "b_20240601.zip", archive[..archive.len() / 2].to_vec()),
        ("zip-header-only", "b_20240601.zip", archive[..20].to_vec()),
        ("empty-file", "b_20240601.txt", Vec::new()),
        ("empty-zip", "b_20240601.zip", zip(&[])),
        ("empty-in-zip", "b_20240601.zip", zip(&[("b_20240601.txt", Vec::new())])),
        ("path-outside", "b_20240601.zip", zip(&[("../../b_20240601.txt", whole.clone())])),
        ("cut-off-row", "b_20240601.txt", short),
        ("duplicate-keys", "b_20240601.txt", diseases(&twice)),
        ("name-and-kana-swapped", "b_20240601.txt", swapped(6, 10)),
        ("code-and-number-swapped", "b_20240601.txt", swapped(3, 11)),
        ("unknown-master", "s_20240601.csv", cp932(&String::from_utf8(other).expect("UTF-8"))),
        ("letter", "b_20240601.txt", b"Dear Sir or Madam,\nthis is no master.\n".to_vec()),
    ] {
        snap(&format!("bad-{name}"), &refused(file, bytes, &[]));
    }
}

#[test]
fn another_master_than_asked_for_is_refused() {
    let modifiers = cp932(&text((1..4).map(modifier)));
    snap("bad-another-master", &refused("z_20250601.txt", modifiers, &["--kind", "disease"]));
    let said = refused("z_20250601.txt", Vec::new(), &["--kind", "illness"]);
    assert!(said.contains("it is one of disease, retired-disease, modifier"), "{said}");
}

#[test]
fn an_edition_that_nothing_tells_must_be_named() {
    let mut rows = some_diseases(3);
    rows.iter_mut().for_each(|row| row.listed = "");
    snap("bad-edition-unknown", &refused("diseases.txt", diseases(&rows), &[]));
    let folder = folder(&[("diseases.txt", diseases(&rows)), ("other.txt", diseases(&some_diseases(3)))]);
    let named = outcome(folder.path(), &["import", "diseases.txt", "--edition", "20240601"]);
    assert!(named.starts_with("diseases.txt: 傷病名マスター disease@20240601, 3 rows: kept\n"), "{named}");
    // The newest day in the rows tells it where the name does not.
    let by_content = outcome(folder.path(), &["import", "other.txt"]);
    assert!(by_content.starts_with("other.txt: 傷病名マスター disease@20020601, 3 rows: kept\n"), "{by_content}");
    let wrong = outcome(folder.path(), &["import", "other.txt", "--edition", "20240631"]);
    assert!(wrong.contains("\"20240631\" is not a day like 20240601"), "{wrong}");
}

#[test]
fn missing_files_are_said() {
    snap("bad-missing", &outcome(folder(&[]).path(), &["import", "b_20240601.zip"]));
}

#[cfg(unix)]
#[test]
fn a_row_without_end_is_noticed_before_it_fills_the_memory() {
    if !std::path::Path::new("/dev/zero").exists() {
        println!("skipped: there is no /dev/zero");
        return;
    }
    snap("bad-endless-row", &outcome(folder(&[]).path(), &["import", "/dev/zero"]));
}

#[test]
fn odd_values_are_said_and_kept() {
    let mut rows = some_diseases(10);
    rows[4].icd10 = "A0099Z";
    rows[5].successor = "8839999".into();
    let folder = folder(&[("b_20240601.txt", diseases(&rows))]);
    snap("odd-values", &outcome(folder.path(), &["import", "b_20240601.txt"]));
    let facts = outcome(folder.path(), &["export", "disease@20240601"]);
    assert!(facts.contains("\tA0099Z\t"), "{facts}");
}
