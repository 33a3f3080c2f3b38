//! 修飾語マスター: 19 columns, of which the reserved ones and the lengths are left out.

use super::disease::{is_exchange_code, is_kana, is_name};
use super::{ColumnSchema, Form, Schema, column};

static COLUMNS: [ColumnSchema; 11] = [
    column("code", "修飾語コード", Form::Digits(4)).indexed(),
    column("change_class", "変更区分", Form::OneOf(&["0", "1", "2", "3", "5", "9"])).of_edition(),
    column("name", "修飾語名称", Form::Passes(is_name)).indexed(),
    column("kana", "修飾語カナ名称", Form::Passes(is_kana)).indexed(),
    column("change_flags", "変更情報", Form::Passes(is_flags)).of_edition(),
    column("listed", "収載年月日", Form::Date).or_blank(),
    column("changed", "変更年月日", Form::Date).or_blank(),
    column("retired", "廃止年月日", Form::Date),
    column("management_number", "修飾語管理番号", Form::Digits(8)).indexed(),
    column("exchange_code", "修飾語交換用コード", Form::Passes(is_exchange_code)).indexed(),
    column("modifier_class", "修飾語区分", Form::Passes(is_class)),
];

/// 修飾語マスター.
pub static MODIFIER: Schema = Schema {
    key_word: "modifier",
    english: "modifier master",
    japanese: "修飾語マスター",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "",
};

/// Two flags: the name and the kana.
fn is_flags(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}

/// `A`, the class from 1 to 8, and six digits.
fn is_class(value: &str) -> bool {
    matches!(value.as_bytes(), [b'A', b'1'..=b'8', rest @ ..] if rest.len() == 6 && rest.iter().all(u8::is_ascii_digit))
}
