//! The masters of laboratory tests as published: counts and facts of the reference material's data dictionary.

mod imported;
mod shared;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use imported::{bytes, column, counts, distinct, findings};
use jpfhir::masters::Rows;

type Pairs<'r> = BTreeMap<&'r str, BTreeSet<&'r str>>;

fn table(day: &str) -> Option<imported::Outcome> {
    let folder = shared::folder("masters")?;
    let imported = imported::files(&folder, &[format!("jlac/jlac10_jlac11_{day}.xlsx")]);
    let found = findings(&imported);
    Some((imported, found))
}

/// Rows as (JLAC10, JLAC11, other column), order rows left out.
fn results<'r>(rows: &'r Rows, other: &str) -> Vec<[&'r str; 3]> {
    let columns = ["jlac10", "jlac11", other, "request"].map(|name| column(rows, name));
    let rows = (0..rows.rows.len()).filter(|row| columns[3][*row].is_empty());
    rows.map(|row| [columns[0][row], columns[1][row], columns[2][row]]).collect()
}

fn grouped<'r>(pairs: impl Iterator<Item = (&'r str, &'r str)>) -> Pairs<'r> {
    let mut grouped = Pairs::new();
    for (key, value) in pairs {
        grouped.entry(key).or_default().insert(value);
    }
    grouped
}

/// How many keys have 1, 2-5, 6-10, 11-20, 21-50 and more values.
fn sizes(pairs: &Pairs) -> [usize; 6] {
    let mut sizes = [0; 6];
    for values in pairs.values() {
        let class = [1, 5, 10, 20, 50].iter().position(|limit| values.len() <= *limit).unwrap_or(5);
        sizes[class] += 1;
    }
    sizes
}

#[test]
fn the_table_has_its_rows_and_its_faults() {
    let Some((imported, found)) = table("20240930") else { return };
    let rows = &imported.rows;
    assert_eq!((rows.rows.len(), &*rows.key()), (7_890, "jlac@20240930"));
    let expected = [("master-reference-broken", 563), ("master-contradiction", 12), ("master-duplicate-row", 12)];
    assert_eq!(found, expected);
    assert_eq!(counts(rows, "request"), BTreeMap::from([("", 7_327), ("検査依頼用", 563)]));
    assert_eq!(counts(rows, "data_class"), BTreeMap::from([("感染症", 1_615), ("検査", 6_275)]));
    assert_eq!((distinct(rows, "jlac10"), distinct(rows, "jlac11"), distinct(rows, "product")), (868, 7_870, 1_616));
    assert_eq!(column(rows, "jlac11").iter().filter(|code| **code == "V2259000025001302").count(), 5);
    assert!(column(rows, "unit").iter().all(|unit| *unit == unit.trim()));
    for empty in ["format", "values", "values_oid", "valid_from", "valid_to"] {
        assert_eq!(distinct(rows, empty), 1, "{empty}");
    }
}

#[test]
fn names_are_kept_to_the_byte() {
    let Some((imported, _)) = table("20240930") else { return };
    let ids = counts(&imported.rows, "item_id");
    assert!(ids.contains_key("\u{2f8e}液型-ABO") && !ids.contains_key("血液型-ABO"));
    let items = counts(&imported.rows, "major_item");
    assert_eq!(items.len(), 48);
    assert!(items.keys().any(|item| item.contains('\u{2f69}')));
}

#[test]
fn jlac10_to_jlac11_is_rarely_one_to_one() {
    let Some((imported, _)) = table("20240930") else { return };
    let rows = results(&imported.rows, "data_class");
    let forward = grouped(rows.iter().map(|[ten, eleven, _]| (*ten, *eleven)));
    let pairs: BTreeSet<(&str, &str)> = rows.iter().map(|[ten, eleven, _]| (*ten, *eleven)).collect();
    assert_eq!((pairs.len(), forward.len(), sizes(&forward)), (7_315, 736, [208, 286, 83, 67, 60, 32]));
    let most = forward.iter().max_by_key(|(_, codes)| codes.len()).map(|(code, codes)| (*code, codes.len()));
    assert_eq!(most, Some(("5C070000002206201", 134)));
    for (class, codes, unique) in [("検査", 437, 89), ("感染症", 299, 119)] {
        let own: BTreeSet<&str> = rows.iter().filter(|row| row[2] == class).map(|row| row[0]).collect();
        assert_eq!(
            (own.len(), own.iter().filter(|code| forward[*code].len() == 1).count()),
            (codes, unique),
            "{class}"
        );
    }
}

#[test]
fn jlac11_to_jlac10_is_nearly_always_certain() {
    let Some((imported, _)) = table("20240930") else { return };
    let rows = results(&imported.rows, "item_id");
    let back = grouped(rows.iter().map(|[ten, eleven, _]| (*eleven, *ten)));
    assert_eq!((back.len(), sizes(&back)), (7_307, [7_299, 8, 0, 0, 0, 0]));
    let items = grouped(rows.iter().map(|[ten, _, item]| (*ten, *item)));
    assert!(items.values().all(|items| items.len() == 1), "each JLAC10 code is of one item");
    let ambiguous = back.iter().filter(|(_, codes)| codes.len() == 2);
    let by_item = ambiguous
        .partition::<Vec<_>, _>(|(_, codes)| codes.iter().map(|code| &items[code]).collect::<BTreeSet<_>>().len() == 2);
    assert_eq!(by_item.0.len(), 6);
    assert_eq!(
        by_item.1.iter().map(|(code, _)| **code).collect::<Vec<_>>(),
        ["V2252000024001202", "V2252000024201202"]
    );
}

#[test]
fn most_jlac10_codes_have_one_analyte() {
    let Some((imported, _)) = table("20240930") else { return };
    let rows = results(&imported.rows, "item_id");
    let analytes = grouped(rows.iter().map(|[ten, eleven, _]| (*ten, &eleven[..9])));
    assert_eq!(analytes.values().filter(|analytes| analytes.len() == 1).count(), 717);
}

/// In how many rows columns beside the JLAC10 code leave one JLAC11 code.
fn resolved(rows: &Rows, beside: &[&str]) -> usize {
    let columns: Vec<Vec<&str>> = beside.iter().map(|name| column(rows, name)).collect();
    let (ten, eleven, request) = (column(rows, "jlac10"), column(rows, "jlac11"), column(rows, "request"));
    let own: Vec<usize> = (0..rows.rows.len()).filter(|row| request[*row].is_empty()).collect();
    let key = |row: usize| (ten[row], columns.iter().map(|column| column[row]).collect::<Vec<_>>());
    let mut codes: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for row in &own {
        codes.entry(key(*row)).or_default().insert(eleven[*row]);
    }
    own.into_iter().filter(|row| codes[&key(*row)].len() == 1).count()
}

#[test]
fn product_material_unit_and_method_decide() {
    let Some((imported, _)) = table("20240930") else { return };
    for (beside, count) in [
        (&[][..], 208),
        (&["product"], 2_857),
        (&["product", "unit"], 2_967),
        (&["product", "material11"], 7_029),
        (&["product", "material11", "unit"], 7_279),
        (&["product", "material11", "unit", "method11"], 7_299),
    ] {
        assert_eq!(resolved(&imported.rows, beside), count, "{beside:?}");
    }
}

#[test]
fn the_edition_before_differs() {
    let (Some((old, found)), Some((new, _))) = (table("20240830"), table("20240930")) else { return };
    assert_eq!((old.rows.rows.len(), old.rows.key()), (5_677, "jlac@20240830".into()));
    assert_eq!(found.iter().find(|(id, _)| *id == "master-duplicate-row"), Some(&("master-duplicate-row", 6)));
    let (before, after) = (results(&old.rows, "item_id"), results(&new.rows, "item_id"));
    let pairs = |rows: &[[&str; 3]]| rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect::<BTreeSet<_>>();
    let (from, to) = (pairs(&before), pairs(&after));
    assert_eq!((from.difference(&to).count(), to.difference(&from).count()), (786, 2_430));
    let [before, after] = [&before, &after].map(|rows| grouped(rows.iter().map(|[ten, eleven, _]| (*eleven, *ten))));
    let reassigned = before.iter().filter(|(code, tens)| after.get(*code).is_some_and(|now| now != *tens)).count();
    assert_eq!(reassigned, 8);
}

#[test]
fn the_set_of_items_has_both_sheets() {
    let Some(folder) = shared::folder("masters") else { return };
    let imported = imported::files(&folder, &["jlac/laboitemset_20231104.xlsx"]);
    let rows = &imported.rows;
    // 422 lines of the first sheet have content, of which one is a note below the table.
    assert_eq!(counts(rows, "set"), BTreeMap::from([("core43", 421), ("infection5", 259)]));
    let found = findings(&imported);
    assert!(
        found.contains(&("master-row-without-code", 1)) && found.contains(&("master-value-unknown", 1)),
        "{found:?}"
    );
    let codes = counts(rows, "jlac10");
    assert_eq!((codes["削除"], codes["調査中"]), (2, 4));
    let [old, new, set] = ["old_jlac10", "jlac10", "set"].map(|name| column(rows, name));
    let corrected = |of: &str| (0..old.len()).filter(|row| set[*row] == of && old[*row] != new[*row]).count();
    assert_eq!((corrected("core43"), corrected("infection5")), (29, 6));
    assert_eq!(new.iter().filter(|code| code.len() == 16).collect::<Vec<_>>(), [&"1A99000000019117"]);
    assert!(
        new.iter().any(|code| code.get(12..15) == Some("998"))
            && new.iter().any(|code| code.get(12..15) == Some("999"))
    );
    let categories = counts(rows, "category");
    assert!(!categories.contains_key(""), "{categories:?}");
}

/// The headings of the layout of December 2025.
const NEW_LAYOUT: &str = "区分名称,予備区分名称,救急フラグ,生活習慣病フラグ,データ区分,大項目,FHIR項目名称,FHIR識別文字列,略称,販売名称,\
    材料(JLAC11),測定法(JLAC11),JLAC11コード,表示用単位,XML用単位,材料(JLAC10),検査方法(JLAC10-測定法),JLAC10コード,\
    基準値フラグ(下限),基準値フラグ(上限),基準値フラグ(判定),データタイプ,値の下限,値の上限,数値型の場合の形式,\
    コード型の場合の値リスト,コード型のOID,並び順,適用開始日,適用終了日";

#[test]
fn the_layout_of_december_2025_is_read_by_its_headings() {
    let headings: Vec<&str> = NEW_LAYOUT.split(',').map(str::trim).collect();
    assert_eq!(headings.len(), 30);
    let row = "生化学検査,,1,0,1,AST,AST,AST,AST,BBX パック,血清,紫外吸光光度法_BBX パック,C20080000250009F7,U/L,U/L,血清,紫外吸光光度法,\
        3B035000002327701,,,,PQ,0,9999,NNNN,,,600,00000000,99999999";
    let row: Vec<&str> = row.split(',').map(str::trim).collect();
    let file = workbook::xlsx(&[("JLAC", &[&headings, &row])]);
    let imported = bytes("JLAC10-11_20251201.xlsx", &file).expect("it is read");
    assert_eq!((imported.rows.key(), findings(&imported)), ("jlac@20251201".into(), vec![]));
    for (name, value) in [
        ("jlac11", "C20080000250009F7"),
        ("jlac10", "3B035000002327701"),
        ("unit", "U/L"),
        ("display_unit", "U/L"),
        ("data_class", "検査"),
        ("emergency", "1"),
        ("lifestyle_disease", "0"),
        ("highest", "9999"),
        ("parent", ""),
        ("valid_to", "99999999"),
        ("product", "BBX パック"),
    ] {
        assert_eq!(column(&imported.rows, name), [value], "{name}");
    }
}
