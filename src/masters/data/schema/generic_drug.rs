//! 一般名処方マスタ: the list, and the exception codes with the products that each stands for.

use super::drug::is_price_list_code;
use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 11] = [
    column("class", "区分", Form::Text).or_blank(),
    column("code", "一般名コード", Form::Passes(is_price_list_code)).indexed(),
    column("description", "一般名処方の標準的な記載", Form::Text).indexed(),
    column("ingredient", "成分名", Form::Text).or_blank().indexed(),
    column("strength", "規格", Form::Text).or_blank(),
    column("addition", "一般名処方加算対象", Form::Text).or_blank(),
    column("is_exception", "例外コード", Form::Text).or_blank(),
    column("lowest_price", "同一剤形・規格内の最低薬価", Form::Text).or_blank(),
    column("remark", "備考", Form::Text).or_blank(),
    column("price_list_code", "薬価基準収載医薬品コード", Form::Passes(is_price_list_code)).or_blank().indexed(),
    column("product_name", "品名", Form::Text).or_blank(),
];

/// 一般名処方マスタ.
pub static GENERIC_DRUG: Schema = Schema {
    key_word: "generic-drug",
    english: "generic prescription master",
    japanese: "一般名処方マスタ",
    columns: &COLUMNS,
    key: &["code", "price_list_code"],
    unique: false,
    successor: "",
};
