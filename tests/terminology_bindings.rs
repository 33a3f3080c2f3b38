//! Every value set that an embedded guide binds an element to: decided, or why not. Examples are only counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use jpfhir::definitions::model::BindingStrength;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::masters::Masters;
use jpfhir::terminology::{Doubt, Standing, Terminology, standing};

/// The embedded guides.
const GUIDES: [&str; 7] =
    ["core@1.1.2", "core@1.2.0", "clins@1.5.2", "clins@1.10.0", "clins@1.12", "checkup@1.5.0", "prescription@1.0.0"];

fn strength(strength: BindingStrength) -> &'static str {
    match strength {
        BindingStrength::Required => "required",
        BindingStrength::Extensible => "extensible",
        BindingStrength::Preferred | BindingStrength::Example => "preferred",
    }
}

/// Why a value set cannot be decided, in a few words.
fn reason(doubt: &Doubt) -> String {
    match doubt {
        Doubt::NoValueSet(url) => format!("no package defines {url}"),
        Doubt::NoCodeSystem(url) => match standing(url) {
            Some(Standing::External(name) | Standing::Named(name)) => {
                format!("codes of {name} ({url}) are not at hand")
            }
            _ => format!("codes of {url} are not at hand"),
        },
        Doubt::Incomplete(url) => format!("only a part of {url} is at hand"),
        Doubt::Circle(url) => format!("{url} imports itself"),
        Doubt::Filter(property, op) => format!("filter {property} {op}"),
    }
}

/// The bound value sets of a guide, R4 core's aside, with the strongest binding and the reasons for doubt.
fn bound(guide: &str) -> BTreeMap<String, (BindingStrength, Vec<String>)> {
    let selection = Selection { guides: vec![guide.to_owned()], packages: Vec::new(), cache: Cache::default() };
    let definitions = Definitions::open(&selection).expect("the guide is embedded").definitions;
    let terminology = Terminology::of(&definitions).with_masters(Arc::new(Masters::embedded()), None);
    let mut found: BTreeMap<String, (BindingStrength, Vec<String>)> = BTreeMap::new();
    for id in definitions.ids().filter(|id| &*definitions.edition(*id).key == guide) {
        for element in &definitions.structure(id).snapshot {
            let Some(binding) = &element.binding else { continue };
            let sets = [(&binding.value_set, binding.strength), (&binding.max_value_set, BindingStrength::Required)];
            for (url, strength) in sets.into_iter().filter(|(url, _)| !url.is_empty()) {
                let doubts = || match terminology.value_set(url) {
                    Some(set) => terminology.doubts(set),
                    None => vec![Doubt::NoValueSet(url.clone())],
                };
                let known = found.entry(url.to_string()).or_insert_with(|| {
                    let mut reasons: Vec<String> = doubts().iter().map(reason).collect();
                    reasons.sort();
                    reasons.dedup();
                    (strength, reasons)
                });
                known.0 = known.0.min(strength);
            }
        }
    }
    found
}

#[test]
fn bound_value_sets_are_decided_or_listed_with_the_reason() {
    let mut table = String::new();
    for guide in GUIDES {
        let bound = bound(guide);
        let decided = bound.values().filter(|(_, reasons)| reasons.is_empty()).count();
        table.push_str(&format!("# {guide}: {} bound value sets, {decided} decided\n", bound.len()));
        let doubtful = |(_, (of, reasons)): &(&String, &(BindingStrength, Vec<String>))| {
            *of != BindingStrength::Example && !reasons.is_empty()
        };
        for (url, (of, reasons)) in bound.iter().filter(doubtful) {
            table.push_str(&format!("{}\t{url}\t{}\n", strength(*of), reasons.join("; ")));
        }
    }
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/terminology"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("bindings", table) });
}
