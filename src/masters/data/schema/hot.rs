//! MEDIS 医薬品HOTコードマスター: the main file with the other codes of a product, and the file of packages.

use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 28] = [
    column("code", "基準番号（ＨＯＴコード）", Form::Digits(13)).indexed(),
    column("hot7", "処方用番号（ＨＯＴ７）", Form::Digits(7)).or_blank(),
    column("company_number", "会社識別用番号", Form::Digits(2)).or_blank(),
    column("dispensing_number", "調剤用番号", Form::Digits(2)).or_blank(),
    column("distribution_number", "物流用番号", Form::Digits(2)).or_blank(),
    column("jan", "ＪＡＮコード", Form::Text).or_blank().indexed(),
    column("price_list_code", "薬価基準収載医薬品コード", Form::Text).or_blank().indexed(),
    column("yj", "個別医薬品コード", Form::Text).or_blank().indexed(),
    column("receipt_code", "レセプト電算処理システムコード（１）", Form::Text).or_blank().indexed(),
    column("second_receipt_code", "レセプト電算処理システムコード（２）", Form::Text).or_blank().indexed(),
    column("notified_name", "告示名称", Form::Text).or_blank(),
    column("name", "販売名", Form::Text).or_blank().indexed(),
    column("receipt_name", "レセプト電算処理システム医薬品名", Form::Text).or_blank(),
    column("strength", "規格単位", Form::Text).or_blank(),
    column("packaging", "包装形態", Form::Text).or_blank(),
    column("unit_quantity", "包装単位数", Form::Text).or_blank(),
    column("unit", "包装単位単位", Form::Text).or_blank(),
    column("total_quantity", "包装総量数", Form::Text).or_blank(),
    column("total_unit", "包装総量単位", Form::Text).or_blank(),
    column("class", "区分", Form::Text).or_blank(),
    column("maker", "製造会社", Form::Text).or_blank(),
    column("seller", "販売会社", Form::Text).or_blank(),
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
