//! What one edition of a master changes in another: rows are matched by their key and compared column by column.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::fold::dash;

use super::data::{Column, ColumnSchema, Kind, Table};

/// The difference between two editions of the same master.
#[derive(Debug)]
pub struct Diff<'t> {
    /// The earlier edition.
    pub before: &'t Table,
    /// The later edition.
    pub after: &'t Table,
    /// The columns that were compared: those that both editions have and that say something of the code.
    pub columns: Vec<Compared>,
    /// What is different, in the order of the key.
    pub changes: Vec<Change>,
}

/// A column that both editions have.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    /// What is known of it.
    pub schema: &'static ColumnSchema,
    /// Its place in the earlier edition.
    pub before: Column,
    /// Its place in the later edition.
    pub after: Column,
}

/// What happened to a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added {
        /// The row in the later edition.
        after: u32,
    },
    /// It was retired before and may be used again.
    Revived {
        /// The row in the earlier edition, if it was kept there.
        before: Option<u32>,
        /// The row in the later edition.
        after: u32,
    },
    /// It may not be used any more.
    Retired {
        /// The row in the earlier edition.
        before: u32,
        /// The row in the later edition, if it is kept there.
        after: Option<u32>,
        /// The code that follows it, as far as a list of retired codes says.
        successor: Option<String>,
    },
    /// It says something else.
    Changed {
        /// The row in the earlier edition.
        before: u32,
        /// The row in the later edition.
        after: u32,
        /// Positions in the columns compared.
        columns: Vec<usize>,
    },
}

/// How many there are of each kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names are those of the changes")]
pub struct Counts {
    pub added: usize,
    pub revived: usize,
    pub retired: usize,
    /// Of the retired ones, those whose successor is known.
    pub with_successor: usize,
    pub changed: usize,
    /// Of the changed ones, how many differ in each column, by its name.
    pub by_column: BTreeMap<&'static str, usize>,
}

/// Compares two editions of the same master. `retired` is the list of its retired codes with their successors, where the
/// master has one of its own (旧傷病名管理ファイル for diseases).
///
/// Dashes and tildes that decoders of CP932 render differently are no difference.
pub fn diff<'t>(before: &'t Table, after: &'t Table, retired: Option<&Table>) -> Diff<'t> {
    let columns: Vec<Compared> = before
        .kind()
        .schema()
        .columns
        .iter()
        .filter(|schema| !schema.of_edition)
        .filter_map(|schema| {
            Some(Compared { schema, before: before.column(schema.name)?, after: after.column(schema.name)? })
        })
        .collect();
    let mut diff = Diff { before, after, columns, changes: Vec::new() };
    diff.compare(retired);
    diff
}

impl Diff<'_> {
    fn compare(&mut self, retired: Option<&Table>) {
        let key: Vec<Compared> = self.key();
        let (mut left, mut right) = (0, 0);
        let mut same = Same::new(self.before, self.after, self.columns.len());
        while left < self.before.len() || right < self.after.len() {
            let order = match (left < self.before.len(), right < self.after.len()) {
                (true, false) => Ordering::Less,
                (false, _) => Ordering::Greater,
                (true, true) => self.compare_keys(&key, left, right),
            };
            let (left_end, right_end) = match order {
                Ordering::Less => (left + 1, right),
                Ordering::Greater => (left, right + 1),
                Ordering::Equal => (self.end_of_key(self.before, &key, left), self.end_of_key(self.after, &key, right)),
            };
            self.compare_groups(left..left_end, right..right_end, &mut same, retired);
            (left, right) = (left_end, right_end);
        }
    }

    /// The row after those of the same key.
    fn end_of_key(&self, table: &Table, key: &[Compared], row: u32) -> u32 {
        let is_before = std::ptr::eq(table, self.before);
        let column = |compared: &Compared| if is_before { compared.before } else { compared.after };
        let same = |other: &u32| key.iter().all(|c| table.bytes(row, column(c)) == table.bytes(*other, column(c)));
        (row + 1..table.len()).take_while(same).last().unwrap_or(row) + 1
    }

    /// Compares the rows of one key: equal ones are no change, others are matched in their order.
    fn compare_groups(&mut self, left: Range<u32>, right: Range<u32>, same: &mut Same<'_>, retired: Option<&Table>) {
        if left.len() == 1 && right.len() == 1 {
            let columns = self.differing(left.start, right.start, same);
            if !columns.is_empty() {
                self.changes.push(self.change(left.start, right.start, columns));
            }
            return;
        }
        let (mut left, mut right): (Vec<u32>, Vec<u32>) = (left.collect(), right.collect());
        left.retain(|before| {
            let equal = right.iter().position(|after| self.differing(*before, *after, same).is_empty());
            equal.map(|at| right.remove(at)).is_none()
        });
        let pairs = left.len().min(right.len());
        for (before, after) in left.iter().zip(&right) {
            let columns = self.differing(*before, *after, same);
            self.changes.push(self.change(*before, *after, columns));
        }
        for before in &left[pairs..] {
            self.changes.push(self.gone(*before, retired));
        }
        for after in &right[pairs..] {
            self.changes.push(self.new_row(*after));
        }
    }

    /// The key columns.
    fn key(&self) -> Vec<Compared> {
        let names = self.before.kind().schema().key;
        names.iter().filter_map(|name| self.columns.iter().find(|c| c.schema.name == *name).copied()).collect()
    }

    fn compare_keys(&self, key: &[Compared], left: u32, right: u32) -> Ordering {
        let orders = key.iter().map(|c| self.before.bytes(left, c.before).cmp(self.after.bytes(right, c.after)));
        orders.fold(Ordering::Equal, Ordering::then)
    }

    fn gone(&self, before: u32, retired: Option<&Table>) -> Change {
        let find = || {
            let code = self.before.text(before, self.before.column(self.before.kind().schema().key.first()?)?);
            let retired = retired?;
            let row = retired.find(retired.column(retired.kind().schema().key.first()?)?, code).next()?;
            let successor = retired.text(row, retired.column(retired.kind().schema().successor)?);
            (!successor.is_empty()).then(|| successor.to_owned())
        };
        Change::Retired { before, after: None, successor: find() }
    }

    /// The code that took over the name of a retired one: J-FAGY names no successors, and gives the name to the new code.
    fn namesake(&self, retired: u32) -> Option<String> {
        if self.after.kind() != Kind::Jfagy {
            return None;
        }
        let [code, name, last] = ["code", "term", RETIRED].map(|name| self.after.column(name));
        let (code, name, last) = (code?, name?, last?);
        let named = self.after.find(name, self.after.text(retired, name));
        let mut valid = named.filter(|row| self.after.text(*row, last) == NEVER);
        let successor = valid.next().filter(|_| valid.next().is_none())?;
        Some(self.after.text(successor, code).to_owned())
    }

    /// A row of the later edition alone: it is revived when the edition itself says so.
    fn new_row(&self, after: u32) -> Change {
        let class = self.after.column("change_class").map_or("", |column| self.after.text(after, column));
        let revives = matches!(self.after.kind(), Kind::Disease | Kind::Modifier) && class == REVIVED;
        if revives { Change::Revived { before: None, after } } else { Change::Added { after } }
    }

    /// The columns in which two rows differ.
    fn differing(&self, before: u32, after: u32, same: &mut Same<'_>) -> Vec<usize> {
        let differs = |(position, compared): (usize, &Compared)| {
            (!same.texts(position, (before, compared.before), (after, compared.after))).then_some(position)
        };
        self.columns.iter().enumerate().filter_map(differs).collect()
    }

    fn change(&self, before: u32, after: u32, columns: Vec<usize>) -> Change {
        let retired = columns.iter().map(|at| &self.columns[*at]).find(|compared| compared.schema.name == RETIRED);
        let days = retired.map(|c| (self.before.text(before, c.before), self.after.text(after, c.after)));
        match days {
            Some((NEVER, _)) => Change::Retired { before, after: Some(after), successor: self.namesake(after) },
            Some((_, NEVER)) => Change::Revived { before: Some(before), after },
            _ => Change::Changed { before, after, columns },
        }
    }

    /// Counts the changes.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            match change {
                Change::Added { .. } => counts.added += 1,
                Change::Revived { .. } => counts.revived += 1,
                Change::Retired { successor, .. } => {
                    counts.retired += 1;
                    counts.with_successor += usize::from(successor.is_some());
                }
                Change::Changed { columns, .. } => {
                    counts.changed += 1;
                    for column in columns {
                        *counts.by_column.entry(self.columns[*column].schema.name).or_default() += 1;
                    }
                }
            }
        }
        counts
    }
}

/// The class of change of a code that was retired and may be used again.
const REVIVED: &str = "2";
/// The column that says until when a code may be used.
const RETIRED: &str = "retired";
/// What stands there while it may.
const NEVER: &str = "99999999";

/// Which texts of two tables are the same; remembers pairs, since most columns hold few texts.
struct Same<'t> {
    before: &'t Table,
    after: &'t Table,
    /// The last pair of numbers of texts that were found to be the same, by column.
    known: Vec<Vec<Option<u32>>>,
}

impl<'t> Same<'t> {
    fn new(before: &'t Table, after: &'t Table, columns: usize) -> Self {
        Self { before, after, known: vec![Vec::new(); columns] }
    }

    fn texts(&mut self, position: usize, (left, before): (u32, Column), (right, after): (u32, Column)) -> bool {
        let short = self.before.short_number(left, before).zip(self.after.short_number(right, after));
        if let Some((left, right)) = short
            && self.known[position].get(left as usize) == Some(&Some(right))
        {
            return true;
        }
        let same = self.before.bytes(left, before) == self.after.bytes(right, after)
            || same_text(self.before.text(left, before), self.after.text(right, after));
        if let (true, Some((left, right))) = (same, short) {
            let known = &mut self.known[position];
            known.resize(known.len().max(left as usize + 1), None);
            known[left as usize] = Some(right);
        }
        same
    }
}

/// Whether two texts are the same but for dashes and tildes, which decoders of CP932 render differently.
fn same_text(a: &str, b: &str) -> bool {
    a.chars().map(dash).eq(b.chars().map(dash))
}
