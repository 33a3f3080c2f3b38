//! Whether a code is a member of a value set.

use std::collections::BTreeSet;
use std::fmt;

use smallvec::SmallVec;

use super::compile::{Compiled, Import, Members, Rule};
use super::ranges::Ranges;
use super::syntax::Validity;
use super::{MasterSystem, SystemId, Terminology, ValueSetId};
use crate::definitions::model::ValueSet;

/// The answer to a question of membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// The code is in the value set.
    Member,
    /// It is not.
    NotMember(Absence),
    /// It cannot be decided with what is at hand.
    Unknown(Doubt),
}

/// Why a code is not a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The value set takes no codes of this code system.
    OtherSystem,
    /// The code system has no such code.
    NoSuchCode,
    /// The code exists, but the value set does not take it.
    NotSelected,
    /// The value set excludes it.
    Excluded,
}

/// Why membership is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// No package defines the value set.
    NoValueSet(Box<str>),
    /// No package defines the code system.
    NoCodeSystem(Box<str>),
    /// Only a part of the code system is at hand, and the code is not in it.
    Incomplete(Box<str>),
    /// The value sets import each other in a circle.
    Circle(Box<str>),
    /// A filter that cannot be evaluated: property and operator.
    Filter(Box<str>, Box<str>),
}

/// What a value set is decided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Lists in packages.
    Package,
    /// Code masters.
    Master,
    /// Rules of syntax.
    Rule,
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherSystem => "the value set takes no codes of this code system",
            Self::NoSuchCode => "the code system has no such code",
            Self::NotSelected => "the value set does not take the code",
            Self::Excluded => "the value set excludes the code",
        })
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValueSet(url) => write!(f, "no package defines the value set {url}"),
            Self::NoCodeSystem(url) => write!(f, "the codes of {url} are not at hand"),
            Self::Incomplete(url) => write!(f, "only a part of {url} is at hand"),
            Self::Circle(url) => write!(f, "the value set {url} imports itself"),
            Self::Filter(property, op) => write!(f, "the filter {property} {op} is not understood"),
        }
    }
}

/// One question; remembers what it asked on the way, so that circles end.
struct Question<'a> {
    terminology: &'a Terminology,
    system: Option<&'a str>,
    code: &'a str,
    /// Value sets met, with the answer once it is there.
    met: SmallVec<[(ValueSetId, Option<Membership>); 4]>,
}

impl Terminology {
    /// Whether a code is a member of the value set that `url` or `url|version` means. Without a system, as in elements
    /// of type `code`, a code of any system of the value set counts.
    pub fn contains(&self, canonical: &str, system: Option<&str>, code: &str) -> Membership {
        match self.value_set(canonical) {
            Some(id) => self.contains_in(id, system, code),
            None => Membership::Unknown(Doubt::NoValueSet(canonical.into())),
        }
    }

    /// Whether a code is a member of a value set.
    pub fn contains_in(&self, id: ValueSetId, system: Option<&str>, code: &str) -> Membership {
        Question { terminology: self, system, code, met: SmallVec::new() }.ask(id)
    }

    /// Whether a code is a member of a value set that stands in a document and not in a package.
    pub fn contains_in_definition(&self, set: ValueSet, system: Option<&str>, code: &str) -> Membership {
        let compiled = Compiled::new(self, set);
        Question { terminology: self, system, code, met: SmallVec::new() }.decide(&compiled)
    }

    /// What keeps the value set from being decided for every code; empty when nothing does.
    pub fn doubts(&self, id: ValueSetId) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for rule in self.rules(id) {
            let is_part = match &rule.members {
                Members::Unknown(doubt) => {
                    doubts.push(doubt.clone());
                    false
                }
                Members::Master(number, _) => self.rack.system(*number).is_some_and(MasterSystem::is_partial),
                Members::All(system) | Members::Ranges(system, _) => !self.system(*system).is_complete(),
                _ => false,
            };
            if is_part {
                doubts.push(Doubt::Incomplete(rule.system.clone()));
            }
            doubts.extend(rule.imports.iter().filter_map(|import| match import {
                Import::Missing(url) => Some(Doubt::NoValueSet(url.clone())),
                Import::Set(_) => None,
            }));
        }
        doubts
    }

    /// What the value set is decided by, sorted.
    pub fn grounds(&self, id: ValueSetId) -> BTreeSet<Ground> {
        let ground = |rule: &Rule| match rule.members {
            Members::Listed(..) | Members::All(_) | Members::Ranges(..) => Some(Ground::Package),
            Members::Master(..) => Some(Ground::Master),
            Members::Syntax(_) => Some(Ground::Rule),
            Members::Any | Members::Unknown(_) => None,
        };
        self.rules(id).into_iter().filter_map(ground).collect()
    }

    /// The rules of a value set and of those that it imports.
    fn rules(&self, id: ValueSetId) -> Vec<&Rule> {
        let mut rules = Vec::new();
        let mut sets = vec![id];
        let mut at = 0;
        while let Some(compiled) = sets.get(at).and_then(|id| self.compiled(*id)) {
            at += 1;
            for rule in compiled.includes.iter().chain(&compiled.excludes) {
                rules.push(rule);
                for import in &rule.imports {
                    match import {
                        Import::Set(id) if !sets.contains(id) => sets.push(*id),
                        Import::Set(_) | Import::Missing(_) => {}
                    }
                }
            }
        }
        rules
    }

    pub(super) fn compiled(&self, id: ValueSetId) -> Option<&Compiled> {
        let set = self.sets.get(id.0 as usize)?;
        Some(set.compiled.get_or_init(|| Compiled::new(self, set.block.value_set(set.index).unwrap_or_default())))
    }
}

impl Question<'_> {
    fn ask(&mut self, id: ValueSetId) -> Membership {
        let url = || self.terminology.value_set_address(id).0.into();
        if let Some((_, answer)) = self.met.iter().find(|(met, _)| *met == id) {
            return answer.clone().unwrap_or_else(|| Membership::Unknown(Doubt::Circle(url())));
        }
        let Some(compiled) = self.terminology.compiled(id) else {
            return Membership::Unknown(Doubt::NoValueSet(url()));
        };
        if !compiled.has_imports {
            return self.decide(compiled);
        }
        let at = self.met.len();
        self.met.push((id, None));
        let answer = self.decide(compiled);
        self.met[at].1 = Some(answer.clone());
        answer
    }

    fn decide(&mut self, compiled: &Compiled) -> Membership {
        let included = self.any(&compiled.includes);
        if matches!(included, Membership::NotMember(_)) {
            return included;
        }
        match self.any(&compiled.excludes) {
            Membership::Member => Membership::NotMember(Absence::Excluded),
            Membership::Unknown(doubt) => Membership::Unknown(doubt),
            Membership::NotMember(_) => included,
        }
    }

    /// Whether any of the rules takes the code.
    fn any(&mut self, rules: &[Rule]) -> Membership {
        let mut best = Membership::NotMember(Absence::OtherSystem);
        for rule in rules {
            match (self.takes(rule), &best) {
                (Membership::Member, _) => return Membership::Member,
                (Membership::Unknown(doubt), Membership::NotMember(_)) => best = Membership::Unknown(doubt),
                (Membership::NotMember(absence), Membership::NotMember(Absence::OtherSystem)) => {
                    best = Membership::NotMember(absence);
                }
                _ => {}
            }
        }
        best
    }

    /// Whether the code is in everything that a rule names.
    fn takes(&mut self, rule: &Rule) -> Membership {
        if !rule.system.is_empty() && self.system.is_some_and(|system| *system != *rule.system) {
            return Membership::NotMember(Absence::OtherSystem);
        }
        let mut answer = self.among(&rule.members);
        for import in &rule.imports {
            if matches!(answer, Membership::NotMember(_)) {
                break;
            }
            let imported = match import {
                Import::Set(id) => self.ask(*id),
                Import::Missing(url) => Membership::Unknown(Doubt::NoValueSet(url.clone())),
            };
            if imported != Membership::Member {
                answer = imported;
            }
        }
        answer
    }

    fn among(&self, members: &Members) -> Membership {
        match members {
            Members::Any => Membership::Member,
            Members::Listed(codes, system) => {
                self.listed(codes.contains(self.code), *system, |code| codes.contains(code))
            }
            Members::All(system) => self.in_system(*system, |_| true),
            Members::Ranges(system, ranges) => self.in_system(*system, |position| ranges.contains(position)),
            Members::Master(number, rows) => self.in_master(*number, rows.as_deref()),
            Members::Syntax(syntax) => match syntax.check(self.code) {
                Validity::Valid => Membership::Member,
                Validity::Invalid => Membership::NotMember(Absence::NoSuchCode),
                Validity::Unknown => Membership::Unknown(Doubt::Incomplete(syntax.url().into())),
            },
            Members::Unknown(doubt) => Membership::Unknown(doubt.clone()),
        }
    }

    /// A code that is listed needs no code system; one that is not may be spelt in another case.
    fn listed(&self, is_listed: bool, system: Option<SystemId>, lists: impl Fn(&str) -> bool) -> Membership {
        if is_listed {
            return Membership::Member;
        }
        let Some(system) = system.map(|id| self.terminology.system(id)) else {
            return Membership::NotMember(Absence::NotSelected);
        };
        match system.concept(self.code) {
            Some(concept) if lists(concept.code()) => Membership::Member,
            None if system.is_complete() => Membership::NotMember(Absence::NoSuchCode),
            _ => Membership::NotMember(Absence::NotSelected),
        }
    }

    fn in_master(&self, number: usize, rows: Option<&[Ranges]>) -> Membership {
        let rack = &self.terminology.rack;
        let Some(system) = rack.system(number) else {
            return Membership::Unknown(Doubt::NoCodeSystem("".into()));
        };
        let found = match rows {
            Some(rows) => system.is_among(self.code, rows),
            None => system.has(self.code).then_some(true),
        };
        match found {
            _ if system.is_placeholder(self.code) => Membership::Member,
            Some(true) => Membership::Member,
            Some(false) => Membership::NotMember(Absence::NotSelected),
            None if system.is_decided(rack.as_of()) => Membership::NotMember(Absence::NoSuchCode),
            None => Membership::Unknown(Doubt::Incomplete(system.url().into())),
        }
    }

    fn in_system(&self, id: SystemId, selects: impl Fn(u32) -> bool) -> Membership {
        let system = self.terminology.system(id);
        let mut exists = false;
        for position in system.positions(self.code, true) {
            exists = true;
            if selects(position) {
                return Membership::Member;
            }
        }
        if !exists && !system.is_case_sensitive() {
            for position in system.positions(self.code, false) {
                exists = true;
                if selects(position) {
                    return Membership::Member;
                }
            }
        }
        match (exists, system.is_complete()) {
            (true, _) => Membership::NotMember(Absence::NotSelected),
            (false, true) => Membership::NotMember(Absence::NoSuchCode),
            (false, false) => Membership::Unknown(Doubt::Incomplete(system.url().into())),
        }
    }
}
