//! J-FAGY: allergens with their place in the tree.

use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 11] = [
    column("sequence", "DISPLAYSEQ", Form::Text).of_edition(),
    column("code", "JFAGYCODE", Form::Text).indexed(),
    column("term", "JPTERM", Form::Text).indexed(),
    column("kana", "JPKANA", Form::Text).or_blank().indexed(),
    column("english", "ENTERM", Form::Text).or_blank().indexed(),
    column("level", "LEVEL", Form::OneOf(&["1", "2", "3", "4", "5", "6"])),
    column("main", "MAINFLAG", Form::OneOf(&["1"])).or_blank(),
    column("guideline", "GUIDELINE", Form::OneOf(&["1"])).or_blank(),
    column("change_class", "CXGCATEGORY", Form::OneOf(&["0", "1", "2", "3"])).of_edition(),
    column("recorded", "RECORDDATE", Form::Date),
    column("retired", "ENDDATE", Form::Date),
];

/// J-FAGY.
pub static JFAGY: Schema = Schema {
    key_word: "jfagy",
    english: "J-FAGY allergen codes",
    japanese: "J-FAGY",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "",
};
