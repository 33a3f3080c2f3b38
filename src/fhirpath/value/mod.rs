//! What an expression gives: elements of the document and values of FHIRPath's System types.

mod moment;
pub mod quantity;
pub mod temporal;
mod text;

use rust_decimal::Decimal;

use super::model::TypeId;
use crate::document::Element;

pub use moment::Comparison;
pub use quantity::{CalendarUnit, Quantity, Unit};
pub use temporal::Temporal;
pub use text::Text;

/// A System type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum System {
    Boolean,
    String,
    Integer,
    Decimal,
    Date,
    DateTime,
    Time,
    Quantity,
}

/// All System types with their names.
pub const SYSTEM_TYPES: &[(&str, System)] = &[
    ("Boolean", System::Boolean),
    ("String", System::String),
    ("Integer", System::Integer),
    ("Decimal", System::Decimal),
    ("Date", System::Date),
    ("DateTime", System::DateTime),
    ("Time", System::Time),
    ("Quantity", System::Quantity),
];

impl System {
    /// The type's name without its namespace.
    pub fn name(self) -> &'static str {
        SYSTEM_TYPES.iter().find(|(_, s)| *s == self).map_or("", |(name, _)| name)
    }

    /// The type of a name.
    pub fn named(name: &str) -> Option<Self> {
        SYSTEM_TYPES.iter().find(|(n, _)| *n == name).map(|(_, s)| *s)
    }
}

/// Where a type is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Namespace {
    System,
    Fhir,
}

impl Namespace {
    /// As expressions name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Fhir => "FHIR",
        }
    }
}

/// One item of a collection.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// An element of the document that is evaluated, or of another one, with its FHIR type.
    Element(Element<'a>, TypeId),
    /// System.Boolean
    Boolean(bool),
    /// System.Integer
    Integer(i32),
    /// System.Decimal; its scale is its precision.
    Decimal(Decimal),
    /// System.String
    String(Text<'a>),
    /// System.Date, System.DateTime or System.Time
    Temporal(Temporal),
    /// System.Quantity
    Quantity(Box<Quantity<'a>>),
    /// What `type()` gives: a namespace and a name.
    Type(Namespace, Text<'a>),
}

impl<'a> Value<'a> {
    /// The same value, borrowing its texts.
    pub fn borrowed(&'a self) -> Value<'a> {
        match self {
            Value::String(text) => Value::String(Text::Borrowed(text)),
            Value::Quantity(quantity) => Value::Quantity(Box::new(quantity.borrowed())),
            Value::Type(namespace, name) => Value::Type(*namespace, Text::Borrowed(name)),
            Value::Element(element, ty) => Value::Element(*element, *ty),
            Value::Boolean(b) => Value::Boolean(*b),
            Value::Integer(i) => Value::Integer(*i),
            Value::Decimal(d) => Value::Decimal(*d),
            Value::Temporal(t) => Value::Temporal(*t),
        }
    }

    /// The System type of a value that is no element.
    pub fn system(&self) -> Option<System> {
        Some(match self {
            Value::Boolean(_) => System::Boolean,
            Value::Integer(_) => System::Integer,
            Value::Decimal(_) => System::Decimal,
            Value::String(_) => System::String,
            Value::Temporal(t) => t.kind(),
            Value::Quantity(_) => System::Quantity,
            Value::Element(..) | Value::Type(..) => return None,
        })
    }

    /// A number, whatever its type.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Integer(i) => Some(Decimal::from(*i)),
            Value::Decimal(d) => Some(*d),
            _ => None,
        }
    }
}

impl std::fmt::Display for Value<'_> {
    /// As `toString()` gives it; an element is shown by its number in the document.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Element(element, _) => write!(f, "#{}", element.id()),
            Value::Boolean(b) => write!(f, "{b}"),
            Value::Integer(i) => write!(f, "{i}"),
            Value::Decimal(d) => write!(f, "{d}"),
            Value::String(text) => f.write_str(text),
            Value::Temporal(t) => write!(f, "{t}"),
            Value::Quantity(q) => write!(f, "{q}"),
            Value::Type(namespace, name) => write!(f, "{}.{}", namespace.name(), &**name),
        }
    }
}

/// A decimal as FHIR and FHIRPath write it, with or without an exponent. Digits that do not fit are rounded away.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.ends_with('.') {
        return None;
    }
    if digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        text.parse().ok()
    } else {
        Decimal::from_scientific(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Value<'_>>() <= 32, "{}", size_of::<Value<'_>>());
    }

    #[test]
    fn decimals_keep_their_scale() {
        let cases = [
            ("1.0", Some("1.0")),
            ("-0.50", Some("-0.50")),
            ("1e3", Some("1000")),
            ("1.", None),
            (".5", None),
            ("1_000", None),
            ("", None),
            ("x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_decimal(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }
}
