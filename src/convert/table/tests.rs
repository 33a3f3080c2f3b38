//! Tables come out as they went in, with the results appended.

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::*;
use crate::convert::{Answer, Coded, Hints, Outcome, ReportForm, Reporting, Tally};

/// `1` → exact, `2` → two candidates, `3` → a code that CP932 lacks, `4` → a display that it lacks, else unknown. A name
/// decides between the candidates.
fn translate(code: &str, hints: &Hints<'_>) -> Answer {
    let coded =
        |code: &str, display: &str| Coded { system: "urn:t", code: code.to_owned(), display: display.to_owned() };
    let exact = |targets| Answer { outcome: Outcome::Exact, targets, equivalence: "equivalent", ..Answer::default() };
    match (code, hints.name) {
        ("1", _) => exact(vec![coded("I10", "高血圧−症")]),
        ("2", Some("甲")) => exact(vec![coded("A1", "甲")]),
        ("2", _) => Answer {
            outcome: Outcome::Candidates,
            candidates: vec![(coded("A1", "甲"), "first".to_owned()), (coded("A2", "乙, 丙"), String::new())],
            reason: "the name decides".to_owned(),
            ..Answer::default()
        },
        ("3", _) => exact(vec![coded("\u{2F69}-1", "x")]),
        ("4", _) => exact(vec![coded("U-TP", "尿蛋\u{2F69}")]),
        _ => Answer { outcome: Outcome::Unknown, reason: format!("no code {code}"), ..Answer::default() },
    }
}

type Came = Result<(Vec<u8>, Tally, Vec<(u64, String)>), Refusal>;

fn run(bytes: &[u8], wanted: &Wanted) -> Came {
    run_by(Writing::Append, bytes, wanted)
}

fn run_by(writing: Writing, bytes: &[u8], wanted: &Wanted) -> Came {
    let table = Table::open(Box::new(std::io::Cursor::new(bytes.to_vec())), wanted)?;
    let rows = Rows::new(&table.layout, &translate, writing, Some(REPORT));
    let mut out = rows.encoded(table.mark.to_vec());
    let (mut tally, mut decisions, mut records) = (Tally::default(), Vec::new(), 0);
    for (index, chunk) in table.chunks.enumerate() {
        let converted = rows.convert(&chunk?, index == 0);
        out.extend(converted.bytes);
        tally.merge(&converted.tally);
        let line = |(row, rest): (u64, Vec<u8>)| (records + row + 1, String::from_utf8_lossy(&rest).into_owned());
        decisions.extend(converted.decisions.into_iter().map(line));
        records += converted.records;
    }
    Ok((out, tally, decisions))
}

fn column(name: &str) -> Wanted {
    Wanted { column: Some(name.to_owned()), ..Wanted::default() }
}

const REPORT: Reporting = Reporting { form: ReportForm::Csv, with_applied: false };

const HEADER: &str = "converted_code,converted_display,outcome,reason,candidates,equivalence,edition,choice";

#[test]
fn results_are_appended_and_rows_stay() {
    let table = "番号,code\r\n\"0,1\",1\r\n5\"x,9\r\n\r\n\"a\"\"b\",\"2\"\r\n7,";
    let (out, tally, decisions) = run(table.as_bytes(), &column("code")).unwrap();
    let expected = format!(
        "番号,code,{HEADER}\r\n\"0,1\",1,I10,高血圧−症,exact,,,equivalent,,\r\n5\"x,9,,,unknown,no code 9,,,,\r\n\r\n\
         \"a\"\"b\",\"2\",\"\",\"\",\"candidates\",\"the name decides\",\"A1|A2\",\"\",\"\",\"\"\r\n7,,,,empty,,,,,"
    );
    assert_eq!(String::from_utf8_lossy(&out), expected);
    assert_eq!(tally.words(), "1 exact, 1 candidates, 1 unknown, 1 empty");
    assert_eq!(decisions.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(decisions[1].1, ",,,2,,candidates,,the name decides,\"A1 甲: first\nA2 乙, 丙\"");
}

#[test]
fn other_columns_help_to_decide() {
    let wanted = Wanted { hints: [Some("name".to_owned()), None, None, None, None, None], ..column("code") };
    let (out, ..) = run("code\tname\n2\t甲\n2\t丁\n".as_bytes(), &wanted).unwrap();
    let out = String::from_utf8_lossy(&out);
    assert!(out.contains("2\t甲\tA1\t甲\texact") && out.contains("2\t丁\t\t\tcandidates"), "{out}");
}

#[test]
fn malformed_rows_are_kept_and_marked() {
    let table = b"a,code\nx,1\nx\nx,1,2\n\"x,1\n\"x\"y,1\nx\xff,1\nx,1\n";
    let (out, tally, decisions) = run(table, &Wanted { header: Some(true), ..column("2") }).unwrap();
    let lines: Vec<&[u8]> = out.split(|byte| *byte == b'\n').collect();
    let expected: [&[u8]; 8] = [
        b"a,code,converted_code",
        b"x,1,I10",
        b"x,,,,malformed,1 fields instead of 2",
        b"x,1,2,,,malformed,3 fields instead of 2",
        b"\"x,1,,,malformed,a quote is not closed",
        b"\"x\"y,1,,,malformed,a quote is not closed",
        b"x\xff,1,,,malformed,bytes that are no UTF-8",
        b"x,1,I10",
    ];
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{}", String::from_utf8_lossy(line));
    }
    assert_eq!((tally.words().as_str(), decisions.len()), ("2 exact, 5 malformed", 5));
}

#[test]
fn cp932_stays_cp932() {
    let table = SHIFT_JIS.encode("病名,番号\r\n高血圧－症,1\r\n表,3\r\n白,4\r\n").0.into_owned();
    let (out, tally, _) = run(&table, &column("番号")).unwrap();
    let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&out).expect("CP932");
    let lines: Vec<&str> = text.lines().collect();
    // The minus sign of the master is the full-width one in CP932.
    assert!(lines[1].starts_with("高血圧－症,1,I10,高血圧－症,exact"), "{text}");
    assert!(lines[2].starts_with("表,3,,,unwritable,\"the code has U+2F69, which CP932 lacks\""), "{text}");
    assert!(lines[3].starts_with("白,4,U-TP,,exact,\"the display has U+2F69, which CP932 lacks\""), "{text}");
    assert_eq!(tally.words(), "2 exact, 1 unwritable");
}

#[test]
fn utf16_and_byte_order_marks_stay() {
    let text = "\u{FEFF}番号\t病名\r\n1\t𠮷\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (out, ..) = run(&utf16, &column("番号")).unwrap();
    let units: Vec<u16> = out.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let decoded = String::from_utf16(&units).expect("UTF-16");
    assert_eq!(decoded, String::from_utf8_lossy(&run(text.as_bytes(), &column("番号")).unwrap().0));
    assert!(
        decoded.starts_with("\u{FEFF}番号\t病名\tconverted_code\t") && decoded.contains("1\t𠮷\tI10\t"),
        "{decoded}"
    );
}

#[test]
fn codes_and_names_are_replaced_in_their_place() {
    let named = |name: &str| Wanted { hints: [Some(name.to_owned()), None, None, None, None, None], ..column("code") };
    let cases = [
        ("x,code\n\"a\",1\n", column("code"), "x,code\n\"a\",I10\n"),
        ("name,code\r\n\"甲\",\"2\"\r\nx,2\r\n", named("name"), "name,code\r\n\"甲\",\"A1\"\r\nx,2\r\n"),
        ("code,name,z\n1,x,9\n\n7,x\n", named("name"), "code,name,z\nI10,高血圧−症,9\n\n7,x\n"),
    ];
    for (table, wanted, expected) in cases {
        let (out, ..) = run_by(Writing::Replace, table.as_bytes(), &wanted).unwrap();
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}

#[test]
fn columns_are_named_or_numbered() {
    let refused = |table: &str, wanted: &Wanted| run(table.as_bytes(), wanted).map(drop).unwrap_err().to_string();
    assert_eq!(
        refused("a,b\n1,2\n", &Wanted::default()),
        "name the column of the codes with --column; there are 1 a, 2 b"
    );
    assert_eq!(refused("a,b\n1,2\n", &column("c")), "there is no column \"c\"; there are 1 a, 2 b");
    assert_eq!(refused("a,b\n1,2\n", &column("3")), "there is no column 3; there are 1 a, 2 b");
    assert_eq!(refused("a,a\n1,2\n", &column("a")), "several columns are called a; give the number of the column");
    let again = run(b"a\n1\n", &column("a")).unwrap().0;
    let again = refused(&String::from_utf8_lossy(&again), &column("a"));
    assert_eq!(again, "there is a column converted_code: the table was converted already");
    assert_eq!(refused("", &column("a")), "the table is empty");
    assert_eq!(refused("\n\n", &column("a")), "the table is empty");
    assert_eq!(refused("\"a\n", &column("a")), "a quote in the first row is not closed");
    assert!(refused("PK\u{3}\u{4}", &column("a")).contains("ZIP or Excel"));
    // One column needs no name, and a number makes no header.
    assert!(run(b"1\n2\n", &Wanted::default()).is_ok_and(|(_, tally, _)| tally.total() == 2));
    assert!(run(b"1,2\n2,1\n", &column("2")).is_ok_and(|(_, tally, _)| tally.total() == 2));
}

/// Tables with anything in them.
fn tables() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"1".to_vec()),
        Just(b"2".to_vec()),
        Just(b",".to_vec()),
        Just(b",".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\"".to_vec()),
        Just("病".as_bytes().to_vec()),
        Just(SHIFT_JIS.encode("病").0.into_owned()),
        proptest::collection::vec(any::<u8>(), 0..3),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn never_fewer_rows_and_their_bytes_stay(bytes in tables()) {
        let wanted = Wanted { encoding: Some(Encoding::Utf8), delimiter: Some(b','), ..column("1") };
        if let Ok((out, tally, _)) = run(&bytes, &wanted) {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            let out = out.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&out);
            let dialect = Dialect { delimiter: b',', ..Dialect::detect(bytes) };
            let (mut at, mut written, mut rows) = (0, 0, 0);
            while let Some(record) = dialect.record(&bytes[at..], true) {
                prop_assert!(out[written..].starts_with(record.content));
                written += record.content.len();
                if !record.content.is_empty() {
                    rows += 1;
                    let cells = appended(&out[written..]);
                    prop_assert!(cells > 0);
                    written += cells;
                }
                prop_assert!(out[written..].starts_with(record.line_end));
                written += record.line_end.len();
                at += record.length();
            }
            prop_assert_eq!((written, rows), (out.len(), tally.total()));
        }
    }

    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, named: bool) {
        let _ = run(&bytes, &if named { column("a") } else { column("1") });
    }
}

/// The length of the padding and the eight cells that begin here. Results have neither line ends nor odd quotes.
fn appended(bytes: &[u8]) -> usize {
    let mut is_quoted = false;
    let end = bytes.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted && matches!(byte, b'\r' | b'\n')
    });
    end.unwrap_or(bytes.len())
}
