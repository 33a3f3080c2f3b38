//! Code systems whose codes stand in the code masters: looked up there as of a day, never copied.

mod headings;
mod lens;
mod rack;
mod slips;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use smallvec::SmallVec;

use super::code_system::CodeSystemRef;
use super::ranges::Ranges;
use crate::codes::Day;
use crate::masters::{Column, Edition, Masters, Table};

pub(super) use headings::select;
use lens::{Lens, Reach, Source};
pub(super) use rack::Rack;
use slips::slips;

/// The tables of a code system.
#[derive(Debug)]
struct Opened {
    parts: SmallVec<[Part; 2]>,
    /// The rows of the first table by the headings that they stand under, once asked for.
    headings: OnceLock<HashMap<Box<str>, Vec<u32>>>,
}

/// A column of codes in a table.
#[derive(Debug)]
struct Part {
    source: &'static Source,
    /// The position of the table among the editions at hand.
    position: usize,
    column: Column,
    /// The texts that rows must have in other columns.
    only: SmallVec<[(Column, &'static str); 2]>,
}

impl Part {
    /// The rows that give a code.
    fn rows<'t>(&'t self, table: &'t Table, code: &'t str) -> impl Iterator<Item = u32> + 't {
        self.source.rows(table, self.column, code).filter(|row| self.is_of_system(table, *row))
    }

    /// Whether a row is one of the code system.
    fn is_of_system(&self, table: &Table, row: u32) -> bool {
        self.only.iter().all(|(column, wanted)| table.bytes(row, *column) == wanted.as_bytes())
    }
}

/// A code system whose codes stand in masters.
#[derive(Debug, Clone, Copy)]
pub struct MasterSystem<'a> {
    lens: &'static Lens,
    opened: &'a Opened,
    masters: &'a Masters,
}

impl<'a> MasterSystem<'a> {
    /// Its canonical URL.
    pub fn url(self) -> &'static str {
        self.lens.url
    }

    /// What Japan's guides call it.
    pub fn name(self) -> &'static str {
        self.lens.name
    }

    fn parts(self) -> impl Iterator<Item = (&'a Table, &'a Part)> {
        let table = move |part: &Part| self.masters.available().get(part.position)?.table().ok();
        self.opened.parts.iter().filter_map(move |part| Some((table(part)?, part)))
    }

    /// The edition of its current codes: `disease@20240601`.
    pub fn edition(self) -> String {
        self.parts().next().map_or(String::new(), |(table, _)| table.key())
    }

    /// The day of that edition: it knows no newer codes.
    pub fn day(self) -> Day {
        self.parts().next().map_or(Day(0), |(table, _)| Day::from(table.edition()))
    }

    /// Whether a code that is not there is wrong on a day; where the edition is older than the day it may be newer.
    pub fn is_decided(self, day: Option<Day>) -> bool {
        self.lens.reach == Reach::Whole && day.is_some_and(|day| day <= self.day())
    }

    /// Whether the masters hold only those of its codes that they have a use for, so that others say nothing.
    pub fn is_partial(self) -> bool {
        self.lens.reach == Reach::Used
    }

    /// Whether guides define it, and a list that they carry goes before the master.
    pub fn is_of_guides(self) -> bool {
        self.lens.headings.is_some()
    }

    /// Whether a list that a guide carries holds the paired codes in the place of its own: CLINS published JLAC10 codes as
    /// JLAC11 up to 1.5.3.
    pub(super) fn is_misfilled(self, carried: CodeSystemRef<'_>) -> bool {
        let leaf = carried.concepts().find(|concept| concept.children().next().is_none());
        leaf.is_some_and(|leaf| self.paired_list(leaf.code()).is_some())
    }

    /// The list of the paired codes, when a code has their form and not that of a code of this list.
    pub fn paired_list(self, code: &str) -> Option<&'static str> {
        let headings = self.lens.headings?;
        let has_form = |name: &str| {
            let kinds = self.lens.sources.iter().map(|source| source.kind.schema());
            kinds.flat_map(|schema| schema.columns).any(|column| column.name == name && column.form.holds(code))
        };
        let is_own = self.lens.sources.iter().any(|source| has_form(source.column));
        (!is_own && has_form(headings.paired)).then_some(headings.paired_system)
    }

    /// Whether a code says that what is meant has none.
    pub fn is_placeholder(self, code: &str) -> bool {
        code == self.lens.placeholder && !code.is_empty()
    }

    /// The row of a code; of several the first.
    pub fn find(self, code: &str) -> Option<MasterConcept<'a>> {
        self.parts().find_map(|(table, part)| {
            let row = part.rows(table, code).next()?;
            Some(self.with_retirement(self.concept(table, part, row)))
        })
    }

    fn concept(self, table: &'a Table, part: &'a Part, row: u32) -> MasterConcept<'a> {
        MasterConcept { lens: self.lens, table, part, row, retired: None }
    }

    /// A code with what a later file of the retired says of it.
    fn with_retirement(self, concept: MasterConcept<'a>) -> MasterConcept<'a> {
        let (table, row) = (concept.table, concept.row);
        let is_later = |(other, _): &(&'a Table, &'a Part)| {
            self.lens.has_days && other.kind() != table.kind() && other.edition() >= table.edition()
        };
        let retired = self.parts().find(is_later).and_then(|(other, part)| {
            let code = table.text(row, table.column("code")?);
            Some((other, part, other.find_one(other.column("code")?, code)?))
        });
        MasterConcept { retired, ..concept }
    }

    /// Whether there is such a code.
    pub(super) fn has(self, code: &str) -> bool {
        self.parts().any(|(table, part)| part.rows(table, code).next().is_some())
    }

    /// Whether a code is among rows of it that are given for each table; `None` when there is no such code.
    pub(super) fn is_among(self, code: &str, rows: &[Ranges]) -> Option<bool> {
        let mut exists = false;
        for ((table, part), rows) in self.parts().zip(rows) {
            for row in part.source.rows(table, part.column, code) {
                if rows.contains(row) {
                    return Some(true);
                }
                exists = exists || part.is_of_system(table, row);
            }
        }
        exists.then_some(false)
    }

    /// The codes that one typing slip leads to from a code, and those of a name; some may come twice. They are looked up,
    /// because reading a whole master for each wrong code would take longer than all other checks of a document.
    pub fn near(self, code: &str, name: &str) -> impl Iterator<Item = MasterConcept<'a>> {
        let named = self.parts().filter(|_| !name.is_empty() && !self.lens.name_column.is_empty());
        let by_name: SmallVec<[_; 2]> = named
            .filter_map(|(table, part)| {
                let column = table.column(self.lens.name_column)?;
                let row = table.find(column, name).find(|row| part.is_of_system(table, *row))?;
                Some(self.with_retirement(self.concept(table, part, row)))
            })
            .collect();
        slips(code).filter_map(move |slip| self.find(&slip)).chain(by_name)
    }

    /// All its codes; some may come twice.
    pub fn concepts(self) -> impl Iterator<Item = MasterConcept<'a>> {
        self.concepts_of(None)
    }

    /// The codes of rows that are given for each table, or of all; some may come twice.
    pub(super) fn concepts_of<'r>(self, rows: Option<&'r [Ranges]>) -> impl Iterator<Item = MasterConcept<'a>> + 'r
    where
        'a: 'r,
    {
        self.parts().enumerate().flat_map(move |(index, (table, part))| {
            let is_given = move |row: &u32| rows.is_none_or(|rows| rows.get(index).is_some_and(|r| r.contains(*row)));
            let has_code = move |row: &u32| part.source.holds(table.text(*row, part.column));
            let all =
                (0..table.len()).filter(move |row| is_given(row) && has_code(row) && part.is_of_system(table, *row));
            all.map(move |row| self.concept(table, part, row))
        })
    }
}

/// A code as a row of a master has it.
#[derive(Debug, Clone, Copy)]
pub struct MasterConcept<'a> {
    lens: &'static Lens,
    table: &'a Table,
    part: &'a Part,
    row: u32,
    /// Its row in a later file of the retired.
    retired: Option<(&'a Table, &'a Part, u32)>,
}

impl<'a> MasterConcept<'a> {
    fn text(self, column: &str) -> &'a str {
        self.table.column(column).map_or("", |column| self.table.text(self.row, column))
    }

    fn day(self, column: &str) -> Option<Day> {
        Edition::parse(self.text(column)).filter(|_| self.lens.has_days).map(Day::from)
    }

    /// The same by its row in a later file of the retired, if it is there, else itself.
    fn latest(self) -> Self {
        self.retired.map_or(self, |(table, part, row)| Self { table, part, row, retired: None, ..self })
    }

    /// The code.
    pub fn code(self) -> Cow<'a, str> {
        match self.part.source.parts(self.table.text(self.row, self.part.column)) {
            ["", own, ""] => Cow::Borrowed(own),
            parts => Cow::Owned(parts.concat()),
        }
    }

    /// Its name, as published; empty when the code stands for several.
    pub fn display(self) -> &'a str {
        if self.lens.name_column.is_empty() { "" } else { self.text(self.lens.name_column) }
    }

    /// Whether a display that differs from its name is wrong.
    pub fn is_name_fixed(self) -> bool {
        self.lens.is_name_fixed && !self.display().is_empty()
    }

    /// The first day it may be used, if that is stated.
    pub fn first_day(self) -> Option<Day> {
        self.day("listed")
    }

    /// The last day it may be used; `None` while no end is known.
    pub fn last_day(self) -> Option<Day> {
        self.latest().day("retired")
    }

    /// The code of the same code system that follows it, and its name.
    pub fn successor(self, system: MasterSystem<'a>) -> Option<(Cow<'a, str>, &'a str)> {
        let latest = self.latest();
        let next = latest.text("successor");
        if next == latest.text("code") || latest.table.column("successor").is_some() && next.is_empty() {
            return None;
        }
        system.parts().find_map(|(table, part)| {
            let row = if next.is_empty() {
                // Where a master states no successor it is the code that goes on under the same name.
                let is_current = |row: &u32| system.concept(table, part, *row).last_day().is_none();
                let name = self.display();
                let column =
                    table.column(self.lens.name_column).filter(|_| !name.is_empty() && self.last_day().is_some())?;
                table.find(column, name).find(|row| part.is_of_system(table, *row) && is_current(row))?
            } else {
                table.find(table.column("code")?, next).next()?
            };
            let concept = system.concept(table, part, row);
            Some((concept.code(), concept.display()))
        })
    }

    /// What stands in a column of its row; empty where there is nothing.
    pub fn property(self, column: &str) -> &'a str {
        self.text(column)
    }

    /// What the master says of the code: columns by name.
    pub fn properties(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let columns = self.table.kind().schema().columns.iter().map(|column| column.name);
        columns.map(move |name| (name, self.text(name))).filter(|(_, text)| !text.is_empty())
    }
}
