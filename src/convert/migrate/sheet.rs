//! A table of one edition with the columns that a migration reads.

use super::NoMigration;
use crate::masters::{Column, Edition, Kind, Masters, Table};

/// A table with its columns `C`.
#[derive(Debug)]
pub(super) struct Sheet<'m, C> {
    table: &'m Table,
    pub(super) columns: C,
}

/// The columns that a migration reads.
pub(super) trait Columns: Sized {
    /// The master that has them.
    const KIND: Kind;

    /// Finds each by its name.
    fn of(find: impl Fn(&str) -> Result<Column, NoMigration>) -> Result<Self, NoMigration>;
}

impl<'m, C: Columns> Sheet<'m, C> {
    /// The newest edition of a day or before.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn of_day(masters: &'m Masters, day: Edition) -> Result<Self, NoMigration> {
        Self::newest(masters, C::KIND, day)?.ok_or(NoMigration::Edition(C::KIND.schema().english, day))
    }

    /// The newest edition of a day or before of a master that has these columns, too; `None` when there is none.
    pub(super) fn newest(masters: &'m Masters, kind: Kind, day: Edition) -> Result<Option<Self>, NoMigration> {
        let Some(found) = masters.editions(kind).filter(|available| available.edition <= day).last() else {
            return Ok(None);
        };
        let table = found.table().map_err(NoMigration::Master)?;
        let columns = C::of(|name| table.column(name).ok_or_else(|| NoMigration::Column(table.key())))?;
        Ok(Some(Self { table, columns }))
    }

    /// What the edition is selected by.
    pub(super) fn key(&self) -> String {
        self.table.key()
    }

    pub(super) fn edition(&self) -> Edition {
        self.table.edition()
    }

    pub(super) fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }

    /// The rows that have a text in a column.
    pub(super) fn find<'t>(&'t self, column: Column, text: &'t str) -> impl Iterator<Item = u32> + 't {
        self.table.find(column, text)
    }

    /// The one row that has it.
    pub(super) fn find_one(&self, column: Column, text: &str) -> Option<u32> {
        self.table.find_one(column, text)
    }

    /// Whether a row has it.
    pub(super) fn has(&self, column: Column, text: &str) -> bool {
        self.find(column, text).next().is_some()
    }
}
