//! Edits that a definition determines: values it fixes, and where a new element stands among its siblings.

use crate::definitions::model::Value;
use crate::diagnostics::{Addition, Change, Content, Fix};
use crate::document::{Element, Names, known};

use super::primitive::half_width;
use super::run::Run;
use super::value::Difference;
use super::walk::Context;

/// A value of a definition as content of a document.
fn content(value: &Value) -> Content {
    match value {
        Value::Object(properties) => {
            Content::Object(properties.iter().map(|(name, value)| (name.clone(), content(value))).collect())
        }
        Value::Array(items) => Content::List(items.iter().map(content).collect()),
        Value::String(text) => Content::Text(text.clone()),
        Value::Number(text) => Content::Literal(text.clone()),
        Value::Boolean(truth) => Content::Literal(truth.to_string().into()),
    }
}

/// The fix of differences from a fixed value or pattern; all of them together.
pub(super) fn differences(run: &Run<'_>, found: &[Difference<'_>]) -> Option<Fix> {
    let parts: Option<Vec<Fix>> = found.iter().map(|difference| difference_fix(run, difference)).collect();
    parts?.into_iter().reduce(|mut whole, part| {
        whole.applicability = whole.applicability.max(part.applicability);
        whole.changes.extend(part.changes);
        whole
    })
}

fn difference_fix(run: &Run<'_>, difference: &Difference<'_>) -> Option<Fix> {
    match difference {
        Difference::Other(element, expected) => {
            let text = match expected {
                Value::String(text) | Value::Number(text) => &**text,
                Value::Boolean(true) => "true",
                Value::Boolean(false) => "false",
                Value::Object(_) | Value::Array(_) => return None,
            };
            // Another value may be right at another place; another way of writing this one is not.
            let is_alike = |found: &str| half_width(found).trim().eq_ignore_ascii_case(text);
            let fix = Fix::to_review(Change::Value(element.id(), content(expected)));
            // The code of a coding is looked up in further lists once it is right.
            let is_of_coding = [known::CODE, known::SYSTEM].contains(&element.name())
                && element.parent().is_some_and(|parent| parent.resource_type().is_none());
            Some(fix.safe_if(element.value().is_some_and(is_alike) && !is_of_coding))
        }
        Difference::Missing(element, name, expected) => {
            Some(Fix::safe(Change::Add(run.addition(*element, name, content(expected))?)))
        }
        Difference::Extra(element) => Some(Fix::to_review(Change::Remove(element.id()))),
        Difference::NoItem(..) => None,
    }
}

/// Adds an element that is missing and whose value a definition fixes.
pub(super) fn missing(run: &Run<'_>, node: Element<'_>, context: &Context<'_>) -> Option<Fix> {
    let definition = context.definition();
    let value = definition.fixed.as_ref().or(definition.pattern.as_ref())?;
    let [(name, _)] = definition.names.as_slice() else { return None };
    let whole = match content(value) {
        single if definition.is_list => Content::List(vec![single]),
        single => single,
    };
    // A whole may lack further parts, and with its system a code begins to mean something.
    let is_primitive = !matches!(value, Value::Object(_) | Value::Array(_));
    let says_what_is_meant = [known::SYSTEM, known::CODE].contains(name);
    let addition = run.addition(node, name.text(), whole)?;
    Some(Fix::safe(Change::Add(addition)).safe_if(is_primitive && !says_what_is_meant))
}

impl Run<'_> {
    /// A property to add, behind the siblings that the type of the element defines before it.
    fn addition(&self, parent: Element<'_>, name: &str, content: Content) -> Option<Addition> {
        let parent = self.document.element(parent.id());
        let (schema, index, own_type) = self.base_of(parent)?;
        let (schema, element) = self.below(schema, index, own_type.as_deref())?;
        let symbol = Names::read().get(name)?;
        if parent.child(symbol).is_some() {
            return None;
        }
        let (own, _) = schema.child(element, symbol)?;
        let is_before = |child: &Element<'_>| schema.child(element, child.name()).is_none_or(|(other, _)| other < own);
        let after = parent.children().filter(is_before).max_by_key(|child| child.span().start);
        Some(Addition { parent: parent.id(), after: after.map(Element::id), name: name.into(), content })
    }
}
