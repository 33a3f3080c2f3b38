//! Sections of a narrative by language: a div with `lang` directly below the outer one.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::messages::{LANGUAGE_MISSING, LANGUAGES_PROHIBITED};
use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};
use crate::validate::structure::about;

/// Checks a Narrative against what a definition says of its languages: a language, `_resource`, or `_no` for none.
pub(in crate::validate) fn check(narrative: Element<'_>, controls: &[Box<str>]) -> Vec<Diagnostic> {
    let Some(div) = narrative.child(known::DIV) else { return Vec::new() };
    let found = sections(div.value().unwrap_or_default());
    let mut diagnostics = Vec::new();
    for control in controls {
        let wanted = match &**control {
            "_no" if found.is_empty() => continue,
            "_no" => {
                let found: Vec<Box<str>> = found.iter().map(|language| language.as_str().into()).collect();
                diagnostics.push(about(&LANGUAGES_PROHIBITED, narrative).with("found", found));
                continue;
            }
            "_resource" => narrative.parent().and_then(|resource| resource.child_value(known::LANGUAGE)),
            control => (!control.starts_with('_')).then_some(control),
        };
        let is_missing = |wanted: &&str| !found.is_empty() && !found.iter().any(|language| language == wanted);
        if let Some(language) = wanted.filter(is_missing) {
            diagnostics.push(about(&LANGUAGE_MISSING, narrative).with("language", language));
        }
    }
    diagnostics
}

/// The languages of the sections.
fn sections(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut languages = Vec::new();
    let mut depth = 0u32;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                languages.extend(language(&tag).filter(|_| depth == 1));
                depth += 1;
            }
            Ok(Event::Empty(tag)) => languages.extend(language(&tag).filter(|_| depth == 1)),
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return languages,
            Ok(_) => {}
        }
    }
}

fn language(tag: &BytesStart<'_>) -> Option<String> {
    let is_div = tag.name().as_ref().rsplit(':').next() == Some("div");
    let mut attributes = tag.attributes();
    let stated = attributes.with_checks(false).flatten().find(|a| matches!(a.key.as_ref(), "lang" | "xml:lang"));
    stated.filter(|_| is_div).map(|a| a.value.to_string())
}
