//! Answers as FHIR resources and as text.

use jpfhir::codes::Day;
use jpfhir::terminology::Expansion;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// A Parameters resource.
#[derive(Debug, Serialize)]
pub(super) struct Parameters {
    #[serde(rename = "resourceType")]
    resource_type: &'static str,
    parameter: Vec<Parameter>,
}

#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    name: &'static str,
    #[serde(flatten)]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    part: Vec<Parameter>,
}

#[derive(Debug, Serialize)]
enum Value {
    #[serde(rename = "valueString")]
    String(String),
    #[serde(rename = "valueCode")]
    Code(String),
    #[serde(rename = "valueBoolean")]
    Boolean(bool),
    #[serde(rename = "valueDateTime")]
    Date(String),
    #[serde(rename = "valueCoding")]
    Coding(Coding),
}

#[derive(Debug, Serialize)]
struct Coding {
    #[serde(skip_serializing_if = "String::is_empty")]
    system: String,
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    display: String,
}

impl Parameter {
    pub(super) fn string(name: &'static str, value: &str) -> Self {
        Self { name, value: Some(Value::String(value.to_owned())), part: Vec::new() }
    }

    pub(super) fn code(name: &'static str, value: &str) -> Self {
        Self { name, value: Some(Value::Code(value.to_owned())), part: Vec::new() }
    }

    pub(super) fn date(name: &'static str, day: Day) -> Self {
        Self { name, value: Some(Value::Date(day.to_string())), part: Vec::new() }
    }

    pub(super) fn boolean(name: &'static str, value: bool) -> Self {
        Self { name, value: Some(Value::Boolean(value)), part: Vec::new() }
    }

    pub(super) fn coding(name: &'static str, system: &str, code: &str, display: &str) -> Self {
        let coding = Coding { system: system.to_owned(), code: code.to_owned(), display: display.to_owned() };
        Self { name, value: Some(Value::Coding(coding)), part: Vec::new() }
    }

    /// Parts; those without a value are left out.
    pub(super) fn parts(name: &'static str, part: Vec<Parameter>) -> Self {
        Self { name, value: None, part: part.into_iter().filter(Parameter::says_something).collect() }
    }

    fn says_something(&self) -> bool {
        match &self.value {
            Some(Value::String(text) | Value::Code(text)) => !text.is_empty(),
            Some(Value::Boolean(_) | Value::Date(_) | Value::Coding(_)) => true,
            None => !self.part.is_empty(),
        }
    }

    fn text(&self) -> String {
        match &self.value {
            Some(Value::String(text) | Value::Code(text) | Value::Date(text)) => text.clone(),
            Some(Value::Boolean(truth)) => truth.to_string(),
            Some(Value::Coding(coding)) => format!("{}  {}  {}", coding.code, coding.display, coding.system),
            None => self.part.iter().map(Parameter::text).collect::<Vec<_>>().join("  "),
        }
    }
}

impl Parameters {
    /// Parameters, and the day that they hold for; those without a value are left out.
    pub(super) fn new(mut parameter: Vec<Parameter>, day: Day) -> Self {
        parameter.retain(Parameter::says_something);
        parameter.push(Parameter::date("date", day));
        Self { resource_type: "Parameters", parameter }
    }

    pub(super) fn json(&self) -> String {
        json(self)
    }

    pub(super) fn table(&self) -> String {
        self.parameter.iter().map(|parameter| format!("{:<12} {}\n", parameter.name, parameter.text())).collect()
    }
}

fn json(resource: &impl Serialize) -> String {
    // A structure of texts and truth values always has a JSON form.
    serde_json::to_string_pretty(resource).unwrap_or_default() + "\n"
}

/// A ValueSet with an expansion.
#[derive(Debug, Serialize)]
struct Expanded<'a> {
    #[serde(rename = "resourceType")]
    resource_type: &'static str,
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    status: &'static str,
    expansion: Contains<'a>,
}

#[derive(Debug, Serialize)]
struct Contains<'a> {
    timestamp: String,
    parameter: [Parameter; 1],
    total: usize,
    contains: Vec<Contained<'a>>,
}

#[derive(Debug, Serialize)]
struct Contained<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    system: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    display: &'a str,
}

/// The expansion as a ValueSet of a day.
pub(super) fn expansion_json((url, version): (&str, &str), expansion: &Expansion, day: Day) -> String {
    let members = expansion.members.iter();
    let contains: Vec<Contained<'_>> =
        members.map(|m| Contained { system: &m.system, code: &m.code, display: &m.display }).collect();
    let (timestamp, parameter) = (day.to_string(), [Parameter::date("date", day)]);
    let expansion = Contains { timestamp, parameter, total: contains.len(), contains };
    json(&Expanded { resource_type: "ValueSet", url, version, status: "active", expansion })
}

/// The expansion as lines of code, display and code system, and the day that it holds for.
pub(super) fn expansion_table(expansion: &Expansion, day: Day) -> String {
    let width = |of: fn(&jpfhir::definitions::model::Expanded) -> &str| {
        expansion.members.iter().map(|member| of(member).width()).max().unwrap_or(0).min(60)
    };
    let (codes, displays) = (width(|m| &m.code), width(|m| &m.display));
    let mut table = String::new();
    for member in &expansion.members {
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let (code, display) = (pad(&member.code, codes), pad(&member.display, displays));
        table.push_str(&format!("{}{code}  {}{display}  {}\n", member.code, member.display, member.system));
    }
    if expansion.is_cut {
        table.push_str("…\n");
    }
    table.push_str(&format!("as of {day}\n"));
    table
}
