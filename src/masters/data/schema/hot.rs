//! MEDIS 医薬品HOTコードマスター: packages by HOT code.

use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 7] = [
    column("code", "基準番号（ＨＯＴコード）", Form::Digits(13)).indexed(),
    column("package_quantity", "包装数量数", Form::Text).or_blank(),
    column("package_unit", "包装数量単位", Form::Text).or_blank(),
    column("content_quantity", "包装入数数", Form::Text).or_blank(),
    column("content_unit", "包装入数単位", Form::Text).or_blank(),
    column("update_class", "更新区分", Form::Text).or_blank().of_edition(),
    column("updated", "更新年月日", Form::Date).or_blank(),
];

/// 医薬品HOTコードマスター.
pub static HOT: Schema = Schema {
    key_word: "hot",
    english: "HOT code master",
    japanese: "医薬品HOTコードマスター",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "",
};
