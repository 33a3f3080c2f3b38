//! The columns of each master: one file a publication. Columns mostly keep the order of the publication.

pub mod disease;
pub mod drug;
pub mod drug_price;
pub mod generic_drug;
pub mod hot;
pub mod jfagy;
pub mod jlac;
pub mod lab_item_set;
pub mod modifier;

/// The columns of a master.
#[derive(Debug)]
pub struct Schema {
    /// The word it is selected by, e.g. `retired-disease`.
    pub key_word: &'static str,
    /// What it is called in English.
    pub english: &'static str,
    /// What its publisher calls it.
    pub japanese: &'static str,
    /// Its columns.
    pub columns: &'static [ColumnSchema],
    /// The columns that tell rows apart; rows are sorted by them.
    pub key: &'static [&'static str],
    /// Whether no two rows may agree in all key columns.
    pub unique: bool,
    /// The column that names the code that follows a retired one; empty when there is none.
    pub successor: &'static str,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSchema {
    /// The name that programs use, e.g. `management_number`.
    pub name: &'static str,
    /// What its publisher calls it, e.g. 病名管理番号.
    pub label: &'static str,
    /// What its values look like.
    pub form: Form,
    /// Whether its values may be missing.
    pub may_be_blank: bool,
    /// Whether rows are found by it.
    pub indexed: bool,
    /// Whether it says something of the edition and not of the code: two editions are not compared by it.
    pub of_edition: bool,
}

/// What the values of a column look like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Any text.
    Text,
    /// So many ASCII digits.
    Digits(usize),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A day as `YYYYMMDD`, `99999999` for never, or `00000000` for not stated.
    Date,
    /// A text that passes a test.
    Passes(fn(&str) -> bool),
}

impl Form {
    /// Whether a value looks like this.
    pub fn holds(&self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Digits(count) => value.len() == *count && value.bytes().all(|byte| byte.is_ascii_digit()),
            Self::OneOf(values) => values.contains(&value),
            Self::Date => matches!(value, "99999999" | "00000000") || super::Edition::parse(value).is_some(),
            Self::Passes(test) => test(value),
        }
    }
}

/// A column whose values must be there.
pub const fn column(name: &'static str, label: &'static str, form: Form) -> ColumnSchema {
    ColumnSchema { name, label, form, may_be_blank: false, indexed: false, of_edition: false }
}

impl ColumnSchema {
    /// Values may be missing.
    pub const fn or_blank(self) -> Self {
        Self { may_be_blank: true, ..self }
    }

    /// Rows are found by it.
    pub const fn indexed(self) -> Self {
        Self { indexed: true, ..self }
    }

    /// It says something of the edition and not of the code.
    pub const fn of_edition(self) -> Self {
        Self { of_edition: true, ..self }
    }

    /// Whether a value may stand in the column.
    pub fn holds(&self, value: &str) -> bool {
        if value.is_empty() { self.may_be_blank } else { self.form.holds(value) }
    }
}

impl Schema {
    /// The position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The column that says in words what a row is about; none where codes are all there is.
    pub fn title(&self) -> Option<&'static str> {
        ["name", "term", "description", "item_name"].into_iter().find(|name| self.position(name).is_some())
    }

    /// The positions of the key columns.
    pub fn key_positions(&self) -> impl Iterator<Item = usize> {
        self.key.iter().filter_map(|name| self.position(name))
    }
}

/// A flag.
pub(super) const FLAG: Form = Form::OneOf(&["0", "1"]);
