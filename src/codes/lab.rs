//! Laboratory tests: JLAC10, JLAC11 and the 43 + 5 items that are shared.
//!
//! JLAC11 tells the reagent, the container and the unit; JLAC10 does not. One way is certain, the other needs them.

use smallvec::SmallVec;

use super::choose::settle;
use super::converter::{Context, NoConverter, column};
use super::model::{
    Attribute, Attributes, Candidate, Choose, Conversion, Doubt, Equivalence, Facts, NoTarget, Outcome, Reason, Target,
};
use super::names::Names;
use super::near::near_codes;
use super::normalise::UNCODED_JLAC10;
use super::system::System;
use crate::fold::same_display;
use crate::masters::{Column, Kind, Masters, Table};

/// How the 17 characters of JLAC10 and JLAC11 fall into segments.
const SEGMENTS: [usize; 5] = [5, 4, 3, 3, 2];
/// The unit of JLAC11 codes that order a test.
const ORDER: &str = "00";
/// 材料 and its container within a JLAC11 code.
const MATERIAL: std::ops::Range<usize> = 9..12;
/// 識別 within a JLAC11 code.
const IDENTIFICATION: std::ops::Range<usize> = 5..9;
/// データ区分 of the infections.
const INFECTION: &str = "感染症";
/// The code system of the JLAC11 codes of infections.
const INFECTION_JLAC11: &str = "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS";

/// The segments of a JLAC10 code (分析物, 識別, 材料, 測定法, 結果識別) or a JLAC11 code (測定物, 識別, 材料, 測定法,
/// 結果単位); `None` when it has not 17 characters.
pub fn segments(code: &str) -> Option<[&str; 5]> {
    let mut rest = code;
    let mut parts = [""; 5];
    for (part, length) in parts.iter_mut().zip(SEGMENTS) {
        (*part, rest) = rest.split_at_checked(length)?;
    }
    rest.is_empty().then_some(parts)
}

/// 電子カルテ情報共有サービスマスター表, and the earlier set of items.
#[derive(Debug)]
pub struct Tests<'m> {
    table: &'m Table,
    c: Columns,
    item_set: Option<ItemSet<'m>>,
    items: Names,
    pub(super) context: Context,
}

#[derive(Debug)]
struct Columns {
    request: Column,
    data_class: Column,
    item_id: Column,
    item_name: Column,
    product: Column,
    material11: Column,
    method11: Column,
    jlac11: Column,
    unit: Column,
    method10: Column,
    jlac10: Column,
}

/// 臨床検査項目43項目・感染症検査項目5項目: it also has codes that the table has lost.
#[derive(Debug)]
struct ItemSet<'m> {
    table: &'m Table,
    jlac10: Column,
    old_jlac10: Column,
    item_id: Column,
    item_name: Column,
}

impl<'m> Tests<'m> {
    pub(super) fn new(masters: &'m Masters, context: Context) -> Result<Self, NoConverter> {
        let table = masters.table(Kind::Jlac)?;
        let c = Columns {
            request: column(table, "request")?,
            data_class: column(table, "data_class")?,
            item_id: column(table, "item_id")?,
            item_name: column(table, "item_name")?,
            product: column(table, "product")?,
            material11: column(table, "material11")?,
            method11: column(table, "method11")?,
            jlac11: column(table, "jlac11")?,
            unit: column(table, "unit")?,
            method10: column(table, "method10")?,
            jlac10: column(table, "jlac10")?,
        };
        let item_set = masters.table(Kind::LabItemSet).ok().map(ItemSet::new).transpose()?;
        Ok(Self { table, c, item_set, items: Names::default(), context })
    }

    pub(super) fn editions(&self) -> Vec<String> {
        std::iter::once(self.table.key()).chain(self.item_set.iter().map(|set| set.table.key())).collect()
    }

    fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }

    pub(super) fn convert<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        let from = match conversion.from {
            System::Jlac10 => self.c.jlac10,
            System::Jlac11 => self.c.jlac11,
            _ => self.c.item_id,
        };
        let all: SmallVec<[u32; 8]> = match conversion.from {
            System::LabItem => self.items.find(self.table, &[self.c.item_id], &conversion.code).into(),
            _ => self.table.find(from, &conversion.code).collect(),
        };
        let Some(first) = all.first() else {
            return self.convert_unlisted(conversion, from);
        };
        conversion.display = self.text(*first, self.c.item_name);
        let mut rows: SmallVec<[u32; 8]> = all.iter().copied().filter(|row| !self.is_order(*row)).collect();
        if rows.is_empty() && conversion.to != System::LabItem {
            conversion.outcome = Outcome::NoTarget(NoTarget::RequestOnly);
            return;
        }
        if rows.is_empty() {
            rows = all;
        }
        let to = match conversion.to {
            System::Jlac10 => self.c.jlac10,
            System::Jlac11 => self.c.jlac11,
            _ => self.c.item_id,
        };
        let doubt = if conversion.to == System::LabItem { None } else { self.narrow(&mut rows, attributes) };
        conversion.doubt = doubt;
        let reason = if doubt.is_some() { Reason::PairedDespite } else { Reason::Paired };
        self.settle_rows(conversion, &rows, to, reason);
    }

    /// What comes of the rows that are left.
    fn settle_rows<'t>(&'t self, conversion: &mut Conversion<'t>, rows: &[u32], to: Column, reason: Reason) {
        let Some(first) = rows.first() else { return };
        let code = self.text(*first, to);
        if reason == Reason::Paired && rows.iter().all(|row| self.text(*row, to) == code) {
            conversion.outcome = match code {
                "" => Outcome::NoTarget(NoTarget::NoRelation),
                _ => Outcome::exact(self.target(conversion, *first, code)),
            };
            return;
        }
        let mut list: Vec<Candidate<'m>> = Vec::new();
        for row in rows {
            let code = self.text(*row, to);
            if !code.is_empty() && !list.iter().any(|other| other.group == code) {
                let targets = [self.target(conversion, *row, code)].into_iter().collect();
                list.push(Candidate { targets, reason, group: code, facts: self.facts(conversion.to, *row) });
            }
        }
        let choose = match self.context.choose {
            // The table names no representative among reagents.
            Choose::Representative => Choose::None,
            choose => choose,
        };
        conversion.outcome = settle(list, choose);
    }

    /// Keeps the rows that fit what is given besides the code; the answer is the first attribute that fits none.
    fn narrow(&self, rows: &mut SmallVec<[u32; 8]>, given: &Attributes<'_>) -> Option<Doubt> {
        let c = &self.c;
        let container = |row: u32| {
            let (name, code) = (self.text(row, c.material11), self.text(row, c.jlac11));
            given.container == code.get(MATERIAL).unwrap_or_default() || same_display(name, given.container)
        };
        let has = |column: Column, wanted: &str, row: u32| same_display(self.text(row, column), wanted);
        // A name that is no item's is the institution's own and decides nothing.
        let is_item = |row: &mut u32| has(c.item_id, given.name, *row) || has(c.item_name, given.name, *row);
        if rows.iter().any(|row| is_item(&mut row.clone())) {
            rows.retain(is_item);
        }
        let is = |column: Column, wanted: &str, row: u32| self.text(row, column).trim() == wanted.trim();
        let mut doubt = None;
        // The first way of comparing that any row fits decides.
        let mut keep = |attribute: Attribute, value: &str, ways: &[&dyn Fn(u32) -> bool]| {
            if value.trim().is_empty() {
                return;
            }
            match ways.iter().find(|fits| rows.iter().any(|row| fits(*row))) {
                Some(fits) => rows.retain(|row| fits(*row)),
                None => doubt = doubt.or(Some(Doubt::AttributeDiffers(attribute))),
            }
        };
        let is_item = |row| has(c.item_id, given.item, row) || has(c.item_name, given.item, row);
        let method = |row| has(c.method11, given.method, row) || has(c.method10, given.method, row);
        keep(Attribute::Item, given.item, &[&is_item]);
        // Two products of one code have names that differ in nothing but II and Ⅱ.
        let reagent = |row| has(c.product, given.reagent, row);
        keep(Attribute::Reagent, given.reagent, &[&|row| is(c.product, given.reagent, row), &reagent]);
        keep(Attribute::Container, given.container, &[&container]);
        keep(Attribute::Method, given.method, &[&method]);
        // Letter case tells units apart (s and S), but is written carelessly where it does not.
        keep(Attribute::Unit, given.unit, &[&|row| is(c.unit, given.unit, row), &|row| has(c.unit, given.unit, row)]);
        doubt
    }

    /// Whether a row is a test as ordered, not as reported.
    fn is_order(&self, row: u32) -> bool {
        !self.text(row, self.c.request).is_empty() || self.text(row, self.c.jlac11).ends_with(ORDER)
    }

    fn target(&self, conversion: &Conversion<'_>, row: u32, code: &'m str) -> Target<'m> {
        let display = self.text(row, self.c.item_name);
        let target = Target::new(conversion.to, code, display, Some(self.table.edition()));
        let is_infection = self.text(row, self.c.data_class) == INFECTION;
        let equivalence = match (conversion.from, conversion.to) {
            (System::Jlac11, System::Jlac10) if !self.is_only(self.c.jlac10, code, self.c.jlac11) => Equivalence::Wider,
            (System::Jlac10, System::Jlac11) if !self.is_only(self.c.jlac10, &conversion.code, self.c.jlac11) => {
                Equivalence::Narrower
            }
            (System::LabItem, _) => Equivalence::Narrower,
            (_, System::LabItem) => Equivalence::Wider,
            _ => Equivalence::Equivalent,
        };
        match conversion.to {
            System::Jlac11 if is_infection => Target { url: INFECTION_JLAC11, equivalence, ..target },
            _ => Target { equivalence, ..target },
        }
    }

    /// Whether results of a code are paired with only one code of another column.
    fn is_only(&self, column: Column, code: &str, other: Column) -> bool {
        let rows = self.table.find(column, code).filter(|row| !self.is_order(*row));
        let mut codes = rows.map(|row| self.text(row, other));
        let first = codes.next();
        codes.all(|code| Some(code) == first)
    }

    /// What tells a row from others.
    fn facts(&self, to: System, row: u32) -> Facts<'m> {
        let c = &self.c;
        let fact = |attribute, column| (attribute, self.text(row, column));
        let facts = match to {
            System::Jlac10 => vec![fact(Attribute::Item, c.item_id), fact(Attribute::Method, c.method10)],
            System::Jlac11 => vec![
                fact(Attribute::Reagent, c.product),
                fact(Attribute::Container, c.material11),
                fact(Attribute::Unit, c.unit),
                fact(Attribute::Method, c.method11),
                (Attribute::Identification, self.text(row, c.jlac11).get(IDENTIFICATION).unwrap_or_default()),
            ],
            _ => vec![fact(Attribute::Name, c.item_name)],
        };
        facts.into_iter().collect()
    }

    /// A well-formed code that the table does not have.
    fn convert_unlisted<'t>(&'t self, conversion: &mut Conversion<'t>, from: Column) {
        if conversion.from == System::Jlac10 && conversion.code == UNCODED_JLAC10 {
            conversion.outcome = Outcome::NoTarget(NoTarget::Placeholder);
            return;
        }
        let set =
            self.item_set.as_ref().filter(|_| conversion.to == System::LabItem && conversion.from == System::Jlac10);
        let found = set.and_then(|set| set.find(&conversion.code));
        if let Some(target) = &found {
            conversion.display = target.display;
        }
        conversion.outcome = match (found, conversion.from) {
            (Some(target), _) => Outcome::exact(target),
            (None, System::LabItem) if self.context.near => {
                Outcome::Unknown(near_codes(self.table, from, self.c.item_name, &conversion.code))
            }
            (None, System::LabItem) => Outcome::Unknown(Vec::new()),
            // The table lists what is shared; that a code is not in it does not make it wrong.
            _ => Outcome::NoTarget(NoTarget::NotInTable),
        };
    }
}

impl<'m> ItemSet<'m> {
    fn new(table: &'m Table) -> Result<Self, NoConverter> {
        Ok(Self {
            table,
            jlac10: column(table, "jlac10")?,
            old_jlac10: column(table, "old_jlac10")?,
            item_id: column(table, "item_id")?,
            item_name: column(table, "item_name")?,
        })
    }

    /// The item of a code, or of one that was corrected.
    fn find(&self, code: &str) -> Option<Target<'m>> {
        let mut rows = self.table.find(self.jlac10, code).chain(self.table.find(self.old_jlac10, code));
        let row = rows.find(|row| !self.table.text(*row, self.item_id).is_empty())?;
        let (id, name) = (self.table.text(row, self.item_id), self.table.text(row, self.item_name));
        Some(Target::new(System::LabItem, id, name, Some(self.table.edition())).that_is(Equivalence::Wider))
    }
}
