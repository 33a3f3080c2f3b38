//! Packages of every shape, and archives that are not what they should be.

use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};

use super::*;
use crate::diagnostics::Fact;

const PROFILE: &str = r#"{"resourceType":"StructureDefinition","url":"http://example.org/p","version":"1","type":"Patient",
    "kind":"resource","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
    "differential":{"element":[{"id":"Patient.name","path":"Patient.name","min":1}]}}"#;
const VALUE_SET: &str = r#"{"resourceType":"ValueSet","url":"http://example.org/v","version":"2"}"#;

fn tar_of(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_ustar();
        // `set_path` refuses the very names that these tests are about.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, content.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<(Package, Vec<Diagnostic>), PackageError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.tgz");
    std::fs::write(&path, bytes).unwrap();
    Package::read(&path)
}

fn refusal(bytes: &[u8]) -> &'static str {
    read_bytes(bytes).expect_err("the archive must be refused").0.message.id
}

fn ids(notices: &[Diagnostic]) -> Vec<&'static str> {
    notices.iter().map(|n| n.message.id).collect()
}

#[test]
fn an_archive_gives_name_version_and_definitions_in_order() {
    let manifest = r#"{"name":"example.p","version":"0.1","dependencies":{"hl7.fhir.r4.core":"4.0.1"}}"#;
    let second = PROFILE.replace("example.org/p", "example.org/a");
    let entries = [
        ("package/package.json", manifest),
        ("package/b.json", PROFILE),
        ("package/c.json", &second),
        ("package/v.json", VALUE_SET),
        ("package/example/Patient-x.json", r#"{"resourceType":"Patient"}"#),
        ("package/readme.txt", "hello"),
    ];
    let (package, notices) = read_bytes(&gzip(&tar_of(&entries))).unwrap();
    assert_eq!((&*package.name, &*package.version), ("example.p", "0.1"));
    assert_eq!(package.dependencies, [("hl7.fhir.r4.core".into(), "4.0.1".into())]);
    let urls: Vec<&str> = package.structures.iter().map(|s| &*s.url).collect();
    assert_eq!(urls, ["http://example.org/a", "http://example.org/p"]);
    assert_eq!(package.others, [("ValueSet".into(), "http://example.org/v".into(), "2".into())]);
    assert_eq!(ids(&notices), ["package-files-skipped"]);
    assert_eq!(notices[0].fact("count"), Some(&Fact::Number(2)));
}

#[test]
fn broken_archives_are_refused() {
    let whole = gzip(&tar_of(&[("package/b.json", PROFILE)]));
    for length in [3, 20, whole.len() / 2, whole.len() - 4] {
        assert_eq!(refusal(&whole[..length]), "package-broken", "cut at {length}");
    }
    let mut wrong_checksum = whole.clone();
    let at = whole.len() - 6;
    wrong_checksum[at] ^= 1;
    assert_eq!(refusal(&wrong_checksum), "package-broken");
    assert_eq!(
        refusal(&gzip(b"no tar archive, and long enough for a header block. ".repeat(20).as_slice())),
        "package-broken"
    );
    assert_eq!(refusal(&gzip(&tar_of(&[("package/x.txt", "x")]))), "package-empty");
}

#[test]
fn entries_outside_the_package_are_refused() {
    for name in ["../evil.json", "package/../../evil.json", "/etc/evil.json", "C:/evil.json", "package\\..\\..\\e.json"]
    {
        let archive = gzip(&tar_of(&[("package/b.json", PROFILE), (name, VALUE_SET)]));
        assert_eq!(refusal(&archive), "package-unsafe-path", "{name}");
    }
    assert!(read_bytes(&gzip(&tar_of(&[("./package/a..b.json", PROFILE)]))).is_ok());
}

#[test]
fn archives_that_unpack_to_far_too_much_are_refused() {
    let blanks = " ".repeat(40 << 20);
    assert_eq!(refusal(&gzip(&tar_of(&[("package/b.json", &blanks)]))), "package-too-large");
    let few = " ".repeat(4 << 20);
    assert!(read_bytes(&gzip(&tar_of(&[("package/b.json", &few), ("package/p.json", PROFILE)]))).is_ok());
}

#[test]
fn folders_are_read_with_and_without_package_inside() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("package/p.json", PROFILE);
    write("package/package.json", r#"{"name":"n","version":"1"}"#);
    write("beside.json", VALUE_SET);
    for path in [folder.path().to_owned(), folder.path().join("package")] {
        let (package, notices) = Package::read(&path).unwrap();
        assert_eq!((package.structures.len(), package.others.len(), &*package.name), (1, 0, "n"));
        assert!(notices.is_empty());
    }
}

#[test]
fn single_files_are_packages_too() {
    let bundle =
        format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{PROFILE}}},{{"resource":{VALUE_SET}}}]}}"#);
    for (text, structures, others) in
        [(PROFILE.to_owned(), 1, 0), (format!("\u{feff}{VALUE_SET}"), 0, 1), (bundle, 1, 1)]
    {
        let (package, notices) = read_bytes(text.as_bytes()).unwrap();
        assert_eq!((package.structures.len(), package.others.len()), (structures, others), "{text}");
        assert_eq!(&*package.name, "some");
        assert!(notices.is_empty());
    }
    assert_eq!(refusal(b"hello"), "package-empty");
    let inner = r#"<StructureDefinition xmlns="http://hl7.org/fhir"><url value="http://e/x"/><type value="Patient"/>
        </StructureDefinition>"#;
    let bundle = format!(r#"<Bundle xmlns="http://hl7.org/fhir"><entry><resource>{inner}</resource></entry></Bundle>"#);
    for xml in [inner, &bundle] {
        let (package, _) = read_bytes(xml.as_bytes()).unwrap();
        assert_eq!(&*package.structures[0].url, "http://e/x", "{xml}");
    }
    assert_eq!(refusal(br#"{"resourceType":"Patient"}"#), "package-empty");
    assert_eq!(Package::read(Path::new("/no/such")).unwrap_err().0.message.id, "package-unreadable");
    let message = Package::read(Path::new("/no/such")).unwrap_err().to_string();
    assert!(message.starts_with("The package /no/such cannot be read: "), "{message}");
    assert_eq!(Package::read("no#1.0").unwrap_err().0.message.id, "package-unreadable");
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let nameless = r#"{"resourceType":"StructureDefinition","type":"Patient"}"#;
    let entries = [
        ("package/a.json", &PROFILE[..PROFILE.len() - 9]),
        ("package/b.json", nameless),
        ("package/c.json", VALUE_SET),
    ];
    let (package, notices) = read_bytes(&gzip(&tar_of(&entries))).unwrap();
    assert!(package.structures.is_empty());
    assert_eq!(ids(&notices), ["package-file-malformed", "package-definition-without-url"]);
    assert_eq!(notices[0].fact("entry"), Some(&Fact::Text("package/a.json".into())));
}
