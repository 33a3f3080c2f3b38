//! The masters that the program carries: they are what the publishers' files amount to, and they can be looked up.
//!
//! With `JPFHIR_UPDATE_FACTS` set, the facts are written from the reference material instead.

mod imported;
mod shared;

use std::path::Path;

use jpfhir::masters::data::facts;
use jpfhir::masters::{Kind, Masters, Rows};

/// The editions of drugs, laboratory tests and allergens that are carried, with the files they are made from.
fn editions() -> Option<Vec<Rows>> {
    let folder = shared::folder("masters")?;
    let differences = std::fs::read_dir(folder.join("drug_updates")).expect("differences").flatten();
    let mut drugs: Vec<String> =
        differences.map(|entry| format!("drug_updates/{}", entry.file_name().to_string_lossy())).collect();
    drugs.push("y_ALL20240321.zip".into());
    let one = |name: &str| vec![name.to_owned()];
    let files = [
        drugs,
        one("ippanmeishohoumaster_250814.xlsx"),
        [1, 2, 3].map(|n| format!("tp20250814-01_0{n}.xlsx")).to_vec(),
        one("MEDIS20251130_OP.zip"),
        one("jlac/jlac10_jlac11_20240830.xlsx"),
        one("jlac/jlac10_jlac11_20240930.xlsx"),
        one("jlac/laboitemset_20231104.xlsx"),
        one("jfagy/utf8/JFAGY_J9FN_20240709_R01.csv"),
        one("jfagy/utf8/JFAGY_J9FN_20250401_R01.csv"),
    ];
    Some(files.iter().map(|names| imported::files(&folder, names).rows).collect())
}

#[test]
fn the_facts_are_what_the_files_amount_to() {
    let Some(editions) = editions() else { return };
    let facts_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("codesystems/masters");
    for rows in editions {
        let path = facts_folder.join(format!("{}.tsv", rows.key()));
        let text = facts::write(&rows);
        if std::env::var_os("JPFHIR_UPDATE_FACTS").is_some() {
            std::fs::create_dir_all(&facts_folder).expect("the folder");
            std::fs::write(&path, text).expect("it is written");
            continue;
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        let other = text.lines().zip(kept.lines()).find(|(one, other)| one != other);
        assert!(text == kept, "{}: {other:?}", path.display());
    }
}

/// The cell of a row that is found by a code.
fn cell(masters: &Masters, kind: Kind, (column, code): (&str, &str), wanted: &str) -> Option<String> {
    let table = masters.table(kind).ok()?;
    let row = table.find(table.column(column)?, code).next()?;
    Some(table.text(row, table.column(wanted)?).to_owned())
}

#[test]
fn the_tables_that_are_carried_can_be_looked_up() {
    let masters = Masters::embedded();
    for (kind, edition, rows) in [
        (Kind::Drug, 20_250_813, 21_182),
        (Kind::GenericDrug, 20_250_814, 1_450),
        (Kind::DrugPrice, 20_250_814, 12_417),
        (Kind::Hot, 20_251_130, 59_840),
        (Kind::Jlac, 20_240_930, 7_890),
        (Kind::LabItemSet, 20_231_104, 680),
        (Kind::Jfagy, 20_250_401, 1_738),
    ] {
        let table = masters.table(kind).unwrap_or_else(|fault| panic!("{kind}: {fault:?}"));
        assert_eq!((table.edition().number(), table.len()), (edition, rows), "{kind}");
    }
    for (kind, found_by, wanted, expected) in [
        (Kind::Drug, ("code", "610406079"), "price_list_code", "2325003B2029"),
        (Kind::Drug, ("code", "629700301"), "retired", "20240731"),
        (Kind::Drug, ("code", "630010001"), "price_list_code", ""),
        (Kind::GenericDrug, ("price_list_code", "1139004G2063"), "code", "1139004GAZZZ"),
        (Kind::DrugPrice, ("code", "8219701S6035"), "designation", "麻"),
        (Kind::Hot, ("code", "1003062020101"), "package_unit", "管"),
        (Kind::Jlac, ("jlac11", "C20080000250009F7"), "jlac10", "3B035000002327701"),
        (Kind::Jlac, ("jlac10", "5H010000001910114"), "item_id", "\u{2f8e}液型-ABO"),
        (Kind::LabItemSet, ("jlac10", "3A010000002399801"), "set", "core43"),
        (Kind::Jfagy, ("term", "オレンジ"), "code", "J9FA32113200"),
    ] {
        assert_eq!(cell(&masters, kind, found_by, wanted).as_deref(), Some(expected), "{kind} {found_by:?}");
    }
    assert_eq!(cell(&masters, Kind::Drug, ("code", "000000000"), "name"), None);
}

#[test]
fn an_earlier_edition_is_at_hand_where_editions_are_compared() {
    let masters = Masters::embedded();
    for (kind, editions) in [(Kind::Jlac, [20_240_830, 20_240_930]), (Kind::Jfagy, [20_240_709, 20_250_401])] {
        let at_hand: Vec<u32> = masters.editions(kind).map(|available| available.edition.number()).collect();
        assert_eq!(at_hand, editions, "{kind}");
    }
}
