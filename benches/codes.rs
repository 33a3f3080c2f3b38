//! How fast single codes convert and are looked up: the masters that the program carries, all their codes in turn.

use divan::Bencher;
use divan::counter::ItemsCount;
use jpfhir::codes::{Attributes, Choose, Converter, Day, PAIRS, System, converts};
use jpfhir::masters::{Kind, Masters};

fn main() {
    divan::main();
}

const TODAY: Day = Day(20261124);
/// So many codes are converted in a round.
const ROUND: usize = 1_000;

/// Codes of a system from its master.
fn codes(masters: &Masters, system: System) -> Vec<String> {
    let (kind, column, length) = match system {
        System::Receipt => (Kind::Disease, "code", 7),
        System::Icd10 => (Kind::Disease, "icd10_primary", 99),
        System::ManagementNumber => (Kind::Disease, "management_number", 99),
        System::Exchange => (Kind::Disease, "exchange_code", 99),
        System::DiseaseName => (Kind::Disease, "name", 999),
        System::Modifier => (Kind::Modifier, "code", 99),
        System::ModifierManagementNumber => (Kind::Modifier, "management_number", 99),
        System::ModifierExchange => (Kind::Modifier, "exchange_code", 99),
        System::Jlac10 => (Kind::Jlac, "jlac10", 99),
        System::Jlac11 => (Kind::Jlac, "jlac11", 99),
        System::LabItem => (Kind::Jlac, "item_id", 999),
        System::Jfagy => (Kind::Jfagy, "code", 99),
        System::AllergenName => (Kind::Jfagy, "term", 999),
        System::Ycm | System::Gcm | System::Yj | System::Price => (Kind::Drug, "price_list_code", 99),
        System::DrugReceipt => (Kind::Drug, "code", 99),
        System::Generic => (Kind::Drug, "generic_code", 99),
        System::Hot7 => (Kind::Hot, "code", 7),
        System::Hot9 => (Kind::Hot, "code", 9),
        System::Hot13 => (Kind::Hot, "code", 99),
        System::DrugName => (Kind::Drug, "name", 999),
    };
    let table = masters.table(kind).expect("the program carries its masters");
    let column = table.column(column).expect("the column is there");
    let all = (0..table.len()).map(|row| table.text(row, column)).filter(|code| !code.is_empty());
    let whole = |code: &str| match system {
        System::Ycm => format!("YCM{code}"),
        System::Gcm => format!("GCM{}ZZZ", code.get(..9).unwrap_or_default()),
        _ => code.chars().take(length).collect(),
    };
    let all: Vec<String> = all.map(whole).collect();
    // Spread over the whole table.
    let step = (all.len() / ROUND).max(1);
    all.into_iter().step_by(step).take(ROUND).collect()
}

/// Every conversion there is, by the keys of its two systems.
fn pairs() -> Vec<String> {
    let pairs = PAIRS.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (from, to)));
    pairs.map(|(from, to)| format!("{}→{}", from.key(), to.key())).collect()
}

#[divan::bench(args = pairs())]
fn convert(bencher: Bencher, pair: &str) {
    let (from, to) = pair.split_once('→').expect("two systems");
    let (from, to) = (System::of(from).expect("a system"), System::of(to).expect("a system"));
    assert!(converts(from, to));
    let masters = Masters::embedded();
    let converter = Converter::new(&masters, from, to, TODAY, Choose::None).expect("the masters are carried");
    let codes = codes(&masters, from);
    let known = Attributes::default();
    bencher
        .counter(ItemsCount::new(codes.len()))
        .bench(|| codes.iter().filter(|code| !converter.convert(code, &known).targets().is_empty()).count());
}

/// The row of a code, and its name.
#[divan::bench]
fn find(bencher: Bencher) {
    let masters = Masters::embedded();
    let table = masters.table(Kind::Disease).expect("the program carries its masters");
    let (code, name) = (table.column("code").expect("codes"), table.column("name").expect("names"));
    let codes = codes(&masters, System::Receipt);
    bencher.counter(ItemsCount::new(codes.len())).bench(|| {
        let rows = codes.iter().filter_map(|given| table.find_one(code, given));
        rows.map(|row| table.text(row, name).len()).sum::<usize>()
    });
}
