//! What can be wrong with codes, in words.

use crate::messages;

messages! {
    NOT_IN_REQUIRED = "code-not-in-value-set", Error, CodeInvalid {
        en: "`{code}` is not in the value set {value_set}, from which `{element}` must take its code",
            "members that come near: {nearest}";
        ja: "`{code}` は値セット {value_set} にありません。`{element}` にはこの値セットのコードが必須です",
            "近いコード: {nearest}";
        explain: "The binding of the element is required: only codes of the value set are allowed (ElementDefinition.binding).";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    NOT_IN_MAXIMUM = "code-not-in-maximum-value-set", Error, CodeInvalid {
        en: "`{code}` is not in {value_set}, the most that `{element}` may take its code from",
            "members that come near: {nearest}";
        ja: "`{code}` は値セット {value_set} にありません。`{element}` に使えるコードはこの値セットまでです",
            "近いコード: {nearest}";
        explain: "The binding names a value set that holds every code that is allowed (extension elementdefinition-maxValueSet).";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    NOT_IN_EXTENSIBLE = "code-not-in-extensible-value-set", Warning, CodeInvalid {
        en: "`{code}` is not in the value set {value_set}; `{element}` takes other codes only where none of it fits",
            "members that come near: {nearest}";
        ja: "`{code}` は値セット {value_set} にありません。`{element}` に他のコードを使えるのは、適切なコードがない場合だけです",
            "近いコード: {nearest}";
        explain: "The binding of the element is extensible: a code of the value set is to be used if one of them fits (ElementDefinition.binding).";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    NOT_IN_PREFERRED = "code-not-in-preferred-value-set", Information, CodeInvalid {
        en: "`{code}` is not in {value_set}, the value set that is preferred for `{element}`",
            "";
        ja: "`{code}` は `{element}` の推奨値セット {value_set} にありません",
            "";
        explain: "The binding of the element is preferred: other codes are allowed (ElementDefinition.binding).";
    }
    REQUIRED = "code-required", Error, CodeInvalid {
        en: "`{element}` has no code, but needs one of the value set {value_set}",
            "add a coding; a text alone is not enough";
        ja: "`{element}` にコードがありません。値セット {value_set} のコードが必須です",
            "coding を追加してください。text だけでは足りません";
        explain: "The binding of the element is required, so a concept must have a coding from the value set (ElementDefinition.binding).";
    }
    EXPECTED = "code-expected", Information, CodeInvalid {
        en: "`{element}` has no code; one of the value set {value_set} is expected if any fits",
            "add a coding if the value set has one that fits";
        ja: "`{element}` にコードがありません。適切なものがあれば値セット {value_set} のコードを使います",
            "値セットに適切なコードがあれば coding を追加してください";
        explain: "The binding of the element is extensible: a text alone is allowed only where no code fits (ElementDefinition.binding).";
    }
    UNKNOWN_CODE = "code-unknown", Error, CodeInvalid {
        en: "The code system {system} has no code `{code}`",
            "codes that come near: {nearest}";
        ja: "コード体系 {system} にコード `{code}` はありません",
            "近いコード: {nearest}";
        explain: "The code system is at hand as a whole and does not have the code (Coding.code).";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    OTHER_CASE = "code-other-case", Information, CodeInvalid {
        en: "The code system {system} spells `{code}` as `{expected}`",
            "write `{expected}`";
        ja: "コード `{code}` は、コード体系 {system} では `{expected}` と書きます",
            "`{expected}` と書いてください";
        explain: "Case does not matter in this code system, but receivers may compare codes as they are written.";
        fix: [Safe], "use the letter case of the code system", "コードシステムの大文字・小文字にする";
    }
    WITHOUT_SYSTEM = "code-without-system", Warning, CodeInvalid {
        en: "The code `{code}` has no system, so nobody knows what it means",
            "add `system`";
        ja: "コード `{code}` に system がないため、意味が定まりません",
            "`system` を追加してください";
        explain: "A code means something only together with its code system (Coding.system).";
    }
    RELATIVE_SYSTEM = "code-system-relative", Error, CodeInvalid {
        en: "`{system}` is not an absolute URI, as a code system must be named by",
            "write the whole address of the code system: `http://…`, `urn:oid:…`";
        ja: "`{system}` は絶対 URI ではありません。コード体系は絶対 URI で示します",
            "`http://…` や `urn:oid:…` の形で全体を書いてください";
        explain: "Coding.system and Quantity.system are absolute URIs.";
        fix: [Safe, NeedsReview], "write the address of the code system", "コード体系の URL にする";
    }
    SYSTEM_IS_VALUE_SET = "code-system-is-value-set", Error, CodeInvalid {
        en: "`{system}` is a value set, not a code system",
            "write the address of the code system that the value set takes its codes from: {expected}";
        ja: "`{system}` はコード体系ではなく値セットです",
            "値セットの元になっているコード体系を書いてください: {expected}";
        explain: "Coding.system names the code system that defines the code; value sets only select codes.";
        fix: [Safe, NeedsReview], "write the address of the code system", "コード体系の URL にする";
    }
    SYSTEM_IS_SUPPLEMENT = "code-system-is-supplement", Error, CodeInvalid {
        en: "`{system}` only adds to the code system {expected}",
            "write `{expected}`";
        ja: "`{system}` はコード体系 {expected} を補うもので、コード体系としては使えません",
            "`{expected}` と書いてください";
        explain: "A code system supplement adds names to the codes of another code system and defines none (CodeSystem.content).";
        fix: [Safe, NeedsReview], "write the address of the code system", "コード体系の URL にする";
    }
    GROUP_CODE = "code-is-group", Warning, CodeInvalid {
        en: "`{code}` only groups other codes of {system}",
            "write one of the codes that it groups: {members}";
        ja: "`{code}` は {system} の分類見出しで、コードとして使うものではありません",
            "この見出しの下のコードを書いてください: {members}";
        explain: "The code system orders its codes under headings that are formally codes. Not reported with --conformance official.";
    }
    SYSTEM_UNKNOWN = "code-system-unknown", Warning, NotFound {
        en: "The code system `{system}` is not known, so its codes are not checked",
            "code systems that come near: {nearest}";
        ja: "コード体系 `{system}` は不明なため、コードを確認できません",
            "近いコード体系: {nearest}";
        explain: "No guide or package in force defines the code system. Said once a code system and document.";
    }
    SYSTEM_ALIAS = "code-system-alias", Warning, NotFound {
        en: "`{system}` is another address of the code system {expected}",
            "write `{expected}`";
        ja: "`{system}` はコード体系 {expected} の別の表記です",
            "`{expected}` と書いてください";
        explain: "Japanese guides name many code systems by a URL now that had only an OID, or another URL, before. Said once a code system and document.";
        fix: [Safe, NeedsReview], "write the address of the code system", "コード体系の URL にする";
    }
    SYSTEM_NOT_AT_HAND = "code-system-not-at-hand", Information, NotSupported {
        en: "The codes of {title} ({system}) are not at hand, so they are not checked",
            "add a package that holds the code system to have its codes checked";
        ja: "{title}（{system}）のコード表がないため、コードを確認できません",
            "コードを確認するには、このコード体系を含むパッケージを追加してください";
        explain: "The code system exists, but its owner has to be asked for its content. Said once a code system and document.";
    }
    SYSTEM_LOCAL = "code-system-local", Information, Informational {
        en: "`{system}` is a list of one institution, so its codes are not checked",
            "";
        ja: "`{system}` は施設固有のコード体系のため、コードを確認できません",
            "";
        explain: "The address carries the number of an institution or calls itself local. Said once a code system and document.";
    }
    SYSTEM_INCOMPLETE = "code-system-incomplete", Information, Incomplete {
        en: "Only a part of the code system {system} is at hand, and `{code}` is not in it",
            "";
        ja: "コード体系 {system} は一部だけが手元にあり、`{code}` はその中にありません",
            "";
        explain: "The code may be right: what packages carry of this code system is not the whole. Said once a code system and document.";
    }
    OF_PAIRED_LIST = "code-of-paired-list", Warning, CodeInvalid {
        en: "`{code}` has the form of the codes of {expected}, not of {system}",
            "write `{expected}` as its system, or the code of the list that is named";
        ja: "`{code}` は {system} のコードではなく、{expected} のコードの形です",
            "system を `{expected}` にするか、system に合うコードを書いてください";
        explain: "JP-CLINS up to 1.5.3 published JLAC10 codes under the addresses of the JLAC11 lists, so this is no error. Said once a code system and document.";
        fix: [NeedsReview], "write the code system that the code has the form of", "コードの形に合うコード体系にする";
    }
    VERSION_UNKNOWN = "code-system-version-unknown", Warning, NotFound {
        en: "Version {version} of the code system {system} is not at hand; `{code}` was checked against version {expected}",
            "";
        ja: "コード体系 {system} のバージョン {version} がないため、`{code}` はバージョン {expected} で確認しました",
            "";
        explain: "Coding.version names an edition that no guide or package in force carries. Said once a code system and document.";
    }
    WRONG_DISPLAY = "display-wrong", Warning, CodeInvalid {
        en: "The display of `{code}` is `{expected}`, not `{found}`",
            "write `{expected}`";
        ja: "コード `{code}` の表示名は `{expected}` です（記載: `{found}`）",
            "`{expected}` と書いてください";
        explain: "Coding.display is the name that the code system gives to the code. Widths, dashes, blanks and case do not count.";
        fix: [Safe, NeedsReview], "use the display of the code system", "コードシステムの表示名にする";
    }
    INVALID_UNIT = "unit-invalid", Error, CodeInvalid {
        en: "`{code}` is not a UCUM unit",
            "write the unit as UCUM has it, or leave system and code away and keep `unit`";
        ja: "`{code}` は UCUM の単位ではありません",
            "UCUM の書き方にするか、system と code を省いて `unit` だけにしてください";
        explain: "A Quantity whose system is http://unitsofmeasure.org has a UCUM expression as its code.";
    }
    SET_UNKNOWN = "value-set-unknown", Warning, NotFound {
        en: "The value set {value_set} is not defined by any guide or package in force, so the codes of `{element}` are not checked against it",
            "";
        ja: "値セット {value_set} が定義されていないため、`{element}` のコードを確認できません",
            "";
        explain: "The binding names a value set that is not at hand. Said once a value set and document.";
    }
    SET_UNDECIDABLE = "value-set-undecidable", Information, NotSupported {
        en: "Whether `{code}` is in the value set {value_set} cannot be decided",
            "";
        ja: "`{code}` が値セット {value_set} にあるかどうかを判定できません",
            "";
        explain: "The value set imports itself, or has a filter that cannot be evaluated. Said once a value set and document.";
    }
    FILTER_VALUE = "filter-value-invalid", Error, CodeInvalid {
        en: "The property `{property}` has codes as its values, and `{value}` is none",
            "write it as `system#code`, with a code that the code system has";
        ja: "プロパティー `{property}` の値はコードですが、`{value}` はコードとして正しくありません",
            "`system#code` の形で、コード体系にあるコードを書いてください";
        explain: "A filter compares with a property whose values are codings, so its value names a code system and a code (ValueSet.compose.include.filter).";
    }
    RETIRED = "code-retired", Error, CodeInvalid {
        en: "`{code}` of {system} was retired: its last day was {last_day}, and it is used on {day}",
            "the code that follows it: {successor}";
        ja: "{system} の `{code}` は {last_day} を最後に廃止されています（判定日 {day}）",
            "移行先のコード: {successor}";
        explain: "The master states the last day on which the code may be used. It is judged by --as-of, else by the date of the resource, else by today.";
        fix: [Safe, NeedsReview], "write the code that follows it", "移行先のコードにする";
    }
    NOT_YET = "code-not-yet-valid", Warning, CodeInvalid {
        en: "`{code}` of {system} may be used from {first_day}, and it is used on {day}",
            "";
        ja: "{system} の `{code}` は {first_day} から使えるコードです（判定日 {day}）",
            "";
        explain: "The master states the day from which the code is listed. It is judged by --as-of, else by the date of the resource, else by today.";
    }
    NEWER = "code-newer-than-edition", Warning, CodeInvalid {
        en: "{name} has no `{code}` in {edition}, but that edition is {age} days older than {day}, so the code may be newer",
            "check the code, or import a newer edition; codes that come near: {nearest}";
        ja: "{name} の {edition} に `{code}` はありませんが、この版は {day} より {age} 日古いため、新しいコードかもしれません",
            "コードを確かめるか、新しい版を取り込んでください。近いコード: {nearest}";
        explain: "Masters go stale: a code that came out after the edition at hand is no error, so this is only a warning.";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    NOT_IN_EDITION = "code-not-in-edition", Warning, CodeInvalid {
        en: "{name} has no `{code}` in {edition}",
            "check the code; codes that come near: {nearest}";
        ja: "{name} の {edition} に `{code}` はありません",
            "コードを確かめてください。近いコード: {nearest}";
        explain: "The edition at hand leaves out codes that were dropped before it, so the code may have been right.";
        fix: [Safe, NeedsReview], "write the code that differs by width or case, or has this display", "全角・半角や大文字・小文字だけが異なるコード、または同じ表示名のコードにする";
    }
    WITHDRAWN = "code-withdrawn", Warning, CodeInvalid {
        en: "The code system {system} has withdrawn `{code}`",
            "use another code";
        ja: "コード体系 {system} は `{code}` を廃止しています",
            "他のコードを使ってください";
        explain: "The concept has the status retired or is marked as inactive (CodeSystem.concept.property).";
    }
    NO_SUCH_CODE = "code-not-in-code-system", Information, CodeInvalid {
        en: "The code system {system} has no such code", "";
        ja: "コード体系 {system} にこのコードはありません", "";
        explain: "A reason why a code is not in a value set.";
    }
    OTHER_SYSTEM = "code-of-other-system", Information, CodeInvalid {
        en: "The value set takes codes of {systems}, not of {system}", "";
        ja: "値セットのコードは {systems} のもので、{system} のものではありません", "";
        explain: "A reason why a code is not in a value set.";
    }
    EXCLUDED = "code-excluded", Information, CodeInvalid {
        en: "The value set excludes this code", "";
        ja: "値セットはこのコードを除外しています", "";
        explain: "A reason why a code is not in a value set.";
    }
    ELSEWHERE = "code-in-other-edition", Information, CodeInvalid {
        en: "The code exists in {edition}, which is not in force", "";
        ja: "このコードは {edition} にはありますが、現在のガイドにはありません", "";
        explain: "Guides add and drop codes between editions; the code is in an edition other than those the document is judged by.";
    }
}
