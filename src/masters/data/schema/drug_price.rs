//! 薬価基準収載品目リスト: one table of the lists for internal use, injection and external use.

use super::drug::is_price_list_code;
use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 13] = [
    column("class", "区分", Form::Text).or_blank(),
    column("code", "薬価基準収載医薬品コード", Form::Passes(is_price_list_code)).indexed(),
    column("ingredient", "成分名", Form::Text).or_blank().indexed(),
    column("strength", "規格", Form::Text).or_blank(),
    column("designation", "局方等", Form::Text).or_blank(),
    column("name", "品名", Form::Text).indexed(),
    column("maker", "メーカー名", Form::Text).or_blank(),
    column("generic_product", "診療報酬において加算等の算定対象となる後発医薬品", Form::Text).or_blank(),
    column("original_product", "先発医薬品", Form::Text).or_blank(),
    column("original_with_generic", "同一剤形・規格の後発医薬品がある先発医薬品", Form::Text).or_blank(),
    column("price", "薬価", Form::Text).or_blank(),
    column("usable_until", "経過措置による使用期限", Form::Text).or_blank(),
    column("remark", "備考", Form::Text).or_blank(),
];

/// 薬価基準収載品目リスト.
pub static DRUG_PRICE: Schema = Schema {
    key_word: "drug-price",
    english: "drug price list",
    japanese: "薬価基準収載品目リスト",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "",
};
