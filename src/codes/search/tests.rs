//! What is found, and in which order.

use super::*;
use crate::masters::data::compile;
use crate::masters::{Cell, Edition, Rows, Table};

/// A table of diseases: code, name, kana, 採択区分, exchange code.
fn diseases() -> Table {
    let listed = [
        ["0000001", "高血圧症", "コウケツアツショウ", "1", "A001"],
        ["0000002", "高血圧性心疾患", "コウケツアツセイシンシッカン", "1", "A002"],
        ["0000003", "本態性高血圧症", "ホンタイセイコウケツアツショウ", "1", "A003"],
        ["0000004", "２型糖尿病", "２ガタトウニョウビョウ", "1", "A004"],
        ["0000005", "Ⅱ型糖尿病", "２ガタトウニョウビョウ", "3", "A004"],
        ["0000006", "胃癌", "イガン", "1", "A005"],
        ["0000007", "インフルエンザ", "インフルエンザ", "1", "A006"],
    ];
    let schema = Kind::Disease.schema();
    let cells = ["code", "name", "kana", "adoption", "exchange_code"];
    let row = |values: &[&str; 5]| {
        let mut row = vec![Cell::default(); schema.columns.len()];
        for (name, value) in cells.iter().zip(values) {
            row[schema.position(name).unwrap()] = (*value).into();
        }
        row
    };
    let rows = listed.iter().map(row).collect();
    let rows = Rows { kind: Kind::Disease, edition: Edition::parse("20240601").unwrap(), sources: Vec::new(), rows };
    Table::open(compile(&rows)).unwrap()
}

fn found(text: &str) -> Vec<(u32, How)> {
    let table = diseases();
    let hits = Index::new(&table, &DISEASE).search(text, 5);
    hits.iter().map(|hit| (hit.row + 1, hit.how)).collect()
}

#[test]
fn the_best_answer_comes_first() {
    use How::*;
    for (text, expected) in [
        ("高血圧症", &[(1, Whole), (3, Within)][..]),
        ("高血圧", &[(1, Beginning), (2, Beginning), (3, Within)]),
        ("こうけつあつ", &[(1, Beginning), (2, Beginning), (3, Within)]),
        ("ｺｳｹﾂｱﾂｼｮｳ", &[(1, Whole), (3, Within)]),
        ("高圧血症", &[(1, Slip)]),
        ("高血症", &[(1, Slip), (2, SlipInBeginning)]),
        ("インフレエンザ", &[(7, Slip)]),
        ("ふインルエンザ", &[(7, Near)]),
        ("糖尿病 2型", &[(4, Words)]),
        ("Ⅱ型糖尿病", &[(5, Whole), (4, Representative)]),
        ("2ガタトウニョウビョウ", &[(4, Whole), (5, Whole)]),
        ("胃がん", &[(6, Whole)]),
        ("ほんたいせいこうけちあつ", &[(3, SlipInBeginning)]),
        ("脳梗塞", &[]),
        ("", &[]),
        ("　・", &[]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn no_more_is_shown_than_was_asked_for() {
    let table = diseases();
    let index = Index::new(&table, &DISEASE);
    for limit in 0..4 {
        assert_eq!(index.search("高", limit).len(), limit.min(3), "{limit}");
        assert!(index.search("Ⅱ型糖尿病", limit).len() <= limit);
    }
}

#[test]
fn the_column_that_answers_is_named() {
    let table = diseases();
    let index = Index::new(&table, &DISEASE);
    let column = |text: &str| index.search(text, 1).first().map(|hit| hit.column);
    assert_eq!((column("高血圧症"), column("コウケツアツショウ")), (Some("name"), Some("kana")));
}
