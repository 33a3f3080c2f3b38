//! How fast tables and FHIR documents are converted: `JPFHIR_SHARED=../shared cargo bench --bench convert`.

use std::io::Cursor;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rayon::prelude::*;

use jpfhir::codes::{Choose, Converter, Day, System};
use jpfhir::convert::Reporting;
use jpfhir::convert::codes::Codes;
use jpfhir::convert::fhir::{Mode, Rewriter};
use jpfhir::convert::table::{Rows, Table, Wanted, Writing};
use jpfhir::convert::{Hints, ReportForm, Translate};
use jpfhir::masters::{Kind, Masters};

/// Rows of a table.
const ROWS: u32 = 1_000_000;
/// Resources of NDJSON.
const RESOURCES: u32 = 50_000;
const REPORT: Reporting = Reporting { form: ReportForm::Csv, with_applied: false };

fn main() {
    divan::main();
}

/// The receipt codes that the program carries.
fn codes(masters: &Masters) -> Vec<String> {
    let table = masters.table(Kind::Disease).expect("the disease master is carried");
    let column = table.column("code").expect("it has codes");
    (0..table.len()).map(|row| table.text(row, column).to_owned()).collect()
}

fn converter(masters: &Masters, to: System) -> Codes<'_> {
    let day = Day::parse("20240601").expect("a day");
    Codes::new(Converter::new(masters, System::Receipt, to, day, Choose::None).expect("they convert"), false)
}

/// All codes of the master in an order that no cache likes.
fn table(codes: &[String], quote: &str) -> Vec<u8> {
    let mut text = String::from("patient,code,date,department\n");
    for row in 0..ROWS {
        let code = &codes[(row.wrapping_mul(2_654_435_761) as usize >> 4) % codes.len()];
        text.push_str(&format!(
            "{quote}{row:08}{quote},{quote}{code}{quote},{quote}2024-06-01{quote},{quote}01{quote}\n"
        ));
    }
    text.into_bytes()
}

/// Converts a table on two threads, as the command does.
fn rows(bencher: Bencher<'_, '_>, quote: &str) {
    let masters = Masters::embedded();
    let codes = codes(&masters);
    let translate = converter(&masters, System::Icd10);
    let bytes = table(&codes, quote);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    let wanted = Wanted { column: Some("code".to_owned()), ..Wanted::default() };
    bencher.counter(ItemsCount::new(ROWS)).with_inputs(|| bytes.clone()).bench_local_values(|bytes| {
        let table = Table::open(Box::new(Cursor::new(bytes)), &wanted).expect("a table");
        let rows = Rows::new(&table.layout, &translate, Writing::Append, Some(REPORT));
        let chunks: Vec<Vec<u8>> = table.chunks.collect::<Result<_, _>>().expect("it is read");
        let work = |(at, chunk): (usize, &Vec<u8>)| rows.convert(chunk, at == 0).tally.total();
        pool.install(|| chunks.par_iter().enumerate().map(work).sum::<u64>())
    });
}

#[divan::bench(sample_count = 10)]
fn table_rows(bencher: Bencher<'_, '_>) {
    rows(bencher, "");
}

#[divan::bench(sample_count = 10)]
fn table_rows_quoted(bencher: Bencher<'_, '_>) {
    rows(bencher, "\"");
}

#[divan::bench]
fn one_answer(bencher: Bencher<'_, '_>) {
    let masters = Masters::embedded();
    let translate = converter(&masters, System::Icd10);
    bencher.bench_local(|| translate.translate(divan::black_box("8830045"), &Hints::default()));
}

/// Rewrites NDJSON on two threads, as the command does. Of `every` resources one has a code.
fn lines(bencher: Bencher<'_, '_>, every: u32) {
    let masters = Masters::embedded();
    let codes = codes(&masters);
    let translate = converter(&masters, System::ManagementNumber);
    let systems = vec![System::Receipt.url().to_owned()];
    let rewriter = Rewriter { systems, mode: Mode::Add, translate: &translate, report: Some(REPORT) };
    let resource = |index: u32| {
        let system = if index.is_multiple_of(every) { System::Receipt.url() } else { "urn:other" };
        let code = &codes[(index.wrapping_mul(2_654_435_761) as usize >> 4) % codes.len()];
        format!(
            r#"{{"resourceType":"Condition","id":"c{index}","meta":{{"profile":["http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Condition_eCS"]}},"identifier":[{{"system":"http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier","value":"1311234567-2024-{index}"}}],"clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active","display":"Active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}}]}}],"code":{{"coding":[{{"system":"{system}","code":"{code}"}}]}},"subject":{{"reference":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"}},"onsetDateTime":"2024-06-01","recordedDate":"2024-06-01T09:00:00+09:00","recorder":{{"reference":"Practitioner/p1"}}}}
"#
        )
    };
    let pieces: Vec<Vec<u8>> = (0..RESOURCES)
        .collect::<Vec<u32>>()
        .chunks(256)
        .map(|indices| indices.iter().map(|index| resource(*index)).collect::<String>().into_bytes())
        .collect();
    let bytes: usize = pieces.iter().map(Vec::len).sum();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        pool.install(|| pieces.par_iter().map(|piece| rewriter.lines(piece).tally.total()).sum::<u64>())
    });
}

#[divan::bench(sample_count = 10)]
fn ndjson_every_resource(bencher: Bencher<'_, '_>) {
    lines(bencher, 1);
}

#[divan::bench(sample_count = 10)]
fn ndjson_one_in_ten(bencher: Bencher<'_, '_>) {
    lines(bencher, 10);
}
