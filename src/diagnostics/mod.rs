//! What the checks say. A diagnostic holds facts and places; its words, line and column are made when it is rendered.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::source::Span;

mod fix;
pub mod render;
pub mod tool;

pub use fix::{Addition, Applicability, Change, Content, Fix, Remedy};

/// How bad it is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document would be rejected.
    Error,
    /// The document would be taken, but something is probably not meant.
    Warning,
    /// Worth knowing.
    Information,
}

/// The code of `OperationOutcome.issue.code` (http://hl7.org/fhir/issue-type) that a diagnostic stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are FHIR's own codes")]
pub enum IssueType {
    Invalid,
    Structure,
    Required,
    Value,
    Invariant,
    NotFound,
    CodeInvalid,
    Extension,
    BusinessRule,
    NotSupported,
    TooCostly,
    Incomplete,
    Informational,
}

impl IssueType {
    /// The code as FHIR spells it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Structure => "structure",
            Self::Required => "required",
            Self::Value => "value",
            Self::Invariant => "invariant",
            Self::NotFound => "not-found",
            Self::CodeInvalid => "code-invalid",
            Self::Extension => "extension",
            Self::BusinessRule => "business-rule",
            Self::NotSupported => "not-supported",
            Self::TooCostly => "too-costly",
            Self::Incomplete => "incomplete",
            Self::Informational => "informational",
        }
    }
}

/// The words of a diagnostic in one language. `{name}` stands for the fact of that name.
#[derive(Debug)]
pub struct Words {
    /// One sentence that stands alone.
    pub message: &'static str,
    /// What to write instead; empty when the message says it all.
    pub help: &'static str,
}

/// The declaration of a diagnostic, written beside the check that raises it.
#[derive(Debug)]
pub struct Message {
    /// The stable id that people see, configure and look up.
    pub id: &'static str,
    /// The severity when nothing overrides it.
    pub severity: Severity,
    /// Its type in an OperationOutcome.
    pub issue: IssueType,
    /// English words.
    pub english: Words,
    /// Japanese words.
    pub japanese: Words,
    /// What the diagnostic means and where the demand comes from (`jpfhir explain`).
    pub explanation: &'static str,
    /// What the fixes do that its findings may carry; `None` when they carry none.
    pub remedy: Option<Remedy>,
}

/// Declares diagnostics and collects them in `MESSAGES` for the catalogue.
#[macro_export]
macro_rules! messages {
    ($($name:ident = $id:literal, $severity:ident, $issue:ident {
        en: $en:literal, $en_help:literal;
        ja: $ja:literal, $ja_help:literal;
        explain: $explanation:literal $(;)?
        $(fix: [$($applicability:ident),+], $fix:literal, $fix_ja:literal;)?
    })*) => {
        $(
            #[doc = $explanation]
            pub static $name: $crate::diagnostics::Message = $crate::diagnostics::Message {
                id: $id,
                severity: $crate::diagnostics::Severity::$severity,
                issue: $crate::diagnostics::IssueType::$issue,
                english: $crate::diagnostics::Words { message: $en, help: $en_help },
                japanese: $crate::diagnostics::Words { message: $ja, help: $ja_help },
                explanation: $explanation,
                remedy: $crate::remedy!($([$($applicability),+], $fix, $fix_ja)?),
            };
        )*
        /// Every diagnostic that this file declares.
        pub static MESSAGES: &[&$crate::diagnostics::Message] = &[$(&$name),*];
    };
}

/// What the fixes of a diagnostic do, if it may carry any: `[Safe, NeedsReview], "English", "日本語"`.
#[macro_export]
macro_rules! remedy {
    () => {
        None
    };
    ([$($applicability:ident),+], $english:literal, $japanese:literal) => {
        Some($crate::diagnostics::Remedy {
            english: $english,
            japanese: $japanese,
            applicability: &[$($crate::diagnostics::Applicability::$applicability),+],
        })
    };
}

/// Something a message speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Words of the definitions or of the tool: shown as they are.
    Text(Box<str>),
    /// A value of the document: `--mask` hides it.
    Value(Box<str>),
    /// A count.
    Number(u64),
    /// Several words of the definitions, joined by the renderer.
    List(Box<[Box<str>]>),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Arc<str>> for Fact {
    fn from(text: Arc<str>) -> Self {
        Self::Text((&*text).into())
    }
}

impl From<u64> for Fact {
    fn from(n: u64) -> Self {
        Self::Number(n)
    }
}

impl From<usize> for Fact {
    fn from(n: usize) -> Self {
        Self::Number(n as u64)
    }
}

impl From<u32> for Fact {
    fn from(n: u32) -> Self {
        Self::Number(n.into())
    }
}

impl From<Vec<Box<str>>> for Fact {
    fn from(list: Vec<Box<str>>) -> Self {
        Self::List(list.into())
    }
}

/// The element of a profile that asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Canonical URL with its version, if it has one: `url|version`.
    pub profile: Arc<str>,
    /// ElementDefinition.id, empty for the profile as a whole.
    pub element: Arc<str>,
}

/// Further findings that explain this one, e.g. why the nearest slice does not match.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What is declared about it.
    pub message: &'static Message,
    /// Its severity here.
    pub severity: Severity,
    /// The bytes to underline.
    pub span: Span,
    /// The node of the document it speaks of; the FHIRPath location is made from it. `None`: the document as a whole.
    pub node: Option<u32>,
    /// What the message speaks of, by the names its words use.
    pub facts: SmallVec<[(&'static str, Fact); 3]>,
    /// Who asks.
    pub origin: Option<Origin>,
    /// Causes, each a diagnostic of its own that is shown with this one and not counted.
    pub causes: Vec<Diagnostic>,
    /// How it can be mended, where the check knows.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A diagnostic with the declared severity.
    pub fn new(message: &'static Message, span: Span) -> Self {
        Self {
            message,
            severity: message.severity,
            span,
            node: None,
            facts: SmallVec::new(),
            origin: None,
            causes: Vec::new(),
            fix: None,
        }
    }

    /// Says which node it speaks of.
    pub fn at(mut self, node: u32) -> Self {
        self.node = Some(node);
        self
    }

    /// Adds a fact.
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }

    /// Adds a value of the document, which `--mask` hides.
    pub fn with_value(mut self, name: &'static str, value: &str) -> Self {
        self.facts.push((name, Fact::Value(value.into())));
        self
    }

    /// Says who asks.
    pub fn from_profile(mut self, profile: &Arc<str>, element: &Arc<str>) -> Self {
        self.origin = Some(Origin { profile: profile.clone(), element: element.clone() });
        self
    }

    /// Says how it can be mended.
    pub fn fixed_by(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into().map(Box::new);
        self
    }

    /// The fact of a name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|(n, _)| *n == name).map(|(_, f)| f)
    }
}
