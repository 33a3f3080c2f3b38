//! What can be wrong with a package, in words.

use std::path::Path;

use crate::diagnostics::{Diagnostic, Fact, Message};
use crate::source::Span;

crate::messages! {
    UNREADABLE = "package-unreadable", Error, NotFound {
        en: "The package {file} cannot be read: {reason}", "Check the path and that the file may be read.";
        ja: "パッケージ {file} を読めません: {reason}", "パスと読み取り権限を確認してください。";
        explain: "The file or folder that was named as a package does not exist or may not be read.";
    }
    BROKEN = "package-broken", Error, Invalid {
        en: "The package {file} is broken: {reason}", "Fetch the package again: the archive is truncated or damaged.";
        ja: "パッケージ {file} は壊れています: {reason}", "アーカイブが途中で切れているか壊れています。取得し直してください。";
        explain: "A package is a gzip-compressed tar archive. This one ends too early or holds bytes that are neither.";
    }
    TOO_LARGE = "package-too-large", Error, TooCostly {
        en: "The package {file} unpacks to more than is sensible: {reason}", "Unpack it yourself and give the folder if you trust it.";
        ja: "パッケージ {file} は展開後の大きさが異常です: {reason}", "信頼できるものなら、展開したフォルダーを指定してください。";
        explain: "Archives are refused that unpack to over 1 GiB or to over 100 times their size, for such archives are made to exhaust memory.";
    }
    UNSAFE_PATH = "package-unsafe-path", Error, Invalid {
        en: "The package {file} holds an entry outside the package: {entry}", "Do not use this archive: no package needs such paths.";
        ja: "パッケージ {file} に、パッケージの外を指すエントリーがあります: {entry}", "このようなパスは不要なものです。このアーカイブは使わないでください。";
        explain: "Entries with an absolute path or with `..` are refused. Nothing is ever unpacked to disk; the archive as a whole is not to be trusted.";
    }
    EMPTY = "package-empty", Error, NotFound {
        en: "{file} holds no FHIR definitions ({skipped} files are something else)", "Name a FHIR package (.tgz), its folder, or a file with a StructureDefinition, ValueSet or CodeSystem.";
        ja: "{file} には FHIR の定義がありません（それ以外のファイル {skipped} 件）", "FHIR パッケージ（.tgz）、そのフォルダー、または StructureDefinition・ValueSet・CodeSystem のファイルを指定してください。";
        explain: "A package must carry at least one StructureDefinition, ValueSet, CodeSystem or other resource that has a canonical URL.";
    }
    SKIPPED = "package-files-skipped", Information, Informational {
        en: "{count} files of the package {file} are not definitions and were left out", "";
        ja: "パッケージ {file} のうち {count} 件は定義ではないため読み飛ばしました", "";
        explain: "Packages carry examples, indexes and images besides definitions. They are counted, so that nothing is left out silently.";
    }
    MALFORMED_FILE = "package-file-malformed", Warning, Invalid {
        en: "{entry} in the package {file} is not well-formed and was left out", "Mend the file; it is neither JSON nor XML as it stands.";
        ja: "パッケージ {file} の {entry} は形式が正しくないため読み飛ばしました", "JSON または XML として読めるように直してください。";
        explain: "A file of the package that looks like a FHIR resource has syntax errors.";
    }
    UNADDRESSED = "package-definition-without-url", Warning, Required {
        en: "{entry} in the package {file} has no url or type, so nothing can refer to it", "Give the StructureDefinition a url and a type.";
        ja: "パッケージ {file} の {entry} には url または type がなく、参照できません", "StructureDefinition に url と type を記載してください。";
        explain: "A StructureDefinition is found by its canonical URL and applies to its type; both are required by FHIR.";
    }
}

/// Why a package could not be read at all: one diagnostic, with its words in every language.
#[derive(Debug)]
pub struct PackageError(pub Box<Diagnostic>);

impl std::fmt::Display for PackageError {
    /// The English message.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = self.0.message.english.message.to_owned();
        for (name, fact) in &self.0.facts {
            let fact = match fact {
                Fact::Text(text) | Fact::Value(text) => text.to_string(),
                Fact::Number(number) => number.to_string(),
                Fact::List(words) => words.join(", "),
            };
            text = text.replace(&format!("{{{name}}}"), &fact);
        }
        f.write_str(&text)
    }
}

impl std::error::Error for PackageError {}

impl PackageError {
    pub(super) fn new(message: &'static Message, path: &Path) -> Self {
        Self(Box::new(about(message, path)))
    }

    pub(super) fn because(message: &'static Message, path: &Path, reason: impl Into<String>) -> Self {
        let PackageError(diagnostic) = Self::new(message, path);
        Self(Box::new(diagnostic.with("reason", reason.into())))
    }

    pub(in crate::definitions) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::because(&UNREADABLE, path, error.to_string())
    }
}

/// A diagnostic about a package as a whole.
pub(super) fn about(message: &'static Message, path: &Path) -> Diagnostic {
    Diagnostic::new(message, Span::default()).with("file", path.to_string_lossy().into_owned())
}
