//! Codes on the command line: what people and programs see, and how the program ends.

use assert_cmd::Command;
use serde_json::Value;

/// Exit status, standard output and standard error. The data folder is empty, so that the embedded masters count.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let data = tempfile::tempdir().expect("a folder for data");
    let output = Command::cargo_bin("jpfhir")
        .expect("the program is built")
        .env("JPFHIR_DATA_DIR", data.path())
        .env("LC_ALL", "C")
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("answers are UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (_, out, error) = run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {out}{error}"))
}

#[test]
fn answers_and_exit_statuses() {
    let disease = ["convert", "disease", "--as-of", "2026-01-01", "--from"];
    for (arguments, status, shown) in [
        (&["receipt", "--to", "icd10", "130001"][..], 0, "A170  primary"),
        (&["receipt", "--to", "icd10", "130001"], 0, "dropped leading zeros"),
        (&["icd10", "--to", "receipt", "E14"], 1, "what would decide: name, adoption class"),
        (&["icd10", "--to", "receipt", "E14", "--choose", "first"], 0, "chosen by    first"),
        (&["receipt", "--to", "receipt", "8837303"], 1, "→ 8208009 大腿骨頚部骨折"),
        (&["receipt", "--to", "icd10", "8839791"], 1, "no target"),
        (&["receipt", "--to", "icd10", "88334211"], 1, "8 characters; 7 digits expected"),
        (&["receipt", "--to", "icd10", "8899999"], 1, "nearest      8839999"),
        (&["receipt", "--to", "icd10", "8837303", "--lang", "ja"], 1, "廃止。最終日 2025-12-31"),
        (&["receipt", "--to", "icd10", "8833421", "--format", "tsv"], 0, "8833421\t8833421\t高血圧症\texact\tI10"),
        (&["http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease", "--to", "icd10", "8833421"], 0, "I10"),
        (&["urn:oid:1.2.392.200119.4.101.2", "--to", "receipt", "20050020"], 0, "2500015"),
    ] {
        let (code, out, error) = run(&[&disease[..], arguments].concat());
        assert_eq!(code, status, "{arguments:?} {out}{error}");
        assert!(out.contains(shown), "{arguments:?} {out}");
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for (arguments, said) in [
        (
            &["convert", "disease", "--from", "surprise", "--to", "icd10", "1"][..],
            "there is no code system \"surprise\"",
        ),
        (&["convert", "lab", "--from", "jlac10", "--to", "jlac10", "1"], "jlac10 does not convert to jlac10"),
        (&["convert", "disease", "--from", "receipt", "--to", "icd10"], "no code"),
        (
            &["convert", "disease", "--from", "receipt", "--to", "icd10", "1", "--edition", "disease@20200101"],
            "disease@20200101",
        ),
        (&["lookup", "surprise"], "give its URL or OID, or one of receipt, icd10"),
        (&["lookup", "receipt", "x"], "7 digits expected"),
        (&["allergy", "compose", "XYZ"], "there is no meta code XYZ"),
        (&["terminology", "translate", "http://loinc.org", "1-8"], "no conversion from or to http://loinc.org"),
    ] {
        let (code, out, error) = run(arguments);
        assert_eq!(code, 2, "{arguments:?} {out}");
        assert!(error.contains(said), "{arguments:?} {error}");
    }
}

#[test]
fn conversions_for_programs() {
    let answer = json(&["convert", "disease", "--from", "receipt", "--to", "icd10", "130001"]);
    assert_eq!(answer["schema"], "jpfhir-conversion/1");
    let one = &answer["conversions"][0];
    assert_eq!((&one["given"], &one["code"]), (&"130001".into(), &"0130001".into()));
    assert_eq!(one["normalised"][0], "leading-zeros");
    assert_eq!((&one["targets"][0]["role"], &one["targets"][1]["code"]), (&"primary".into(), &"G01".into()));
    let chosen = json(&["convert", "disease", "--from", "exchange", "--to", "receipt", "ECU5"]);
    assert_eq!(chosen["conversions"][0]["chosenBy"], "representative");
    assert_eq!(chosen["conversions"][0]["targets"][0]["code"], "8838364");
}

#[test]
fn everything_known_of_a_code() {
    let found = json(&["lookup", "receipt", "2280055"]);
    assert_eq!(found["rows"][0]["columns"]["exchange_code"], "UAD4");
    assert_eq!(found["relations"]["predecessors"].as_array().map(Vec::len), Some(9));
    assert!(found["conversions"].as_array().is_some_and(|all| all.iter().any(|one| one["to"] == "icd10")));
    let (code, out, _) = run(&["lookup", "jfagy", "J9FA32111600"]);
    assert_eq!(code, 0);
    assert!(out.contains("J9FA32113211 ネーブルオレンジ"), "{out}");
    for (domain, code, name) in [("disease", "8833421", "高血圧症"), ("drug", "610406079", "ガスター散２％")]
    {
        let (status, out, _) = run(&["lookup", domain, code]);
        assert!(status == 0 && out.contains(name), "{domain} {out}");
    }
    let (code, out, _) = run(&["lookup", "receipt", "1234567"]);
    assert_eq!(code, 1, "{out}");
    let system = json(&["lookup", "urn:oid:1.2.392.100495.20.1.73"]);
    assert_eq!(system["system"]["url"], "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code");
    let others = system["system"]["aliases"].as_array().map_or(0, Vec::len);
    assert!(others >= 2, "{system}");
}

#[test]
fn allergen_codes_come_apart_and_together() {
    let (code, out, _) = run(&["allergy", "parse", "J9FA32113211", "J9X"]);
    assert_eq!(code, 1);
    assert!(out.contains("J9FA32113200") && out.contains("'X' at character 3"), "{out}");
    let (code, out, _) = run(&["allergy", "compose", "gcm", "1139004G2063"]);
    assert_eq!((code, out.lines().next()), (0, Some("GCM1139004G2ZZZ")));
    let (_, out, _) = run(&["allergy", "compose", "D9N", "--format", "tsv"]);
    assert!(out.contains("D9N000000000\tD9N000000000\tD9N\t000000000\tenvironment"), "{out}");
}

#[test]
fn translation_is_a_parameters_resource() {
    let url = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
    let answer = json(&["terminology", "translate", url, "8833421", "--target", "icd10"]);
    assert_eq!(answer["resourceType"], "Parameters");
    assert_eq!(answer["parameter"][0]["valueBoolean"], true);
    let found = answer["parameter"].as_array().and_then(|all| all.iter().find(|one| one["name"] == "match"));
    let concept = &found.expect("a match")["part"][1]["valueCoding"];
    assert_eq!(concept["code"], "I10");
    assert_eq!(concept["system"], "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full");
    // Candidates are told, but do not make a translation.
    let open = json(&["terminology", "translate", "icd10", "E14", "--target", "receipt"]);
    assert_eq!(open["parameter"][0]["valueBoolean"], false);
    let parameters = open["parameter"].as_array().expect("there are parameters");
    assert_eq!(parameters.iter().filter(|one| one["name"] == "match").count(), 2, "{open}");
}

#[test]
fn masters_are_exported_as_fhir() {
    let systems = tempfile::tempdir().expect("a folder");
    let folder = systems.path().display().to_string();
    let (code, out, error) = run(&["master", "export", "modifier", "--format", "code-system", "--into", &folder]);
    assert_eq!(code, 0, "{out}{error}");
    let text = std::fs::read_to_string(systems.path().join("modifier.CodeSystem.json")).expect("it is written");
    let system: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!((&system["resourceType"], &system["count"]), (&"CodeSystem".into(), &2375.into()));
    let map = ["master", "export", "disease", "--format", "concept-map", "--map", "receipt-icd10"];
    let (code, out, error) = run(&map);
    assert_eq!(code, 0, "{error}");
    let map: Value = serde_json::from_str(&out).expect("it is JSON");
    let elements = map["group"][0]["element"].as_array().expect("elements");
    let of = |code: &str| &elements.iter().find(|element| element["code"] == code).expect("it is mapped")["target"][0];
    assert_eq!(elements.len(), 27_437);
    assert_eq!(of("0130001")["product"][0]["value"], "G01");
    assert_eq!((&of("8839791")["equivalence"], &of("8839791")["comment"]), (&"unmatched".into(), &"no-icd10".into()));
    let (code, _, error) = run(&["master", "export", "disease", "--format", "concept-map"]);
    assert_eq!(code, 2);
    assert!(error.contains("--into"), "{error}");
}

/// As in a program that was built without masters: an edition is asked for that is not at hand.
#[test]
fn a_master_that_is_not_at_hand_is_named_with_what_to_do() {
    let data = tempfile::tempdir().expect("a folder for data");
    std::fs::create_dir(data.path().join("masters")).expect("a folder for masters");
    let pins = "disease\t19990101\njlac\t19990101\njfagy\t19990101\ndrug\t19990101\n";
    std::fs::write(data.path().join("masters/use.tsv"), pins).expect("editions are pinned");
    for (arguments, key, kind) in [
        (&["convert", "disease", "--from", "receipt", "--to", "icd10", "1"][..], "disease@19990101", "傷病名マスター"),
        (&["convert", "lab", "--from", "jlac11", "--to", "jlac10", "1"], "jlac@19990101", "マスター表"),
        (&["convert", "allergy", "--from", "name", "--to", "jfagy", "1"], "jfagy@19990101", "J-FAGY"),
        (&["convert", "drug", "--from", "receipt", "--to", "yj", "1"], "drug@19990101", "医薬品マスター"),
        (&["search", "disease", "1"], "disease@19990101", "傷病名マスター"),
        (&["master", "export", "disease"], "disease@19990101", "傷病名マスター"),
    ] {
        let mut command = Command::cargo_bin("jpfhir").expect("the program is built");
        command.env("JPFHIR_DATA_DIR", data.path()).env("LC_ALL", "C").args(arguments);
        let output = command.output().expect("the program runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{arguments:?}: {said}");
        for part in [key, kind, "is not at hand", "`jpfhir master import`"] {
            assert!(said.contains(part), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn icd10_codes_have_no_titles_and_a_lookup_says_so() {
    let (_, out, _) = run(&["lookup", "icd10", "E113"]);
    assert!(out.contains("title                none at hand"), "{out}");
    let (_, out, _) = run(&["lookup", "receipt", "8833421"]);
    assert!(!out.contains("none at hand"), "{out}");
}
