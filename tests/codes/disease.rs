//! Diseases: codes, ICD-10, numbers, days and names.

use jpfhir::codes::{Attributes, Choose, Outcome, Role, System};
use jpfhir::masters::Kind;

use crate::{convert, converter, masters, short};

const BEFORE: u32 = 20240601;
const AFTER: u32 = 20261124;

#[test]
fn diseases_convert() {
    use System::*;
    let Some(masters) = masters::all() else { return };
    for (from, to, as_of, code, expected) in [
        (Receipt, Icd10, AFTER, "8833421", "I10"),
        (Receipt, Icd10, AFTER, "130001", "A170+G01"),
        (Receipt, Icd10, AFTER, "8830408", "F152b"),
        (Receipt, Icd10, AFTER, "0000999", "placeholder"),
        (Receipt, Icd10, AFTER, "8839791", "no-icd10"),
        (Receipt, Icd10, AFTER, "88334211", "invalid length"),
        (Receipt, Icd10, BEFORE, "8837303", "S7200"),
        (Receipt, Icd10, AFTER, "8837303", "retired S7200"),
        (Receipt, Receipt, AFTER, "8837303", "retired 8208009"),
        (Receipt, Receipt, AFTER, "8836802", "retired"),
        (Receipt, Receipt, AFTER, "8833421", "8833421"),
        (Receipt, Icd10, 20250531, "2028045", "not-in-edition"),
        (Receipt, Icd10, 20250601, "2028045", "retired"),
        (Receipt, ManagementNumber, AFTER, "2500015", "20050020"),
        (ManagementNumber, Receipt, AFTER, "20050020", "2500015"),
        (ManagementNumber, Exchange, AFTER, "20084317", "0000"),
        (Exchange, Receipt, AFTER, "0000", "0000999"),
        (Exchange, Receipt, AFTER, "ECU5", "8838364|8834351|8850710|8850827"),
        (Icd10, Receipt, AFTER, "E14", "2500013|2507028"),
        (Icd10, Receipt, AFTER, "f15.2b", "8830408"),
        (Icd10, Receipt, AFTER, "A17.0†G01*", "0130001|8832811|8833050|8833066|8836001|8838735"),
        (Icd10, Receipt, AFTER, "Z999", "unknown Z991|Z992"),
        (DiseaseName, Receipt, AFTER, "高血圧症", "8833421"),
        (DiseaseName, Icd10, AFTER, "2型糖尿病", "E11"),
        (DiseaseName, Receipt, AFTER, "ない病名", "unknown"),
        (Modifier, ModifierExchange, AFTER, "8002", "5395"),
        (ModifierExchange, Modifier, AFTER, "5395", "8002"),
    ] {
        let converter = converter(masters, from, to, as_of, Choose::None);
        assert_eq!(short(&convert(&converter, code)), expected, "{code}");
    }
}

#[test]
fn pairs_have_roles_and_candidates_reasons() {
    let Some(masters) = masters::all() else { return };
    let to_icd = converter(masters, System::Receipt, System::Icd10, AFTER, Choose::None);
    let pair = convert(&to_icd, "0130001");
    assert_eq!(pair.targets().iter().map(|target| target.role).collect::<Vec<_>>(), [Role::Primary, Role::Secondary]);
    let back = converter(masters, System::Icd10, System::Receipt, AFTER, Choose::None);
    let secondary = convert(&back, "G01");
    assert_eq!(secondary.candidates().len(), 21);
    assert!(secondary.candidates().iter().all(|candidate| candidate.reason.key() == "secondary-icd10"));
    let named = back.convert("E14", &Attributes { name: "糖尿病", ..Attributes::default() });
    assert_eq!(short(&named), "2500013");
}

#[test]
fn policies_choose_and_say_so() {
    let Some(masters) = masters::all() else { return };
    for (choose, code, chosen) in
        [(Choose::None, "E14", ""), (Choose::First, "G01", "0130001"), (Choose::Unique, "T888", "")]
    {
        let back = converter(masters, System::Icd10, System::Receipt, AFTER, choose);
        let conversion = convert(&back, code);
        let codes: Vec<_> = conversion.targets().iter().map(|target| &*target.code).collect();
        assert_eq!((codes.join("+").as_str(), conversion.is_chosen()), (chosen, !chosen.is_empty()), "{code}");
        assert_eq!(conversion.choose, choose);
    }
}

/// How many primary codes lead to one disease, and how many when synonyms count as one.
#[test]
fn the_counts_of_the_dictionary_come_out() {
    let Some(masters) = masters::all() else { return };
    let table = masters.table(Kind::Disease).unwrap();
    let primary = table.column("icd10_primary").unwrap();
    let mut codes: Vec<&str> = (0..table.len()).map(|row| table.text(row, primary)).filter(|c| !c.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 7_758);
    let none = converter(masters, System::Icd10, System::Receipt, BEFORE, Choose::None);
    let unique = converter(masters, System::Icd10, System::Receipt, BEFORE, Choose::Unique);
    let is_exact = |code: &&&str| matches!(convert(&none, code).outcome, Outcome::Exact(_));
    assert_eq!(codes.iter().filter(is_exact).count(), 3_352);
    assert_eq!(codes.iter().filter(|code| !convert(&unique, code).targets().is_empty()).count(), 3_436);
}

#[test]
fn every_disease_comes_back() {
    let Some(masters) = masters::all() else { return };
    let table = masters.table(Kind::Disease).unwrap();
    let column = table.column("code").unwrap();
    let there = converter(masters, System::Receipt, System::Icd10, BEFORE, Choose::None);
    let back = converter(masters, System::Icd10, System::Receipt, BEFORE, Choose::None);
    let mut without = 0;
    for row in 0..table.len() {
        let code = table.text(row, column);
        let conversion = convert(&there, code);
        let icd = conversion.targets().iter().map(|target| &*target.code).collect::<Vec<_>>().join("+");
        if icd.is_empty() {
            without += 1;
            continue;
        }
        let origin = convert(&back, &icd);
        let found = origin.targets().iter().chain(origin.candidates().iter().flat_map(|candidate| &candidate.targets));
        assert!(found.map(|target| &*target.code).any(|found| found == code), "{code} {icd}");
    }
    assert_eq!(without, 22);
}
