//! All schemas of a set of definitions, each linked when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use crate::definitions::model::StructureDefinition;
use crate::definitions::{DefinitionId, Definitions};

use super::invariants::Invariants;
use super::link::link;
use super::questionnaire::Library;
use super::schema::Schema;
use super::{Conformance, Options};
use crate::terminology::Terminology;

/// The schemas of the definitions in force; shared by all threads.
#[derive(Debug)]
pub struct Schemas {
    definitions: Arc<Definitions>,
    terminology: Arc<Terminology>,
    slots: Box<[OnceLock<Box<Schema>>]>,
    /// What people call the value sets that findings have named so far.
    titles: RwLock<HashMap<Box<str>, Arc<str>>>,
    invariants: Invariants,
    questionnaires: Library,
    conformance: Conformance,
}

impl Schemas {
    /// Schemas of these definitions; none is linked yet.
    pub fn new(definitions: Arc<Definitions>, options: &Options) -> Self {
        let slots = (0..definitions.len()).map(|_| OnceLock::new()).collect();
        let (conformance, day) = (options.conformance, options.as_of.map(|as_of| as_of.day));
        let masters = match conformance {
            Conformance::Corrected => options.masters.clone(),
            // The published packages know nothing of masters.
            Conformance::Official => Arc::default(),
        };
        let terminology = Arc::new(Terminology::of(&definitions).with_masters(masters, day));
        let invariants = Invariants::new(definitions.clone(), conformance);
        let questionnaires = Library::new(definitions.clone());
        Self { definitions, terminology, slots, invariants, questionnaires, conformance, titles: RwLock::default() }
    }

    /// The definitions they are made from.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// The code systems and value sets that go with them.
    pub fn terminology(&self) -> &Arc<Terminology> {
        &self.terminology
    }

    /// What people call a value set; `make` says it the first time.
    pub fn title(&self, canonical: &str, make: impl FnOnce() -> String) -> Arc<str> {
        if let Some(title) = self.titles.read().unwrap_or_else(|e| e.into_inner()).get(canonical) {
            return title.clone();
        }
        let title: Arc<str> = make().into();
        self.titles.write().unwrap_or_else(|e| e.into_inner()).insert(canonical.into(), title.clone());
        title
    }

    /// How contradictions of the definitions are read.
    pub fn conformance(&self) -> Conformance {
        self.conformance
    }

    /// The conditions that constraints state.
    pub fn invariants(&self) -> &Invariants {
        &self.invariants
    }

    /// The questionnaires that go with them.
    pub fn questionnaires(&self) -> &Library {
        &self.questionnaires
    }

    /// The schema of a definition.
    pub fn get(&self, id: DefinitionId) -> &Schema {
        self.slots[id.index()].get_or_init(|| Box::new(link(&self.definitions, id)))
    }

    /// What a definition says about itself; does not link it.
    pub fn outline(&self, id: DefinitionId) -> &StructureDefinition {
        self.definitions.outline(id)
    }

    /// The definition that a canonical means, whatever its version.
    pub fn find(&self, canonical: &str) -> Option<DefinitionId> {
        self.definitions.find(canonical).any()
    }

    /// The schema of a FHIR type.
    pub fn of_type(&self, name: &str) -> Option<&Schema> {
        self.definitions.type_definition(name).map(|id| self.get(id))
    }
}
