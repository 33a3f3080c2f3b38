//! 医薬品マスター with all differences merged: 42 columns, of which the reserved ones and the lengths are left out.

use super::{ColumnSchema, FLAG, Form, Schema, column};

static COLUMNS: [ColumnSchema; 33] = [
    column("change_class", "変更区分", Form::OneOf(&["0", "1", "3", "5", "9"])).of_edition(),
    column("code", "医薬品コード", Form::Digits(9)).indexed(),
    column("name", "漢字名称", Form::Text).indexed(),
    column("kana", "カナ名称", Form::Passes(is_half_width)).or_blank().indexed(),
    column("unit_code", "単位コード", Form::Text).or_blank(),
    column("unit", "単位漢字名称", Form::Text).or_blank(),
    column("price_class", "金額種別", Form::Text).or_blank(),
    column("price", "新又は現金額", Form::Passes(is_amount)).or_blank(),
    column("narcotic_class", "麻薬・毒薬・覚醒剤原料・向精神薬", Form::OneOf(&["0", "1", "2", "3", "5"])).or_blank(),
    column("nerve_destructive", "神経破壊剤", FLAG).or_blank(),
    column("biological", "生物学的製剤", FLAG).or_blank(),
    column("generic_product", "後発品", FLAG).or_blank(),
    column("dental_specific", "歯科特定薬剤", FLAG).or_blank(),
    column("contrast_medium", "造影剤", Form::OneOf(&["0", "1", "2"])).or_blank(),
    column("injection_volume", "注射容量", Form::Text).or_blank(),
    column("listing_form", "収載方式等識別", Form::OneOf(&["0", "1", "2", "3", "4", "5", "6", "7", "8"])).or_blank(),
    column("brand_related_code", "商品名等関連", Form::Passes(is_code_or_none)).or_blank().indexed(),
    column("old_price_class", "旧金額種別", Form::Text).or_blank(),
    column("old_price", "旧金額", Form::Passes(is_amount)).or_blank(),
    column("dosage_form", "剤形", Form::OneOf(&["1", "3", "4", "6", "8"])).or_blank(),
    column("changed", "変更年月日", Form::Date),
    column("retired", "廃止年月日", Form::Date),
    column("price_list_code", "薬価基準収載医薬品コード", Form::Passes(is_price_list_code)).or_blank().indexed(),
    column("publication_order", "公表順序番号", Form::Text).or_blank().of_edition(),
    column("transitional", "経過措置年月日又は商品名医薬品コード使用期限", Form::Passes(is_day_or_none)),
    column("base_name", "基本漢字名称", Form::Text).or_blank().indexed(),
    column("price_listed", "薬価基準収載年月日", Form::Passes(is_day_or_none)),
    column("generic_code", "一般名コード", Form::Passes(is_price_list_code)).or_blank().indexed(),
    column("generic_description", "一般名処方の標準的な記載", Form::Text).or_blank().indexed(),
    column("generic_addition", "一般名処方加算対象区分", Form::OneOf(&["0", "1", "2"])).or_blank(),
    column("anti_hiv", "抗HIV薬区分", FLAG).or_blank(),
    column("long_listed", "長期収載品関連", Form::Passes(is_code_or_none)).or_blank(),
    column("selected_care", "選定療養区分", Form::OneOf(&["0", "1", "2"])).or_blank(),
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

/// A code of the price list or a generic code: twelve digits and capital letters.
pub(super) fn is_price_list_code(value: &str) -> bool {
    value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// ASCII and half-width kana.
fn is_half_width(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&c))
}

/// `10.10`
fn is_amount(value: &str) -> bool {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    value.split_once('.').is_some_and(|(whole, part)| all_digits(whole) && all_digits(part))
}

/// A day, or `0` for none.
fn is_day_or_none(value: &str) -> bool {
    value == "0" || Form::Date.holds(value)
}

/// A code, or `0` for none.
fn is_code_or_none(value: &str) -> bool {
    value == "0" || Form::Digits(9).holds(value)
}
