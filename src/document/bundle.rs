//! Which resource a reference within a document names: entries by fullUrl and by type and id, contained ones by id.
//!
//! Made once a document from the top of each resource only, so it costs next to nothing when the document is no Bundle.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::{Document, Element, NodeId, known};

type Map<K> = HashMap<K, SmallVec<[NodeId; 1]>, RandomState>;

/// The number of a text in the index.
type Text = u32;

/// The entries of all Bundles of a document (a Bundle can be an entry of another) and the contained resources.
#[derive(Debug)]
pub struct BundleIndex<'a> {
    document: &'a Document,
    /// The URLs, types and ids that occur.
    texts: HashMap<&'a str, Text, RandomState>,
    /// By Bundle and fullUrl.
    urls: Map<(NodeId, Text)>,
    /// By Bundle, resource type and id.
    ids: Map<(NodeId, Text, Text)>,
    /// By the resource around them and id.
    contained: Map<(NodeId, Text)>,
}

/// What a reference names, and how that was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Target<'a> {
    /// A contained resource; several when an id occurs twice.
    Contained(SmallVec<[Element<'a>; 1]>),
    /// Entries whose fullUrl is the reference, completed by the fullUrl of the entry it stands in.
    Entry(SmallVec<[Element<'a>; 1]>),
    /// Entries that have the type and id, although no fullUrl says so.
    SameId(SmallVec<[Element<'a>; 1]>),
}

impl<'a> BundleIndex<'a> {
    /// Indexes a document.
    pub fn new(document: &'a Document) -> Self {
        let (urls, ids, contained) = (Map::default(), Map::default(), Map::default());
        let mut index = Self { document, texts: HashMap::default(), urls, ids, contained };
        let mut resources: Vec<Element<'a>> = document.root().into_iter().collect();
        while let Some(resource) = resources.pop() {
            if resource.resource_type() == Some("Bundle") {
                for entry in resource.children_named(known::ENTRY) {
                    index.add_entry(resource.id(), entry);
                    resources.extend(entry.child(known::RESOURCE));
                }
            } else {
                for inner in resource.children_named(known::CONTAINED) {
                    if let Some(id) = inner.child_value(known::ID) {
                        let id = index.text(id);
                        index.contained.entry((resource.id(), id)).or_default().push(inner.id());
                    }
                }
            }
        }
        index
    }

    fn add_entry(&mut self, bundle: NodeId, entry: Element<'a>) {
        if let Some(url) = entry.child_value(known::FULL_URL) {
            let url = self.text(url);
            self.urls.entry((bundle, url)).or_default().push(entry.id());
        }
        let Some(resource) = entry.child(known::RESOURCE) else { return };
        if let (Some(kind), Some(id)) = (resource.resource_type(), resource.child_value(known::ID)) {
            let (kind, id) = (self.text(kind), self.text(id));
            self.ids.entry((bundle, kind, id)).or_default().push(entry.id());
        }
    }

    fn text(&mut self, text: &'a str) -> Text {
        let next = self.texts.len() as Text;
        *self.texts.entry(text).or_insert(next)
    }

    fn known(&self, text: &str) -> Option<Text> {
        self.texts.get(text).copied()
    }

    /// The entries of a Bundle that have a fullUrl, in document order.
    pub fn entries_of_url(&self, bundle: NodeId, url: &str) -> &[NodeId] {
        self.known(url).and_then(|url| self.urls.get(&(bundle, url))).map_or(&[], |entries| entries)
    }

    /// The entries of a Bundle whose resource has a type and id, in document order.
    pub fn entries_of_id(&self, bundle: NodeId, resource_type: &str, id: &str) -> &[NodeId] {
        let key = self.known(resource_type).zip(self.known(id));
        key.and_then(|(kind, id)| self.ids.get(&(bundle, kind, id))).map_or(&[], |entries| entries)
    }

    /// The contained resources of a resource that have an id (without `#`), in document order.
    pub fn contained(&self, resource: NodeId, id: &str) -> &[NodeId] {
        self.known(id).and_then(|id| self.contained.get(&(resource, id))).map_or(&[], |found| found)
    }

    /// The resources that `reference`, written within `from`, names in this document. A version (`/_history/…`) and, in
    /// an absolute URL, a fragment are passed over. `None`: nothing here has that name.
    pub fn resolve(&self, from: Element<'a>, reference: &str) -> Option<Target<'a>> {
        let resource = resource_around(from)?;
        if let Some(id) = reference.strip_prefix('#') {
            let found = if id.is_empty() {
                SmallVec::from_elem(resource, 1)
            } else {
                self.contained(resource.id(), id).iter().map(|id| self.document.element(*id)).collect()
            };
            return Some(Target::Contained(found)).filter(Target::is_found);
        }
        let reference = reference.split("/_history/").next().unwrap_or(reference);
        let reference = reference.split('#').next().unwrap_or(reference);
        let entry = entry_around(resource);
        let bundle = entry.and_then(Element::parent)?;
        let complete = complete(entry.and_then(|entry| entry.child_value(known::FULL_URL)), reference);
        let by_url = self.resources(self.entries_of_url(bundle.id(), complete.as_deref().unwrap_or(reference)));
        if !by_url.is_empty() {
            return Some(Target::Entry(by_url));
        }
        let (resource_type, id) = reference.split_once('/').filter(|(kind, _)| is_type_name(kind))?;
        let by_id = self.resources(self.entries_of_id(bundle.id(), resource_type, id));
        Some(Target::SameId(by_id)).filter(Target::is_found)
    }

    fn resources(&self, entries: &[NodeId]) -> SmallVec<[Element<'a>; 1]> {
        entries.iter().filter_map(|entry| self.document.element(*entry).child(known::RESOURCE)).collect()
    }
}

impl<'a> Target<'a> {
    /// The resources; more than one when the name is not unique.
    pub fn resources(&self) -> &[Element<'a>] {
        match self {
            Self::Contained(found) | Self::Entry(found) | Self::SameId(found) => found,
        }
    }

    fn is_found(&self) -> bool {
        !self.resources().is_empty()
    }
}

/// The resource that an element belongs to, passing over contained ones.
fn resource_around(from: Element<'_>) -> Option<Element<'_>> {
    let mut at = from;
    while at.resource_type().is_none() || at.name() == known::CONTAINED {
        at = at.parent()?;
    }
    Some(at)
}

/// The Bundle entry that a resource or element stands in.
fn entry_around(from: Element<'_>) -> Option<Element<'_>> {
    let mut at = from;
    loop {
        let above = at.parent()?;
        if at.name() == known::ENTRY && above.resource_type() == Some("Bundle") {
            return Some(at);
        }
        at = above;
    }
}

fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A relative reference made absolute by the fullUrl of the entry it stands in: `Patient/1` beside
/// `http://server/Observation/2` is `http://server/Patient/1`. `None` for an absolute one, or when there is no base.
fn complete(full_url: Option<&str>, reference: &str) -> Option<String> {
    let (kind, _) = reference.split_once('/')?;
    if !is_type_name(kind) {
        return None;
    }
    let (rest, _id) = full_url?.rsplit_once('/')?;
    let (base, kind) = rest.rsplit_once('/')?;
    is_type_name(kind).then(|| format!("{base}/{reference}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    const BUNDLE: &str = r##"{"resourceType":"Bundle","entry":[
        {"fullUrl":"http://s/r/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
        {"fullUrl":"http://t/r/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
        {"fullUrl":"urn:uuid:9","resource":{"resourceType":"Organization","id":"o"}},
        {"fullUrl":"http://s/r/Observation/2","resource":{"resourceType":"Observation","id":"2",
          "contained":[{"resourceType":"Device","id":"d","owner":{"display":"in"}}],"subject":{"display":"at"}}},
        {"fullUrl":"urn:uuid:b","resource":{"resourceType":"Bundle","entry":[
          {"fullUrl":"urn:uuid:9","resource":{"resourceType":"Group","id":"g","code":{"text":"nested"}}}]}}
    ]}"##;

    /// How and where `reference` is found from the element whose text is `from`.
    fn resolved(from: &str, reference: &str) -> String {
        let (document, diagnostics) = Document::parse_json(Source::new("t", BUNDLE.to_owned()));
        assert!(diagnostics.is_empty());
        let index = BundleIndex::new(&document);
        let at = (0..document.len() as u32).map(|id| document.element(id)).find(|e| e.value() == Some(from));
        let Some(target) = at.and_then(|at| index.resolve(at, reference)) else { return "nothing".to_owned() };
        let how = match target {
            Target::Contained(_) => "contained",
            Target::Entry(_) => "entry",
            Target::SameId(_) => "same id",
        };
        let paths: Vec<String> = target.resources().iter().map(|e| e.fhirpath().replace("Bundle.entry", "")).collect();
        format!("{how} {}", paths.join(" "))
    }

    #[test]
    fn references_are_resolved() {
        let cases = [
            ("at", "#d", "contained [3].resource.contained[0]"),
            ("in", "#d", "contained [3].resource.contained[0]"),
            ("in", "#", "contained [3].resource"),
            ("at", "#x", "nothing"),
            ("at", "http://t/r/Patient/1", "entry [1].resource"),
            ("at", "http://t/r/Patient/1/_history/3", "entry [1].resource"),
            ("at", "Patient/1", "entry [0].resource"),
            ("at", "Patient/7", "nothing"),
            ("at", "Organization/o", "same id [2].resource"),
            ("at", "urn:uuid:9", "entry [2].resource"),
            ("nested", "urn:uuid:9", "entry [4].resource[0].resource"),
            ("nested", "Patient/1", "nothing"),
            ("nested", "#g", "nothing"),
        ];
        for (from, reference, expected) in cases {
            assert_eq!(resolved(from, reference).replace(".entry", ""), expected, "{reference} from {from}");
        }
    }

    #[test]
    fn entries_of_the_same_name_are_all_given() {
        let (document, _) = Document::parse_json(Source::new("t", BUNDLE.to_owned()));
        let index = BundleIndex::new(&document);
        assert_eq!(index.entries_of_id(0, "Patient", "1").len(), 2);
        assert_eq!(index.entries_of_url(0, "urn:uuid:9").len(), 1);
        assert_eq!(index.entries_of_url(0, "urn:uuid:8"), &[] as &[NodeId]);
    }

    #[test]
    fn other_documents_have_no_entries() {
        let text = r##"{"resourceType":"Patient","contained":[{"resourceType":"Device","id":"d"}]}"##;
        let (document, _) = Document::parse_json(Source::new("t", text.to_owned()));
        let index = BundleIndex::new(&document);
        assert!(index.urls.is_empty() && index.ids.is_empty());
        assert_eq!(index.contained(0, "d").len(), 1);
        assert_eq!(document.root().and_then(|root| index.resolve(root, "Patient/1")), None);
    }
}
