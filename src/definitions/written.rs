//! Definitions as FHIR JSON: what is known of them, without prose, in the shape of the specification.

use super::model::{
    BindingStrength, DiscriminatorKind, ElementDefinition, Max, Slicing, SlicingRules, StructureDefinition,
    StructureKind, TypeRef, Value,
};
use super::names::choice_name;
use super::parse::element::{BEST_PRACTICE, MAX_VALUE_SET, MIN_LENGTH, NARRATIVE_LANGUAGES, REGEX};

impl StructureDefinition {
    /// The definition as a StructureDefinition with its snapshot.
    pub fn to_json(&self) -> String {
        let elements = self.snapshot.iter().map(element_definition).collect();
        let derivation = if self.is_constraint { "constraint" } else { "specialization" };
        let kind = match self.kind {
            StructureKind::PrimitiveType => "primitive-type",
            StructureKind::ComplexType => "complex-type",
            StructureKind::Resource => "resource",
            StructureKind::Logical => "logical",
        };
        let properties = Properties::default()
            .text("resourceType", "StructureDefinition")
            .text("url", &self.url)
            .text("version", &self.version)
            .text("name", &self.name)
            .text("kind", kind)
            .boolean("abstract", Some(self.is_abstract))
            .list(
                "context",
                self.context.iter().map(|context| {
                    Properties::default().text("type", &context.kind).text("expression", &context.expression).object()
                }),
            )
            .texts("contextInvariant", &self.context_invariant)
            .text("type", &self.type_name)
            .text("baseDefinition", &self.base)
            .text("derivation", if self.base.is_empty() { "" } else { derivation })
            .add("snapshot", Properties::default().add("element", Value::Array(elements)).object());
        let mut json = String::new();
        write(&properties.object(), &mut json);
        json
    }
}

fn element_definition(element: &ElementDefinition) -> Value {
    let languages = element
        .narrative_languages
        .iter()
        .map(|language| Properties::default().text("url", NARRATIVE_LANGUAGES).text("valueCode", language).object());
    let length = element.min_length.map(|length| extension(MIN_LENGTH, "valueInteger", number(length)));
    Properties::default()
        .text("id", &element.id)
        .list("extension", length.into_iter().chain(languages))
        .text("path", &element.path)
        .texts("representation", &element.representation)
        .text("sliceName", &element.slice_name)
        .optional("slicing", element.slicing.as_ref().map(slicing))
        .optional("min", element.min.map(number))
        .text("max", &element.max.map_or(String::new(), maximum))
        .optional(
            "base",
            element.base.as_ref().map(|base| {
                let path = Properties::default().text("path", &base.path).add("min", number(base.min));
                path.text("max", &maximum(base.max)).object()
            }),
        )
        .text("contentReference", &element.content_reference)
        .list("type", element.types.iter().map(type_ref))
        .typed("fixed", element.fixed.as_ref())
        .typed("pattern", element.pattern.as_ref())
        .typed("minValue", element.min_value.as_ref())
        .typed("maxValue", element.max_value.as_ref())
        .optional("maxLength", element.max_length.map(number))
        .list(
            "constraint",
            element.constraints.iter().map(|constraint| {
                let is_best =
                    constraint.best_practice.then(|| extension(BEST_PRACTICE, "valueBoolean", Value::Boolean(true)));
                Properties::default()
                    .list("extension", is_best.into_iter())
                    .text("key", &constraint.key)
                    .text("severity", if constraint.is_error { "error" } else { "warning" })
                    .text("expression", &constraint.expression)
                    .text("source", &constraint.source)
                    .object()
            }),
        )
        .boolean("mustSupport", element.must_support)
        .boolean("isModifier", element.is_modifier)
        .boolean("isSummary", element.is_summary)
        .optional(
            "binding",
            element.binding.as_ref().map(|binding| {
                let strength = match binding.strength {
                    BindingStrength::Required => "required",
                    BindingStrength::Extensible => "extensible",
                    BindingStrength::Preferred => "preferred",
                    BindingStrength::Example => "example",
                };
                let max = Some(&binding.max_value_set).filter(|canonical| !canonical.is_empty());
                let max =
                    max.map(|canonical| extension(MAX_VALUE_SET, "valueCanonical", Value::String(canonical.clone())));
                let extended = Properties::default().list("extension", max.into_iter());
                extended.text("strength", strength).text("valueSet", &binding.value_set).object()
            }),
        )
        .object()
}

fn type_ref(type_ref: &TypeRef) -> Value {
    let regex = Some(&type_ref.regex).filter(|regex| !regex.is_empty());
    let regex = regex.map(|regex| extension(REGEX, "valueString", Value::String(regex.clone())));
    Properties::default()
        .list("extension", regex.into_iter())
        .text("code", &type_ref.code)
        .texts("profile", &type_ref.profiles)
        .texts("targetProfile", &type_ref.target_profiles)
        .texts("aggregation", &type_ref.aggregation)
        .text("versioning", &type_ref.versioning)
        .object()
}

fn slicing(slicing: &Slicing) -> Value {
    let discriminators = slicing.discriminators.iter().map(|discriminator| {
        let kind = match discriminator.kind {
            DiscriminatorKind::Value => "value",
            DiscriminatorKind::Exists => "exists",
            DiscriminatorKind::Pattern => "pattern",
            DiscriminatorKind::Type => "type",
            DiscriminatorKind::Profile => "profile",
            DiscriminatorKind::Position => "position",
        };
        Properties::default().text("type", kind).text("path", &discriminator.path).object()
    });
    let rules = match slicing.rules {
        SlicingRules::Open => "open",
        SlicingRules::Closed => "closed",
        SlicingRules::OpenAtEnd => "openAtEnd",
    };
    let listed = Properties::default().list("discriminator", discriminators);
    listed.boolean("ordered", Some(slicing.ordered)).text("rules", rules).object()
}

fn extension(url: &str, name: &str, value: Value) -> Value {
    Properties::default().text("url", url).add(name, value).object()
}

fn number(number: u32) -> Value {
    Value::Number(number.to_string().into())
}

fn maximum(max: Max) -> String {
    if max == Max::UNBOUNDED { "*".to_owned() } else { max.0.to_string() }
}

/// The properties of an object; what is not stated is left out.
#[derive(Default)]
struct Properties(Vec<(Box<str>, Value)>);

impl Properties {
    fn add(mut self, name: &str, value: Value) -> Self {
        self.0.push((name.into(), value));
        self
    }

    fn optional(self, name: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.add(name, value),
            None => self,
        }
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.optional(name, (!text.is_empty()).then(|| Value::String(text.into())))
    }

    fn boolean(self, name: &str, truth: Option<bool>) -> Self {
        self.optional(name, truth.map(Value::Boolean))
    }

    fn list(self, name: &str, items: impl Iterator<Item = Value>) -> Self {
        let items: Vec<Value> = items.collect();
        self.optional(name, (!items.is_empty()).then_some(Value::Array(items)))
    }

    fn texts(self, name: &str, texts: &[Box<str>]) -> Self {
        self.list(name, texts.iter().map(|text| Value::String(text.clone())))
    }

    fn typed(self, stem: &str, value: Option<&(Box<str>, Value)>) -> Self {
        match value {
            Some((type_name, value)) => self.add(&choice_name(stem, type_name), value.clone()),
            None => self,
        }
    }

    fn object(self) -> Value {
        Value::Object(self.0)
    }
}

/// Writes a value as JSON; numbers as they were written.
fn write(value: &Value, json: &mut String) {
    match value {
        Value::Object(properties) => {
            for (position, (name, value)) in properties.iter().enumerate() {
                json.push(if position == 0 { '{' } else { ',' });
                quote(name, json);
                json.push(':');
                write(value, json);
            }
            json.push_str(if properties.is_empty() { "{}" } else { "}" });
        }
        Value::Array(items) => {
            json.push('[');
            for (position, item) in items.iter().enumerate() {
                json.push_str(if position == 0 { "" } else { "," });
                write(item, json);
            }
            json.push(']');
        }
        Value::String(text) => quote(text, json),
        Value::Number(digits) => json.push_str(digits),
        Value::Boolean(truth) => json.push_str(if *truth { "true" } else { "false" }),
    }
}

fn quote(text: &str, json: &mut String) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use crate::definitions::{Definitions, Selection};
    use crate::document::Document;
    use crate::source::Source;

    #[test]
    fn what_is_written_reads_as_what_was_there() {
        let selection = Selection { guides: vec!["clins".to_owned()], ..Selection::default() };
        let definitions = Definitions::open(&selection).unwrap().definitions;
        for id in definitions.ids() {
            let structure = definitions.structure(id);
            let (document, faults) = Document::parse(Source::new("definition", structure.to_json()));
            assert!(faults.is_empty(), "{}: {faults:?}", structure.url);
            let read = crate::definitions::parse::structure_definition(document.root().unwrap());
            assert_eq!(read.as_ref(), Some(&*structure), "{}", structure.url);
        }
        assert!(definitions.len() > 500, "{}", definitions.len());
    }
}
