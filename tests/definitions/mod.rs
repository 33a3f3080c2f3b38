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
pub struct Difference {
    pub id: String,
    pub field: &'static str,
    pub ours: String,
    pub theirs: String,
}

/// Everything that decides what a profile accepts: path, id, cardinality, types, binding, fixed and pattern, slicing.
pub fn differences(ours: &[ElementDefinition], theirs: &[ElementDefinition]) -> Vec<Difference> {
    let by_id: HashMap<&str, &ElementDefinition> = theirs.iter().map(|e| (&*e.id, e)).collect();
    let known: HashMap<&str, &ElementDefinition> = ours.iter().map(|e| (&*e.id, e)).collect();
    let mut found = Vec::new();
    let mut add = |id: &str, field, ours: String, theirs: String| {
        if ours != theirs {
            found.push(Difference { id: id.to_owned(), field, ours, theirs });
        }
    };
    for element in theirs.iter().filter(|e| !known.contains_key(&*e.id)) {
        add(&element.id, "missing", String::new(), "present".to_owned());
    }
    let order = |from: &[ElementDefinition], other: &HashMap<&str, &ElementDefinition>| -> Vec<String> {
        from.iter().filter(|e| other.contains_key(&*e.id)).map(|e| e.id.to_string()).collect()
    };
    let (own_order, their_order) = (order(ours, &by_id), order(theirs, &known));
    if let Some((a, b)) = own_order.iter().zip(&their_order).find(|(a, b)| a != b) {
        add(a, "order", a.clone(), b.clone());
    }
    for own in ours {
        let Some(their) = by_id.get(&*own.id) else {
            add(&own.id, "extra", "present".to_owned(), String::new());
            continue;
        };
        add(&own.id, "path", own.path.to_string(), their.path.to_string());
        add(&own.id, "sliceName", own.slice_name.to_string(), their.slice_name.to_string());
        add(&own.id, "min", format!("{:?}", own.min), format!("{:?}", their.min));
        add(&own.id, "max", format!("{:?}", own.max), format!("{:?}", their.max));
        add(&own.id, "type", types(&own.types), types(&their.types));
        add(&own.id, "binding", binding(&own.binding), binding(&their.binding));
        add(&own.id, "fixed", format!("{:?}", own.fixed), format!("{:?}", their.fixed));
        add(&own.id, "pattern", format!("{:?}", own.pattern), format!("{:?}", their.pattern));
        add(&own.id, "slicing", format!("{:?}", own.slicing), format!("{:?}", their.slicing));
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
