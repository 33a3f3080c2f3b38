//! Codes of Japan that are composed by a rule: GTIN-14 of drug packages and the 16 characters of JAMI's usages.

/// Whether a code is 14 digits of which the last checks the others (GS1 General Specifications §7.9).
pub(super) fn is_gtin(code: &str) -> bool {
    const LENGTH: usize = 14;
    let weighted = |(index, byte): (usize, u8)| u32::from(byte - b'0') * if index % 2 == 0 { 3 } else { 1 };
    code.len() == LENGTH
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && code.bytes().enumerate().map(weighted).sum::<u32>() % 10 == 0
}

/// Whether a code has the form of a usage: 基本用法区分 (内服, 外用, 注射, 注入) and 15 further digits and capital letters.
pub(super) fn is_usage(code: &str) -> bool {
    const LENGTH: usize = 16;
    code.len() == LENGTH
        && matches!(code.as_bytes()[0], b'1'..=b'4')
        && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}
