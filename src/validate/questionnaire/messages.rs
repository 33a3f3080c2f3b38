//! What can be wrong with the answers to a questionnaire, in words.

use crate::messages;

messages! {
    QUESTIONNAIRE_UNKNOWN = "questionnaire-unknown", Warning, NotFound {
        en: "The questionnaire `{questionnaire}` is not at hand, so the answers are not checked",
            "add the questionnaire, or a package that holds it, with `--package`";
        ja: "質問票 `{questionnaire}` がないため、回答を確認できません",
            "質問票またはそれを含むパッケージを `--package` で追加してください";
        explain: "A QuestionnaireResponse is held to the Questionnaire it names, which no package in force carries (QuestionnaireResponse.questionnaire).";
    }
    LINK_UNKNOWN = "questionnaire-link-unknown", Error, NotFound {
        en: "The questionnaire has no item `{link}`",
            "write the linkId of an item of the questionnaire";
        ja: "質問票に項目 `{link}` はありません",
            "質問票にある項目の linkId を書いてください";
        explain: "Each item of a response answers an item of the questionnaire, which it names by linkId.";
    }
    ITEM_MISPLACED = "questionnaire-item-misplaced", Error, Structure {
        en: "The questionnaire has the item `{link}` below {place}, not here",
            "nest the items as the questionnaire nests them";
        ja: "質問票では、項目 `{link}` は {place} の下にあり、ここではありません",
            "項目の入れ子を質問票に合わせてください";
        explain: "The items of a response are nested like those of the questionnaire; items below a question stand in its answers.";
    }
    ITEM_OUT_OF_ORDER = "questionnaire-item-out-of-order", Error, Structure {
        en: "The item `{link}` comes too late: the questionnaire has it before `{before}`",
            "keep the items in the order of the questionnaire";
        ja: "項目 `{link}` の順序が違います。質問票では `{before}` より前です",
            "項目を質問票の順に並べてください";
        explain: "The items of a response stand in the order of the questionnaire.";
    }
    ITEM_REPEATED = "questionnaire-item-repeated", Error, Structure {
        en: "The item `{link}` is here {count} times",
            "write it once; a question that repeats has several answers in one item";
        ja: "項目 `{link}` が {count} 回あります",
            "1 つにまとめてください。繰り返す質問は 1 つの項目に複数の answer を書きます";
        explain: "Only a group that repeats has several items of one linkId.";
    }
    ITEM_DISABLED = "questionnaire-item-disabled", Error, BusinessRule {
        en: "The item `{link}` has content, although other answers rule it out",
            "take it away, or correct the answers that it depends on";
        ja: "項目 `{link}` は他の回答により対象外ですが、内容が書かれています",
            "この項目を削除するか、条件となる回答を正してください";
        explain: "The conditions of the item (Questionnaire.item.enableWhen) do not hold, so it must not be answered.";
    }
    ANSWER_MISSING = "questionnaire-answer-missing", Error, Required {
        en: "The item `{link}` must be answered",
            "answer it, or set `status` to `in-progress`";
        ja: "項目 `{link}` への回答が必須です",
            "回答するか、`status` を `in-progress` にしてください";
        explain: "The item is required by the questionnaire, and the response says that it is complete (Questionnaire.item.required).";
    }
    ANSWER_NOT_ALLOWED = "questionnaire-answer-not-allowed", Error, Structure {
        en: "The item `{link}` is of type {type}, which takes no answer",
            "put the answers in the items below it";
        ja: "項目 `{link}` の型は {type} で、回答を書けません",
            "下の項目に回答を書いてください";
        explain: "Groups, displayed texts and abstract questions have no answers themselves (Questionnaire.item.type).";
    }
    ITEMS_NOT_UNDER_ANSWER = "questionnaire-items-not-under-answer", Error, Structure {
        en: "The items below the question `{link}` must stand in its answer",
            "move them into `answer`";
        ja: "質問 `{link}` の下の項目は answer の中に書きます",
            "`answer` の中に移してください";
        explain: "Only groups have items right below them; those of a question depend on each of its answers (QuestionnaireResponse.item.answer.item).";
    }
    TOO_MANY_ANSWERS = "questionnaire-too-many-answers", Error, Structure {
        en: "The item `{link}` has {count} answers, but takes at most {limit}",
            "take the surplus away";
        ja: "項目 `{link}` の回答は {limit} 件までですが、{count} 件あります",
            "余分な回答を削除してください";
        explain: "A question takes one answer unless it repeats, and never more than its maximum (Questionnaire.item.repeats, extension questionnaire-maxOccurs).";
    }
    TOO_FEW_ANSWERS = "questionnaire-too-few-answers", Error, Required {
        en: "The item `{link}` has {count} answers, but needs at least {limit}",
            "add the missing ones";
        ja: "項目 `{link}` には {limit} 件以上の回答が必要ですが、{count} 件です",
            "足りない回答を追加してください";
        explain: "The questionnaire states how many answers the question needs (extension questionnaire-minOccurs).";
    }
    ANSWER_TYPE = "questionnaire-answer-type", Error, Value {
        en: "The item `{link}` takes an answer of type {expected}, not {found}",
            "";
        ja: "項目 `{link}` の回答の型は {expected} ですが、{found} になっています",
            "";
        explain: "The type of the item decides which value[x] its answers have (Questionnaire.item.type).";
    }
    NOT_AN_OPTION = "questionnaire-answer-not-an-option", Error, CodeInvalid {
        en: "`{value}` is none of the answers that the item `{link}` offers",
            "options: {options}";
        ja: "`{value}` は項目 `{link}` の選択肢にありません",
            "選択肢: {options}";
        explain: "The question lists its answers (Questionnaire.item.answerOption).";
    }
    NOT_IN_ANSWER_SET = "questionnaire-answer-not-in-value-set", Error, CodeInvalid {
        en: "`{value}` is not in the value set {value_set}, from which the item `{link}` takes its answers",
            "";
        ja: "`{value}` は、項目 `{link}` の回答に使う値セット {value_set} にありません",
            "";
        explain: "The question takes its answers from a value set (Questionnaire.item.answerValueSet).";
    }
    NOT_ALONE = "questionnaire-answer-not-alone", Error, BusinessRule {
        en: "`{value}` rules out any other answer to the item `{link}`",
            "leave only this answer, or take it away";
        ja: "項目 `{link}` で `{value}` を選んだときは、他の回答を書けません",
            "この回答だけを残すか、この回答を削除してください";
        explain: "The option is exclusive: who chooses it chooses nothing else (extension questionnaire-optionExclusive).";
    }
    BELOW_MINIMUM = "questionnaire-answer-below-minimum", Error, Value {
        en: "`{value}` is less than {limit}, the least that the item `{link}` takes", "";
        ja: "`{value}` は項目 `{link}` の下限 {limit} を下回っています", "";
        explain: "The questionnaire limits the value of the answer (extensions minValue and sdc-questionnaire-minQuantity).";
    }
    ABOVE_MAXIMUM = "questionnaire-answer-above-maximum", Error, Value {
        en: "`{value}` is more than {limit}, the most that the item `{link}` takes", "";
        ja: "`{value}` は項目 `{link}` の上限 {limit} を超えています", "";
        explain: "The questionnaire limits the value of the answer (extensions maxValue and sdc-questionnaire-maxQuantity).";
    }
    NOT_COMPARABLE = "questionnaire-answer-not-comparable", Error, Value {
        en: "`{value}` cannot be compared with {limit}, the limit of the item `{link}`",
            "write a unit of the same measure, with UCUM as its system and a code";
        ja: "`{value}` は項目 `{link}` の限度 {limit} と比べられません",
            "UCUM の system と code を付けて、同じ種類の量の単位で書いてください";
        explain: "Quantities are compared by their UCUM units; these are missing or measure something else.";
    }
    TOO_SHORT = "questionnaire-answer-too-short", Error, Value {
        en: "The answer to `{link}` has {count} characters, but needs at least {limit}", "";
        ja: "項目 `{link}` の回答は {limit} 文字以上必要ですが、{count} 文字です", "";
        explain: "The questionnaire states how long the answer is at least (extension minLength).";
    }
    TOO_LONG = "questionnaire-answer-too-long", Error, Value {
        en: "The answer to `{link}` has {count} characters, but takes at most {limit}", "";
        ja: "項目 `{link}` の回答は {limit} 文字までですが、{count} 文字あります", "";
        explain: "The questionnaire states how long the answer may be (Questionnaire.item.maxLength).";
    }
    TOO_PRECISE = "questionnaire-answer-too-precise", Error, Value {
        en: "`{value}` has {count} decimal places, but the item `{link}` takes at most {limit}", "";
        ja: "`{value}` の小数は {count} 桁ですが、項目 `{link}` は {limit} 桁までです", "";
        explain: "The questionnaire states how many decimal places the answer may have (extension maxDecimalPlaces).";
    }
    WRONG_FORM = "questionnaire-answer-format", Error, Value {
        en: "`{value}` does not have the form that the item `{link}` asks for: {limit}", "";
        ja: "`{value}` は項目 `{link}` が求める形式 {limit} に合いません", "";
        explain: "The whole answer must match the regular expression of the questionnaire (extension regex).";
    }
    MEDIA_TYPE = "questionnaire-attachment-type", Error, Value {
        en: "The item `{link}` takes attachments of type {expected}, not `{value}`", "";
        ja: "項目 `{link}` の添付の型は {expected} ですが、`{value}` になっています", "";
        explain: "The questionnaire states which kinds of content it takes (extension mimeType).";
    }
    ATTACHMENT_TOO_LARGE = "questionnaire-attachment-too-large", Error, Value {
        en: "The attachment has {count} bytes, but the item `{link}` takes at most {limit}", "";
        ja: "添付は {count} バイトですが、項目 `{link}` は {limit} バイトまでです", "";
        explain: "The questionnaire states how large the attachment may be (extension maxSize).";
    }
    UNIT = "questionnaire-answer-unit", Error, CodeInvalid {
        en: "The unit `{value}` is none of those that the item `{link}` takes: {expected}", "";
        ja: "単位 `{value}` は項目 `{link}` で使えません。使える単位: {expected}", "";
        explain: "The questionnaire states the units of the answer (extensions questionnaire-unitOption and questionnaire-unitValueSet).";
    }
    REFERENCE_TYPE = "questionnaire-reference-type", Error, Value {
        en: "The item `{link}` takes references to {expected}, not to {found}", "";
        ja: "項目 `{link}` の参照先は {expected} ですが、{found} になっています", "";
        explain: "The questionnaire states which resources the answer may point at (extension questionnaire-referenceResource).";
    }
}
