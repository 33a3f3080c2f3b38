//! `jpfhir terminology`: answers as tables and as FHIR, and the exit status.

use assert_cmd::Command;

const CLINS: &str = "http://jpfhir.jp/fhir/clins";
const ACT: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const DAY: &str = "2025-11-24";
const GENDER: &str = "http://hl7.org/fhir/ValueSet/administrative-gender";

fn ask(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("jpfhir").unwrap();
    let output = command.env("LC_ALL", "C").arg("terminology").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn a_code_is_looked_up() {
    let system = format!("{CLINS}/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS");
    let (status, out, _) = ask(&["lookup", &system, "1A015000000127101", "--as-of", DAY]);
    let expected = "name         JP_CLINS_CodeSystem_JLAC10_CoreLabo_CS
version      1.6.0
display      U-TP-半定量
code         1A015000000127101
designation  ja  尿蛋白(半定量)
property     parent  U-TP-HalfQty
property     specimen  尿(含むその他)
property     method  可視吸光光度法
date         2025-11-24
";
    assert_eq!((status, &*out), (0, expected));
    let (status, out, _) = ask(&["lookup", ACT, "AMB", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &json["resourceType"]), (0, &"Parameters".into()));
    assert_eq!(json["parameter"][2], serde_json::json!({"name": "display", "valueString": "ambulatory"}));
}

#[test]
fn codes_of_masters_are_looked_up_as_of_a_day() {
    const KEY_NUMBER: &str = "http://medis.or.jp/CodeSystem/master-disease-keyNumber";
    let (status, out, _) = ask(&["lookup", KEY_NUMBER, "20061593", "--as-of", "2025-11-24"]);
    assert_eq!(status, 0);
    for line in ["version      disease@20240601", "date         2025-11-24", "code         20061593"] {
        assert!(out.contains(line), "{line}: {out}");
    }
    let (status, _, said) = ask(&["lookup", KEY_NUMBER, "29999999"]);
    assert_eq!((status, &*said), (2, "jpfhir: disease@20240601 has no code 29999999\n"));
    for (code, day, status) in [
        ("20061593", "2025-11-24", 0),
        // Whether a code came out after the edition is not known.
        ("29999999", "2025-11-24", 2),
        ("29999999", "2024-06-01", 1),
    ] {
        let (found, out, said) = ask(&["validate-code", code, "--system", KEY_NUMBER, "--as-of", day]);
        assert_eq!(found, status, "{code} {day}: {out}{said}");
    }
    // Without a day it is today's, and the answer says so.
    let (_, out, _) = ask(&["lookup", KEY_NUMBER, "20061593"]);
    let date = out.lines().find_map(|line| line.strip_prefix("date ")).expect("the day is stated").trim();
    assert!(date > "2025-11-24" && date.len() == 10, "{date}");
}

#[test]
fn every_answer_states_its_day() {
    let questions: [&[&str]; 5] = [
        &["lookup", ACT, "AMB"],
        &["expand", GENDER],
        &["validate-code", "male", "--value-set", GENDER],
        &["subsumes", ACT, "AMB", "IMP"],
        &["translate", "receipt", "8833421", "--target", "icd10"],
    ];
    for question in questions {
        let (_, table, said) = ask(&[question, &["--as-of", DAY]].concat());
        assert_eq!(table.lines().filter(|line| line.contains(DAY)).count(), 1, "{question:?}: {table}{said}");
        let (_, json, _) = ask(&[question, &["--as-of", DAY, "--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let of = if question[0] == "expand" { &json["expansion"] } else { &json };
        let parameters = of["parameter"].as_array().unwrap();
        let date = parameters.iter().find(|parameter| parameter["name"] == "date").unwrap();
        assert_eq!(date["valueDateTime"], DAY, "{question:?}");
    }
}

#[test]
fn a_value_set_is_expanded() {
    let (status, out, _) = ask(&["expand", GENDER, "--as-of", DAY]);
    let line = |code, display| format!("{code}  {display}  http://hl7.org/fhir/administrative-gender\n");
    let expected = [("female ", "Female "), ("male   ", "Male   "), ("other  ", "Other  "), ("unknown", "Unknown")];
    let expected = expected.map(|(code, display)| line(code, display)).concat() + "as of 2025-11-24\n";
    assert_eq!((status, out), (0, expected));
    let (_, out, _) = ask(&["expand", GENDER, "--filter", "MALE", "--count", "1"]);
    assert_eq!(out.lines().map(|l| l.split(' ').next().unwrap()).collect::<Vec<_>>(), ["female", "…", "as"]);
    let (_, out, _) = ask(&["expand", GENDER, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["url"], &json["expansion"]["total"]), (&GENDER.into(), &4.into()));
    assert_eq!(json["expansion"]["contains"][0]["code"], "female");
    let (status, _, said) = ask(&["expand", "http://hl7.org/fhir/ValueSet/observation-codes"]);
    assert_eq!((status, &*said), (0, "jpfhir: the codes of http://loinc.org are not at hand\n"));
    let (status, _, said) = ask(&["expand", "http://e/none"]);
    assert_eq!((status, &*said), (2, "jpfhir: no guide or package in force defines the value set http://e/none\n"));
}

#[test]
fn codes_are_validated() {
    for (arguments, status, expected) in [
        (&["male", "--value-set", GENDER][..], 0, "result       true\n"),
        (&["man", "--value-set", GENDER], 1, "result       false\nmessage      the code system has no such code\n"),
        (&["AMB", "--system", ACT, "--display", "AMBULATORY"], 0, "result       true\ndisplay      ambulatory\n"),
        (
            &["AMB", "--system", ACT, "--display", "inpatient"],
            1,
            "result       false\nmessage      the display is ambulatory, not inpatient\ndisplay      ambulatory\n",
        ),
        (&["mg/dL", "--system", "http://unitsofmeasure.org"], 0, "result       true\n"),
        (
            &["foo", "--system", "http://unitsofmeasure.org"],
            1,
            "result       false\nmessage      http://unitsofmeasure.org has no code foo\n",
        ),
    ] {
        let arguments: Vec<&str> = [&["validate-code"], arguments, &["--as-of", DAY]].concat();
        let (found, out, said) = ask(&arguments);
        let expected = format!("{expected}date         {DAY}\n");
        assert_eq!((found, out), (status, expected), "{arguments:?} {said}");
    }
    let (status, _, said) = ask(&["validate-code", "1-8", "--system", "http://snomed.info/sct"]);
    assert_eq!((status, &*said), (2, "jpfhir: http://snomed.info/sct: its codes are not at hand\n"));
}

#[test]
fn codes_subsume_each_other() {
    for (a, b, status, expected) in [
        ("_ActEncounterCode", "AMB", 0, "subsumes"),
        ("AMB", "_ActEncounterCode", 0, "subsumed-by"),
        ("AMB", "AMB", 0, "equivalent"),
        ("AMB", "IMP", 1, "not-subsumed"),
    ] {
        let (found, out, _) = ask(&["subsumes", ACT, a, b, "--as-of", DAY]);
        assert_eq!((found, out), (status, format!("outcome      {expected}\ndate         {DAY}\n")), "{a} {b}");
    }
    let (status, _, said) = ask(&["subsumes", ACT, "AMB", "none"]);
    assert_eq!((status, said), (2, format!("jpfhir: {ACT} has no code none\n")));
}

#[test]
fn a_package_of_the_users_own_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let system = r#"{"resourceType":"CodeSystem","url":"http://loinc.org","content":"complete","concept":[{"code":"1-8","display":"x"}]}"#;
    let path = folder.path().join("loinc.json");
    std::fs::write(&path, system).unwrap();
    let path = path.display().to_string();
    let (status, out, said) =
        ask(&["lookup", "http://loinc.org", "1-8", "--no-cache", "--as-of", DAY, "--package", &path]);
    assert_eq!((status, &*out), (0, "display      x\ncode         1-8\ndate         2025-11-24\n"), "{said}");
}
