//! What is normalised in codes, and what is not.

use proptest::prelude::*;

use super::*;

/// The code as read and the keys of what was changed, or the key of what is wrong.
fn read(system: System, given: &str) -> (String, String) {
    match normalise(system, given) {
        Ok(Normalised { code, changes }) => {
            (code.into_owned(), changes.iter().map(Change::key).collect::<Vec<_>>().join(" "))
        }
        Err(malformed) => ("-".into(), malformed.key().into()),
    }
}

#[test]
fn codes_are_read() {
    use System::*;
    for (system, given, code, changes) in [
        (Receipt, "0130001", "0130001", ""),
        (Receipt, "130001", "0130001", "leading-zeros"),
        (Receipt, "130001.0", "0130001", "leading-zeros separators"),
        (Receipt, "'0130001", "0130001", "separators marks"),
        (Receipt, "８８３３４２１", "8833421", "width"),
        (Receipt, " 8833421\u{3000}", "8833421", "blanks"),
        (Receipt, "88334211", "-", "length"),
        (Receipt, "883342x", "-", "character"),
        (Receipt, "8.833421E+06", "-", "number"),
        (Receipt, "", "-", "empty"),
        (Receipt, " ", "-", "empty"),
        (Icd10, "E113", "E113", ""),
        (Icd10, "E11.3", "E113", "separators"),
        (Icd10, "e11.3", "E113", "separators case"),
        (Icd10, "Ｅ１１．３", "E113", "width separators"),
        (Icd10, "A17.0†", "A170", "separators marks"),
        (Icd10, "G01*", "G01", "marks"),
        (Icd10, "G01＊", "G01", "width marks"),
        (Icd10, "A170＋", "A170", "width marks"),
        (Icd10, "A17.0†G01*", "A170+G01", "separators marks"),
        (Icd10, "A170+G01", "A170+G01", ""),
        (Icd10, "F152b", "F152b", ""),
        (Icd10, "F15.2B", "F152b", "separators case"),
        (Icd10, "ｆ１５２ｂ", "F152b", "width case"),
        (Icd10, "T08-0", "T08-0", ""),
        (Icd10, "T08－0", "T08-0", "dashes"),
        (Icd10, "T08\u{2212}0", "T08-0", "dashes"),
        (Icd10, "T08-", "-", "character"),
        (Icd10, "E1", "-", "length"),
        (Icd10, "E11345", "-", "length"),
        (Icd10, "F152e", "-", "character"),
        (Icd10, "高血圧", "-", "character"),
        (Modifier, "52", "0052", "leading-zeros"),
        (ManagementNumber, "2005002", "-", "length"),
        (Exchange, "ecu5", "ECU5", "case"),
        (Exchange, "0", "0000", "leading-zeros"),
        (Jlac10, "3B035-0000-023-277-01", "3B035000002327701", "separators"),
        (Jlac10, "3b035000002327701", "3B035000002327701", "case"),
        (Jlac10, "3B0350000023277", "-", "length"),
        (Jlac10, "99999999999999999", "99999999999999999", ""),
        (Jlac10, "C20080000250009F7", "-", "character"),
        (Jlac11, "3B035000002327701", "-", "character"),
        (Jlac11, "C2008−0000−250−009−F7", "C20080000250009F7", "separators dashes"),
        (Jfagy, "j9fa32113211", "J9FA32113211", "case"),
        (Jfagy, "00F", "00F", ""),
        (Jfagy, "J9FA3211", "-", "length"),
        (Yj, "2260701f1271", "2260701F1271", "case"),
        (LabItem, "⾎液型-ABO", "⾎液型-ABO", ""),
        (LabItem, " K", "K", "blanks"),
    ] {
        assert_eq!(read(system, given), (code.into(), changes.into()), "{given}");
    }
}

proptest! {
    #[test]
    fn reading_twice_is_reading_once(given in any::<String>(), at in 0..System::ALL.len()) {
        let system = System::ALL[at];
        if let Ok(once) = normalise(system, &given) {
            let twice = normalise(system, &once.code).unwrap();
            prop_assert_eq!(&twice.code, &once.code);
            prop_assert!(twice.changes.is_empty());
        }
    }
}

#[test]
fn huge_codes_are_refused_at_once() {
    let huge = "８".repeat(1_000_000);
    assert_eq!(normalise(System::Receipt, &huge), Err(Malformed::Length(1_000_000)));
}
