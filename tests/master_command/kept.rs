//! Snapshots: kept, listed, put in force, removed, verified.

use super::made::{diseases, some_diseases};
use super::{folder, outcome, snap};

#[test]
fn editions_are_kept_chosen_and_removed() {
    let folder = folder(&[
        ("b_21000101.txt", diseases(&some_diseases(26_000))),
        ("b_21000601.txt", diseases(&some_diseases(26_001))),
    ]);
    let say = |arguments: &[&str]| outcome(folder.path(), arguments);
    let lines = |text: String| -> String {
        text.lines().filter(|line| line.contains("disease@") || line.contains("status")).collect::<Vec<_>>().join("\n")
    };
    let mut story = say(&["import", "b_21000101.txt", "b_21000601.txt"]);
    story += &say(&["import", "b_21000601.txt"]);
    story += &say(&["use", "disease@21000101"]);
    let pinned = lines(say(&["list"]));
    assert!(pinned.contains("! disease@21000101") && pinned.contains("\n    disease@21000601"), "{pinned}");
    story += &say(&["use", "disease@21990101"]);
    story += &say(&["use", "illness"]);
    story += &say(&["use", "disease"]);
    story += &say(&["use", "disease@21000601"]);
    story += &say(&["remove", "disease@21000601"]);
    story += &say(&["remove", "disease@21000601"]);
    let left = lines(say(&["list"]));
    assert!(left.contains("* disease@21000101") && !left.contains("21000601"), "{left}");
    snap("kept", &story);
}

#[test]
fn an_edition_never_changes() {
    let mut other = some_diseases(30);
    other[3].name = "ベツ疾患".into();
    let folder = folder(&[("b_21000101.txt", diseases(&some_diseases(30))), ("changed.txt", diseases(&other))]);
    outcome(folder.path(), &["import", "b_21000101.txt"]);
    let kept = std::fs::read(folder.path().join("data/masters/disease@21000101.master")).expect("it is kept");
    snap("edition-differs", &outcome(folder.path(), &["import", "changed.txt", "--edition", "21000101"]));
    let still = std::fs::read(folder.path().join("data/masters/disease@21000101.master")).expect("it is kept");
    assert!(kept == still, "the snapshot has changed");
}

#[test]
fn a_damaged_snapshot_is_said_and_not_replaced_in_silence() {
    let folder = folder(&[("b_21000101.txt", diseases(&some_diseases(30)))]);
    outcome(folder.path(), &["import", "b_21000101.txt"]);
    let path = folder.path().join("data/masters/disease@21000101.master");
    let whole = std::fs::read(&path).expect("it is kept");
    let mut turned = whole.clone();
    let middle = turned.len() / 2;
    turned[middle] ^= 1;
    for (name, bytes) in [("turned", &turned[..]), ("cut", &whole[..whole.len() / 2]), ("empty", &[])] {
        std::fs::write(&path, bytes).expect("damaged");
        let said = outcome(folder.path(), &["verify", "disease@21000101"]);
        snap("damaged", &said);
        assert!(outcome(folder.path(), &["list"]).contains("master-damaged"), "{name}");
        assert!(outcome(folder.path(), &["export", "disease"]).contains("master-damaged"), "{name}");
    }
    std::fs::write(&path, &whole).expect("mended");
    let said = outcome(folder.path(), &["verify", "disease@21000101"]);
    assert_eq!(said, "disease@21000101: whole, 30 rows\nexit status 0\n");
}

#[test]
fn nothing_is_kept_on_a_dry_run() {
    let folder = folder(&[("b_21000101.txt", diseases(&some_diseases(3)))]);
    let said = outcome(folder.path(), &["import", "b_21000101.txt", "--dry-run"]);
    assert!(said.starts_with("b_21000101.txt: 傷病名マスター disease@21000101, 3 rows: sound\n"), "{said}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn facts_are_exported_to_a_folder() {
    let folder = folder(&[("b_21000101.txt", diseases(&some_diseases(3)))]);
    let said = outcome(folder.path(), &["export", "b_21000101.txt", "--into", "facts"]);
    assert!(said.ends_with("facts/disease@21000101.tsv: 3 rows\nexit status 0\n"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("facts/disease@21000101.tsv")).expect("it is written");
    assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 3);
    assert_eq!(outcome(folder.path(), &["export", "b_21000101.txt"]), format!("{text}exit status 0\n"));
}
