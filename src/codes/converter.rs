//! One direction of conversion, prepared: columns are resolved once, and each code is a few look-ups.

use super::allergy::Allergens;
use super::disease::Diseases;
use super::drug::Drugs;
use super::lab::Tests;
use super::model::{Attributes, Choose, Conversion, Day, Outcome, Validity};
use super::modifier::Modifiers;
use super::normalise::{Changes, normalise};
use super::system::{Domain, System};
use crate::masters::{Column, Fault, Masters, Table};

/// Why there is no converter.
#[derive(Debug, thiserror::Error)]
pub enum NoConverter {
    /// Codes of these systems are not related.
    #[error("{} does not convert to {}", .0.key(), .1.key())]
    Pair(System, System),
    /// An edition lacks a column that it takes.
    #[error("{0} lacks {1}")]
    Column(String, &'static str),
    /// A master that it takes is not at hand.
    #[error("{}", .0.message.id)]
    Master(Fault),
}

impl From<Fault> for NoConverter {
    fn from(fault: Fault) -> Self {
        Self::Master(fault)
    }
}

/// Converts codes of one system to another, as of a day, by a policy.
#[derive(Debug)]
pub struct Converter<'m> {
    from: System,
    to: System,
    choose: Choose,
    way: Way<'m>,
}

#[derive(Debug)]
enum Way<'m> {
    Disease(Box<Diseases<'m>>),
    Modifier(Box<Modifiers<'m>>),
    Lab(Box<Tests<'m>>),
    Allergy(Box<Allergens<'m>>),
    Drug(Box<Drugs<'m>>),
}

/// What each conversion is done by besides the code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) as_of: Day,
    pub(super) choose: Choose,
    /// Whether codes that resemble an unknown one are looked for.
    pub(super) near: bool,
}

/// The column of a name.
pub(super) fn column(table: &Table, name: &'static str) -> Result<Column, NoConverter> {
    table.column(name).ok_or_else(|| NoConverter::Column(table.key(), name))
}

/// The conversions that there are: from each system to these.
pub const PAIRS: &[(System, &[System])] = {
    use System::*;
    &[
        (Receipt, &[Receipt, Icd10, ManagementNumber, Exchange]),
        (Icd10, &[Receipt, ManagementNumber, Exchange]),
        (ManagementNumber, &[Receipt, Icd10, Exchange, ManagementNumber]),
        (Exchange, &[Receipt, Icd10, ManagementNumber]),
        (DiseaseName, &[Receipt, Icd10, ManagementNumber, Exchange]),
        (Modifier, &[ModifierManagementNumber, ModifierExchange]),
        (ModifierManagementNumber, &[Modifier, ModifierExchange]),
        (ModifierExchange, &[Modifier, ModifierManagementNumber]),
        (Jlac10, &[Jlac11, LabItem]),
        (Jlac11, &[Jlac10, LabItem]),
        (LabItem, &[Jlac10, Jlac11]),
        (Jfagy, &[Jfagy]),
        (AllergenName, &[Jfagy]),
        (Ycm, &[Yj, Gcm]),
        (Gcm, &[Yj]),
        (Yj, &[Ycm, Gcm, DrugReceipt, Generic, Price, Hot13]),
        (DrugReceipt, &[Yj, Generic, Price, Ycm, Gcm, Hot13]),
        (Generic, &[Yj, DrugReceipt, Price]),
        (Price, &[DrugReceipt, Generic, Yj]),
        (Hot13, &[Hot9, Hot7, Yj, DrugReceipt, Price]),
        (Hot9, &[Hot7, Hot13, Yj, DrugReceipt]),
        (Hot7, &[Hot9, Hot13, Yj, DrugReceipt]),
        (DrugName, &[DrugReceipt, Yj, Generic]),
    ]
};

/// Whether codes of one system convert to another.
pub fn converts(from: System, to: System) -> bool {
    PAIRS.iter().any(|(source, targets)| *source == from && targets.contains(&to))
}

impl<'m> Converter<'m> {
    /// A converter that uses the masters in force.
    ///
    /// # Errors
    /// When the systems are not related, or a master is not at hand.
    pub fn new(
        masters: &'m Masters,
        from: System,
        to: System,
        as_of: Day,
        choose: Choose,
    ) -> Result<Self, NoConverter> {
        if !converts(from, to) {
            return Err(NoConverter::Pair(from, to));
        }
        let context = Context { as_of, choose, near: true };
        let way = match (from, from.domain()) {
            (System::Modifier | System::ModifierManagementNumber | System::ModifierExchange, _) => {
                Way::Modifier(Box::new(Modifiers::new(masters, context)?))
            }
            (_, Domain::Disease) => Way::Disease(Box::new(Diseases::new(masters, context)?)),
            (_, Domain::Lab) => Way::Lab(Box::new(Tests::new(masters, context)?)),
            (System::Jfagy | System::AllergenName, _) => Way::Allergy(Box::new(Allergens::new(masters, context)?)),
            (_, Domain::Allergy | Domain::Drug) => Way::Drug(Box::new(Drugs::new(masters, context, [from, to])?)),
        };
        Ok(Self { from, to, choose, way })
    }

    /// Does not look for codes that resemble an unknown one, which takes longer than anything else.
    #[must_use]
    pub fn without_near(mut self) -> Self {
        match &mut self.way {
            Way::Disease(way) => way.context.near = false,
            Way::Modifier(way) => way.context.near = false,
            Way::Lab(way) => way.context.near = false,
            Way::Allergy(way) => way.context.near = false,
            Way::Drug(way) => way.context.near = false,
        }
        self
    }

    /// The code system of what is given.
    pub fn from(&self) -> System {
        self.from
    }

    /// The code system that is asked for.
    pub fn to(&self) -> System {
        self.to
    }

    /// The masters that results come from, e.g. `disease@20240601`.
    pub fn editions(&self) -> Vec<String> {
        match &self.way {
            Way::Disease(way) => way.editions(),
            Way::Modifier(way) => way.editions(),
            Way::Lab(way) => way.editions(),
            Way::Allergy(way) => way.editions(),
            Way::Drug(way) => way.editions(),
        }
    }

    /// When a code may be used. What it says belongs to the masters, not to this converter.
    pub fn validity(&self, code: &str) -> Option<Validity<'m>> {
        match &self.way {
            Way::Disease(way) => way.validity_of(self.from, code),
            Way::Modifier(way) => way.validity_of(self.from, code),
            Way::Allergy(way) => way.validity_of(code),
            Way::Drug(way) => way.validity_of(code),
            Way::Lab(_) => None,
        }
    }

    /// Converts a code.
    pub fn convert<'t>(&'t self, given: &'t str, attributes: &Attributes<'_>) -> Conversion<'t> {
        let mut conversion = Conversion {
            given,
            from: self.from,
            to: self.to,
            code: given.into(),
            changes: Changes::default(),
            display: "",
            validity: None,
            choose: self.choose,
            doubt: None,
            outcome: Outcome::Unknown(Vec::new()),
        };
        match normalise(self.from, given) {
            Ok(normalised) => {
                conversion.code = normalised.code;
                conversion.changes = normalised.changes;
            }
            Err(malformed) => {
                conversion.outcome = Outcome::Invalid(malformed);
                return conversion;
            }
        }
        match &self.way {
            Way::Disease(way) => way.convert(&mut conversion, attributes),
            Way::Modifier(way) => way.convert(&mut conversion),
            Way::Lab(way) => way.convert(&mut conversion, attributes),
            Way::Allergy(way) => way.convert(&mut conversion, attributes),
            Way::Drug(way) => way.convert(&mut conversion, attributes),
        }
        conversion
    }
}
