//! `jpfhir convert --input`: tables and FHIR documents, with the masters that the program carries.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use assert_cmd::Command;
use encoding_rs::SHIFT_JIS;

const RECEIPT: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
const ICD10: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full";
const COLUMNS: &str = "converted_code,converted_display,outcome,reason,candidates,equivalence,edition,choice";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Exit status, standard output, standard error. Arguments are separated by blanks.
    fn convert(&self, arguments: &str) -> (i32, Vec<u8>, String) {
        self.convert_from("", arguments)
    }

    fn convert_from(&self, input: &str, arguments: &str) -> (i32, Vec<u8>, String) {
        let mut command = Command::cargo_bin("jpfhir").unwrap();
        command.current_dir(self.0.path()).env("LC_ALL", "C").env("JPFHIR_DATA_DIR", self.path("data"));
        command.args(["convert", "--as-of", "2024-06-01"]).args(arguments.split(' ')).write_stdin(input);
        let output = command.output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap_or(-1), output.stdout, err)
    }
}

#[test]
fn a_table_keeps_its_rows_and_gets_results() {
    let folder = Folder::new();
    folder.write(
        "t.csv",
        "id,code,note\r\n1,8833421,\"a,b\"\r\n2,130001,\"x\"\"y\"\r\n3,0000999,\r\n4,1234567,\r\n5,,\r\n6,8833421\r\n",
    );
    let (code, out, err) =
        folder.convert("disease --from receipt --to icd10 --input t.csv --column code --report r.csv");
    assert_eq!(code, 1, "{err}");
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], format!("id,code,note,{COLUMNS}"));
    assert!(lines[1].starts_with("1,8833421,\"a,b\",I10,") && lines[1].contains(",exact,"), "{text}");
    assert!(lines[2].starts_with("2,130001,\"x\"\"y\",A170+G01,,"), "{text}");
    assert!(lines[2].contains("exact,read as 0130001 (dropped leading zeros),"), "{text}");
    assert!(lines[3].starts_with("3,0000999,,,,no-target,"), "{text}");
    assert!(lines[4].starts_with("4,1234567,,,,unknown,in no edition at hand,"), "{text}");
    assert_eq!(lines[5], "5,,,,,empty,,,,,");
    assert_eq!(lines[6], "6,8833421,,,,malformed,2 fields instead of 3,,,,");
    assert!(err.starts_with("jpfhir: 6 rows: 2 exact, 1 no-target, 1 unknown, 1 empty, 1 malformed · "), "{err}");
    let report = folder.text("r.csv");
    let rows: Vec<&str> = report.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(rows, ["4", "5", "7"], "{report}");
}

#[test]
fn candidates_are_listed_and_chosen_only_by_a_policy() {
    let folder = Folder::new();
    folder.write("t.tsv", SHIFT_JIS.encode("病名\tICD\nあ\tE14\nい\tI10\n").0);
    let base = "disease --from icd10 --to receipt --input t.tsv --column ICD --report r.json";
    let (code, out, _) = folder.convert(base);
    let text = SHIFT_JIS.decode(&out).0.into_owned();
    assert_eq!(code, 1);
    assert!(text.contains("あ\tE14\t\t\tcandidates\t") && text.contains("2500013|2507028"), "{text}");
    let report: serde_json::Value = serde_json::from_str(&folder.text("r.json")).unwrap();
    assert_eq!((report[0]["row"].as_u64(), report[0]["code"].as_str()), (Some(2), Some("E14")), "{report}");
    assert_eq!(report[0]["candidates"].as_array().map(Vec::len), Some(2));
    let (_, out, err) = folder.convert(&format!("{base} --choose first"));
    let text = SHIFT_JIS.decode(&out).0.into_owned();
    assert!(text.contains("あ\tE14\t2500013\t") && text.contains("\tchosen\t") && text.contains("\tfirst\n"), "{text}");
    assert!(err.contains("2 chosen"), "{err}");
}

#[test]
fn columns_help_to_decide() {
    let folder = Folder::new();
    folder
        .write("t.csv", "jlac10,product,material,unit\n3B035000002327701,BBX　パック,血清,U/L\n3B035000002327701,,,\n");
    let columns = "--column jlac10 --reagent product --container material --unit unit";
    let (_, out, err) = folder.convert(&format!("lab --from jlac10 --to jlac11 --input t.csv {columns}"));
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("血清,U/L,C20080000250009F7,"), "{text}{err}");
    assert!(text.contains("3B035000002327701,,,,,,candidates,"), "{text}");
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    let codes = ["8833421", "2500015", "0130001", "9", "\"8830045\""];
    let rows: String = (0..40_000).map(|row| format!("{row},{}\n", codes[row % codes.len()])).collect();
    folder.write("t.csv", rows);
    let run = |jobs: u32| {
        let arguments =
            format!("disease --from receipt --to icd10 --input t.csv --column 2 --report {jobs}.csv -j {jobs}");
        let (_, out, err) = folder.convert(&arguments);
        (out, err, folder.text(&format!("{jobs}.csv")))
    };
    let one = run(1);
    assert_eq!(one.0.iter().filter(|byte| **byte == b'\n').count(), 40_000);
    assert_eq!(one.2.lines().last().map(|line| line.split(',').next()), Some(Some("39999")));
    assert!(one == run(2) && one == run(5));
}

#[test]
fn documents_get_codings_in_place_once() {
    let folder = Folder::new();
    let document = |more: &str| {
        format!(
            "{{\n  \"resourceType\": \"Condition\",\n  \"code\": {{\n    \"coding\": [\n      {{\n        \"system\": \
             \"{RECEIPT}\",\n        \"code\": \"8830045\"\n      }}{more}\n    ]\n  }}\n}}\n"
        )
    };
    let coding =
        |code: &str| format!(",\n      {{\n        \"system\": \"{ICD10}\",\n        \"code\": \"{code}\"\n      }}");
    folder.write("c.json", document(""));
    let arguments = "disease --from receipt --to icd10 --input c.json --in-place";
    let (code, out, err) = folder.convert(arguments);
    assert_eq!((code, out.len()), (0, 0), "{err}");
    assert_eq!(folder.text("c.json"), document(&format!("{}{}", coding("E113"), coding("H360"))));
    assert!(err.starts_with("jpfhir: 1 codings: 1 exact · "), "{err}");
    let (code, _, err) = folder.convert(arguments);
    assert!(code == 0 && err.starts_with("jpfhir: 1 codings: 1 present · "), "{err}");
    // XML, from standard input, by another address of the system.
    let xml = |coding: &str| format!("<Condition xmlns=\"http://hl7.org/fhir\"><code>{coding}</code></Condition>");
    let of = |system: &str, code: &str, display: &str| {
        format!("<coding><system value=\"{system}\"/><code value=\"{code}\"/>{display}</coding>")
    };
    let old = xml(&of("urn:oid:1.2.392.200119.4.101.2", "20050020", ""));
    let new = xml(&of(RECEIPT, "2500015", "<display value=\"２型糖尿病\"/>"));
    let (code, out, err) =
        folder.convert_from(&old, "disease --from management-number --to receipt --input - --mode replace");
    assert_eq!((code, String::from_utf8(out).unwrap()), (0, new), "{err}");
}

#[test]
fn candidates_are_never_applied_to_documents_in_silence() {
    let folder = Folder::new();
    let line = format!(
        "{{\"resourceType\":\"Condition\",\"code\":{{\"coding\":[{{\"system\":\"{ICD10}\",\"code\":\"E14\"}}]}}}}\n"
    );
    folder.write("c.ndjson", line.repeat(2));
    let base = "disease --from icd10 --to receipt --input c.ndjson --report r.json -q";
    let (code, out, err) = folder.convert(base);
    assert_eq!((code, String::from_utf8(out).unwrap(), err.as_str()), (1, line.repeat(2), ""));
    let (code, out, _) = folder.convert(&format!("{base} --choose first"));
    assert_eq!((code, out.len() > line.len() * 2), (0, true));
    let report: serde_json::Value = serde_json::from_str(&folder.text("r.json")).unwrap();
    assert_eq!((report[1]["outcome"].as_str(), report[1]["target"].as_str()), (Some("chosen"), Some("2500013")));
    assert_eq!(report[1]["row"].as_u64(), Some(2));
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let folder = Folder::new();
    folder.write("t.csv", "code\n8833421\n");
    folder.write("z.csv", "PK\u{3}\u{4}");
    folder.write("names.json", "{\"resourceType\":\"Condition\"}");
    let base = "disease --from receipt --to icd10 --input";
    let cases = [
        (format!("{base} no.csv"), "no.csv: "),
        (format!("{base} z.csv"), "z.csv: this is ZIP or Excel"),
        (format!("{base} t.csv -o t.csv"), "t.csv is the input; --in-place overwrites it"),
        (format!("{base} t.csv --report t.csv"), "would overwrite the input or the output"),
        (format!("{base} t.csv -o no/such/folder.csv"), "no/such/folder.csv: "),
        (format!("{base} t.csv --column x"), "t.csv: there is no column \"x\"; there are 1 code"),
        (format!("{base} ."), ".: "),
        ("disease --from name --to receipt --input names.json".to_owned(), "FHIR has no URL for the code system"),
    ];
    let before = folder.names();
    for (arguments, expected) in cases {
        let (code, out, err) = folder.convert(&arguments);
        assert_eq!((code, out.len()), (2, 0), "{arguments}");
        assert!(err.contains(expected), "{arguments}: {err}");
    }
    assert_eq!((folder.names(), folder.text("t.csv").as_str()), (before, "code\n8833421\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let folder = Folder::new();
    folder.write("t.csv", "code\n8833421\n");
    let (code, _, err) = folder.convert("disease --from receipt --to icd10 --input t.csv --column code -o /dev/full");
    assert!(code == 2 && err.contains("No space left"), "{code} {err}");
}

/// Ctrl-C in the middle leaves the old file whole and nothing beside it.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_old_file() {
    let folder = Folder::new();
    folder.write("old.csv", "old");
    let program = assert_cmd::cargo::cargo_bin("jpfhir");
    let mut child = std::process::Command::new(program)
        .current_dir(folder.0.path())
        .args("convert disease --from receipt --to icd10 --input - --column 1 --no-header -o old.csv".split(' '))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all("8833421\n".repeat(200_000).as_bytes()).unwrap();
    assert!(folder.names().iter().any(|name| name.ends_with(".partial")), "{:?}", folder.names());
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!((folder.names(), folder.text("old.csv").as_str()), (vec!["old.csv".to_owned()], "old"));
}

/// Codings are found by every address that the code system has had, and by the lists that hold a part of its codes.
#[test]
fn codings_of_partial_lists_and_oids_are_found() {
    let folder = Folder::new();
    let clins = "http://jpfhir.jp/fhir/clins/CodeSystem";
    let core = "http://jpfhir.jp/fhir/core/CodeSystem";
    let coding = |system: &str, code: &str| {
        format!(
            "{{\"resourceType\":\"Basic\",\"code\":{{\"coding\":[{{\"system\":\"{system}\",\"code\":\"{code}\"}}]}}}}\n"
        )
    };
    type Addresses<'a> = &'a [(String, &'a str)];
    let cases: [(&str, &str, Addresses<'_>); 4] = [
        (
            "lab --from jlac10 --to jlac11",
            "3C015000001829101",
            &[
                ("http://medis.or.jp/CodeSystem/master-JLAC10-17digits".to_owned(), "exact"),
                ("urn:oid:1.2.392.200119.4.504".to_owned(), "exact"),
                (format!("{clins}/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS"), "exact"),
                (format!("{clins}/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS"), "exact"),
                (format!("{clins}/JP_CLINS_ObsLabResult_CoreLabo_CS"), "exact"),
                ("http://loinc.org".to_owned(), ""),
            ],
        ),
        (
            "lab --from jlac11 --to jlac10",
            "C20080000250009F7",
            &[
                (format!("{clins}/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS"), "exact"),
                (format!("{clins}/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS"), "exact"),
            ],
        ),
        (
            "allergy --from jfagy --to jfagy",
            "J9NJ00000000",
            &[
                (format!("{core}/JP_JfagyFoodAllergen_CS"), "exact"),
                (format!("{core}/JP_JfagyNonFoodNonMedicationAllergen_CS"), "present"),
                (format!("{core}/JP_JfagyNonFoodNonMedicationAllergen_CSS"), "present"),
            ],
        ),
        (
            "disease --from management-number --to receipt",
            "20050020",
            &[
                ("http://medis.or.jp/CodeSystem/master-disease-keyNumber".to_owned(), "exact"),
                ("urn:oid:1.2.392.200119.4.101.2".to_owned(), "exact"),
            ],
        ),
    ];
    for (arguments, code, systems) in cases {
        for (system, outcome) in systems {
            folder.write("d.ndjson", coding(system, code));
            let (_, out, err) = folder.convert(&format!("{arguments} --input d.ndjson"));
            let out = String::from_utf8(out).unwrap();
            if outcome.is_empty() {
                assert!(err.contains("0 codings: nothing to convert"), "{system}: {err}");
            } else {
                assert!(err.contains(&format!("1 codings: 1 {outcome}")), "{system}: {err}");
            }
            assert_eq!(out.matches("\"code\":\"").count(), if *outcome == "exact" { 2 } else { 1 }, "{system}: {out}");
        }
    }
}
