//! The entries of a Bundle by fullUrl and by type and id, and how references find them (R4 §2.36.4.1).
//!
//! A Bundle within a Bundle has an index of its own; a reference is looked for in the nearest one first.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::{Document, Element, Kind, NodeId, Symbol, known};

/// An entry of a Bundle.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The entry.
    pub element: Element<'a>,
    /// `fullUrl`; `None` when it is absent or empty.
    pub full_url: Option<&'a str>,
    /// `resource`.
    pub resource: Option<Element<'a>>,
}

impl<'a> Entry<'a> {
    /// The type of the resource.
    pub fn resource_type(&self) -> Option<&'a str> {
        self.resource?.resource_type()
    }

    /// The id of the resource.
    pub fn id(&self) -> Option<&'a str> {
        self.resource?.child_value(known::ID)
    }

    /// `resource.meta.versionId`.
    pub fn version(&self) -> Option<&'a str> {
        self.resource?.child(known::META)?.children().find(|c| c.name_text() == "versionId")?.value()
    }
}

type Positions = SmallVec<[usize; 1]>;

/// The entries of one Bundle.
#[derive(Debug, Default)]
pub struct Entries<'a> {
    /// In the order of the Bundle.
    pub list: Vec<Entry<'a>>,
    by_full_url: HashMap<&'a str, Positions>,
    by_id: HashMap<&'a str, Positions>,
    position_of: HashMap<NodeId, usize>,
}

impl<'a> Entries<'a> {
    fn new(bundle: Element<'a>) -> Self {
        let mut entries = Self::default();
        let elements = bundle.children_named(known::ENTRY).filter(|e| e.kind() == Kind::Object);
        for (position, element) in elements.enumerate() {
            let full_url = element.child_value(known::FULL_URL).filter(|u| !u.is_empty());
            let entry = Entry { element, full_url, resource: element.child(known::RESOURCE) };
            if let Some(url) = full_url {
                entries.by_full_url.entry(url).or_default().push(position);
            }
            if let Some(id) = entry.id() {
                entries.by_id.entry(id).or_default().push(position);
            }
            entries.position_of.insert(element.id(), position);
            entries.list.push(entry);
        }
        entries
    }

    /// The position of the entry that `element` is or stands in.
    pub fn position_around(&self, element: Element<'a>) -> Option<usize> {
        std::iter::successors(Some(element), |e| e.parent()).find_map(|e| self.position_of.get(&e.id()).copied())
    }

    /// How many entries hold a resource of this type and id.
    pub fn count_of(&self, resource_type: &str, id: &str) -> usize {
        let positions = self.by_id.get(id).map_or(&[][..], |p| p);
        positions.iter().filter(|p| self.list[**p].resource_type() == Some(resource_type)).count()
    }

    /// The positions of the entries that a reference within entry `from` means.
    pub fn find(&self, reference: &str, from: Option<usize>) -> Positions {
        let reference = reference.split('#').next().unwrap_or(reference);
        let (plain, version) = match reference.split_once("/_history/") {
            Some((plain, version)) => (plain, Some(version)),
            None => (reference, None),
        };
        let Some(url) = self.absolute(plain, from) else { return Positions::new() };
        let matches = self.by_full_url.get(&*url).map_or(&[][..], |p| p);
        let fits = |p: &&usize| version.is_none_or(|v| self.list[**p].version() == Some(v));
        matches.iter().filter(fits).copied().collect()
    }

    /// A relative reference against the fullUrl of the entry it stands in.
    fn absolute<'r>(&self, reference: &'r str, from: Option<usize>) -> Option<std::borrow::Cow<'r, str>> {
        if reference.contains(':') {
            return Some(reference.into());
        }
        let base = self.list.get(from?)?.full_url?;
        let (_, id) = reference.rsplit_once('/')?;
        if base.starts_with("urn:") {
            let scheme = base.rfind(':')?;
            return Some(format!("{}:{id}", &base[..scheme]).into());
        }
        Some(format!("{}{reference}", server_of(base)?).into())
    }
}

/// The part of a RESTful fullUrl before `Type/id`, with its slash.
fn server_of(full_url: &str) -> Option<&str> {
    let plain = full_url.split("/_history/").next()?;
    let (before_id, _) = plain.rsplit_once('/')?;
    let type_at = before_id.rfind('/')? + 1;
    before_id[type_at..].starts_with(|c: char| c.is_ascii_uppercase()).then(|| &full_url[..type_at])
}

/// What a reference means within its document.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved<'a> {
    /// `#`: the resource that contains the one that refers.
    Container(Element<'a>),
    /// `#id`: a contained resource.
    Contained(Element<'a>),
    /// The resource of an entry.
    Entry(Element<'a>),
    /// Several entries have this fullUrl.
    Several(usize),
    /// No contained resource has this id.
    NoSuchFragment,
    /// No entry has this fullUrl; so many have the type and id that it names.
    NotInBundle(usize),
    /// Not in a Bundle: the target is elsewhere.
    Elsewhere,
}

impl<'a> Resolved<'a> {
    /// The target, if it is in the document.
    pub fn target(&self) -> Option<Element<'a>> {
        match self {
            Self::Container(e) | Self::Contained(e) | Self::Entry(e) => Some(*e),
            _ => None,
        }
    }
}

/// The Bundles of one document.
#[derive(Debug, Default)]
pub struct BundleIndex<'a> {
    bundles: HashMap<NodeId, Entries<'a>>,
}

impl<'a> BundleIndex<'a> {
    /// Indexes the Bundle that a document is and those within it; nothing for any other document.
    pub fn new(document: &'a Document) -> Self {
        let mut index = Self::default();
        let mut waiting: Vec<Element<'a>> = document.root().into_iter().collect();
        while let Some(resource) = waiting.pop() {
            if resource.resource_type() == Some("Bundle") {
                let entries = Entries::new(resource);
                waiting.extend(entries.list.iter().filter_map(|e| e.resource));
                index.bundles.insert(resource.id(), entries);
            }
        }
        index
    }

    /// The entries of a Bundle.
    pub fn entries(&self, bundle: Element<'a>) -> Option<&Entries<'a>> {
        self.bundles.get(&bundle.id())
    }

    /// The Bundles around an element, the nearest first.
    fn around(&self, element: Element<'a>) -> impl Iterator<Item = &Entries<'a>> {
        std::iter::successors(Some(element), |e| e.parent()).filter_map(|e| self.bundles.get(&e.id()))
    }
}

/// The resource that an element belongs to, a contained one counting as part of its container.
pub fn container_of(element: Element<'_>) -> Option<Element<'_>> {
    let is_container = |e: &Element<'_>| e.resource_type().is_some() && e.name() != known::CONTAINED;
    std::iter::successors(Some(element), |e| e.parent()).find(is_container)
}

/// What `reference` means when it stands at `from`.
pub fn resolve<'a>(reference: &str, from: Element<'a>, index: &BundleIndex<'a>) -> Resolved<'a> {
    if let Some(id) = reference.strip_prefix('#') {
        let Some(container) = container_of(from) else { return Resolved::NoSuchFragment };
        if id.is_empty() {
            return Resolved::Container(container);
        }
        let is_it = |c: &Element<'a>| c.child_value(known::ID) == Some(id);
        return match container.children_named(known::CONTAINED).find(is_it) {
            Some(contained) => Resolved::Contained(contained),
            // A resource may point at itself by its own id within an entry or a contained one.
            None if container.child_value(known::ID) == Some(id) => Resolved::Container(container),
            None => Resolved::NoSuchFragment,
        };
    }
    let mut result = Resolved::Elsewhere;
    for entries in index.around(from) {
        let found = entries.find(reference, entries.position_around(from));
        match found[..] {
            [one] => match entries.list[one].resource {
                Some(resource) => return Resolved::Entry(resource),
                None => continue,
            },
            [] => {}
            _ => return Resolved::Several(found.len()),
        }
        if result == Resolved::Elsewhere {
            let same = type_and_id(reference).map_or(0, |(name, id)| entries.count_of(name, id));
            result = Resolved::NotInBundle(same);
        }
    }
    result
}

/// The type and id at the end of a literal reference: `Patient/1`, `http://server/Patient/1/_history/2`.
pub fn type_and_id(reference: &str) -> Option<(&str, &str)> {
    if reference.starts_with("urn:") || reference.starts_with('#') {
        return None;
    }
    let plain = reference.split("/_history/").next()?;
    let (before, id) = plain.rsplit_once('/')?;
    let name = before.rsplit('/').next()?;
    (!id.is_empty() && name.starts_with(|c: char| c.is_ascii_uppercase())).then_some((name, id))
}

/// The values of all `reference` and `url` elements below an element, each with the element that has it.
pub(crate) fn links<'a>(element: Element<'a>) -> Vec<(Element<'a>, &'a str)> {
    const LINKS: [Symbol; 2] = [known::REFERENCE, known::URL];
    let document = element.document();
    let range = element.id()..element.node().next;
    let below = range.map(|id| document.element(id)).filter(|e| LINKS.contains(&e.name()));
    below.filter_map(|e| Some((e, e.value()?))).collect()
}
