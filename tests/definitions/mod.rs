//! What the tests of snapshots share: the reference material, and how two snapshots are compared.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use jpfhir::definitions::model::{Binding, ElementDefinition, Package, TypeRef};
use jpfhir::definitions::snapshot;
use jpfhir::diagnostics::Diagnostic;

/// A folder of the reference material; says visibly that the test is skipped when there is none.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let root = match std::env::var_os("JPFHIR_SHARED") {
        Some(root) => PathBuf::from(root),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let path = root.join(folder);
    if path.exists() {
        return Some(path);
    }
    // The test harness swallows what the macros print when a test passes.
    let _ = writeln!(std::io::stderr(), "skipped: {} is not there", path.display());
    None
}

/// Reads a package that must be readable.
pub fn read(path: impl AsRef<std::path::Path>) -> Package {
    let path = path.as_ref();
    Package::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).0
}

/// Makes the snapshots that are missing.
pub fn complete(packages: &mut [Package]) -> Vec<Diagnostic> {
    snapshot::complete(packages, &|_| None)
}

/// One field of one element that two snapshots do not agree on.
#[derive(Debug)]
#[allow(dead_code, reason = "shown when a test fails")]
pub struct Difference {
    pub id: String,
    pub field: &'static str,
    pub ours: String,
    pub theirs: String,
}

type Field = (&'static str, fn(&ElementDefinition) -> String);

/// Everything that decides what a profile accepts.
const FIELDS: [Field; 9] = [
    ("path", |e| e.path.to_string()),
    ("sliceName", |e| e.slice_name.to_string()),
    ("min", |e| format!("{:?}", e.min)),
    ("max", |e| format!("{:?}", e.max)),
    ("type", |e| types(&e.types)),
    ("binding", |e| binding(&e.binding)),
    ("fixed", |e| format!("{:?}", e.fixed)),
    ("pattern", |e| format!("{:?}", e.pattern)),
    ("slicing", |e| format!("{:?}", e.slicing)),
];

/// A field of an element as text.
#[allow(dead_code, reason = "not every test needs it")]
pub fn field(element: &ElementDefinition, name: &str) -> Option<String> {
    FIELDS.iter().find(|(n, _)| *n == name).map(|(_, text)| text(element))
}

/// Where two snapshots differ: elements, their order, and every field of [`FIELDS`].
pub fn differences(ours: &[ElementDefinition], theirs: &[ElementDefinition]) -> Vec<Difference> {
    let map = |list: &[ElementDefinition]| -> HashMap<String, usize> {
        list.iter().enumerate().map(|(at, e)| (e.id.to_string(), at)).collect()
    };
    let (own_ids, their_ids) = (map(ours), map(theirs));
    let mut found = Vec::new();
    let mut add = |id: &str, field, ours: &str, theirs: &str| {
        if ours != theirs {
            found.push(Difference { id: id.into(), field, ours: ours.into(), theirs: theirs.into() });
        }
    };
    for element in theirs.iter().filter(|e| !own_ids.contains_key(&*e.id)) {
        add(&element.id, "missing", "", "present");
    }
    let common = |list: &[ElementDefinition], other: &HashMap<String, usize>| -> Vec<String> {
        list.iter().filter(|e| other.contains_key(&*e.id)).map(|e| e.id.to_string()).collect()
    };
    let (own_order, their_order) = (common(ours, &their_ids), common(theirs, &own_ids));
    if let Some((a, b)) = own_order.iter().zip(&their_order).find(|(a, b)| a != b) {
        add(a, "order", a, b);
    }
    for own in ours {
        match their_ids.get(&*own.id) {
            Some(at) => FIELDS.iter().for_each(|(name, text)| add(&own.id, name, &text(own), &text(&theirs[*at]))),
            None => add(&own.id, "extra", "present", ""),
        }
    }
    found
}

/// Some tools write the version of R4 behind the canonicals of R4 core, which says nothing new.
fn types(types: &[TypeRef]) -> String {
    let one = |t: &TypeRef| format!("{}({})({})", t.code, t.profiles.join(" "), t.target_profiles.join(" "));
    types.iter().map(one).collect::<Vec<_>>().join(", ").replace("|4.0.1", "")
}

fn binding(binding: &Option<Binding>) -> String {
    binding.as_ref().map_or(String::new(), |b| format!("{:?} {}", b.strength, b.value_set.trim_end_matches("|4.0.1")))
}
