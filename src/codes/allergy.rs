//! J-FAGY: allergens by code, by name and by what their codes say of themselves.

mod meta;

pub use meta::{Category, Meta, Parsed, compose_drug, parse};

use super::words::Said;

use super::choose::settle;
use super::converter::{Context, NoConverter, column};
use super::model::{
    Attribute, Attributes, Candidate, Conversion, Day, Doubt, Equivalence, Near, Outcome, Reason, Successor, Target,
    Validity,
};
use super::names::Names;
use super::near::near_codes;
use super::system::System;
use crate::fold::{folded, same_display};
use crate::masters::{Column, Kind, Masters, Table};

/// At most so many names that resemble an unknown one.
const MOST_NEAR: usize = 5;

/// The table of an edition of J-FAGY.
#[derive(Debug)]
pub struct Allergens<'m> {
    table: &'m Table,
    code: Column,
    term: Column,
    kana: Column,
    english: Column,
    retired: Column,
    names: Names,
    pub(super) context: Context,
}

impl<'m> Allergens<'m> {
    pub(super) fn new(masters: &'m Masters, context: Context) -> Result<Self, NoConverter> {
        let table = masters.table(Kind::Jfagy)?;
        Ok(Self {
            table,
            code: column(table, "code")?,
            term: column(table, "term")?,
            kana: column(table, "kana")?,
            english: column(table, "english")?,
            retired: column(table, "retired")?,
            names: Names::default(),
            context,
        })
    }

    pub(super) fn editions(&self) -> Vec<String> {
        vec![self.table.key()]
    }

    fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }

    pub(super) fn convert<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        match conversion.from {
            System::AllergenName => self.convert_name(conversion),
            _ => self.convert_code(conversion, attributes),
        }
    }

    fn convert_code<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        let parsed = match parse(&conversion.code) {
            Ok(parsed) => parsed,
            Err(malformed) => return conversion.outcome = Outcome::Invalid(malformed),
        };
        let Some(row) = self.table.find_one(self.code, &conversion.code) else {
            if parsed.meta.is_drug() {
                // Drugs are coded by rule; their own masters list them.
                conversion.doubt = Some(Doubt::NotListed);
                let target = Target {
                    url: parsed.meta.url(),
                    code: conversion.code.to_string().into(),
                    ..Target::new(System::Jfagy, "", "", None)
                };
                return conversion.outcome = Outcome::exact(target);
            }
            if self.context.near {
                conversion.outcome = Outcome::Unknown(near_codes(self.table, self.code, self.term, &conversion.code));
            }
            return;
        };
        let term = self.text(row, self.term);
        conversion.display = term;
        if !attributes.name.is_empty() && !self.is_named(row, attributes.name) {
            // Codes were given to other allergens between editions: then the name decides, not the code.
            conversion.doubt = Some(Doubt::NameDiffers);
            let mut list = self.named(attributes.name);
            list.push(self.candidate(row, Reason::SameCode));
            return conversion.outcome = settle(list, self.context.choose);
        }
        self.settle_row(conversion, row);
    }

    /// What comes of an allergen that is known.
    fn settle_row<'t>(&'t self, conversion: &mut Conversion<'t>, row: u32) {
        let validity = self.validity(row);
        conversion.display = self.text(row, self.term);
        conversion.validity = Some(validity);
        conversion.outcome = match validity.successor {
            _ if !validity.is_over => Outcome::exact(self.target(row)),
            Some(next) => {
                let next = self.table.find_one(self.code, next.code).map(|row| self.target(row));
                Outcome::Retired(next.into_iter().collect())
            }
            None => Outcome::Retired([].into_iter().collect()),
        };
    }

    pub(super) fn validity_of(&self, code: &str) -> Option<Validity<'m>> {
        self.table.find_one(self.code, code).map(|row| self.validity(row))
    }

    fn is_over(&self, row: u32) -> bool {
        Day::parse(self.text(row, self.retired)).is_some_and(|day| self.context.as_of > day)
    }

    /// J-FAGY has no column for successors: one that is in force and has the same term follows.
    fn validity(&self, row: u32) -> Validity<'m> {
        let last_day = Day::parse(self.text(row, self.retired));
        let mut same = self.table.find(self.term, self.text(row, self.term));
        let next = same.find(|other| *other != row && Day::parse(self.text(*other, self.retired)).is_none());
        let successor = next.filter(|_| last_day.is_some()).map(|next| Successor {
            code: self.text(next, self.code),
            display: self.text(next, self.term),
            is_at_hand: true,
        });
        Validity { last_day, successor, is_over: self.is_over(row) }
    }

    fn target(&self, row: u32) -> Target<'m> {
        let code = self.text(row, self.code);
        let url = parse(code).map_or(System::Jfagy.url(), |parsed| parsed.meta.url());
        Target { url, ..Target::new(System::Jfagy, code, self.text(row, self.term), Some(self.table.edition())) }
    }

    fn is_named(&self, row: u32, name: &str) -> bool {
        [self.term, self.kana, self.english].into_iter().any(|column| same_display(self.text(row, column), name))
    }

    fn candidate(&self, row: u32, reason: Reason) -> Candidate<'m> {
        let equivalence = if reason == Reason::SameCode { Equivalence::Inexact } else { Equivalence::Equivalent };
        Candidate {
            targets: [self.target(row).that_is(equivalence)].into_iter().collect(),
            reason,
            group: "",
            facts: [(Attribute::Name, self.text(row, self.term))].into_iter().collect(),
        }
    }

    /// The allergens of a name: those in force, then those that are over.
    fn named(&self, name: &str) -> Vec<Candidate<'m>> {
        let rows = self.names.find(self.table, &[self.term, self.kana, self.english], name);
        let (over, in_force): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|row| self.is_over(*row));
        let in_force = in_force.into_iter().map(|row| self.candidate(row, Reason::SameName));
        in_force.chain(over.into_iter().map(|row| self.candidate(row, Reason::SameNameRetired))).collect()
    }

    fn convert_name<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let mut list = self.named(&conversion.code);
        let in_force = list.iter().filter(|candidate| candidate.reason == Reason::SameName).count();
        let only = |list: &[Candidate<'_>]| {
            let code = list.first().and_then(|one| one.targets.first()).map(|target| target.code.clone());
            code.and_then(|code| self.table.find_one(self.code, &code))
        };
        match (in_force, list.len()) {
            (_, 0) => conversion.outcome = Outcome::Unknown(self.names_with(&conversion.code)),
            (1, _) | (0, 1) => {
                list.truncate(1);
                if let Some(row) = only(&list) {
                    self.settle_row(conversion, row);
                }
            }
            _ => conversion.outcome = settle(list, self.context.choose),
        }
    }

    /// Allergens whose name holds a text, the shortest first.
    fn names_with(&self, text: &str) -> Vec<Near<'m>> {
        let wanted: String = folded(text).collect();
        if !self.context.near || wanted.is_empty() {
            return Vec::new();
        }
        let holds = |row: &u32| folded(self.text(*row, self.term)).collect::<String>().contains(&wanted);
        let rows = (0..self.table.len()).filter(|row| !self.is_over(*row)).filter(holds);
        let mut near: Vec<Near<'m>> =
            rows.map(|row| Near { code: self.text(row, self.code), display: self.text(row, self.term) }).collect();
        near.sort_by_key(|near| near.display.len());
        near.truncate(MOST_NEAR);
        near
    }
}

/// What a code says of itself: key, words, value. The parent is the nearest code above it that is in use, when an edition
/// is at hand.
pub fn facts(masters: &Masters, parsed: &Parsed<'_>) -> Vec<(&'static str, Said, String)> {
    let mut facts: Vec<(&'static str, Said, String)> = Vec::new();
    let mut add = |key, english, japanese, value: String| facts.push((key, Said::new(english, japanese), value));
    let meta = parsed.meta;
    add("meta", "meta code", "メタコード", meta.key().to_owned());
    if !parsed.core.is_empty() {
        add("core", "core", "コア", parsed.core.to_owned());
    }
    if let Some(category) = meta.category() {
        add("category", "category", "区分", category.key().to_owned());
    }
    if let Some(level) = parsed.level() {
        add("level", "level", "階層", level.to_string());
    }
    let table = masters.table(Kind::Jfagy).ok();
    let codes = table.and_then(|table| Some((table, table.column("code")?)));
    let is_in_use = |code: &str| codes.is_none_or(|(table, column)| table.find(column, code).next().is_some());
    if let Some(parent) = parsed.ancestors().into_iter().find(|code| is_in_use(code)) {
        add("parent", "parent", "上位コード", parent.into_owned());
    }
    add("system", "code system", "コード体系", meta.url().to_owned());
    let flags = [
        (
            meta.is_dummy(),
            "dummy",
            "stands for what has no code: the text says what it is",
            "ダミーコード（テキスト必須）",
        ),
        (parsed.core.is_empty(), "no-core", "no core", "コアなし"),
        (!meta.is_used_in_clins(), "not-in-clins", "not used in JP-CLINS", "JP-CLINS では使用しない"),
        (parsed.is_unspecific(), "unspecific", "98 other, 99 not specified", "98 その他・99 詳細不明"),
    ];
    for (_, key, english, japanese) in flags.into_iter().filter(|(holds, ..)| *holds) {
        add(key, english, japanese, "true".to_owned());
    }
    facts
}
