//! Entries of a document or message that cannot be reached from its first entry.

use super::first_type;
use super::references::stylesheets;
use crate::diagnostics::{Diagnostic, Severity};
use crate::document::bundle::{Entries, links};
use crate::document::{Element, known};
use crate::validate::primitive::shortened;

crate::messages! {
    ORPHAN = "bundle-orphan", Error, Informational {
        en: "Nothing links this entry ({entry}) to the {first}", "refer to it, or remove it";
        ja: "このエントリー ({entry}) は {first} とつながっていません", "どこかから参照するか、取り除いてください";
        explain: "Every entry of a document is linked with the Composition, directly or through others (R4 §3.3.1).";
    }
    ONLY_BACKWARDS = "bundle-only-backwards", Warning, Informational {
        en: "This entry ({entry}) refers to others, but nothing that the {first} leads to refers to it",
            "refer to it from the {first}, for example in a section";
        ja: "このエントリー ({entry}) は他を参照していますが、{first} からたどって参照されていません",
            "{first} から（例えばセクションで）参照してください";
        explain: "Entries of a document are found by following references from the Composition; only Provenance may be linked the other way alone (R4 §3.3.1).";
    }
}

pub(super) fn check(bundle: Element<'_>, bundle_type: &str, entries: &Entries<'_>, sink: &mut Vec<Diagnostic>) {
    let Some(first) = first_type(bundle_type) else { return };
    // Without the right first entry there is nothing to start from.
    if entries.list.first().and_then(|e| e.resource_type()) != Some(first) {
        return;
    }
    let targets = targets(entries);
    let mut starts = vec![0];
    starts.extend(stylesheets(bundle).flat_map(|(_, url)| entries.find(url, Some(0))));
    let connected = spread(&both_ways(&targets), starts.clone());
    let forward = spread(&targets, starts);
    for (position, entry) in entries.list.iter().enumerate() {
        let Some(resource) = entry.resource.filter(|_| !forward[position]) else { continue };
        let is_connected = connected[position];
        if is_connected && resource.resource_type() == Some("Provenance") {
            continue;
        }
        let place = entry.element.child(known::FULL_URL).unwrap_or(resource);
        let message = if is_connected { &ONLY_BACKWARDS } else { &ORPHAN };
        let name = entry.full_url.or(resource.resource_type()).unwrap_or("");
        let mut diagnostic = Diagnostic::new(message, place.span()).at(entry.element.id()).with("first", first);
        if bundle_type == "message" {
            diagnostic.severity = if is_connected { Severity::Information } else { Severity::Warning };
        }
        sink.push(diagnostic.with_value("entry", &shortened(name)));
    }
}

/// For each entry the positions of the entries it refers to.
fn targets(entries: &Entries<'_>) -> Vec<Vec<usize>> {
    let of = |(position, entry): (usize, &super::Entry<'_>)| match entry.resource {
        Some(resource) => {
            links(resource).into_iter().flat_map(|(_, text)| entries.find(text, Some(position))).collect()
        }
        None => Vec::new(),
    };
    entries.list.iter().enumerate().map(of).collect()
}

fn both_ways(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut all = targets.to_vec();
    for (from, list) in targets.iter().enumerate() {
        for &to in list {
            all[to].push(from);
        }
    }
    all
}

/// Which positions can be reached from those in `waiting`.
fn spread(targets: &[Vec<usize>], mut waiting: Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; targets.len()];
    while let Some(position) = waiting.pop() {
        if !std::mem::replace(&mut reached[position], true) {
            waiting.extend(targets[position].iter().filter(|t| !reached[**t]));
        }
    }
    reached
}
