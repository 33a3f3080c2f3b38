//! Fixed values and patterns: `fixed[x]` asks for exactly this value, `pattern[x]` for at least this much of it.

use crate::definitions::model::Value;
use crate::document::{Element, Kind, Names, Symbol};

/// A place where a value differs from what is asked.
#[derive(Debug)]
pub enum Difference<'a> {
    /// A primitive has another value.
    Other(Element<'a>, &'a Value),
    /// A property that the fixed value or pattern has is not there.
    Missing(Element<'a>, &'a str, &'a Value),
    /// A property that the fixed value does not have is there.
    Extra(Element<'a>),
    /// No item of a list contains an item of the pattern.
    NoItem(Element<'a>, &'a str, &'a Value),
}

/// Whether an element has exactly a value.
pub fn equals(value: &Value, element: Element<'_>) -> bool {
    compare(value, element, true, &mut |_| false)
}

/// Whether an element has at least a pattern.
pub fn contains(value: &Value, element: Element<'_>) -> bool {
    compare(value, element, false, &mut |_| false)
}

/// All differences of an element from a fixed value (`exact`) or pattern.
pub fn differences<'a>(value: &'a Value, element: Element<'a>, exact: bool) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    compare(value, element, exact, &mut |d| {
        found.push(d);
        true
    });
    found
}

/// How alike an element and a value are: 1 for the same, 0 for nothing in common.
pub fn likeness(value: &Value, element: Element<'_>) -> f64 {
    let best = |name: &str, value: &Value| {
        let children = element.children().filter(|c| c.name_text() == name);
        children.map(|c| likeness(value, c)).fold(0.0, f64::max)
    };
    let mean = |parts: Vec<f64>| parts.iter().sum::<f64>() / parts.len().max(1) as f64;
    match value {
        Value::Object(properties) => mean(
            properties
                .iter()
                .map(|(name, value)| match value {
                    Value::Array(items) => mean(items.iter().map(|item| best(name, item)).collect()),
                    single => best(name, single),
                })
                .collect(),
        ),
        Value::Array(items) => mean(items.iter().map(|item| likeness(item, element)).collect()),
        Value::String(text) | Value::Number(text) => {
            element.value().map_or(0.0, |found| strsim::normalized_levenshtein(text, found))
        }
        Value::Boolean(_) => f64::from(u8::from(element.value().is_some_and(|text| is_text(value, text)))),
    }
}

/// Compares; `report` says whether to go on after a difference.
fn compare<'a>(
    value: &'a Value,
    element: Element<'a>,
    exact: bool,
    report: &mut dyn FnMut(Difference<'a>) -> bool,
) -> bool {
    match value {
        Value::Object(properties) => compare_properties(properties, element, exact, report),
        // A list is compared by its parent; a fixed list that meets a single element is its only item.
        Value::Array(items) => items.iter().all(|v| compare(v, element, exact, report)),
        Value::String(_) | Value::Number(_) | Value::Boolean(_) => {
            let same = element.value().is_some_and(|text| is_text(value, text));
            if !same {
                report(Difference::Other(element, value));
            }
            same
        }
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(s) | Value::Number(s) => &**s == text,
        Value::Boolean(b) => text == if *b { "true" } else { "false" },
        _ => false,
    }
}

fn compare_properties<'a>(
    properties: &'a [(Box<str>, Value)],
    element: Element<'a>,
    exact: bool,
    report: &mut dyn FnMut(Difference<'a>) -> bool,
) -> bool {
    if element.kind() != Kind::Object {
        report(Difference::Extra(element));
        return false;
    }
    let names = Names::read();
    let mut same = true;
    for (name, value) in properties {
        let symbol = names.get(name);
        let ok = compare_property(element, name, symbol, value, exact, report);
        same &= ok;
    }
    if exact {
        for child in element.children() {
            let name = child.name_text();
            if !properties.iter().any(|(n, _)| &**n == name) && name != "id" {
                same = false;
                if !report(Difference::Extra(child)) {
                    return false;
                }
            }
        }
    }
    same
}

fn compare_property<'a>(
    element: Element<'a>,
    name: &'a str,
    symbol: Option<Symbol>,
    value: &'a Value,
    exact: bool,
    report: &mut dyn FnMut(Difference<'a>) -> bool,
) -> bool {
    let mut items = element.children().filter(|c| Some(c.name()) == symbol);
    match value {
        Value::Array(wanted) if exact => {
            let found: Vec<_> = items.collect();
            if found.len() < wanted.len() {
                report(Difference::Missing(element, name, value));
                return false;
            }
            for extra in &found[wanted.len()..] {
                report(Difference::Extra(*extra));
            }
            let pairs_match = wanted.iter().zip(&found).fold(true, |ok, (v, e)| compare(v, *e, exact, report) && ok);
            pairs_match && found.len() == wanted.len()
        }
        Value::Array(wanted) => {
            let found: Vec<_> = items.collect();
            wanted.iter().fold(true, |ok, v| {
                let hit = found.iter().any(|e| contains(v, *e));
                if !hit {
                    match found.as_slice() {
                        [] => report(Difference::Missing(element, name, value)),
                        // With one candidate the difference itself says more than "none matches".
                        [only] => {
                            compare(v, *only, exact, report);
                            true
                        }
                        _ => report(Difference::NoItem(element, name, v)),
                    };
                }
                ok && hit
            })
        }
        single => match items.next() {
            None => {
                report(Difference::Missing(element, name, single));
                false
            }
            Some(item) => compare(single, item, exact, report),
        },
    }
}
