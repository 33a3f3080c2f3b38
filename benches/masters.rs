//! Masters: opening, looking up, comparing, importing as published.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use jpfhir::masters::diff::diff;
use jpfhir::masters::import::{Limits, Request, import, open};
use jpfhir::masters::{Kind, Masters, Store, Table, compile};

static MASTERS: LazyLock<Masters> = LazyLock::new(Masters::embedded);

fn disease() -> &'static Table {
    MASTERS.table(Kind::Disease).expect("the disease master is embedded")
}

fn main() {
    LazyLock::force(&MASTERS);
    divan::main();
}

/// The masters in force and one of their tables, from nothing.
#[divan::bench]
fn open_embedded() -> u32 {
    let masters = Masters::embedded();
    masters.table(Kind::Disease).map_or(0, Table::len)
}

/// The same from the user's snapshots, of which one is read and its checksum verified.
#[divan::bench]
fn open_snapshot(bencher: Bencher<'_, '_>) {
    let folder = std::env::temp_dir().join(format!("jpfhir-bench-{}", std::process::id()));
    let store = Store::in_folder(&folder);
    store.add(&disease().rows(), "").expect("it is kept");
    bencher.bench(|| Masters::with_store(&store).table(Kind::Disease).map_or(0, Table::len));
    drop(std::fs::remove_dir_all(folder));
}

/// Looks up every code of a column in turn.
fn look_up(bencher: Bencher<'_, '_>, column: &str) {
    let table = disease();
    let column = table.column(column).expect("the column is there");
    // Neighbours in the table are not neighbours here.
    let texts: Vec<&str> = (0..table.len()).map(|row| table.text(row * 7_919 % table.len(), column)).collect();
    let mut next = texts.iter().cycle();
    bencher.bench_local(|| {
        let text = next.next().copied().unwrap_or_default();
        table.find(black_box(column), black_box(text)).next()
    });
}

#[divan::bench]
fn find_code(bencher: Bencher<'_, '_>) {
    look_up(bencher, "code");
}

#[divan::bench]
fn find_name(bencher: Bencher<'_, '_>) {
    look_up(bencher, "name");
}

#[divan::bench]
fn find_exchange_code(bencher: Bencher<'_, '_>) {
    look_up(bencher, "exchange_code");
}

#[divan::bench]
fn find_nothing(bencher: Bencher<'_, '_>) {
    let table = disease();
    let column = table.column("code").expect("the column is there");
    bencher.bench(|| table.find(black_box(column), black_box("1234567")).next());
}

/// Two editions of 27,437 diseases of which one in a hundred differs.
#[divan::bench]
fn diff_of_diseases(bencher: Bencher<'_, '_>) {
    let mut rows = disease().rows();
    let icd10 = rows.kind.schema().position("icd10_primary").expect("the column is there");
    for row in rows.rows.iter_mut().step_by(100) {
        row[icd10] = "A009".into();
    }
    rows.rows.remove(1_000);
    let after = Table::open(compile(&rows)).expect("it was compiled");
    let retired = MASTERS.table(Kind::RetiredDisease).ok();
    bencher.bench(|| diff(black_box(disease()), black_box(&after), retired).changes.len());
}

/// The published file, from the disk to a compiled table with all checks.
#[divan::bench(sample_count = 20)]
fn import_of_diseases(bencher: Bencher<'_, '_>) {
    let Some(path) = published() else { return };
    bencher.bench(|| {
        let files = open(&path, Limits::default()).expect("it opens");
        let imported = import(&files, Request::default(), &MASTERS).expect("it is read");
        compile(&imported[0].rows).len()
    });
}

fn published() -> Option<PathBuf> {
    let shared = std::env::var_os("JPFHIR_SHARED").map_or(Path::new("../shared").to_owned(), PathBuf::from);
    let path = shared.join("masters/b_20240601.zip");
    if !path.is_file() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}
