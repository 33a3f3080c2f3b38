//! From what an element line starts: the same element of the base definition, else of the type it stands in.
//!
//! Writer and reader both walk the definitions in the order of [`base_first`] and start each row with [`Known::start`],
//! so a line needs to say only what differs.

use std::collections::HashMap;

use super::super::model::{Base, ElementDefinition, Max, StructureDefinition, StructureKind};

/// The definitions met so far, by URL.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    by_url: HashMap<&'a str, Rows<'a>>,
}

/// The snapshot of a definition, by element id.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    elements: &'a [ElementDefinition],
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Rows<'a> {
    fn new(elements: &'a [ElementDefinition]) -> Self {
        let by_id = elements.iter().enumerate().rev().map(|(i, e)| (&*e.id, i)).collect();
        Self { elements, by_id }
    }

    fn get(&self, id: &str) -> Option<&'a ElementDefinition> {
        self.by_id.get(id).map(|i| &self.elements[*i])
    }
}

impl<'a> Known<'a> {
    /// Makes a definition known; one of the same URL met earlier is known no more.
    pub(super) fn add(&mut self, structure: &'a StructureDefinition) {
        self.by_url.insert(&structure.url, Rows::new(&structure.snapshot));
    }

    /// The row that a line for the element `id` starts from. `above` are the rows of the same definition before it.
    pub(super) fn start(&self, base: &str, above: &Above, id: &str) -> ElementDefinition {
        let mut row = self.inherited(base, above, id).unwrap_or_else(introduced);
        row.id = id.into();
        row.path = without_slices(id).into();
        row.slice_name = slice_name(id).into();
        row
    }

    fn inherited(&self, base: &str, above: &Above, id: &str) -> Option<ElementDefinition> {
        let plain = without_slices(id);
        if let Some(rows) = self.by_url.get(without_version(base))
            && let Some(root) = rows.elements.first()
        {
            let renamed = |id: &str| format!("{}{}", root.id, id.find('.').map_or("", |dot| &id[dot..]));
            if let Some(row) = rows.get(&renamed(id)) {
                return Some(row.clone());
            }
            if plain != id
                && let Some(row) = rows.get(&renamed(&plain))
            {
                return Some(unsliced(row, id));
            }
        }
        let (parent, name) = id.rsplit_once('.')?;
        let name = without_slices(name);
        above.types_of(parent)?.iter().find_map(|definition| {
            let rows = self.by_url.get(&**definition)?;
            let root = rows.elements.first()?;
            rows.get(&format!("{}.{name}", root.id)).map(|row| unsliced(row, id))
        })
    }
}

/// A slice starts from the element it is a slice of, which may itself be sliced.
fn unsliced(row: &ElementDefinition, id: &str) -> ElementDefinition {
    let mut row = row.clone();
    if !slice_name(id).is_empty() {
        row.slicing = None;
    }
    row
}

/// The row of an element that the definition itself introduces. An empty base path stands for [`own_base`].
fn introduced() -> ElementDefinition {
    ElementDefinition {
        base: Some(Base { path: "".into(), min: 0, max: Max(0) }),
        is_modifier: Some(false),
        is_summary: Some(false),
        ..ElementDefinition::default()
    }
}

/// Whether the row is one that the definition itself introduces.
pub(super) fn is_introduced(start: &ElementDefinition) -> bool {
    start.base.as_ref().is_some_and(|b| b.path.is_empty())
}

/// `ElementDefinition.base` of an element in the definition that introduces it.
pub(super) fn own_base(row: &ElementDefinition) -> Base {
    Base { path: row.path.clone(), min: row.min.unwrap_or(0), max: row.max.unwrap_or(Max(1)) }
}

/// What the rows above a line say about the types of their elements.
#[derive(Debug, Default)]
pub(super) struct Above {
    types: HashMap<Box<str>, Vec<Box<str>>>,
}

impl Above {
    /// Notes a finished row.
    pub(super) fn add(&mut self, row: &ElementDefinition) {
        if let [only] = &row.types[..] {
            let mut definitions: Vec<Box<str>> = only.profiles.iter().map(|url| without_version(url).into()).collect();
            definitions.push(format!("http://hl7.org/fhir/StructureDefinition/{}", only.code).into());
            self.types.insert(row.id.clone(), definitions);
        }
    }

    fn types_of(&self, id: &str) -> Option<&[Box<str>]> {
        self.types.get(id).map(|types| &**types)
    }
}

/// The element id without slice names: the path it usually has.
pub(super) fn without_slices(id: &str) -> String {
    let names: Vec<&str> = id.split('.').map(|part| part.split_once(':').map_or(part, |(name, _)| name)).collect();
    names.join(".")
}

/// The slice name in the last part of an element id; empty when it is no slice.
pub(super) fn slice_name(id: &str) -> &str {
    let last = id.rsplit_once('.').map_or(id, |(_, last)| last);
    last.split_once(':').map_or("", |(_, slice)| slice)
}

/// A canonical without its version.
pub(super) fn without_version(canonical: &str) -> &str {
    canonical.split_once('|').map_or(canonical, |(url, _)| url)
}

/// What decides the order of definitions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header<'a> {
    pub(super) url: &'a str,
    pub(super) version: &'a str,
    pub(super) base: &'a str,
    pub(super) is_constraint: bool,
    pub(super) is_resource: bool,
}

impl<'a> From<&'a StructureDefinition> for Header<'a> {
    fn from(structure: &'a StructureDefinition) -> Self {
        Self {
            url: &structure.url,
            version: &structure.version,
            base: &structure.base,
            is_constraint: structure.is_constraint,
            is_resource: structure.kind == StructureKind::Resource,
        }
    }
}

/// The indices of definitions so that each stands after its base, types before resources before profiles.
pub(super) fn base_first(headers: &[Header<'_>]) -> Vec<usize> {
    let by_url: HashMap<&str, usize> = headers.iter().enumerate().map(|(i, h)| (h.url, i)).collect();
    let mut wanted: Vec<usize> = (0..headers.len()).collect();
    wanted.sort_by_key(|&i| {
        let header = headers[i];
        (header.is_constraint, header.is_resource, header.url, header.version)
    });
    let mut order = Vec::with_capacity(headers.len());
    let mut placed = vec![false; headers.len()];
    for start in wanted {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(index) = next.filter(|&i| !placed[i]) {
            placed[index] = true;
            chain.push(index);
            next = by_url.get(without_version(headers[index].base)).copied();
        }
        order.extend(chain.into_iter().rev());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_split_into_names_and_slices() {
        for (id, path, slice) in [
            ("Patient", "Patient", ""),
            ("Patient.name:a.family", "Patient.name.family", ""),
            ("Bundle.entry:a/b", "Bundle.entry", "a/b"),
            ("Observation.value[x]:valueQuantity", "Observation.value[x]", "valueQuantity"),
        ] {
            assert_eq!((without_slices(id).as_str(), slice_name(id)), (path, slice), "{id}");
        }
    }

    #[test]
    fn bases_come_first_and_cycles_end() {
        let header = |url, base, is_constraint| Header { url, version: "", base, is_constraint, is_resource: true };
        let headers = [
            header("a", "b|1", true),
            header("b", "c", true),
            header("c", "", false),
            header("x", "y", true),
            header("y", "x", true),
        ];
        assert_eq!(base_first(&headers), [2, 1, 0, 4, 3]);
    }
}
