//! Packages that are broken, hostile or something else, and a cache that was damaged.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{PATIENT, folder, outcome, snap, validate};

const PROFILE: &str = r#"{"resourceType":"StructureDefinition","url":"http://example.org/StructureDefinition/p","name":"P",
"status":"draft","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
"differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}"#;

/// An archive of one file, whose name is not checked.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_cksum();
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    archive.append(&header, content).expect("an entry");
    archive.into_inner().expect("an archive").finish().expect("compressed")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("compressed");
    encoder.finish().expect("compressed")
}

#[test]
fn packages_that_are_no_good() {
    let whole = archive("package/StructureDefinition-p.json", PROFILE.as_bytes());
    let bomb = archive("package/StructureDefinition-p.json", &vec![b' '; 32 << 20]);
    assert!(bomb.len() < 1 << 18, "the bomb is small");
    let cases: [(&str, Vec<u8>); 7] = [
        ("bomb", bomb),
        ("traversal", archive("../../etc/StructureDefinition-p.json", PROFILE.as_bytes())),
        ("truncated", whole[..whole.len() / 2].to_vec()),
        ("half-header", whole[..12].to_vec()),
        ("no-archive", b"This is a letter and no package.".to_vec()),
        ("gzip-of-text", gzip(b"This is a letter and no package.")),
        ("no-definitions", archive("package/readme.txt", b"nothing here")),
    ];
    for (name, bytes) in cases {
        let folder = folder(&[("p.tgz", &bytes), ("a.json", PATIENT.as_bytes())]);
        snap(&format!("package-{name}"), &outcome(validate(folder.path(), &["--package", "p.tgz", "a.json"])));
        assert!(!Path::new("/etc/StructureDefinition-p.json").exists());
    }
    let folder = folder(&[("a.json", PATIENT.as_bytes())]);
    snap("package-missing", &outcome(validate(folder.path(), &["--package", "p.tgz", "a.json"])));
    snap("guide-unknown", &outcome(validate(folder.path(), &["--guide", "clins@9", "a.json"])));
}

/// The files of the cache.
fn cached(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder.join("cache")).expect("the cache").map(|e| e.expect("an entry").path());
    entries.collect()
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let package = archive("package/StructureDefinition-p.json", PROFILE.as_bytes());
    let folder = folder(&[("p.tgz", &package), ("a.json", PATIENT.as_bytes())]);
    let profile = "http://example.org/StructureDefinition/p";
    let arguments = ["--package", "p.tgz", "--profile", profile, "--format", "concise", "a.json"];
    let run = || outcome(validate(folder.path(), &arguments));
    let first = run();
    snap("cache", &first);
    let files = cached(folder.path());
    assert_eq!(files.len(), 2, "the package and which of its constraints are faulty");
    for file in files {
        let whole = std::fs::read(&file).expect("the cache");
        let mut turned = whole.clone();
        let middle = turned.len() / 2;
        turned[middle] ^= 0xff;
        let longer = [&whole[..], b"more"].concat();
        for damaged in [&whole[..whole.len() / 2], &[], &turned, &longer] {
            std::fs::write(&file, damaged).expect("damaged");
            assert_eq!(run(), first);
            assert!(std::fs::read(&file).expect("the cache") == whole, "it was not made anew");
        }
    }
}
