//! What holds for a Bundle as a whole: its first entry, fullUrls, references that must resolve, entries nobody refers to.

mod reach;
mod references;

use std::collections::HashSet;

use crate::diagnostics::{Change, Diagnostic, Fix, Message};
use crate::document::{Element, known};
use crate::validate::primitive::{as_urn, finding, has_scheme, shortened};

use crate::document::bundle::{BundleIndex, Entries, Entry};
pub use crate::document::bundle::{Resolved, resolve};

crate::messages! {
    NO_ENTRIES = "bundle-without-entries", Error, Required {
        en: "A Bundle of type {type} needs at least one entry", "begin with a {expected}";
        ja: "型 {type} の Bundle には少なくとも1つのエントリーが必要です", "最初に {expected} を置いてください";
        explain: "A document begins with its Composition, a message with its MessageHeader (R4 §3.3.1, §2.36.3).";
    }
    FIRST_ENTRY = "bundle-first-entry", Error, Structure {
        en: "The first entry of a {type} must be a {expected}, but this is {found}", "move the {expected} to the front";
        ja: "型 {type} の Bundle の最初のエントリーは {expected} でなければなりませんが、{found} です",
            "{expected} を先頭に移してください";
        explain: "A document begins with its Composition (bdl-11), a message with its MessageHeader (bdl-12).";
    }
    FULL_URL_MISSING = "bundle-full-url-missing", Error, Required {
        en: "This entry has no fullUrl", "give the identity of its resource, for example `urn:uuid:…`";
        ja: "このエントリーに fullUrl がありません", "リソースを識別する URL（例えば `urn:uuid:…`）を書いてください";
        explain: "Each entry of a Bundle other than transaction and batch carries the absolute URL that identifies its resource; references are resolved by it (R4 §2.36.4).";
    }
    FULL_URL_RELATIVE = "bundle-full-url-relative", Error, Invalid {
        en: "The fullUrl `{value}` is not absolute", "write a whole URL or `urn:uuid:…`";
        ja: "fullUrl `{value}` が絶対 URL ではありません", "URL 全体か `urn:uuid:…` を書いてください";
        explain: "fullUrl is an absolute URL (R4 Bundle.entry.fullUrl).";
        fix: [Safe], "put `urn:uuid:` or `urn:oid:` in front", "先頭に `urn:uuid:` または `urn:oid:` を付ける";
    }
    FULL_URL_OTHER_ID = "bundle-full-url-other-id", Error, Invalid {
        en: "The fullUrl `{value}` names another resource than the entry holds: {expected}",
            "end the fullUrl with `{expected}`, or use `urn:uuid:…`";
        ja: "fullUrl `{value}` が、このエントリーのリソース {expected} と食い違っています",
            "fullUrl の末尾を `{expected}` にするか、`urn:uuid:…` を使ってください";
        explain: "A fullUrl in the form of a RESTful server ends with the type and id of the resource (R4 Bundle.entry.fullUrl).";
    }
    FULL_URL_WITHOUT_ID = "bundle-full-url-without-id", Error, Invalid {
        en: "The fullUrl `{value}` is that of a resource on a server, but the resource has no id",
            "give the resource the id that its fullUrl ends with, or use `urn:uuid:…`";
        ja: "fullUrl `{value}` はサーバー上のリソースの URL ですが、リソースに id がありません",
            "fullUrl の末尾と同じ id をリソースに付けるか、`urn:uuid:…` を使ってください";
        explain: "A fullUrl in the form of a RESTful server ends with the type and id of the resource (R4 Bundle.entry.fullUrl).";
    }
    DUPLICATE_FULL_URL = "bundle-duplicate-full-url", Error, Invariant {
        en: "The fullUrl `{value}` occurs a second time", "give each entry a fullUrl of its own";
        ja: "fullUrl `{value}` が重複しています", "エントリーごとに異なる fullUrl を付けてください";
        explain: "Within a Bundle other than a history each fullUrl occurs once, or with different meta.versionId (bdl-7).";
    }
}

/// Every diagnostic about Bundles.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [MESSAGES, reach::MESSAGES, references::MESSAGES].into_iter().flatten().copied()
}

/// Checks a Bundle as a whole, not the resources in it. `is_resource_type` knows the names of the resource types.
pub fn check<'a>(
    bundle: Element<'a>,
    index: &BundleIndex<'a>,
    is_resource_type: &dyn Fn(&str) -> bool,
    sink: &mut Vec<Diagnostic>,
) {
    let Some(entries) = index.entries(bundle) else { return };
    let bundle_type = bundle.child_value(known::TYPE).unwrap_or("");
    check_first(bundle, bundle_type, entries, sink);
    for entry in &entries.list {
        sink.extend(check_full_url(entry, bundle_type, is_resource_type));
    }
    if bundle_type != "history" {
        check_unique(entries, sink);
    }
    references::check(bundle, bundle_type == "document", index, sink);
    reach::check(bundle, bundle_type, entries, sink);
}

/// The resource that begins a Bundle of this type.
fn first_type(bundle_type: &str) -> Option<&'static str> {
    match bundle_type {
        "document" => Some("Composition"),
        "message" => Some("MessageHeader"),
        _ => None,
    }
}

fn check_first(bundle: Element<'_>, bundle_type: &str, entries: &Entries<'_>, sink: &mut Vec<Diagnostic>) {
    let Some(expected) = first_type(bundle_type) else { return };
    let Some(first) = entries.list.first() else {
        let place = bundle.child(known::TYPE).map_or(bundle.span(), |t| t.span());
        let diagnostic = Diagnostic::new(&NO_ENTRIES, place).at(bundle.id());
        return sink.push(diagnostic.with("type", bundle_type).with("expected", expected));
    };
    let found = first.resource_type();
    if found != Some(expected) {
        let place = first.resource.and_then(|r| r.child(known::RESOURCE_TYPE)).unwrap_or(first.element);
        let diagnostic = Diagnostic::new(&FIRST_ENTRY, place.span()).at(first.element.id());
        let diagnostic = diagnostic.with("type", bundle_type).with("expected", expected);
        sink.push(diagnostic.with("found", found.unwrap_or("—")));
    }
}

fn check_full_url(entry: &Entry<'_>, bundle_type: &str, is_resource_type: &dyn Fn(&str) -> bool) -> Option<Diagnostic> {
    let resource = entry.resource?;
    let Some(url) = entry.full_url else {
        let is_needed = !matches!(bundle_type, "transaction" | "transaction-response" | "batch" | "batch-response");
        // An empty fullUrl is the parser's finding.
        let is_missing = is_needed && entry.element.child(known::FULL_URL).is_none();
        let place = resource.child(known::RESOURCE_TYPE).unwrap_or(resource);
        return is_missing.then(|| Diagnostic::new(&FULL_URL_MISSING, place.span()).at(entry.element.id()));
    };
    let place = entry.element.child(known::FULL_URL)?;
    let about = |message| finding(message, place).at(entry.element.id()).with_value("value", &shortened(url));
    if url.contains(char::is_whitespace) {
        return None;
    }
    if !has_scheme(url) {
        let fix = as_urn(url).map(|urn| Fix::safe(Change::text(place.id(), &urn)));
        return Some(about(&FULL_URL_RELATIVE).fixed_by(fix));
    }
    let is_http = url.starts_with("http://") || url.starts_with("https://");
    let named = crate::document::bundle::type_and_id(url).filter(|(name, _)| is_http && is_resource_type(name))?;
    let own_type = resource.resource_type()?;
    match entry.id() {
        None => Some(about(&FULL_URL_WITHOUT_ID)),
        Some(id) if named == (own_type, id) => None,
        Some(id) => Some(about(&FULL_URL_OTHER_ID).with_value("expected", &format!("{own_type}/{id}"))),
    }
}

fn check_unique(entries: &Entries<'_>, sink: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<(&str, Option<&str>)> = HashSet::new();
    for entry in &entries.list {
        let Some(url) = entry.full_url else { continue };
        let is_repeated = !seen.insert((url, entry.version()));
        if let (true, Some(place)) = (is_repeated, entry.element.child(known::FULL_URL)) {
            let diagnostic = finding(&DUPLICATE_FULL_URL, place).at(entry.element.id());
            sink.push(diagnostic.with_value("value", &shortened(url)));
        }
    }
}

#[cfg(test)]
mod tests;
