//! What can be wrong with a master, in words.

use crate::diagnostics::{Diagnostic, Message};
use crate::source::Span;

crate::messages! {
    UNREADABLE = "master-unreadable", Error, NotFound {
        en: "{file} cannot be read: {reason}", "Check the path and that the file may be read.";
        ja: "{file} を読めません: {reason}", "パスと読み取り権限を確認してください。";
        explain: "The file that was named as a master does not exist or may not be read.";
    }
    ARCHIVE_BROKEN = "master-archive-broken", Error, Invalid {
        en: "{file} is a broken archive: {reason}", "Fetch the file again: it is truncated or damaged.";
        ja: "{file} はアーカイブとして壊れています: {reason}", "ファイルが途中で切れているか壊れています。取得し直してください。";
        explain: "Masters come as zip archives or as workbooks, which are zip archives, too. This one ends too early or holds bytes that are neither.";
    }
    UNSAFE_PATH = "master-unsafe-path", Error, Invalid {
        en: "{file} holds an entry outside the archive: {entry}", "Do not use this archive: no master needs such paths.";
        ja: "{file} に、アーカイブの外を指すエントリーがあります: {entry}", "このようなパスは不要なものです。このアーカイブは使わないでください。";
        explain: "Entries with an absolute path or with `..` are refused. Nothing is ever unpacked to disk; the archive as a whole is not to be trusted.";
    }
    TOO_LARGE = "master-too-large", Error, TooCostly {
        en: "{file} unpacks to more than {limit} bytes", "No master is that large: check where the file comes from.";
        ja: "{file} は展開すると {limit} バイトを超えます", "これほど大きなマスターはありません。ファイルの入手元を確認してください。";
        explain: "The largest master takes 8 MB. Files and archives that are far larger are refused before they exhaust memory.";
    }
    ROW_TOO_LONG = "master-row-too-long", Error, TooCostly {
        en: "line {line} of {file} is longer than {limit} bytes", "This is no master: check the file.";
        ja: "{file} の {line} 行目は {limit} バイトを超えています", "マスターのファイルではありません。ファイルを確認してください。";
        explain: "A row of a master takes less than a thousand bytes. Reading stops at a row that has no end, before it fills the memory.";
    }
    ENCODING = "master-encoding", Error, Invalid {
        en: "{file} is neither CP932 (Shift_JIS) nor UTF-8: line {line} cannot be decoded", "Use the file as its publisher distributes it, or save it as UTF-8.";
        ja: "{file} は CP932（Shift_JIS）でも UTF-8 でもありません: {line} 行目を復号できません", "公開されたままのファイルを使うか、UTF-8 で保存してください。";
        explain: "Masters are published in CP932 or UTF-8. Other encodings such as EUC-JP or UTF-16 are not guessed, since a wrong guess changes names.";
    }
    EMPTY = "master-empty", Error, NotFound {
        en: "{file} has no rows", "Fetch the file again.";
        ja: "{file} には行がありません", "ファイルを取得し直してください。";
        explain: "The file is empty, or an archive without files in it.";
    }
    NOT_RECOGNISED = "master-not-recognised", Error, NotSupported {
        en: "{file} is not a master that jpfhir knows ({seen})", "Name a file of 傷病名, 旧傷病名, 修飾語, 医薬品, 一般名処方, 薬価基準, HOT, JLAC or J-FAGY as its publisher distributes it.";
        ja: "{file} は jpfhir が扱うマスターではありません（{seen}）", "傷病名・旧傷病名・修飾語・医薬品・一般名処方・薬価基準・HOT・JLAC・J-FAGY の公開されたままのファイルを指定してください。";
        explain: "A master is recognised by its content: by the count of its columns, its headings and its type of master. The name of the file does not matter.";
    }
    OTHER_KIND = "master-other-kind", Error, Invalid {
        en: "{file} is {found}, not {expected}", "Leave out --kind, or name the other file.";
        ja: "{file} は{found}であり、{expected}ではありません", "--kind を外すか、正しいファイルを指定してください。";
        explain: "The file was named as one master, and its content is another.";
    }
    COLUMN_COUNT = "master-column-count", Error, Structure {
        en: "line {line} of {file} has {found} columns; {kind} has {expected}", "Fetch the file again; if its publisher has changed the layout, a newer jpfhir is needed.";
        ja: "{file} の {line} 行目は {found} 列です。{kind}は {expected} 列です", "ファイルを取得し直してください。公表形式が変わった場合は新しい jpfhir が必要です。";
        explain: "Every row of a master has the same columns. A row with more or fewer is cut off or wrongly quoted, or the layout has changed; nothing is taken from such a file.";
    }
    COLUMNS_SWAPPED = "master-columns-swapped", Error, Structure {
        en: "values of {columns} in {file} do not have their form in {count} of {rows} rows, e.g. \"{value}\" at {key}", "The columns seem to be swapped or shifted: use the file as its publisher distributes it.";
        ja: "{file} の {columns} は {rows} 行中 {count} 行で形式に合いません（例: {key} の「{value}」）", "列が入れ替わっているか、ずれているようです。公開されたままのファイルを使ってください。";
        explain: "Each column has its own form: codes have so many digits, kana are kana, days are days. When most rows break it, the columns are not where they belong, and nothing is taken from the file.";
    }
    VALUE_UNKNOWN = "master-value-unknown", Warning, CodeInvalid {
        en: "values of {columns} in {file} are not foreseen ({count}), e.g. \"{value}\" at {key}", "Check what its publisher says of them; they are kept as they are.";
        ja: "{file} の {columns} に想定外の値が {count} 件あります（例: {key} の「{value}」）", "公表元の説明を確認してください。値はそのまま保持します。";
        explain: "A few values of a column do not have the form that the publisher's description gives. They are kept byte for byte.";
    }
    DUPLICATE_KEY = "master-duplicate-key", Error, Invariant {
        en: "codes of {file} stand in more than one row ({count}), e.g. {value}", "Fetch the file again: its codes must be unique.";
        ja: "{file} の {count} 件のコードが複数の行にあります（例: {value}）", "コードは一意でなければなりません。ファイルを取得し直してください。";
        explain: "The key of a master is unique. When a code stands in two rows nobody can say which holds, so nothing is taken from the file.";
    }
    DUPLICATE_ROW = "master-duplicate-row", Information, Informational {
        en: "rows of {file} repeat another row ({count})", "";
        ja: "{file} の {count} 行は別の行と同じ内容です", "";
        explain: "Some published tables hold the same row several times. The rows are kept.";
    }
    CONTRADICTION = "master-contradiction", Warning, Invariant {
        en: "{columns} contradict each other in {count} rows of {file}, e.g. {value}", "Check what its publisher says of them; they are kept as they are.";
        ja: "{file} の {count} 行で {columns} が互いに合いません（例: {value}）", "公表元の説明を確認してください。値はそのまま保持します。";
        explain: "What a code tells by its form and what stands beside it differ, e.g. the level of an allergen or the material of a laboratory test. The rows are kept as published.";
    }
    WITHOUT_PARENT = "master-without-parent", Warning, NotFound {
        en: "{count} codes of {file} have no code above them, e.g. {value}", "Check that the file is whole; the codes are kept as they are.";
        ja: "{file} の {count} 件のコードには上位のコードがありません（例: {value}）", "ファイルが完全なものか確認してください。コードはそのまま保持します。";
        explain: "Codes that form a tree tell by their digits what stands above them. No row does.";
    }
    REFERENCE_BROKEN = "master-reference-broken", Information, Incomplete {
        en: "{count} rows of {file} hold #REF! (sheet {sheet})", "These cells are read as empty.";
        ja: "{file} の {count} 行に #REF! があります（シート {sheet}）", "これらのセルは空欄として扱います。";
        explain: "A formula of the workbook refers to something that its publisher has removed, so the cell has no value.";
    }
    WITHOUT_CODE = "master-row-without-code", Information, Incomplete {
        en: "{count} rows of {file} have no code and were left out, e.g. \"{value}\"", "";
        ja: "{file} の {count} 行にはコードがないため読み飛ばしました（例:「{value}」）", "";
        explain: "Notes below a table look like rows of it. They are counted, so that nothing is left out silently.";
    }
    WITHDRAWN = "master-withdrawn", Error, Invalid {
        en: "{file} was withdrawn by its publisher", "Use the file that replaced it; its name does not end with _obsolete.";
        ja: "{file} は公表元が取り下げたファイルです", "差し替え後のファイル（名前が _obsolete で終わらないもの）を使ってください。";
        explain: "J-FAGY was published once with every row marked as new; that file was withdrawn and its name ends with _obsolete.";
    }
    DIFFERENCES_ALONE = "master-differences-alone", Error, Incomplete {
        en: "{file} holds differences, and the edition before it is not at hand", "Name the full file and all differences since in one command.";
        ja: "{file} は差分ファイルですが、その前の版がありません", "全件ファイルとその後のすべての差分ファイルを一度に指定してください。";
        explain: "A difference lists only what has changed since the edition before it. It is merged into the full file, or into an edition that was imported before and is not newer.";
    }
    DIFFERENCE_UNMATCHED = "master-difference-unmatched", Warning, NotFound {
        en: "{count} rows of {file} change codes that no edition before it has, e.g. {value}", "Name the files between, too: a difference seems to be missing.";
        ja: "{file} の {count} 行は、それ以前の版にないコードを変更しています（例: {value}）", "差分ファイルが抜けているようです。途中のファイルも指定してください。";
        explain: "A row of class 5 or 9 in a difference holds only the fields that change. Without the row that it changes nothing is known of the code, so it is left out.";
    }
    EDITIONS_MIXED = "master-editions-mixed", Error, Invalid {
        en: "{file} is of {edition}, but the other files are of {other}", "Name only the files of one edition.";
        ja: "{file} は {edition} の版ですが、ほかのファイルは {other} の版です", "同じ版のファイルだけを指定してください。";
        explain: "The price list comes in several files that make up one edition together. Files of different days do not.";
    }
    SUCCESSOR_UNKNOWN = "master-successor-unknown", Information, NotFound {
        en: "{file} names successors that no master at hand holds ({count}), e.g. {value}", "Import the newest edition of the master that the successors stand in.";
        ja: "{file} の {count} 行の移行先コードは、手元のどのマスターにもありません（例: {value}）", "移行先を含む最新版のマスターを取り込んでください。";
        explain: "A retired code names the code that follows it. When that one is not at hand, the change can be reported and is never applied.";
    }
    FEWER_ROWS = "master-fewer-rows", Warning, Incomplete {
        en: "{file} has {found} rows; {key} had {before}", "Check that the file is whole and not a list of differences.";
        ja: "{file} は {found} 行です。{key} は {before} 行でした", "ファイルが完全なもので、差分ではないことを確認してください。";
        explain: "An edition with far fewer rows than the one in force is probably cut off at the end of a line, or holds only what has changed.";
    }
    EDITION_UNKNOWN = "master-edition-unknown", Error, Required {
        en: "nothing says which edition {file} is", "Name it with --edition YYYYMMDD.";
        ja: "{file} の版を示すものがありません", "--edition YYYYMMDD で指定してください。";
        explain: "An edition is named by its day, which stands in the publisher's file name. This file was renamed, and its content does not tell either.";
    }
    EDITION_DIFFERS = "master-edition-differs", Error, Invalid {
        en: "{key} is kept already and differs from {file}", "Editions never change: remove the kept one first with `jpfhir master remove {key}` if it was wrong.";
        ja: "{key} は既に取り込まれており、{file} と内容が異なります", "版の内容は変わらないはずです。誤りがあった場合は先に `jpfhir master remove {key}` で削除してください。";
        explain: "A snapshot of an edition is immutable, so that a conversion that was made with it can be made again.";
    }
    NOT_STORED = "master-not-stored", Error, Incomplete {
        en: "{key} cannot be kept: {reason}", "Nothing was changed. Make room, or name another folder with JPFHIR_DATA_DIR.";
        ja: "{key} を保存できません: {reason}", "何も変更していません。空き容量を確保するか、JPFHIR_DATA_DIR で別のフォルダーを指定してください。";
        explain: "A snapshot is written whole under another name and then renamed. When that fails, what was kept before is untouched.";
    }
    DAMAGED = "master-damaged", Error, Invalid {
        en: "the snapshot {key} is damaged ({file})", "Remove it with `jpfhir master remove {key}` and import the master again.";
        ja: "スナップショット {key} は壊れています（{file}）", "`jpfhir master remove {key}` で削除し、マスターを取り込み直してください。";
        explain: "The checksum of a snapshot does not fit its content. Another edition is never used in its place in silence.";
    }
    NOT_AT_HAND = "master-not-at-hand", Error, NotFound {
        en: "{kind} is not at hand ({key})", "Import it with `jpfhir master import`; `jpfhir master list` shows what there is.";
        ja: "{kind}がありません（{key}）", "`jpfhir master import` で取り込んでください。手元の版は `jpfhir master list` で確認できます。";
        explain: "The program carries no edition of this master, or not the one that was named, and none was imported.";
    }
}

/// Why something could not be done: one diagnostic, with its words in every language.
pub type Fault = Box<Diagnostic>;

/// A fault about a file.
pub(super) fn fault(message: &'static Message, file: &str) -> Fault {
    Box::new(about(message, file))
}

/// A diagnostic about a file.
pub(super) fn about(message: &'static Message, file: &str) -> Diagnostic {
    Diagnostic::new(message, Span::default()).with("file", file)
}

/// A fault about a file, with what the system says.
pub(super) fn because(message: &'static Message, file: &str, reason: impl ToString) -> Fault {
    Box::new(about(message, file).with("reason", reason.to_string()))
}
