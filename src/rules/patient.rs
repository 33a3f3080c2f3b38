//! PAT: the patient: identifiers, name, birth date, address.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostics::Severity;
use crate::document::{Element, known};

use super::look::{extensions, first, has, identifiers, is_digits, is_half_width_kana};
use super::mend;
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};
use super::systems::{INSTITUTION_EXTENSION, INSURED, NAME_REPRESENTATION, PATIENT_OID, PUBLIC_PAYER};

/// The 47 prefectures.
#[rustfmt::skip]
pub(super) const PREFECTURES: &[&str] = &[
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
];

rules! {
    SYMBOL = "PAT-05", Error, Value {
        on: On::Resources(&["Patient"]), check: symbol,
        source: "JP-CLINS 被保険者個人識別子 (各要素の説明)";
        en: "`{part}` of `{value}` mixes full-width and half-width characters, or has half-width ones that are not alphanumeric",
            "write 記号 and 番号 full-width; half-width only if all characters are alphanumeric";
        ja: "`{value}` の `{part}` に全角と半角が混在しているか、英数字以外の半角文字があります",
            "記号と番号はすべて全角で書いてください。半角で書けるのは英数字だけのときです";
        explain: "The second and third parts of the identifier of an insured person, 記号 and 番号, are each written all full-width or all half-width, and half-width only when they are letters and digits.";
    }
    BRANCH = "PAT-06", Warning, Value {
        on: On::Resources(&["Patient"]), check: branch,
        source: "JP-CLINS 被保険者個人識別子 (枝番)";
        en: "`{value}` has the branch number 00", "leave the last part empty when there is no branch number";
        ja: "`{value}` の枝番が 00 です", "枝番がないときは最後の部分を空にしてください (末尾のコロンは必要です)";
        explain: "The last part of the identifier of an insured person is a 枝番 of two digits, or empty. 00 is not a way to say that there is none. The profile takes it, so this is a warning.";
    }
    PUBLIC = "PAT-07", Error, Value {
        on: On::Resources(&["Patient"]), check: public_payer, said_by: &["valid-value-publicPayer-patientIdentifier"],
        source: "JP-CLINS 生活保護受給者等の個人識別子";
        en: "`{value}` is not an identifier for public payers", "write 公費負担者番号 (8 characters), `::`, 受給者番号 (7 digits) and `:`";
        ja: "`{value}` は公費の個人識別子の形式ではありません", "公費負担者番号 (8 桁)、`::`、受給者番号 (7 桁)、`:` の順に書いてください";
        explain: "For those whose costs a public payer bears, the identifier has 公費負担者番号 and 受給者番号; the second and fourth part are empty.";
    }
    OTHER_INSTITUTION = "PAT-09", Error, BusinessRule {
        on: On::Resources(&["Patient"]), check: same_institution,
        source: "JP-CLINS R1011";
        en: "`{value}` is an identifier of another institution than `{expected}`", "use the number of the institution that the extension names";
        ja: "`{value}` は医療機関識別ID `{expected}` と別の医療機関の患者番号です", "拡張に書いた医療機関の番号に合わせてください";
        explain: "The system of a patient number ends with the number of the institution that gave it: 1 and ten digits. It is the one that the extension JP_eCS_InstitutionNumber names. The guide defines this condition (R1011) but no profile applies it.";
    }
    WRITING = "PAT-11", Error, Required {
        targets: Targets::SERVICE, on: On::Resources(&["Patient"]), check: writing, said_by: &["either-KanjiName-KanaName-exist"],
        source: "JP-CLINS R1112";
        en: "no name of the patient says whether it is written in kanji or kana", "add the extension iso21090-EN-representation with IDE or SYL";
        ja: "漢字氏名かカナ氏名かを示す拡張が、患者のどの名前にもありません", "iso21090-EN-representation 拡張に IDE または SYL を指定してください";
        explain: "At least one name is marked as written in kanji (IDE) or kana (SYL). The guide defines this condition (R1112); of its profiles only those for checkups apply it.";
    }
    KANA = "PAT-13", Warning, Value {
        targets: Targets::JAPAN, on: On::Resources(&["Patient"]), check: kana,
        source: "HS036 表3; 自治体検診 患者情報";
        en: "`{value}` is marked as kana but is not all in full-width katakana", "write it in full-width katakana";
        ja: "カナ氏名 `{value}` に全角カタカナ以外の文字があります", "全角カタカナで書いてください";
        explain: "A name that is marked SYL is written in full-width katakana; half-width katakana are refused.";
        fix: [Safe, NeedsReview], "write it in full-width katakana", "全角カタカナにする";
    }
    BIRTH = "PAT-15", Error, Value {
        on: On::Resources(&["Patient"]), check: birth,
        source: "JP-CLINS JP_Patient_eCS 必須要素";
        en: "`{value}` is not a full date of birth in the past", "write year, month and day";
        ja: "`{value}` は過去の年月日ではありません", "生年月日を YYYY-MM-DD で書いてください";
        explain: "The date of birth has year, month and day, and does not lie in the future.";
    }
    ADDRESS = "PAT-16", Error, Required {
        targets: Targets::SERVICE, until: (1, 5, 2), on: On::Resources(&["Patient"]), check: address,
        source: "JP-CLINS JP_Patient_eCS 必須要素";
        en: "the address has no {name}", "add city (市町村) and state (都道府県)";
        ja: "住所に {name} がありません", "市町村 (city) と都道府県 (state) を書いてください";
        explain: "Up to edition 1.5.2 city and prefecture are mandatory by the text of the guide, though not by the profile.";
    }
    PREFECTURE = "PAT-17", Information, Value {
        targets: Targets::JAPAN, on: On::Resources(&["Patient"]), check: prefecture,
        source: "JP Core 都道府県; HS036 表3";
        en: "`{value}` is not a Japanese {what}", "";
        ja: "`{value}` は日本の住所の {what} として正しくありません", "";
        explain: "The prefecture is one of the 47 by its full name; a postal code has seven digits, with or without a hyphen after the third.";
    }
}

/// The value of each identifier of a system.
fn values<'a>(patient: Element<'a>, system: &'static str) -> impl Iterator<Item = (Element<'a>, &'a str)> {
    identifiers(patient, system).filter_map(|i| i.child(known::VALUE)).filter_map(|v| Some((v, v.value()?)))
}

/// The four parts of an identifier of an insured person.
fn parts(text: &str) -> Option<[&str; 4]> {
    let mut parts = text.split(':');
    let four = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(four)
}

fn symbol(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for (value, text) in values(patient, INSURED) {
        let Some([_, symbol, number, _]) = parts(text) else { continue };
        if let Some(part) = [symbol, number].into_iter().find(|part| !is_of_one_width(part)) {
            found.say(found.value(value).with_value("part", part));
        }
    }
}

/// Whether a part is all ASCII letters and digits, or all full-width.
fn is_of_one_width(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric()) || part.chars().all(|c| !c.is_ascii() && !is_half_width_kana(c))
}

fn branch(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for (value, text) in values(patient, INSURED) {
        if parts(text).is_some_and(|parts| parts[3] == "00") {
            found.say(found.value(value));
        }
    }
}

fn public_payer(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for (value, text) in values(patient, PUBLIC_PAYER) {
        let is_one = parts(text).is_some_and(|[payer, symbol, person, branch]| {
            let is_payer = payer.len() == 8 && payer.bytes().all(|b| b.is_ascii_alphanumeric());
            is_payer && symbol.is_empty() && is_digits(person, 7) && branch.is_empty()
        });
        if !is_one {
            found.say(found.value(value));
        }
    }
}

fn same_institution(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    let extension = extensions(patient, INSTITUTION_EXTENSION).next();
    let number = extension.and_then(|e| first(e, &[known::VALUE_IDENTIFIER, known::VALUE])).and_then(|v| v.value());
    let Some(number) = number.filter(|number| is_digits(number, 10)) else { return };
    for system in patient.children_named(known::IDENTIFIER).filter_map(|i| i.child(known::SYSTEM)) {
        let suffix = system.value().and_then(|text| text.strip_prefix(PATIENT_OID));
        let institution = suffix.and_then(|suffix| suffix.strip_prefix('1')).filter(|rest| is_digits(rest, 10));
        if institution.is_some_and(|institution| institution != number) {
            found.say(found.value(system).with_value("expected", number));
        }
    }
}

/// The representation that a name is marked with: `IDE`, `SYL` or `ABC`.
fn representation(name: Element<'_>) -> Option<&str> {
    extensions(name, NAME_REPRESENTATION).find_map(|extension| extension.child_value(known::VALUE_CODE))
}

fn writing(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    let mut names = patient.children_named(known::NAME).peekable();
    let Some(first) = names.peek().copied() else { return };
    if !names.any(|name| matches!(representation(name), Some("IDE" | "SYL"))) {
        found.say(found.lacks(first, "extension"));
    }
}

fn kana(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    let is_kana = |c: char| matches!(c, '\u{30A1}'..='\u{30F4}' | 'ー' | '・' | ' ' | '\u{3000}' | '－' | '‐');
    for name in patient.children_named(known::NAME).filter(|name| representation(*name) == Some("SYL")) {
        let parts = name.children().filter(|c| matches!(c.name(), known::TEXT | known::FAMILY | known::GIVEN));
        for part in parts {
            let Some(text) = part.value().filter(|text| !text.chars().all(is_kana)) else { continue };
            let is_half = text.chars().any(is_half_width_kana);
            let severity = if is_half { Severity::Error } else { Severity::Warning };
            let wide: String = text.nfkc().map(katakana).collect();
            let is_only_width = text.nfkc().all(is_kana);
            let fix = wide.chars().all(is_kana).then(|| mend::value(part, &wide).safe_if(is_only_width));
            found.say_as(severity, found.value(part).fixed_by(fix));
        }
    }
}

/// Hiragana as katakana.
fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3094}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        c => c,
    }
}

fn birth(scene: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(date) = patient.child(known::BIRTH_DATE) else { return };
    let is_future = |text: &str| !scene.as_of.is_empty() && super::moment::is_before(scene.as_of, text);
    if date.value().is_some_and(|text| text.len() < 10 || is_future(text)) {
        found.say(found.value(date));
    }
}

fn address(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for address in patient.children_named(known::ADDRESS) {
        for (symbol, name) in [(known::CITY, "city"), (known::STATE, "state")] {
            if !has(address, symbol) {
                found.say(found.lacks(address, name).with("name", name));
            }
        }
    }
}

fn prefecture(_: &Scene<'_>, patient: Element<'_>, found: &mut Found<'_, '_>) {
    for address in patient.children_named(known::ADDRESS) {
        if address.child_value(known::COUNTRY).is_some_and(|country| !matches!(country, "JP" | "JPN" | "日本")) {
            continue;
        }
        let state = address.child(known::STATE);
        if let Some(state) = state.filter(|s| s.value().is_some_and(|text| !PREFECTURES.contains(&text))) {
            found.say(found.value(state).with("what", "state"));
        }
        let is_code = |text: &str| is_digits(&text.replacen('-', "", 1), 7) && text.find('-').is_none_or(|at| at == 3);
        let code = address.child(known::POSTAL_CODE);
        if let Some(code) = code.filter(|c| c.value().is_some_and(|text| !is_code(text))) {
            found.say(found.value(code).with("what", "postalCode"));
        }
    }
}
