//! The constraints of elements, compiled: each distinct expression once for each type it is evaluated on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::definitions::Definitions;
use crate::document::Element;
use crate::fhirpath::{Fault, Mode, Model, Program, Scope, Static, TypeId, compile, native};

use super::super::Conformance;
use super::super::schema::{ElementIndex, Schema};
use super::super::schemas::Schemas;
use super::{ELSEWHERE, defects};

/// A constraint of an element.
#[derive(Debug)]
pub struct Rule {
    /// Its key.
    pub key: Box<str>,
    /// Whether it makes the document invalid.
    pub is_error: bool,
    /// Whether it is only a recommendation.
    pub is_best_practice: bool,
    /// What is tested.
    pub(super) invariant: Arc<Invariant>,
    /// What the guide means, where it is known to say something else.
    pub(super) meant: Option<Arc<Invariant>>,
}

/// A condition on elements of a type; shared by all definitions that state it.
#[derive(Debug)]
pub(super) struct Invariant {
    /// As it is stated.
    pub(super) expression: Box<str>,
    /// How it is tested.
    pub(super) test: Test,
}

/// How a condition is tested.
#[derive(Debug)]
pub(super) enum Test {
    /// By code that gives the same answer.
    Native(fn(Element<'_>) -> bool),
    /// By evaluating it.
    Program(Box<Program>),
    /// Not at all: what is wrong with it.
    Faulty(Fault),
}

/// Conditions of R4 that do not say what they mean, with what is meant: most give nothing on elements that lack something
/// optional, and so would refuse them. Later editions of FHIR state these conditions so.
const ERRATA: &[(&str, &str)] = &[
    (
        "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
        "reference.empty() or reference = '#' or reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
    ),
    ("fullUrl.contains('/_history/').not()", "fullUrl.empty() or fullUrl.contains('/_history/').not()"),
    (
        "probability is decimal implies (probability as decimal) <= 100",
        "probability.empty() or (probability is decimal implies (probability as decimal) <= 100)",
    ),
    // More than one means two already.
    (
        "enableWhen.count() > 2 implies enableBehavior.exists()",
        "enableWhen.count() >= 2 implies enableBehavior.exists()",
    ),
    // There may be several values of `when`.
    (
        "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))",
        "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())",
    ),
    // A parameter may be a resource itself.
    (
        "targetProfile.exists() implies (type = 'Reference' or type = 'canonical')",
        "targetProfile.exists() implies (type = 'Reference' or type = 'canonical' or type.memberOf('http://hl7.org/fhir/ValueSet/resource-types'))",
    ),
];

/// What makes two conditions the same: what they are evaluated on and the expression.
type Key = (Vec<TypeId>, Option<TypeId>, Box<str>);

/// All conditions that have been compiled; shared by all threads.
#[derive(Debug)]
pub struct Invariants {
    model: Model,
    conformance: Conformance,
    known: Mutex<HashMap<Key, Arc<Invariant>>>,
}

impl Invariants {
    /// No condition yet.
    pub fn new(definitions: Arc<Definitions>, conformance: Conformance) -> Self {
        Self { model: Model::new(definitions), conformance, known: Mutex::default() }
    }

    /// The types that conditions are compiled against.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// A condition on the element of a path.
    fn on(&self, path: &str, expression: &str) -> Arc<Invariant> {
        let types = self.model.at_path(path);
        let root = path.split('.').next().and_then(|name| self.model.named(name));
        let is_resource = |ty: &TypeId| self.model.get(*ty).is_some_and(|t| t.is_resource && !t.is_abstract);
        let resource = root.filter(|ty| expression.contains("%resource") && is_resource(ty));
        self.condition(types, resource, expression)
    }

    /// A condition on elements of some types, all of which stand in a type of resource if one is given.
    pub(super) fn condition(&self, types: Vec<TypeId>, resource: Option<TypeId>, expression: &str) -> Arc<Invariant> {
        let key = (types, resource, expression.into());
        if let Some(known) = self.known.lock().unwrap_or_else(|e| e.into_inner()).get(&key) {
            return known.clone();
        }
        let made = Arc::new(self.make(&key.0, resource, expression));
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        known.entry(key).or_insert(made).clone()
    }

    fn make(&self, types: &[TypeId], resource: Option<TypeId>, stated: &str) -> Invariant {
        let expression = ERRATA.iter().find(|(published, _)| *published == stated).map_or(stated, |(_, meant)| meant);
        let test = match native::find(expression) {
            Some(holds) => Test::Native(holds),
            None => {
                let ends_after_index = self.conformance == Conformance::Official;
                let mode = Mode { is_lenient: true, ends_after_index, ..Mode::default() };
                let known = |types: &[TypeId]| match types {
                    [] => Static::any(),
                    types => Static::fhir(types.iter().copied()),
                };
                let scope = Scope::new(known(types), resource.map_or(Static::any(), |ty| known(&[ty])));
                match compile(expression, &self.model, &scope, mode) {
                    Ok(program) => Test::Program(Box::new(program)),
                    Err(fault) => Test::Faulty(fault),
                }
            }
        };
        Invariant { expression: expression.into(), test }
    }
}

impl Schema {
    /// The constraints of an element, compiled when they are first asked for.
    pub(in crate::validate) fn rules(&self, schemas: &Schemas, index: ElementIndex) -> &[Rule] {
        let element = self.element(index);
        element.rules.get_or_init(|| {
            let stated = element.constraints.iter().filter(|c| !c.expression.is_empty());
            stated
                .filter(|c| !ELSEWHERE.contains(&&*c.key))
                .map(|c| Rule {
                    key: c.key.clone(),
                    is_error: c.is_error,
                    is_best_practice: c.best_practice,
                    invariant: schemas.invariants().on(&element.path, &c.expression),
                    meant: defects::meant(&c.key, &c.expression).map(|e| schemas.invariants().on(&element.path, &e)),
                })
                .collect()
        })
    }
}
