//! docs/fixes.md lists what the catalogue declares, and every kind of fix is shown by an example.

use std::path::Path;

use jpfhir::catalogue;
use jpfhir::diagnostics::Applicability;

fn table() -> String {
    let mut rows = vec!["| finding | edit | applied |\n|---|---|---|\n".to_owned()];
    for message in catalogue::all() {
        let Some(remedy) = message.remedy else { continue };
        let applied = match remedy.applicability {
            [Applicability::Safe] => "safe",
            [Applicability::NeedsReview] => "needs review",
            _ => "either",
        };
        rows.push(format!("| `{}` | {} | {applied} |\n", message.id, remedy.english));
    }
    rows.concat()
}

#[test]
fn the_manual_lists_every_fix() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fixes.md");
    let manual = std::fs::read_to_string(&path).expect("the manual");
    let start = manual.find("| finding |").unwrap_or(manual.len());
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(&path, format!("{}{}", &manual[..start], table())).expect("it can be written");
        return;
    }
    assert_eq!(&manual[start..], table(), "run this test with UPDATE_MANUAL=1");
}
