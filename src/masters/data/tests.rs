//! What is written is read back, as text and as a compiled table; no bytes make either fail badly.

use proptest::prelude::*;

use super::*;

/// Rows of modifiers with a few texts, so that they repeat.
fn any_rows() -> impl Strategy<Value = Rows> {
    let field = prop_oneof![Just(String::new()), "[ab\u{3042}]{0,2}", "[\t\n\r\\\\#t]{0,3}", any::<String>()];
    let row = proptest::collection::vec(field.prop_map(Cell::from), schema::modifier::MODIFIER.columns.len());
    let source = (any::<String>(), "[0-9a-f]{0,4}").prop_map(|(name, sha256)| SourceFile { name, sha256 });
    (proptest::collection::vec(row, 0..40), proptest::collection::vec(source, 0..3)).prop_map(|(rows, sources)| {
        let edition = Edition::parse("20250601").unwrap();
        let mut rows = Rows { kind: Kind::Modifier, edition, sources, rows };
        rows.sort();
        rows
    })
}

proptest! {
    #[test]
    fn facts_survive(rows in any_rows()) {
        let text = facts::write(&rows);
        prop_assert_eq!(facts::read("x", &text), Ok(rows));
    }

    #[test]
    fn tables_hold_the_rows(rows in any_rows()) {
        let table = Table::open(compile(&rows)).unwrap();
        prop_assert_eq!((table.kind(), table.edition(), table.len()), (rows.kind, rows.edition, rows.rows.len() as u32));
        prop_assert!(table.is_consistent());
        prop_assert_eq!(table.rows(), rows);
    }

    #[test]
    fn every_column_finds_its_rows(rows in any_rows(), other in "[ab]{0,3}") {
        let table = Table::open(compile(&rows)).unwrap();
        for (position, column) in rows.kind.schema().columns.iter().enumerate() {
            let found = table.column(column.name).unwrap();
            let texts = rows.rows.iter().map(|row| &*row[position]).chain([&*other]);
            for text in texts {
                let expected: Vec<u32> =
                    (0..table.len()).filter(|row| rows.rows[*row as usize][position] == *text).collect();
                prop_assert_eq!(table.find_one(found, text).is_some(), expected.len() == 1);
                prop_assert_eq!(table.find(found, text).collect::<Vec<_>>(), expected);
            }
            let mut begun: Vec<u32> = table.starting_with(found, &other).collect();
            begun.sort_unstable();
            let begins = |row: &u32| column.indexed && rows.rows[*row as usize][position].starts_with(&*other);
            prop_assert_eq!(begun, (0..table.len()).filter(begins).collect::<Vec<_>>());
        }
    }

    #[test]
    fn damaged_tables_do_no_harm(rows in any_rows(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = compile(&rows);
        let at = place.index(bytes.len());
        bytes[at] = byte;
        if let Some(table) = Table::open(bytes) {
            table.is_consistent();
            rows_of_some(&table);
            for (_, column) in table.columns() {
                table.find(column, "a").take(100).count();
                table.starting_with(column, "a").take(100).count();
            }
        }
    }
}

/// Reads the first rows of a table that may claim to have many.
fn rows_of_some(table: &Table) {
    for (_, column) in table.columns() {
        (0..table.len().min(100)).for_each(|row| drop(table.text(row, column).to_owned()));
    }
}

#[test]
fn faults_in_facts_are_named() {
    let head = "#master\tdisease\t20240601\n";
    for (text, said) in [
        ("", "x:0: `#master` and `#columns` expected"),
        ("#master\tillness\t20240601\n", "x:1: unknown master: illness"),
        ("#master\tdisease\t20240631\n", "x:1: no such day: 20240631"),
        ("0000999\n", "x:1: not understood: 0000999"),
        (&format!("{head}{head}"), "x:2: not understood: #master"),
        (&format!("{head}#columns\tcode\n"), "x:2: these are not the columns of disease"),
    ] {
        assert_eq!(facts::read("x", text).unwrap_err().to_string(), said);
    }
    let names: Vec<&str> = Kind::Disease.schema().columns.iter().map(|column| column.name).collect();
    let long = format!("{head}#columns\t{}\n{}9\n", names.join("\t"), "\t".repeat(names.len()));
    assert_eq!(facts::read("x", &long).unwrap_err().to_string(), "x:3: 23 fields, but 22 columns");
}

#[test]
fn schemas_are_consistent() {
    for kind in Kind::ALL {
        let schema = kind.schema();
        assert_eq!(Kind::of_key(kind.key()), Some(kind));
        assert!(!schema.key.is_empty() && schema.key_positions().count() == schema.key.len(), "{kind}");
        assert!(schema.successor.is_empty() || schema.position(schema.successor).is_some(), "{kind}");
        for column in schema.columns {
            let same = schema.columns.iter().filter(|other| other.name == column.name || other.label == column.label);
            assert_eq!(same.count(), 1, "{kind} {}", column.name);
        }
    }
}

#[test]
fn editions_are_days() {
    for good in ["20240601", "20240229", "20000229"] {
        assert_eq!(Edition::parse(good).unwrap().to_string(), good);
    }
    for bad in ["", "2024", "20230229", "20241301", "99999999", "00000000", "+2024060", "２０２４０６０１"] {
        assert_eq!(Edition::parse(bad), None, "{bad}");
    }
}
