//! References within a Bundle that do not find their target.

use crate::diagnostics::{Change, Diagnostic, Fix, Severity};
use crate::document::bundle::{BundleIndex, Entries, Entry, Resolved, resolve};
use crate::document::{Element, known};
use crate::validate::primitive::{finding, has_scheme, shortened};

crate::messages! {
    UNRESOLVED = "bundle-reference-unresolved", Error, NotFound {
        en: "`{value}` is not in this document, but a Composition refers to it",
            "add an entry with this fullUrl, or correct the reference";
        ja: "Composition が参照する `{value}` がこの文書にありません",
            "この fullUrl のエントリーを追加するか、参照を正してください";
        explain: "A document contains everything that its Composition refers to: subject, encounter, authors, attesters, custodian, event details and section entries (R4 §3.3.1).";
    }
    OTHER_FULL_URL = "bundle-reference-other-full-url", Error, NotFound {
        en: "`{value}` at {place} finds nothing: an entry has this type and id, but another fullUrl than the reference leads to",
            "refer to the entry by its fullUrl";
        ja: "{place} の `{value}` では見つかりません。同じ型と id のエントリーはありますが、fullUrl が一致しません",
            "エントリーの fullUrl で参照してください";
        explain: "Within a Bundle a relative reference is completed with the server part of the fullUrl of its own entry and must equal the fullUrl of another entry; type and id alone do not count (R4 §2.36.4.1).";
        fix: [Safe, NeedsReview], "refer to the entry by its fullUrl", "エントリーの fullUrl で参照する";
    }
    URN_UNRESOLVED = "bundle-urn-unresolved", Warning, NotFound {
        en: "`{value}` is the fullUrl of no entry", "correct the reference or add the entry";
        ja: "`{value}` を fullUrl とするエントリーがありません", "参照を正すか、エントリーを追加してください";
        explain: "A urn:uuid or urn:oid can only be found within the Bundle itself (R4 §2.36.4.1).";
    }
    STYLESHEET_UNRESOLVED = "bundle-stylesheet-unresolved", Error, NotFound {
        en: "The style sheet `{value}` is not in this Bundle", "add it as a Binary with the fullUrl that this leads to";
        ja: "スタイルシート `{value}` がこの Bundle にありません",
            "この URL が指す fullUrl の Binary として追加してください";
        explain: "The style sheets of a document that are named by a relative URL travel with it as entries (R4 §3.3.1).";
    }
    AMBIGUOUS = "bundle-reference-ambiguous", Error, Invalid {
        en: "`{value}` is the fullUrl of {count} entries", "add the version, `/_history/…`, to the reference";
        ja: "`{value}` を fullUrl とするエントリーが {count} 個あります", "参照に版 (`/_history/…`) を付けてください";
        explain: "When a Bundle holds several versions of a resource, a reference says which one it means (R4 §2.36.4.1).";
    }
}

/// Elements of a Composition whose targets a document must contain (R4 §3.3.1).
const OF_THE_COMPOSITION: &[&str] =
    &["subject", "encounter", "author", "party", "custodian", "detail", "entry", "focus"];

pub(super) fn check<'a>(bundle: Element<'a>, is_document: bool, index: &BundleIndex<'a>, sink: &mut Vec<Diagnostic>) {
    let Some(entries) = index.entries(bundle) else { return };
    sink.extend(
        stylesheets(bundle)
            .filter(|(_, url)| is_missing(entries, url))
            .map(|(place, url)| finding(&STYLESHEET_UNRESOLVED, place).with_value("value", &shortened(url))),
    );
    let check = Check { bundle, is_document, index };
    for (position, entry) in entries.list.iter().enumerate() {
        // A Bundle within the Bundle checks its own references.
        let Some(resource) = entry.resource.filter(|r| r.resource_type() != Some("Bundle")) else { continue };
        let is_composition = is_document && position == 0 && resource.resource_type() == Some("Composition");
        for (place, text) in crate::document::bundle::links(resource) {
            if place.name() == known::REFERENCE && !text.is_empty() {
                let is_required = is_composition && is_required(place, resource);
                sink.extend(check.reference(place, text, is_required));
            }
        }
    }
    if let Some(signature) = bundle.children().find(|c| c.name_text() == "signature") {
        let of_signature =
            crate::document::bundle::links(signature).into_iter().filter(|(e, _)| e.name() == known::REFERENCE);
        sink.extend(of_signature.filter_map(|(place, text)| check.reference(place, text, false)));
    }
}

/// The style sheets that a Bundle names in its links.
pub(super) fn stylesheets(bundle: Element<'_>) -> impl Iterator<Item = (Element<'_>, &str)> {
    let is_stylesheet =
        |link: &Element<'_>| link.children().any(|c| c.name_text() == "relation" && c.value() == Some("stylesheet"));
    bundle
        .children_named(known::LINK)
        .filter(is_stylesheet)
        .filter_map(|link| link.child(known::URL))
        .filter_map(|url| Some((url, url.value()?)))
}

fn is_missing(entries: &Entries<'_>, url: &str) -> bool {
    !has_scheme(url) && !url.is_empty() && entries.find(url, Some(0)).is_empty()
}

struct Check<'c, 'a> {
    bundle: Element<'a>,
    is_document: bool,
    index: &'c BundleIndex<'a>,
}

impl<'a> Check<'_, 'a> {
    /// The fullUrl of the entry with the type and id of a relative reference.
    fn only_full_url(&self, text: &str) -> Option<&'a str> {
        let (name, id) = text.split_once('/')?;
        let is_meant = |entry: &&Entry<'a>| entry.resource_type() == Some(name) && entry.id() == Some(id);
        self.index.entries(self.bundle)?.list.iter().find(is_meant)?.full_url
    }

    fn reference(&self, place: Element<'a>, text: &str, is_required: bool) -> Option<Diagnostic> {
        let reference = place.parent()?;
        let about = |message| finding(message, place).at(reference.id()).with_value("value", &shortened(text));
        match resolve(text, place, self.index) {
            Resolved::Several(count) => Some(about(&AMBIGUOUS).with("count", count)),
            Resolved::NotInBundle(same) if same > 0 && !text.contains(':') => {
                let mut diagnostic = about(&OTHER_FULL_URL).with("place", reference.fhirpath());
                // Outside of a document the target may be on a server.
                let full_url = self.only_full_url(text).filter(|_| same == 1);
                let fix = full_url.map(|url| Fix::safe(Change::text(place.id(), url)).safe_if(self.is_document));
                diagnostic = diagnostic.fixed_by(fix);
                if !self.is_document {
                    // The target may be on a server.
                    diagnostic.severity = Severity::Warning;
                } else if !is_required {
                    // It is the Bundle that lacks an entry, as the Java validator sees it too.
                    diagnostic = diagnostic.at(self.bundle.id());
                }
                Some(diagnostic)
            }
            Resolved::NotInBundle(_) if is_required => Some(about(&UNRESOLVED)),
            Resolved::NotInBundle(_) if text.starts_with("urn:") => Some(about(&URN_UNRESOLVED)),
            _ => None,
        }
    }
}

/// Whether a reference of a Composition is one whose target the document must contain.
fn is_required(place: Element<'_>, composition: Element<'_>) -> bool {
    let is_contained = std::iter::successors(place.parent(), |e| e.parent())
        .take_while(|e| e.id() != composition.id())
        .any(|e| e.name() == known::CONTAINED || e.name() == known::EXTENSION);
    !is_contained && place.parent().is_some_and(|r| OF_THE_COMPOSITION.contains(&r.name_text()))
}
