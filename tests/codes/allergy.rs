//! Allergens: by code, by name, between editions, and drugs by YJ.

use jpfhir::codes::{Attributes, Choose, Outcome, System};
use jpfhir::masters::{Edition, Kind, Masters};

use crate::{convert, converter, masters, short};

const TODAY: u32 = 20261124;

/// The masters with an edition of J-FAGY in force.
fn pinned(edition: &str) -> Masters {
    Masters::embedded().with_pin(Kind::Jfagy, Edition::parse(edition).unwrap())
}

#[test]
fn allergens_convert() {
    use System::*;
    let Some(masters) = masters::all() else { return };
    for (from, to, as_of, code, expected) in [
        (Jfagy, Jfagy, TODAY, "J9FA32113200", "J9FA32113200"),
        (Jfagy, Jfagy, 20250331, "J9FA32111600", "J9FA32111600"),
        (Jfagy, Jfagy, 20250401, "J9FA32111600", "retired J9FA32113211"),
        (Jfagy, Jfagy, 20250401, "J9FA32111700", "retired J9FA32113212"),
        (Jfagy, Jfagy, TODAY, "J9FA99999999", "unknown"),
        (Jfagy, Jfagy, TODAY, "J9XA32113200", "invalid character"),
        (Jfagy, Jfagy, TODAY, "D9N000000000", "D9N000000000"),
        (Jfagy, Jfagy, TODAY, "YCM2260701F1271", "YCM2260701F1271"),
        (AllergenName, Jfagy, TODAY, "オレンジ", "J9FA32113200"),
        (AllergenName, Jfagy, TODAY, "ﾈｰﾌﾞﾙｵﾚﾝｼﾞ", "J9FA32113211"),
        (Yj, Ycm, TODAY, "2260701F1271", "YCM2260701F1271"),
        (Yj, Gcm, TODAY, "1139004G2063", "GCM1139004G2ZZZ"),
        (Ycm, Yj, TODAY, "YCM2260701F1271", "2260701F1271"),
        (Ycm, Gcm, TODAY, "YCM2260701F1271", "GCM2260701F1ZZZ"),
        (Ycm, Yj, TODAY, "J9FA32113200", "no-relation"),
    ] {
        let converter = converter(masters, from, to, as_of, Choose::None);
        assert_eq!(short(&convert(&converter, code)), expected, "{code} {as_of}");
    }
    let unknown = converter(masters, AllergenName, Jfagy, TODAY, Choose::None);
    let near = convert(&unknown, "オレン");
    let Outcome::Unknown(near) = near.outcome else { panic!("{near:?}") };
    assert!(near.iter().any(|near| near.display == "オレンジ"), "{near:?}");
}

#[test]
fn editions_can_be_named() {
    for (edition, name, expected) in [
        ("20240709", "オレンジ", "unknown"),
        ("20250401", "オレンジ", "J9FA32113200"),
        ("20240709", "ネーブルオレンジ", "J9FA32111600"),
        ("20250401", "ネーブルオレンジ", "J9FA32113211"),
    ] {
        let masters = pinned(edition);
        if masters.in_force(Kind::Jfagy).is_none() {
            println!("skipped: the program was built without its masters");
            return;
        }
        let converter = converter(&masters, System::AllergenName, System::Jfagy, TODAY, Choose::None);
        let found = short(&convert(&converter, name));
        assert_eq!(found.split(' ').next(), Some(expected), "{edition} {name}");
    }
}

/// A code that another allergen had in the draft of 2022 is not taken for the one of today when the name says otherwise.
#[test]
fn names_guard_against_codes_that_were_given_again() {
    let Some(masters) = masters::all() else { return };
    let converter = converter(masters, System::Jfagy, System::Jfagy, TODAY, Choose::None);
    let named = |name| converter.convert("J9FA21110013", &Attributes { name, ..Attributes::default() });
    assert_eq!(short(&named("油揚げ")), "J9FA21110013");
    let other = named("もめん豆腐");
    assert_eq!(other.doubt.map(|doubt| doubt.key()), Some("name-differs"));
    assert!(other.targets().is_empty(), "{other:?}");
    assert!(other.candidates().iter().any(|candidate| candidate.reason.key() == "same-code"));
}

#[test]
fn every_yj_comes_back() {
    let Some(masters) = masters::all() else { return };
    let table = masters.table(Kind::Drug).unwrap();
    let code = table.column("code").unwrap();
    let yj = converter(masters, System::DrugReceipt, System::Yj, TODAY, Choose::None);
    let there = converter(masters, System::Yj, System::Ycm, TODAY, Choose::None);
    let back = converter(masters, System::Ycm, System::Yj, TODAY, Choose::None);
    let mut count = 0;
    for row in 0..table.len() {
        let conversion = convert(&yj, table.text(row, code));
        let (Outcome::Exact(targets) | Outcome::Retired(targets)) = conversion.outcome else { continue };
        for target in targets {
            let allergen = short(&convert(&there, &target.code));
            assert_eq!(short(&convert(&back, &allergen)), *target.code);
            count += 1;
        }
    }
    assert!(count > 14_000, "{count}");
}
