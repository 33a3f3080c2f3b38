//! What may have been meant: members, codes and code systems that come near, and why a code is not a member.

use std::ops::ControlFlow;

use crate::codes::Day;
use crate::diagnostics::Diagnostic;
use crate::terminology::{Absence, CodeSystemRef, ConceptRef, MasterConcept, MasterSystem, ValueSetId, folded};

use super::super::primitive::half_width;
use super::super::run::Run;
use super::coding::Code;
use super::mend::Meant;
use super::messages::*;

/// How many suggestions are made at a place.
const MOST: usize = 3;
/// How many codes are looked at in a document; a document with more wrong codes has another problem.
const MOST_LOOKED_AT: u32 = 100_000;

/// A value set as people know it: its title and its canonical.
pub(in super::super) fn title(run: &Run<'_>, canonical: &str) -> String {
    let terminology = run.schemas.terminology();
    let definition = terminology.value_set(canonical).and_then(|id| terminology.value_set_definition(id));
    let name = definition.map(|set| if set.title.is_empty() { set.name } else { set.title }).unwrap_or_default();
    // Some titles begin with a note in brackets.
    let name = name.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(&*name, |(_, title)| title);
    if name.is_empty() { canonical.to_owned() } else { format!("{} ({canonical})", name.trim()) }
}

/// The members of a value set that come near a code, by code or by display; all of them when they are few.
pub(super) fn members(run: &mut Run<'_>, set: ValueSetId, code: &Code<'_>) -> (Vec<Box<str>>, Meant) {
    let terminology = run.schemas.terminology();
    let mut nearest = Nearest::new(code, run.suggestions);
    terminology.each_member(set, &mut |system, candidate, display| nearest.consider(system, candidate, display));
    nearest.finish(run)
}

/// The codes of a code system that come near a code.
pub(super) fn codes(run: &mut Run<'_>, system: CodeSystemRef<'_>, code: &Code<'_>) -> (Vec<Box<str>>, Meant) {
    let mut nearest = Nearest::new(code, run.suggestions);
    let _ = system.concepts().try_for_each(|concept| nearest.consider("", concept.code(), concept.display()));
    nearest.finish(run)
}

/// The codes of a master that come near a code and may be used on a day.
pub(super) fn rows(
    run: &mut Run<'_>,
    system: MasterSystem<'_>,
    code: &Code<'_>,
    day: Option<Day>,
) -> (Vec<Box<str>>, Meant) {
    let mut nearest = Nearest::new(code, run.suggestions);
    let is_valid = |concept: &MasterConcept<'_>| concept.last_day() >= day || concept.last_day().is_none();
    let mut concepts = system.near(code.code, code.display.unwrap_or_default()).filter(is_valid);
    let _ = concepts.try_for_each(|concept| nearest.consider("", &concept.code(), concept.display()));
    // The slips of a code are not those of its width.
    let plain = half_width(code.code);
    if let Some(concept) = system.find(plain.trim()).filter(|concept| plain.trim() != code.code && is_valid(concept)) {
        let _ = nearest.consider("", &concept.code(), concept.display());
    }
    nearest.finish(run)
}

/// Some of the codes that a concept groups.
pub(super) fn children(concept: ConceptRef<'_>) -> Vec<Box<str>> {
    concept.children().take(MOST).map(|child| label(child.code(), child.display())).collect()
}

/// The candidates that come nearest to a code.
struct Nearest {
    code: String,
    display: Option<String>,
    /// Distance and label, nearest first.
    best: Vec<(usize, Box<str>)>,
    count: usize,
    looked_at: u32,
    /// What it may have been meant to be.
    meant: Meant,
}

impl Nearest {
    fn new(code: &Code<'_>, looked_at: u32) -> Self {
        let display = code.display.filter(|d| !d.is_empty()).map(|d| folded(d).collect());
        let meant = Meant::new(code.code);
        Self { code: code.code.to_lowercase(), display, best: Vec::new(), count: 0, looked_at, meant }
    }

    fn consider(&mut self, system: &str, candidate: &str, display: &str) -> ControlFlow<()> {
        self.looked_at += 1;
        if self.looked_at > MOST_LOOKED_AT {
            return ControlFlow::Break(());
        }
        self.count += 1;
        let is_called_so = self.display.as_ref().is_some_and(|wanted| folded(display).eq(wanted.chars()));
        self.meant.consider(is_called_so, system, candidate, display);
        let distance = if is_called_so { 0 } else { distance(&self.code, candidate) };
        let is_better = self.best.len() < MOST || self.best.last().is_some_and(|(worst, _)| distance < *worst);
        if is_better && !self.best.iter().any(|(_, known)| **known == *label(candidate, display)) {
            let at = self.best.partition_point(|(known, _)| *known <= distance);
            self.best.insert(at, (distance, label(candidate, display)));
            self.best.truncate(MOST);
        }
        ControlFlow::Continue(())
    }

    /// Those that are near, all of them when they are few; and what may have been meant.
    fn finish(self, run: &mut Run<'_>) -> (Vec<Box<str>>, Meant) {
        run.suggestions = self.looked_at;
        let near = self.best.into_iter().filter(|(d, _)| self.count <= MOST || *d <= 1 + self.code.len() / 6);
        (near.map(|(_, label)| label).collect(), self.meant)
    }
}

/// How many letters differ; cut short where lengths differ by more than a suggestion could.
fn distance(wanted: &str, candidate: &str) -> usize {
    let lengths = wanted.len().abs_diff(candidate.len());
    if lengths > 1 + wanted.len() / 6 {
        return usize::MAX - candidate.len();
    }
    strsim::osa_distance(wanted, &candidate.to_lowercase())
}

fn label(code: &str, name: &str) -> Box<str> {
    if name.is_empty() || name == code { format!("`{code}`") } else { format!("`{code}` {name}") }.into()
}

/// The code systems that a value set takes codes of.
pub(super) fn systems(run: &Run<'_>, set: ValueSetId) -> Vec<Box<str>> {
    let definition = run.schemas.terminology().value_set_definition(set).unwrap_or_default();
    let mut systems: Vec<Box<str>> = definition.includes.into_iter().map(|include| include.system).collect();
    systems.retain(|system| !system.is_empty());
    systems.sort();
    systems.dedup();
    systems
}

/// Why a code is not a member.
pub(super) fn reasons(run: &Run<'_>, set: ValueSetId, code: &Code<'_>, absence: Absence) -> Vec<Diagnostic> {
    let about = |message| Diagnostic::new(message, code.place.span()).at(code.place.id());
    match (absence, code.system) {
        (Absence::NoSuchCode, Some(system)) => {
            let mut reasons = vec![about(&NO_SUCH_CODE).with("system", system)];
            reasons.extend(elsewhere(run, system, code));
            reasons
        }
        (Absence::OtherSystem, Some(system)) if !system.is_empty() => {
            let systems = systems(run, set);
            if systems.is_empty() {
                return Vec::new();
            }
            vec![about(&OTHER_SYSTEM).with("systems", systems).with_value("system", system)]
        }
        (Absence::Excluded, _) => vec![about(&EXCLUDED)],
        _ => Vec::new(),
    }
}

/// The edition that has a code which those in force do not have.
pub(super) fn elsewhere(run: &Run<'_>, system: &str, code: &Code<'_>) -> Vec<Diagnostic> {
    let edition = run.schemas.terminology().elsewhere(system, code.code);
    let about = |edition| Diagnostic::new(&ELSEWHERE, code.place.span()).at(code.place.id()).with("edition", edition);
    edition.map(about).into_iter().collect()
}
