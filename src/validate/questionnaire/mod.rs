//! Answers held to their questionnaire: structure, conditions, types, options and limits.
//!
//! The questionnaire is one that the response contains or that a package carries; it is read as it is written.

mod answer;
mod compare;
mod enable;
mod item;
mod library;
mod limit;
pub mod messages;
mod structure;

pub(super) use library::Library;

use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};

use super::run::{Owners, Run};
use item::{Item, named, value};
use messages::QUESTIONNAIRE_UNKNOWN;
use structure::{Filling, MOST_COMPARISONS};

/// Checks a QuestionnaireResponse against the questionnaire that it names.
pub(super) fn check<'a>(run: &mut Run<'a>, response: Element<'a>, owners: Owners) {
    let Some(place) = named(response, "questionnaire").next() else { return };
    let Some(canonical) = place.value().filter(|canonical| !canonical.is_empty()) else { return };
    let found = match canonical.strip_prefix('#') {
        Some(id) => contained(response, id),
        None => run.schemas.questionnaires().find(canonical),
    };
    let Some(form) = found.filter(|form| form.resource_type() == Some("Questionnaire")) else {
        // That nothing is contained under an id is said of the reference.
        if !canonical.starts_with('#') {
            let diagnostic = Diagnostic::new(&QUESTIONNAIRE_UNKNOWN, place.span()).at(place.id());
            run.report(owners, diagnostic.with_value("questionnaire", canonical));
        }
        return;
    };
    let is_done = matches!(value(response, "status"), Some("completed" | "amended"));
    let mut filling = Filling { run, owners, form, is_done, above: None, comparisons: MOST_COMPARISONS };
    filling.check_items(response, &Item::below(form));
}

/// The contained resource of an id.
fn contained<'a>(resource: Element<'a>, id: &str) -> Option<Element<'a>> {
    resource.children_named(known::CONTAINED).find(|contained| contained.child_value(known::ID) == Some(id))
}
