//! Faults of a document that JSON and XML share, whatever the element is.

use crate::messages;

/// How many levels objects, arrays and elements may be nested.
pub const MAX_DEPTH: u32 = 512;

messages! {
    NESTED_TOO_DEEP = "nested-too-deep", Error, TooCostly {
        en: "The document is nested more than {limit} levels deep; it is not read any further.", "";
        ja: "入れ子が {limit} 段を超えています。この先は読みません。", "";
        explain: "Documents nested more than 512 levels deep are not read to the end. No FHIR document comes near that depth; files that do are made to exhaust a parser."
    }
    EMPTY_ELEMENT = "empty-element", Error, Structure {
        en: "{name} has no content.", "Leave it out, or give it a value, an extension or children.";
        ja: "{name} に内容がありません。", "要素ごと省くか、値・拡張・子要素のいずれかを書いてください。";
        explain: "An element that is present must have a value, an extension or children. In JSON an object must have a property besides resourceType; in XML an element must have a value attribute or child elements."
    }
    EMPTY_VALUE = "empty-value", Error, Value {
        en: "The value of {name} is empty.", "Leave the element out when there is no value.";
        ja: "{name} の値が空です。", "値がない場合は要素ごと省いてください。";
        explain: "FHIR has no empty values: an element without a value is left out, or says why in an extension (data-absent-reason)."
    }
}
