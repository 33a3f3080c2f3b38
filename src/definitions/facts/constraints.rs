//! Names for constraints: the key for the most used one of that key, `key#2` for the next that says something else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::model::Constraint;
use super::lexer::{Lexer, push_string, push_word};

/// What separates names in a list of constraints.
pub(super) const LIST: &[char] = &[','];

/// The constraints that the lines of an edition name, and by which definitions (their number) they are named.
#[derive(Debug, Default)]
pub(super) struct ConstraintNames<'a> {
    users: HashMap<&'a Constraint, BTreeSet<usize>>,
    names: HashMap<&'a Constraint, String>,
}

impl<'a> ConstraintNames<'a> {
    /// Notes that the definition of a number names a constraint.
    pub(super) fn add(&mut self, constraint: &'a Constraint, definition: usize) {
        self.users.entry(constraint).or_default().insert(definition);
    }

    /// Gives every noted constraint its name.
    pub(super) fn assign(&mut self) {
        let mut taken = BTreeSet::new();
        let mut by_key: BTreeMap<&str, Vec<&'a Constraint>> = BTreeMap::new();
        for constraint in self.users.keys() {
            by_key.entry(&constraint.key).or_default().push(constraint);
        }
        for (key, mut same) in by_key {
            let used = |c: &Constraint| std::cmp::Reverse(self.users.get(c).map_or(0, BTreeSet::len));
            same.sort_by_key(|c| (used(c), &c.expression, &c.source, c.is_error, c.best_practice));
            for constraint in same {
                let numbered = (2..).map(|n| format!("{key}#{n}"));
                let mut names = std::iter::once(key.to_owned()).chain(numbered);
                let name = names.find(|name| taken.insert(name.clone())).unwrap_or_default();
                self.names.insert(constraint, name);
            }
        }
    }

    /// The name of a constraint.
    pub(super) fn name(&self, constraint: &Constraint) -> &str {
        self.names.get(constraint).map_or("", |name| name)
    }

    /// The lines for the constraints that only one definition names, or (`None`) for those that several name.
    pub(super) fn lines(&self, definition: Option<usize>) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for (constraint, users) in &self.users {
            let only = if users.len() == 1 { users.first().copied() } else { None };
            if only == definition {
                lines.push(line(self.name(constraint), constraint));
            }
        }
        lines.sort();
        lines
    }
}

fn line(name: &str, constraint: &Constraint) -> String {
    let mut line = String::from("constraint ");
    push_word(&mut line, name, LIST);
    line.push_str(if constraint.is_error { " error " } else { " warning " });
    push_string(&mut line, &constraint.expression);
    if !constraint.source.is_empty() {
        line.push_str(" source=");
        push_word(&mut line, &constraint.source, &[]);
    }
    if constraint.best_practice {
        line.push_str(" best-practice");
    }
    if key_in(name) != &*constraint.key {
        line.push_str(" key=");
        push_word(&mut line, &constraint.key, &[]);
    }
    line
}

/// The key that a name holds, without the number.
fn key_in(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((key, number)) if number.parse::<u32>().is_ok() => key,
        _ => name,
    }
}

/// Reads what follows `constraint `: the name and what it stands for.
pub(super) fn read(lexer: &mut Lexer<'_>) -> Result<(Box<str>, Constraint), String> {
    let name = lexer.word(LIST)?;
    lexer.more();
    let is_error = match lexer.key(&[]) {
        "error" => true,
        "warning" => false,
        other => return Err(format!("`error` or `warning` expected at `{other}`")),
    };
    lexer.more();
    let expression = lexer.string()?;
    let key = key_in(&name).into();
    let mut constraint = Constraint { key, is_error, expression, best_practice: false, source: "".into() };
    while lexer.more() {
        if lexer.take("source=") {
            constraint.source = lexer.word(&[])?;
        } else if lexer.take("key=") {
            constraint.key = lexer.word(&[])?;
        } else if lexer.key(&[]) == "best-practice" {
            constraint.best_practice = true;
        } else {
            return Err("`source=`, `key=` or `best-practice` expected".into());
        }
    }
    Ok((name, constraint))
}
