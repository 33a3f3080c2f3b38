//! Whether an item is to be answered: `Questionnaire.item.enableWhen`.

use std::cmp::Ordering;

use super::compare::{Measure, order, same};
use super::item::{Item, choice, named, value};
use crate::document::{Element, known};

/// Conditions that an expression states are not evaluated.
const EXPRESSION: &str = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";

/// Whether an item that stands or would stand in `parent` is to be answered; `None` when that cannot be said, or takes
/// more comparisons than are left.
pub(super) fn is_enabled(parent: Element<'_>, item: Item<'_>, comparisons: &mut usize) -> Option<bool> {
    if item.extensions(EXPRESSION).next().is_some() {
        return None;
    }
    let conditions: Vec<Option<bool>> =
        named(item.0, "enableWhen").map(|when| holds(parent, when, comparisons)).collect();
    if conditions.is_empty() {
        return Some(true);
    }
    let all = |wanted: bool| {
        if conditions.contains(&Some(!wanted)) {
            Some(!wanted)
        } else {
            (!conditions.contains(&None)).then_some(wanted)
        }
    };
    match value(item.0, "enableBehavior") {
        Some("all") => all(true),
        Some("any") => all(false),
        // With several conditions the questionnaire has to say which count.
        _ if conditions.len() == 1 => conditions[0],
        _ => None,
    }
}

/// Whether a condition holds.
fn holds(parent: Element<'_>, when: Element<'_>, comparisons: &mut usize) -> Option<bool> {
    let answers = answers(parent, value(when, "question")?, comparisons)?;
    let (_, wanted) = choice(when, "answer")?;
    let compare = |answer: &Element<'_>| order(&Measure::of(*answer)?, &Measure::of(wanted)?);
    let any = |test: fn(Ordering) -> bool| {
        let orders: Vec<Option<Ordering>> = answers.iter().map(compare).collect();
        if orders.iter().flatten().any(|order| test(*order)) {
            Some(true)
        } else {
            (!orders.contains(&None)).then_some(false)
        }
    };
    match value(when, "operator")? {
        "exists" => Some(answers.is_empty() == (wanted.value() == Some("false"))),
        "=" => Some(answers.iter().any(|answer| same(*answer, wanted))),
        // Whether no answer counts as another answer is read in both ways.
        "!=" if answers.is_empty() => None,
        "!=" => Some(!answers.iter().any(|answer| same(*answer, wanted))),
        ">" => any(Ordering::is_gt),
        "<" => any(Ordering::is_lt),
        ">=" => any(Ordering::is_ge),
        "<=" => any(Ordering::is_le),
        _ => None,
    }
}

/// The answers to the question nearest to a place: what surrounds it is asked from the inside to the outside.
fn answers<'a>(parent: Element<'a>, question: &str, comparisons: &mut usize) -> Option<Vec<Element<'a>>> {
    let mut around = Some(parent);
    while let Some(place) = around {
        let mut found = Vec::new();
        if value(place, "linkId") == Some(question) {
            found.push(place);
        } else {
            collect(place, question, comparisons, &mut found)?;
        }
        if !found.is_empty() {
            let answers = found.into_iter().flat_map(|item| named(item, "answer"));
            return Some(answers.filter_map(|answer| Some(choice(answer, "value")?.1)).collect());
        }
        around = place.parent().filter(|_| place.child(known::RESOURCE_TYPE).is_none());
    }
    Some(Vec::new())
}

/// The items of a linkId at any depth.
fn collect<'a>(
    place: Element<'a>,
    question: &str,
    comparisons: &mut usize,
    found: &mut Vec<Element<'a>>,
) -> Option<()> {
    let mut waiting = vec![place];
    while let Some(place) = waiting.pop() {
        for item in below(place) {
            let left = comparisons.checked_sub(1);
            *comparisons = left.unwrap_or(0);
            left?;
            if value(item, "linkId") == Some(question) {
                found.push(item);
            }
            waiting.push(item);
        }
    }
    Some(())
}

/// The items right below a response, an item or an answer, those in its answers included.
fn below<'a>(place: Element<'a>) -> impl Iterator<Item = Element<'a>> {
    named(place, "item").chain(named(place, "answer").flat_map(|answer| named(answer, "item")))
}
