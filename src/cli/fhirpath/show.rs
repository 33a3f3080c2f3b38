//! Values as people read them, and the steps on the way to them.

use jpfhir::document::{Document, Element};
use jpfhir::fhirpath::value::System;
use jpfhir::fhirpath::{Answer, Coded, Host, Model, Program, Value};
use jpfhir::source::Span;
use jpfhir::terminology::{Membership, Terminology};

/// How many values of a step are shown.
const MOST_VALUES: usize = 5;
/// How many steps are shown.
const MOST_STEPS: usize = 10_000;

/// What is needed to show values.
#[derive(Clone, Copy)]
pub struct Shown<'s> {
    pub model: &'s Model,
    pub document: &'s Document,
    pub program: &'s Program,
}

impl Shown<'_> {
    /// A line for each value, `{}` for none.
    pub fn results(&self, values: &[Value<'_>]) -> Vec<String> {
        if values.is_empty() {
            return vec!["{}".to_owned()];
        }
        let line = |value: &Value<'_>| match value {
            Value::Element(id, _) => format!("{}: {}", self.document.fhirpath(*id), self.value(value)),
            _ => self.value(value),
        };
        values.iter().map(line).collect()
    }

    /// A value as a literal, or the type of what has no literal.
    fn value(&self, value: &Value<'_>) -> String {
        let (system, text) = match value {
            Value::Element(id, ty) => {
                let known = self.model.get(*ty);
                match self.document.element(*id).value() {
                    Some(text) => (known.and_then(|t| t.system).unwrap_or(System::String), text.to_owned()),
                    None => return format!("({})", known.map_or("?", |t| &t.name)),
                }
            }
            Value::Type(..) => return value.to_string(),
            other => (other.system().unwrap_or(System::String), other.to_string()),
        };
        let text: String = text.chars().map(|c| if c.is_control() { '␣' } else { c }).collect();
        match system {
            System::String => format!("'{text}'"),
            System::Date | System::DateTime => format!("@{text}"),
            System::Time => format!("@T{text}"),
            _ => text,
        }
    }

    fn values(&self, values: &[Value<'_>]) -> String {
        let mut shown: Vec<String> = values.iter().take(MOST_VALUES).map(|v| self.value(v)).collect();
        if values.len() > MOST_VALUES {
            shown.push(format!("… {} in all", values.len()));
        }
        if shown.is_empty() { "{}".to_owned() } else { shown.join(" | ") }
    }
}

/// What the expression asks of its surroundings, and what it tells on the way.
pub struct Surroundings<'s> {
    shown: &'s Shown<'s>,
    terminology: &'s Terminology,
    traces: bool,
    lines: Vec<String>,
}

impl<'s> Surroundings<'s> {
    /// Nothing told yet.
    pub fn new(shown: &'s Shown<'s>, terminology: &'s Terminology, traces: bool) -> Self {
        Self { shown, terminology, traces, lines: Vec::new() }
    }

    /// What was told: the steps, and what `trace` was called with.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    fn tell(&mut self, line: impl FnOnce() -> String) {
        match self.lines.len() {
            MOST_STEPS => self.lines.push("…".to_owned()),
            told if told < MOST_STEPS => self.lines.push(line()),
            _ => {}
        }
    }
}

impl<'a> Host<'a> for Surroundings<'_> {
    fn member_of(&mut self, value: Coded<'_>, value_set: &str) -> Answer {
        let system = Some(value.system).filter(|s| !s.is_empty());
        match self.terminology.contains(value_set, system, value.code) {
            Membership::Member => Answer::Known(true),
            Membership::NotMember(_) => Answer::Known(false),
            Membership::Unknown(_) => Answer::Missing,
        }
    }

    fn conforms_to(&mut self, element: Element<'a>, profile: &str) -> Answer {
        // Of a type of R4 the element says itself whether it is one; profiles need a validation.
        let wanted = profile.strip_prefix("http://hl7.org/fhir/StructureDefinition/");
        match wanted.and_then(|name| self.shown.model.named(name)) {
            Some(wanted) => Answer::Known(self.shown.model.is_a(self.shown.model.resource(element), wanted)),
            None => Answer::Missing,
        }
    }

    fn trace(&mut self, name: &str, values: &[Value<'a>]) {
        let shown = self.shown;
        self.tell(|| format!("trace {name}: {}", shown.values(values)));
    }

    fn step(&mut self, span: Span, values: &[Value<'a>]) {
        let shown = self.shown;
        let text = shown.program.text.get(span.range()).unwrap_or("");
        self.tell(|| format!("  {} = {}", text.split_whitespace().collect::<Vec<_>>().join(" "), shown.values(values)));
    }

    fn watches(&self) -> bool {
        self.traces
    }
}
