//! Codes: whether they exist, are in the value sets that the definitions ask for, and are called by their names.

mod coding;
mod consolidate;
mod dates;
mod mend;
pub mod messages;
pub(super) mod resources;
mod suggest;

pub(super) use coding::misnamed;
pub(super) use suggest::title;

use smallvec::{SmallVec, smallvec};

use crate::definitions::model::{BindingStrength, Value};
use crate::diagnostics::{Diagnostic, Message};
use crate::document::{Element, Symbol, known};
use crate::terminology::{Absence, Doubt, Membership};

use super::run::Run;
use super::schema::Schema;
use super::walk::Context;
use super::{Conformance, official};
use coding::{About, Code};
pub(super) use consolidate::consolidate;
use messages::*;

/// Checks the codes of an element against the definitions that it is held to.
pub(super) fn check<'a>(run: &mut Run<'a>, element: Element<'a>, contexts: &[Context<'a>], own_type: &str) {
    let is_quantity = is_quantity(own_type);
    if own_type == "Coding" || is_quantity {
        let owners = contexts.iter().fold(0, |owners, context| owners | context.owners);
        let is_bound = is_quantity && contexts.iter().any(|context| binds_unit(run, context));
        let about = if !is_quantity {
            About::Coding
        } else if is_bound {
            About::BoundQuantity
        } else {
            About::Quantity
        };
        coding::check(run, element, owners, about, contexts);
    }
    if contexts.iter().all(|context| context.definition().binding.is_none()) {
        return;
    }
    let codes: SmallVec<[Code<'a>; 2]> = match own_type {
        "code" | "string" | "uri" => {
            element.value().map(|code| Code::of_primitive(element, code)).into_iter().collect()
        }
        "CodeableConcept" => element.children_named(known::CODING).map(Code::of_coding).collect(),
        // The official recipe only warns of a Coding without system.
        "Coding" if run.options.conformance == Conformance::Official && element.child(known::SYSTEM).is_none() => {
            return;
        }
        "Coding" => smallvec![Code::of_coding(element)],
        _ if is_quantity => smallvec![Code::of_coding(element)],
        _ => return,
    };
    let codes: SmallVec<[Code<'a>; 2]> = codes.into_iter().filter(|code| !code.code.is_empty()).collect();
    let needs_code = matches!(own_type, "code" | "CodeableConcept");
    for context in contexts {
        let Some((strength, value_set)) = &context.definition().binding else { continue };
        let bound = Bound { element, context, codes: &codes, needs_code };
        if let Some(message) = message_of(*strength)
            && (*strength == BindingStrength::Required || !is_replaced(context, contexts))
        {
            bound.check(run, value_set, message);
        }
        if !context.definition().max_value_set.is_empty() {
            bound.check(run, &context.definition().max_value_set, &NOT_IN_MAXIMUM);
        }
    }
}

/// Whether a definition says where the unit of a Quantity comes from: by itself, with its code, or in a type profile.
fn binds_unit(run: &Run<'_>, context: &Context<'_>) -> bool {
    let binds_code = |schema: &Schema, element: u32| {
        let children = schema.element(schema.content_of(element)).children.iter().map(|&child| schema.element(child));
        children.filter(|child| child.tail == known::CODE).any(|child| child.binding.is_some())
    };
    let definition = context.definition();
    let profiles = definition.types.iter().flat_map(|t| &t.profiles).filter_map(|profile| profile.definition);
    definition.binding.is_some()
        || binds_code(context.schema, context.element)
        || profiles.map(|id| run.schemas.get(id)).any(|schema| binds_code(schema, 0))
}

/// Whether a definition fixes a child of an element to another value than this one.
fn is_fixed_otherwise(contexts: &[Context<'_>], child: Symbol, value: &str) -> bool {
    let differs = |expected: &Value| !matches!(expected, Value::String(text) if &**text == value);
    contexts.iter().any(|context| {
        let (schema, definition) = (context.schema, context.definition());
        let own = definition.fixed.iter().chain(&definition.pattern).any(|whole| property_differs(whole, child, value));
        let children = schema.element(schema.content_of(context.element)).children.iter().map(|&c| schema.element(c));
        let of_child = children.filter(|c| c.tail == child).flat_map(|c| c.fixed.iter().chain(&c.pattern));
        own || of_child.into_iter().any(differs)
    })
}

fn property_differs(whole: &Value, child: Symbol, value: &str) -> bool {
    let Value::Object(properties) = whole else { return false };
    let own = properties.iter().filter(|(name, _)| **name == *child.text());
    own.into_iter().any(|(_, expected)| !matches!(expected, Value::String(text) if &**text == value))
}

/// Whether a profile binds the element itself, so that what the type recommends is of no interest.
fn is_replaced(context: &Context<'_>, contexts: &[Context<'_>]) -> bool {
    let has_own = |other: &&Context<'_>| {
        let (own, other) = (&context.definition().binding, &other.definition().binding);
        other.as_ref().zip(own.as_ref()).is_some_and(|((_, other), (_, own))| other != own)
    };
    !context.schema.is_constraint && contexts.iter().filter(|other| other.schema.is_constraint).any(|c| has_own(&c))
}

/// Whether a code that an element holds may be a member of a value set; used to tell slices apart. The official recipe
/// must be able to confirm it.
pub(super) fn may_be_member<'a>(run: &Run<'a>, element: Element<'a>, value_set: &str) -> bool {
    let terminology = run.schemas.terminology();
    let is_member = |code: Code<'_>| match run.options.conformance {
        _ if code.code.is_empty() => false,
        Conformance::Official => official::is_confirmed(terminology, value_set, code.system, code.code),
        Conformance::Corrected => {
            !matches!(terminology.contains(value_set, code.system, code.code), Membership::NotMember(_))
        }
    };
    if let Some(code) = element.value() {
        return is_member(Code::of_primitive(element, code));
    }
    let mut codings = element.children_named(known::CODING).peekable();
    match codings.peek() {
        Some(_) => codings.any(|coding| is_member(Code::of_coding(coding))),
        None => is_member(Code::of_coding(element)),
    }
}

fn is_quantity(own_type: &str) -> bool {
    matches!(own_type, "Quantity" | "Age" | "Count" | "Distance" | "Duration" | "SimpleQuantity" | "MoneyQuantity")
}

/// What is said of a code that is not in the value set; nothing where the value set is only an example.
fn message_of(strength: BindingStrength) -> Option<&'static Message> {
    match strength {
        BindingStrength::Required => Some(&NOT_IN_REQUIRED),
        BindingStrength::Extensible => Some(&NOT_IN_EXTENSIBLE),
        BindingStrength::Preferred => Some(&NOT_IN_PREFERRED),
        BindingStrength::Example => None,
    }
}

/// An element held to a value set.
struct Bound<'a, 'b> {
    element: Element<'a>,
    context: &'b Context<'a>,
    codes: &'b [Code<'a>],
    /// Whether a binding asks for a code where there is none.
    needs_code: bool,
}

impl<'a> Bound<'a, '_> {
    /// Any code in the value set is enough.
    fn check(&self, run: &mut Run<'a>, value_set: &'a str, message: &'static Message) {
        if value_set.is_empty() {
            return;
        }
        let terminology = run.schemas.terminology();
        let Some(set) = terminology.value_set(value_set) else {
            return self.report(run, Diagnostic::new(&SET_UNKNOWN, self.element.span()).with("value_set", value_set));
        };
        let [first, ..] = self.codes else {
            return self.report_absence(run, value_set, message);
        };
        let mut absence = Absence::OtherSystem;
        let mut doubt = None;
        for (index, code) in self.codes.iter().enumerate() {
            match terminology.contains_in(set, code.system, code.code) {
                Membership::Member => return,
                Membership::Unknown(found) => doubt = Some(found),
                Membership::NotMember(Absence::NoSuchCode) if dates::is_open(run, code) => {
                    doubt = code.system.map(|url| Doubt::Incomplete(url.into()));
                }
                Membership::NotMember(found) if index == 0 => absence = found,
                Membership::NotMember(_) => {}
            }
        }
        match doubt {
            None => {
                let causes =
                    if self.codes.len() == 1 { suggest::reasons(run, set, first, absence) } else { Vec::new() };
                let mut diagnostic = self.about(run, message, value_set);
                // A hint is not worth the search where other codes are as good.
                if !std::ptr::eq(message, &NOT_IN_PREFERRED) {
                    let (nearest, meant) = suggest::members(run, set, first);
                    let fix = if self.codes.len() == 1 { meant.fix(first) } else { None };
                    diagnostic = diagnostic.with("nearest", nearest).fixed_by(fix);
                }
                diagnostic.causes = causes;
                self.report(run, diagnostic);
            }
            Some(Doubt::Circle(_) | Doubt::Filter(..)) => {
                let diagnostic = self.about(run, &SET_UNDECIDABLE, value_set);
                self.report(run, diagnostic);
            }
            // What is said of the code system says it all.
            Some(_) => {}
        }
    }

    /// A concept without a coding, or a code that has only extensions.
    fn report_absence(&self, run: &mut Run<'a>, value_set: &str, message: &'static Message) {
        let message = match message.id {
            _ if !self.needs_code => return,
            id if id == NOT_IN_REQUIRED.id => &REQUIRED,
            id if id == NOT_IN_EXTENSIBLE.id => &EXPECTED,
            _ => return,
        };
        let diagnostic = self.about(run, message, value_set);
        self.report(run, diagnostic);
    }

    fn about(&self, run: &Run<'a>, message: &'static Message, value_set: &str) -> Diagnostic {
        let (place, span) = match self.codes {
            [only] => (only.element, only.place.span()),
            _ => (self.element, self.element.span()),
        };
        let mut codes: Vec<&str> = self.codes.iter().map(|code| code.code).collect();
        codes.dedup();
        Diagnostic::new(message, span)
            .at(place.id())
            .with_value("code", &codes.join(", "))
            .with("value_set", run.schemas.title(value_set, || suggest::title(run, value_set)))
    }

    fn report(&self, run: &mut Run<'a>, diagnostic: Diagnostic) {
        let node = diagnostic.node.unwrap_or(self.element.id());
        let diagnostic = diagnostic.at(node).with("element", &*self.context.definition().id);
        run.report_for(self.context, diagnostic);
    }
}
