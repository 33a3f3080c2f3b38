//! Each check of the validator fires where it should and stays silent where it should not.
//!
//! A case is a differential and documents; what is found is compared as `id path`, and the words of each finding are
//! pinned in `snapshots/checks/`.

mod codes;
mod defects;
mod extensions;
mod invariants;
mod limits;
mod masters;
mod narratives;
mod official;
mod profiles;
mod questionnaires;
mod references;
mod shape;
#[path = "../shared/mod.rs"]
mod shared;
mod slices;
mod values;

use std::io::Write;
use std::sync::Arc;

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::{Diagnostic, Fact};
use jpfhir::document::Document;
use jpfhir::source::Source;
use jpfhir::validate::{Conformance, Options, Validator};

/// The canonical of the profile under test.
const PROFILE: &str = "http://example.org/StructureDefinition/test";

/// A profile on a type with a differential (a JSON list of elements).
fn profile(url: &str, type_name: &str, differential: &str) -> String {
    format!(
        r#"{{"resourceType":"StructureDefinition","url":"{url}","name":"Test","status":"draft","kind":"resource",
        "abstract":false,"type":"{type_name}","baseDefinition":"http://hl7.org/fhir/StructureDefinition/{type_name}",
        "derivation":"constraint","differential":{{"element":{differential}}}}}"#
    )
}

/// Definitions in a package of their own on top of R4 core.
fn definitions(structures: &[String]) -> Arc<Definitions> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (i, structure) in structures.iter().enumerate() {
        let mut file =
            std::fs::File::create(folder.path().join(format!("StructureDefinition-{i}.json"))).expect("file");
        file.write_all(structure.as_bytes()).expect("written");
    }
    let packages = if structures.is_empty() { Vec::new() } else { vec![folder.path().to_path_buf()] };
    let guides = vec!["r4".to_string()];
    let selection = Selection { guides, packages, cache: Cache::default() };
    Arc::new(Definitions::open(&selection).expect("definitions open").definitions)
}

/// Everything found in a document, by definitions and options.
fn judge(structures: &[String], options: Options, text: &str) -> (Document, Vec<Diagnostic>) {
    let validator = Validator::new(definitions(structures), options);
    let (document, mut found) = Document::parse(Source::new("test", text.to_string()));
    found.extend(validator.validate(&document));
    (document, found)
}

/// What is found in a document that claims a profile with this differential, as `id path`.
fn found(type_name: &str, differential: &str, document: &str) -> Vec<String> {
    found_with(&[profile(PROFILE, type_name, differential)], document)
}

/// What is found in a document by these definitions, as `id path`; the codes of the examples are invented.
fn found_with(structures: &[String], document: &str) -> Vec<String> {
    let (document, found) = judge(structures, Options::default(), document);
    found
        .iter()
        // The constraints of R4 have tests of their own.
        .filter(|d| !is_about_codes(d) && !d.message.id.starts_with("invariant"))
        .map(|d| format!("{} {}", d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n))))
        .collect()
}

/// Whether a finding is one of those that `codes` tests.
fn is_about_codes(diagnostic: &Diagnostic) -> bool {
    jpfhir::validate::binding::messages::MESSAGES.iter().any(|message| std::ptr::eq(*message, diagnostic.message))
}

/// A document of a type that claims the profile under test and has these properties besides.
fn claiming(type_name: &str, properties: &str) -> String {
    format!(r#"{{"resourceType":"{type_name}","meta":{{"profile":["{PROFILE}"]}},{properties}}}"#)
}

/// Pins the words of what is found, in both languages, under a name.
fn pin(name: &str, structures: &[String], options: Options, text: &str) {
    let (document, mut found) = judge(structures, options, text);
    found.retain(|diagnostic| !is_about_codes(diagnostic));
    pin_all(name, &document, &found);
}

fn pin_all(name: &str, document: &Document, found: &[Diagnostic]) {
    let mut out = String::new();
    for diagnostic in found {
        describe(document, diagnostic, "", &mut out);
    }
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/checks"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, out) });
}

fn describe(document: &Document, diagnostic: &Diagnostic, indent: &str, out: &mut String) {
    let place = diagnostic.node.map_or(String::new(), |n| document.fhirpath(n));
    let underlined = document.source.slice(diagnostic.span);
    out.push_str(&format!("{indent}{} {place}\n", diagnostic.message.id));
    for words in [&diagnostic.message.english, &diagnostic.message.japanese] {
        out.push_str(&format!("{indent}  {} | {}\n", fill(words.message, diagnostic), fill(words.help, diagnostic)));
    }
    out.push_str(&format!("{indent}  {}\n", underlined.chars().take(60).collect::<String>()));
    for cause in &diagnostic.causes {
        describe(document, cause, &format!("{indent}    "), out);
    }
}

/// Fills the names in words with the facts.
fn fill(words: &str, diagnostic: &Diagnostic) -> String {
    let mut text = words.to_string();
    for (name, fact) in &diagnostic.facts {
        let value = match fact {
            Fact::Text(t) | Fact::Value(t) => t.to_string(),
            Fact::Number(n) => n.to_string(),
            Fact::List(list) => list.join(", "),
        };
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    text
}

/// Options of the published packages' reading.
fn official() -> Options {
    Options { conformance: Conformance::Official, ..Options::default() }
}
