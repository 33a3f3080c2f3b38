//! Whatever is given, every conversion answers, and says how it read what was given.

use std::sync::OnceLock;

use jpfhir::codes::{Attributes, Choose, Converter, Outcome, PAIRS, System, converts, lookup};
use jpfhir::codes::{Day, NoConverter};
use proptest::prelude::*;

use crate::{converter, masters};

const TODAY: u32 = 20261124;

/// A converter for each pair and policy, made once.
fn all() -> &'static [Converter<'static>] {
    static ALL: OnceLock<Vec<Converter<'static>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let Some(masters) = masters::all() else { return Vec::new() };
        let pairs = PAIRS.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (*from, *to)));
        let policies = Choose::ALL.into_iter().cycle();
        pairs.zip(policies).map(|((from, to), choose)| converter(masters, from, to, TODAY, choose)).collect()
    })
}

fn any_code() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{3,17}",
        "[0-9A-Z]{3}[0-9A-Z]{0,14}",
        "[A-Z][0-9]{2}[.]?[0-9a-d]{0,2}[+*†]?",
        "[A-Z][0-9]{2}[+][A-Z][0-9]{2}",
        "J9[FN][A-U][0-9]{8}",
        "\\PC{1,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_conversion_answers(code in any_code(), name in "\\PC{0,4}", unit in "[a-zA-Z/]{0,4}") {
        for converter in all() {
            let attributes = Attributes { name: &name, unit: &unit, ..Attributes::default() };
            let conversion = converter.convert(&code, &attributes);
            prop_assert_eq!(conversion.given, &code);
            prop_assert_eq!((conversion.from, conversion.to), (converter.from(), converter.to()));
            let is_empty = matches!(&conversion.outcome, Outcome::Exact(targets) if targets.is_empty());
            prop_assert!(!is_empty, "exactly nothing");
            let chooses = conversion.choose != Choose::None;
            prop_assert!(!conversion.is_chosen() || chooses, "chosen in silence");
        }
    }

    #[test]
    fn every_look_up_answers(code in any_code(), at in 0..System::ALL.len()) {
        if let Some(masters) = masters::all() {
            let _ = lookup(masters, System::ALL[at], &code, Day(TODAY));
        }
    }
}

#[test]
fn systems_that_are_not_related_have_no_converter() {
    let Some(masters) = masters::all() else { return };
    for from in System::ALL {
        for to in System::ALL.into_iter().filter(|to| !converts(from, *to)) {
            let made = Converter::new(masters, from, to, Day(TODAY), Choose::None);
            assert!(matches!(made, Err(NoConverter::Pair(..))), "{from:?} {to:?}");
        }
    }
}

/// What comes out is what the master holds: a target of one conversion is a code of its own system.
#[test]
fn targets_are_codes_of_their_systems() {
    for converter in all() {
        for code in ["8833421", "E14", "ECU5", "C20080000250009F7", "3C015000001829101", "2325003B2029", "610406079"] {
            for target in converter.convert(code, &Attributes::default()).targets() {
                let read = jpfhir::codes::normalise(target.system, &target.code);
                let read = read.unwrap_or_else(|wrong| panic!("{} {wrong:?}", target.code));
                assert!(read.changes.is_empty(), "{}", target.code);
            }
        }
    }
}
