//! The shape of a resource: unknown elements, JSON arrays and objects, the order of XML elements.

use crate::diagnostics::{Change, Diagnostic, Fix};
use crate::document::{Element, Kind, Symbol};
use crate::messages;

use super::run::Run;
use super::walk::{Child, Context};

messages! {
    UNKNOWN = "element-unknown", Error, Structure {
        en: "`{parent}` has no element `{name}`",
            "take it away; an extension is the only way to add data";
        ja: "`{parent}` に要素 `{name}` はありません",
            "削除してください。データの追加には拡張を使います";
        explain: "The base type has no element of this name. Extensions are the only way to add data.";
    }
    MISSPELT = "element-misspelt", Error, Structure {
        en: "`{parent}` has no element `{name}`, but it has `{suggestion}`",
            "write `{suggestion}`";
        ja: "`{parent}` に要素 `{name}` はありませんが、`{suggestion}` があります",
            "`{suggestion}` と書いてください";
        explain: "The base type has no element of this name, but one that is spelt much alike.";
        fix: [NeedsReview], "use the name that is spelt much alike", "よく似た名前の要素にする";
    }
    MUST_BE_ARRAY = "json-array-expected", Error, Structure {
        en: "`{name}` can repeat, so JSON writes it as an array even when there is one",
            "put the value in brackets: `\"{name}\": [ … ]`";
        ja: "`{name}` は繰り返し可能な要素なので、1 個でも JSON では配列で書きます",
            "値を角括弧で囲んでください: `\"{name}\": [ … ]`";
        explain: "In FHIR JSON an element that can repeat is always an array (R4, JSON: repeating elements).";
        fix: [Safe], "put the value in brackets", "値を角括弧で囲む";
    }
    MUST_NOT_BE_ARRAY = "json-array-unexpected", Error, Structure {
        en: "`{name}` cannot repeat, so JSON writes it without an array",
            "take the brackets away";
        ja: "`{name}` は繰り返さない要素なので、JSON では配列にしません",
            "角括弧を外してください";
        explain: "In FHIR JSON an element that cannot repeat is never an array (R4, JSON: repeating elements).";
        fix: [Safe], "take the brackets away", "角括弧を外す";
    }
    MUST_BE_OBJECT = "json-object-expected", Error, Structure {
        en: "`{name}` has elements of its own, so its value must be an object",
            "write `{ … }` with its elements";
        ja: "`{name}` は子要素を持つ型なので、値はオブジェクトでなければなりません",
            "子要素を `{ … }` の中に書いてください";
        explain: "The element has a complex type; a JSON string, number, boolean or null stands in its place.";
    }
    MUST_BE_PRIMITIVE = "json-primitive-expected", Error, Structure {
        en: "`{name}` is a {type}, so its value must not be an object",
            "write the value itself; its id and extensions belong into `_{name}`";
        ja: "`{name}` は {type} 型なので、値をオブジェクトにはできません",
            "値をそのまま書き、id と拡張は `_{name}` に書いてください";
        explain: "The element has a primitive type; a JSON object stands in its place.";
    }
    ORDER = "xml-element-order", Error, Structure {
        en: "`{name}` stands out of order: XML elements follow the order of the definition",
            "move it before `{after}`";
        ja: "`{name}` の位置が正しくありません。XML の要素は定義の順に並べます",
            "`{after}` より前に移してください";
        explain: "In FHIR XML the elements stand in the order in which the type defines them (R4, XML).";
    }
}

/// Checks names, arrays and order of the children of a node against its base type.
pub fn check_shape<'a>(run: &mut Run<'a>, node: Element<'a>, base: &Context<'a>, children: &[Child<'a>]) {
    let mut last: Option<(u32, Element<'a>)> = None;
    let mut reported: Option<Symbol> = None;
    for child in children {
        let Some((index, _)) = child.base else {
            if reported != Some(child.element.name()) {
                reported = Some(child.element.name());
                unknown(run, node, base, child.element);
            }
            continue;
        };
        if run.is_xml() {
            if base.schema.element(index).is_attribute {
                continue;
            }
            if let Some((_, before)) = last.filter(|(l, _)| index < *l) {
                let diagnostic = about(&ORDER, child.element).with("after", before.name_text());
                run.report(base.owners, diagnostic);
            }
            last = Some((last.map_or(index, |(l, _)| l.max(index)), child.element));
        } else {
            check_array(run, base, index, child.element);
        }
    }
}

fn check_array<'a>(run: &mut Run<'a>, base: &Context<'a>, index: u32, child: Element<'a>) {
    let is_list = base.schema.element(index).is_list;
    if is_list == child.in_array() || child.kind() == Kind::EmptyArray || child.node().index > 0 {
        return;
    }
    let (message, change) = if is_list {
        (&MUST_BE_ARRAY, Change::Enclose(child.id()))
    } else {
        (&MUST_NOT_BE_ARRAY, Change::Unwrap(child.id()))
    };
    run.report(base.owners, about(message, child).fixed_by(Fix::safe(change)));
}

/// Whether a node is written as an object, as its complex type asks; reports it when it is not.
pub fn is_object<'a>(run: &mut Run<'a>, node: Element<'a>, base: &Context<'a>) -> bool {
    let is_object = node.kind() == Kind::Object;
    if !is_object && !matches!(node.kind(), Kind::EmptyArray | Kind::NestedArray) {
        run.report(base.owners, about(&MUST_BE_OBJECT, node));
    }
    is_object
}

/// A diagnostic about an element as a whole.
pub fn about(message: &'static crate::diagnostics::Message, element: Element<'_>) -> Diagnostic {
    let span = if element.name_span().is_empty() { element.span() } else { element.name_span() };
    Diagnostic::new(message, span).at(element.id()).with("name", element.name_text())
}

fn unknown<'a>(run: &mut Run<'a>, node: Element<'a>, base: &Context<'a>, child: Element<'a>) {
    let content = base.schema.content_of(base.element);
    let parent = node.resource_type().unwrap_or(&base.schema.element(content).path);
    let diagnostic = match meant(base, child) {
        Some(name) => {
            let is_free = node.children().all(|other| other.name_text() != name);
            let fix = is_free.then(|| Fix::to_review(Change::Rename(child.id(), name.into())));
            about(&MISSPELT, child).with("suggestion", name).fixed_by(fix)
        }
        None => about(&UNKNOWN, child),
    };
    run.report(base.owners, diagnostic.with("parent", parent));
}

/// The element whose name an unknown one nearly has.
pub fn meant<'a>(base: &Context<'a>, unknown: Element<'a>) -> Option<&'static str> {
    let name = unknown.name_text();
    let content = base.schema.content_of(base.element);
    let known = base.schema.element(content).children.iter().flat_map(|&c| &base.schema.element(c).names);
    known
        .map(|(symbol, _)| (strsim::osa_distance(name, symbol.text()), symbol.text()))
        .filter(|(edits, candidate)| *edits <= 1 + candidate.len().min(name.len()) / 4 && *edits < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}
