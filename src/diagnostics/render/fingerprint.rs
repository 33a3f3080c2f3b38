//! What makes a finding the same finding in the next run: its id, who asks and where, but no value of the document and
//! no line, so that neither a corrected name elsewhere nor a new line above makes it new.

use std::collections::HashMap;

use twox_hash::XxHash3_64;

use super::Resolved;

/// The fingerprints of a document's findings, in their order; equal findings of one place are told apart by a number.
pub fn fingerprints(file: &str, found: &[Resolved<'_>]) -> Vec<String> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let one = |found: &Resolved<'_>| {
        // Another version of a guide that asks for the same makes no new finding.
        let profile = found.profile.split('|').next().unwrap_or_default();
        let parts = [file, found.id, &found.expression, profile, found.element].join("\n");
        let hash = XxHash3_64::oneshot(parts.as_bytes());
        let times = seen.entry(hash).or_default();
        *times += 1;
        format!("{:016x}", hash.wrapping_add(u64::from(*times - 1)))
    };
    found.iter().map(one).collect()
}
