//! What constraints ask of their surroundings, answered by the validation that is under way.

use crate::document::Element;
use crate::document::bundle;
use crate::fhirpath::{Answer, Coded, Host};
use crate::terminology::Membership;
use crate::validate::run::Run;

/// The validation that evaluates a constraint.
pub(super) struct Surroundings<'r, 'a> {
    pub(super) run: &'r mut Run<'a>,
}

impl<'b, 'a: 'b> Host<'b> for Surroundings<'_, 'a> {
    fn resolve(&mut self, reference: &str, from: Element<'b>) -> Option<Element<'b>> {
        let from = self.run.document.element(from.id());
        bundle::resolve(reference, from, &self.run.bundles).target()
    }

    fn conforms_to(&mut self, element: Element<'b>, profile: &str) -> Answer {
        match self.run.schemas.find(profile) {
            Some(id) => Answer::Known(self.run.conforms(self.run.document.element(element.id()), id)),
            None => Answer::Missing,
        }
    }

    fn member_of(&mut self, value: Coded<'_>, value_set: &str) -> Answer {
        let system = Some(value.system).filter(|s| !s.is_empty());
        match self.run.schemas.terminology().contains(value_set, system, value.code) {
            Membership::Member => Answer::Known(true),
            Membership::NotMember(_) => Answer::Known(false),
            Membership::Unknown(_) => Answer::Missing,
        }
    }
}
