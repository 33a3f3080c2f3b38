//! `matches`, `matchesFull`, `replaceMatches`. A pattern matches anywhere in the text, and a dot matches line ends too.

use regex::{Regex, RegexBuilder};

use super::Argument::{One, Regex as Pattern};
use super::{Function, Gives};
use crate::fhirpath::eval::{Call, Machine};
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::{System, Value};

const STRING: &[System] = &[System::String];
const TRUTH: Gives = Gives::One(System::Boolean);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("matches", TRUTH, matches).of(STRING).with(&[Pattern]),
    Function::new("matchesFull", TRUTH, matches_full).of(STRING).with(&[Pattern]),
    Function::new("replaceMatches", Gives::One(System::String), replace_matches)
        .of(STRING)
        .with(&[Pattern, One(System::String)]),
];

/// The largest compiled pattern, in bytes.
const LARGEST: usize = 1 << 20;

/// Compiles a pattern; `whole` patterns must match the whole text.
pub(in crate::fhirpath) fn compile(pattern: &str, whole: bool) -> Option<Regex> {
    let pattern = ascii_classes(pattern);
    let pattern = if whole { format!("^(?:{pattern})$") } else { pattern };
    RegexBuilder::new(&pattern).dot_matches_new_line(true).size_limit(LARGEST).dfa_size_limit(LARGEST).build().ok()
}

/// `\d`, `\s` and `\w` mean ASCII in the dialects that expressions are written for: a full-width digit is no `\d`.
fn ascii_classes(pattern: &str) -> String {
    let mut result = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        let replacement = match c {
            '[' => {
                // A bracket within a class is a character there.
                let replacement = if in_class { "\\[" } else { "[" };
                in_class = true;
                replacement
            }
            ']' => {
                in_class = false;
                "]"
            }
            '\\' => match (characters.next(), in_class) {
                (Some('d'), true) => "0-9",
                (Some('d'), false) => "[0-9]",
                (Some('s'), true) => " \\t\\n\\x0B\\f\\r",
                (Some('s'), false) => "[ \\t\\n\\x0B\\f\\r]",
                (Some('w'), true) => "A-Za-z0-9_",
                (Some('w'), false) => "[A-Za-z0-9_]",
                (Some('D'), false) => "[^0-9]",
                (Some('S'), false) => "[^ \\t\\n\\x0B\\f\\r]",
                (Some('W'), false) => "[^A-Za-z0-9_]",
                (escaped, _) => {
                    result.push('\\');
                    result.extend(escaped);
                    continue;
                }
            },
            c => {
                result.push(c);
                continue;
            }
        };
        result.push_str(replacement);
    }
    result
}

fn matches<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    test(machine, call, false)
}

fn matches_full<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    test(machine, call, true)
}

fn test<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>, whole: bool) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    let Some(pattern) = machine.regex_argument(call, 0, whole)? else { return Ok(()) };
    machine.spend(text.len() as u64 / 8, call.op)?;
    machine.stack.push(Value::Boolean(pattern.is_match(&text)));
    Ok(())
}

fn replace_matches<'a>(machine: &mut Machine<'a, '_>, call: &Call<'a, '_>) -> Result {
    let Some(text) = machine.text_input(call)? else { return Ok(()) };
    let is_nothing = |machine: &Machine<'a, '_>| machine.stack.last() == Some(&Value::String("".into()));
    let from = machine.argument(call, 0)?;
    let has_pattern = !(machine.stack.len() > from && is_nothing(machine));
    machine.stack.truncate(from);
    let Some(pattern) = machine.regex_argument(call, 0, false)? else { return Ok(()) };
    let Some(substitution) = machine.text_argument(call, 1)? else { return Ok(()) };
    if !has_pattern {
        // An empty pattern replaces nothing.
        machine.stack.push(Value::String(text));
        return Ok(());
    }
    let matched = pattern.find_iter(&text).count();
    machine.spend((text.len() + matched * (substitution.len() + text.len().min(64))) as u64, call.op)?;
    let replaced = pattern.replace_all(&text, &*group_references(&substitution)).into_owned();
    machine.stack.push(Value::String(replaced.into()));
    Ok(())
}

/// `$1` and `${name}` name groups; for the regex crate `$1a` would name the group `1a`.
fn group_references(substitution: &str) -> String {
    let mut result = String::with_capacity(substitution.len());
    let mut rest = substitution;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at + 1);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        result.push_str(before);
        if digits > 0 {
            result.extend(["{", &after[..digits], "}"]);
        }
        rest = &after[digits..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_expressions() {
        let cases = [
            ("^\\d{2}$", "12", true),
            ("^\\d{2}$", "１２", false),
            ("a.b", "a\nb", true),
            ("[^:^\\s^\u{3000}]+", "\u{3000}", false),
            ("[^\\s\\.,:;\\'\"\\/|?!@#$%&*()\\[\\]{}]{1,64}", "abc", true),
            ("\\w+", "あ", false),
            ("(\\[x])?$", "value[x]", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(compile(pattern, false).expect(pattern).is_match(text), expected, "{pattern} {text}");
        }
        assert!(compile("(", false).is_none());
        assert!(compile("(?=a)", false).is_none());
    }

    #[test]
    fn groups_in_a_substitution() {
        assert_eq!(group_references("$1a$2"), "${1}a${2}");
        assert_eq!(group_references("a$"), "a$");
        assert_eq!(group_references("${name}"), "${name}");
    }
}
