//! What the compiler knows of the values that an expression gives before it is evaluated.

use smallvec::SmallVec;

use super::model::{Model, TypeId};
use super::value::System;

/// A type that an expression's values may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    /// An element of a FHIR type.
    Fhir(TypeId),
    /// A value of a System type.
    System(System),
    /// What `type()` gives.
    Info,
}

/// The types that an expression's values may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// All types there may be; empty for the empty collection.
    pub types: SmallVec<[Ty; 2]>,
    /// Other types are possible as well.
    pub is_open: bool,
    /// Whether the values have a defined order.
    pub is_ordered: bool,
}

impl Static {
    /// No value at all.
    pub fn empty() -> Self {
        Self { types: SmallVec::new(), is_open: false, is_ordered: true }
    }

    /// Values of which nothing is known.
    pub fn any() -> Self {
        Self { is_open: true, ..Self::empty() }
    }

    /// Values of a System type.
    pub fn system(system: System) -> Self {
        Self { types: SmallVec::from_slice(&[Ty::System(system)]), ..Self::empty() }
    }

    /// Elements of FHIR types. Of a resource that the document names nothing more is known.
    pub fn fhir(types: impl IntoIterator<Item = TypeId>) -> Self {
        let mut all = Self::empty();
        for ty in types {
            all.add(ty);
        }
        all
    }

    /// Adds a type of element.
    pub fn add(&mut self, ty: TypeId) {
        if !ty.is_known() {
            self.is_open = true;
        } else if !self.types.contains(&Ty::Fhir(ty)) {
            self.types.push(Ty::Fhir(ty));
        }
    }

    /// Both together.
    pub fn or(mut self, other: &Static) -> Self {
        for ty in &other.types {
            if !self.types.contains(ty) {
                self.types.push(*ty);
            }
        }
        self.is_open |= other.is_open;
        self.is_ordered &= other.is_ordered;
        self
    }

    /// Whether there can be no value.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && !self.is_open
    }

    /// The System types that the values are or convert to.
    pub fn systems<'m>(&'m self, model: &'m Model) -> impl Iterator<Item = Option<System>> + 'm {
        self.types.iter().map(|ty| match ty {
            Ty::System(system) => Some(*system),
            Ty::Fhir(ty) => model.get(*ty).and_then(|t| t.system),
            Ty::Info => None,
        })
    }

    /// Whether some value may be, or convert to, one of these System types. The empty collection may.
    pub fn may_be(&self, model: &Model, wanted: &[System]) -> bool {
        self.is_open || self.types.is_empty() || self.systems(model).flatten().any(|s| wanted.contains(&s))
    }

    /// The types as people read them.
    pub fn describe(&self, model: &Model) -> String {
        let name = |ty: &Ty| match ty {
            Ty::Fhir(ty) => model.name(*ty).to_owned(),
            Ty::System(system) => system.name().to_owned(),
            Ty::Info => "TypeInfo".to_owned(),
        };
        let mut names: Vec<String> = self.types.iter().take(3).map(name).collect();
        if self.types.len() > 3 {
            names.push("…".to_owned());
        }
        if names.is_empty() { "{}".to_owned() } else { names.join(" | ") }
    }
}
