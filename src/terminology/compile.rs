//! A value set made ready for questions: what each include takes, as look-ups.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::filter::select;
use super::master;
use super::membership::Doubt;
use super::ranges::Ranges;
use super::syntax::Syntax;
use super::{SystemId, Terminology, ValueSetId};
use crate::definitions::model::{Expanded, Include, Listed, ValueSet};

/// Codes of one code system.
pub(super) type Codes = HashSet<Box<str>, FixedState>;

/// A value set ready for questions.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) includes: Vec<Rule>,
    pub(super) excludes: Vec<Rule>,
    /// Whether it asks other value sets.
    pub(super) has_imports: bool,
}

/// An include: a code must be among the members and in all imports.
#[derive(Debug)]
pub(super) struct Rule {
    /// The code system; empty for imports only.
    pub(super) system: Box<str>,
    pub(super) members: Members,
    pub(super) imports: Vec<Import>,
}

/// What an include takes of its code system.
#[derive(Debug)]
pub(super) enum Members {
    /// Whatever the imports take.
    Any,
    /// Codes listed one by one; the code system when it is at hand.
    Listed(Codes, Option<SystemId>),
    /// All codes.
    All(SystemId),
    /// Those at certain positions.
    Ranges(SystemId, Ranges),
    /// Codes of a code system that stands in masters, by its number: all, or those in some rows of each table.
    Master(usize, Option<Box<[Ranges]>>),
    /// All codes that a rule of syntax allows.
    Syntax(Syntax),
    /// That cannot be said.
    Unknown(Doubt),
}

/// Another value set.
#[derive(Debug)]
pub(super) enum Import {
    Set(ValueSetId),
    /// One that no package defines.
    Missing(Box<str>),
}

impl Compiled {
    pub(super) fn new(terminology: &Terminology, set: ValueSet) -> Self {
        let mut includes = rules(terminology, set.includes);
        let excludes = rules(terminology, set.excludes);
        let is_doubtful = includes.iter().any(|rule| matches!(rule.members, Members::Unknown(_)));
        // A published expansion stands in for what cannot be computed.
        if let Some(expansion) = set.expansion.filter(|_| includes.is_empty() || is_doubtful) {
            includes.retain(|rule| !matches!(rule.members, Members::Unknown(_)));
            includes.extend(rules(terminology, listed(expansion)));
        }
        let has_imports = includes.iter().chain(&excludes).any(|rule| !rule.imports.is_empty());
        Self { includes, excludes, has_imports }
    }
}

/// The rules for includes; lists of one code system become one.
fn rules(terminology: &Terminology, includes: Vec<Include>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::with_capacity(includes.len());
    for include in includes {
        let rule = rule(terminology, include);
        if let Members::Listed(codes, _) = &rule.members
            && rule.imports.is_empty()
            && let Some(Rule { members: Members::Listed(all, _), .. }) =
                rules.iter_mut().find(|r| r.system == rule.system && r.imports.is_empty())
        {
            all.extend(codes.iter().cloned());
            continue;
        }
        rules.push(rule);
    }
    rules
}

fn rule(terminology: &Terminology, include: Include) -> Rule {
    let import = |url: Box<str>| match terminology.value_set(&url) {
        Some(id) => Import::Set(id),
        None => Import::Missing(url),
    };
    let members = members(terminology, &include);
    Rule { system: include.system, members, imports: include.value_sets.into_iter().map(import).collect() }
}

fn members(terminology: &Terminology, include: &Include) -> Members {
    let version = (!include.version.is_empty()).then_some(&*include.version);
    let system = terminology.code_system(&include.system, version);
    if !include.concepts.is_empty() {
        let codes = include.concepts.iter().map(|listed| listed.code.clone()).collect();
        return Members::Listed(codes, system.map(|s| s.id));
    }
    if include.system.is_empty() {
        return Members::Any;
    }
    match (terminology.carried(&include.system, version), terminology.syntax(&include.system)) {
        (Some(system), _) if include.filters.is_empty() => Members::All(system.id),
        (Some(system), _) => match select(system, &include.filters) {
            Ok(ranges) => Members::Ranges(system.id, ranges),
            Err(doubt) => Members::Unknown(doubt),
        },
        (None, Some(syntax)) => match syntax.filtered(&include.filters) {
            Some(syntax) => Members::Syntax(syntax),
            None => Members::Unknown(Doubt::Filter(include.filters[0].property.clone(), include.filters[0].op.clone())),
        },
        (None, None) => in_master(terminology, include),
    }
}

/// What an include takes of a code system that no package has.
fn in_master(terminology: &Terminology, include: &Include) -> Members {
    let number = terminology.rack.number(&include.system);
    match number.and_then(|number| Some((number, terminology.rack.system(number)?))) {
        Some((number, _)) if include.filters.is_empty() => Members::Master(number, None),
        Some((number, system)) => match master::select(terminology, system, &include.filters) {
            Ok(rows) => Members::Master(number, Some(rows)),
            Err(doubt) => Members::Unknown(doubt),
        },
        None => Members::Unknown(Doubt::NoCodeSystem(include.system.clone())),
    }
}

/// An expansion as includes.
fn listed(expansion: Vec<Expanded>) -> Vec<Include> {
    let mut includes: Vec<Include> = Vec::new();
    for Expanded { system, code, display } in expansion {
        let listed = Listed { code, display, ..Listed::default() };
        match includes.iter_mut().find(|include| include.system == system) {
            Some(include) => include.concepts.push(listed),
            None => includes.push(Include { system, concepts: vec![listed], ..Include::default() }),
        }
    }
    includes
}
