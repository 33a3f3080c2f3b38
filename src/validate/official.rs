//! Where the Java validator, run without terminology server as the guides say, gives another result than R4 for a
//! reason that lies in that recipe. Asked with `--conformance official` alone; docs/differences.md tells how it was
//! measured.

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Element;
use crate::messages;
use crate::terminology::{Membership, Terminology};

use super::narrative::XHTML_LINK_UNRESOLVED;
use super::primitive::about_value;

messages! {
    SHORT_OID = "oid-short", Error, Invalid {
        en: "the Java validator of the official recipe does not take `{value}` for an OID: it is too short",
            "R4 allows it: without `--conformance official` it passes";
        ja: "公式手順の Java 検証器は `{value}` を短すぎるため OID と認めません",
            "R4 では正しい値です。`--conformance official` を付けなければ通ります";
        explain: "With --conformance official: the validator of the guides takes only OIDs whose last number begins after the fifth character, such as urn:oid:1.2.392.1. R4 sets no such limit.";
    }
}

/// How many characters stand before the point of the last number, at least.
const BEFORE_LAST: usize = 4;

/// Makes of what was found about a primitive what the recipe says of it.
pub(super) fn adjust(element: Element<'_>, found: &mut Vec<Diagnostic>) {
    for diagnostic in found.iter_mut().filter(|d| std::ptr::eq(d.message, &XHTML_LINK_UNRESOLVED)) {
        diagnostic.severity = Severity::Error;
    }
    if found.is_empty() {
        found.extend(short_oid(element));
    }
}

/// A finding about an OID that the recipe takes for none, though R4 does.
fn short_oid(element: Element<'_>) -> Option<Diagnostic> {
    let value = element.value()?;
    let oid = value.strip_prefix("urn:oid:")?;
    let is_short = oid.rfind('.').is_some_and(|point| point < BEFORE_LAST);
    is_short.then(|| about_value(&SHORT_OID, element, value))
}

/// Whether the recipe can confirm that a code is in a value set: its code system must be at hand and have the code, or be
/// a part that need not have it. Without a system, as in elements of type `code`, that of the value set counts.
pub(super) fn is_confirmed(terminology: &Terminology, value_set: &str, system: Option<&str>, code: &str) -> bool {
    let system = system.filter(|system| !system.is_empty());
    let is_member = || terminology.contains(value_set, system, code) == Membership::Member;
    let Some(url) = system else { return is_member() };
    match terminology.code_system(url, None).filter(|found| !found.is_empty()) {
        Some(found) if found.concept(code).is_none() => !found.is_complete(),
        Some(_) => is_member(),
        None => url == URIS && is_member(),
    }
}

/// Any URI is a code of this system, which no package has to list.
const URIS: &str = "urn:ietf:rfc:3986";
