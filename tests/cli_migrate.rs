//! `jpfhir migrate`: successors that are certain and at hand are applied, the rest is listed, once is enough.

mod shared;

use std::collections::BTreeSet;
use std::path::PathBuf;

use assert_cmd::Command;
use encoding_rs::SHIFT_JIS;
use jpfhir::masters::{Cell, Edition, Kind, Rows, Store};

const OPEN: &str = "99999999";
const RECEIPT: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";

/// A folder with a store of masters: two full editions and the list of retired codes.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let old = [
            ["1000001", "20000001", "高血圧－症", "1000001", OPEN],
            ["1000002", "20000002", "乙", "1000002", OPEN],
            ["1000003", "20000003", "丙", "1000003", OPEN],
        ];
        let new = [old[0], ["1000005", "20000005", "戊", "", OPEN]];
        let retired = [
            ["1000002", "20000002", "乙", "1000001", "20250531"],
            ["1000003", "20000003", "丙", "1000005", "20250531"],
            ["1000004", "20000004", "丁", "1000009", "20250531"],
        ];
        folder.keep(Kind::Disease, "20240601", &old);
        folder.keep(Kind::RetiredDisease, "20260101", &retired);
        folder.keep(Kind::Disease, "20251231", &new);
        folder
    }

    fn keep(&self, kind: Kind, edition: &str, diseases: &[[&str; 5]]) {
        let names = ["code", "management_number", "name", "successor", "retired"];
        let columns = kind.schema().columns;
        let cell = |disease: &[&str; 5], column: &str| {
            names.iter().position(|name| *name == column).map_or(Cell::default(), |at| disease[at].into())
        };
        let row = |disease: &[&str; 5]| columns.iter().map(|column| cell(disease, column.name)).collect();
        let rows = diseases.iter().map(row).collect();
        let edition = Edition::parse(edition).unwrap();
        let rows = Rows { kind, edition, sources: Vec::new(), rows };
        Store::in_folder(self.path("data/masters")).add(&rows, "made up").unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Exit status, standard output, standard error.
    fn migrate(&self, to: &str, arguments: &[&str]) -> (i32, String, String) {
        let system = ["migrate", "--system", "disease", "--from", "20240601", "--to", to];
        self.run(&[&system, arguments].concat())
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("jpfhir").unwrap();
        command.current_dir(self.0.path()).env("LC_ALL", "C").env("JPFHIR_DATA_DIR", self.path("data"));
        let output = command.args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn a_table_is_rewritten_in_place_once() {
    let folder = Folder::new();
    let table = |rows: &str| SHIFT_JIS.encode(&format!("患者,\"病名\",コード\r\n{rows}")).0.into_owned();
    folder.write("t.csv", table("1,\"乙\",1000002\r\n2,丙,\"1000003\"\r\n3,丁,1000004\r\n4,x,9\r\n"));
    let arguments = ["t.csv", "--column", "コード", "--name", "病名", "--in-place"];
    let (code, out, err) = folder.migrate("20260101", &arguments);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert_eq!(
        err,
        "jpfhir: 4 rows: 2 exact, 1 retired, 1 unknown · disease@20240601 to disease@20251231, retired-disease@20260101\n"
    );
    let after = table("1,\"高血圧－症\",1000001\r\n2,戊,\"1000005\"\r\n3,丁,1000004\r\n4,x,9\r\n");
    assert_eq!(folder.read("t.csv"), after);
    let audit = folder.text("t.csv.audit.csv");
    let lines: Vec<&str> = audit.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines[0], "row,path,system,code,name,outcome,target,reason,candidates");
    assert_eq!(lines[1], "2,,,1000002,乙,exact,1000001,\"retired, last day 20250531, successor 1000001\",");
    assert!(
        lines[3].starts_with("4,,,1000004,丁,retired,,\"retired, last day 20250531; its successor 1000009 is not in")
    );
    assert!(lines[4].starts_with("5,,,9,x,unknown,,in no edition at hand"), "{audit}");
    // Again: nothing changes, and nothing is said twice.
    let (code, _, err) = folder.migrate("20260101", &arguments);
    assert_eq!((code, folder.read("t.csv")), (1, after), "{err}");
    assert!(err.contains("4 rows: 2 present, 1 retired, 1 unknown"), "{err}");
    assert_eq!(folder.text("t.csv.audit.csv"), audit);
    assert!(!folder.path("t.csv.audit-2.csv").exists());
}

#[test]
fn a_successor_that_is_not_at_hand_is_never_applied() {
    let folder = Folder::new();
    folder.write("t.csv", "1000003\n");
    // Of that day only the old edition is at hand, and no list of retired codes.
    let (code, out, _) = folder.migrate("20250101", &["t.csv"]);
    assert_eq!((code, out.as_str()), (0, "1000003\n"));
    assert!(!folder.path("t.csv.audit.csv").exists());
    Store::in_folder(folder.path("data/masters")).remove(Kind::Disease, Edition::parse("20251231").unwrap()).unwrap();
    let (code, out, err) = folder.migrate("20260101", &["t.csv"]);
    assert_eq!((code, out.as_str()), (1, "1000003\n"), "{err}");
    assert!(folder.text("t.csv.audit.csv").contains("its successor 1000005 is not in disease@20240601"));
}

#[test]
fn documents_are_rewritten_in_place_once() {
    let folder = Folder::new();
    let document = |code: &str, name: &str, number: &str| {
        format!(
            "{{\n  \"resourceType\": \"Condition\",\n  \"code\": {{ \"coding\": [\n    {{ \"system\": \"{RECEIPT}\", \
             \"code\": \"{code}\", \"display\": \"{name}\" }},\n    {{ \"system\": \
             \"urn:oid:1.2.392.200119.4.101.2\", \"code\": \"{number}\" }} ] }}\n}}\n"
        )
    };
    folder.write("c.json", document("1000002", "乙", "20000009"));
    let (code, out, err) = folder.migrate("20260101", &["c.json", "--in-place"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert_eq!(folder.text("c.json"), document("1000001", "高血圧－症", "20000009"));
    let audit = folder.text("c.json.audit.csv");
    assert!(audit.contains(&format!("\n4,Condition.code.coding[0],{RECEIPT},1000002,,exact,1000001,")), "{audit}");
    let before = std::fs::metadata(folder.path("c.json")).unwrap().modified().unwrap();
    let (code, ..) = folder.migrate("20260101", &["c.json", "--in-place"]);
    assert_eq!((code, std::fs::metadata(folder.path("c.json")).unwrap().modified().unwrap()), (1, before));
    // A line of NDJSON each.
    let line = document("1000003", "丙", "20000001").replace('\n', " ");
    folder.write("c.ndjson", format!("{line}\r\n{line}\r\n"));
    let (code, out, err) = folder.migrate("20260101", &["c.ndjson", "--audit", "a.json"]);
    let new = document("1000005", "戊", "20000001").replace('\n', " ");
    assert_eq!((code, out), (0, format!("{new}\r\n{new}\r\n")), "{err}");
    let audit: serde_json::Value = serde_json::from_str(&folder.text("a.json")).unwrap();
    assert_eq!((audit[1]["row"].as_u64(), audit[1]["target"].as_str()), (Some(2), Some("1000005")), "{audit}");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let folder = Folder::new();
    folder.write("t.csv", "a,b\n1000002,1\n");
    let cases: [(&str, &[&str], &str); 6] = [
        ("20260101", &["no.csv"], "no.csv: "),
        ("20260101", &["t.csv"], "t.csv: name the column of the codes with --column; there are 1 a, 2 b"),
        ("20260101", &["t.csv", "--column", "1", "-o", "t.csv"], "t.csv is the input; --in-place overwrites it"),
        ("20260101", &["-", "--in-place"], "--in-place needs a file, not standard input"),
        ("20260101", &["t.csv", "--column", "1", "--audit", "t.csv"], "would overwrite the input or the output"),
        ("20230101", &["t.csv"], "--to 20230101 is before --from 20240601"),
    ];
    for (to, arguments, expected) in cases {
        let (code, out, err) = folder.migrate(to, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(expected), "{err}");
    }
    let files = std::fs::read_dir(folder.0.path()).unwrap().count();
    assert_eq!((files, folder.text("t.csv").as_str()), (2, "a,b\n1000002,1\n"));
}

/// The rows of a published file of diseases: code, successor, last day.
fn published(folder: &std::path::Path, archive: &str) -> Vec<[String; 3]> {
    let file = std::fs::File::open(folder.join(archive)).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut archive.by_index(0).unwrap(), &mut bytes).unwrap();
    let text = SHIFT_JIS.decode(&bytes).0;
    let field = |line: &str, at: usize| line.split(',').nth(at).unwrap().trim_matches('"').to_owned();
    text.lines().map(|line| [2, 3, 23].map(|at| field(line, at))).collect()
}

#[test]
fn successors_that_the_published_edition_lacks_are_reported_and_never_applied() {
    let Some(masters) = shared::folder("masters") else { return };
    let folder = Folder(tempfile::tempdir().unwrap());
    let path = |name: &str| masters.join(name).display().to_string();
    let (code, _, err) = folder.run(&["master", "import", &path("b_20240601.zip"), &path("hb_20260101.zip")]);
    assert_eq!(code, 0, "{err}");
    let active: BTreeSet<String> = published(&masters, "b_20240601.zip").into_iter().map(|[code, ..]| code).collect();
    let retired = published(&masters, "hb_20260101.zip");
    let lacking: Vec<_> = retired.iter().filter(|[_, next, _]| !next.is_empty() && !active.contains(next)).collect();
    assert_eq!(lacking.len(), 93);
    let table: String = retired.iter().map(|[code, ..]| format!("{code}\n")).collect();
    folder.write("t.csv", &table);
    for early in [false, true] {
        let arguments = ["t.csv", "--audit", "audit.csv", if early { "--early" } else { "--no-progress" }];
        let (code, out, err) = folder.migrate("20260101", &arguments);
        assert_eq!((code, out.lines().count()), (1, retired.len()), "{err}");
        let audit = folder.text("audit.csv");
        let said: Vec<&str> = audit.lines().filter(|line| line.contains("is not in disease@20240601")).collect();
        assert_eq!(said.len(), 93, "{early}");
        for [code, next, _] in &lacking {
            assert!(
                said.iter().any(|line| line.contains(&format!(",{code},,retired,,")) && line.contains(next)),
                "{code}"
            );
        }
        // Everything else: over with a successor at hand is carried over, and nothing but that.
        for ([code, next, last], after) in retired.iter().zip(out.lines()) {
            let is_certain = active.contains(next) && (early || last.as_str() < "20260101");
            assert_eq!(after, if is_certain { next } else { code }, "{code} {next} {last}");
        }
    }
}

/// With the masters that the program carries.
#[test]
fn allergens_and_laboratory_codes_are_carried_over_once() {
    if !cfg!(feature = "embedded-masters") {
        println!("skipped: no masters are embedded");
        return;
    }
    let folder = Folder(tempfile::tempdir().unwrap());
    let allergy = ["migrate", "--system", "allergy", "--from", "20240709", "--to", "20250401", "a.csv", "--in-place"];
    let lab = ["migrate", "--system", "lab", "--from", "20231104", "--to", "20240930", "l.csv", "--in-place"];
    folder.write("a.csv", "J9FA32111600\nJ9FA32111700\nJ9FA32113200\nJ9FA00000009\n");
    folder.write("l.csv", "3D010170102129101\n1A990000000190111\n3D010170102126201\n3B035000002327701\n");
    for (arguments, name, after, first, again) in [
        (
            &allergy,
            "a.csv",
            "J9FA32113211\nJ9FA32113212\nJ9FA32113200\nJ9FA00000009\n",
            "4 rows: 2 exact, 1 present, 1 unknown · jfagy@20240709 to jfagy@20250401",
            "4 rows: 3 present, 1 unknown",
        ),
        (
            &lab,
            "l.csv",
            "3D010000002129101\n1A990000000190111\n3D010170102126201\n3B035000002327701\n",
            "4 rows: 1 exact, 1 present, 1 candidates, 1 retired · lab-item-set@20231104 to lab-item-set@20231104, jlac@20240930",
            "4 rows: 2 present, 1 candidates, 1 retired",
        ),
    ] {
        for said in [first, again] {
            let (code, _, err) = folder.run(arguments);
            assert!(code == 1 && err.contains(said), "{code}: {err}");
            assert_eq!(folder.text(name), after);
        }
    }
    let audit = folder.text("l.csv.audit.csv");
    for code in ["1A990000000190153", "1A990000000190154", "1A990000000190159"] {
        assert!(audit.contains(code), "{audit}");
    }
}

#[test]
fn a_master_without_successors_says_so() {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.write("t.csv", "8002\n");
    for (system, master) in [("modifier", "modifier master"), ("drug", "drug master")] {
        let arguments = ["migrate", "--system", system, "--from", "20240601", "--to", "20250601", "t.csv"];
        let (code, out, err) = folder.run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.starts_with(&format!("jpfhir: the {master} names no successors, so nothing")), "{err}");
    }
    assert!(!folder.path("t.csv.audit.csv").exists());
}
