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
    NO_CHARACTER = "fhirpath-character", Error, Invalid {
        en: "`{found}` has no meaning in FHIRPath", "";
        ja: "`{found}` は FHIRPath では使えません", "";
        explain: "A character or variable that the grammar of FHIRPath does not have.";
    }
    VALUE_EXPECTED = "fhirpath-value-expected", Error, Invalid {
        en: "a value is expected here", "";
        ja: "ここには値が必要です", "";
        explain: "The expression lacks an operand: a literal, an element, a function or something in parentheses.";
    }
    OPERATOR_EXPECTED = "fhirpath-operator-expected", Error, Invalid {
        en: "an operator or the end of the expression is expected here", "";
        ja: "ここには演算子が必要です。式が終わるべき位置です", "";
        explain: "Two values stand side by side with nothing that joins them.";
    }
    NAME_EXPECTED = "fhirpath-name-expected", Error, Invalid {
        en: "the name of an element or a function is expected here", "";
        ja: "ここには要素または関数の名前が必要です", "";
        explain: "After a dot stands a name. Names that are no plain words are written in backticks.";
    }
    TYPE_EXPECTED = "fhirpath-type-expected", Error, Invalid {
        en: "the name of a type is expected here", "";
        ja: "ここには型の名前が必要です", "";
        explain: "The operators is and as, and the functions of these names and ofType, need the name of a type.";
    }
    SYMBOL_EXPECTED = "fhirpath-symbol-expected", Error, Invalid {
        en: "`{symbol}` is expected here", "";
        ja: "ここには `{symbol}` が必要です", "";
        explain: "A parenthesis, bracket or brace is not closed where it must be.";
    }
    NOT_CLOSED = "fhirpath-not-closed", Error, Invalid {
        en: "this is not closed", "close it with {close}";
        ja: "閉じられていません", "{close} で閉じてください";
        explain: "A string, a quoted name or a comment runs to the end of the expression.";
    }
    BAD_LITERAL = "fhirpath-literal", Error, Invalid {
        en: "`{found}` is not written as FHIRPath writes values, or is out of range", "";
        ja: "`{found}` は FHIRPath の値の書き方ではないか、範囲を超えています", "";
        explain: "A number, date, time or escape sequence is not written as FHIRPath asks. Integers have 32 bits, dates have at least a year of four digits, times have no time zone.";
    }
    TOO_DEEP = "fhirpath-too-deep", Error, TooCostly {
        en: "the expression is nested more than {limit} levels deep", "";
        ja: "式の入れ子が {limit} 段を超えています", "";
        explain: "Expressions are read to a limited depth, so that no expression can exhaust the memory.";
    }
    UNKNOWN_ELEMENT = "fhirpath-unknown-element", Error, Invalid {
        en: "{type} has no element `{name}`", "";
        ja: "{type} に要素 `{name}` はありません", "";
        explain: "The expression names an element that the type at this place does not have.";
    }
    MISNAMED_ELEMENT = "fhirpath-misnamed-element", Error, Invalid {
        en: "{type} has no element `{name}`", "is `{suggestion}` meant?";
        ja: "{type} に要素 `{name}` はありません", "`{suggestion}` ではありませんか";
        explain: "The expression names an element that the type at this place does not have, but one of a similar name. Elements with a choice of types are named without the type: `value`, not `valueQuantity`.";
    }
    OTHER_CONTEXT = "fhirpath-other-context", Error, Invalid {
        en: "the expression starts from {name}, but it is evaluated on {type}", "";
        ja: "式は {name} から始まっていますが、評価の対象は {type} です", "";
        explain: "An expression may start with the type of its context; this one names another type and could never give a result.";
    }
    UNKNOWN_FUNCTION = "fhirpath-unknown-function", Error, Invalid {
        en: "there is no function `{name}`", "";
        ja: "`{name}` という関数はありません", "";
        explain: "Neither FHIRPath nor FHIR R4 defines this function. Names are case-sensitive.";
    }
    MISNAMED_FUNCTION = "fhirpath-misnamed-function", Error, Invalid {
        en: "there is no function `{name}`", "is `{suggestion}` meant?";
        ja: "`{name}` という関数はありません", "`{suggestion}` ではありませんか";
        explain: "Neither FHIRPath nor FHIR R4 defines this function, but one of a similar name. Names are case-sensitive.";
    }
    WRONG_ARGUMENTS = "fhirpath-arguments", Error, Invalid {
        en: "`{name}` takes {expected} arguments, not {found}", "";
        ja: "`{name}` の引数は {expected} 個ですが、{found} 個書かれています", "";
        explain: "A function is called with too few or too many arguments.";
    }
    UNKNOWN_TYPE = "fhirpath-unknown-type", Error, Invalid {
        en: "there is no type `{name}`", "";
        ja: "`{name}` という型はありません", "";
        explain: "A type is named that neither FHIR nor FHIRPath's System types have. Names are case-sensitive: `string` is FHIR's, `String` is FHIRPath's.";
    }
    UNKNOWN_VARIABLE = "fhirpath-unknown-variable", Error, Invalid {
        en: "there is no variable `%{name}`", "";
        ja: "`%{name}` という変数はありません", "";
        explain: "The environment variables are %context, %resource, %rootResource, %ucum, %sct, %loinc, %extension, %`vs-…` and %`ext-…`.";
    }
    WRONG_TYPE = "fhirpath-wrong-type", Error, Invalid {
        en: "`{name}` cannot be used with {found}; it needs {expected}", "";
        ja: "`{name}` は {found} には使えません。必要な型: {expected}", "";
        explain: "An operator or function is applied to values of a type that it is not defined for.";
    }
    NOT_ORDERED = "fhirpath-not-ordered", Error, Invalid {
        en: "`{name}` depends on an order that its input does not have", "";
        ja: "`{name}` は順序に依存しますが、入力の順序は決まっていません", "";
        explain: "The children of an element have no defined order, so functions that pick by position are refused when the order of functions is checked.";
    }
    NOT_SINGLE = "fhirpath-not-single", Error, Invalid {
        en: "`{name}` needs one value and got {count}", "pick one with `first()` or `where(…)`";
        ja: "`{name}` に必要な値は 1 つですが、{count} 個あります", "`first()` や `where(…)` で 1 つに絞ってください";
        explain: "An operator or function that works on one value was given several.";
    }
    BAD_REGEX = "fhirpath-regex", Error, Invalid {
        en: "`{found}` is no regular expression that can be used", "";
        ja: "`{found}` は使用できる正規表現ではありません", "";
        explain: "The pattern of matches, matchesFull or replaceMatches cannot be compiled.";
    }
    NOT_AT_HAND = "fhirpath-not-at-hand", Error, NotFound {
        en: "`{name}` does not find `{found}` in the loaded packages", "";
        ja: "`{name}`: `{found}` は読み込んだパッケージにありません", "";
        explain: "conformsTo or memberOf names a profile or value set that is not at hand, so there is no answer.";
    }
    MODIFIED = "fhirpath-modified", Error, Invalid {
        en: "the modifier extension `{found}` is not among those that checkModifiers names", "";
        ja: "修飾拡張 `{found}` は checkModifiers に列挙されていません", "";
        explain: "checkModifiers stops the evaluation at a modifier extension that the author of the expression does not know.";
    }
    TOO_COSTLY = "fhirpath-too-costly", Error, TooCostly {
        en: "the evaluation was stopped after {limit} steps", "";
        ja: "評価が {limit} ステップを超えたため打ち切りました", "";
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
