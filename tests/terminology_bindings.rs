//! Every value set that an embedded guide binds an element to: decided, or why not. Examples are only counted.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jpfhir::definitions::model::BindingStrength;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::masters::Masters;
use jpfhir::terminology::{Doubt, Ground, Standing, Terminology, ValueSetId, standing};

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

/// How a value set is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Packages,
    Masters,
    Rules,
    /// Only some of its codes are at hand.
    Parts,
    Nothing,
}

/// A value set that elements are bound to.
#[derive(Debug)]
struct Bound {
    /// The strongest binding.
    strength: BindingStrength,
    by: By,
    reasons: Vec<String>,
}

fn by(terminology: &Terminology, set: Option<ValueSetId>, doubts: &[Doubt]) -> By {
    let is_undecided = doubts.iter().any(|doubt| !matches!(doubt, Doubt::Incomplete(_)));
    let grounds = set.map(|set| terminology.grounds(set)).unwrap_or_default();
    match set {
        _ if is_undecided => By::Nothing,
        _ if !doubts.is_empty() => By::Parts,
        _ if grounds.contains(&Ground::Master) => By::Masters,
        _ if grounds.contains(&Ground::Rule) => By::Rules,
        _ => By::Packages,
    }
}

/// The bound value sets of a guide, R4 core's aside.
fn bound(definitions: &Definitions, guide: &str) -> BTreeMap<String, Bound> {
    let terminology = Terminology::of(definitions).with_masters(Arc::new(Masters::embedded()), None);
    let mut found: BTreeMap<String, Bound> = BTreeMap::new();
    for id in definitions.ids().filter(|id| &*definitions.edition(*id).key == guide) {
        for element in &definitions.structure(id).snapshot {
            let Some(binding) = &element.binding else { continue };
            let sets = [(&binding.value_set, binding.strength), (&binding.max_value_set, BindingStrength::Required)];
            for (url, strength) in sets.into_iter().filter(|(url, _)| !url.is_empty()) {
                let known = found.entry(url.to_string()).or_insert_with(|| {
                    let set = terminology.value_set(url);
                    let doubts =
                        set.map_or_else(|| vec![Doubt::NoValueSet(url.clone())], |set| terminology.doubts(set));
                    let mut reasons: Vec<String> = doubts.iter().map(reason).collect();
                    reasons.sort();
                    reasons.dedup();
                    Bound { strength, by: by(&terminology, set, &doubts), reasons }
                });
                known.strength = known.strength.min(strength);
            }
        }
    }
    found
}

/// How many there are of each kind, and those that are not wholly decided with the reasons.
fn table(guide: &str, bound: &BTreeMap<String, Bound>) -> String {
    let count = |by: By| bound.values().filter(|bound| bound.by == by).count();
    let [packages, masters, rules, parts, nothing] =
        [By::Packages, By::Masters, By::Rules, By::Parts, By::Nothing].map(count);
    let mut table = format!(
        "# {guide}: {} bound value sets: {packages} by packages, {masters} by masters, {rules} by rules, {parts} in part, {nothing} not\n",
        bound.len()
    );
    let doubtful = |bound: &Bound| bound.strength != BindingStrength::Example && !bound.reasons.is_empty();
    for (url, of) in bound.iter().filter(|(_, of)| doubtful(of)) {
        let state = if of.by == By::Parts { "in part" } else { "not" };
        table.push_str(&format!("{}\t{state}\t{url}\t{}\n", strength(of.strength), of.reasons.join("; ")));
    }
    table
}

fn open(guides: &[&str], packages: Vec<PathBuf>) -> Definitions {
    let guides = guides.iter().map(|guide| (*guide).to_owned()).collect();
    let selection = Selection { guides, packages, cache: Cache::default() };
    Definitions::open(&selection).expect("the guide is at hand").definitions
}

fn snap(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/terminology"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn bound_value_sets_are_decided_or_listed_with_the_reason() {
    let mut text = String::new();
    let mut undecided = BTreeSet::new();
    for guide in GUIDES {
        let bound = bound(&open(&[guide], Vec::new()), guide);
        text.push_str(&table(guide, &bound));
        let required = bound.iter().filter(|(_, of)| of.strength == BindingStrength::Required);
        undecided.extend(required.filter(|(_, of)| of.by == By::Nothing).map(|(url, _)| url.clone()));
    }
    snap("bindings", &text);
    assert!(undecided.len() <= 5, "{undecided:#?}");
}

/// The municipal guide leaves most of its value sets undefined, so it is reported apart.
#[test]
fn the_municipal_guide_is_reported_apart() {
    let Some(folder) = shared::folder("packages") else { return };
    let definitions = open(&["core@1.1.2"], vec![folder.join("jp-eMunicipal-0.9.0.tgz")]);
    let edition = |id| definitions.edition(id).key.to_string();
    let guide = definitions.ids().map(edition).find(|key| key.contains("unicipal")).expect("the package is in force");
    snap("bindings-municipal", &table(&guide, &bound(&definitions, &guide)));
}
