//! How often an element may and must occur.

use crate::definitions::model::Max;
use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::{Element, Kind, known};
use crate::messages;
use crate::source::Span;

use super::Conformance;
use super::mend;
use super::run::Run;
use super::walk::{Child, Context, is_item};

messages! {
    MINIMUM = "cardinality-minimum", Error, Required {
        en: "`{element}` must occur at least {minimum} time(s), but occurs {found} time(s)",
            "add `{name}` here";
        ja: "`{element}` の多重度は最小 {minimum} ですが、{found} 個しかありません",
            "ここに `{name}` を書いてください";
        explain: "The element is mandatory (ElementDefinition.min) and is missing or does not occur often enough.";
        fix: [Safe, NeedsReview], "add the element with the value that the profile fixes", "プロファイルの固定値で要素を補う";
    }
    MAXIMUM = "cardinality-maximum", Error, Structure {
        en: "`{element}` may occur at most {maximum} time(s), but occurs {found} time(s)",
            "keep {maximum} and take the others away";
        ja: "`{element}` の多重度は最大 {maximum} ですが、{found} 個あります",
            "{maximum} 個だけ残し、ほかは削除してください";
        explain: "The element occurs more often than the definition allows (ElementDefinition.max).";
    }
    PROHIBITED = "element-prohibited", Error, Structure {
        en: "`{element}` must not be used here",
            "take `{name}` away";
        ja: "`{element}` はここでは使用できません(多重度 0..0)",
            "`{name}` を削除してください";
        explain: "The profile prohibits the element (ElementDefinition.max = 0).";
        fix: [NeedsReview], "take the element away", "要素を削除する";
    }
}

/// Checks how often an element occurs below `node`.
pub fn check<'a>(run: &mut Run<'a>, node: Element<'a>, context: &Context<'a>, count: u32, children: &[Child<'a>]) {
    let element = context.definition();
    if count < element.min {
        // A misspelt element is not missing as well: one cause, one finding.
        let is_misspelt = |c: &Child<'a>| {
            c.base.is_none() && run.meant(c.element).is_some_and(|n| element.names.iter().any(|(s, _)| s.text() == n))
        };
        if run.options.conformance == Conformance::Corrected && children.iter().any(is_misspelt) {
            return;
        }
        minimum(run, node, context, count);
    } else if Max(count) > element.max {
        let items = children.iter().filter(|c| is_item(c, element)).map(|c| c.element);
        maximum(run, context, count, items);
    }
}

/// Reports that an element does not occur often enough below `node`, unless that is no fault.
pub fn minimum<'a>(run: &mut Run<'a>, node: Element<'a>, context: &Context<'a>, count: u32) {
    let element = context.definition();
    if element.is_attribute && node.child(known::URL).is_some() && element.tail == known::URL {
        return;
    }
    // `value` of a primitive is its own text, not a child.
    if is_primitive_value(context) && (node.value().is_some() || node.kind() == Kind::Null) {
        return;
    }
    let diagnostic = Diagnostic::new(&MINIMUM, anchor(node))
        .at(node.id())
        .with("element", label(context))
        .with("name", name(context))
        .with("minimum", element.min)
        .with("found", count)
        .fixed_by(if count == 0 && element.min == 1 { mend::missing(run, node, context) } else { None });
    run.report_for(context, diagnostic);
}

/// Reports that an element occurs too often; points at the first item too many.
pub fn maximum<'a>(run: &mut Run<'a>, context: &Context<'a>, count: u32, items: impl Iterator<Item = Element<'a>>) {
    let element = context.definition();
    let Some(extra) = items.into_iter().nth(element.max.0 as usize) else { return };
    let message = if element.max == Max(0) { &PROHIBITED } else { &MAXIMUM };
    let at = if element.max == Max(0) { extra.id() } else { extra.parent().map_or(extra.id(), |p| p.id()) };
    let span = if extra.name_span().is_empty() || extra.in_array() { extra.span() } else { extra.name_span() };
    let diagnostic = Diagnostic::new(message, span)
        .at(at)
        .with("element", label(context))
        .with("name", extra.name_text())
        .with("maximum", element.max.0)
        .with("found", count)
        .fixed_by((element.max == Max(0)).then(|| Fix::to_review(Change::Remove(extra.id()))));
    run.report_for(context, diagnostic);
}

fn is_primitive_value(context: &Context<'_>) -> bool {
    context.definition().tail == known::VALUE && context.schema.primitive.is_some()
}

/// What people call the element: its id, which names slices too.
pub fn label<'a>(context: &Context<'a>) -> &'a str {
    &context.definition().id
}

/// The property name to write: `value[x]` with a single type is `valueQuantity`.
fn name(context: &Context<'_>) -> String {
    let element = context.definition();
    match element.names.as_slice() {
        [(symbol, _)] => symbol.text().to_string(),
        _ => element.tail_text().to_string(),
    }
}

/// What to underline for something that is not there: the key of the element above, else its first character.
pub fn anchor(node: Element<'_>) -> Span {
    let (name, span) = (node.name_span(), node.span());
    if name.is_empty() || node.in_array() {
        Span { start: span.start, end: (span.start + 1).min(span.end) }
    } else {
        name
    }
}
