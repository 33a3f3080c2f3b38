//! What a definition says about a value itself: fixed value, pattern, length, range.

use std::cmp::Ordering;

use crate::definitions::model::Value;
use crate::diagnostics::{Diagnostic, Message};
use crate::document::{Element, known};
use crate::messages;

use super::cardinality::anchor;
use super::run::Run;
use super::slicing::describe;
use super::value::{self, Difference};
use super::walk::Context;

messages! {
    FIXED = "value-fixed", Error, Value {
        en: "`{name}` is `{found}`, but the profile fixes it to `{expected}`",
            "write `{expected}`";
        ja: "`{name}` の値は `{found}` ですが、プロファイルでは `{expected}` に固定されています",
            "`{expected}` と書いてください";
        explain: "The value must be exactly the one that the profile fixes (ElementDefinition.fixed[x]).";
    }
    FIXED_MISSING = "value-fixed-missing", Error, Value {
        en: "`{name}` is missing; the profile fixes it to `{expected}`",
            "add `{name}` with `{expected}`";
        ja: "`{name}` がありません。プロファイルでは `{expected}` に固定されています",
            "`{name}` に `{expected}` を書いてください";
        explain: "A property of a fixed value or pattern is missing (ElementDefinition.fixed[x], pattern[x]).";
    }
    FIXED_EXTRA = "value-fixed-extra", Error, Value {
        en: "`{name}` is not part of the value that the profile fixes",
            "take it away";
        ja: "`{name}` はプロファイルが固定した値に含まれていません",
            "削除してください";
        explain: "The value has a property that the fixed value does not have (ElementDefinition.fixed[x]).";
    }
    PATTERN = "value-pattern", Error, Value {
        en: "`{name}` does not match the pattern of the profile: {expected}",
            "it must contain {expected}";
        ja: "`{name}` はプロファイルのパターン {expected} に一致しません",
            "{expected} を含めてください";
        explain: "The value must contain at least what the pattern holds (ElementDefinition.pattern[x]).";
    }
    TOO_LONG = "value-too-long", Error, Value {
        en: "`{name}` has {found} characters, but the profile allows {maximum}",
            "shorten it to {maximum} characters";
        ja: "`{name}` は {found} 文字ですが、最大 {maximum} 文字です",
            "{maximum} 文字以内にしてください";
        explain: "The string is longer than the profile allows (ElementDefinition.maxLength).";
    }
    TOO_SMALL = "value-below-minimum", Error, Value {
        en: "`{name}` is `{found}`, less than the minimum `{limit}`",
            "write `{limit}` or more";
        ja: "`{name}` の値 `{found}` は最小値 `{limit}` より小さい値です",
            "`{limit}` 以上にしてください";
        explain: "The value is less than the profile allows (ElementDefinition.minValue[x]).";
    }
    TOO_LARGE = "value-above-maximum", Error, Value {
        en: "`{name}` is `{found}`, more than the maximum `{limit}`",
            "write `{limit}` or less";
        ja: "`{name}` の値 `{found}` は最大値 `{limit}` より大きい値です",
            "`{limit}` 以下にしてください";
        explain: "The value is more than the profile allows (ElementDefinition.maxValue[x]).";
    }
}

/// Checks the value of an element against one definition.
pub fn check<'a>(run: &mut Run<'a>, element: Element<'a>, context: &Context<'a>) {
    let definition = context.definition();
    if let Some(fixed) = &definition.fixed {
        for difference in value::differences(fixed, element, true) {
            run.report_for(context, describe_difference(difference));
        }
    }
    if let Some(pattern) = &definition.pattern
        && !value::contains(pattern, element)
    {
        check_pattern(run, element, context, pattern);
    }
    check_limit(run, element, context, &definition.min_value, Ordering::Less, &TOO_SMALL);
    check_limit(run, element, context, &definition.max_value, Ordering::Greater, &TOO_LARGE);
    let Some(text) = element.value() else { return };
    if let Some(maximum) = definition.max_length {
        let length = text.chars().count();
        if length > maximum as usize {
            let diagnostic = about(&TOO_LONG, element).with("found", length).with("maximum", maximum);
            run.report_for(context, diagnostic);
        }
    }
}

fn check_pattern<'a>(run: &mut Run<'a>, element: Element<'a>, context: &Context<'a>, pattern: &'a Value) {
    let differences = value::differences(pattern, element, false);
    match differences.as_slice() {
        // One difference in one value says more than the whole pattern.
        [Difference::Other(..)] | [] if element.value().is_some() => {
            for difference in differences {
                run.report_for(context, describe_difference(difference));
            }
        }
        _ => {
            let diagnostic = about(&PATTERN, element).with("expected", describe(pattern));
            run.report_for(context, diagnostic);
        }
    }
}

fn check_limit<'a>(
    run: &mut Run<'a>,
    element: Element<'a>,
    context: &Context<'a>,
    limit: &'a Option<Value>,
    fault: Ordering,
    message: &'static Message,
) {
    let (Some(text), Some(limit)) = (match limit {
        Some(Value::String(limit) | Value::Number(limit)) => (element.value(), Some(&**limit)),
        Some(Value::Object(quantity)) => (comparable(element, quantity), number(quantity)),
        _ => return,
    }) else {
        return;
    };
    if order(text, limit) == Some(fault) {
        let diagnostic = about(message, element).with_value("found", text).with("limit", limit);
        run.report_for(context, diagnostic);
    }
}

/// The number of a Quantity that has the unit of the limit; others cannot be compared by their numbers.
fn comparable<'a>(element: Element<'a>, limit: &[(Box<str>, Value)]) -> Option<&'a str> {
    let stated = |name: &str| {
        limit
            .iter()
            .find(|(n, _)| &**n == name)
            .and_then(|(_, v)| if let Value::String(s) = v { Some(&**s) } else { None })
    };
    let has = |name, symbol| stated(name).is_none_or(|asked| element.child_value(symbol) == Some(asked));
    (has("system", known::SYSTEM) && has("code", known::CODE)).then(|| element.child_value(known::VALUE)).flatten()
}

fn number(quantity: &[(Box<str>, Value)]) -> Option<&str> {
    quantity.iter().find_map(|(name, value)| match value {
        Value::Number(n) if &**name == "value" => Some(&**n),
        _ => None,
    })
}

/// Numbers by value; dates, which have the same precision or are not comparable, by their text.
fn order(a: &str, b: &str) -> Option<Ordering> {
    if let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return x.partial_cmp(&y);
    }
    let length = a.len().min(b.len());
    a.get(..length)?.partial_cmp(b.get(..length)?).filter(|o| *o != Ordering::Equal || a.len() == b.len())
}

fn describe_difference(difference: Difference<'_>) -> Diagnostic {
    match difference {
        Difference::Other(element, expected) => about(&FIXED, element)
            .with_value("found", element.value().unwrap_or("…"))
            .with("expected", describe(expected)),
        Difference::Missing(element, name, expected) => Diagnostic::new(&FIXED_MISSING, anchor(element))
            .at(element.id())
            .with("name", name)
            .with("expected", describe(expected)),
        Difference::Extra(element) => about(&FIXED_EXTRA, element),
        Difference::NoItem(element, name, expected) => {
            about(&PATTERN, element).with("name", name).with("expected", describe(expected))
        }
    }
}

fn about(message: &'static Message, element: Element<'_>) -> Diagnostic {
    Diagnostic::new(message, element.span()).at(element.id()).with("name", element.name_text())
}
