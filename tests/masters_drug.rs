//! The masters of drugs as published: counts and facts of the reference material's data dictionary.

mod imported;
mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use imported::{bytes, column, counts, distinct, findings, pairs};
use jpfhir::masters::Rows;

/// The full file and all differences.
fn drug_files() -> Option<(PathBuf, Vec<String>)> {
    let folder = shared::folder("masters")?;
    let differences = std::fs::read_dir(folder.join("drug_updates")).expect("differences").flatten();
    let mut names: Vec<String> =
        differences.map(|entry| format!("drug_updates/{}", entry.file_name().to_string_lossy())).collect();
    names.push("y_ALL20240321.zip".into());
    Some((folder, names))
}

fn drugs() -> Option<Rows> {
    let (folder, names) = drug_files()?;
    let imported = imported::files(&folder, &names);
    assert_eq!(findings(&imported), []);
    Some(imported.rows)
}

#[test]
fn the_full_file_alone_has_its_rows() {
    let Some(folder) = shared::folder("masters") else { return };
    let imported = imported::files(&folder, &["y_ALL20240321.zip"]);
    assert_eq!((imported.rows.rows.len(), &*imported.rows.key()), (19_686, "drug@20240321"));
    assert_eq!(findings(&imported), []);
}

#[test]
fn the_full_file_and_its_differences_make_one_edition() {
    let Some(rows) = drugs() else { return };
    assert_eq!((rows.rows.len(), &*rows.key(), rows.sources.len()), (21_182, "drug@20250813", 24));
    let expected = [("0", 16_930), ("3", 1_449), ("5", 2_144), ("9", 659)];
    assert_eq!(counts(&rows, "change_class"), BTreeMap::from(expected));
    let expected = [("20240731", 1), ("20240930", 657), ("20250813", 1), ("99999999", 20_523)];
    assert_eq!(counts(&rows, "retired"), BTreeMap::from(expected));
    let retired = pairs(&rows, "code", "retired").into_iter().find(|(code, _)| *code == "629700301");
    assert_eq!(retired, Some(("629700301", "20240731")));
    assert_eq!(counts(&rows, "transitional")["20250331"], 727);
}

#[test]
fn codes_say_what_they_stand_for() {
    let Some(rows) = drugs() else { return };
    let mut series: BTreeMap<&str, usize> = BTreeMap::new();
    column(&rows, "code").into_iter().for_each(|code| *series.entry(&code[..2]).or_default() += 1);
    let expected = [("61", 2_928), ("62", 15_812), ("63", 52), ("64", 717), ("66", 569), ("67", 1_096), ("68", 8)];
    assert_eq!(series, BTreeMap::from(expected));
    let clones = pairs(&rows, "code", "selected_care").into_iter().filter(|(_, class)| *class == "2");
    assert!(clones.clone().all(|(code, _)| code.starts_with("67")));
    assert_eq!(clones.count(), 1_096);
}

#[test]
fn the_price_list_code_is_the_yj_code_of_brand_listed_items_only() {
    let Some(rows) = drugs() else { return };
    let mut by_listing: BTreeMap<(bool, bool), usize> = BTreeMap::new();
    let mut products: BTreeMap<&str, usize> = BTreeMap::new();
    for (brand, code) in pairs(&rows, "brand_related_code", "price_list_code") {
        *by_listing.entry((brand == "0", !code.is_empty())).or_default() += 1;
        if brand == "0" && !code.is_empty() {
            *products.entry(code).or_default() += 1;
        }
    }
    assert_eq!(by_listing, BTreeMap::from([((true, true), 14_382), ((false, true), 6_751), ((true, false), 49)]));
    assert_eq!(products.values().filter(|count| **count == 2).count(), 1_099);
    assert!(products.values().all(|count| *count <= 2));
}

#[test]
fn the_generic_code_mostly_follows_the_yj_code() {
    let Some(rows) = drugs() else { return };
    let brands = column(&rows, "brand_related_code");
    let codes = pairs(&rows, "price_list_code", "generic_code").into_iter().zip(brands);
    let known: BTreeSet<(&str, &str)> = codes
        .filter(|((yj, generic), brand)| *brand == "0" && !yj.is_empty() && !generic.is_empty())
        .map(|(codes, _)| codes)
        .collect();
    let follows = known.iter().filter(|(yj, generic)| format!("{}ZZZ", &yj[..9]) == **generic).count();
    assert_eq!((known.len(), follows, known.len() - follows), (5_392, 5_281, 111));
}

#[test]
fn a_price_list_of_august_lacks_codes_of_the_merged_master() {
    let (Some(rows), Some(folder)) = (drugs(), shared::folder("masters")) else { return };
    let prices = imported::files(&folder, &[1, 2, 3].map(|n| format!("tp20250814-01_0{n}.xlsx")));
    assert_eq!((prices.rows.rows.len(), &*prices.rows.key()), (12_417, "drug-price@20250814"));
    assert_eq!(findings(&prices), []);
    let expected = [("内用薬", 6_944), ("外用薬", 1_980), ("注射薬", 3_493)];
    assert_eq!(counts(&prices.rows, "class"), BTreeMap::from(expected));
    assert_eq!((distinct(&prices.rows, "code"), distinct(&prices.rows, "maker")), (12_417, 307));
    let designations = counts(&prices.rows, "designation");
    let with =
        |mark: &str| designations.iter().filter(|(marks, _)| marks.contains(mark)).map(|(_, n)| n).sum::<usize>();
    assert_eq!((with("局"), with("麻"), with("※")), (3_484, 177, 108));
    let known: BTreeSet<&str> = column(&rows, "price_list_code").into_iter().collect();
    let listed: BTreeSet<&str> = column(&prices.rows, "code").into_iter().collect();
    assert_eq!(listed.difference(&known).count(), 180);
}

#[test]
fn generic_names_come_with_their_exceptions() {
    let Some(folder) = shared::folder("masters") else { return };
    let imported = imported::files(&folder, &["ippanmeishohoumaster_250814.xlsx"]);
    assert_eq!(findings(&imported), []);
    let rows = imported.rows;
    assert_eq!((rows.rows.len(), &*rows.key()), (1_368 + 82, "generic-drug@20250814"));
    let products = column(&rows, "price_list_code").into_iter().filter(|code| !code.is_empty()).count();
    assert_eq!((products, counts(&rows, "is_exception")["例外コード"]), (82, 20));
    assert_eq!(distinct(&rows, "code"), 1_368);
    let product = rows.rows.iter().find(|row| row.iter().any(|cell| cell == "1139004G2063")).expect("the product");
    assert_eq!((&*product[1], &*product[10]), ("1139004GAZZZ", "デパケンＲ錠２００ｍｇ"));
}

#[test]
fn a_file_renamed_without_its_day_is_told_by_its_content() {
    let Some(folder) = shared::folder("masters") else { return };
    let workbook = std::fs::read(folder.join("ippanmeishohoumaster_250814.xlsx")).expect("the workbook");
    let imported = bytes("generic.xlsx", &workbook).expect("it is read");
    assert_eq!(imported.rows.key(), "generic-drug@20250814");
}

#[test]
fn hot_codes_have_packages_and_no_other_codes() {
    let Some(folder) = shared::folder("masters") else { return };
    let imported = imported::files(&folder, &["MEDIS20251130_OP.zip"]);
    assert_eq!(findings(&imported), []);
    let rows = imported.rows;
    assert_eq!((rows.rows.len(), distinct(&rows, "code"), &*rows.key()), (59_840, 59_840, "hot@20251130"));
    assert_eq!(counts(&rows, "update_class"), BTreeMap::from([("1", 43_094), ("4", 16_746)]));
    assert_eq!(counts(&rows, "package_unit")["シート"], 25_791);
    for unknown in ["yj", "receipt_code", "name"] {
        assert!(column(&rows, unknown).iter().all(|value| value.is_empty()), "{unknown}");
    }
}

// What follows needs no reference material.

/// A row of 42 columns with some fields.
fn row(fields: &[(usize, &str)]) -> String {
    let field = |place: usize| fields.iter().find(|(at, _)| *at == place).map_or("", |(_, text)| *text);
    let fields: Vec<String> = (1..=42).map(|place| format!("\"{}\"", field(place))).collect();
    fields.join(",") + "\r\n"
}

/// A whole row of a class.
fn whole(class: &str, code: &str, name: &str) -> String {
    let fields = [
        (1, class),
        (2, "Y"),
        (3, code),
        (5, name),
        (7, "ﾃｽﾄ"),
        (12, "10.10"),
        (14, "0"),
        (22, "0"),
        (23, "0"),
        (25, "0.00"),
        (28, "1"),
        (30, "20240401"),
        (31, "99999999"),
        (32, "2325003B2029"),
        (34, "0"),
        (36, "0"),
    ];
    row(&fields)
}

fn merged(files: &[(&str, String)]) -> Result<imported::Outcome, String> {
    imported::several(files)
}

#[test]
fn differences_change_add_and_retire_in_the_order_of_their_days() {
    let full = whole("0", "610406079", "あ") + &whole("0", "610406080", "い") + &whole("0", "610406081", "う");
    let first = row(&[(1, "5"), (2, "Y"), (3, "610406079"), (12, "11.10")]) + &whole("3", "620000001", "え");
    let second = row(&[(1, "9"), (2, "Y"), (3, "620000001"), (31, "20240630")])
        + &row(&[(1, "5"), (2, "Y"), (3, "610406079"), (12, "12.10")])
        + &row(&[(1, "1"), (2, "Y"), (3, "610406081")])
        + &row(&[(1, "5"), (2, "Y"), (3, "699999999"), (12, "1.00")]);
    let files = [("y_20240601.csv", second), ("y_20240501.csv", first), ("y_ALL20240401.csv", full)];
    let (imported, found) = merged(&files).expect("it is read");
    let rows = imported.rows;
    assert_eq!(rows.key(), "drug@20240601");
    assert_eq!(column(&rows, "code"), ["610406079", "610406080", "620000001"]);
    assert_eq!(column(&rows, "price"), ["12.10", "10.10", "10.10"]);
    assert_eq!(column(&rows, "retired"), ["99999999", "99999999", "20240630"]);
    assert_eq!(column(&rows, "name"), ["あ", "い", "え"]);
    assert_eq!(found, [("master-difference-unmatched", 1)]);
}

#[test]
fn differences_alone_are_not_taken_for_a_master() {
    let difference = row(&[(1, "5"), (2, "Y"), (3, "610406079"), (12, "11.10")]);
    assert_eq!(merged(&[("y_20240501.csv", difference.clone())]).err(), Some("master-differences-alone".into()));
    assert_eq!(merged(&[("y.csv", difference)]).err(), Some("master-edition-unknown".into()));
}

#[test]
fn a_code_that_stands_twice_is_an_error() {
    let full = whole("0", "610406079", "あ") + &whole("0", "610406079", "い");
    let (_, found) = merged(&[("y_ALL20240401.csv", full)]).expect("it is read");
    assert_eq!(found, [("master-duplicate-key", 1)]);
}

#[test]
fn a_row_of_too_few_columns_is_an_error() {
    let full = whole("0", "610406079", "あ") + "\"0\",\"Y\"\r\n";
    assert_eq!(merged(&[("y_ALL20240401.csv", full)]).err(), Some("master-column-count".into()));
}

#[test]
fn the_main_file_of_hot_joins_the_packages() {
    let main = "\"基準番号（ＨＯＴコード）\",\"処方用番号（ＨＯＴ７）\",\"個別医薬品コード\",\"レセプト電算処理システムコード（１）\",\"販売名\",\"更新年月日\"\r\n\
        \"1003031010101\",\"1003031\",\"2325003B2029\",\"610406079\",\"テスト錠\",\"20240101\"\r\n\
        \"1003062020101\",\"9999999\",\"\",\"\",\"別の錠\",\"20240101\"\r\n";
    let packages = "\"基準番号（ＨＯＴコード）\",\"包装数量数\",\"包装数量単位\",\"包装入数数\",\"包装入数単位\",\"更新区分\",\"更新年月日\"\r\n\
        \"1003031010101\",\"1\",\"瓶\",\"1\",\"入\",\"4\",\"20100331\"\r\n";
    let files = [("MEDIS20251130.TXT", main.to_owned()), ("MEDIS20251130_OP.TXT", packages.to_owned())];
    let (imported, found) = merged(&files).expect("it is read");
    let rows = imported.rows;
    assert_eq!((rows.key(), column(&rows, "yj")), ("hot@20251130".into(), vec!["2325003B2029", ""]));
    assert_eq!(column(&rows, "package_unit"), ["瓶", ""]);
    assert_eq!(column(&rows, "receipt_code"), ["610406079", ""]);
    assert_eq!(found, [("master-contradiction", 1)]);
}
