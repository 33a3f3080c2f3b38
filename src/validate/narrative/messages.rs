//! What the check of narratives says.

crate::messages! {
    XHTML_MALFORMED = "xhtml-malformed", Error, Invalid {
        en: "The narrative is not well-formed XHTML here: `{markup}`",
            "close every tag, quote every attribute value, write `&lt;` and `&amp;` for < and &";
        ja: "説明文 (narrative) の XHTML がここで整形式ではありません: `{markup}`",
            "タグはすべて閉じ、属性値は引用符で囲み、< と & は `&lt;` `&amp;` と書いてください";
        explain: "The div of a narrative is XHTML and therefore well-formed XML with one root element (R4 §2.4.2).";
    }
    XHTML_END_TAG = "xhtml-end-tag", Error, Invalid {
        en: "`</{found}>` stands where `</{expected}>` is due (in {path})", "close `<{expected}>` first";
        ja: "`</{expected}>` があるべき場所に `</{found}>` があります（{path} の中）", "先に `<{expected}>` を閉じてください";
        explain: "Elements of XHTML are closed in the reverse order of their opening; no end tag may be left out (R4 §2.4.2).";
    }
    XHTML_ROOT = "xhtml-root", Error, Structure {
        en: "The narrative begins with `{element}` instead of a div", "put everything into one `<div xmlns=\"http://www.w3.org/1999/xhtml\">`";
        ja: "説明文 (narrative) が div ではなく `{element}` で始まっています",
            "全体を1つの `<div xmlns=\"http://www.w3.org/1999/xhtml\">` に入れてください";
        explain: "Narrative.div is exactly one XHTML div element; no text and no further element stand beside it (R4 §2.4.2).";
    }
    XHTML_NAMESPACE = "xhtml-namespace", Error, Structure {
        en: "`<{element}>` is not in the XHTML namespace", "write `xmlns=\"http://www.w3.org/1999/xhtml\"` on the div";
        ja: "`<{element}>` が XHTML の名前空間に属していません",
            "div に `xmlns=\"http://www.w3.org/1999/xhtml\"` を書いてください";
        explain: "All elements of a narrative belong to the namespace http://www.w3.org/1999/xhtml, and the div says so (R4 §2.4.2).";
    }
    XHTML_ELEMENT = "xhtml-element", Error, Invariant {
        en: "A narrative may not contain `<{element}>` (at {path})",
            "use basic formatting: headings, paragraphs, lists, tables, span with a style";
        ja: "説明文 (narrative) に `<{element}>` は使えません（{path}）",
            "見出し、段落、箇条書き、表、style を付けた span などの基本的な書式を使ってください";
        explain: "Narratives hold the basic formatting of HTML 4.0 (chapters 7 to 11 without 9.4, and 15), links and images; scripts, forms, frames, style sheets and deprecated elements are excluded (R4 §2.4.2, txt-1).";
    }
    XHTML_ATTRIBUTE = "xhtml-attribute", Error, Invariant {
        en: "A narrative may not have the attribute `{attribute}` on `<{element}>` (at {path})",
            "remove it; `style` and `class` are allowed, event attributes are not";
        ja: "説明文 (narrative) の `<{element}>` に属性 `{attribute}` は使えません（{path}）",
            "取り除いてください。`style` と `class` は使えますが、イベント属性は使えません";
        explain: "The attributes of the basic formatting elements and style are allowed; event attributes such as onclick and deprecated attributes are not (R4 §2.4.2, txt-1).";
    }
    XHTML_ENTITY = "xhtml-entity", Error, Invalid {
        en: "`{entity}` is not an entity of XML", "write the character itself, or its number: `&#160;`";
        ja: "`{entity}` は XML の実体参照ではありません", "文字そのものを書くか、`&#160;` のように番号で書いてください";
        explain: "XML knows &lt; &gt; &amp; &quot; &apos; and numbers; the entities of HTML are not available, Unicode characters are used instead (R4 §2.4.2).";
    }
    XHTML_DOCTYPE = "xhtml-doctype", Error, Invalid {
        en: "The narrative contains a document type declaration", "remove it: the div stands alone";
        ja: "説明文 (narrative) に文書型宣言 (DOCTYPE) があります", "取り除いてください（div だけを書きます）";
        explain: "A narrative is a fragment: one div, without DOCTYPE and without entities of its own (R4 §2.4.2).";
    }
    XHTML_OUT_OF_PLACE = "xhtml-out-of-place", Error, Structure {
        en: "`<{element}>` stands in `<{parent}>` (at {path})", "it belongs into {parents}";
        ja: "`<{element}>` が `<{parent}>` の中にあります（{path}）", "{parents} の中に置いてください";
        explain: "Items stand in lists, rows in tables, cells in rows, as HTML 4.0 defines (R4 §2.4.2).";
    }
    XHTML_ILLEGAL_CHILD = "xhtml-illegal-child", Error, Structure {
        en: "`<{parent}>` may not contain `<{element}>` (at {path})", "it takes only {children}";
        ja: "`<{parent}>` の中に `<{element}>` は置けません（{path}）", "置けるのは {children} だけです";
        explain: "Lists and tables hold only their own parts, as HTML 4.0 defines (R4 §2.4.2).";
    }
    XHTML_ILLEGAL_TEXT = "xhtml-illegal-text", Error, Structure {
        en: "Text stands directly in `<{parent}>` (at {path})", "it takes only {children}: put the text into one of them";
        ja: "`<{parent}>` の直下に文字があります（{path}）", "置けるのは {children} だけです。その中に書いてください";
        explain: "Lists and tables hold only their own parts, as HTML 4.0 defines; text stands in items and cells (R4 §2.4.2).";
    }
    XHTML_NO_CONTENT = "xhtml-no-content", Error, Structure {
        en: "`<{parent}>` cannot have content (at {path})", "write `<{parent}/>` and put the content beside it";
        ja: "`<{parent}>` は内容を持てません（{path}）", "`<{parent}/>` とし、内容はその外に書いてください";
        explain: "br, hr, img, col and area are empty elements (HTML 4.0).";
    }
    XHTML_BLOCK_IN_TEXT = "xhtml-block-in-text", Error, Structure {
        en: "`<{element}>` stands within the running text of `<{container}>` (at {path})", "close `<{container}>` before it";
        ja: "`<{container}>` の文章の中に `<{element}>` があります（{path}）", "その前で `<{container}>` を閉じてください";
        explain: "Paragraphs, headings and inline elements hold text; lists, tables, preformatted text and div stand between them (HTML 4.0).";
    }
    XHTML_EMPTY = "xhtml-empty", Error, Invariant {
        en: "The narrative has no text and no image", "describe the resource for human readers, or leave `text` out";
        ja: "説明文 (narrative) に文字も画像もありません", "人が読める説明を書くか、`text` を省いてください";
        explain: "A narrative must have content other than whitespace (R4 §2.4.2, txt-2).";
    }
    XHTML_LINK_ACTIVE = "xhtml-link-active", Error, Invalid {
        en: "The link `{value}` would run a script", "remove it";
        ja: "リンク `{value}` はスクリプトを実行します", "取り除いてください";
        explain: "Narratives carry no active content: a `javascript:` link is a script (R4 §2.4.2).";
    }
    XHTML_LINK_SCHEME = "xhtml-link-scheme", Error, Invalid {
        en: "The link `{value}` cannot be followed", "write a URL that a browser opens, `#id` of this narrative, or no link";
        ja: "リンク `{value}` はたどれません", "ブラウザーが開ける URL かこの説明文の `#id` を書くか、リンクにしないでください";
        explain: "A URN names something but says not where it is, so a reader cannot follow it; the reference validator refuses such links too.";
    }
    XHTML_LINK_INVALID = "xhtml-link-invalid", Error, Invalid {
        en: "`{attribute}` holds no valid URL: `{value}`", "write a URL without spaces";
        ja: "`{attribute}` の値が正しい URL ではありません: `{value}`", "空白のない URL を書いてください";
        explain: "href and src hold a URL, which is neither empty nor contains whitespace (RFC 3986).";
    }
    XHTML_LINK_UNRESOLVED = "xhtml-link-unresolved", Warning, NotFound {
        en: "The link `{value}` leads nowhere in this resource", "give the place this id, or take the link away";
        ja: "リンク `{value}` の行き先がこのリソースにありません", "行き先にこの id を付けるか、リンクを外してください";
        explain: "A link that begins with # leads to an id or anchor of the narrative, or to an element or contained resource of this id. Only the first such link of a narrative is reported. With --conformance official it is an error.";
    }
    LANGUAGES_PROHIBITED = "narrative-languages-prohibited", Error, BusinessRule {
        en: "the narrative has sections in {found}, but the profile allows no language sections",
            "write one text without `lang` sections";
        ja: "説明文に言語別の区画 {found} がありますが、プロファイルは言語別の区画を認めていません",
            "`lang` の区画に分けずに書いてください";
        explain: "The profile says that the narrative has no sections by language (extension narrative-language-control: _no).";
    }
    LANGUAGE_MISSING = "narrative-language-missing", Error, BusinessRule {
        en: "the narrative has no section in `{language}`, which the profile asks for",
            "add a `<div lang=\"{language}\" xml:lang=\"{language}\">` below the outer div";
        ja: "説明文に、プロファイルが求める `{language}` の区画がありません",
            "外側の div の直下に `<div lang=\"{language}\" xml:lang=\"{language}\">` を追加してください";
        explain: "The profile names languages that the narrative must have a section in (extension narrative-language-control); _resource is the language of the resource.";
    }
    XHTML_IMAGE_UNRESOLVED = "xhtml-image-unresolved", Error, NotFound {
        en: "The image `{value}` is not contained in this resource", "contain the image under this id, or embed it as `data:`";
        ja: "画像 `{value}` がこのリソースに内包されていません", "この id で内包するか、`data:` で埋め込んでください";
        explain: "An image source that begins with # points to a contained resource, for example a Binary (R4 §2.4.2).";
    }
    XHTML_DUPLICATE_ID = "xhtml-duplicate-id", Warning, Invalid {
        en: "The id `{value}` occurs twice in this narrative", "give each element an id of its own";
        ja: "id `{value}` がこの説明文に2度現れます", "要素ごとに異なる id を付けてください";
        explain: "Links and originalText extensions point to elements by id, so each id (and each anchor name) occurs once.";
    }
}
