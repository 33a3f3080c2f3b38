//! When two texts say the same: widths, compatibility forms, dashes, case and blanks aside.

use unicode_normalization::UnicodeNormalization;

/// Whether two displays say the same.
pub fn same_display(a: &str, b: &str) -> bool {
    a == b || folded(a).eq(folded(b))
}

/// The characters that count. Kanji that have a compatibility form (radicals such as ⾎) become the usual ones.
pub fn folded(display: &str) -> impl Iterator<Item = char> {
    display.nfkc().filter(|c| !c.is_whitespace()).map(dash).flat_map(char::to_lowercase)
}

/// All dashes and wave dashes are one, as are the minus signs that encodings disagree on.
pub fn dash(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{301C}' | '\u{FF5E}' => '~',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_are_folded() {
        for (a, b, expected) in [
            ("腹囲(実測）", "腹囲（実測)", true),
            ("ＣＬＥＩＡ", "cleia", true),
            ("⾎液型", "血液型", true),
            ("ｶﾞﾝﾏ", "ガンマ", true),
            ("Ｃ−反応性", "C-反応性", true),
            ("A  B", "a b", true),
            ("〜以上", "～以上", true),
            ("腹囲", "腹囲(実測)", false),
            ("", "x", false),
        ] {
            assert_eq!(same_display(a, b), expected, "{a} {b}");
        }
    }
}
