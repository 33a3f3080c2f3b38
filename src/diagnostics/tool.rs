//! What the tool says of itself.

crate::messages! {
    INTERNAL_ERROR = "internal-error", Error, Incomplete {
        en: "The tool failed on this document: {reason}.", "The document was not judged. Please report the fault with the version of the tool.";
        ja: "この文書の処理中に内部エラーが起きました: {reason}。", "この文書は検証されていません。ツールのバージョンを添えて不具合を報告してください。";
        explain: "A fault of the tool, not of the document. The exit status is 2, because the document was not judged.";
    }
}
