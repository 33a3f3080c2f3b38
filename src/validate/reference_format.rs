//! The text of a reference: its form, whether `#id` is contained, and whether the target is of the type it says.

use crate::diagnostics::{Change, Diagnostic, Fix, Severity};
use crate::document::bundle::{BundleIndex, Resolved, resolve, type_and_id};
use crate::document::{Element, known};
use crate::validate::primitive::{about_value, as_urn, finding, has_scheme, is_id, shortened};

crate::messages! {
    FORMAT = "reference-format", Error, Invalid {
        en: "`{value}` is not a reference",
            "write `Type/id`, an absolute URL, `urn:uuid:…`, or `#id` of a contained resource";
        ja: "`{value}` は参照の書き方ではありません",
            "`型/id`、絶対 URL、`urn:uuid:…`、内包リソースの `#id` のいずれかで書いてください";
        explain: "A literal reference is an absolute URL, a relative one of the form Type/id (with /_history/version if wanted), or a fragment (R4 §2.3.0).";
        fix: [Safe, NeedsReview], "put `urn:uuid:` in front, or take whitespace away", "先頭に `urn:uuid:` を付ける、または空白を取り除く";
    }
    UNKNOWN_TYPE = "reference-unknown-type", Error, Invalid {
        en: "`{type}` in `{value}` is not a resource type", "write the name of a resource type as FHIR spells it";
        ja: "`{value}` の `{type}` はリソース型ではありません", "FHIR のリソース型の名前を書いてください";
        explain: "A relative reference and Reference.type name one of the resource types of R4, with their letter case (R4 §2.3.0).";
        fix: [Safe, NeedsReview], "write the type with a capital letter", "型の先頭を大文字にする";
    }
    NOT_CONTAINED = "reference-not-contained", Error, NotFound {
        en: "No contained resource has the id `{value}`", "contain the resource, or correct the reference";
        ja: "id `{value}` の内包リソースがありません", "リソースを内包するか、参照を正してください";
        explain: "A reference that begins with # points to a resource contained in the same resource (R4 §2.3.0.1).";
    }
    CONDITIONAL = "reference-conditional", Error, BusinessRule {
        en: "`{value}` is a search, which may stand for a reference only within a transaction",
            "write the literal reference of the resource that is meant";
        ja: "`{value}` は検索条件です。参照の代わりに使えるのは transaction の中だけです",
            "指すリソースの参照を直接書いてください";
        explain: "A server replaces conditional references while it processes a transaction; anywhere else nobody resolves them (R4 §3.1.0.11.2).";
    }
    OTHER_TYPE = "reference-other-type", Error, Invalid {
        en: "The reference says {type}, but its target is a {found}", "correct the type";
        ja: "参照先の型は {type} とされていますが、実際は {found} です", "型を正してください";
        explain: "The type that a reference names, in its URL or in Reference.type, is the type of the resource it points at (R4 §2.3.0).";
        fix: [NeedsReview], "write the type of the target", "参照先の型を書く";
    }
    EMPTY = "reference-empty", Warning, Invalid {
        en: "This reference names nothing: it has neither reference nor identifier nor display",
            "say what is meant, at least in `display`";
        ja: "参照に reference も identifier も display もありません", "少なくとも `display` で何を指すか示してください";
        explain: "A reference that gives no target, no identifier and no text tells its reader nothing (R4 §2.3.0).";
    }
}

/// Checks a Reference apart from its target profiles. `is_resource_type` knows the names of the resource types.
pub fn check<'a>(
    reference: Element<'a>,
    index: &BundleIndex<'a>,
    is_resource_type: &dyn Fn(&str) -> bool,
    sink: &mut Vec<Diagnostic>,
) {
    let Some(place) = reference.child(known::REFERENCE) else {
        let says = [known::IDENTIFIER, known::DISPLAY, known::EXTENSION];
        // Without any child the object itself is reported as empty.
        if reference.children().next().is_some() && !says.into_iter().any(|n| reference.child(n).is_some()) {
            sink.push(Diagnostic::new(&EMPTY, reference.span()).at(reference.id()));
        }
        return check_type(reference, None, is_resource_type, sink);
    };
    let Some(text) = place.value().filter(|t| !t.is_empty()) else { return };
    if let Some(diagnostic) = check_form(reference, place, text, is_resource_type) {
        let fix = meant(text, is_resource_type).map(|meant| {
            let is_found = resolve(&meant, reference, index).target().is_some();
            // What a document reaches changes with its references.
            let is_document = |e: &Element<'_>| matches!(e.child_value(known::TYPE), Some("document" | "message"));
            let is_settled =
                is_found && !is_within(reference, |e| e.resource_type() == Some("Bundle") && is_document(e));
            Fix::safe(Change::text(place.id(), &meant)).safe_if(is_settled)
        });
        return sink.push(diagnostic.fixed_by(fix));
    }
    let resolved = resolve(text, reference, index);
    // Only a contained resource has a container to point at.
    let is_at_itself = text == "#" && !is_within(reference, |e| e.name() == known::CONTAINED);
    if resolved == Resolved::NoSuchFragment || is_at_itself {
        let diagnostic = finding(&NOT_CONTAINED, place).at(reference.id());
        sink.push(diagnostic.with_value("value", &shortened(text.trim_start_matches('#'))));
    }
    let found = resolved.target().and_then(|t| t.resource_type());
    let named = type_and_id(text).map(|(name, _)| name).filter(|n| is_resource_type(n));
    if let (Some(named), Some(found)) = (named, found)
        && named != found
    {
        let diagnostic = finding(&OTHER_TYPE, place).at(reference.id());
        return sink.push(diagnostic.with("type", named).with("found", found));
    }
    check_type(reference, found.or(named), is_resource_type, sink);
}

fn is_within<'a>(element: Element<'a>, is_it: impl FnMut(&Element<'a>) -> bool) -> bool {
    std::iter::successors(element.parent(), |e| e.parent()).find(is_it).is_some()
}

/// Checks Reference.type against the type of the target, as far as it is known.
fn check_type(
    reference: Element<'_>,
    found: Option<&str>,
    is_resource_type: &dyn Fn(&str) -> bool,
    sink: &mut Vec<Diagnostic>,
) {
    let Some(place) = reference.child(known::TYPE) else { return };
    // Whitespace is reported with the value.
    let Some(text) = place.value().filter(|t| !t.is_empty() && !t.contains(char::is_whitespace)) else { return };
    let name = text.strip_prefix("http://hl7.org/fhir/StructureDefinition/").unwrap_or(text);
    match found {
        Some(found) if found != name => {
            let diagnostic = finding(&OTHER_TYPE, place).at(reference.id());
            let fix = Fix::to_review(Change::text(place.id(), found));
            sink.push(diagnostic.with_value("type", name).with("found", found).fixed_by(fix));
        }
        None if !is_resource_type(name) && !has_scheme(name) => {
            let mut diagnostic = about_value(&UNKNOWN_TYPE, place, text).at(reference.id()).with_value("type", name);
            // The binding of Reference.type is extensible.
            diagnostic.severity = Severity::Warning;
            sink.push(diagnostic);
        }
        _ => {}
    }
}

/// What a text that is no reference was probably meant to be.
fn meant(text: &str, is_resource_type: &dyn Fn(&str) -> bool) -> Option<String> {
    let trimmed = text.trim();
    if let Some(urn) = as_urn(trimmed) {
        return Some(urn);
    }
    let capital = || {
        let first = trimmed.chars().next().filter(char::is_ascii_lowercase)?;
        let meant = format!("{}{}", first.to_ascii_uppercase(), &trimmed[1..]);
        is_resource_type(meant.split('/').next()?).then_some(meant)
    };
    capital().or_else(|| (trimmed.len() < text.len() && !trimmed.is_empty()).then(|| trimmed.to_owned()))
}

fn check_form(
    reference: Element<'_>,
    place: Element<'_>,
    text: &str,
    is_resource_type: &dyn Fn(&str) -> bool,
) -> Option<Diagnostic> {
    let wrong = || Some(about_value(&FORMAT, place, text).at(reference.id()));
    if text.contains(char::is_whitespace) {
        return wrong();
    }
    if text.starts_with('#') || has_scheme(text) {
        return None;
    }
    // A transaction may refer to whatever a search finds.
    let (name, is_form) = match text.split_once('?') {
        Some((name, query)) => (name, !query.is_empty()),
        None => {
            let (plain, version) = text.split_once("/_history/").map_or((text, None), |(p, v)| (p, Some(v)));
            let (name, id) = plain.split_once('/').unwrap_or((plain, ""));
            let id = id.split_once('#').map_or(id, |(id, _)| id);
            (name, is_id(id) && version.is_none_or(is_id))
        }
    };
    let is_transaction =
        |e: &Element<'_>| e.resource_type() == Some("Bundle") && e.child_value(known::TYPE) == Some("transaction");
    if text.contains('?') && is_form && is_resource_type(name) && !is_within(reference, is_transaction) {
        return Some(about_value(&CONDITIONAL, place, text).at(reference.id()));
    }
    if !is_form {
        let mut diagnostic = wrong()?;
        // The Java validator only doubts references that name a version: their server may have its own paths.
        if text.contains("/_history/") {
            diagnostic.severity = Severity::Warning;
        }
        return Some(diagnostic);
    }
    (!is_resource_type(name))
        .then(|| about_value(&UNKNOWN_TYPE, place, text).at(reference.id()).with_value("type", &shortened(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::Source;

    fn is_resource_type(name: &str) -> bool {
        matches!(name, "Patient" | "Practitioner" | "Observation" | "Organization")
    }

    fn found(reference: &str) -> Vec<&'static str> {
        let json = format!(
            r#"{{"resourceType":"Observation","id":"o","contained":[{{"resourceType":"Patient","id":"a"}}],"subject":{reference}}}"#
        );
        let (document, _) = Document::parse_json(Source::new("test", json));
        let root = document.root().expect("a resource");
        let mut sink = Vec::new();
        let index = BundleIndex::new(&document);
        check(root.child(known::SUBJECT).expect("a reference"), &index, &is_resource_type, &mut sink);
        assert!(sink.iter().all(|d| document.fhirpath(d.node.expect("a node")) == "Observation.subject"));
        sink.iter().map(|d| d.message.id).collect()
    }

    #[test]
    fn good_references_pass() {
        for text in [
            "Patient/1",
            "Patient/1/_history/2",
            "http://example.org/fhir/Patient/1",
            "https://example.org/Chicken/1",
            "urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd",
            "urn:oid:1.2.3",
            "#a",
        ] {
            assert_eq!(found(&format!(r#"{{"reference":"{text}"}}"#)), [""; 0], "{text}");
        }
        for reference in [
            r#"{"display":"x"}"#,
            r#"{"identifier":{"value":"1"}}"#,
            r#"{"extension":[{"url":"http://x"}]}"#,
            r#"{"reference":"Patient/1","type":"Patient"}"#,
            r##"{"reference":"#a","type":"http://hl7.org/fhir/StructureDefinition/Patient"}"##,
            r#"{"display":"x","type":"Patient"}"#,
        ] {
            assert_eq!(found(reference), [""; 0], "{reference}");
        }
    }

    #[test]
    fn bad_references_give_one_finding() {
        for (reference, id) in [
            (r#"{"reference":"12345"}"#, "reference-format"),
            (r#"{"reference":"Patient/a_b"}"#, "reference-format"),
            (r#"{"reference":"Patient/"}"#, "reference-format"),
            (r#"{"reference":"fhir/Patient/1"}"#, "reference-format"),
            (r#"{"reference":"Patient/1 "}"#, "reference-format"),
            (r#"{"reference":"患者/1"}"#, "reference-unknown-type"),
            (r#"{"reference":"patient/1"}"#, "reference-unknown-type"),
            (r#"{"reference":"Patient?identifier=1"}"#, "reference-conditional"),
            (r##"{"reference":"#"}"##, "reference-not-contained"),
            (r##"{"reference":"#none"}"##, "reference-not-contained"),
            (r#"{"reference":"Patient/1","type":"Practitioner"}"#, "reference-other-type"),
            (r##"{"reference":"#a","type":"Observation"}"##, "reference-other-type"),
            (r#"{"display":"x","type":"bogus"}"#, "reference-unknown-type"),
            (r#"{"type":"Patient"}"#, "reference-empty"),
        ] {
            assert_eq!(found(reference), [id], "{reference}");
        }
    }

    #[test]
    fn a_transaction_may_search_and_a_contained_resource_point_at_its_container() {
        let bundle = |bundle_type: &str| {
            format!(
                r##"{{"resourceType":"Bundle","type":"{bundle_type}","entry":[{{"resource":{{"resourceType":"Observation",
                "subject":{{"reference":"Patient?identifier=1"}},
                "contained":[{{"resourceType":"Observation","id":"a","subject":{{"reference":"#"}}}}]}}}}]}}"##
            )
        };
        for (bundle_type, ids) in [("transaction", &[][..]), ("collection", &["reference-conditional"][..])] {
            let (document, _) = Document::parse_json(Source::new("test", bundle(bundle_type)));
            let index = BundleIndex::new(&document);
            let mut sink = Vec::new();
            let all = (0..document.len() as u32).map(|id| document.element(id));
            for subject in all.filter(|e| e.name() == known::SUBJECT) {
                check(subject, &index, &is_resource_type, &mut sink);
            }
            assert_eq!(sink.iter().map(|d| d.message.id).collect::<Vec<_>>(), ids);
        }
    }
}
