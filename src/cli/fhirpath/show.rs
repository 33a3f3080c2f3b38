//! Values as people read them, and the steps on the way to them.

use jpfhir::document::{Document, Element};
use jpfhir::fhirpath::value::System;
use jpfhir::fhirpath::{Answer, Coded, Host, Model, Program, Value};
use jpfhir::source::Span;
use jpfhir::validate::Validator;

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
            Value::Element(element, _) => format!("{}: {}", element.fhirpath(), self.value(value)),
            _ => self.value(value),
        };
        values.iter().map(line).collect()
    }

    /// A value as a literal, or the type of what has no literal.
    fn value(&self, value: &Value<'_>) -> String {
        let (system, text) = match value {
            Value::Element(element, ty) => {
                let known = self.model.get(*ty);
                match element.value() {
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
    services: Box<dyn Host<'s> + 's>,
    traces: bool,
    lines: Vec<String>,
}

impl<'s> Surroundings<'s> {
    /// Nothing told yet.
    pub fn new(shown: &'s Shown<'s>, validator: &'s Validator, traces: bool) -> Self {
        Self { shown, services: validator.services(shown.document), traces, lines: Vec::new() }
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

impl<'s> Host<'s> for Surroundings<'s> {
    fn resolve(&mut self, reference: &str, from: Element<'s>) -> Option<Element<'s>> {
        self.services.resolve(reference, from)
    }

    fn conforms_to(&mut self, element: Element<'s>, profile: &str) -> Answer {
        self.services.conforms_to(element, profile)
    }

    fn member_of(&mut self, value: Coded<'_>, value_set: &str) -> Answer {
        self.services.member_of(value, value_set)
    }

    fn subsumes(&mut self, system: &str, general: &str, special: &str) -> Answer {
        self.services.subsumes(system, general, special)
    }

    fn html_checks(&mut self, narrative: Element<'s>) -> bool {
        self.services.html_checks(narrative)
    }

    fn is_in_slice(&mut self, element: Element<'s>, structure: &str, slice: &str) -> Answer {
        self.services.is_in_slice(element, structure, slice)
    }

    fn trace(&mut self, name: &str, values: &[Value<'s>]) {
        let shown = self.shown;
        self.tell(|| format!("trace {name}: {}", shown.values(values)));
    }

    fn step(&mut self, span: Span, values: &[Value<'s>]) {
        let shown = self.shown;
        let text = shown.program.text.get(span.range()).unwrap_or("");
        self.tell(|| format!("  {} = {}", text.split_whitespace().collect::<Vec<_>>().join(" "), shown.values(values)));
    }

    fn watches(&self) -> bool {
        self.traces
    }
}
