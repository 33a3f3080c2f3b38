//! Search in a master by name, kana, synonym or with a typing slip: ranked, in well under a millisecond.

mod fold;
mod index;
mod slip;
#[cfg(test)]
mod tests;

pub use fold::folded;
pub use index::Index;

use crate::masters::Kind;

/// What is searched: the columns of a master that people know a row by.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The master.
    pub kind: Kind,
    /// The column of the code; rows with the same code are one hit.
    pub code: &'static str,
    /// The columns that are searched, the one that is shown first.
    pub names: &'static [&'static str],
    /// The columns in which words count that are typed after a name, e.g. a material.
    pub details: &'static [&'static str],
    /// The column whose lower values go before, e.g. 採択区分; empty when there is none.
    pub preference: &'static str,
    /// The column that synonyms share; empty when there is none.
    pub synonyms: &'static str,
    /// A column that must be blank for a row to be found; empty when all are.
    pub only_blank: &'static str,
}

const NONE: Fields = Fields {
    kind: Kind::Disease,
    code: "code",
    names: &[],
    details: &[],
    preference: "",
    synonyms: "",
    only_blank: "",
};

/// 傷病名.
pub static DISEASE: Fields =
    Fields { names: &["name", "short_name", "kana"], preference: "adoption", synonyms: "exchange_code", ..NONE };
/// 修飾語.
pub static MODIFIER: Fields = Fields { kind: Kind::Modifier, names: &["name", "kana"], ..NONE };
/// 医薬品.
pub static DRUG: Fields = Fields {
    kind: Kind::Drug,
    names: &["name", "base_name", "kana", "generic_description"],
    details: &["unit", "price_list_code"],
    ..NONE
};
/// 検査: one hit a JLAC10 code.
pub static LAB: Fields = Fields {
    kind: Kind::Jlac,
    code: "jlac10",
    names: &["item_name", "item_id", "abbreviation", "major_item"],
    details: &["material10", "method10"],
    only_blank: "request",
    ..NONE
};
/// アレルゲン.
pub static ALLERGY: Fields =
    Fields { kind: Kind::Jfagy, names: &["term", "kana", "english"], preference: "level", ..NONE };

/// How a hit answers what was typed, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is the whole name.
    Whole,
    /// The name begins so.
    Beginning,
    /// It stands within the name.
    Within,
    /// It is the whole name with one typing slip.
    Slip,
    /// All words stand in its names and details.
    Words,
    /// The name begins so, with one typing slip.
    SlipInBeginning,
    /// The name differs in a few characters.
    Near,
    /// It stands for the hit before it, which is a synonym.
    Representative,
}

/// A row that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The row of the table, the first of its code.
    pub row: u32,
    /// How it answers.
    pub how: How,
    /// The column that answers; `""` for words in several.
    pub column: &'static str,
}
