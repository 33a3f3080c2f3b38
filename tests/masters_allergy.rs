//! J-FAGY as published: counts and facts of the reference material's data dictionary.

mod imported;
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use imported::{bytes, column, counts, distinct, findings};
use jpfhir::masters::Rows;

fn edition(encoding: &str, day: &str) -> Option<Rows> {
    let folder = shared::folder("masters")?;
    let imported = imported::files(&folder, &[format!("jfagy/{encoding}/JFAGY_J9FN_{day}_R01.csv")]);
    assert_eq!(findings(&imported), []);
    Some(imported.rows)
}

#[test]
fn both_encodings_hold_the_same() {
    for (day, count) in [("20240709", 1_735), ("20250401", 1_738)] {
        let (Some(one), Some(other)) = (edition("utf8", day), edition("sjis", day)) else { return };
        assert_eq!((one.rows.len(), distinct(&one, "code"), one.key()), (count, count, format!("jfagy@{day}")));
        assert_eq!(one.rows, other.rows);
    }
}

#[test]
fn three_codes_came_and_two_went() {
    let (Some(old), Some(new)) = (edition("utf8", "20240709"), edition("utf8", "20250401")) else { return };
    assert_eq!(counts(&old, "change_class"), BTreeMap::from([("1", 1_735)]));
    assert_eq!(counts(&new, "change_class"), BTreeMap::from([("0", 1_733), ("1", 3), ("3", 2)]));
    assert_eq!(counts(&new, "retired"), BTreeMap::from([("20250331", 2), ("99999999", 1_736)]));
    let codes = |rows: &Rows| column(rows, "code").into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let added: Vec<String> = codes(&new).difference(&codes(&old)).cloned().collect();
    assert_eq!(added, ["J9FA32113200", "J9FA32113211", "J9FA32113212"]);
    assert_eq!(codes(&old).difference(&codes(&new)).count(), 0);
    let terms = counts(&new, "term");
    let twice: Vec<&str> = terms.iter().filter(|(_, count)| **count > 1).map(|(term, _)| *term).collect();
    assert_eq!(twice, ["ネーブルオレンジ", "バレンシアオレンジ"]);
}

#[test]
fn codes_have_the_shapes_that_are_described() {
    let Some(rows) = edition("utf8", "20250401") else { return };
    let mut meta: BTreeMap<&str, usize> = BTreeMap::new();
    column(&rows, "code").into_iter().for_each(|code| *meta.entry(&code[..3]).or_default() += 1);
    let expected = [("00F", 1), ("00N", 1), ("D9F", 1), ("D9M", 1), ("D9N", 1), ("J9F", 1_126), ("J9N", 607)];
    assert_eq!(meta, BTreeMap::from(expected));
    let ends = |digits: &str| {
        let last = |code: &&str| {
            code.len() == 12 && code.as_bytes()[4..].chunks(2).rfind(|pair| *pair != b"00") == Some(digits.as_bytes())
        };
        column(&rows, "code").into_iter().filter(last).count()
    };
    assert_eq!((ends("98"), ends("99")), (93, 93));
}

/// A file with these rows: code, level, class of change, day of record.
fn file(rows: &[[&str; 4]]) -> String {
    let headings = "\"DISPLAYSEQ\",\"JFAGYCODE\",\"JPTERM\",\"JPKANA\",\"ENTERM\",\"LEVEL\",\"MAINFLAG\",\"GUIDELINE\",\"CXGCATEGORY\",\"RECORDDATE\",\"ENDDATE\"\r\n";
    let row = |[code, level, class, recorded]: &[&str; 4]| {
        format!(
            "\"1\",\"{code}\",\"卵\",\"たまご\",\"egg\",\"{level}\",\"\",\"\",\"{class}\",\"{recorded}\",\"99999999\"\r\n"
        )
    };
    headings.to_owned() + &rows.iter().map(row).collect::<String>()
}

#[test]
fn levels_and_parents_must_fit_the_codes() {
    let good = [["J9FA00000000", "2", "0", "00000000"], ["J9FA32000000", "3", "0", "00000000"]];
    let imported = bytes("JFAGY_20250401.csv", file(&good).as_bytes()).expect("it is read");
    assert_eq!(findings(&imported), []);
    let level = [["J9FA00000000", "3", "0", "00000000"]];
    let imported = bytes("JFAGY_20250401.csv", file(&level).as_bytes()).expect("it is read");
    assert_eq!(findings(&imported), [("master-contradiction", 1), ("master-without-parent", 1)]);
    let orphan = [["J9FA32000000", "3", "0", "00000000"]];
    let imported = bytes("JFAGY_20250401.csv", file(&orphan).as_bytes()).expect("it is read");
    assert_eq!(findings(&imported), [("master-without-parent", 1)]);
}

#[test]
fn a_withdrawn_file_is_refused() {
    let initial = [["J9FA00000000", "2", "1", "00000000"]];
    assert!(bytes("JFAGY_20240709.csv", file(&initial).as_bytes()).is_ok());
    let refused =
        |name: &str, rows: &[[&str; 4]]| bytes(name, file(rows).as_bytes()).err().map(|fault| fault.message.id);
    assert_eq!(refused("JFAGY_20240709_obsolete.csv", &initial), Some("master-withdrawn"));
    let all_new = [initial[0], ["J9FA32000000", "3", "1", "20250401"]];
    assert_eq!(refused("JFAGY_20250401.csv", &all_new), Some("master-withdrawn"));
    let some_new = [["J9FA00000000", "2", "0", "00000000"], all_new[1]];
    assert_eq!(refused("JFAGY_20250401.csv", &some_new), None);
}
