//! Answers for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use jpfhir::codes::{
    Candidate, Change, Conversion, Day, Known, Malformed, NoTarget, Outcome, Said, System, Target, Validity, form_words,
};
use jpfhir::diagnostics::render::Language;

use super::in_language;

/// What changes when a reader would have to.
const CONVERSION_SCHEMA: &str = "jpfhir-conversion/1";
const LOOKUP_SCHEMA: &str = "jpfhir-lookup/1";

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Conversions<'a> {
    schema: &'static str,
    as_of: String,
    masters: &'a [String],
    conversions: Vec<One>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct One {
    given: String,
    from: &'static str,
    to: &'static str,
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    display: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    normalised: Vec<&'static str>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<Coded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Possible>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    would_decide: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity: Option<Validated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<Reason>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Reason {
    key: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Coded {
    system: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    display: String,
    equivalence: &'static str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
}

#[derive(Debug, Serialize)]
struct Possible {
    targets: Vec<Coded>,
    reason: Reason,
    facts: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Validated {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    is_over: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<Next>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    code: String,
    display: String,
    is_at_hand: bool,
}

#[derive(Debug, Serialize)]
struct Named {
    code: String,
    display: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LookedUp {
    pub(super) schema: &'static str,
    pub(super) system: SystemFacts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) normalised: Vec<&'static str>,
    pub(super) is_known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity: Option<Validated>,
    pub(super) facts: BTreeMap<&'static str, String>,
    pub(super) names: Vec<NameAt>,
    rows: Vec<RowOf>,
    relations: BTreeMap<&'static str, Vec<Named>>,
    pub(super) conversions: Vec<One>,
}

#[derive(Debug, Serialize)]
pub(super) struct SystemFacts {
    pub(super) key: String,
    pub(super) url: String,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct NameAt {
    pub(super) edition: String,
    pub(super) name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RowOf {
    edition: String,
    in_force: bool,
    columns: BTreeMap<&'static str, String>,
}

fn text(value: &impl Serialize) -> String {
    // A structure of texts, lists and truth values always has a JSON form.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A report of conversions.
pub(super) fn conversions(all: &[Conversion<'_>], masters: &[String], as_of: Day, language: Language) -> String {
    let conversions = all.iter().map(|conversion| one(conversion, language)).collect();
    text(&Conversions { schema: CONVERSION_SCHEMA, as_of: as_of.to_string(), masters, conversions })
}

fn reason(key: &'static str, said: Said, language: Language) -> Reason {
    Reason { key, text: in_language(said, language).to_owned() }
}

/// A conversion.
pub(super) fn one(conversion: &Conversion<'_>, language: Language) -> One {
    let (targets, reason) = match &conversion.outcome {
        Outcome::Retired(targets) => (&targets[..], None),
        Outcome::NoTarget(why) => (&[][..], Some(reason(why.key(), NoTarget::said(*why), language))),
        Outcome::Invalid(wrong) => {
            (&[][..], Some(Reason { key: wrong.key(), text: malformed(*wrong, conversion.from, language) }))
        }
        _ => (conversion.targets(), None),
    };
    let (would_decide, nearest) = match &conversion.outcome {
        Outcome::Candidates(all) => (all.deciders.iter().map(|attribute| attribute.key()).collect(), Vec::new()),
        Outcome::Unknown(near) => (Vec::new(), near.iter().map(|near| named(near.code, near.display)).collect()),
        _ => (Vec::new(), Vec::new()),
    };
    One {
        given: conversion.given.to_owned(),
        from: conversion.from.key(),
        to: conversion.to.key(),
        code: conversion.code.to_string(),
        display: conversion.display.to_owned(),
        normalised: conversion.changes.iter().map(Change::key).collect(),
        outcome: conversion.outcome.key(),
        reason,
        targets: targets.iter().map(coded).collect(),
        candidates: conversion.candidates().iter().map(|candidate| possible(candidate, language)).collect(),
        would_decide,
        chosen_by: conversion.is_chosen().then(|| conversion.choose.key()),
        validity: conversion.validity.as_ref().map(validated),
        doubt: conversion.doubt.map(|doubt| self::reason(doubt.key(), doubt.said(), language)),
        nearest,
    }
}

/// What is wrong with the form of a code, and what form it should have.
pub fn malformed(wrong: Malformed, system: System, language: Language) -> String {
    let form = in_language(form_words(system), language);
    match (wrong, language) {
        (Malformed::Empty, Language::English) => format!("nothing is given; {form} expected"),
        (Malformed::Empty, Language::Japanese) => format!("空です（{form}）"),
        (Malformed::Length(n), Language::English) => format!("{n} characters; {form} expected"),
        (Malformed::Length(n), Language::Japanese) => format!("{n}文字です（{form}）"),
        (Malformed::Character(c, at), Language::English) => format!("{c:?} at character {at}; {form} expected"),
        (Malformed::Character(c, at), Language::Japanese) => format!("{at}文字目が {c:?} です（{form}）"),
        (Malformed::Number, Language::English) => {
            format!("a spreadsheet has made a number of it, and the code is lost; {form} expected")
        }
        (Malformed::Number, Language::Japanese) => {
            format!("表計算ソフトで数値に変わり、元のコードが失われています（{form}）")
        }
    }
}

fn coded(target: &Target<'_>) -> Coded {
    Coded {
        system: target.system.key(),
        url: target.url,
        code: target.code.to_string(),
        display: target.display.to_owned(),
        equivalence: target.equivalence.key(),
        role: target.role.key(),
        edition: target.edition.map(|edition| edition.to_string()),
    }
}

fn possible(candidate: &Candidate<'_>, language: Language) -> Possible {
    Possible {
        targets: candidate.targets.iter().map(coded).collect(),
        reason: reason(candidate.reason.key(), candidate.reason.said(), language),
        facts: candidate.facts.iter().map(|(attribute, value)| (attribute.key(), (*value).to_owned())).collect(),
    }
}

fn validated(validity: &Validity<'_>) -> Validated {
    Validated {
        last_day: validity.last_day.map(|day| day.to_string()),
        is_over: validity.is_over,
        successor: validity.successor.map(|next| Next {
            code: next.code.to_owned(),
            display: next.display.to_owned(),
            is_at_hand: next.is_at_hand,
        }),
    }
}

fn named(code: &str, display: &str) -> Named {
    Named { code: code.to_owned(), display: display.to_owned() }
}

impl LookedUp {
    /// What is known of a system alone.
    pub(super) fn of_system(system: SystemFacts) -> Self {
        Self {
            schema: LOOKUP_SCHEMA,
            system,
            code: None,
            normalised: Vec::new(),
            is_known: true,
            validity: None,
            facts: BTreeMap::new(),
            names: Vec::new(),
            rows: Vec::new(),
            relations: BTreeMap::new(),
            conversions: Vec::new(),
        }
    }

    /// Adds what the masters know of a code.
    pub(super) fn with_code(mut self, known: &Known<'_>) -> Self {
        self.code = Some(known.code.clone());
        self.normalised = known.changes.iter().map(Change::key).collect();
        self.is_known = known.is_known();
        self.validity = known.validity.as_ref().map(validated);
        self.facts = known.facts.iter().map(|(key, _, value)| (*key, value.clone())).collect();
        let names = known.names();
        self.names =
            names.iter().map(|(edition, name)| NameAt { edition: (*edition).into(), name: (*name).into() }).collect();
        self.rows = known
            .rows
            .iter()
            .map(|row| RowOf {
                edition: row.edition.clone(),
                in_force: row.is_in_force,
                columns: row.columns.iter().map(|(name, _, text)| (*name, (*text).to_owned())).collect(),
            })
            .collect();
        self.relations = known
            .relations
            .iter()
            .map(|relation| (relation.key, relation.codes.iter().map(|(code, name)| named(code, name)).collect()))
            .collect();
        self
    }

    pub(super) fn text(&self) -> String {
        text(self)
    }
}
