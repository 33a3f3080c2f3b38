//! Drugs: receipt, YJ, generic, price list and HOT codes.

use jpfhir::codes::{Choose, System};

use crate::{convert, converter, masters, short};

const BEFORE: u32 = 20240401;
const TODAY: u32 = 20261124;

#[test]
fn drugs_convert() {
    use System::*;
    let Some(masters) = masters::all() else { return };
    for (from, to, as_of, code, expected) in [
        (DrugReceipt, Yj, TODAY, "610406079", "2325003B2029"),
        (DrugReceipt, Price, TODAY, "610406079", "2325003B2029"),
        (DrugReceipt, Generic, TODAY, "610406079", "2325003B2ZZZ"),
        (DrugReceipt, Gcm, TODAY, "610406079", "GCM2325003B2ZZZ"),
        (DrugReceipt, Yj, TODAY, "610407333", "shared-price-code"),
        (DrugReceipt, Price, TODAY, "610407333", "5100191X1017"),
        (DrugReceipt, Generic, TODAY, "610407333", "no-generic-code"),
        (DrugReceipt, Yj, TODAY, "630010001", "not-a-drug"),
        (DrugReceipt, Yj, TODAY, "670000063", "1179020C1191"),
        (DrugReceipt, Yj, TODAY, "629700301", "retired 4900403X1025"),
        (DrugReceipt, Yj, BEFORE, "629700301", "4900403X1025"),
        (DrugReceipt, Yj, TODAY, "61040607", "invalid length"),
        (DrugName, DrugReceipt, TODAY, "ガスター散２％", "610406079"),
        (DrugName, DrugReceipt, TODAY, "ガスター散2%", "610406079"),
        (Yj, DrugReceipt, TODAY, "2325003B2029", "610406079|670406079"),
        (Hot13, Hot9, TODAY, "1003031010101", "100303101"),
        (Hot13, Hot7, TODAY, "1003031010101", "1003031"),
        (Hot9, Hot7, TODAY, "100303101", "1003031"),
        (Hot7, Hot9, TODAY, "1003031", "100303101"),
        (Hot13, Yj, TODAY, "1003031010101", "not-in-edition"),
    ] {
        let converter = converter(masters, from, to, as_of, Choose::None);
        assert_eq!(short(&convert(&converter, code)), expected, "{code} {}", to.key());
    }
}

/// A drug and its clone for 選定療養 share the YJ code: the drug itself represents both.
#[test]
fn clones_are_candidates_and_do_not_represent() {
    let Some(masters) = masters::all() else { return };
    let open = converter(masters, System::Yj, System::DrugReceipt, TODAY, Choose::None);
    let both = convert(&open, "1179020C1191");
    let reasons: Vec<&str> = both.candidates().iter().map(|candidate| candidate.reason.key()).collect();
    assert_eq!(reasons, ["same-drug", "selected-care"]);
    let chosen = converter(masters, System::Yj, System::DrugReceipt, TODAY, Choose::Representative);
    let chosen = convert(&chosen, "1179020C1191");
    assert!(chosen.is_chosen() && !chosen.targets()[0].code.starts_with("67"), "{chosen:?}");
}
