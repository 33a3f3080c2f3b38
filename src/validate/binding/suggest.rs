//! What may have been meant: members, codes and code systems that come near, and why a code is not a member.

use crate::diagnostics::Diagnostic;
use crate::terminology::{Absence, CodeSystemRef, ValueSetId, folded};

use super::super::run::Run;
use super::coding::Code;
use super::messages::*;

/// How many suggestions are made at a place.
const MOST: usize = 3;
/// How many suggestions are looked for in a document; a document with more wrong codes has another problem.
const MOST_A_DOCUMENT: u32 = 30;
/// How many members are looked at.
const MOST_MEMBERS: usize = 30_000;

/// A value set as people know it: its title and its canonical.
pub(super) fn title(run: &Run<'_>, canonical: &str) -> String {
    let terminology = run.schemas.terminology();
    let definition = terminology.value_set(canonical).and_then(|id| terminology.value_set_definition(id));
    let name = definition.map(|set| if set.title.is_empty() { set.name } else { set.title }).unwrap_or_default();
    // Some titles begin with a note in brackets.
    let name = name.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(&*name, |(_, title)| title);
    if name.is_empty() { canonical.to_owned() } else { format!("{} ({canonical})", name.trim()) }
}

/// The members of a value set that come near a code, by code or by display.
pub(super) fn members(run: &mut Run<'_>, set: ValueSetId, code: &Code<'_>) -> Vec<Box<str>> {
    if !may_look(run) {
        return Vec::new();
    }
    let members = run.schemas.terminology().expand(set, MOST_MEMBERS).members;
    nearest(code, members.iter().map(|member| (&*member.code, &*member.display)))
}

/// The codes of a code system that come near a code.
pub(super) fn codes(run: &mut Run<'_>, system: CodeSystemRef<'_>, code: &Code<'_>) -> Vec<Box<str>> {
    if !may_look(run) {
        return Vec::new();
    }
    nearest(code, system.concepts().take(MOST_MEMBERS).map(|concept| (concept.code(), concept.display())))
}

fn may_look(run: &mut Run<'_>) -> bool {
    run.suggestions += 1;
    run.suggestions <= MOST_A_DOCUMENT
}

/// Those that come nearest; all of them when they are few.
fn nearest<'c>(code: &Code<'_>, candidates: impl Iterator<Item = (&'c str, &'c str)>) -> Vec<Box<str>> {
    let wanted = code.code.to_lowercase();
    let display: Option<String> = code.display.filter(|d| !d.is_empty()).map(|d| folded(d).collect());
    let mut scored: Vec<(usize, &str, &str)> = Vec::new();
    let mut count = 0;
    for (candidate, name) in candidates {
        count += 1;
        let same_name = || display.as_ref().is_some_and(|d| folded(name).eq(d.chars()));
        let score = if same_name() { 0 } else { distance(&wanted, candidate) };
        scored.push((score, candidate, name));
    }
    scored.sort_by_key(|(score, ..)| *score);
    let is_near = |score: usize| score <= 1 + wanted.len() / 6;
    let few = count <= MOST;
    let near = scored.into_iter().filter(|(score, ..)| few || is_near(*score)).take(MOST);
    near.map(|(_, code, name)| label(code, name)).collect()
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

/// The code systems in force whose URL comes near one; looked for once a document.
pub(super) fn systems_near<'a>(run: &mut Run<'a>, url: &'a str) -> Vec<Box<str>> {
    if !run.systems_near.contains_key(url) {
        let found = look_for_systems(run, url);
        run.systems_near.insert(url, found);
    }
    run.systems_near[url].clone()
}

fn look_for_systems(run: &Run<'_>, url: &str) -> Vec<Box<str>> {
    let urls = run.schemas.terminology().code_systems().map(CodeSystemRef::url);
    let near = urls.filter(|known| known.len().abs_diff(url.len()) <= 3);
    let mut scored: Vec<(usize, &str)> = near.map(|known| (strsim::osa_distance(known, url), known)).collect();
    scored.sort_unstable();
    scored.dedup();
    let found = scored.into_iter().take_while(|(distance, _)| *distance <= 3).take(MOST);
    found.map(|(_, known)| format!("`{known}`").into()).collect()
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
