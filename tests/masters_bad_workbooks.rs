//! Workbooks and archives that are broken, hostile or something else: each is refused with its message, none is followed
//! by a panic.

mod imported;
mod shared;
mod workbook;

use imported::bytes;
use jpfhir::masters::import::{Limits, Request, import, open_bytes};
use jpfhir::masters::{Kind, Masters};
use proptest::prelude::*;
use workbook::{archive, of_xml, xlsx};

/// A price list of one row.
fn price_list() -> Vec<u8> {
    let headings = [
        "区分",
        "薬価基準収載医薬品コード",
        "成分名",
        "規格",
        "",
        "",
        "",
        "品名",
        "メーカー名",
        "診療報酬において加算等の算定対象となる後発医薬品",
        "先発医薬品",
        "同一剤形・規格の後発医薬品がある先発医薬品",
        "薬価",
        "経過措置による使用期限",
        "備考",
    ];
    let row = [
        "内用薬",
        "1121001X1018",
        "ブロモバレリル尿素",
        "１ｇ",
        "局",
        "",
        "",
        "ブロモバレリル尿素",
        "",
        "",
        "",
        "",
        "7.5",
    ];
    xlsx(&[("ＨＰ用", &[&headings, &row])])
}

const NAME: &str = "tp20250814-01_01.xlsx";

fn outcome(name: &str, content: &[u8]) -> String {
    match bytes(name, content) {
        Ok(imported) => imported.rows.key(),
        Err(fault) => fault.message.id.to_owned(),
    }
}

#[test]
fn a_workbook_is_read_bare_and_in_an_archive() {
    let workbook = price_list();
    assert_eq!(outcome(NAME, &workbook), "drug-price@20250814");
    assert_eq!(outcome("prices.zip", &archive(&[(NAME, &workbook)])), "drug-price@20250814");
}

#[test]
fn what_is_no_master_is_refused_by_what_it_is() {
    let headings: &[&str] = &["a", "b"];
    let other = xlsx(&[("Sheet1", &[headings, &["1", "2"]])]);
    let empty = xlsx(&[("Sheet1", &[])]);
    let workbook = price_list();
    let twice = archive(&[("one.zip", &archive(&[("two.zip", &archive(&[(NAME, &workbook)]))]))]);
    let cases: [(&str, &[u8], &str); 8] = [
        ("x.xlsx", &other, "master-not-recognised"),
        ("x.xlsx", &empty, "master-not-recognised"),
        ("x.zip", &archive(&[]), "master-empty"),
        ("x.zip", &twice, "master-archive-broken"),
        ("x.xlsx", &archive(&[("xl/workbook.xml", b"<workbook/>")]), "master-archive-broken"),
        ("x.xlsx", &archive(&[("xl/workbook.xml", b"not xml")]), "master-archive-broken"),
        ("x.zip", &archive(&[("../b_20240601.txt", b"x")]), "master-unsafe-path"),
        ("prices.xlsx", &price_list(), "master-edition-unknown"),
    ];
    for (name, content, expected) in cases {
        assert_eq!(outcome(name, content), expected, "{name}");
    }
}

#[test]
fn another_master_than_was_asked_for_is_named() {
    let files = open_bytes(NAME, price_list().as_slice(), Limits::default()).expect("it opens");
    let request = Request { kind: Some(Kind::Jlac), edition: None };
    let fault = import(&files, request, &Masters::default()).expect_err("it is another");
    assert_eq!(fault.message.id, "master-other-kind");
    let shown = format!("{:?}", fault.facts);
    assert!(
        shown.contains("薬価基準収載品目リスト") && shown.contains("電子カルテ情報共有サービスマスター表"),
        "{shown}"
    );
}

#[test]
fn price_lists_of_different_days_are_not_mixed() {
    let open = |name: &str| open_bytes(name, price_list().as_slice(), Limits::default()).expect("it opens");
    let files = [open(NAME), open("tp20250401-01_02.xlsx")].concat();
    let fault = import(&files, Request::default(), &Masters::default()).expect_err("they differ");
    assert_eq!(fault.message.id, "master-editions-mixed");
}

#[test]
fn a_truncated_workbook_is_refused_at_every_length() {
    let whole = price_list();
    for length in 1..whole.len() {
        let outcome = outcome(NAME, &whole[..length]);
        assert!(!outcome.starts_with("drug-price"), "{length}: {outcome}");
    }
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let refused = |workbook: &[u8]| open_bytes(NAME, workbook, limits).err().map(|fault| fault.message.id);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = |cells: &str| format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>");
    let long =
        sheet(&format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(2 << 20)));
    assert_eq!(refused(&of_xml(&[("s", &long)])), Some("master-too-large"));
    // One cell far away: the rows before it would fill the memory.
    let far = sheet("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
    assert_eq!(refused(&of_xml(&[("s", &far)])), Some("master-too-large"));
    // Many rows, each as wide as it can be.
    let wide: String = (1..500)
        .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\" t=\"inlineStr\"><is><t>x</t></is></c></row>"))
        .collect();
    assert_eq!(refused(&of_xml(&[("s", &sheet(&wide))])), Some("master-too-large"));
    let near = sheet("<row r=\"1\"><c r=\"B2\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
    assert_eq!(refused(&of_xml(&[("s", &near)])), None);
    let places = sheet("<row r=\"9999999999\"><c r=\"ZZZZZZ99999999999999\" t=\"s\"><v>-1</v></c></row>");
    assert!(refused(&of_xml(&[("s", &places)])).is_some());
}

#[test]
fn a_published_workbook_with_flipped_bytes_does_no_harm() {
    let Some(folder) = shared::folder("masters") else { return };
    let whole = std::fs::read(folder.join("ippanmeishohoumaster_250814.xlsx")).expect("the workbook");
    for step in 0..60 {
        let mut broken = whole.clone();
        let at = step * broken.len() / 60;
        broken[at] ^= 0x55;
        let outcome = outcome("ippanmeishohoumaster_250814.xlsx", &broken);
        assert!(outcome.starts_with("master-") || outcome == "generic-drug@20250814", "{at}: {outcome}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn sheets_of_any_text_do_no_harm(xml in "[<>/=\"a-zA-Z0-9 :]{0,200}", cell in "[A-Z]{0,5}[0-9]{0,12}", value in "\\PC{0,20}") {
        outcome(NAME, &of_xml(&[("s", &xml)]));
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let value = value.replace(['<', '&'], "");
        for class in ["s", "inlineStr", "n", "d", "b", "e", "str", ""] {
            let cell = format!("<c r=\"{cell}\" t=\"{class}\"><v>{value}</v><is><t>{value}</t></is></c>");
            let row = format!("<worksheet xmlns=\"{main}\"><sheetData><row r=\"1\">{cell}</row></sheetData></worksheet>");
            outcome(NAME, &of_xml(&[("s", &row)]));
        }
    }

    #[test]
    fn flipped_bytes_do_no_harm(at in 0usize..100_000, with in any::<u8>()) {
        let mut workbook = price_list();
        let at = at % workbook.len();
        workbook[at] = with;
        outcome(NAME, &workbook);
    }

    #[test]
    fn texts_of_any_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300), name in "[a-z0-9_.]{0,20}") {
        outcome(&name, &bytes);
        let headed = ["\"DISPLAYSEQ\",\"JFAGYCODE\",\"JPTERM\",\"JPKANA\",\"ENTERM\",\"LEVEL\",\"MAINFLAG\",\"GUIDELINE\",\"CXGCATEGORY\",\"RECORDDATE\",\"ENDDATE\"\r\n",
            "\"基準番号（ＨＯＴコード）\",\"包装数量数\"\r\n", "\"3\",\"Y\",\"620000001\"\r\n"];
        for heading in headed {
            outcome(&name, &[heading.as_bytes(), &bytes].concat());
        }
    }
}
