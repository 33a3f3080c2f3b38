//! 傷病名マスター and 旧傷病名管理ファイル: 46 columns each, of which the reserved ones and the lengths are left out.

use super::{ColumnSchema, FLAG, Form, Schema, column};

const fn columns(retired: bool) -> [ColumnSchema; COUNT] {
    let mut columns = [
        column("code", "傷病名コード", Form::Digits(7)).indexed(),
        column("change_class", "変更区分", Form::OneOf(&["0", "1", "2", "3", "5", "9"])).of_edition(),
        column("successor", "移行先コード", Form::Digits(7)).or_blank().indexed(),
        column("name", "傷病名基本名称", Form::Passes(is_name)).indexed(),
        column("short_name", "傷病名省略名称", Form::Passes(is_name)).indexed(),
        column("kana", "傷病名カナ名称", Form::Passes(is_kana)).indexed(),
        column("management_number", "病名管理番号", Form::Digits(8)).indexed(),
        column("adoption", "採択区分", Form::OneOf(&["1", "2", "3"])).or_blank(),
        column("exchange_code", "病名交換用コード", Form::Passes(is_exchange_code)).indexed(),
        column("icd10_primary", "ICD-10-1（2013年版）", Form::Passes(is_icd10)).or_blank().indexed(),
        column("icd10_secondary", "ICD-10-2（2013年版）", Form::Passes(is_icd10)).or_blank().indexed(),
        column("single_use_prohibited", "単独使用禁止区分", Form::OneOf(&["00", "01"])),
        column("insurance_excluded", "保険請求外区分", FLAG),
        column("specific_disease", "特定疾患等対象区分", Form::OneOf(&["00", "03", "04", "05", "07", "08"])),
        column("listed", "収載年月日", Form::Date).or_blank(),
        column("changed", "変更年月日", Form::Date).or_blank(),
        column("retired", "廃止年月日", Form::Date),
        column("change_flags", "変更情報", Form::Passes(is_flags)).of_edition(),
        column("successor_management_number", "移行先病名管理番号", Form::Digits(8)).or_blank(),
        column("dental_short_name", "歯科傷病名省略名称", Form::Passes(is_name)).or_blank(),
        column("intractable_outpatient", "難病外来対象区分", Form::OneOf(&["00", "09"])),
        column("dental_specific", "歯科特定疾患対象区分", Form::OneOf(&["00", "10"])),
    ];
    let mut index = 0;
    while index < COUNT {
        // Retired rows have only kept their names and dates.
        columns[index].may_be_blank |= retired && index > 5;
        index += 1;
    }
    columns
}

const COUNT: usize = 22;
static COLUMNS: [ColumnSchema; COUNT] = columns(false);
static RETIRED_COLUMNS: [ColumnSchema; COUNT] = columns(true);

/// 傷病名マスター.
pub static DISEASE: Schema = Schema {
    key_word: "disease",
    english: "disease master",
    japanese: "傷病名マスター",
    columns: &COLUMNS,
    key: &["code"],
    unique: true,
    successor: "successor",
};

/// 旧傷病名管理ファイル.
pub static RETIRED_DISEASE: Schema = Schema {
    key_word: "retired-disease",
    english: "file of retired diseases",
    japanese: "旧傷病名管理ファイル",
    columns: &RETIRED_COLUMNS,
    key: &["code"],
    unique: true,
    successor: "successor",
};

/// Full-width text: neither ASCII nor half-width kana.
pub(super) fn is_name(value: &str) -> bool {
    let is_half_width = |start: &[u8]| matches!(start, [0xef, 0xbd, 0xa1..=0xff] | [0xef, 0xbe, 0..=0x9f]);
    !value.bytes().any(|byte| byte.is_ascii()) && !value.as_bytes().windows(3).any(is_half_width)
}

/// Full-width text without kanji and hiragana.
pub(super) fn is_kana(value: &str) -> bool {
    let other = |c: char| ('\u{3041}'..='\u{3096}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c);
    is_name(value) && !value.chars().any(other)
}

/// Four letters and digits.
pub(super) fn is_exchange_code(value: &str) -> bool {
    value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// `A00`, `A000`, `A0000`, `T08-0`, `F152b`
fn is_icd10(value: &str) -> bool {
    let bytes = value.as_bytes();
    let [letter, rest @ ..] = bytes else { return false };
    let (stem, last) = rest.split_at(rest.len().min(3));
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    letter.is_ascii_uppercase()
        && match (stem.len(), last) {
            (2, []) => digits(stem),
            (3, []) => digits(stem),
            (3, [b'0'..=b'9']) => digits(stem) || (digits(&stem[..2]) && stem[2] == b'-'),
            (3, [b'a'..=b'd']) => digits(stem),
            _ => false,
        }
}

/// Fifteen flags, or thirteen when the two of the ICD-10 codes are not stated.
fn is_flags(value: &str) -> bool {
    matches!(value.len(), 13 | 15) && value.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}
