//! Command lines of the Java validator, as people and guides write them.

use std::collections::BTreeSet;

use jpfhir::diagnostics::Severity;

use super::*;

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn read_line(line: &str) -> Result<(Request, Vec<String>), String> {
    let words = words(line);
    read(without_java(&words))
}

const DOCUMENT: &str = include_str!("../../../docs/validator-cli.md");

#[test]
fn the_table_of_the_manual_is_that_of_the_program() {
    let row = |flag: &Flag| {
        let written = format!("{} {}", flag.name, flag.values);
        format!("| `{}` | {}{} |", written.trim_end(), flag.here.word(), flag.words)
    };
    let expected: Vec<String> = FLAGS.iter().map(row).collect();
    let rows: Vec<&str> = DOCUMENT.lines().filter(|line| line.starts_with("| `-")).collect();
    assert!(rows == expected, "the rows should be:\n{}", expected.join("\n"));
}

#[test]
fn flags_are_named_once_and_lead_to_themselves() {
    let names: BTreeSet<&str> = FLAGS.iter().map(|flag| flag.name).collect();
    assert_eq!(names.len(), FLAGS.len());
    for flag in FLAGS {
        assert_eq!(flags::nearest(flag.name).map(|near| near.name), Some(flag.name));
    }
}

#[test]
fn every_diagnostic_that_a_flag_changes_exists() {
    for flag in FLAGS {
        let Here::Decides(decide) = flag.here else { continue };
        let mut request = Request::default();
        // What a value must be is for other tests.
        let _ = decide(&mut request, &["any".to_owned()]);
        for (id, _) in request.drop_in().severities {
            assert!(jpfhir::catalogue::find(id).is_some(), "{}: {id}", flag.name);
        }
    }
}

#[test]
fn the_official_recipe_is_understood_in_every_writing() {
    const FLAGS: &str = "-version 4.0.1 -language ja -locale ja-JP -want-invariants-in-messages \
        -no-extensible-binding-warnings -display-issues-are-warnings -level warnings -best-practice ignore -tx n/a \
        -ig a.tgz -ig b.tgz";
    for line in [
        format!("x.json y.json {FLAGS}"),
        format!("{FLAGS} x.json y.json"),
        format!("-Xmx4G x.json {FLAGS} y.json"),
        format!("java -Xmx4G -Djava.awt.headless=true -jar ../work/validator_cli_6.1.8.jar x.json y.json {FLAGS}"),
        format!("d:\\jdk-11.0.2\\bin\\java -jar validator_cli.JAR x.json {FLAGS} y.json"),
    ] {
        let (request, notes) = read_line(&line).expect("it is understood");
        assert_eq!(notes, [] as [&str; 0], "{line}");
        assert_eq!((&*request.sources, &*request.guides), (&*words("x.json y.json"), &*words("a.tgz b.tgz")), "{line}");
        assert_eq!((request.level, request.japanese, request.best_practice), (Severity::Warning, Some(true), false));
        let severities = request.drop_in().severities;
        assert!(severities.iter().all(|(id, severity)| *id != "display-wrong" && severity.is_none()), "{severities:?}");
    }
}

#[test]
fn flags_become_arguments() {
    for (line, expected) in [
        ("x.json", "--format validator-cli --best-practice -- x.json"),
        ("x.json -best-practice i", "--format validator-cli -- x.json"),
        (
            "x.json -best-practice i -output o.json",
            "--format validator-cli --output operation-outcome=o.json -- x.json",
        ),
        ("x.json -best-practice i -output-style csv", "--format csv -- x.json"),
        ("x.json -best-practice i -output-style csv -output o", "--format validator-cli --output csv=o -- x.json"),
        ("x.json -best-practice i -watch-mode all", "--format validator-cli --watch -- x.json"),
        ("x.json -best-practice i -watch-mode none", "--format validator-cli -- x.json"),
        ("x.json -best-practice i -locale en", "--format validator-cli --lang en -- x.json"),
        (
            "x.json -best-practice i -profiles a,b -profile c",
            "--format validator-cli --profile a --profile b --profile c -- x.json",
        ),
    ] {
        let (request, _) = read_line(line).expect("it is understood");
        let arguments = request.arguments(Vec::new()).join(" ");
        assert_eq!(arguments, format!("--conformance official --no-config {expected}"), "{line}");
        assert!(translated(&request).is_ok(), "{line}");
    }
}

#[test]
fn without_the_flag_a_wrong_display_is_an_error() {
    let (request, _) = read_line("x.json -show-message-ids").expect("it is understood");
    let asked = request.drop_in();
    assert_eq!(asked.severities, [("display-wrong", Some(Severity::Error))]);
    assert!(asked.ids);
}

#[test]
fn what_has_no_meaning_is_named_and_what_is_not_understood_is_refused() {
    let (_, notes) = read_line("x.json -sct intl -proxy host:80 -debug").expect("it is understood");
    assert_eq!(notes.len(), 3);
    assert!(notes[0].starts_with("-sct has no meaning here: "), "{notes:?}");
    for (line, message) in [
        ("x.json -watch-mode some", "-watch-mode some: there are none"),
        ("-version 4.0.1", "no file to validate is named"),
        ("x.json -version 5.0.0", "-version 5.0.0: only FHIR R4"),
        ("x.json -ig", "-ig needs PACKAGE"),
        ("x.json -level all", "-level all: there are hints"),
        ("x.json -outptu a", "did you mean -output?"),
        ("x.json --Version 4.0.1", "did you mean -version?"),
        ("x.json -quux", "the Java validator has no flag -quux (docs"),
        ("x.json -convert", "-convert is not taken: "),
        ("x.json -output a.xml", "name the file .json"),
        ("x.json -extension http://example.org", "single extensions cannot be allowed"),
    ] {
        let error = read_line(line).expect_err(line);
        assert!(error.contains(message), "{line}: {error}");
    }
}

#[test]
fn only_the_asterisk_is_a_pattern() {
    for (argument, pattern) in [
        ("[targets]/*.json", "[[]targets]/*.json"),
        ("a?{b}*.json", "a[?][{]b}*.json"),
        ("[absent]/x.json", "[absent]/x.json"),
    ] {
        assert_eq!(source(argument), pattern);
    }
}

#[test]
fn guides_are_loaded_embedded_or_missed() {
    let folder = tempfile::tempdir().expect("a folder");
    let there = folder.path().join("jp-core.r4-1.1.2.tgz").to_string_lossy().into_owned();
    std::fs::write(&there, "").expect("it can be written");
    let find = |name: &str| guides::find(&[name.to_owned()]);
    for (name, arguments, note) in [
        (&*there, vec!["--package", &there], ""),
        (
            "pkg/jp-core.r4-1.1.2-url.tgz",
            vec!["--guide", "core@1.1.2"],
            "there is no such file; the embedded core@1.1.2 (jp-core.r4 1.1.2-url) is",
        ),
        ("jp-core.r4#1.1.2", vec!["--guide", "core@1.1.2"], "it was not added"),
        ("[4.0.1]jp-clins.r4#1.5.2", vec!["--guide", "clins@1.5.2"], "it was not added"),
        ("https://jpfhir.jp/fhir/core/jp-core.r4-1.1.2.tgz", vec!["--guide", "core@1.1.2"], "nothing is downloaded"),
        ("hl7.terminology.r4#5.3.0", vec![], "has no meaning here"),
    ] {
        let found = find(name).expect("it is found");
        assert_eq!(found.arguments, arguments, "{name}");
        assert_eq!(found.notes.is_empty(), note.is_empty(), "{name}: {:?}", found.notes);
        assert!(found.notes.join("").contains(note), "{name}: {:?}", found.notes);
    }
    let error = find("jp-clins.r4-1.3.0-rc1.tgz").expect_err("no such edition is embedded");
    assert!(error.contains("embedded are only clins@1.5.2, clins@1.10.0, clins@1.12"), "{error}");
    assert!(find("package.tgz").is_err() && find("us.core#6.0.0").is_err());
}
