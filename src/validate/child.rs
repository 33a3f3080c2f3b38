//! One child held to the elements it was assigned to: type, values, and the definitions that go on below it.

use smallvec::SmallVec;

use crate::diagnostics::{Applicability, Diagnostic};
use crate::document::{Element, Kind, flags, known};
use crate::fhirpath::TypeId;
use crate::messages;

use super::run::Run;
use super::schema::{SchemaType, Target};
use super::walk::{Child, Context, Contexts, add, has_content, is_same};
use super::{Conformance, binding, narrative, official, primitive, structure, values};

messages! {
    TYPE = "type-not-allowed", Error, Structure {
        en: "`{element}` may not be a {found} here",
            "allowed: {allowed}";
        ja: "`{element}` にここでは {found} 型を使えません",
            "使える型: {allowed}";
        explain: "The profile narrows the types of a choice element (ElementDefinition.type).";
    }
    NO_PROFILE = "type-no-profile-matches", Error, Structure {
        en: "`{element}` follows none of the profiles it may have: {profiles}",
            "make it follow one of them";
        ja: "`{element}` は指定されたどのプロファイルにも適合しません: {profiles}",
            "いずれかに適合させてください";
        explain: "The element names several type profiles, one of which the value must follow (ElementDefinition.type.profile).";
    }
    RESOURCE_TYPE = "resource-type-not-allowed", Error, Structure {
        en: "a {found} is not allowed here",
            "allowed: {allowed}";
        ja: "ここに {found} リソースは置けません",
            "置けるもの: {allowed}";
        explain: "The profile says which resource types may stand here (ElementDefinition.type).";
    }
}

impl<'a> Run<'a> {
    /// Holds an element to what one definition says about it itself, children aside.
    pub(super) fn check_definition(&mut self, element: Element<'a>, context: &Context<'a>, own_type: &str) {
        let definition = context.definition();
        if !definition.types.is_empty() && !definition.types.iter().any(|t| accepts(t, own_type)) {
            let allowed: Vec<Box<str>> = definition.types.iter().map(|t| (&*t.code).into()).collect();
            let diagnostic = structure::about(&TYPE, element)
                .with("element", &*definition.id)
                .with("found", own_type)
                .with("allowed", allowed);
            return self.report_for(context, diagnostic);
        }
        values::check(self, element, context);
        if !definition.narrative_languages.is_empty() {
            for diagnostic in narrative::check_languages(element, &definition.narrative_languages) {
                self.report_for(context, diagnostic);
            }
        }
        if own_type == "Reference"
            && let Some(t) = definition.types.iter().find(|t| accepts(t, own_type))
        {
            self.check_reference(element, context, t);
        }
    }

    /// A primitive: its value by type and definitions, then its id and extensions.
    pub(super) fn walk_primitive(&mut self, child: &Child<'a>, base: Context<'a>, own_type: &'a SchemaType) {
        let element = child.element;
        let Some(kind) = own_type.primitive else { return };
        if element.kind() == Kind::Object && element.node().flags & flags::UNDERSCORE == 0 && !self.is_xml() {
            let diagnostic = structure::about(&structure::MUST_BE_PRIMITIVE, element).with("type", &*own_type.code);
            return self.report(base.owners, diagnostic);
        }
        let mut found = Vec::new();
        primitive::check(kind, element, &mut found);
        if self.options.conformance == Conformance::Official {
            official::adjust(element, &mut found);
        }
        if child.definitions.iter().any(restricts) {
            // Whether the definitions take the value is only seen once it is one of its type.
            let unsure = found.iter_mut().filter(|d| std::ptr::eq(d.message, &primitive::WRONG_JSON_TYPE));
            let fixes = unsure.filter_map(|diagnostic| diagnostic.fix.as_mut());
            fixes.for_each(|fix| fix.applicability = Applicability::NeedsReview);
        }
        // What is no value of the type cannot be the right one: that it is none says it all.
        let is_value = !found.iter().any(|diagnostic| std::ptr::eq(diagnostic.message, &primitive::WRONG_JSON_TYPE));
        for diagnostic in found {
            self.report(base.owners, diagnostic);
        }
        if is_value {
            for context in &child.definitions {
                self.check_definition(element, context, &own_type.code);
            }
            binding::check(self, element, &child.definitions, &own_type.code);
            let ty = own_type.definition.map_or(TypeId::UNKNOWN, |id| TypeId::of(id, 0));
            self.check_invariants(element, ty, &[], &child.definitions);
        }
        if element.children().next().is_some() || child.definitions.iter().any(has_content) {
            let contexts = self.type_contexts(child, base, own_type);
            self.walk_children(element, &contexts);
        }
    }

    /// What holds below a child: its type, the elements below those it was assigned to, and type profiles.
    pub(super) fn type_contexts(
        &mut self,
        child: &Child<'a>,
        base: Context<'a>,
        own_type: &'a SchemaType,
    ) -> Contexts<'a> {
        let inline = has_content(&base) && matches!(&*own_type.code, "BackboneElement" | "Element");
        let type_schema = own_type.definition.map(|id| self.schemas.get(id));
        let first = match type_schema {
            Some(schema) if !inline => Context { schema, element: 0, owners: base.owners },
            _ => base,
        };
        let mut contexts = Contexts::from_slice(&[first]);
        for context in &child.definitions {
            if has_content(context) && !is_same(context, &base) {
                add(&mut contexts, *context);
            }
            if let Some(t) = context.definition().types.iter().find(|t| accepts(t, &own_type.code)) {
                self.add_type_profiles(child.element, context, &t.profiles, first, &mut contexts);
            }
        }
        if &*own_type.code == "Extension" {
            let is_defined = child.definitions.iter().any(|d| !d.definition().slice_name.is_empty());
            self.add_extension(child.element, first, is_defined, &mut contexts);
        }
        contexts
    }

    /// Adds the profile that a value must follow; of several, the value must follow one.
    fn add_type_profiles(
        &mut self,
        element: Element<'a>,
        context: &Context<'a>,
        profiles: &'a [Target],
        base: Context<'a>,
        contexts: &mut Contexts<'a>,
    ) {
        let ids: SmallVec<[_; 2]> = profiles.iter().filter_map(|p| p.definition).collect();
        match ids.as_slice() {
            [] => {}
            [id] => {
                if !self.schemas.outline(*id).is_constraint {
                    return;
                }
                let root = Context { schema: self.schemas.get(*id), element: 0, owners: context.owners };
                values::check(self, element, &root);
                add(contexts, root);
            }
            several => {
                let follows = several.iter().any(|id| {
                    let schema = self.schemas.get(*id);
                    self.value_conforms_below(element, base, schema)
                });
                if !follows {
                    let urls: Vec<Box<str>> = profiles.iter().map(|p| p.canonical.clone()).collect();
                    let diagnostic = structure::about(&NO_PROFILE, element)
                        .with("element", &*context.definition().id)
                        .with("profiles", urls);
                    self.report_for(context, diagnostic);
                }
            }
        }
    }

    /// Whether a datatype's value follows a profile.
    pub(super) fn value_conforms(&mut self, element: Element<'a>, schema: &'a super::schema::Schema) -> bool {
        let Some(base) = self.schemas.of_type(&schema.type_name) else { return true };
        self.value_conforms_below(element, Context { schema: base, element: 0, owners: 0 }, schema)
    }

    fn value_conforms_below(
        &mut self,
        element: Element<'a>,
        base: Context<'a>,
        schema: &'a super::schema::Schema,
    ) -> bool {
        let outer = std::mem::take(&mut self.findings);
        // A profile that is only tried on covers nothing.
        let coverage = self.coverage.take();
        let root = Context { schema, element: 0, owners: 1 };
        values::check(self, element, &root);
        self.walk_children(element, &[Context { owners: 0, ..base }, root]);
        self.check_invariants(element, base.type_id(), &[root], &[]);
        self.coverage = coverage;
        let found = std::mem::replace(&mut self.findings, outer);
        !found.iter().any(|f| super::run::is_against_profile(&f.diagnostic))
    }

    /// A resource within a resource: judged on its own, by its type, its claims and what this place imposes.
    pub(super) fn walk_nested_resource(&mut self, child: &Child<'a>, owners: super::run::Owners) {
        let element = child.element;
        let Some(resource_type) = element.resource_type() else {
            let diagnostic = super::resource::without_type(element);
            return self.report(owners, diagnostic);
        };
        if super::resource::own_type(self, element).is_none() {
            let diagnostic = super::resource::unknown_type(element);
            return self.report(owners, diagnostic);
        }
        let mut imposed = Vec::new();
        for context in &child.definitions {
            let types = &context.definition().types;
            let Some(t) = types.iter().find(|t| accepts(t, resource_type)) else {
                let allowed: Vec<Box<str>> = types.iter().map(|t| (&*t.code).into()).collect();
                let diagnostic =
                    structure::about(&RESOURCE_TYPE, element).with("found", resource_type).with("allowed", allowed);
                self.report_for(context, diagnostic);
                continue;
            };
            let profiles: SmallVec<[_; 2]> = t.profiles.iter().filter_map(|p| p.definition).collect();
            match profiles.as_slice() {
                [] => {}
                [id] => imposed.push(*id),
                several => {
                    let follows = several.iter().any(|id| self.conforms(element, *id));
                    if !follows {
                        let urls: Vec<Box<str>> = t.profiles.iter().map(|p| p.canonical.clone()).collect();
                        let diagnostic = structure::about(&NO_PROFILE, element)
                            .with("element", &*context.definition().id)
                            .with("profiles", urls);
                        self.report_for(context, diagnostic);
                    }
                }
            }
        }
        self.judge(element, &imposed);
        let reported: Vec<Diagnostic> = self.reported(element.id()).cloned().collect();
        for diagnostic in reported {
            self.report(owners, diagnostic);
        }
    }
}

/// Whether a definition says more of a primitive value than its type.
fn restricts(context: &Context<'_>) -> bool {
    let definition = context.definition();
    let has_length = definition.max_length.is_some() || definition.min_length.is_some();
    let has_limit = definition.min_value.is_some() || definition.max_value.is_some();
    definition.fixed.is_some() || definition.pattern.is_some() || has_length || has_limit
}

/// Whether a type of a definition takes a value of another type.
pub fn accepts(t: &SchemaType, found: &str) -> bool {
    &*t.code == found
        || matches!(&*t.code, "Resource" | "DomainResource" | "Element" | "BackboneElement" | "*")
        // A profile may write Quantity where the base says SimpleQuantity and the like.
        || t.code.ends_with(found) && t.code.starts_with("http://hl7.org/fhir/StructureDefinition/")
        || (&*t.code == "uri" && matches!(found, "url" | "canonical"))
}

/// The value of `url` of an extension.
pub fn extension_url<'a>(extension: Element<'a>) -> Option<&'a str> {
    extension.child_value(known::URL)
}
