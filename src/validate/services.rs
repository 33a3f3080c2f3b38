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

impl<'a> Run<'a> {
    /// An element of the document that is validated; `None` for one of another document, such as a definition.
    fn own(&self, element: Element<'_>) -> Option<Element<'a>> {
        std::ptr::eq(element.document(), self.document).then(|| self.document.element(element.id()))
    }
}

impl<'b, 'a: 'b> Host<'b> for Run<'a> {
    fn resolve(&mut self, reference: &str, from: Element<'b>) -> Option<Element<'b>> {
        bundle::resolve(reference, self.own(from)?, &self.bundles).target()
    }

    fn conforms_to(&mut self, element: Element<'b>, profile: &str) -> Answer {
        match (self.own(element), self.schemas.find(profile)) {
            (Some(element), Some(id)) => Answer::Known(self.conforms(element, id)),
            _ => Answer::Missing,
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
        let definition = self.own(element).zip(self.schemas.find(structure));
        let answer = definition.and_then(|(element, id)| self.is_in_slice_of(element, id, slice));
        answer.map_or(Answer::Missing, Answer::Known)
    }
}
