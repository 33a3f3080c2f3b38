//! Laboratory tests: both ways between JLAC10 and JLAC11, items, and the round trip.

use std::collections::BTreeSet;

use jpfhir::codes::{Attributes, Choose, Outcome, System};
use jpfhir::masters::{Kind, Masters, Table};

use crate::{convert, converter, masters, short};

const TODAY: u32 = 20261124;

#[test]
fn tests_convert() {
    use System::*;
    let Some(masters) = masters::all() else { return };
    for (from, to, code, expected) in [
        (Jlac11, Jlac10, "C2008-0000-250-009-F7", "3B035000002327701"),
        (Jlac11, Jlac10, "B2003000024002100", "request-only"),
        (Jlac11, Jlac10, "A1006000110004802", "1A990000000190153|1A990000000190171"),
        (Jlac11, Jlac10, "C2008000025000999", "not-in-table"),
        (Jlac10, Jlac11, "3C015000001829101", "C3002000021001585"),
        (Jlac10, Jlac11, "3A010000002399801", "not-in-table"),
        (Jlac10, Jlac11, "99999999999999999", "placeholder"),
        (Jlac10, Jlac11, "3B0350000023277", "invalid length"),
        (Jlac10, Jlac11, "C20080000250009F7", "invalid character"),
        (Jlac10, LabItem, "3H015000002326101", "K"),
        (Jlac10, LabItem, "5H010000001910114", "⾎液型-ABO"),
        (Jlac10, LabItem, "3A010000002399801", "TP"),
        (LabItem, Jlac10, "血液型-ABO", "5H010000001910114"),
        (LabItem, Jlac10, "ない項目", "unknown"),
    ] {
        let converter = converter(masters, from, to, TODAY, Choose::None);
        assert_eq!(short(&convert(&converter, code)), expected, "{code}");
    }
}

#[test]
fn what_is_known_besides_decides() {
    let Some(masters) = masters::all() else { return };
    let to11 = converter(masters, System::Jlac10, System::Jlac11, TODAY, Choose::None);
    let aspartate = "3B035000002327701";
    let known = Attributes { reagent: "BBX パック", container: "血清", unit: "U/L", ..Attributes::default() };
    for (attributes, expected, doubt) in [
        (known, "C20080000250009F7", None),
        (Attributes { container: "250", ..known }, "C20080000250009F7", None),
        (Attributes { reagent: "ＢＢＸ　パック", ..known }, "C20080000250009F7", None),
        (Attributes { unit: "u/l", ..known }, "C20080000250009F7", None),
        (Attributes { unit: "mg/dL", ..known }, "C20080000250009F7", Some("unit-differs")),
        (Attributes { reagent: "ない試薬", ..known }, "", Some("reagent-differs")),
    ] {
        let conversion = to11.convert(aspartate, &attributes);
        assert_eq!(conversion.doubt.map(|doubt| doubt.key()), doubt, "{attributes:?}");
        // What fits no row is never taken for certain.
        assert_eq!(matches!(conversion.outcome, Outcome::Exact(_)), doubt.is_none(), "{attributes:?}");
        if !expected.is_empty() {
            assert_eq!(short(&conversion), expected, "{attributes:?}");
        }
    }
    let open = convert(&to11, "3B035000002327201");
    assert_eq!(open.candidates().len(), 34);
    let Outcome::Candidates(all) = &open.outcome else { panic!("{open:?}") };
    assert!(all.deciders.iter().any(|decider| decider.key() == "reagent"), "{:?}", all.deciders);
}

/// The distinct texts of a column, orders left out.
fn codes<'t>(table: &'t Table, column: &str) -> BTreeSet<&'t str> {
    let (own, request) = (table.column(column).unwrap(), table.column("request").unwrap());
    let results = (0..table.len()).filter(|row| table.text(*row, request).is_empty());
    results.map(|row| table.text(row, own)).collect()
}

fn exact(masters: &Masters, from: System, to: System, codes: &BTreeSet<&str>) -> usize {
    let converter = converter(masters, from, to, TODAY, Choose::None);
    codes.iter().filter(|code| matches!(convert(&converter, code).outcome, Outcome::Exact(_))).count()
}

#[test]
fn the_counts_of_the_dictionary_come_out() {
    let Some(masters) = masters::all() else { return };
    let table = masters.table(Kind::Jlac).unwrap();
    let (tens, elevens) = (codes(table, "jlac10"), codes(table, "jlac11"));
    assert_eq!((tens.len(), elevens.len()), (736, 7_307));
    assert_eq!(exact(masters, System::Jlac10, System::Jlac11, &tens), 208);
    assert_eq!(exact(masters, System::Jlac11, System::Jlac10, &elevens), 7_299);
    assert_eq!(exact(masters, System::Jlac10, System::LabItem, &tens), 736);
}

/// JLAC11 → JLAC10 → JLAC11 with what JLAC11 says besides. What does not come back is ambiguous in the table itself.
#[test]
fn tests_come_back() {
    let Some(masters) = masters::all() else { return };
    let table = masters.table(Kind::Jlac).unwrap();
    let there = converter(masters, System::Jlac11, System::Jlac10, TODAY, Choose::None);
    let back = converter(masters, System::Jlac10, System::Jlac11, TODAY, Choose::None);
    let text = |row, name| table.text(row, table.column(name).unwrap());
    let (mut total, mut returned, mut listed) = (0, 0, 0);
    for row in (0..table.len()).filter(|row| text(*row, "request").is_empty()) {
        let origin = text(row, "jlac11");
        let item = Attributes { item: text(row, "item_id"), ..Attributes::default() };
        let ten = there.convert(origin, &item);
        let known = Attributes {
            reagent: text(row, "product"),
            container: text(row, "material11"),
            unit: text(row, "unit"),
            ..item
        };
        let of = |code: &str| -> String { short(&back.convert(code, &known)) };
        let answers: Vec<String> = short(&ten).split('|').map(of).collect();
        total += 1;
        if answers.iter().any(|answer| answer == origin) {
            returned += 1;
        } else {
            assert!(answers.iter().any(|answer| answer.split('|').any(|code| code == origin)), "{origin} {answers:?}");
            listed += 1;
        }
    }
    assert_eq!(total, returned + listed);
    assert!(returned * 100 >= total * 99, "{returned} of {total}, {listed} among candidates");
}
