//! integer, positiveInt, unsignedInt and decimal.

use super::{Primitive, about_value, rewrite, suggest};
use crate::diagnostics::{Diagnostic, Fix};
use crate::document::Element;

crate::messages! {
    INTEGER_FORMAT = "integer-format", Error, Invalid {
        en: "`{value}` is not a whole number in the form of type {type}", "write {form}";
        ja: "`{value}` は型 {type} の整数の書き方ではありません", "{form} と書いてください";
        explain: "The integer types are written with the digits 0 to 9 without leading zeros, decimals or exponent; only integer may begin with a minus sign (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "write the number as FHIR does", "FHIR の数の書き方にする";
    }
    INTEGER_OUT_OF_RANGE = "integer-out-of-range", Error, Value {
        en: "{value} lies outside the range of type {type}", "write a number from {minimum} to {maximum}";
        ja: "{value} は型 {type} の範囲を超えています", "{minimum} から {maximum} までの数を書いてください";
        explain: "integer has 32 bits with a sign; unsignedInt starts at 0 and positiveInt at 1, both end at 2147483647 (R4 §2.24.0.1).";
    }
    DECIMAL_FORMAT = "decimal-format", Error, Invalid {
        en: "`{value}` is not a decimal number", "write {form}";
        ja: "`{value}` は10進数の書き方ではありません", "{form} と書いてください";
        explain: "A decimal is an optional minus sign, digits without leading zeros, optionally a point with digits, optionally an exponent (R4 §2.24.0.1).";
        fix: [Safe, NeedsReview], "write the number as FHIR does", "FHIR の数の書き方にする";
    }
}

pub(super) fn check(primitive: Primitive, element: Element<'_>, value: &str) -> Option<Diagnostic> {
    if primitive == Primitive::Decimal {
        return (!is_decimal(value)).then(|| {
            let form = Some(suggest::half_width(value)).map(|v| plain_number(&v)).filter(|v| is_decimal(v));
            with_form(about_value(&DECIMAL_FORMAT, element, value), element, form, "1.5")
        });
    }
    let minimum: i64 = match primitive {
        Primitive::PositiveInt => 1,
        Primitive::UnsignedInt => 0,
        _ => i32::MIN.into(),
    };
    if !is_integer(value) {
        let form = Some(plain_number(&suggest::half_width(value))).filter(|v| is_integer(v));
        let diagnostic = about_value(&INTEGER_FORMAT, element, value).with("type", primitive.name());
        return Some(with_form(diagnostic, element, form, "1"));
    }
    let in_range = value.parse::<i64>().is_ok_and(|n| (minimum..=i32::MAX.into()).contains(&n));
    (!in_range).then(|| {
        about_value(&INTEGER_OUT_OF_RANGE, element, value)
            .with("type", primitive.name())
            .with("minimum", minimum.to_string())
            .with("maximum", i32::MAX.to_string())
    })
}

fn with_form(
    diagnostic: Diagnostic,
    element: Element<'_>,
    form: Option<String>,
    otherwise: &'static str,
) -> Diagnostic {
    match form {
        Some(form) => {
            // Zeros and commas that go may have meant something; widths and blanks do not.
            let is_same = element.value().is_some_and(|value| suggest::half_width(value).trim() == form);
            let fix = Fix::safe(rewrite(element, &form)).safe_if(is_same);
            diagnostic.with_value("form", &form).fixed_by(fix)
        }
        None => diagnostic.with("form", otherwise),
    }
}

/// What was meant by a number with a plus sign, leading zeros, spaces or thousands separators.
fn plain_number(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| *c != ',').collect();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let trimmed = digits.trim_start_matches('0');
    let zero = if trimmed.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    format!("{sign}{zero}{trimmed}")
}

fn is_integer(value: &str) -> bool {
    is_plain_digits(value.strip_prefix('-').unwrap_or(value))
}

/// Digits without leading zeros.
fn is_plain_digits(text: &str) -> bool {
    is_digits(text) && (text.len() == 1 || !text.starts_with('0'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(value: &str) -> bool {
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    is_plain_digits(whole)
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(|e| is_digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
