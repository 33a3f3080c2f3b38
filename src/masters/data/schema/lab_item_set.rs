//! 臨床検査項目43項目 and 感染症検査項目5項目: the JLAC10 codes of the tests that are shared.

use super::jlac::is_jlac10;
use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 16] = [
    column("set", "項目セット", Form::OneOf(&["core43", "infection5"])),
    column("category", "区分名称", Form::Text).or_blank(),
    column("major_item", "大項目", Form::Text).or_blank(),
    column("item_name", "FHIR項目名称", Form::Text).or_blank().indexed(),
    column("old_item_id", "FHIR識別文字列（旧）", Form::Text).or_blank(),
    column("item_id", "FHIR識別文字列", Form::Text).or_blank().indexed(),
    column("abbreviation", "略称", Form::Text).or_blank(),
    column("method10", "検査方法(JLAC10-測定法)", Form::Text).or_blank(),
    column("old_jlac10", "JLAC10コード（旧）", Form::Passes(is_jlac10)).or_blank().indexed(),
    column("jlac10", "JLAC10コード", Form::Passes(is_code_or_remark)).or_blank().indexed(),
    column("unit", "単位", Form::Text).or_blank(),
    column("data_type", "データタイプ", Form::Text).or_blank(),
    column("format", "数値型の場合の形式", Form::Text).or_blank(),
    column("values", "コード型の場合の値リスト", Form::Text).or_blank(),
    column("values_oid", "コード型のOID", Form::Text).or_blank(),
    column("material10", "材料(JLAC10)", Form::Text).or_blank(),
];

/// 臨床検査項目43項目・感染症検査項目5項目.
pub static LAB_ITEM_SET: Schema = Schema {
    key_word: "lab-item-set",
    english: "set of shared laboratory tests",
    japanese: "臨床検査項目43項目・感染症検査項目5項目",
    columns: &COLUMNS,
    key: &["jlac10", "set"],
    unique: false,
    successor: "",
};

/// A code, or what is said in its place: that it was removed, or is being looked into.
fn is_code_or_remark(value: &str) -> bool {
    matches!(value, "削除" | "調査中") || is_jlac10(value)
}
