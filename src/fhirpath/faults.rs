//! What can be wrong with an expression: found when it is read, when it is compiled, or when it is evaluated.
//!
//! The span of such a diagnostic is a range of the expression's text, not of a document.

use crate::diagnostics::{Diagnostic, Fact};
use crate::messages;
use crate::source::Span;

/// What is wrong with an expression.
pub type Fault = Box<Diagnostic>;

/// A result or what is wrong with the expression.
pub type Result<T = ()> = std::result::Result<T, Fault>;

messages! {
    UNEXPECTED = "fhirpath-syntax", Error, Invalid {
        en: "`{found}` does not belong here; expected {expected}.", "";
        ja: "ここに `{found}` は書けません。必要なもの: {expected}。", "";
        explain: "The expression does not follow the grammar of FHIRPath.";
    }
    ENDS_EARLY = "fhirpath-ends-early", Error, Invalid {
        en: "The expression ends where {expected} is expected.", "";
        ja: "式が途中で終わっています。必要なもの: {expected}。", "";
        explain: "The expression does not follow the grammar of FHIRPath: something is missing at its end.";
    }
    NOT_CLOSED = "fhirpath-not-closed", Error, Invalid {
        en: "This {what} is not closed.", "Close it with `{close}`.";
        ja: "この {what} が閉じられていません。", "`{close}` で閉じてください。";
        explain: "A string, a quoted name or a comment runs to the end of the expression.";
    }
    BAD_LITERAL = "fhirpath-literal", Error, Invalid {
        en: "`{found}` is no valid {what}.", "";
        ja: "`{found}` は正しい {what} ではありません。", "";
        explain: "A literal is not written as FHIRPath writes values of its type, or it is out of range.";
    }
    TOO_DEEP = "fhirpath-too-deep", Error, TooCostly {
        en: "The expression is nested more than {limit} levels deep.", "";
        ja: "式の入れ子が {limit} 段を超えています。", "";
        explain: "Expressions are read to a limited depth, so that no expression can exhaust the memory.";
    }
    UNKNOWN_ELEMENT = "fhirpath-unknown-element", Error, Invalid {
        en: "`{type}` has no element `{name}`.", "{help}";
        ja: "`{type}` に要素 `{name}` はありません。", "{help}";
        explain: "The expression names an element that the type at this place does not have. Elements with a choice of types are named without the type: `value`, not `valueQuantity`.";
    }
    OTHER_CONTEXT = "fhirpath-other-context", Error, Invalid {
        en: "The expression starts from {name}, but it is evaluated on {type}.", "";
        ja: "式は {name} から始まっていますが、評価の対象は {type} です。", "";
        explain: "An expression may start with the type of its context; this one names another type and could never give a result.";
    }
    UNKNOWN_FUNCTION = "fhirpath-unknown-function", Error, Invalid {
        en: "There is no function `{name}`.", "{help}";
        ja: "`{name}` という関数はありません。", "{help}";
        explain: "Neither FHIRPath nor FHIR R4 defines this function. Names are case-sensitive.";
    }
    WRONG_ARGUMENTS = "fhirpath-arguments", Error, Invalid {
        en: "`{name}` takes {expected} arguments, not {found}.", "";
        ja: "`{name}` の引数は {expected} 個ですが、{found} 個書かれています。", "";
        explain: "A function is called with too few or too many arguments.";
    }
    UNKNOWN_TYPE = "fhirpath-unknown-type", Error, Invalid {
        en: "There is no type `{name}`.", "";
        ja: "`{name}` という型はありません。", "";
        explain: "A type is named that neither FHIR nor FHIRPath's System types have. Names are case-sensitive: `string` is FHIR's, `String` is FHIRPath's.";
    }
    UNKNOWN_VARIABLE = "fhirpath-unknown-variable", Error, Invalid {
        en: "There is no variable `%{name}`.", "";
        ja: "`%{name}` という変数はありません。", "";
        explain: "The environment variables are %context, %resource, %rootResource, %ucum, %sct, %loinc, %`vs-…` and %`ext-…`.";
    }
    WRONG_TYPE = "fhirpath-wrong-type", Error, Invalid {
        en: "{found} cannot be used here: `{name}` needs {expected}.", "";
        ja: "{found} はここでは使えません。`{name}` に必要なもの: {expected}。", "";
        explain: "An operator or function is applied to values of a type that it is not defined for.";
    }
    NOT_ORDERED = "fhirpath-not-ordered", Error, Invalid {
        en: "`{name}` depends on an order that its input does not have.", "";
        ja: "`{name}` は順序に依存しますが、入力の順序は決まっていません。", "";
        explain: "The children of an element have no defined order, so functions that pick by position are refused when the order of functions is checked.";
    }
    NOT_SINGLE = "fhirpath-not-single", Error, Invalid {
        en: "`{name}` needs one value and got {count}.", "Pick one with `first()`, `single()` or `where(…)`.";
        ja: "`{name}` に必要な値は 1 つですが、{count} 個あります。", "`first()`、`single()`、`where(…)` などで 1 つに絞ってください。";
        explain: "An operator or function that works on one value was given several.";
    }
    BAD_REGEX = "fhirpath-regex", Error, Invalid {
        en: "`{found}` is no regular expression that can be used.", "";
        ja: "`{found}` は使用できる正規表現ではありません。", "";
        explain: "The pattern of matches, matchesFull or replaceMatches cannot be compiled.";
    }
    UNKNOWN_CANONICAL = "fhirpath-unknown-canonical", Error, NotFound {
        en: "`{name}` cannot find `{found}` in the loaded packages.", "";
        ja: "`{name}`: `{found}` は読み込んだパッケージにありません。", "";
        explain: "conformsTo or memberOf names a profile or value set that is not at hand, so there is no answer.";
    }
    TOO_COSTLY = "fhirpath-too-costly", Error, TooCostly {
        en: "The evaluation was stopped after {limit} steps.", "";
        ja: "評価が {limit} ステップを超えたため打ち切りました。", "";
        explain: "The expression would take too long on this document.";
    }
}

/// A fault at a place of the expression.
pub(super) fn fault(message: &'static crate::diagnostics::Message, span: Span) -> Diagnostic {
    Diagnostic::new(message, span)
}

/// Something needs another type of value.
pub(super) fn wrong_type<T>(name: &str, found: impl Into<Fact>, expected: &str, span: Span) -> Result<T> {
    Err(Box::new(fault(&WRONG_TYPE, span).with("name", name).with("found", found).with("expected", expected)))
}

/// Something needs one value.
pub(super) fn not_single<T>(name: &str, count: usize, span: Span) -> Result<T> {
    Err(Box::new(fault(&NOT_SINGLE, span).with("name", name).with("count", count)))
}
