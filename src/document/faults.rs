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
        explain: "An element that is present must have a value, an extension or children. In JSON an object must have a property besides resourceType; in XML an element must have a value attribute or child elements.";
        fix: [NeedsReview], "take the element away", "要素を削除する";
    }
    EMPTY_VALUE = "empty-value", Error, Value {
        en: "The value of {name} is empty.", "Leave the element out when there is no value.";
        ja: "{name} の値が空です。", "値がない場合は要素ごと省いてください。";
        explain: "FHIR has no empty values: an element without a value is left out, or says why in an extension (data-absent-reason).";
        fix: [NeedsReview], "take the element away", "要素を削除する";
    }
    TRUNCATED = "truncated", Error, Invalid {
        en: "The document ends before everything is closed: {expected} is missing.", "The file may have been cut off.";
        ja: "閉じられないまま文書が終わっています: {expected} がありません。", "ファイルが途中で切れている可能性があります。";
        explain: "An object, array or string that was opened is not closed before the document ends. What was read so far is checked."
    }
    OPENED_HERE = "opened-here", Information, Informational {
        en: "It is opened here.", "";
        ja: "ここで開かれています。", "";
        explain: "Shown with another finding: the place at which the object, array, string or element was opened."
    }
    AFTER_END = "after-end", Error, Invalid {
        en: "The resource ends before this text.", "A file holds one resource; several go into a Bundle, or one a line into an .ndjson file.";
        ja: "リソースはこれより前で終わっています。", "1 ファイルに書けるリソースは 1 つです。複数ある場合は Bundle にまとめるか、1 行に 1 つずつ .ndjson に書いてください。";
        explain: "Text other than white space follows the end of the resource. It is not read."
    }
    FIRST_OCCURRENCE = "first-occurrence", Information, Informational {
        en: "It occurs here first.", "";
        ja: "最初はここにあります。", "";
        explain: "Shown with another finding: the place at which the same thing occurs for the first time."
    }
    UNKNOWN_FORMAT = "unknown-format", Error, Structure {
        en: "The document is neither JSON nor XML: it starts with {found}.", "FHIR JSON starts with an opening brace, FHIR XML with <.";
        ja: "文書が JSON でも XML でもありません（先頭が {found}）。", "FHIR の JSON は波括弧、XML は < で始まります。";
        explain: "The first character other than white space tells JSON from XML: an opening brace or an opening angle bracket. Nothing of the document was read."
    }
}
