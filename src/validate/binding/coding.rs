//! A code by itself: its system, whether it exists there, its display.

use crate::diagnostics::{Applicability, Change, Content, Diagnostic, Fix, Message, Severity};
use crate::document::{Element, Kind, known};
use crate::terminology::syntax::{Syntax, Validity};
use crate::terminology::{CodeSystemRef, ConceptRef, Standing, same_display, standing};

use super::super::Conformance;
use super::super::primitive::as_urn;
use super::super::run::{Owners, Run};
use super::super::walk::Context;
use super::messages::*;
use super::{dates, is_fixed_otherwise, mend, suggest};

/// A code with the system it is of, as an element writes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code<'a> {
    /// The Coding, the Quantity or the primitive.
    pub(super) element: Element<'a>,
    /// What is underlined.
    pub(super) place: Element<'a>,
    pub(super) system: Option<&'a str>,
    /// Empty when there is none.
    pub(super) code: &'a str,
    pub(super) display: Option<&'a str>,
}

impl<'a> Code<'a> {
    pub(super) fn of_primitive(element: Element<'a>, code: &'a str) -> Self {
        Self { element, place: element, system: None, code, display: None }
    }

    /// The code of a Coding or a Quantity. Without a system it is of none: empty, not absent.
    pub(super) fn of_coding(element: Element<'a>) -> Self {
        let code = element.child(known::CODE);
        Self {
            element,
            place: code.unwrap_or(element),
            system: Some(element.child_value(known::SYSTEM).unwrap_or_default()),
            code: code.and_then(Element::value).unwrap_or_default(),
            display: element.child_value(known::DISPLAY),
        }
    }

    fn about(&self, message: &'static Message) -> Diagnostic {
        Diagnostic::new(message, self.place.span()).at(self.place.id()).with_value("code", self.code)
    }
}

/// Code systems whose codes the guides have facilities call by names of their own: JLAC10.
const FREE_DISPLAYS: [&str; 1] = ["http://medis.or.jp/CodeSystem/master-JLAC10-17digits"];

/// What a code stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Coding,
    /// A Quantity whose definition says where its unit comes from.
    BoundQuantity,
    /// Any other Quantity. R4's own examples take the units of code systems lightly, so they are only warned of.
    Quantity,
}

/// Checks a Coding or a Quantity by itself.
pub(super) fn check<'a>(
    run: &mut Run<'a>,
    element: Element<'a>,
    owners: Owners,
    about: About,
    contexts: &[Context<'a>],
) {
    let before = run.findings.len();
    check_coding(run, element, owners, about);
    // What a profile fixes otherwise is for a person to decide.
    for finding in &mut run.findings[before..] {
        let Some(fix) = &mut finding.diagnostic.fix else { continue };
        let is_against = |change: &Change| match change {
            Change::Value(id, Content::Text(text)) => {
                is_fixed_otherwise(contexts, run.document.element(*id).name(), text)
            }
            _ => false,
        };
        if fix.changes.iter().any(is_against) {
            fix.applicability = Applicability::NeedsReview;
        }
    }
}

fn check_coding<'a>(run: &mut Run<'a>, element: Element<'a>, owners: Owners, about: About) {
    let code = Code::of_coding(element);
    let Some(system) = element.child(known::SYSTEM).filter(|system| system.value().is_some_and(|s| !s.is_empty()))
    else {
        if !code.code.is_empty() && about == About::Coding {
            run.report(owners, code.about(&WITHOUT_SYSTEM));
        }
        return;
    };
    // A number in the place of a string is reported as that.
    let Some(url) = system.value().filter(|_| system.kind() == Kind::String) else { return };
    let about_system = |message| Diagnostic::new(message, system.span()).at(system.id()).with_value("system", url);
    let terminology = run.schemas.terminology();
    if !is_absolute(url) {
        let urn = as_urn(url).map(|urn| match standing(&urn) {
            Some(Standing::Alias(expected)) => expected.to_owned(),
            _ => urn,
        });
        let fix = urn.and_then(|expected| mend::system(run, &code, &expected));
        return run.report(owners, about_system(&RELATIVE_SYSTEM).fixed_by(fix));
    }
    let version = element.child_value(known::VERSION);
    if let Some(found) = terminology.carried(url, version) {
        return check_code(run, &code, found, version, owners, about);
    }
    if let Some(set) = terminology.value_set(url) {
        let systems = suggest::systems(run, set);
        let fix = match systems.as_slice() {
            [only] => mend::system(run, &code, only),
            _ => None,
        };
        return run.report(owners, about_system(&SYSTEM_IS_VALUE_SET).with("expected", systems).fixed_by(fix));
    }
    if let Some(expected) = terminology.supplemented(url) {
        let fix = mend::system(run, &code, expected);
        return run.report(owners, about_system(&SYSTEM_IS_SUPPLEMENT).with("expected", expected).fixed_by(fix));
    }
    let is_checked = check_otherwise(run, &code, url, owners);
    let diagnostic = match standing(url) {
        Some(Standing::Alias(expected)) if !is_checked || !terminology.takes_alias(url) => {
            about_system(&SYSTEM_ALIAS).with("expected", expected).fixed_by(mend::system(run, &code, expected))
        }
        _ if is_checked => return,
        Some(Standing::Alias(_)) | None => about_system(&SYSTEM_UNKNOWN),
        Some(Standing::External(title) | Standing::Named(title)) => {
            about_system(&SYSTEM_NOT_AT_HAND).with("title", title)
        }
        Some(Standing::Local) => about_system(&SYSTEM_LOCAL),
    };
    run.report(owners, diagnostic);
}

/// Checks a code of a code system that no package has by its rule or its master; whether it has one.
fn check_otherwise<'a>(run: &mut Run<'a>, code: &Code<'a>, url: &str, owners: Owners) -> bool {
    let schemas = run.schemas;
    if let Some(syntax) = schemas.terminology().syntax(url) {
        check_syntax(run, code, syntax, owners);
    } else if let Some(master) = schemas.terminology().master(url) {
        if !code.code.is_empty() {
            dates::check(run, code, master, owners);
        }
    } else {
        return false;
    }
    true
}

pub(super) fn is_absolute(system: &str) -> bool {
    let scheme = system.split(':').next().unwrap_or_default();
    scheme.len() < system.len()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

fn check_syntax<'a>(run: &mut Run<'a>, code: &Code<'a>, syntax: Syntax, owners: Owners) {
    if code.code.is_empty() || syntax.check(code.code) != Validity::Invalid {
        return;
    }
    let diagnostic = match syntax {
        Syntax::Ucum(_) => {
            let mut diagnostic = code.about(&INVALID_UNIT);
            // The official recipe has nothing to check units with.
            if run.options.conformance == Conformance::Official {
                diagnostic.severity = Severity::Warning;
            }
            diagnostic
        }
        _ => code.about(&UNKNOWN_CODE).with("system", syntax.url()).with("nearest", Vec::new()),
    };
    run.report(owners, diagnostic);
}

fn check_code<'a>(
    run: &mut Run<'a>,
    code: &Code<'a>,
    system: CodeSystemRef<'a>,
    version: Option<&str>,
    owners: Owners,
    about: About,
) {
    if code.code.is_empty() {
        return;
    }
    if let Some(version) = version.filter(|version| *version != system.version()) {
        let diagnostic = code.about(&VERSION_UNKNOWN).with("system", system.url());
        run.report(owners, diagnostic.with_value("version", version).with("expected", system.version()));
    }
    match system.concept(code.code) {
        Some(concept) => {
            check_names(run, code, concept, owners);
            match dates::master(run, system.url()).and_then(|master| Some((master, master.find(code.code)?))) {
                Some((master, row)) => dates::check_interval(run, code, master, row, owners),
                None => dates::check_withdrawn(run, code, concept, owners),
            }
        }
        None if system.is_complete() && dates::master(run, system.url()).is_some() => {
            if let Some(master) = dates::master(run, system.url()) {
                dates::check(run, code, master, owners);
            }
        }
        None if system.is_complete() => {
            let (nearest, meant) = suggest::codes(run, system, code);
            let mut diagnostic = code.about(&UNKNOWN_CODE).with("system", system.url()).with("nearest", nearest);
            diagnostic = diagnostic.fixed_by(meant.fix(code));
            diagnostic.causes = suggest::elsewhere(run, system.url(), code);
            if about == About::Quantity {
                diagnostic.severity = Severity::Warning;
            }
            run.report(owners, diagnostic);
        }
        None => run.report(owners, code.about(&SYSTEM_INCOMPLETE).with("system", system.url())),
    }
}

/// The spelling of the code and its display.
fn check_names<'a>(run: &mut Run<'a>, code: &Code<'a>, concept: ConceptRef<'a>, owners: Owners) {
    if concept.code() != code.code {
        let diagnostic = code.about(&OTHER_CASE).with("system", concept.system().url());
        let fix = Fix::safe(Change::text(code.place.id(), concept.code()));
        run.report(owners, diagnostic.with("expected", concept.code()).fixed_by(fix));
    }
    if run.options.conformance == Conformance::Corrected && concept.is_group() {
        let diagnostic = code.about(&GROUP_CODE).with("system", concept.system().url());
        run.report(owners, diagnostic.with("members", suggest::children(concept)));
    }
    let is_free = run.options.conformance == Conformance::Corrected && FREE_DISPLAYS.contains(&concept.system().url());
    if let Some(diagnostic) = wrong_display(code.element, concept).filter(|_| !is_free) {
        run.report(owners, diagnostic);
    }
}

/// What is wrong with the display that a Coding gives to a concept.
fn wrong_display(coding: Element<'_>, concept: ConceptRef<'_>) -> Option<Diagnostic> {
    let place = coding.child(known::DISPLAY)?;
    let display = place.value().filter(|display| *display != concept.display())?;
    let designations = concept.designations();
    let mut names = std::iter::once(concept.display()).chain(designations.iter().map(|d| &*d.value));
    let has_name = !concept.display().is_empty() || !designations.is_empty();
    if !has_name || names.any(|name| same_display(name, display)) {
        return None;
    }
    let expected = match concept.display() {
        "" => designations.first().map_or("", |d| &*d.value),
        display => display,
    };
    let diagnostic = Diagnostic::new(&WRONG_DISPLAY, place.span()).at(place.id()).with("code", concept.code());
    // Where a list has another address, its names there count.
    let is_old = matches!(standing(concept.system().url()), Some(Standing::Alias(_)));
    let is_of_other = is_old || concept.system().names_another(concept.code(), display);
    let fix = mend::display(place, expected, is_of_other);
    Some(diagnostic.with("expected", expected).with_value("found", display).fixed_by(fix))
}

/// What is wrong with the display of a Coding, as the error that the Java validator makes of it where people choose codes
/// by their displays. R4 asks nothing of it that it does not ask of other displays.
pub(in super::super) fn misnamed(run: &Run<'_>, coding: Element<'_>) -> Option<Diagnostic> {
    if run.options.conformance != Conformance::Official {
        return None;
    }
    let concept =
        run.schemas.terminology().lookup(coding.child_value(known::SYSTEM)?, coding.child_value(known::CODE)?)?;
    let mut diagnostic = wrong_display(coding, concept)?;
    diagnostic.severity = Severity::Error;
    Some(diagnostic)
}
