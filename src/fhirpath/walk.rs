//! From elements down to their children, and from primitive elements to System values.

use super::eval::Machine;
use super::model::{Choice, TypeId};
use super::program::Step;
use super::value::{Quantity, System, Temporal, Text, Unit, Value, parse_decimal};
use crate::document::{Element, Format, Kind, known};

/// The system of UCUM units.
pub(super) const UCUM: &str = "http://unitsofmeasure.org";

impl<'a> Machine<'a, '_> {
    /// Pushes what some steps lead to from an element.
    pub(super) fn walk(&mut self, element: Element<'a>, ty: TypeId, steps: &'a [Step], seen: &mut u64) {
        let Some((step, rest)) = steps.split_first() else {
            return self.stack.push(Value::Element(element, ty));
        };
        let choices = self.choices(step, ty);
        if choices.is_empty() && step.name == known::VALUE && rest.is_empty() && self.is_primitive(element, ty) {
            let value = self.atom(&Value::Element(element, ty));
            return self.stack.extend(Some(value).filter(|v| !matches!(v, Value::Element(..))));
        }
        for child in element.children() {
            *seen += 1;
            if let Some(ty) = self.matches(child, step, choices, ty) {
                self.walk(child, ty, rest, seen);
            }
        }
    }

    /// Whether some steps lead anywhere from an element.
    pub(super) fn reaches(&self, element: Element<'a>, ty: TypeId, steps: &'a [Step], seen: &mut u64) -> bool {
        let Some((step, rest)) = steps.split_first() else { return true };
        let choices = self.choices(step, ty);
        if choices.is_empty() && step.name == known::VALUE && rest.is_empty() && self.is_primitive(element, ty) {
            return element.value().is_some();
        }
        element.children().any(|child| {
            *seen += 1;
            self.matches(child, step, choices, ty).is_some_and(|ty| self.reaches(child, ty, rest, seen))
        })
    }

    fn choices(&self, step: &Step, ty: TypeId) -> &'a [Choice] {
        if step.is_dynamic {
            self.model.get(ty).map_or(&[], |known| known.choices(step.name))
        } else {
            &self.program.choices[step.choices.range()]
        }
    }

    /// The type of a child if the step leads to it.
    fn matches(&self, child: Element<'a>, step: &Step, choices: &[Choice], parent: TypeId) -> Option<TypeId> {
        let name = child.name();
        let ty = match choices.iter().find(|c| c.property == name) {
            Some(choice) => choice.ty,
            None if name != step.name => return None,
            None if !parent.is_known() => TypeId::UNKNOWN,
            None if self.program.is_lenient => self.model.get(parent).map_or(TypeId::UNKNOWN, |t| t.property(name)),
            None => return None,
        };
        (child.kind() != Kind::EmptyArray).then(|| self.typed(child, ty))
    }

    /// The type of an element, where its definition may only say that it is a resource.
    pub(super) fn typed(&self, element: Element<'a>, ty: TypeId) -> TypeId {
        if ty == TypeId::RESOURCE { self.model.resource(element) } else { ty }
    }

    /// Pushes the children of an element.
    pub(super) fn push_children(&mut self, element: Element<'a>, ty: TypeId) {
        let known_type = self.model.get(ty);
        let is_resource = known_type.map_or_else(|| element.resource_type().is_some(), |t| t.is_resource);
        for child in element.children() {
            let name = child.name();
            let is_notation = is_resource && name == known::RESOURCE_TYPE || name == known::FHIR_COMMENTS;
            if is_notation || child.kind() == Kind::EmptyArray {
                continue;
            }
            let ty = known_type.map_or(TypeId::UNKNOWN, |t| t.property(name));
            let ty = if ty.is_known() { ty } else { self.typed_by_itself(child, ty) };
            self.stack.push(Value::Element(child, ty));
        }
    }

    fn typed_by_itself(&self, element: Element<'a>, ty: TypeId) -> TypeId {
        if ty == TypeId::RESOURCE || element.kind() == Kind::Object { self.model.resource(element) } else { ty }
    }

    /// Whether an element is of a primitive type.
    pub(super) fn is_primitive(&self, element: Element<'_>, ty: TypeId) -> bool {
        match self.model.get(ty) {
            Some(known) => known.is_primitive,
            None => element.kind().is_primitive(),
        }
    }

    /// A value as a System value. What has none stays as it is.
    pub(super) fn atom(&self, value: &Value<'a>) -> Value<'a> {
        let &Value::Element(element, ty) = value else { return value.clone() };
        let system = match self.model.get(ty) {
            Some(known) => known.system,
            None => self.guess(element),
        };
        let converted = match system {
            None => None,
            Some(System::Quantity) => self.quantity(element).map(|q| Value::Quantity(Box::new(q))),
            Some(system) => element.value().map(|text| parse(system, text)),
        };
        converted.unwrap_or_else(|| value.clone())
    }

    /// The System type of an element of unknown type, as it is written.
    fn guess(&self, element: Element<'a>) -> Option<System> {
        match element.kind() {
            Kind::Boolean => Some(System::Boolean),
            Kind::Number if element.value()?.bytes().all(|b| b.is_ascii_digit() || b == b'-') => Some(System::Integer),
            Kind::Number => Some(System::Decimal),
            Kind::String if element.document().format == Format::Json || element.value().is_some() => {
                Some(System::String)
            }
            _ => None,
        }
    }

    fn quantity(&self, element: Element<'a>) -> Option<Quantity<'a>> {
        let value = parse_decimal(element.child_value(known::VALUE)?)?;
        let code = element.child_value(known::CODE);
        let unit = match code {
            Some(code) if element.child_value(known::SYSTEM) == Some(UCUM) => match code {
                "a" => Unit::from_ucum(Text::Borrowed("year")),
                "mo" => Unit::from_ucum(Text::Borrowed("month")),
                code => Unit::Ucum(Text::Borrowed(code)),
            },
            Some(code) => Unit::Ucum(Text::Borrowed(code)),
            None => element.child_value(known::UNIT).map_or(Unit::ONE, |unit| Unit::Ucum(Text::Borrowed(unit))),
        };
        Some(Quantity { value, unit })
    }
}

/// The value that a text is as a System type; the text itself where it is not written as that type is.
fn parse(system: System, text: &str) -> Value<'_> {
    let parsed = match system {
        System::Boolean => match text {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            _ => None,
        },
        System::Integer => text.parse().ok().map(Value::Integer),
        System::Decimal => parse_decimal(text).map(Value::Decimal),
        System::Date => Temporal::parse_date(text).map(Value::Temporal),
        System::DateTime => Temporal::parse_date_time(text).map(Value::Temporal),
        System::Time => Temporal::parse_time(text).map(Value::Temporal),
        System::String | System::Quantity => None,
    };
    parsed.unwrap_or(Value::String(Text::Borrowed(text)))
}
