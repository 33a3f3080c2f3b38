//! The names of a master as one text, with what tells quickly which of them may differ from a query by a slip.

use memchr::memmem::{self, Finder};

use super::fold::{fold, folded};
use super::slip::{classes, one_slip, one_slip_from_start};
use super::{Fields, Hit, How};
use crate::masters::{Column, Table};

/// What stands between names; never in one.
const BETWEEN: u8 = b'\n';
/// Of names this short, others that differ in several characters are no help.
const SHORTEST_NEAR: usize = 4;

/// The names of one table, ready to be searched.
pub struct Index<'t> {
    table: &'t Table,
    fields: &'static Fields,
    /// All names, folded, each after a [`BETWEEN`].
    text: Vec<u8>,
    names: Vec<Name>,
    /// For each name the classes of its characters.
    classes: Vec<u128>,
    /// For each row that has a hit of its own: what it is preferred by.
    preference: Vec<u8>,
}

/// A name in the text.
struct Name {
    start: u32,
    row: u32,
    characters: u16,
    column: u8,
}

impl<'t> Index<'t> {
    /// Reads the names of a table.
    pub fn new(table: &'t Table, fields: &'static Fields) -> Self {
        let mut index =
            Self { table, fields, text: vec![BETWEEN], names: Vec::new(), classes: Vec::new(), preference: Vec::new() };
        let columns: Vec<Option<Column>> = fields.names.iter().map(|name| table.column(name)).collect();
        let code = table.column(fields.code);
        let (preference, blank) = (table.column(fields.preference), table.column(fields.only_blank));
        let mut first_of_code = foldhash::HashMap::default();
        let mut folded = String::new();
        for row in 0..table.len() {
            let preferred = preference.map_or("", |column| table.text(row, column)).bytes().next();
            index.preference.push(preferred.unwrap_or(b'9'));
            if blank.is_some_and(|column| !table.text(row, column).is_empty()) {
                continue;
            }
            let own = code.map_or("", |column| table.text(row, column));
            if *first_of_code.entry(own).or_insert(row) != row {
                continue;
            }
            let first_name = index.names.len();
            for (number, column) in columns.iter().enumerate().filter_map(|(n, column)| Some((n, (*column)?))) {
                folded.clear();
                fold(table.text(row, column), &mut folded);
                index.add(row, number, &folded, first_name);
            }
        }
        index
    }

    /// Adds a name of a row, unless it is empty or the row has it already.
    fn add(&mut self, row: u32, column: usize, folded: &str, first_name: usize) {
        let known = (first_name..self.names.len()).any(|number| self.name(number) == folded.as_bytes());
        if folded.is_empty() || known {
            return;
        }
        let characters = folded.chars().count().min(usize::from(u16::MAX)) as u16;
        self.names.push(Name { start: self.text.len() as u32, row, characters, column: column as u8 });
        self.classes.push(classes(folded));
        self.text.extend_from_slice(folded.as_bytes());
        self.text.push(BETWEEN);
    }

    /// A name, folded.
    fn name(&self, number: usize) -> &[u8] {
        let end = self.names.get(number + 1).map_or(self.text.len(), |next| next.start as usize) - 1;
        &self.text[self.names[number].start as usize..end]
    }

    /// The table that is searched.
    pub fn table(&self) -> &'t Table {
        self.table
    }

    /// The hits for what was typed, best first, at most `limit`; none for a text of spaces and dots.
    pub fn search(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let mut query = String::new();
        fold(typed, &mut query);
        if query.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut best = Best { found: Vec::with_capacity(limit + 1), limit };
        self.exact(&query, |found| best.add(found));
        if !best.is_full() {
            let beginnings = best.found.is_empty();
            self.slips(&query, beginnings, &mut best);
        }
        if !best.is_full() {
            self.words(typed, &mut best);
        }
        if best.found.is_empty() {
            self.near(&query, &mut best);
        }
        self.with_representatives(best)
    }

    /// Names that hold the query.
    fn exact(&self, query: &str, mut each: impl FnMut(Scored)) {
        let finder = Finder::new(query.as_bytes());
        let (mut at, mut number) = (0, 0);
        while let Some(found) = finder.find(&self.text[at..]) {
            let position = at + found;
            while self.names.get(number + 1).is_some_and(|next| next.start as usize <= position) {
                number += 1;
            }
            let own = &self.names[number];
            let how = if own.start as usize != position {
                How::Within
            } else if self.name(number).len() == query.len() {
                How::Whole
            } else {
                How::Beginning
            };
            each(self.scored(number, how, 0));
            at = match self.names.get(number + 1) {
                Some(next) => next.start as usize,
                None => return,
            };
        }
    }

    /// Names that are the query but for one slip, or begin with it.
    fn slips(&self, query: &str, beginnings: bool, best: &mut Best) {
        let (own, length) = (classes(query), query.chars().count());
        for (number, classes) in self.classes.iter().enumerate() {
            if (own & !classes).count_ones() > 1 {
                continue;
            }
            let characters = usize::from(self.names[number].characters);
            if characters + 1 < length {
                continue;
            }
            let Ok(name) = std::str::from_utf8(self.name(number)) else { continue };
            if characters <= length + 1 && (classes & !own).count_ones() <= 1 && one_slip(query, name) {
                // The same characters in another order are meant rather than others.
                best.add(self.scored(number, How::Slip, usize::from(*classes != own)));
            } else if beginnings && one_slip_from_start(query, name) {
                best.add(self.scored(number, How::SlipInBeginning, 0));
            }
        }
    }

    /// Rows whose names and details hold every word.
    fn words(&self, typed: &str, best: &mut Best) {
        let mut words: Vec<String> = typed.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        if words.len() < 2 {
            return;
        }
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let details = self.fields.details.iter();
        let details: Vec<Column> = details.filter_map(|name| self.table.column(name)).collect();
        let mut folded = String::new();
        // One of the words is part of a name; the longest one leaves the fewest rows to look at.
        for anchor in &words {
            let mut last = None;
            let mut is_found = false;
            self.exact(anchor, |scored| {
                if last.replace(scored.hit.row) == Some(scored.hit.row) {
                    return;
                }
                let names = self.names_of(scored.hit.row);
                let mut others = words.iter().filter(|word| memmem::find(names, word.as_bytes()).is_none()).peekable();
                folded.clear();
                for column in details.iter().filter(|_| others.peek().is_some()) {
                    fold(self.table.text(scored.hit.row, *column), &mut folded);
                    folded.push(char::from(BETWEEN));
                }
                if others.all(|word| folded.contains(word.as_str())) {
                    is_found = true;
                    let (_, distance, characters, preference) = scored.rank;
                    let hit = Hit { how: How::Words, column: "", ..scored.hit };
                    best.add(Scored { rank: (How::Words, distance, characters, preference), hit });
                }
            });
            if is_found {
                return;
            }
        }
    }

    /// All names of a row, folded.
    fn names_of(&self, row: u32) -> &[u8] {
        let start = |at: usize| self.names.get(at).map_or(self.text.len(), |name| name.start as usize);
        let first = self.names.partition_point(|name| name.row < row);
        let more = self.names[first..].iter().take_while(|name| name.row == row).count();
        &self.text[start(first)..start(first + more)]
    }

    /// Names that differ in a few characters.
    fn near(&self, query: &str, best: &mut Best) {
        let (own, length) = (classes(query), query.chars().count());
        let allowed = 2.max(length / 4);
        if length < SHORTEST_NEAR {
            return;
        }
        for (number, classes) in self.classes.iter().enumerate() {
            let differs = (own & !classes).count_ones().max((classes & !own).count_ones());
            if differs as usize > allowed || usize::from(self.names[number].characters).abs_diff(length) > allowed {
                continue;
            }
            let Ok(name) = std::str::from_utf8(self.name(number)) else { continue };
            let distance = strsim::osa_distance(query, name);
            if distance <= allowed {
                best.add(self.scored(number, How::Near, distance));
            }
        }
    }

    fn scored(&self, number: usize, how: How, distance: usize) -> Scored {
        let name = &self.names[number];
        let hit = Hit { row: name.row, how, column: self.fields.names[usize::from(name.column)] };
        let preference = self.preference[name.row as usize];
        Scored { rank: (how, distance as u16, name.characters, preference), hit }
    }

    /// The hits, and after each synonym the row that stands for its group.
    fn with_representatives(&self, best: Best) -> Vec<Hit> {
        let columns = [self.fields.synonyms, self.fields.preference].map(|name| self.table.column(name));
        let [Some(group), Some(preference)] = columns else { return best.hits().collect() };
        let mut hits: Vec<Hit> = Vec::new();
        let limit = best.limit;
        let found: Vec<Hit> = best.hits().collect();
        for hit in &found {
            if hits.iter().any(|other| other.row == hit.row) {
                continue;
            }
            hits.push(*hit);
            let own = self.table.text(hit.row, group);
            if self.table.text(hit.row, preference) != SYNONYM {
                continue;
            }
            let mut others = self.table.find(group, own);
            let representative = others.find(|row| self.table.text(*row, preference) != SYNONYM);
            let new = representative.filter(|row| hits.iter().all(|other| other.row != *row));
            hits.extend(new.map(|row| Hit { row, how: How::Representative, column: self.fields.synonyms }));
        }
        hits.truncate(limit);
        hits
    }
}

/// The 採択区分 of a synonym.
const SYNONYM: &str = "3";

/// A hit and what it is ranked by: how it answers, how much it differs, how long the name is, what is preferred.
#[derive(Debug, Clone, Copy)]
struct Scored {
    rank: (How, u16, u16, u8),
    hit: Hit,
}

/// The best hits so far, one a row, best first.
struct Best {
    found: Vec<Scored>,
    limit: usize,
}

impl Best {
    fn is_full(&self) -> bool {
        self.found.len() >= self.limit
    }

    fn add(&mut self, new: Scored) {
        let key = |scored: &Scored| (scored.rank, scored.hit.row);
        if self.is_full() && self.found.last().is_some_and(|worst| key(worst) <= key(&new)) {
            return;
        }
        if let Some(own) = self.found.iter().position(|scored| scored.hit.row == new.hit.row) {
            if key(&self.found[own]) <= key(&new) {
                return;
            }
            self.found.remove(own);
        }
        let at = self.found.partition_point(|scored| key(scored) < key(&new));
        self.found.insert(at, new);
        self.found.truncate(self.limit);
    }

    fn hits(self) -> impl Iterator<Item = Hit> {
        self.found.into_iter().map(|scored| scored.hit)
    }
}
