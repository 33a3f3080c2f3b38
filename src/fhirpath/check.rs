//! The constraints of definitions, compiled before a document calls for them, to find what is wrong with them.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Mode, Model, Scope, compile};
use crate::definitions::model::StructureDefinition;
use crate::diagnostics::{Diagnostic, Severity};

/// A constraint and the element that states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Canonical URL of the definition.
    pub profile: String,
    /// ElementDefinition.id; the path where it has none.
    pub element: String,
    /// ElementDefinition.path
    pub path: String,
    /// The key of the constraint.
    pub key: String,
    /// Its expression.
    pub expression: String,
}

impl Stated {
    /// What is wrong with the expression, with places in its text: an error where it cannot be evaluated, a warning
    /// where a part of it can never give anything.
    pub fn faults(&self, model: &Model) -> Vec<Diagnostic> {
        let mode = Mode { is_lenient: true, ..Mode::default() };
        let faults = match compile(&self.expression, model, &Scope::at_path(model, &self.path), mode) {
            Ok(program) => {
                let minor = |fault| Diagnostic { severity: Severity::Warning, ..fault };
                program.faults.into_iter().map(minor).collect()
            }
            Err(fault) => vec![*fault],
        };
        let (profile, element): (Arc<str>, Arc<str>) = (self.profile.as_str().into(), self.element.as_str().into());
        faults.into_iter().map(|fault| fault.from_profile(&profile, &element)).collect()
    }
}

/// The constraints of definitions, each expression once for each path.
#[derive(Debug, Default)]
pub struct Constraints {
    seen: HashSet<(Box<str>, Box<str>)>,
}

impl Constraints {
    /// No constraint yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a definition that no earlier one has stated and that have faults.
    pub fn faulty_of(&mut self, structure: &StructureDefinition, model: &Model) -> Vec<Stated> {
        let mut faulty = Vec::new();
        for element in structure.snapshot.iter().chain(&structure.differential) {
            for constraint in element.constraints.iter().filter(|c| !c.expression.is_empty()) {
                if self.seen.insert((element.path.clone(), constraint.expression.clone())) {
                    let id = if element.id.is_empty() { &element.path } else { &element.id };
                    let stated = Stated {
                        profile: structure.url.to_string(),
                        element: id.to_string(),
                        path: element.path.to_string(),
                        key: constraint.key.to_string(),
                        expression: constraint.expression.to_string(),
                    };
                    faulty.extend(Some(stated).filter(|stated| !stated.faults(model).is_empty()));
                }
            }
        }
        faulty
    }

    /// How many there have been.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether there has been none.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}
