//! What makes a finding the same finding in the next run: its id, who asks and where, but no value of the document and
//! no line, so that neither a corrected name elsewhere nor a new line above makes it new. Resources of one NDJSON file are
//! told apart by their id, or else their line.

use std::collections::HashMap;

use twox_hash::XxHash3_64;

use super::Resolved;
use crate::document::{Document, known};

/// The fingerprints of the findings of a document in this file, in their order; equal findings of one place are told apart by a number.
pub fn fingerprints(file: &str, document: &Document, found: &[Resolved<'_>]) -> Vec<String> {
    let file = &format!("{file}{}", place_in_file(document));
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let one = |found: &Resolved<'_>| {
        // Another version of a guide that asks for the same makes no new finding.
        let profile = found.profile.split('|').next().unwrap_or_default();
        let parts = [file.as_str(), found.id, &found.expression, profile, found.element].join("\n");
        let hash = XxHash3_64::oneshot(parts.as_bytes());
        let times = seen.entry(hash).or_default();
        *times += 1;
        format!("{:016x}", hash.wrapping_add(u64::from(*times - 1)))
    };
    found.iter().map(one).collect()
}

/// Which resource of NDJSON a document is; empty for the first line, which may as well be a file with one document.
fn place_in_file(document: &Document) -> String {
    let id = document.root().and_then(|root| root.child_value(known::ID));
    match (document.source.first_line(), id) {
        (1, _) => String::new(),
        (_, Some(id)) => format!("#{}/{id}", document.resource_type().unwrap_or_default()),
        (line, None) => format!("#line={line}"),
    }
}
