//! What the Java validator would say of a finding, as far as it is known here: the beginnings and frames of its messages,
//! by the id of ours, to compare with the lines of an ignoreWarnings.txt. docs/configuration.md says what is compared.

use crate::diagnostics::{Diagnostic, Fact};
use crate::document::Document;

/// Stands in a text for a part that is not known here.
pub const GAP: char = '\0';

/// Wordings of versions 6.1 to 6.10 and of the IG publisher, in English and Japanese, for findings that are no errors.
/// `{name}` is the fact of that name, `{}` a part that is not known.
const WORDINGS: &[(&[&str], &[&str])] = &[
    (
        &["code-system-unknown", "code-system-not-at-hand", "code-system-local", "code-system-alias"],
        &[
            "Code System URI '{system}' is unknown so the code cannot be validated",
            "A definition for CodeSystem '{system}' could not be found, so the code cannot be validated",
            "A definition for the code system '{system}' could not be found, so this coding was not checked.{}",
            "The definition for the Code System with URI '{system}' doesnt provide any codes so the code cannot be validated",
            "CodeSystem is unknown and can't be validated: {system} for {}",
            "Unknown Code System '{system}'",
            "Error from server: Unable to provide support for code system {system}",
            "URL value '{system}' does not resolve",
            "No definition could be found for URL value '{system}'",
            "CodeSystem {system}は未知です",
            "不明なCodeSystem '{system}'",
            "URL値 '{system}' は解決できません",
        ],
    ),
    (
        &["display-wrong"],
        &[
            "Wrong Display Name '{found}' for {system}#{code}{}",
            "There are no valid display names found for the code {system}#{code}{}",
            "No valid Display Names found for {system}#{code}{}",
            "{system}#{code} の誤ったdisplay '{found}' - {}",
        ],
    ),
    (
        &["code-not-in-extensible-value-set", "code-not-in-preferred-value-set"],
        &[
            "None of the codings provided are in the value set {}({value-set-url}{}",
            "The Coding provided ({system}#{code}) was not found in the value set {}({value-set-url}{}",
            "提供されたcodingのいずれもがValueSet{}({value-set-url}{}",
            "提供されたCoding（{system}#{code}）がValueSet{}({value-set-url}{}",
        ],
    ),
    (&["code-expected"], &["No code provided, and a code should be provided from the value set {}({value-set-url}{}"]),
    (
        &["value-set-unknown"],
        &[
            "ValueSet '{value_set}' not found",
            "ValueSet {value_set} not found by validator",
            "The valueSet reference {value_set} on element {} could not be resolved",
            "ValueSet {value_set}が見つかりません",
        ],
    ),
    (
        &["profile-unknown"],
        &[
            "Profile reference '{profile}' has not been checked because it could not be found{}",
            "A definition could not be found for Canonical URL '{profile}'",
            "Canonical URL '{profile}' does not resolve",
            "プロファイル参照'{profile}'は未知のため、確認されていません{}",
            "Canonical URL '{profile}' は解決できません",
        ],
    ),
    (&["invariant"], &["Constraint failed: {key}: {}", "Rule {key}: {}", "ルール {key} が失敗しました"]),
    (
        &["bundle-urn-unresolved"],
        &["URN reference is not locally contained within the bundle {value}", "URN referenceはバンドル{value}内{}"],
    ),
    (
        &["surrounding-whitespace"],
        &[
            "value should not start or finish with whitespace '{value}'",
            "値は空白で始まったり終わったりするべきではありません　 '{value}'",
        ],
    ),
];

/// The constraint that recommends a narrative has words of its own in the publisher's list.
const NARRATIVE: &[&str] = &[
    "Constraint failed: dom-6: 'A resource should have narrative for robust management'{}",
    "Best Practice Recommendation: dom-6: 'A resource should have narrative for robust management'{}",
];

/// What the Java validator may say of a finding; [`GAP`] stands for what is not known.
pub fn wordings(document: &Document, diagnostic: &Diagnostic) -> Vec<String> {
    let id = diagnostic.message.id;
    let own = WORDINGS.iter().filter(|(ids, _)| ids.contains(&id)).flat_map(|(_, templates)| *templates);
    let is_narrative = id == "invariant" && fact(diagnostic, "key").is_some_and(|key| key == "dom-6");
    let narrative = NARRATIVE.iter().filter(|_| is_narrative);
    own.chain(narrative).map(|template| fill(template, document, diagnostic)).collect()
}

fn fill(template: &str, document: &Document, diagnostic: &Diagnostic) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(b, r)| Some((b, r.split_once('}')?))) {
        text.push_str(before);
        match fact(diagnostic, name).or_else(|| beside(document, diagnostic, name)) {
            Some(known) => text.push_str(known),
            None => text.push(GAP),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

fn fact<'a>(diagnostic: &'a Diagnostic, name: &str) -> Option<&'a str> {
    if name == "value-set-url" {
        // Ours are `title (url)`.
        let title = fact(diagnostic, "value_set")?;
        let url = title.strip_suffix(')').and_then(|title| title.rsplit_once('('));
        return Some(url.map_or(title, |(_, url)| url));
    }
    match diagnostic.fact(name) {
        Some(Fact::Text(text) | Fact::Value(text)) => Some(text),
        _ => None,
    }
}

/// What stands beside the element that a finding is about: the system of a display or code.
fn beside<'a>(document: &'a Document, diagnostic: &Diagnostic, name: &str) -> Option<&'a str> {
    let node = diagnostic.node.filter(|node| (*node as usize) < document.len())?;
    let element = document.element(node).parent()?;
    element.children().find(|child| child.name_text() == name)?.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn every_id_exists() {
        for id in WORDINGS.iter().flat_map(|(ids, _)| *ids) {
            assert!(crate::catalogue::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn parts_come_from_the_finding_and_from_beside_it() {
        let text =
            r#"{"resourceType":"Basic","code":{"coding":[{"system":"http://x.jp","code":"K","display":"カリウム"}]}}"#;
        let (document, _) = Document::parse(Source::new("a.json", text.to_owned()));
        let code = document.root().and_then(|root| root.children().last()).expect("a code");
        let coding = code.children().next().expect("a coding");
        let display = coding.children().last().expect("a display");
        let message = crate::catalogue::find("display-wrong").expect("it exists");
        let finding = Diagnostic::new(message, display.span()).at(display.id());
        let finding = finding.with("code", "K").with_value("found", "カリウム");
        let wordings = wordings(&document, &finding);
        assert_eq!(wordings[0], "Wrong Display Name 'カリウム' for http://x.jp#K\0");
        assert_eq!(wordings[3], "http://x.jp#K の誤ったdisplay 'カリウム' - \0");
        for value_set in ["値集合 (http://x.jp/v)", "http://x.jp/v"] {
            let finding = Diagnostic::new(message, display.span()).with("value_set", value_set);
            assert_eq!(fill("({value-set-url}{}", &document, &finding), "(http://x.jp/v\0");
        }
        assert_eq!(fill("{nowhere}!{system}", &document, &finding), "\0!http://x.jp");
    }
}
