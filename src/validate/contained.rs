//! Contained resources: identified, not nested, and connected with their container (R4 §2.1.0.1, dom-2, dom-3).

use crate::diagnostics::Diagnostic;
use crate::document::{Element, Kind, known};
use crate::validate::primitive::finding;

crate::messages! {
    ID_MISSING = "contained-id-missing", Error, Required {
        en: "This contained resource has no id", "give it an id and refer to it as `#id`";
        ja: "内包リソースに id がありません", "id を付けて `#id` で参照してください";
        explain: "A contained resource is found by its id alone, so it must have one (R4 §2.1.0.1).";
    }
    DUPLICATE_ID = "contained-duplicate-id", Error, Invalid {
        en: "Two contained resources have the id `{value}`", "give each an id of its own";
        ja: "id `{value}` の内包リソースが2つあります", "それぞれ異なる id を付けてください";
        explain: "References to contained resources give only the id, which must therefore be unique within the container (R4 §2.1.0.1).";
    }
    NESTED = "contained-nested", Error, Invariant {
        en: "A contained resource may not contain another", "contain both in the outer resource";
        ja: "内包リソースの中にリソースを内包することはできません", "どちらも外側のリソースに内包してください";
        explain: "Contained resources are not nested; all of them stand in the outermost resource (R4 §2.1.0.1, dom-2).";
    }
    ORPHAN = "contained-orphan", Error, Invariant {
        en: "Nothing refers to the contained resource `{value}`, and it does not refer to its container",
            "refer to it as `#{value}`, or remove it";
        ja: "内包リソース `{value}` はどこからも参照されず、外側のリソースも参照していません",
            "`#{value}` で参照するか、取り除いてください";
        explain: "A contained resource has no existence of its own: the container or another contained resource refers to it as `#id`, or it refers to the container as `#` (R4 §2.1.0.1, dom-3).";
    }
}

/// Checks the resources that `container` contains; a contained resource itself is not asked about.
pub fn check<'a>(container: Element<'a>, sink: &mut Vec<Diagnostic>) {
    let contained: Vec<Element<'a>> = container.children_named(known::CONTAINED).collect();
    for (position, resource) in contained.iter().enumerate() {
        let Some(id) = resource.child_value(known::ID).filter(|id| !id.is_empty()) else {
            sink.extend(missing_id(*resource));
            continue;
        };
        let place = resource.child(known::ID).unwrap_or(*resource);
        if contained[..position].iter().any(|c| c.child_value(known::ID) == Some(id)) {
            sink.push(finding(&DUPLICATE_ID, place).at(resource.id()).with_value("value", id));
        } else if !is_referred_to(container, id) && !refers_to_container(*resource) {
            sink.push(finding(&ORPHAN, place).at(resource.id()).with_value("value", id));
        }
        if let Some(nested) = resource.child(known::CONTAINED) {
            sink.push(Diagnostic::new(&NESTED, nested.name_span()).at(resource.id()));
        }
    }
}

/// An id that is there without a value is the parser's finding.
fn missing_id(resource: Element<'_>) -> Option<Diagnostic> {
    let place = resource.child(known::RESOURCE_TYPE).unwrap_or(resource);
    let is_missing = resource.kind() == Kind::Object && resource.child(known::ID).is_none();
    is_missing.then(|| Diagnostic::new(&ID_MISSING, place.span()).at(resource.id()))
}

/// The values below an element, each with its element.
fn values(element: Element<'_>) -> impl Iterator<Item = (Element<'_>, &str)> {
    let document = element.document();
    (element.id()..element.node().next).map(|id| document.element(id)).filter_map(|e| Some((e, e.value()?)))
}

fn is_referred_to(container: Element<'_>, id: &str) -> bool {
    values(container).any(|(element, text)| {
        if element.name() == known::DIV {
            return text.match_indices('#').any(|(at, _)| is_in_quotes(&text[at + 1..], id));
        }
        text.strip_prefix('#') == Some(id)
    })
}

/// Whether `rest` goes on with the id and the quote that ends an attribute.
fn is_in_quotes(rest: &str, id: &str) -> bool {
    rest.strip_prefix(id).is_some_and(|after| after.starts_with(['"', '\'']))
}

fn refers_to_container(resource: Element<'_>) -> bool {
    values(resource).any(|(_, text)| text == "#")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::Source;

    fn found(json: &str) -> Vec<(&'static str, String)> {
        let (document, _) = Document::parse_json(Source::new("test", json.to_owned()));
        let mut sink = Vec::new();
        check(document.root().expect("a resource"), &mut sink);
        sink.iter().map(|d| (d.message.id, document.fhirpath(d.node.expect("a node")))).collect()
    }

    #[test]
    fn connected_resources_pass() {
        for json in [
            r##"{"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"a"}],"subject":{"reference":"#a"}}"##,
            r##"{"resourceType":"Observation","contained":[{"resourceType":"Provenance","id":"a","target":[{"reference":"#"}]}]}"##,
            r##"{"resourceType":"X","contained":[{"resourceType":"Y","id":"a","z":[{"reference":"#b"}]},{"resourceType":"Z","id":"b"}],"url":"#a"}"##,
            r##"{"resourceType":"X","contained":[{"resourceType":"Binary","id":"p"}],"text":{"div":"<img src='#p'/>"}}"##,
            r#"{"resourceType":"X"}"#,
        ] {
            assert_eq!(found(json), [], "{json}");
        }
    }

    #[test]
    fn each_fault_is_found() {
        for (contained, id) in [
            (r#"{"resourceType":"Patient"}"#, "contained-id-missing"),
            (r#"{"resourceType":"Patient","id":"b"}"#, "contained-orphan"),
            (r#"{"resourceType":"Patient","id":"ab"},{"resourceType":"Patient","id":"a"}"#, "contained-orphan"),
            (r#"{"resourceType":"Patient","id":"a","contained":[{"resourceType":"X"}]}"#, "contained-nested"),
        ] {
            let json = format!(
                r##"{{"resourceType":"Observation","contained":[{contained}],"subject":{{"reference":"#a"}}}}"##
            );
            assert_eq!(found(&json), [(id, "Observation.contained[0]".to_owned())], "{contained}");
        }
        let twice = r##"{"resourceType":"X","contained":[{"resourceType":"Y","id":"a"},{"resourceType":"Y","id":"a"}],"url":"#a"}"##;
        assert_eq!(found(twice), [("contained-duplicate-id", "X.contained[1]".to_owned())]);
    }
}
