//! Search over the masters: making an index, and queries of each kind.

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use jpfhir::codes::search::{ALLERGY, DISEASE, DRUG, Fields, Index, LAB};
use jpfhir::masters::{Masters, Table};

static MASTERS: LazyLock<Masters> = LazyLock::new(Masters::embedded);

fn main() {
    divan::main();
}

fn table(fields: &Fields) -> &'static Table {
    MASTERS.table(fields.kind).expect("it is carried")
}

const SYSTEMS: [(&str, &Fields); 4] = [("disease", &DISEASE), ("drug", &DRUG), ("lab", &LAB), ("allergy", &ALLERGY)];

#[divan::bench(args = SYSTEMS.map(|(name, _)| name))]
fn index(bencher: Bencher, name: &str) {
    let (_, fields) = SYSTEMS.iter().find(|(other, _)| *other == name).expect("it is listed");
    let table = table(fields);
    bencher.bench_local(|| Index::new(black_box(table), fields));
}

/// Whole names, beginnings, one character, slips, words, and what is nowhere.
#[divan::bench(args = [
    "高血圧症", "コウケツアツ", "症", "ン", "高圧血症", "インフレエンザ", "糖尿病 網膜症", "どこにもないなまえ",
])]
fn disease(bencher: Bencher, typed: &str) {
    let index = Index::new(table(&DISEASE), &DISEASE);
    bencher.bench_local(|| index.search(black_box(typed), 10));
}

#[divan::bench(args = ["アムロジピン", "ｱﾑﾛｼﾞﾋﾟﾝ", "錠", "アムロジビン錠", "カロナール 500", "どこにもないなまえ"])]
fn drug(bencher: Bencher, typed: &str) {
    let index = Index::new(table(&DRUG), &DRUG);
    bencher.bench_local(|| index.search(black_box(typed), 10));
}
