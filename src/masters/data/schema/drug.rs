//! 医薬品マスター with all differences merged: 42 columns, of which the reserved ones and the lengths are left out.

use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 33] = [
    column("change_class", "変更区分", Form::OneOf(&["0", "1", "3", "5", "9"])).of_edition(),
    column("code", "医薬品コード", Form::Digits(9)).indexed(),
    column("name", "漢字名称", Form::Text).indexed(),
    column("kana", "カナ名称", Form::Text).or_blank().indexed(),
    column("unit_code", "単位コード", Form::Text).or_blank(),
    column("unit", "単位漢字名称", Form::Text).or_blank(),
    column("price_class", "金額種別", Form::Text).or_blank(),
    column("price", "新又は現金額", Form::Text).or_blank(),
    column("narcotic_class", "麻薬・毒薬・覚醒剤原料・向精神薬", Form::Text).or_blank(),
    column("nerve_destructive", "神経破壊剤", Form::Text).or_blank(),
    column("biological", "生物学的製剤", Form::Text).or_blank(),
    column("generic_product", "後発品", Form::Text).or_blank(),
    column("dental_specific", "歯科特定薬剤", Form::Text).or_blank(),
    column("contrast_medium", "造影剤", Form::Text).or_blank(),
    column("injection_volume", "注射容量", Form::Text).or_blank(),
    column("listing_form", "収載方式等識別", Form::Text).or_blank(),
    column("brand_related_code", "商品名等関連", Form::Text).or_blank().indexed(),
    column("old_price_class", "旧金額種別", Form::Text).or_blank(),
    column("old_price", "旧金額", Form::Text).or_blank(),
    column("dosage_form", "剤形", Form::Text).or_blank(),
    column("changed", "変更年月日", Form::Date).or_blank(),
    column("retired", "廃止年月日", Form::Date).or_blank(),
    column("price_list_code", "薬価基準収載医薬品コード", Form::Text).or_blank().indexed(),
    column("publication_order", "公表順序番号", Form::Text).or_blank(),
    column("transitional", "経過措置年月日又は商品名医薬品コード使用期限", Form::Text).or_blank(),
    column("base_name", "基本漢字名称", Form::Text).or_blank().indexed(),
    column("price_listed", "薬価基準収載年月日", Form::Date).or_blank(),
    column("generic_code", "一般名コード", Form::Text).or_blank().indexed(),
    column("generic_description", "一般名処方の標準的な記載", Form::Text).or_blank().indexed(),
    column("generic_addition", "一般名処方加算対象区分", Form::Text).or_blank(),
    column("anti_hiv", "抗HIV薬区分", Form::Text).or_blank(),
    column("long_listed", "長期収載品関連", Form::Text).or_blank(),
    column("selected_care", "選定療養区分", Form::Text).or_blank(),
];

/// 医薬品マスター.
pub static DRUG: Schema = Schema {
    key_word: "drug",
    english: "drug master",
    japanese: "医薬品マスター",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "",
};
