//! Extensions: known, where they may stand, and which definition holds for them.

use crate::document::{Element, known};
use crate::messages;

use super::child::extension_url;
use super::run::{Owners, Run};
use super::schema::Schema;
use super::structure::about;
use super::walk::{Context, Contexts, add};

messages! {
    RELATIVE_URL = "extension-url-relative", Error, Extension {
        en: "the extension's url `{url}` is not absolute",
            "write the canonical URL of the extension's StructureDefinition";
        ja: "拡張の url `{url}` が絶対 URL ではありません",
            "拡張の StructureDefinition の正規 URL を書いてください";
        explain: "Only extensions within an extension may have a relative url (R4, Extensibility).";
    }
    UNKNOWN = "extension-unknown", Error, Extension {
        en: "no loaded package defines the extension `{url}`",
            "check the url, or add the package that defines it with `--package`";
        ja: "拡張 `{url}` を定義するパッケージがありません",
            "url を確かめるか、定義しているパッケージを `--package` で追加してください";
        explain: "The url names no extension of the packages in force, so its content cannot be checked.";
    }
    UNKNOWN_ALLOWED = "extension-unknown-example", Information, Extension {
        en: "the extension `{url}` is not known and was not checked", "";
        ja: "拡張 `{url}` は未知のため検査していません", "";
        explain: "The url belongs to a domain for examples or tools, whose extensions need no definition.";
    }
    UNKNOWN_PART = "extension-part-unknown", Error, Extension {
        en: "the extension `{url}` has no part `{part}`",
            "it has: {parts}";
        ja: "拡張 `{url}` に `{part}` という部分はありません",
            "使えるもの: {parts}";
        explain: "The definition of a complex extension says which extensions it consists of.";
    }
    NOT_AN_EXTENSION = "extension-not-a-definition", Error, Extension {
        en: "`{url}` defines a {type}, not an extension",
            "use the url of an extension";
        ja: "`{url}` は拡張ではなく {type} の定義です",
            "拡張の url を使ってください";
        explain: "The url of an extension must be that of a StructureDefinition whose type is Extension.";
    }
    CONTEXT = "extension-context", Error, Extension {
        en: "the extension `{url}` may not stand on {place}",
            "it may stand on: {allowed}";
        ja: "拡張 `{url}` は {place} には置けません",
            "置ける場所: {allowed}";
        explain: "The definition of the extension says on which elements it may stand (StructureDefinition.context).";
    }
    CONTEXT_CONDITION = "extension-context-condition", Error, Extension {
        en: "the extension `{url}` may stand only where this holds: {condition}", "";
        ja: "拡張 `{url}` は次の条件を満たす要素にしか置けません: {condition}", "";
        explain: "The definition of the extension states a condition on the element that it stands on (StructureDefinition.contextInvariant).";
    }
    MUST_MODIFY = "extension-must-be-modifier", Error, Extension {
        en: "`{url}` changes the meaning of its element, so it must stand in `modifierExtension`",
            "move it to `modifierExtension`";
        ja: "`{url}` は要素の意味を変える拡張なので、`modifierExtension` に置きます",
            "`modifierExtension` に移してください";
        explain: "The extension is defined as a modifier (isModifier).";
    }
    MUST_NOT_MODIFY = "extension-not-modifier", Error, Extension {
        en: "`{url}` is no modifier, so it must stand in `extension`",
            "move it to `extension`";
        ja: "`{url}` は修飾拡張ではないので、`extension` に置きます",
            "`extension` に移してください";
        explain: "The extension is not defined as a modifier (isModifier).";
    }
}

/// Domains whose extensions need no definition: those reserved for examples, and the tools of HL7.
const FREE_DOMAINS: [&str; 5] =
    ["example.org", "example.com", "acme.com", "nema.org", "http://hl7.org/fhir/tools/StructureDefinition/"];

impl<'a> Run<'a> {
    /// Finds the definition of an extension, checks that it may stand here, and adds it to the contexts.
    pub(super) fn add_extension(
        &mut self,
        extension: Element<'a>,
        base: Context<'a>,
        is_defined: bool,
        contexts: &mut Contexts<'a>,
    ) {
        // A missing url is a matter of cardinality.
        let Some(url) = extension_url(extension).filter(|u| !u.trim().is_empty()) else { return };
        let is_nested = extension.parent().is_some_and(is_extension);
        let owners = base.owners;
        if !is_absolute(url) {
            if !is_nested {
                self.report(owners, about(&RELATIVE_URL, extension).with_value("url", url));
            } else if !is_defined {
                self.report_part(extension, url, owners);
            }
            return;
        }
        let Some(id) = self.schemas.find(url) else {
            if contexts.iter().any(|c| c.schema.url.as_ref() == url) {
                return;
            }
            let is_free = FREE_DOMAINS.iter().any(|d| url.contains(d));
            let message = if is_free { &UNKNOWN_ALLOWED } else { &UNKNOWN };
            let mut diagnostic = about(message, extension).with("url", url);
            diagnostic.span = extension.child(known::URL).map_or(diagnostic.span, |u| u.span());
            return self.report(owners, diagnostic);
        };
        let schema = self.schemas.get(id);
        if &*schema.type_name != "Extension" {
            let diagnostic = about(&NOT_AN_EXTENSION, extension).with("url", url).with("type", &*schema.type_name);
            return self.report(owners, diagnostic);
        }
        self.check_modifier(extension, url, schema, &base);
        self.check_context(extension, url, schema, &base);
        add(contexts, Context { schema, element: 0, owners });
    }

    /// Reports a part that the definition of a complex extension does not have.
    fn report_part(&mut self, part: Element<'a>, url: &str, owners: Owners) {
        let Some(whole) = part.parent().and_then(extension_url) else { return };
        let Some(schema) = self.schemas.find(whole).map(|id| self.schemas.get(id)) else { return };
        let parts = schema.elements.iter().filter(|e| &*e.path == "Extension.extension" && !e.slice_name.is_empty());
        let known: Vec<Box<str>> = parts.map(|e| e.slice_name.clone()).collect();
        // A simple extension has no parts at all, which is a matter of cardinality.
        if !known.is_empty() {
            let diagnostic = about(&UNKNOWN_PART, part).with("url", whole).with_value("part", url).with("parts", known);
            self.report(owners, diagnostic);
        }
    }

    fn check_modifier(&mut self, extension: Element<'a>, url: &str, schema: &'a Schema, base: &Context<'a>) {
        let stands_as_modifier = extension.name() == known::MODIFIER_EXTENSION;
        let message = match (schema.root().is_modifier, stands_as_modifier) {
            (true, false) => &MUST_MODIFY,
            (false, true) => &MUST_NOT_MODIFY,
            _ => return,
        };
        self.report(base.owners, about(message, extension).with("url", url));
    }

    fn check_context(&mut self, extension: Element<'a>, url: &str, schema: &'a Schema, base: &Context<'a>) {
        let Some(parent) = extension.parent() else { return };
        if schema.context.is_empty() {
            return;
        }
        let places = self.places_of(parent);
        let is_allowed = schema.context.iter().any(|(kind, expression)| match &**kind {
            "element" => places.iter().any(|p| p == &**expression) || &**expression == "Element",
            // On the extension itself or on its value.
            "extension" => [Some(parent), parent.parent()]
                .into_iter()
                .flatten()
                .any(|e| is_extension(e) && extension_url(e) == Some(expression)),
            "fhirpath" => self.is_selected(parent, expression),
            _ => true,
        });
        let failed = schema.context_invariant.iter().find(|condition| !self.allows(parent, extension, condition));
        if let Some(condition) = failed {
            let diagnostic = about(&CONTEXT_CONDITION, extension).with("url", url).with("condition", &**condition);
            self.report(base.owners, diagnostic);
        }
        if !is_allowed {
            let allowed: Vec<Box<str>> = schema.context.iter().map(|(_, e)| e.clone()).collect();
            let place = places.first().map_or("", |p| p.as_str());
            let diagnostic = about(&CONTEXT, extension).with("url", url).with("place", place).with("allowed", allowed);
            self.report(base.owners, diagnostic);
        }
    }
}

/// Whether an element is an extension by its name.
pub fn is_extension(element: Element<'_>) -> bool {
    element.name() == known::EXTENSION || element.name() == known::MODIFIER_EXTENSION
}

/// Whether a URL names a place of its own: `scheme:…`.
pub fn is_absolute(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}
