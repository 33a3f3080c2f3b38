//! Which definition a canonical URL means.
//!
//! Editions are loaded in the order in which they build on each other. A later one wins over what it builds on; within
//! one edition the higher version wins. Snapshots are made when first asked for and then shared.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use super::model::{Package, StructureDefinition};

/// A definition in [`Definitions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(u32);

impl DefinitionId {
    /// Its position: definitions are numbered densely from 0 to [`Definitions::len`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The answer to a canonical URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The definition of that URL and, if one was asked for, that version.
    Found(DefinitionId),
    /// The URL is known, but no loaded definition carries the version; this is the one at hand.
    OtherVersion(DefinitionId),
    /// No loaded definition carries the URL.
    Unknown,
}

impl Lookup {
    /// The definition, whatever its version.
    pub fn any(self) -> Option<DefinitionId> {
        match self {
            Self::Found(id) | Self::OtherVersion(id) => Some(id),
            Self::Unknown => None,
        }
    }
}

/// A package in force: what a report states as provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Package name.
    pub name: Box<str>,
    /// Package version.
    pub version: Box<str>,
}

/// The definitions in force. Cheap to share between threads behind an [`Arc`].
#[derive(Debug, Default)]
pub struct Definitions {
    parts: Vec<Part>,
    editions: Vec<Edition>,
    structures: Vec<OnceLock<Arc<StructureDefinition>>>,
}

/// The definitions of one edition.
#[derive(Debug)]
struct Part {
    first: u32,
    /// URL and version of each definition, sorted.
    canonicals: Vec<(Box<str>, Box<str>)>,
    /// URL and resource type of other canonical resources, sorted.
    others: Vec<(Box<str>, Box<str>)>,
}

impl Definitions {
    /// The definitions of packages, each standing after those that it builds on.
    pub fn from_packages(packages: Vec<Package>) -> Self {
        let mut all = Self::default();
        for package in packages {
            all.editions.push(Edition { name: package.name, version: package.version });
            let mut structures = package.structures;
            structures.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| compare_versions(&a.version, &b.version)));
            let canonicals = structures.iter().map(|s| (s.url.clone(), s.version.clone())).collect();
            let mut others: Vec<_> = package.others.into_iter().map(|(kind, url, _)| (url, kind)).collect();
            others.sort();
            all.parts.push(Part { first: all.structures.len() as u32, canonicals, others });
            all.structures.extend(structures.into_iter().map(|s| OnceLock::from(Arc::new(s))));
        }
        all
    }

    /// How many definitions there are.
    pub fn len(&self) -> usize {
        self.structures.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.structures.is_empty()
    }

    /// The definition that `url` or `url|version` means.
    pub fn find(&self, canonical: &str) -> Lookup {
        let (url, version) = split_canonical(canonical);
        self.find_in(self.parts.iter().rev(), url, version)
    }

    /// The definition that a canonical written in another definition means: that one's own edition and those that it
    /// builds on come first.
    pub fn find_from(&self, asking: DefinitionId, canonical: &str) -> Lookup {
        let (url, version) = split_canonical(canonical);
        let (own, later) = self.parts.split_at(self.part_of(asking) + 1);
        match self.find_in(own.iter().rev(), url, version) {
            Lookup::Found(id) => Lookup::Found(id),
            known => match self.find_in(later.iter().rev(), url, version) {
                Lookup::Unknown => known,
                Lookup::OtherVersion(_) if known != Lookup::Unknown => known,
                found => found,
            },
        }
    }

    fn find_in<'a>(&self, parts: impl Iterator<Item = &'a Part>, url: &str, version: Option<&str>) -> Lookup {
        let mut at_hand = Lookup::Unknown;
        for part in parts {
            let start = part.canonicals.partition_point(|(u, _)| **u < *url);
            let same = part.canonicals[start..].iter().take_while(|(u, _)| **u == *url).count();
            for index in (start..start + same).rev() {
                let id = DefinitionId(part.first + index as u32);
                if version.is_none_or(|asked| version_matches(&part.canonicals[index].1, asked)) {
                    return Lookup::Found(id);
                }
                if at_hand == Lookup::Unknown {
                    at_hand = Lookup::OtherVersion(id);
                }
            }
        }
        at_hand
    }

    fn part_of(&self, id: DefinitionId) -> usize {
        self.parts.partition_point(|p| p.first <= id.0).saturating_sub(1)
    }

    /// The definition with its snapshot.
    pub fn structure(&self, id: DefinitionId) -> Arc<StructureDefinition> {
        self.structures[id.index()].get_or_init(|| unreachable!("definitions of packages are set when loaded")).clone()
    }

    /// The canonical URL of a definition, without version.
    pub fn url(&self, id: DefinitionId) -> &str {
        &self.canonical(id).0
    }

    /// The version of a definition; empty when it has none.
    pub fn version(&self, id: DefinitionId) -> &str {
        &self.canonical(id).1
    }

    fn canonical(&self, id: DefinitionId) -> &(Box<str>, Box<str>) {
        let part = &self.parts[self.part_of(id)];
        &part.canonicals[(id.0 - part.first) as usize]
    }

    /// The edition that a definition belongs to.
    pub fn edition(&self, id: DefinitionId) -> &Edition {
        &self.editions[self.part_of(id)]
    }

    /// The definition of a FHIR type by its name, e.g. `Patient` or `string`.
    pub fn type_definition(&self, type_name: &str) -> Option<DefinitionId> {
        self.find(&format!("http://hl7.org/fhir/StructureDefinition/{type_name}")).any()
    }

    /// The resource type of another canonical resource that the packages carry (`ValueSet`, `CodeSystem`, …), found by
    /// `url` or `url|version` without regard to the version.
    pub fn other(&self, canonical: &str) -> Option<&str> {
        let (url, _) = split_canonical(canonical);
        self.parts.iter().rev().find_map(|part| {
            let index = part.others.binary_search_by(|(u, _)| (**u).cmp(url)).ok()?;
            Some(&*part.others[index].1)
        })
    }

    /// Name and version of each package in force, in loading order.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }
}

/// Splits `url|version`.
fn split_canonical(canonical: &str) -> (&str, Option<&str>) {
    match canonical.split_once('|') {
        Some((url, version)) => (url, Some(version)),
        None => (canonical, None),
    }
}

/// Whether a definition of version `carried` is meant by `|asked`: the same, or `1.10` for `1.10.x`.
fn version_matches(carried: &str, asked: &str) -> bool {
    carried == asked || asked.contains('.') && carried.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
}

/// Orders versions by their numbers, so that 1.10 comes after 1.9; what is no number by its letters.
pub(crate) fn compare_versions(a: &str, b: &str) -> Ordering {
    let mut left = a.split(['.', '-']);
    let mut right = b.split(['.', '-']);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => match (x.parse::<u64>(), y.parse::<u64>()) {
                (Ok(x), Ok(y)) => x.cmp(&y),
                (Ok(_), Err(_)) => Ordering::Greater,
                (Err(_), Ok(_)) => Ordering::Less,
                (Err(_), Err(_)) => x.cmp(y),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::model::StructureKind;

    fn structure(url: &str, version: &str) -> StructureDefinition {
        StructureDefinition {
            url: url.into(),
            version: version.into(),
            name: "".into(),
            kind: StructureKind::Resource,
            is_abstract: false,
            type_name: "Patient".into(),
            base: "".into(),
            is_constraint: true,
            context: vec![],
            context_invariant: vec![],
            snapshot: vec![],
            differential: vec![],
        }
    }

    fn package(name: &str, structures: &[(&str, &str)]) -> Package {
        Package {
            name: name.into(),
            version: "1".into(),
            structures: structures.iter().map(|(u, v)| structure(u, v)).collect(),
            others: vec![("ValueSet".into(), format!("{name}/vs").into(), "".into())],
            ..Package::default()
        }
    }

    fn sample() -> Definitions {
        Definitions::from_packages(vec![
            package("core", &[("http://hl7.org/fhir/StructureDefinition/Patient", "4.0.1"), ("u/b", "1.9.0")]),
            package("guide", &[("u/b", "1.10.0"), ("u/a", ""), ("u/b", "1.9.9")]),
        ])
    }

    /// What a lookup answers: edition and version, `~` before what has another version.
    fn answer(all: &Definitions, lookup: Lookup) -> String {
        let mark = if matches!(lookup, Lookup::OtherVersion(_)) { "~" } else { "" };
        lookup.any().map_or("-".into(), |id| format!("{mark}{} {}", all.edition(id).name, all.version(id)))
    }

    #[test]
    fn canonicals_are_found_by_precedence_and_version() {
        let all = sample();
        for (canonical, expected) in [
            ("u/b", "guide 1.10.0"),
            ("u/b|1.9.9", "guide 1.9.9"),
            ("u/b|1.9.0", "core 1.9.0"),
            ("u/b|1.9", "guide 1.9.9"),
            ("u/b|1.1", "~guide 1.10.0"),
            ("u/b|1", "~guide 1.10.0"),
            ("u/b|2.0.0", "~guide 1.10.0"),
            ("u/a", "guide "),
            ("u/a|1", "~guide "),
            ("u", "-"),
            ("u/b/", "-"),
            ("", "-"),
        ] {
            assert_eq!(answer(&all, all.find(canonical)), expected, "{canonical}");
        }
    }

    #[test]
    fn a_definition_sees_its_own_edition_first() {
        let all = sample();
        let patient = all.type_definition("Patient").unwrap();
        assert_eq!(answer(&all, all.find_from(patient, "u/b")), "core 1.9.0");
        assert_eq!(answer(&all, all.find_from(patient, "u/b|1.10.0")), "guide 1.10.0");
        assert_eq!(answer(&all, all.find_from(patient, "u/b|7.0")), "~core 1.9.0");
        assert_eq!(answer(&all, all.find_from(patient, "u/a|7.0")), "~guide ");
        assert_eq!(answer(&all, all.find_from(patient, "u/c")), "-");
    }

    #[test]
    fn other_resources_and_editions_are_known() {
        let all = sample();
        assert_eq!(all.other("core/vs|3"), Some("ValueSet"));
        assert_eq!(all.other("u/b"), None);
        assert_eq!(all.type_definition("Person"), None);
        assert_eq!(all.editions().iter().map(|e| &*e.name).collect::<Vec<_>>(), ["core", "guide"]);
        let id = all.find("u/a").any().unwrap();
        assert_eq!((all.url(id), &*all.structure(id).url), ("u/a", "u/a"));
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn versions_order_by_number() {
        for (low, high) in [("1.9.0", "1.10.0"), ("", "1"), ("1", "1.0"), ("x", "1"), ("1.0-a", "1.0-b")] {
            assert_eq!(compare_versions(low, high), Ordering::Less, "{low} {high}");
            assert_eq!(compare_versions(high, low), Ordering::Greater, "{low} {high}");
        }
        assert_eq!(compare_versions("1.2", "1.2"), Ordering::Equal);
    }
}
