//! Without a master every conversion that needs one says so; what is made by rule goes on.

use jpfhir::codes::{Choose, Converter, Day, NoConverter, PAIRS};
use jpfhir::masters::Masters;

#[test]
fn what_needs_a_master_names_it_and_how_to_import_it() {
    let masters = Masters::default();
    let (mut said, mut by_rule) = (0, Vec::new());
    for (from, to) in PAIRS.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (*from, *to))) {
        match Converter::new(&masters, from, to, Day(20260401), Choose::None) {
            Ok(_) => by_rule.push((from.key(), to.key())),
            Err(NoConverter::Master(fault)) => {
                assert_eq!(fault.message.id, "master-not-at-hand");
                assert!(fault.message.english.help.contains("`jpfhir master import`"));
                assert!(fault.fact("kind").is_some() && fault.fact("key").is_some(), "{fault:?}");
                said += 1;
            }
            Err(other) => panic!("{from:?} {to:?}: {other}"),
        }
    }
    assert!(said > 50, "{said}");
    for pair in [("yj", "ycm"), ("yj", "gcm"), ("ycm", "yj"), ("hot13", "hot9")] {
        assert!(by_rule.contains(&pair), "{pair:?}: {by_rule:?}");
    }
    assert!(
        by_rule.iter().all(|(from, _)| ["yj", "ycm", "gcm", "hot7", "hot9", "hot13"].contains(from)),
        "{by_rule:?}"
    );
}
