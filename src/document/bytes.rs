//! Bytes that are no text are reported like any other fault of a document.

use super::Document;
use crate::diagnostics::Diagnostic;
use crate::messages;
use crate::source::{Source, Span, Unreadable};

messages! {
    BYTE_ORDER_MARK = "byte-order-mark", Warning, Structure {
        en: "The document starts with a byte order mark.", "Save it as UTF-8 without BOM.";
        ja: "文書の先頭に BOM（バイト順マーク）があります。", "BOM なしの UTF-8 で保存してください。";
        explain: "JSON forbids writers to put a byte order mark (EF BB BF) before the text, and the Japanese guides ask for UTF-8 without one. It is passed over."
    }
    EMPTY_FILE = "empty-file", Error, Structure {
        en: "The document is empty.", "";
        ja: "文書が空です。", "";
        explain: "The file has no bytes, or only white space."
    }
    WRONG_ENCODING = "wrong-encoding", Error, Invalid {
        en: "The text is encoded in {encoding}.", "FHIR is always UTF-8: convert it and save it again.";
        ja: "文字コードが {encoding} です。", "FHIR の文書は必ず UTF-8 です。変換して保存し直してください。";
        explain: "FHIR documents are encoded in UTF-8. The encoding named here was recognised from the bytes. Nothing of the document was read."
    }
    INVALID_UTF8 = "invalid-utf8", Error, Invalid {
        en: "Line {line} is not valid UTF-8 (byte {offset} of the file).", "";
        ja: "{line} 行目が UTF-8 として正しくありません（ファイルの {offset} バイト目）。", "";
        explain: "FHIR documents are encoded in UTF-8. Some bytes are not, and no other encoding was recognised. Nothing of the document was read."
    }
    NOT_A_DOCUMENT = "not-a-document", Error, Structure {
        en: "This is a {format} file, not a FHIR document.", "Unpack or convert it first.";
        ja: "これは {format} ファイルで、FHIR の文書ではありません。", "先に展開または変換してください。";
        explain: "The first bytes of the file are those of another format. A FHIR package (.tgz) is given with --package."
    }
    BINARY = "binary-data", Error, Structure {
        en: "The file holds binary data, not text.", "";
        ja: "ファイルの中身がテキストではなくバイナリデータです。", "";
        explain: "The file has bytes that occur in no text. A FHIR document is JSON or XML."
    }
    TOO_LARGE = "too-large", Error, TooCostly {
        en: "The document is larger than 4 GiB.", "Split it, for example into NDJSON with one resource a line.";
        ja: "文書が 4 GiB を超えています。", "1 行に 1 リソースの NDJSON などに分割してください。";
        explain: "Places in a document are counted in 32 bits. NDJSON files may be of any size, because each line is a document."
    }
    NOT_READ = "file-not-read", Error, NotFound {
        en: "The file cannot be read: {reason}.", "";
        ja: "ファイルを読めません: {reason}", "";
        explain: "The operating system did not give the contents of the file."
    }
}

/// What is to be said of bytes that are no text.
pub fn unreadable(error: &Unreadable) -> Diagnostic {
    let say = |message| Diagnostic::new(message, Span::default());
    match error {
        Unreadable::Io(error) => say(&NOT_READ).with("reason", error.to_string()),
        Unreadable::Empty => say(&EMPTY_FILE),
        Unreadable::TooLarge => say(&TOO_LARGE),
        Unreadable::Encoded(encoding) => say(&WRONG_ENCODING).with("encoding", encoding.name()),
        Unreadable::Other(format) => say(&NOT_A_DOCUMENT).with("format", *format),
        Unreadable::Binary => say(&BINARY),
        Unreadable::Utf8 { offset, line } => say(&INVALID_UTF8).with("line", *line).with("offset", *offset + 1),
    }
}

impl Document {
    /// Reads what an input gave: a text, or the reason why there is none.
    pub fn read(name: &str, source: Result<Source, Unreadable>) -> (Document, Vec<Diagnostic>) {
        match source {
            Ok(source) => Self::parse(source),
            Err(error) => {
                let source = Source::new(name, String::new());
                (Document { source, ..Document::default() }, vec![unreadable(&error)])
            }
        }
    }

    /// Reads bytes.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> (Document, Vec<Diagnostic>) {
        Self::read(name, Source::from_bytes(name, bytes))
    }
}
