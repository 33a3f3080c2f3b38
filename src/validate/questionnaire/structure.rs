//! The items of a response: those of the questionnaire, in its nesting and order, each as often as it may be there.

use std::collections::HashMap;

use crate::diagnostics::{Diagnostic, Message};
use crate::document::Element;

use super::super::cardinality::anchor;
use super::super::run::{Owners, Run};
use super::answer;
use super::enable::is_enabled;
use super::item::{Item, choice, extensions, named, value};
use super::messages::*;

/// A response on its way through the questionnaire.
pub(super) struct Filling<'a, 'r> {
    pub(super) run: &'r mut Run<'a>,
    pub(super) owners: Owners,
    /// The questionnaire.
    pub(super) form: Element<'a>,
    /// Whether the response says that nothing is left to answer.
    pub(super) is_done: bool,
    /// What stands right above each item of the questionnaire, by linkId; made when an item is out of place.
    pub(super) above: Option<HashMap<&'a str, Element<'a>>>,
    /// How many more comparisons are made: with each answer compared with each option, a document could ask for too many.
    pub(super) comparisons: usize,
}

/// The comparisons that are made for one response.
pub(super) const MOST_COMPARISONS: usize = 1_000_000;

impl<'a> Filling<'a, '_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.run.report(self.owners, diagnostic);
    }

    /// A finding about an item of the questionnaire, at an element of the response.
    pub(super) fn about(&self, message: &'static Message, at: Element<'a>, item: Item<'a>) -> Diagnostic {
        Diagnostic::new(message, anchor(at)).at(at.id()).with("link", item.link())
    }

    /// Whether so many comparisons may still be made.
    pub(super) fn may_compare(&mut self, count: usize) -> bool {
        let is_allowed = count <= self.comparisons;
        self.comparisons = self.comparisons.saturating_sub(count);
        is_allowed
    }

    /// Holds the items in a response, an item or an answer to those that the questionnaire has there.
    pub(super) fn check_items(&mut self, parent: Element<'a>, items: &[Item<'a>]) {
        let positions: HashMap<&str, usize> = items.iter().enumerate().map(|(at, item)| (item.link(), at)).collect();
        let mut found: Vec<Vec<Element<'a>>> = vec![Vec::new(); items.len()];
        let mut furthest = 0;
        for element in named(parent, "item") {
            let Some(link) = value(element, "linkId") else { continue };
            let Some(&at) = positions.get(link) else {
                self.report_stray(element, link);
                continue;
            };
            if at < furthest {
                let before = items[furthest].link();
                let diagnostic = self.about(&ITEM_OUT_OF_ORDER, element, items[at]).with("before", before);
                self.report(diagnostic);
            }
            furthest = furthest.max(at);
            found[at].push(element);
        }
        for (item, found) in items.iter().zip(found) {
            self.check_item(parent, *item, &found);
        }
    }

    /// An item that the questionnaire does not have at this place.
    fn report_stray(&mut self, element: Element<'a>, link: &str) {
        let place = named(element, "linkId").next().unwrap_or(element);
        let about = |message| Diagnostic::new(message, place.span()).at(element.id()).with_value("link", link);
        let form = self.form;
        let diagnostic = match self.above.get_or_insert_with(|| above(form)).get(link) {
            None => about(&LINK_UNKNOWN),
            Some(parent) => {
                let place = value(*parent, "linkId").unwrap_or("Questionnaire");
                about(&ITEM_MISPLACED).with("place", format!("`{place}`"))
            }
        };
        self.report(diagnostic);
    }

    /// Holds what is there of one item to it.
    fn check_item(&mut self, parent: Element<'a>, item: Item<'a>, found: &[Element<'a>]) {
        let enabled = is_enabled(parent, item, &mut self.comparisons);
        if enabled == Some(false) {
            for element in found.iter().filter(|element| has_content(**element)) {
                let diagnostic = self.about(&ITEM_DISABLED, *element, item);
                self.report(diagnostic);
            }
            return;
        }
        let is_wanted = enabled == Some(true) && self.is_done;
        let repeats = item.kind() == "group" && item.is_true("repeats");
        if let [_, second, ..] = found
            && !repeats
        {
            let diagnostic = self.about(&ITEM_REPEATED, *second, item).with("count", found.len());
            self.report(diagnostic);
        }
        match item.kind() {
            "group" | "display" | "question" => self.check_group(parent, item, found, is_wanted),
            _ => self.check_question(parent, item, found, is_wanted),
        }
    }

    fn check_group(&mut self, parent: Element<'a>, item: Item<'a>, found: &[Element<'a>], is_wanted: bool) {
        for element in found.iter().filter(|element| named(**element, "answer").next().is_some()) {
            let diagnostic = self.about(&ANSWER_NOT_ALLOWED, *element, item).with("type", item.kind());
            self.report(diagnostic);
        }
        if is_wanted && item.is_true("required") && !found.iter().any(|element| has_content(*element)) {
            let at = found.first().copied().unwrap_or(parent);
            let diagnostic = self.about(&ANSWER_MISSING, at, item);
            return self.report(diagnostic);
        }
        for element in found {
            self.check_items(*element, &Item::below(item.0));
        }
    }

    fn check_question(&mut self, parent: Element<'a>, item: Item<'a>, found: &[Element<'a>], is_wanted: bool) {
        let answers: Vec<Element<'a>> = found.iter().flat_map(|element| named(*element, "answer")).collect();
        for element in found.iter().filter(|element| named(**element, "item").next().is_some()) {
            let diagnostic = self.about(&ITEMS_NOT_UNDER_ANSWER, *element, item);
            self.report(diagnostic);
        }
        let at = found.first().copied().unwrap_or(parent);
        let least = item.number("questionnaire-minOccurs").unwrap_or(0);
        let most = match item.is_true("repeats") {
            true => item.number("questionnaire-maxOccurs").unwrap_or(usize::MAX),
            false => item.number("questionnaire-maxOccurs").unwrap_or(1),
        };
        let count = answers.len();
        let diagnostic = if is_wanted && count == 0 && item.is_true("required") {
            Some(self.about(&ANSWER_MISSING, at, item))
        } else if is_wanted && count < least {
            Some(self.about(&TOO_FEW_ANSWERS, at, item).with("count", count).with("limit", least))
        } else if count > most {
            Some(self.about(&TOO_MANY_ANSWERS, at, item).with("count", count).with("limit", most))
        } else {
            None
        };
        if let Some(diagnostic) = diagnostic {
            self.report(diagnostic);
        }
        self.check_alone(item, &answers);
        let below = Item::below(item.0);
        for element in answers {
            answer::check(self, item, element);
            self.check_items(element, &below);
        }
    }

    /// Whether an option that rules out all others has company.
    fn check_alone(&mut self, item: Item<'a>, answers: &[Element<'a>]) {
        if answers.len() < 2 {
            return;
        }
        let is_exclusive = |option: &Element<'a>| {
            extensions(*option, "questionnaire-optionExclusive").any(|flag| flag.value() == Some("true"))
        };
        for option in item.options().filter(is_exclusive) {
            if !self.may_compare(answers.len()) {
                return;
            }
            let Some((_, exclusive)) = choice(option, "value") else { continue };
            let is_chosen = |answer: &&Element<'a>| {
                choice(**answer, "value").is_some_and(|(_, v)| super::compare::same(v, exclusive))
            };
            if let Some(chosen) = answers.iter().find(is_chosen) {
                let shown = super::compare::shown(exclusive);
                let diagnostic = self.about(&NOT_ALONE, *chosen, item).with_value("value", &shown);
                self.report(diagnostic);
            }
        }
    }
}

/// Whether an item of a response says anything.
fn has_content(element: Element<'_>) -> bool {
    named(element, "answer").chain(named(element, "item")).next().is_some()
}

/// What stands right above each item of a questionnaire: another item, or the questionnaire.
fn above(form: Element<'_>) -> HashMap<&str, Element<'_>> {
    let mut above = HashMap::new();
    let mut waiting = vec![form];
    while let Some(parent) = waiting.pop() {
        for item in named(parent, "item") {
            if let Some(link) = value(item, "linkId") {
                above.entry(link).or_insert(parent);
            }
            waiting.push(item);
        }
    }
    above
}
