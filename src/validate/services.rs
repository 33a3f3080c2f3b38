//! What an expression may ask besides its document: references, profiles, codes, narratives, slices.

use crate::diagnostics::Severity;
use crate::document::{Document, Element, bundle, known};
use crate::fhirpath::{Answer, Coded, Host};
use crate::terminology::{Membership, Subsumption};

use super::run::Run;
use super::{Validator, narrative};

impl Validator {
    /// What an expression on a document may ask this validation.
    pub fn services<'a>(&'a self, document: &'a Document) -> Box<dyn Host<'a> + 'a> {
        let mut run = Run::new(&self.schemas, &self.options, document);
        run.resource = document.root();
        Box::new(run)
    }
}

impl<'b, 'a: 'b> Host<'b> for Run<'a> {
    fn resolve(&mut self, reference: &str, from: Element<'b>) -> Option<Element<'b>> {
        let from = self.document.element(from.id());
        bundle::resolve(reference, from, &self.bundles).target()
    }

    fn conforms_to(&mut self, element: Element<'b>, profile: &str) -> Answer {
        match self.schemas.find(profile) {
            Some(id) => Answer::Known(self.conforms(self.document.element(element.id()), id)),
            None => Answer::Missing,
        }
    }

    fn member_of(&mut self, value: Coded<'_>, value_set: &str) -> Answer {
        let system = Some(value.system).filter(|s| !s.is_empty());
        match self.schemas.terminology().contains(value_set, system, value.code) {
            Membership::Member => Answer::Known(true),
            Membership::NotMember(_) => Answer::Known(false),
            Membership::Unknown(_) => Answer::Missing,
        }
    }

    fn subsumes(&mut self, system: &str, general: &str, special: &str) -> Answer {
        let Some(system) = self.schemas.terminology().code_system(system, None) else { return Answer::Missing };
        match (system.concept(general), system.concept(special)) {
            (Some(general), Some(special)) => {
                let outcome = system.subsumption(general, special);
                Answer::Known(matches!(outcome, Subsumption::Equivalent | Subsumption::Subsumes))
            }
            _ => Answer::Missing,
        }
    }

    fn html_checks(&mut self, narrative: Element<'b>) -> bool {
        let mut found = Vec::new();
        narrative::check(narrative.child(known::DIV).unwrap_or(narrative), &mut found);
        found.iter().all(|d| d.severity != Severity::Error)
    }

    fn is_in_slice(&mut self, element: Element<'b>, structure: &str, slice: &str) -> Answer {
        let element = self.document.element(element.id());
        let definition = self.schemas.find(structure);
        let answer = definition.and_then(|id| self.is_in_slice_of(element, id, slice));
        answer.map_or(Answer::Missing, Answer::Known)
    }
}
