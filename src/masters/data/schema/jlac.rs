//! 電子カルテ情報共有サービスマスター表: pairs of a JLAC11 and a JLAC10 code.

use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 23] = [
    column("category", "区分名称", Form::Text).or_blank(),
    column("request", "予備区分名称", Form::Text).or_blank(),
    column("data_class", "データ区分", Form::Text).or_blank(),
    column("major_item", "大項目", Form::Text).or_blank(),
    column("item_name", "FHIR項目名称", Form::Text).or_blank().indexed(),
    column("item_id", "FHIR識別文字列", Form::Text).or_blank().indexed(),
    column("abbreviation", "略称", Form::Text).or_blank(),
    column("product", "販売名称", Form::Text).or_blank(),
    column("material11", "材料(JLAC11)", Form::Text).or_blank(),
    column("method11", "測定法(JLAC11)", Form::Text).or_blank(),
    column("jlac11", "JLAC11コード", Form::Text).or_blank().indexed(),
    column("unit", "単位", Form::Text).or_blank(),
    column("material10", "材料(JLAC10)", Form::Text).or_blank(),
    column("method10", "検査方法(JLAC10-測定法)", Form::Text).or_blank(),
    column("jlac10", "JLAC10コード", Form::Text).or_blank().indexed(),
    column("data_type", "データタイプ", Form::Text).or_blank(),
    column("format", "数値型の場合の形式", Form::Text).or_blank(),
    column("values", "コード型の場合の値リスト", Form::Text).or_blank(),
    column("values_oid", "コード型のOID", Form::Text).or_blank(),
    column("order", "並び順", Form::Text).or_blank(),
    column("valid_from", "適用開始日", Form::Text).or_blank(),
    column("valid_to", "適用終了日", Form::Text).or_blank(),
    column("parent", "親コード", Form::Text).or_blank().indexed(),
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
