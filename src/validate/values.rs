//! What a definition says about a value itself: fixed value, pattern, length, range.

use crate::definitions::model::Value;
use crate::diagnostics::{Diagnostic, Message};
use crate::document::Element;
use crate::messages;

use super::cardinality::anchor;
use super::limits;
use super::mend;
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
        fix: [Safe, NeedsReview], "write the value that the profile fixes", "プロファイルの固定値にする";
    }
    FIXED_MISSING = "value-fixed-missing", Error, Value {
        en: "`{name}` is missing; the profile fixes it to `{expected}`",
            "add `{name}` with `{expected}`";
        ja: "`{name}` がありません。プロファイルでは `{expected}` に固定されています",
            "`{name}` に `{expected}` を書いてください";
        explain: "A property of a fixed value or pattern is missing (ElementDefinition.fixed[x], pattern[x]).";
        fix: [Safe], "add what the profile fixes", "プロファイルの固定値を補う";
    }
    FIXED_EXTRA = "value-fixed-extra", Error, Value {
        en: "`{name}` is not part of the value that the profile fixes",
            "take it away";
        ja: "`{name}` はプロファイルが固定した値に含まれていません",
            "削除してください";
        explain: "The value has a property that the fixed value does not have (ElementDefinition.fixed[x]).";
        fix: [NeedsReview], "take it away", "削除する";
    }
    PATTERN = "value-pattern", Error, Value {
        en: "`{name}` does not match the pattern of the profile: {expected}",
            "it must contain {expected}";
        ja: "`{name}` はプロファイルのパターン {expected} に一致しません",
            "{expected} を含めてください";
        explain: "The value must contain at least what the pattern holds (ElementDefinition.pattern[x]).";
        fix: [Safe, NeedsReview], "write what the pattern of the profile holds", "プロファイルのパターンの値にする";
    }
    TOO_LONG = "value-too-long", Error, Value {
        en: "`{name}` has {found} characters, but the profile allows {maximum}",
            "shorten it to {maximum} characters";
        ja: "`{name}` は {found} 文字ですが、最大 {maximum} 文字です",
            "{maximum} 文字以内にしてください";
        explain: "The string is longer than the profile allows (ElementDefinition.maxLength).";
    }
    TOO_SHORT = "value-too-short", Error, Value {
        en: "`{name}` has {found} characters, but the profile asks for {minimum}",
            "write at least {minimum} characters";
        ja: "`{name}` は {found} 文字ですが、{minimum} 文字以上が必要です",
            "{minimum} 文字以上にしてください";
        explain: "The string is shorter than the profile allows (the extension minLength of an ElementDefinition).";
    }
}

/// Checks the value of an element against one definition.
pub fn check<'a>(run: &mut Run<'a>, element: Element<'a>, context: &Context<'a>) {
    let definition = context.definition();
    if let Some(fixed) = &definition.fixed {
        for difference in value::differences(fixed, element, true) {
            run.report_for(context, describe_difference(run, difference));
        }
    }
    if let Some(pattern) = &definition.pattern
        && !value::contains(pattern, element)
    {
        check_pattern(run, element, context, pattern);
    }
    limits::check(run, element, context);
    if definition.max_length.is_none() && definition.min_length.is_none() {
        return;
    }
    let Some(length) = element.value().map(|text| text.chars().count()) else { return };
    if let Some(maximum) = definition.max_length.filter(|maximum| length > *maximum as usize) {
        run.report_for(context, about(&TOO_LONG, element).with("found", length).with("maximum", maximum));
    }
    if let Some(minimum) = definition.min_length.filter(|minimum| length < *minimum as usize) {
        run.report_for(context, about(&TOO_SHORT, element).with("found", length).with("minimum", minimum));
    }
}

fn check_pattern<'a>(run: &mut Run<'a>, element: Element<'a>, context: &Context<'a>, pattern: &'a Value) {
    let differences = value::differences(pattern, element, false);
    match differences.as_slice() {
        // One difference in one value says more than the whole pattern.
        [Difference::Other(..)] | [] if element.value().is_some() => {
            for difference in differences {
                run.report_for(context, describe_difference(run, difference));
            }
        }
        _ => {
            let fix = mend::differences(run, &differences);
            let diagnostic = about(&PATTERN, element).with("expected", describe(pattern)).fixed_by(fix);
            run.report_for(context, diagnostic);
        }
    }
}

fn describe_difference(run: &Run<'_>, difference: Difference<'_>) -> Diagnostic {
    let fix = mend::differences(run, std::slice::from_ref(&difference));
    let diagnostic = match difference {
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
    };
    diagnostic.fixed_by(fix)
}

fn about(message: &'static Message, element: Element<'_>) -> Diagnostic {
    Diagnostic::new(message, element.span()).at(element.id()).with("name", element.name_text())
}
