//! Equality and equivalence of values, elements and collections.

use std::cmp::Ordering;
use std::fmt::{self, Display};

use rust_decimal::Decimal;
use smallvec::{SmallVec, smallvec};

use super::order::as_quantity;
use crate::document::{Element, known};
use crate::fhirpath::eval::Machine;
use crate::fhirpath::model::TypeId;
use crate::fhirpath::value::{Comparison, Value};

impl<'a> Machine<'a, '_> {
    /// `=`: item by item, in order. `None` when a collection is empty or what is stated does not decide it.
    pub(in crate::fhirpath) fn equal_collections(&self, left: &[Value<'a>], right: &[Value<'a>]) -> Option<bool> {
        if left.is_empty() || right.is_empty() {
            return None;
        }
        if left.len() != right.len() {
            return Some(false);
        }
        let mut all = Some(true);
        for (a, b) in left.iter().zip(right) {
            match self.equal(a, b) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    /// `~`: the same items in any order.
    pub(in crate::fhirpath) fn equivalent_collections(&self, left: &[Value<'a>], right: &[Value<'a>]) -> bool {
        if left.len() != right.len() {
            return false;
        }
        let mut used: SmallVec<[bool; 32]> = smallvec![false; right.len()];
        left.iter().all(|a| {
            let partner = (0..right.len()).find(|&i| !used[i] && self.equivalent(a, &right[i]));
            partner.is_some_and(|i| {
                used[i] = true;
                true
            })
        })
    }

    /// Whether two values are equal; `None` when what they state does not decide it.
    pub(in crate::fhirpath) fn equal(&self, left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
        if let (Value::Element(a, ty_a), Value::Element(b, ty_b)) = (left, right) {
            return if a == b { Some(true) } else { self.equal_elements(*a, *ty_a, *b, *ty_b) };
        }
        equal_atoms(&self.atom(left), &self.atom(right))
    }

    fn equal_elements(&self, a: Element<'a>, ty_a: TypeId, b: Element<'a>, ty_b: TypeId) -> Option<bool> {
        if self.is_primitive(a, ty_a) && a.value().is_some() && b.value().is_some() {
            let atom = |e: Element<'a>, ty| self.atom(&Value::Element(e, ty));
            return equal_atoms(&atom(a, ty_a), &atom(b, ty_b));
        }
        self.same_children(a, ty_a, b, ty_b, &|a, ty_a, b, ty_b| self.equal_elements(a, ty_a, b, ty_b))
    }

    /// Whether two elements have equal children: those of one name in their order, names in any order.
    fn same_children(
        &self,
        a: Element<'a>,
        ty_a: TypeId,
        b: Element<'a>,
        ty_b: TypeId,
        same: &dyn Fn(Element<'a>, TypeId, Element<'a>, TypeId) -> Option<bool>,
    ) -> Option<bool> {
        if a.value() != b.value() || a.children().count() != b.children().count() {
            return Some(false);
        }
        let mut all = Some(true);
        for (position, child) in a.children().enumerate() {
            let name = child.name();
            // The n-th of its name belongs to the n-th of that name there, which may be another document.
            let earlier = a.children().take(position).filter(|c| c.name() == name).count();
            let is_partner =
                |c: &Element<'a>| c.name() == name && (!name.is_unknown() || c.name_text() == child.name_text());
            let Some(other) = b.children().filter(is_partner).nth(earlier) else { return Some(false) };
            match same(child, self.child_type(child, ty_a), other, self.child_type(other, ty_b)) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    fn child_type(&self, child: Element<'a>, parent: TypeId) -> TypeId {
        let ty = self.model.get(parent).map_or(TypeId::UNKNOWN, |t| t.property(child.name()));
        self.typed(child, ty)
    }

    /// Whether two values are equivalent.
    pub(in crate::fhirpath) fn equivalent(&self, left: &Value<'a>, right: &Value<'a>) -> bool {
        if let (Value::Element(a, ty_a), Value::Element(b, ty_b)) = (left, right) {
            return a == b || self.equivalent_elements(*a, *ty_a, *b, *ty_b);
        }
        equivalent_atoms(&self.atom(left), &self.atom(right))
    }

    fn equivalent_elements(&self, a: Element<'a>, ty_a: TypeId, b: Element<'a>, ty_b: TypeId) -> bool {
        let atom = |e: Element<'a>, ty| self.atom(&Value::Element(e, ty));
        if self.is_primitive(a, ty_a) {
            return equivalent_atoms(&atom(a, ty_a), &atom(b, ty_b));
        }
        if ty_a == ty_b && self.model.get(ty_a).is_some_and(|t| &*t.name == "Coding") {
            // Codes of the same system are what counts, not how they are displayed.
            return a.child_value(known::CODE) == b.child_value(known::CODE)
                && a.child_value(known::SYSTEM) == b.child_value(known::SYSTEM);
        }
        let same = |a: Element<'a>, ta, b: Element<'a>, tb| Some(self.equivalent_elements(a, ta, b, tb));
        self.same_children(a, ty_a, b, ty_b, &same) == Some(true)
    }
}

/// Whether two System values are equal; values of different types are not.
pub fn equal_atoms(left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    match (left, right) {
        (Value::Boolean(a), Value::Boolean(b)) => Some(a == b),
        (Value::String(a), Value::String(b)) => Some(a == b),
        (Value::Type(a, b), Value::Type(c, d)) => Some(a == c && b == d),
        (Value::Temporal(a), Value::Temporal(b)) => match a.compare(b) {
            Comparison::Known(order) => Some(order.is_eq()),
            Comparison::Unknown => None,
            Comparison::Incomparable => Some(false),
        },
        // Dates are written as strings in documents, and expressions compare them so.
        (Value::Temporal(date), Value::String(text)) | (Value::String(text), Value::Temporal(date)) => {
            Some(is_written(date, text))
        }
        (Value::Quantity(a), Value::Quantity(b)) => a.compare(b).map(Ordering::is_eq),
        (Value::Quantity(a), b) | (b, Value::Quantity(a)) => match as_quantity(b) {
            Some(b) => a.compare(&b).map(Ordering::is_eq),
            None => Some(false),
        },
        (a, b) => match (a.as_decimal(), b.as_decimal()) {
            (Some(a), Some(b)) => Some(a == b),
            _ => Some(false),
        },
    }
}

/// Whether a value is written as a text.
fn is_written(value: &impl Display, text: &str) -> bool {
    /// The text that is still to come.
    struct Rest<'t>(&'t str);

    impl fmt::Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }
    let mut rest = Rest(text);
    fmt::write(&mut rest, format_args!("{value}")).is_ok() && rest.0.is_empty()
}

/// Whether two System values are equivalent.
pub fn equivalent_atoms(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::String(a), Value::String(b)) => folded(a).eq(folded(b)),
        (Value::Quantity(a), Value::Quantity(b)) => a.is_equivalent(b),
        (Value::Quantity(a), b) | (b, Value::Quantity(a)) => as_quantity(b).is_some_and(|b| a.is_equivalent(&b)),
        (a, b) => match (a.as_decimal(), b.as_decimal()) {
            (Some(a), Some(b)) => equivalent_decimals(a, b),
            _ => equal_atoms(left, right) == Some(true),
        },
    }
}

/// Whether two numbers are the same to the precision of the less precise one.
pub fn equivalent_decimals(a: Decimal, b: Decimal) -> bool {
    let scale = a.normalize().scale().min(b.normalize().scale());
    a.round_dp(scale) == b.round_dp(scale)
}

/// A text without regard to case and kinds of white space.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|c| if c.is_whitespace() { ' ' } else { c })
}
