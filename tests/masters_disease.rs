//! The masters of diseases and modifiers as published: every importer gives the rows and the facts that are known of them.

mod shared;

use std::collections::{BTreeMap, BTreeSet};

use jpfhir::masters::import::{Encoding, Imported, Limits, Request, import, open};
use jpfhir::masters::{Column, Edition, Kind, Masters, Table, compile, facts};

/// A master read from its published file.
fn imported(name: &str) -> Option<Imported> {
    let path = shared::folder("masters")?.join(name);
    let files = open(&path, Limits::default()).expect("the file opens");
    let mut read = import(&files, Request::default(), &Masters::default()).expect("the master is read");
    assert_eq!(read.len(), 1);
    read.pop()
}

fn table(name: &str) -> Option<Table> {
    Table::open(compile(&imported(name)?.rows))
}

/// The texts of a column.
fn texts<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    let column = table.column(column).expect("the column is there");
    (0..table.len()).map(|row| table.text(row, column)).collect()
}

/// How often each text stands in a column.
fn counts<'t>(table: &'t Table, column: &str) -> BTreeMap<&'t str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts(table, column) {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn columns<const N: usize>(table: &Table, names: [&str; N]) -> [Column; N] {
    names.map(|name| table.column(name).expect("the column is there"))
}

#[test]
fn the_disease_master_is_what_is_known_of_it() {
    let Some(table) = table("b_20240601.zip") else { return };
    assert_eq!((table.kind(), table.edition().number(), table.len()), (Kind::Disease, 20240601, 27_437));
    assert_eq!(counts(&table, "change_class"), [("0", 26_958), ("2", 2), ("3", 80), ("5", 397)].into());
    assert_eq!(counts(&table, "adoption"), [("", 1), ("1", 22_335), ("2", 4_651), ("3", 450)].into());
    assert_eq!(counts(&table, "single_use_prohibited")["01"], 31);
    assert_eq!(counts(&table, "insurance_excluded")["1"], 102);
    assert_eq!(counts(&table, "specific_disease")["05"], 3_192);
    assert_eq!(counts(&table, "intractable_outpatient")["09"], 471);
    assert_eq!(counts(&table, "dental_specific")["10"], 269);
    assert_eq!(counts(&table, "retired"), [("99999999", 27_437)].into());
    assert_eq!(counts(&table, "listed")[""], 7_107);
    assert_eq!(texts(&table, "code").iter().filter(|code| code.starts_with("88")).count(), 20_036);
    for unique in ["code", "name", "short_name", "management_number"] {
        assert_eq!(counts(&table, unique).len(), 27_437, "{unique}");
    }
    let repeated = |column| counts(&table, column).into_values().filter(|count| *count > 1).collect::<Vec<_>>();
    assert_eq!((repeated("kana").len(), repeated("kana").into_iter().max()), (146, Some(3)));
    let exchange = repeated("exchange_code");
    let codes = counts(&table, "exchange_code").len();
    assert_eq!((codes, exchange.len(), exchange.iter().sum::<usize>()), (26_987, 439, 889));
    assert_eq!(counts(&table, "dental_short_name")["Ｐｕｌ"], 28);
    let flags = |at: usize| texts(&table, "change_flags").iter().filter(|flags| flags.as_bytes()[at] == b'1').count();
    assert_eq!((flags(12), flags(13), flags(14)), (350, 19, 5));
}

#[test]
fn own_codes_stand_as_successors_but_in_new_rows() {
    let Some(table) = table("b_20240601.zip") else { return };
    let [code, successor, class] = columns(&table, ["code", "successor", "change_class"]);
    let blank: Vec<u32> = table.find(successor, "").collect();
    assert_eq!(blank.len(), 82);
    assert!(blank.iter().all(|row| ["2", "3"].contains(&table.text(*row, class))));
    let own = (0..table.len()).filter(|row| table.text(*row, code) == table.text(*row, successor));
    assert_eq!(own.count(), 27_355);
    let short = texts(&table, "name").into_iter().zip(texts(&table, "short_name"));
    assert_eq!(short.filter(|(name, short)| name != short).count(), 178);
}

/// How many diseases each primary code of ICD-10 has.
fn diseases_of_primary_codes(table: &Table) -> Vec<usize> {
    counts(table, "icd10_primary").into_iter().filter(|(code, _)| !code.is_empty()).map(|(_, count)| count).collect()
}

#[test]
fn diseases_and_icd10_codes_relate_as_is_known() {
    let Some(table) = table("b_20240601.zip") else { return };
    let of_primary = diseases_of_primary_codes(&table);
    let within =
        |range: std::ops::RangeInclusive<usize>| of_primary.iter().filter(|count| range.contains(count)).count();
    assert_eq!(of_primary.len(), 7_758);
    let found = [within(1..=1), within(2..=5), within(6..=10), within(11..=20), within(21..=50), within(51..=999)];
    assert_eq!(found, [3_352, 3_108, 823, 359, 110, 6]);
    let primary = counts(&table, "icd10_primary");
    assert_eq!((primary[""], primary["T888"], primary["D180"], primary["C445"]), (22, 481, 84, 56));
    let sign = |c: char| match c {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        other => other,
    };
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    texts(&table, "icd10_primary")
        .iter()
        .for_each(|code| *shapes.entry(code.chars().map(sign).collect()).or_default() += 1);
    let suffixed: usize = ["A999a", "A999b", "A999c", "A999d"].iter().filter_map(|shape| shapes.get(*shape)).sum();
    assert_eq!(
        (shapes["A999"], shapes["A9999"], shapes["A99"], shapes["A99-9"], suffixed),
        (23_431, 2_834, 1_085, 25, 40)
    );
    let secondary = counts(&table, "icd10_secondary");
    assert_eq!((secondary.len() - 1, 27_437 - secondary[""]), (537, 1_464));
    assert_eq!(secondary.keys().filter(|code| !primary.contains_key(*code)).count(), 305);
    let pairs: Vec<_> = texts(&table, "icd10_primary").into_iter().zip(texts(&table, "icd10_secondary")).collect();
    let distinct: BTreeSet<_> = pairs.iter().filter(|(primary, _)| !primary.is_empty()).collect();
    let mut alone: BTreeMap<_, usize> = BTreeMap::new();
    pairs.iter().filter(|(primary, _)| !primary.is_empty()).for_each(|pair| *alone.entry(pair).or_default() += 1);
    assert_eq!((distinct.len(), alone.into_values().filter(|count| *count == 1).count()), (8_644, 4_214));
}

#[test]
fn each_exchange_code_has_one_representative_and_one_icd10_code() {
    let Some(table) = table("b_20240601.zip") else { return };
    let [exchange, adoption, primary] = columns(&table, ["exchange_code", "adoption", "icd10_primary"]);
    let (mut unique, mut empty) = (BTreeMap::<&str, BTreeSet<&str>>::new(), BTreeSet::new());
    for code in counts(&table, "exchange_code").into_keys() {
        let rows: Vec<u32> = table.find(exchange, code).collect();
        let chosen = rows.iter().filter(|row| ["1", "2"].contains(&table.text(**row, adoption))).count();
        assert_eq!(chosen, usize::from(code != "0000"), "{code}");
        let icd: BTreeSet<&str> = rows.iter().map(|row| table.text(*row, primary)).collect();
        assert_eq!(icd.len(), 1, "{code}");
        unique.entry(table.text(rows[0], primary)).or_default().insert(code);
    }
    let (mut one, mut none) = (0, 0);
    for code in counts(&table, "icd10_primary").into_keys().filter(|code| !code.is_empty()) {
        match table.find(primary, code).filter(|row| table.text(*row, adoption) == "1").count() {
            0 => none += 1,
            1 => one += 1,
            _ => {}
        }
    }
    assert_eq!((one, none), (3_363, 684));
    unique.remove("");
    assert_eq!(unique.values().filter(|codes| codes.len() == 1).count(), 3_436);
    empty.extend(table.find(primary, "").map(|row| table.text(row, exchange)));
    assert!(empty.contains("0000") && empty.len() <= 22);
}

#[test]
fn retired_diseases_name_their_successors() {
    let Some(retired) = table("hb_20260101.zip") else { return };
    let Some(active) = table("b_20240601.zip") else { return };
    assert_eq!((retired.kind(), retired.edition().number(), retired.len()), (Kind::RetiredDisease, 20260101, 7_965));
    assert_eq!(counts(&retired, "change_class"), [("9", 7_965)].into());
    let successors = counts(&retired, "successor");
    assert_eq!((successors[""], successors.values().sum::<usize>() - successors[""]), (1_977, 5_988));
    let most = successors.iter().filter(|(code, _)| !code.is_empty()).max_by_key(|(_, count)| **count);
    assert_eq!(most, Some((&"2280055", &9)));
    let [code] = columns(&active, ["code"]);
    let at_hand = texts(&retired, "successor").into_iter().filter(|text| active.find_one(code, text).is_some()).count();
    assert_eq!((at_hand, 5_988 - at_hand), (5_895, 93));
    let [own, changed, last] = columns(&retired, ["code", "changed", "retired"]);
    assert!(texts(&retired, "successor").iter().all(|text| text.is_empty() || retired.find_one(own, text).is_none()));
    assert_eq!(texts(&retired, "code").iter().filter(|text| active.find_one(code, text).is_some()).count(), 111);
    let dated = (0..retired.len()).filter(|row| !retired.text(*row, changed).is_empty());
    assert_eq!(dated.clone().count(), 1_960);
    for row in dated {
        assert_eq!(last_day(retired.text(row, changed)), retired.text(row, last));
    }
    let undated = (0..retired.len()).filter(|row| retired.text(*row, changed).is_empty());
    assert!(undated.clone().all(|row| retired.text(row, last) == "20030531") && undated.count() == 6_005);
    let usable =
        |row: &u32| active.find_one(code, retired.text(*row, own)).is_none() && retired.text(*row, last) >= "20240601";
    assert_eq!((0..retired.len()).filter(usable).count(), 71);
}

/// The day a year after a change, less one day. Changes are made on the first of a month.
fn last_day(changed: &str) -> String {
    let (year, month, day) = (&changed[..4], &changed[4..6], &changed[6..]);
    let (year, month): (u32, u32) = (year.parse().unwrap(), month.parse().unwrap());
    assert_eq!(day, "01");
    let (year, month) = if month == 1 { (year, 12) } else { (year + 1, month - 1) };
    let days = (28..=31).rev().find(|day| Edition::parse(&format!("{year:04}{month:02}{day}")).is_some()).unwrap();
    format!("{year:04}{month:02}{days}")
}

#[test]
fn the_modifier_master_is_what_is_known_of_it() {
    let Some(table) = table("z_20250601.zip") else { return };
    assert_eq!((table.kind(), table.edition().number(), table.len()), (Kind::Modifier, 20250601, 2_375));
    let classes = counts(&table, "modifier_class");
    let found: Vec<usize> = (1..=8).map(|class| classes[&*format!("A{class}000000")]).collect();
    assert_eq!(found, [1_208, 102, 203, 63, 259, 41, 201, 298]);
    assert_eq!(counts(&table, "listed")[""], 1_584);
    for unique in ["code", "name", "management_number", "exchange_code"] {
        assert_eq!(counts(&table, unique).len(), 2_375, "{unique}");
    }
    let [code, name, exchange, number] = columns(&table, ["code", "name", "exchange_code", "management_number"]);
    let row = table.find_one(code, "8002").unwrap();
    assert_eq!([name, exchange, number].map(|column| table.text(row, column)), ["の疑い", "5395", "27000001"]);
}

#[test]
fn names_are_decoded_as_windows_does() {
    let Some(imported) = imported("b_20240601.zip") else { return };
    let name = imported.rows.kind.schema().position("name").unwrap();
    let with = |c: char| imported.rows.rows.iter().filter(|row| row[name].contains(c)).count();
    assert_eq!((with('\u{ff0d}'), with('\u{2212}'), with('\u{301c}')), (88, 0, 0));
    let path = shared::folder("masters").unwrap().join("b_20240601.zip");
    let files = open(&path, Limits::default()).unwrap();
    let jpfhir::masters::import::Content::Text { encoding, .. } = &files[0].content else { panic!("it is a text") };
    assert_eq!(*encoding, Encoding::Cp932);
}

#[test]
fn nothing_is_wrong_with_what_is_published() {
    for (name, ids) in
        [("b_20240601.zip", &[][..]), ("hb_20260101.zip", &["master-successor-unknown"]), ("z_20250601.zip", &[])]
    {
        let Some(imported) = imported(name) else { return };
        let found: Vec<&str> = imported.findings.iter().map(|finding| finding.message.id).collect();
        assert_eq!((found, imported.is_sound()), (ids.to_vec(), true), "{name}");
    }
}

#[test]
fn the_facts_that_are_carried_are_those_of_the_files() {
    for (name, key) in [
        ("b_20240601.zip", "disease@20240601"),
        ("hb_20260101.zip", "retired-disease@20260101"),
        ("z_20250601.zip", "modifier@20250601"),
    ] {
        let Some(imported) = imported(name) else { return };
        let path = format!("{}/codesystems/masters/{key}.tsv", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the facts are carried");
        assert!(facts::write(&imported.rows) == text, "{key} is not what {name} gives");
    }
}

#[test]
fn what_is_carried_is_in_force() {
    let masters = Masters::embedded();
    for (kind, least) in [(Kind::Disease, 27_000), (Kind::RetiredDisease, 7_900), (Kind::Modifier, 2_300)] {
        if cfg!(feature = "embedded-masters") {
            let table = masters.table(kind).expect("it is carried");
            assert!(table.len() > least && table.is_consistent(), "{kind}");
        } else {
            assert_eq!(masters.table(kind).unwrap_err().message.id, "master-not-at-hand");
        }
    }
}
