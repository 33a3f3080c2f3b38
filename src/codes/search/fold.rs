//! Text as it is compared in a search: width, case, kana and spelling variants do not count.

use unicode_normalization::UnicodeNormalization;

/// Characters that are written either way in the names of diseases and drugs; the second is what is compared.
const VARIANTS: [(char, &str); 11] = [
    ('癌', "ガン"),
    ('頸', "頚"),
    ('鼡', "鼠"),
    ('囊', "嚢"),
    ('頰', "頬"),
    ('搔', "掻"),
    ('剝', "剥"),
    ('塡', "填"),
    ('麴', "麹"),
    ('蠟', "蝋"),
    ('彎', "弯"),
];
/// What the half-width kana from U+FF66 on stand for.
const HALF_WIDTH: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// Appends a text as it is compared: katakana for hiragana, large kana for small, no width, no case, no spaces, dots,
/// dashes or brackets.
pub fn fold(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\0'..='\x7f' => push(c, out),
            '\u{3041}'..='\u{3096}' => push(shifted(c, 0x60), out),
            '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => push(c, out),
            '\u{ff66}'..='\u{ff9d}' => {
                let position = (c as u32 - 0xff66) as usize;
                let kana = HALF_WIDTH.chars().nth(position).unwrap_or(c);
                let mark = chars.next_if(|next| matches!(next, '\u{ff9e}' | '\u{ff9f}'));
                push(mark.map_or(kana, |mark| voiced(kana, mark)), out);
            }
            '\u{ff01}'..='\u{ff5e}' => push(char::from_u32(c as u32 - 0xfee0).unwrap_or(c), out),
            '\u{3000}'..='\u{3040}' | '\u{30fb}'..='\u{30ff}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            other => std::iter::once(other).nfkc().for_each(|c| push(c, out)),
        }
    }
}

/// A text as it is compared.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, &mut out);
    out
}

/// Appends a character of ordinary width.
fn push(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' | '.' | '%' | '+' | '\u{4e00}'..='\u{9fff}' => variant(c, out),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\u{30a1}'..='\u{30fa}' => out.push(plain_kana(c)),
        _ if c.is_alphanumeric() && c != 'ー' => out.extend(c.to_lowercase()),
        _ => {}
    }
}

fn variant(c: char, out: &mut String) {
    match VARIANTS.iter().find(|(from, _)| *from == c) {
        Some((_, to)) => out.push_str(to),
        None => out.push(c),
    }
}

/// Large kana for small, and one letter for those that sound alike.
fn plain_kana(c: char) -> char {
    match c {
        'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' => shifted(c, 1),
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヲ' => 'オ',
        'ヴ' => 'ブ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        _ => c,
    }
}

/// A half-width kana with the voiced or half-voiced mark that follows it.
fn voiced(kana: char, mark: char) -> char {
    match (kana, mark) {
        ('ウ', '\u{ff9e}') => 'ヴ',
        (_, '\u{ff9f}') => shifted(kana, 2),
        _ => shifted(kana, 1),
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(c as u32 + by).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn spellings_of_one_word_are_the_same() {
        let cases = [
            ("２型糖尿病", "2型糖尿病"),
            ("ﾄﾞﾈﾍﾟｼﾞﾙｴﾝｻﾝｴﾝODｼﾞｮｳ", "ドネペジルえんさんえんＯＤ錠".replace('錠', "じょう").as_str()),
            ("コンピューター", "コンピュータ"),
            ("ＩｇＧ−４", "igg4"),
            ("尿蛋⽩", "尿蛋白"),
            ("ぢ　ろう", "ジロウ"),
            ("頸部・癌", "頚部がん"),
            ("ｳﾞｨｰﾅｽ", "ヴィーナス"),
            ("Ⅱ型", "ii型"),
            ("「テスト」（A）", "てすとa"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
        for (one, other) in cases {
            assert_eq!(folded(&one), folded(&other));
        }
    }

    #[test]
    fn other_words_stay_others() {
        for (one, other) in [("0.5mg", "05mg"), ("肺炎", "肺癌"), ("ハ行", "バ行"), ("A1", "A2")] {
            assert_ne!(folded(one), folded(other));
        }
    }
}
