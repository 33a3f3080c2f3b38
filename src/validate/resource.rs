//! A resource as a whole: its type, the profiles it claims, and whether it can follow them.

use crate::definitions::{DefinitionId, Lookup};
use crate::diagnostics::Diagnostic;
use crate::document::{Element, known};
use crate::messages;

use super::Conformance;
use super::cardinality::anchor;
use super::run::Run;
use super::schema::Schema;
use super::walk::Context;

messages! {
    NO_TYPE = "resource-type-missing", Error, Structure {
        en: "the resource does not say its type",
            "add `\"resourceType\": \"…\"`";
        ja: "リソースの型がありません",
            "`\"resourceType\": \"…\"` を書いてください";
        explain: "Each resource names its type: in JSON by the property resourceType, in XML by the element's name.";
    }
    UNKNOWN_TYPE = "resource-type-unknown", Error, Structure {
        en: "FHIR R4 has no resource type `{type}`",
            "check the spelling and the letter case";
        ja: "FHIR R4 に `{type}` というリソース型はありません",
            "綴りと大文字・小文字を確かめてください";
        explain: "The resource type is none of those that the loaded packages define.";
    }
    UNKNOWN_PROFILE = "profile-unknown", Warning, NotFound {
        en: "the profile `{profile}` is not among the loaded packages and was not checked",
            "check the URL, or add its package with `--package`";
        ja: "プロファイル `{profile}` は読み込んだパッケージにないため、検査していません",
            "URL を確かめるか、パッケージを `--package` で追加してください";
        explain: "meta.profile names a profile that no package in force defines.";
    }
    OTHER_VERSION = "profile-other-version", Information, Informational {
        en: "no loaded package has `{profile}`; version `{version}` at hand was used",
            "take the version away, or name the edition with `--guide`";
        ja: "`{profile}` のバージョンは読み込んだパッケージにないため、手元のバージョン `{version}` で検査しました",
            "バージョン指定を外すか、`--guide` で版を指定してください";
        explain: "meta.profile names a version that is not at hand. By default the edition at hand is used; with --conformance official the profile counts as not found.";
    }
    OUT_OF_ORDER = "profile-slices-out-of-order", Information, Informational {
        en: "the profile `{profile}` lists slices apart from the element they slice; they were used all the same",
            "tell the publisher of the profile";
        ja: "プロファイル `{profile}` のスライスは対象の要素から離れた位置に定義されていますが、そのまま検査に使いました",
            "プロファイルの発行元に知らせてください";
        explain: "Slices follow the element they slice in a snapshot. The Java validator stops at such a definition.";
    }
    ID_EXTENSION = "resource-id-extension", Error, Structure {
        en: "the id of a resource has no extensions",
            "take `_id` away";
        ja: "リソースの id に拡張は付けられません",
            "`_id` を削除してください";
        explain: "Resource.id is the id by which servers know the resource; it is no element that can be extended.";
    }
    WRONG_TYPE = "profile-other-type", Error, Structure {
        en: "the profile `{profile}` is for {expected}, but this is a {found}",
            "take the profile away or use one for {found}";
        ja: "プロファイル `{profile}` は {expected} 用ですが、このリソースは {found} です",
            "プロファイルを外すか、{found} 用のものに替えてください";
        explain: "A resource cannot follow a profile of another resource type.";
    }
}

/// The definition of the type of a resource.
pub fn own_type(run: &Run<'_>, node: Element<'_>) -> Option<DefinitionId> {
    run.schemas.definitions().type_definition(node.resource_type()?)
}

/// The profiles that a resource claims in meta.profile, as far as they are at hand; notes what is not.
pub fn claimed<'a>(run: &mut Run<'a>, node: Element<'a>) -> Vec<DefinitionId> {
    let mut ids = Vec::new();
    let Some(meta) = node.child(known::META) else { return ids };
    for profile in meta.children_named(known::PROFILE) {
        let Some(canonical) = profile.value() else { continue };
        match run.schemas.definitions().find(canonical) {
            Lookup::Found(id) => ids.push(id),
            Lookup::OtherVersion(id) if run.options.conformance == Conformance::Corrected => {
                let version = run.schemas.definitions().version(id);
                note(run, &OTHER_VERSION, profile, canonical, version);
                ids.push(id);
            }
            Lookup::OtherVersion(_) | Lookup::Unknown => note(run, &UNKNOWN_PROFILE, profile, canonical, ""),
        }
    }
    ids
}

/// Whether a resource claims a profile in meta.profile.
pub fn claims(run: &Run<'_>, node: Element<'_>, id: DefinitionId) -> bool {
    let claimed = node.child(known::META).into_iter().flat_map(|m| m.children_named(known::PROFILE));
    claimed.filter_map(|p| p.value()).any(|c| run.schemas.definitions().find(c).any() == Some(id))
}

/// Notes something about a claimed profile, once a document for each canonical.
fn note<'a>(
    run: &mut Run<'a>,
    message: &'static crate::diagnostics::Message,
    at: Element<'a>,
    canonical: &str,
    version: &str,
) {
    let fact = crate::diagnostics::Fact::Text(canonical.into());
    let is_known = run.notes.iter().any(|d| std::ptr::eq(d.message, message) && d.fact("profile") == Some(&fact));
    if !is_known {
        let diagnostic =
            Diagnostic::new(message, at.span()).at(at.id()).with("profile", canonical).with("version", version);
        run.notes.push(diagnostic);
    }
}

/// Notes that a profile which a resource is held to is written in an order that other tools stop at.
pub fn note_order<'a>(run: &mut Run<'a>, node: Element<'a>, schema: &Schema) {
    if schema.is_out_of_order {
        let at = node.child(known::META).unwrap_or(node);
        note(run, &OUT_OF_ORDER, at, &schema.canonical, "");
    }
}

/// Checks a resource apart from its children.
pub fn check<'a>(run: &mut Run<'a>, node: Element<'a>, base: &Context<'a>) {
    let mut found = Vec::new();
    if let Some(extension) = node.child(known::ID).and_then(|id| id.children().next()) {
        found.push(
            Diagnostic::new(&ID_EXTENSION, extension.span()).at(extension.parent().map_or(node.id(), |p| p.id())),
        );
    }
    if node.name() != known::CONTAINED {
        super::contained::check(node, &mut found);
    }
    if base.schema.type_name.as_ref() == "Bundle" {
        let is_resource_type = |name: &str| run.is_resource_type(name);
        super::bundle::check(node, &run.bundles, &is_resource_type, &mut found);
    }
    for diagnostic in found {
        run.report(base.owners, diagnostic);
    }
}

impl<'a> Run<'a> {
    /// Checks a value of a complex datatype for what its definition does not express.
    pub(super) fn check_datatype(&mut self, element: Element<'a>, type_name: &str, base: &Context<'a>) {
        let mut found = Vec::new();
        super::datatype::check_datatype(type_name, element, &mut found);
        if type_name == "Reference" {
            let is_resource_type = |name: &str| self.is_resource_type(name);
            super::reference_format::check(element, &self.bundles, &is_resource_type, &mut found);
        }
        for diagnostic in found {
            self.report(base.owners, diagnostic);
        }
    }

    fn is_resource_type(&self, name: &str) -> bool {
        let kind = self.schemas.of_type(name).map(|s| s.kind);
        kind == Some(crate::definitions::model::StructureKind::Resource)
    }
}

/// A profile of another resource type.
pub fn wrong_type(node: Element<'_>, schema: &Schema) -> Diagnostic {
    Diagnostic::new(&WRONG_TYPE, anchor(node))
        .at(node.id())
        .with("profile", schema.canonical.clone())
        .with("expected", &*schema.type_name)
        .with("found", node.resource_type().unwrap_or(""))
}

/// A resource without type.
pub fn without_type(node: Element<'_>) -> Diagnostic {
    Diagnostic::new(&NO_TYPE, anchor(node)).at(node.id())
}

/// A resource of a type that no package defines.
pub fn unknown_type(node: Element<'_>) -> Diagnostic {
    let span = node.child(known::RESOURCE_TYPE).map_or(anchor(node), |t| t.span());
    Diagnostic::new(&UNKNOWN_TYPE, span).at(node.id()).with("type", node.resource_type().unwrap_or(""))
}
