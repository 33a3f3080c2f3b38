//! Code systems whose codes stand in the code masters: looked up there as of a day, never copied.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use smallvec::SmallVec;

use crate::codes::Day;
use crate::masters::{Available, Column, Edition, Kind, Masters, Table};

/// Where the codes of a code system stand.
#[derive(Debug)]
struct Lens {
    url: &'static str,
    /// What Japan's guides call it.
    name: &'static str,
    /// The masters that hold its codes, current ones first.
    kinds: &'static [Kind],
    /// The columns of the code and of its name.
    code: &'static str,
    name_column: &'static str,
    /// How many characters of the column are the code; 0 for all.
    length: usize,
    /// The code of what has none; no master lists it. Empty when there is none.
    placeholder: &'static str,
    /// Whether a code that is not there is wrong unless it came out after the edition: retired codes stay, or only what is
    /// listed counts.
    is_whole: bool,
    /// Whether the days of a row are those of the code; a claim may end where the code goes on to name a drug.
    has_days: bool,
}

const DISEASES: &[Kind] = &[Kind::Disease, Kind::RetiredDisease];
const MODIFIERS: &[Kind] = &[Kind::Modifier];
const PACKAGES: &[Kind] = &[Kind::Hot];

const fn lens(
    url: &'static str,
    name: &'static str,
    kinds: &'static [Kind],
    code: &'static str,
    name_column: &'static str,
) -> Lens {
    Lens { url, name, kinds, code, name_column, length: 0, placeholder: "", is_whole: false, has_days: true }
}

static LENSES: [Lens; 11] = [
    Lens {
        is_whole: true,
        ..lens("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease", "傷病名コード", DISEASES, "code", "name")
    },
    Lens {
        is_whole: true,
        placeholder: "99999999",
        ..lens(
            "http://medis.or.jp/CodeSystem/master-disease-keyNumber",
            "病名管理番号",
            DISEASES,
            "management_number",
            "name",
        )
    },
    // Several diseases share one of these.
    Lens {
        has_days: false,
        ..lens("http://medis.or.jp/CodeSystem/master-disease-exCode", "病名交換用コード", DISEASES, "exchange_code", "")
    },
    lens(
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier",
        "修飾語コード",
        MODIFIERS,
        "code",
        "name",
    ),
    lens(
        "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber",
        "修飾語管理番号",
        MODIFIERS,
        "management_number",
        "name",
    ),
    lens(
        "http://medis.or.jp/CodeSystem/master-disease-modExCode",
        "修飾語交換用コード",
        MODIFIERS,
        "exchange_code",
        "name",
    ),
    Lens {
        has_days: false,
        ..lens(
            "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code",
            "YJコード",
            &[Kind::Drug],
            "price_list_code",
            "name",
        )
    },
    lens("http://medis.or.jp/CodeSystem/master-HOT13", "HOT13", PACKAGES, "code", ""),
    Lens { length: 9, ..lens("http://medis.or.jp/CodeSystem/master-HOT9", "HOT9", PACKAGES, "code", "") },
    Lens { length: 7, ..lens("http://medis.or.jp/CodeSystem/master-HOT7", "HOT7", PACKAGES, "code", "") },
    Lens {
        is_whole: true,
        ..lens(
            "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode",
            "一般名コード",
            &[Kind::GenericDrug],
            "code",
            "description",
        )
    },
];

/// The masters as terminology asks them.
#[derive(Debug, Default)]
pub(super) struct Rack {
    masters: Arc<Masters>,
    as_of: Option<Day>,
    /// The code systems, in the order of [`LENSES`], each opened when it is first asked for.
    opened: [OnceLock<Option<Opened>>; LENSES.len()],
}

/// The tables of a code system: their positions among the editions at hand, and their column of codes.
#[derive(Debug)]
struct Opened(SmallVec<[(usize, Column); 2]>);

impl Rack {
    pub(super) fn new(masters: Arc<Masters>, as_of: Option<Day>) -> Self {
        Self { masters, as_of, opened: Default::default() }
    }

    /// The day that decides which editions count.
    pub(super) fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// The edition besides those looked into that has a code of a code system.
    pub(super) fn elsewhere(&self, url: &str, code: &str) -> Option<String> {
        let lens = LENSES.iter().find(|lens| lens.url == url && lens.length == 0)?;
        let others = self.masters.available().iter().enumerate().filter(|(position, available)| {
            lens.kinds.contains(&available.kind) && self.edition(available.kind) != Some(*position)
        });
        others.map(|(_, available)| available).find_map(|available| {
            let table = available.table().ok()?;
            table.find(table.column(lens.code)?, code).next().map(|_| available.key())
        })
    }

    /// The number of the code system of a URL; `None` when it is no master's or no edition is at hand.
    pub(super) fn number(&self, url: &str) -> Option<usize> {
        let number = LENSES.iter().position(|lens| lens.url == url)?;
        self.system(number).map(|_| number)
    }

    /// The code system of a number.
    pub(super) fn system(&self, number: usize) -> Option<MasterSystem<'_>> {
        let lens = LENSES.get(number)?;
        let open = || {
            let part = |kind: &Kind| {
                let position = self.edition(*kind)?;
                Some((position, self.masters.available()[position].table().ok()?.column(lens.code)?))
            };
            lens.kinds.iter().map(part).collect::<Option<_>>().map(Opened)
        };
        let opened = self.opened[number].get_or_init(open).as_ref()?;
        Some(MasterSystem { lens, opened, masters: &self.masters })
    }

    /// The table of a master that counts on the day.
    pub(super) fn table(&self, kind: Kind) -> Option<&Table> {
        self.masters.available()[self.edition(kind)?].table().ok()
    }

    /// The editions that are looked into, by their keys.
    pub(super) fn editions(&self) -> Vec<String> {
        let kinds: BTreeSet<Kind> = LENSES.iter().flat_map(|lens| lens.kinds).copied().collect();
        let positions = kinds.into_iter().filter_map(|kind| self.edition(kind));
        positions.map(|position| self.masters.available()[position].key()).collect()
    }

    /// The edition of a master that counts: the pinned one, else the newest that was out on the day, else the oldest.
    fn edition(&self, kind: Kind) -> Option<usize> {
        let pinned = self.masters.pinned(kind);
        let editions = self.masters.available().iter().enumerate().filter(|(_, available)| available.kind == kind);
        let counts = |available: &Available| match (pinned, self.as_of) {
            (Some(pinned), _) => available.edition == pinned,
            (None, Some(day)) => Day::from(available.edition) <= day,
            (None, None) => true,
        };
        let newest = editions.clone().filter(|(_, available)| counts(available)).last();
        newest.or_else(|| editions.clone().next().filter(|_| pinned.is_none())).map(|(position, _)| position)
    }
}

/// What one slip makes of a code: a character left out, put in, wrong, or swapped with the next. Nothing of texts that are
/// no codes.
fn slips(code: &str) -> impl Iterator<Item = String> {
    const LONGEST: usize = 24;
    const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let length = if code.is_ascii() && code.len() <= LONGEST { code.len() } else { 0 };
    let with = move |at: usize, end: usize, put: &str| format!("{}{put}{}", &code[..at], &code[end..]);
    let places =
        move |last: usize| (0..last).flat_map(|at| CHARACTERS.iter().map(move |c| (at, char::from(*c).to_string())));
    let swapped = (1..length).map(move |at| with(at - 1, at + 1, &code[at - 1..=at].chars().rev().collect::<String>()));
    let left_out = (0..length).map(move |at| with(at, at + 1, ""));
    let replaced = places(length).map(move |(at, put)| with(at, at + 1, &put));
    let put_in = places(if length == 0 { 0 } else { length + 1 }).map(move |(at, put)| with(at, at, &put));
    swapped.chain(left_out).chain(replaced).chain(put_in)
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

    fn tables(self) -> impl Iterator<Item = (&'a Table, Column)> {
        let table = move |position: usize| self.masters.available().get(position)?.table().ok();
        self.opened.0.iter().filter_map(move |(position, column)| Some((table(*position)?, *column)))
    }

    /// The edition of its current codes: `disease@20240601`.
    pub fn edition(self) -> String {
        self.tables().next().map_or(String::new(), |(table, _)| table.key())
    }

    /// The day of that edition: it knows no newer codes.
    pub fn day(self) -> Day {
        self.tables().next().map_or(Day(0), |(table, _)| Day::from(table.edition()))
    }

    /// Whether a code that is not there is wrong on a day; where the edition is older than the day it may be newer.
    pub fn is_decided(self, day: Option<Day>) -> bool {
        self.lens.is_whole && day.is_some_and(|day| day <= self.day())
    }

    /// Whether a code says that what is meant has none.
    pub fn is_placeholder(self, code: &str) -> bool {
        code == self.lens.placeholder && !code.is_empty()
    }

    /// The row of a code; of several the first.
    pub fn find(self, code: &str) -> Option<MasterConcept<'a>> {
        let lens = self.lens;
        if code.is_empty() || (lens.length != 0 && code.len() != lens.length) {
            return None;
        }
        self.tables().find_map(|(table, column)| {
            let row = match lens.length {
                0 => table.find(column, code).next(),
                _ => table.starting_with(column, code).next(),
            }?;
            Some(self.concept(table, row))
        })
    }

    /// A row with what a later file of the retired says of it.
    fn concept(self, table: &'a Table, row: u32) -> MasterConcept<'a> {
        let lens = self.lens;
        let later = |(other, _): &(&'a Table, Column)| {
            lens.has_days && other.kind() != table.kind() && other.edition() >= table.edition()
        };
        let retired = self.tables().find(later).and_then(|(other, _)| {
            let code = table.text(row, table.column("code")?);
            Some((other, other.find_one(other.column("code")?, code)?))
        });
        MasterConcept { lens, table, row, retired }
    }

    /// The codes that one typing slip leads to from a code, and those of a name; some may come twice. They are looked up,
    /// because reading a whole master for each wrong code would take longer than all other checks of a document.
    pub fn near(self, code: &str, name: &str) -> impl Iterator<Item = MasterConcept<'a>> {
        let lens = self.lens;
        let by_name =
            self.tables().filter(|_| !name.is_empty() && !lens.name_column.is_empty()).flat_map(move |(table, _)| {
                let column = table.column(lens.name_column);
                let rows = column.and_then(|column| {
                    table.starting_with(column, name).next().filter(|row| table.text(*row, column) == name)
                });
                rows.map(|row| self.concept(table, row))
            });
        let by_code = slips(code).filter_map(move |slip| self.find(&slip));
        let by_name: SmallVec<[_; 2]> = by_name.collect();
        by_code.chain(by_name)
    }

    /// All its codes; some may come twice.
    pub fn concepts(self) -> impl Iterator<Item = MasterConcept<'a>> {
        let lens = self.lens;
        self.tables().flat_map(move |(table, _)| {
            (0..table.len()).map(move |row| MasterConcept { lens, table, row, retired: None })
        })
    }
}

/// A code as a row of a master has it.
#[derive(Debug, Clone, Copy)]
pub struct MasterConcept<'a> {
    lens: &'static Lens,
    table: &'a Table,
    row: u32,
    /// Its row in a later file of the retired.
    retired: Option<(&'a Table, u32)>,
}

impl<'a> MasterConcept<'a> {
    fn text(self, column: &str) -> &'a str {
        self.table.column(column).map_or("", |column| self.table.text(self.row, column))
    }

    fn day(self, column: &str) -> Option<Day> {
        Edition::parse(self.text(column)).filter(|_| self.lens.has_days).map(Day::from)
    }

    /// The same of its row in a later file of the retired, if it is there, else its own.
    fn latest(self) -> Self {
        self.retired.map_or(self, |(table, row)| Self { table, row, retired: None, ..self })
    }

    /// The code.
    pub fn code(self) -> &'a str {
        let text = self.text(self.lens.code);
        if self.lens.length == 0 { text } else { text.get(..self.lens.length).unwrap_or(text) }
    }

    /// Its name, as published; empty when the code stands for several.
    pub fn display(self) -> &'a str {
        if self.lens.name_column.is_empty() { "" } else { self.text(self.lens.name_column) }
    }

    /// The first day it may be used, if that is stated.
    pub fn first_day(self) -> Option<Day> {
        self.day("listed")
    }

    /// The last day it may be used; `None` while no end is known.
    pub fn last_day(self) -> Option<Day> {
        self.latest().day("retired")
    }

    /// What stands in a column of its row; empty where there is nothing.
    pub fn property(self, column: &str) -> &'a str {
        self.text(column)
    }

    /// The code of the same code system that follows it, and its name.
    pub fn successor(self, system: MasterSystem<'a>) -> Option<(&'a str, &'a str)> {
        let latest = self.latest();
        let next = latest.text("successor");
        if next.is_empty() || next == latest.text("code") {
            return None;
        }
        system.tables().find_map(|(table, _)| {
            let row = table.find(table.column("code")?, next).next()?;
            let concept = MasterConcept { lens: self.lens, table, row, retired: None };
            Some((concept.code(), concept.display()))
        })
    }

    /// What the master says of the code: columns by name.
    pub fn properties(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let columns = self.table.kind().schema().columns.iter().map(|column| column.name);
        columns.map(move |name| (name, self.text(name))).filter(|(_, text)| !text.is_empty())
    }
}
