//! References: what they point at, and whether the target is of an allowed type and profile.

use crate::definitions::DefinitionId;
use crate::diagnostics::Severity;
use crate::document::bundle::{resolve, type_and_id};
use crate::document::{Element, known};
use crate::messages;

use super::Conformance;
use super::run::{Run, is_against_profile};
use super::schema::{SchemaType, Target};
use super::structure::about;
use super::walk::Context;

messages! {
    TARGET_TYPE = "reference-target-type", Error, Structure {
        en: "`{name}` may not refer to a {found}",
            "allowed: {allowed}";
        ja: "`{name}` は {found} を参照できません",
            "参照できる型: {allowed}";
        explain: "The definition says which resource types a reference may point at (ElementDefinition.type.targetProfile).";
    }
    TARGET_PROFILE = "reference-target-profile", Error, Structure {
        en: "`{reference}` does not follow any profile that `{name}` may refer to: {allowed}",
            "mend the errors of the resource it points at, or refer to another";
        ja: "`{name}` が参照する `{reference}` は、参照先のプロファイル {allowed} のいずれにも適合しません",
            "参照先リソースの誤りを直すか、別のリソースを参照してください";
        explain: "The target is in this document and has errors against each profile that the reference allows.";
    }
}

impl<'a> Run<'a> {
    /// The resource that a Reference names, if it is in this document.
    pub(super) fn target_of(&self, reference: Element<'a>) -> Option<Element<'a>> {
        resolve(reference.child_value(known::REFERENCE)?, reference, &self.bundles).target()
    }

    /// Checks a Reference against the target profiles of one definition.
    pub(super) fn check_reference(&mut self, reference: Element<'a>, context: &Context<'a>, t: &'a SchemaType) {
        if t.target_profiles.is_empty() {
            return;
        }
        let target = self.target_of(reference);
        let Some(found) = target.and_then(|t| t.resource_type()).or_else(|| type_in_reference(reference)) else {
            return;
        };
        let candidates: Vec<&Target> = t.target_profiles.iter().filter(|p| self.is_for(p, found)).collect();
        let allowed = || t.target_profiles.iter().map(|t| t.canonical.clone()).collect::<Vec<_>>();
        if candidates.is_empty() {
            let mut diagnostic = about(&TARGET_TYPE, reference).with("found", found).with("allowed", allowed());
            // The packages constrain targets; of one that is not here only the wording of the reference is known.
            if target.is_none() && self.options.conformance == Conformance::Official {
                diagnostic.severity = Severity::Warning;
            }
            return self.report_for(context, diagnostic);
        }
        let Some(target) = target else { return };
        let profiles: Vec<DefinitionId> = candidates.iter().filter_map(|t| t.definition).collect();
        // Target profiles of the base specification are types; an error against them is the target's own.
        if profiles.iter().any(|id| !self.schemas.outline(*id).is_constraint) || profiles.len() < candidates.len() {
            return;
        }
        if !profiles.iter().any(|id| self.conforms(target, *id)) {
            if self.options.conformance == Conformance::Corrected && self.is_reported(target, &profiles) {
                return;
            }
            let text = reference.child_value(known::REFERENCE).unwrap_or("");
            let diagnostic = about(&TARGET_PROFILE, reference).with_value("reference", text).with("allowed", allowed());
            self.report_for(context, diagnostic);
        }
    }

    /// Whether what keeps a resource from following one of the profiles is reported with the resource itself.
    fn is_reported(&self, target: Element<'a>, profiles: &[DefinitionId]) -> bool {
        self.judgements.get(&target.id()).is_some_and(|j| {
            let claimed =
                |id: &DefinitionId| j.profiles.iter().position(|p| p == id).is_some_and(|i| j.reported >> i & 1 == 1);
            profiles.iter().any(claimed) || self.reported(target.id()).any(is_against_profile)
        })
    }

    fn is_for(&self, target: &Target, resource_type: &str) -> bool {
        match target.definition {
            Some(id) => {
                let name = &*self.schemas.outline(id).type_name;
                name == resource_type || name == "Resource" || name == "DomainResource"
            }
            // A profile that is not at hand says nothing about the type.
            None => true,
        }
    }
}

/// The type that `Type/id` or an absolute URL that ends so names.
fn type_in_reference<'a>(reference: Element<'a>) -> Option<&'a str> {
    type_and_id(reference.child_value(known::REFERENCE)?).map(|(name, _)| name)
}
