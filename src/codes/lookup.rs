//! Everything that the masters at hand know of a code: rows in every edition, names over time, days, relations.

use super::converter::{Converter, PAIRS};
use super::lab::segments;
use super::model::{Attributes, Choose, Conversion, Day, Malformed, Validity};
use super::modifier::{Position, class_words};
use super::normalise::{Changes, normalise};
use super::system::System;
use super::{allergy, words::Said};
use crate::masters::{Kind, Masters, Table};

/// What is known of a code.
#[derive(Debug, Clone)]
pub struct Known<'m> {
    /// The code as read.
    pub code: String,
    /// What was normalised to read it.
    pub changes: Changes,
    /// Its rows, in the editions in force first, then in older ones.
    pub rows: Vec<Row<'m>>,
    /// When it may be used, as far as its system knows.
    pub validity: Option<Validity<'m>>,
    /// What it says of itself and what follows from its rows: key, words, value.
    pub facts: Vec<(&'static str, Said, String)>,
    /// Codes of the same system that it stands in relation to.
    pub relations: Vec<Relation<'m>>,
}

/// A row of a master.
#[derive(Debug, Clone)]
pub struct Row<'m> {
    /// The edition, e.g. `disease@20240601`.
    pub edition: String,
    /// Which master.
    pub kind: Kind,
    /// Whether the edition is in force.
    pub is_in_force: bool,
    /// Names of columns, their labels and what stands in them; blanks included.
    pub columns: Vec<(&'static str, &'static str, &'m str)>,
}

/// Codes that stand in one relation.
#[derive(Debug, Clone)]
pub struct Relation<'m> {
    /// The key in reports.
    pub key: &'static str,
    /// Words for people.
    pub said: Said,
    /// Codes and their names.
    pub codes: Vec<(&'m str, &'m str)>,
}

impl Row<'_> {
    /// What stands in a column.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.columns.iter().find(|(column, ..)| *column == name).map(|(.., text)| *text)
    }
}

/// The columns that hold the codes of a system.
pub(super) fn places(system: System) -> &'static [(Kind, &'static str)] {
    match system {
        System::Receipt => &[(Kind::Disease, "code"), (Kind::RetiredDisease, "code")],
        System::ManagementNumber => {
            &[(Kind::Disease, "management_number"), (Kind::RetiredDisease, "management_number")]
        }
        System::Exchange => &[(Kind::Disease, "exchange_code")],
        System::DiseaseName => &[(Kind::Disease, "name"), (Kind::RetiredDisease, "name")],
        System::Icd10 => &[],
        System::Modifier => &[(Kind::Modifier, "code")],
        System::ModifierManagementNumber => &[(Kind::Modifier, "management_number")],
        System::ModifierExchange => &[(Kind::Modifier, "exchange_code")],
        System::Jlac10 => &[(Kind::Jlac, "jlac10"), (Kind::LabItemSet, "jlac10")],
        System::Jlac11 => &[(Kind::Jlac, "jlac11")],
        System::LabItem => &[(Kind::Jlac, "item_id"), (Kind::LabItemSet, "item_id")],
        System::Jfagy => &[(Kind::Jfagy, "code")],
        System::AllergenName => &[(Kind::Jfagy, "term")],
        System::Ycm | System::Gcm => &[],
        System::Yj => &[(Kind::Drug, "price_list_code"), (Kind::Hot, "yj")],
        System::DrugReceipt => &[(Kind::Drug, "code"), (Kind::Hot, "receipt_code")],
        System::Generic => &[(Kind::GenericDrug, "code"), (Kind::Drug, "generic_code")],
        System::Price => &[(Kind::DrugPrice, "code"), (Kind::Drug, "price_list_code")],
        System::Hot7 | System::Hot9 | System::Hot13 => &[(Kind::Hot, "code")],
        System::DrugName => &[(Kind::Drug, "name")],
    }
}

/// The column that holds the name of a row.
pub(super) fn name_column(kind: Kind) -> &'static str {
    match kind {
        Kind::Jfagy => "term",
        Kind::Jlac | Kind::LabItemSet => "item_name",
        Kind::GenericDrug => "description",
        _ => "name",
    }
}

/// Looks a code up in all editions at hand.
///
/// # Errors
/// When it is no code of the system.
pub fn lookup<'m>(masters: &'m Masters, system: System, given: &str, as_of: Day) -> Result<Known<'m>, Malformed> {
    let read = normalise(system, given)?;
    let code = read.code.into_owned();
    let rows = rows(masters, system, &code);
    let mut known = Known {
        validity: validity(masters, system, &code, as_of),
        facts: facts(masters, system, &code, &rows),
        relations: relations(masters, system, &code),
        changes: read.changes,
        rows,
        code,
    };
    known.rows.sort_by_key(|row| (!row.is_in_force, row.kind, std::cmp::Reverse(row.edition.clone())));
    Ok(known)
}

/// The rows of a code. Editions that cannot be opened are left out; `master verify` tells of them.
fn rows<'m>(masters: &'m Masters, system: System, code: &str) -> Vec<Row<'m>> {
    let mut rows = Vec::new();
    for (kind, column) in places(system) {
        let in_force = masters.in_force(*kind).map(|available| available.edition);
        for available in masters.editions(*kind) {
            let is_in_force = in_force == Some(available.edition);
            if let Ok(table) = available.table() {
                rows.extend(rows_of(table, column, system, code, is_in_force));
            }
        }
    }
    rows
}

fn rows_of<'m>(table: &'m Table, name: &str, system: System, code: &str, is_in_force: bool) -> Vec<Row<'m>> {
    let Some(column) = table.column(name) else { return Vec::new() };
    let found: Vec<u32> = match system {
        System::Hot7 | System::Hot9 => table.starting_with(column, code).collect(),
        _ => table.find(column, code).collect(),
    };
    let columns: Vec<_> =
        table.kind().schema().columns.iter().filter_map(|c| Some((c, table.column(c.name)?))).collect();
    let row = |row| Row {
        edition: table.key(),
        kind: table.kind(),
        is_in_force,
        columns: columns.iter().map(|(schema, column)| (schema.name, schema.label, table.text(row, *column))).collect(),
    };
    found.into_iter().map(row).collect()
}

impl<'m> Known<'m> {
    /// Whether any master at hand says something of it.
    pub fn is_known(&self) -> bool {
        !self.rows.is_empty() || self.relations.iter().any(|relation| !relation.codes.is_empty())
    }

    /// Its names by edition, the oldest first; one that did not change is there once, with its first edition.
    pub fn names(&self) -> Vec<(&str, &'m str)> {
        let mut all: Vec<(&str, &'m str)> = Vec::new();
        for row in &self.rows {
            let name = row.columns.iter().find(|(column, ..)| *column == name_column(row.kind));
            all.extend(name.map(|(.., text)| (row.edition.as_str(), *text)).filter(|(_, name)| !name.is_empty()));
        }
        all.sort_by_key(|(edition, _)| edition.rsplit_once('@').map_or("", |(_, day)| day).to_owned());
        all.dedup_by_key(|(_, name)| *name);
        all
    }

    /// What it converts to: an answer for each system, those left out whose masters are not at hand.
    pub fn conversions<R>(
        &self,
        masters: &Masters,
        system: System,
        as_of: Day,
        mut each: impl FnMut(&Conversion<'_>) -> R,
    ) -> Vec<R> {
        let targets = PAIRS.iter().filter(|(from, _)| *from == system).flat_map(|(_, targets)| *targets);
        let mut all = Vec::new();
        for to in targets.filter(|to| **to != system) {
            if let Ok(converter) = Converter::new(masters, system, *to, as_of, Choose::None) {
                all.push(each(&converter.convert(&self.code, &Attributes::default())));
            }
        }
        all
    }
}

fn validity<'m>(masters: &'m Masters, system: System, code: &str, as_of: Day) -> Option<Validity<'m>> {
    let to = match system {
        System::Receipt | System::ManagementNumber | System::Jfagy => system,
        System::DrugReceipt => System::Price,
        System::Modifier => System::ModifierExchange,
        _ => return None,
    };
    Converter::new(masters, system, to, as_of, Choose::None).ok()?.validity(code)
}

/// The name of a row of a table.
fn named<'m>(table: &'m Table, code: &str, row: u32) -> Option<(&'m str, &'m str)> {
    Some((table.text(row, table.column(code)?), table.text(row, table.column(name_column(table.kind()))?)))
}

fn relations<'m>(masters: &'m Masters, system: System, code: &str) -> Vec<Relation<'m>> {
    let found = |kind: Kind, column: &str, own: &str, begins: bool| -> Vec<(&'m str, &'m str)> {
        let Ok(table) = masters.table(kind) else { return Vec::new() };
        let Some(column) = table.column(column) else { return Vec::new() };
        let rows: Vec<u32> = match begins {
            true => table.starting_with(column, code).filter(|row| table.text(*row, column) != code).collect(),
            false => table.find(column, code).collect(),
        };
        rows.into_iter().filter_map(|row| named(table, own, row)).collect()
    };
    let relation = |key, english, japanese, codes| Relation { key, said: Said::new(english, japanese), codes };
    match system {
        System::Receipt => {
            let mut predecessors = found(Kind::RetiredDisease, "successor", "code", false);
            predecessors.sort_unstable();
            vec![relation("predecessors", "retired in favour of it", "統合元", predecessors)]
        }
        System::Icd10 => {
            let below = found(Kind::Disease, "icd10_primary", "icd10_primary", true);
            let mut codes: Vec<(&str, &str)> = below.into_iter().map(|(code, _)| (code, "")).collect();
            codes.dedup();
            vec![
                relation(
                    "primary",
                    "diseases with it as ICD-10-1",
                    "ICD-10-1 の病名",
                    found(Kind::Disease, "icd10_primary", "code", false),
                ),
                relation(
                    "secondary",
                    "diseases with it as ICD-10-2",
                    "ICD-10-2 の病名",
                    found(Kind::Disease, "icd10_secondary", "code", false),
                ),
                relation("descendants", "codes below it in use", "使用中の下位コード", codes),
            ]
        }
        _ => Vec::new(),
    }
}

fn facts(masters: &Masters, system: System, code: &str, rows: &[Row<'_>]) -> Vec<(&'static str, Said, String)> {
    let mut facts: Vec<(&'static str, Said, String)> = Vec::new();
    let mut add = |key, english, japanese, value: String| facts.push((key, Said::new(english, japanese), value));
    match system {
        System::Modifier | System::ModifierExchange | System::ModifierManagementNumber => {
            let row = rows.iter().find(|row| row.is_in_force);
            if let Some(code) = row.and_then(|row| row.get("code")) {
                add("position", "position", "位置", Position::of(code).key().to_owned());
            }
            if let Some(class) = row.and_then(|row| class_words(row.get("modifier_class")?)) {
                add("class", "class", "区分", class.english.to_owned());
            }
        }
        System::Jlac10 | System::Jlac11 => {
            if let Some(segments) = segments(code) {
                add("segments", "segments", "構成", segments.join("-"));
            }
            let row = rows.iter().find(|row| row.is_in_force && row.get("parent").is_some_and(|p| !p.is_empty()));
            if let Some(row) = row.or(rows.iter().find(|row| row.is_in_force)) {
                let set = match row.get("data_class").or(row.get("set")) {
                    Some("検査" | "core43") => "core43",
                    Some("感染症" | "infection5") => "infection5",
                    other => other.unwrap_or_default(),
                };
                add("set", "set", "項目セット", set.to_owned());
                add("item", "FHIR item", "FHIR識別文字列", row.get("item_id").unwrap_or_default().to_owned());
                add("parent", "parent code", "親コード", row.get("parent").unwrap_or_default().to_owned());
            }
        }
        System::Jfagy | System::Ycm | System::Gcm => {
            if let Ok(parsed) = allergy::parse(code) {
                return allergy::facts(masters, &parsed);
            }
        }
        _ => {}
    }
    facts
}
