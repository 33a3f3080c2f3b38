//! Disks that are full or locked, and files that may not be read.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command as Process;

use super::{PATIENT, WRONG_PATIENT, folder, outcome, snap, validate};

/// A profile whose compiled form does not fit the small disk.
fn package() -> String {
    let elements: Vec<String> = (0..2_000)
        .map(|i| {
            format!(
                r#"{{"id":"Patient.identifier:s{i}","path":"Patient.identifier","sliceName":"slice-number-{i}","min":0,"max":"1"}}"#
            )
        })
        .collect();
    format!(
        r#"{{"resourceType":"StructureDefinition","url":"http://example.org/StructureDefinition/p","name":"P",
"status":"draft","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","differential":{{"element":[
{{"id":"Patient.identifier","path":"Patient.identifier","slicing":{{"discriminator":[{{"type":"value","path":"system"}}],"rules":"open"}}}},
{}]}}}}"#,
        elements.join(",")
    )
}

/// A mounted disk of 64 KiB.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mut mount = Process::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "none"]).arg(at);
        mount.output().is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_only_means_no_cache() {
    let folder = folder(&[("p.json", package().as_bytes()), ("a.json", PATIENT.as_bytes())]);
    let arguments = ["--package", "p.json", "--format", "concise", "a.json"];
    let expected = outcome(validate(folder.path(), &[&["--no-cache"], &arguments[..]].concat()));
    let cache = folder.path().join("cache");
    std::fs::create_dir(&cache).expect("a folder");
    let Some(disk) = SmallDisk::mount(&cache) else {
        println!("skipped: no small disk can be mounted here");
        return;
    };
    assert_eq!(outcome(validate(folder.path(), &arguments)), expected);
    let left: Vec<_> = std::fs::read_dir(&cache).expect("the disk").map(|e| e.expect("an entry").file_name()).collect();
    // Which constraints are faulty takes few bytes.
    assert!(left.iter().all(|name| name.to_string_lossy().ends_with("-constraints.definitions")), "{left:?}");
    drop(disk);
    // With room enough the same run is kept.
    assert_eq!(outcome(validate(folder.path(), &arguments)), expected);
    assert_eq!(std::fs::read_dir(&cache).expect("the cache").count(), 2);
}

#[test]
fn a_file_in_the_place_of_the_cache_only_means_no_cache() {
    let folder = folder(&[("p.json", package().as_bytes()), ("a.json", PATIENT.as_bytes()), ("cache", b"a file")]);
    let arguments = ["--package", "p.json", "--format", "concise", "a.json"];
    let expected = outcome(validate(folder.path(), &[&["--no-cache"], &arguments[..]].concat()));
    assert_eq!(outcome(validate(folder.path(), &arguments)), expected);
}

#[test]
fn a_report_that_cannot_be_written_is_said() {
    let folder = folder(&[("a.json", WRONG_PATIENT.as_bytes())]);
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else {
        println!("skipped: there is no /dev/full");
        return;
    };
    let program = assert_cmd::cargo::cargo_bin("jpfhir");
    let mut run = Process::new(program);
    run.current_dir(folder.path()).env("LC_ALL", "C").args(["validate", "a.json"]).stdout(full);
    let output = run.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said, "jpfhir: No space left on device (os error 28)\n");
}

#[test]
fn files_that_may_not_be_read() {
    let folder = folder(&[("a.json", PATIENT.as_bytes()), ("b.json", WRONG_PATIENT.as_bytes())]);
    let locked = folder.path().join("a.json");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).expect("locked");
    if std::fs::read(&locked).is_ok() {
        println!("skipped: root may read everything");
        return;
    }
    snap("unreadable", &outcome(validate(folder.path(), &["--format", "concise", "a.json", "b.json"])));
}
