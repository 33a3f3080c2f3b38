//! Search over the masters: queries that a rule makes of their rows, and where the intended code stands in the answer.
//!
//! The rule takes rows at even distances, and from each its kana, the beginning of it, a synonym, or a name with a slip.

use std::collections::BTreeSet;

use jpfhir::codes::search::{ALLERGY, DISEASE, DRUG, Fields, How, Index, LAB, MODIFIER, folded};
use jpfhir::masters::{Masters, Table};

/// How many answers a person looks at.
const LOOKED_AT: usize = 5;

/// A query and the codes of which one is intended.
type Query = (String, BTreeSet<String>);

fn text<'t>(table: &'t Table, row: u32, column: &str) -> &'t str {
    table.column(column).map_or("", |column| table.text(row, column))
}

/// Rows at even distances that have something in a column.
fn spread(table: &Table, column: &str, count: usize) -> Vec<u32> {
    let rows: Vec<u32> = (0..table.len()).filter(|row| text(table, *row, column).chars().count() >= 4).collect();
    let step = rows.len() / count;
    rows.into_iter().skip(step / 2).step_by(step).take(count).collect()
}

/// The codes of rows that have the same name as this row: nothing in the name tells them apart.
fn same_name(table: &Table, fields: &Fields, row: u32, column: &str) -> BTreeSet<String> {
    let name = folded(text(table, row, column));
    let rows = (0..table.len()).filter(|other| folded(text(table, *other, column)) == name);
    rows.map(|row| text(table, row, fields.code).to_owned()).collect()
}

/// A name with one slip: a character left out, put in twice, wrong, or swapped with the next.
fn slip(name: &str, number: usize) -> String {
    let mut name: Vec<char> = name.chars().collect();
    let at = 1 + number * 7 % (name.len() - 2);
    match number % 4 {
        0 => drop(name.remove(at)),
        1 => name.insert(at, name[at]),
        2 => name[at] = if name[at] == '亜' { '以' } else { '亜' },
        _ => name.swap(at, at + 1),
    }
    name.into_iter().collect()
}

/// Queries by the whole of a column, by three quarters of it, and by it with a slip.
fn queries(table: &Table, fields: &Fields, column: &str, count: usize) -> Vec<Query> {
    let rows = spread(table, column, count);
    let query = |(number, row): (usize, &u32)| {
        let name = text(table, *row, column);
        let intended = same_name(table, fields, *row, column);
        let typed = match number % 3 {
            0 => name.to_owned(),
            1 => name.chars().take(name.chars().count().div_ceil(4) * 3).collect(),
            _ => slip(name, number / 3),
        };
        (typed, intended)
    };
    rows.iter().enumerate().map(query).collect()
}

/// Queries by a synonym for the disease that stands for its group.
fn synonyms(table: &Table, count: usize) -> Vec<Query> {
    let synonyms: Vec<u32> = (0..table.len()).filter(|row| text(table, *row, "adoption") == "3").collect();
    let step = synonyms.len() / count;
    let query = |row: &u32| {
        let group = text(table, *row, "exchange_code");
        let members = table.find(table.column("exchange_code").expect("the column"), group);
        let members = members.filter(|row| text(table, *row, "adoption") != "3");
        let codes = members.map(|row| text(table, row, "code").to_owned()).collect();
        (text(table, *row, "name").to_owned(), codes)
    };
    synonyms.iter().step_by(step).take(count).map(query).collect()
}

/// The queries whose intended code is not among the first answers.
fn missed<'q>(table: &Table, fields: &'static Fields, queries: &'q [Query]) -> Vec<&'q str> {
    let index = Index::new(table, fields);
    let misses = |(typed, intended): &&Query| {
        let hits = index.search(typed, LOOKED_AT);
        !hits.iter().any(|hit| intended.contains(text(table, hit.row, fields.code)))
    };
    queries.iter().filter(misses).map(|(typed, _)| typed.as_str()).collect()
}

#[test]
fn the_intended_code_is_among_the_first_five() {
    let masters = Masters::embedded();
    let mut all = 0;
    let mut all_missed = Vec::new();
    for (fields, column, count) in [
        (&DISEASE, "kana", 60),
        (&DISEASE, "name", 45),
        (&MODIFIER, "kana", 24),
        (&DRUG, "kana", 30),
        (&DRUG, "name", 30),
        (&ALLERGY, "kana", 30),
        (&ALLERGY, "term", 15),
        (&LAB, "item_name", 15),
    ] {
        let Ok(table) = masters.table(fields.kind) else { panic!("{} is carried", fields.kind) };
        let queries = queries(table, fields, column, count);
        let missed = missed(table, fields, &queries);
        println!("{} {column}: {} of {count} missed: {missed:?}", fields.kind, missed.len());
        all += queries.len();
        all_missed.extend(missed.iter().map(|query| (*query).to_owned()));
    }
    let table = masters.table(DISEASE.kind).expect("diseases are carried");
    let synonyms = synonyms(table, 40);
    let missed = missed(table, &DISEASE, &synonyms);
    println!("synonyms: {} of {} missed: {missed:?}", missed.len(), synonyms.len());
    all += synonyms.len();
    all_missed.extend(missed.iter().map(|query| (*query).to_owned()));
    assert!(all > 200, "{all} queries");
    let found = (all - all_missed.len()) * 100 / all;
    assert!(found >= 95, "{found} % of {all}: {all_missed:?}");
}

#[test]
fn synonyms_lead_to_the_disease_that_stands_for_them() {
    let masters = Masters::embedded();
    let table = masters.table(DISEASE.kind).expect("diseases are carried");
    let index = Index::new(table, &DISEASE);
    let synonym = (0..table.len()).find(|row| text(table, *row, "adoption") == "3").expect("a synonym");
    let hits = index.search(text(table, synonym, "name"), LOOKED_AT);
    assert!(hits.iter().any(|hit| hit.how == How::Representative), "{hits:?}");
}
