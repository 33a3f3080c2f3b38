//! What rules propose: each fix mends the finding that it stands with, and a document that keeps the rule has none.

use std::collections::BTreeSet;

use jpfhir::catalogue;
use jpfhir::document::edited;
use jpfhir::fixes::{Choice, plan};

use super::case::cases;

/// The document after the fixes of an id, whatever they need; `None` when there are none.
fn mended(
    document: &jpfhir::document::Document,
    found: &[jpfhir::diagnostics::Diagnostic],
    id: &str,
) -> Option<String> {
    let choice = Choice { needs_review: true, only: vec![id.to_owned()] };
    let planned = plan(document, found, &choice);
    (!planned.edits.is_empty()).then(|| edited(document.source.text(), &planned.edits))
}

#[test]
fn what_a_rule_proposes_mends_what_it_finds() {
    let mut shown = BTreeSet::new();
    for case in cases() {
        let id = &*case.id;
        if catalogue::find(id).is_none_or(|message| message.remedy.is_none()) {
            continue;
        }
        let (good, found) = case.found(&case.good());
        assert_eq!(mended(&good, &found, id), None, "{id}: a good document has a fix");
        for (name, wrong) in case.variants() {
            let (document, found) = case.found(&wrong);
            let count = found.iter().filter(|d| d.message.id == id).count();
            let Some(text) = mended(&document, &found, id) else { continue };
            let after = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{id} {name}: {e} in {text}"));
            let (_, left) = case.found(&after);
            let left = left.iter().filter(|d| d.message.id == id).count();
            assert!(left < count, "{id} {name}: {left} of {count} are left");
            shown.insert(id.to_owned());
        }
    }
    let is_rule = |id: &&str| id.starts_with(|c: char| c.is_ascii_uppercase());
    let declared = catalogue::all().iter().filter(|message| message.remedy.is_some()).map(|message| message.id);
    let missing: Vec<&str> = declared.filter(is_rule).filter(|id| !shown.contains(*id)).collect();
    assert!(missing.is_empty(), "no fix is seen: {missing:?}");
}
