//! 電子カルテ情報共有サービスマスター表: pairs of a JLAC11 and a JLAC10 code.

use super::{ColumnSchema, FLAG, Form, Schema, column};

static COLUMNS: [ColumnSchema; 33] = [
    column("category", "区分名称", Form::Text).or_blank(),
    column("request", "予備区分名称", Form::Text).or_blank(),
    column("data_class", "データ区分", Form::OneOf(&["検査", "感染症"])).or_blank(),
    column("major_item", "大項目", Form::Text).or_blank(),
    column("item_name", "FHIR項目名称", Form::Text).or_blank().indexed(),
    column("item_id", "FHIR識別文字列", Form::Text).or_blank().indexed(),
    column("abbreviation", "略称", Form::Text).or_blank(),
    column("product", "販売名称", Form::Text).or_blank(),
    column("material11", "材料(JLAC11)", Form::Text).or_blank(),
    column("method11", "測定法(JLAC11)", Form::Text).or_blank(),
    column("jlac11", "JLAC11コード", Form::Passes(is_jlac11)).indexed(),
    column("unit", "単位", Form::Text).or_blank(),
    column("material10", "材料(JLAC10)", Form::Text).or_blank(),
    column("method10", "検査方法(JLAC10-測定法)", Form::Text).or_blank(),
    column("jlac10", "JLAC10コード", Form::Passes(is_jlac10)).indexed(),
    column("data_type", "データタイプ", Form::Text).or_blank(),
    column("format", "数値型の場合の形式", Form::Text).or_blank(),
    column("values", "コード型の場合の値リスト", Form::Text).or_blank(),
    column("values_oid", "コード型のOID", Form::Text).or_blank(),
    column("order", "並び順", Form::Text).or_blank().of_edition(),
    column("valid_from", "適用開始日", Form::Text).or_blank(),
    column("valid_to", "適用終了日", Form::Text).or_blank(),
    column("parent", "親コード", Form::Text).or_blank().indexed(),
    column("emergency", "救急フラグ", FLAG).or_blank(),
    column("lifestyle_disease", "生活習慣病フラグ", FLAG).or_blank(),
    column("display_unit", "表示用単位", Form::Text).or_blank(),
    column("second_display_unit", "表示用単位2", Form::Text).or_blank(),
    column("second_unit", "XML用単位2", Form::Text).or_blank(),
    column("low_flag", "基準値フラグ(下限)", Form::Text).or_blank(),
    column("high_flag", "基準値フラグ(上限)", Form::Text).or_blank(),
    column("judgement_flag", "基準値フラグ(判定)", Form::Text).or_blank(),
    column("lowest", "値の下限", Form::Text).or_blank(),
    column("highest", "値の上限", Form::Text).or_blank(),
];

/// 電子カルテ情報共有サービスマスター表.
pub static JLAC: Schema = Schema {
    key_word: "jlac",
    english: "JLAC10 and JLAC11 table",
    japanese: "電子カルテ情報共有サービスマスター表",
    columns: &COLUMNS,
    key: &["jlac11", "jlac10"],
    unique: false,
    successor: "",
};

/// `3B035000002327701`
pub(super) fn is_jlac10(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 17
        && bytes[1].is_ascii_uppercase()
        && bytes.iter().enumerate().all(|(index, byte)| index == 1 || byte.is_ascii_digit())
}

/// `C20080000250009F7`, `A1006000110004802`
fn is_jlac11(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 17
        && bytes[0].is_ascii_uppercase()
        && bytes[1..15].iter().all(u8::is_ascii_digit)
        && bytes[15].is_ascii_alphanumeric()
        && !bytes[15].is_ascii_lowercase()
        && bytes[16].is_ascii_digit()
}
