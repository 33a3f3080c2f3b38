//! How a finding can be mended: what is to become of which node, whatever the notation.
//!
//! A check says it where it knows the answer; `document::edit` makes bytes of it when somebody asks for them.

use smallvec::{SmallVec, smallvec};

/// Whether a person has to look at an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It says what was meant and nothing else: it can be applied unseen.
    Safe,
    /// It is probably what was meant.
    NeedsReview,
}

impl Applicability {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::NeedsReview => "needs-review",
        }
    }
}

/// The declaration of the fixes that findings of one id may carry.
#[derive(Debug, Clone, Copy)]
pub struct Remedy {
    /// What is done, as a request in English.
    pub english: &'static str,
    /// The same in Japanese.
    pub japanese: &'static str,
    /// How far its fixes may be trusted.
    pub applicability: &'static [Applicability],
}

/// How a finding can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether a person has to look at it.
    pub applicability: Applicability,
    /// What is done, all or nothing.
    pub changes: SmallVec<[Change; 1]>,
}

impl Fix {
    /// A fix that can be applied unseen.
    pub fn safe(change: Change) -> Self {
        Self { applicability: Applicability::Safe, changes: smallvec![change] }
    }

    /// A fix that a person has to look at.
    pub fn to_review(change: Change) -> Self {
        Self { applicability: Applicability::NeedsReview, changes: smallvec![change] }
    }

    /// The same fix, safe only if so.
    pub fn safe_if(mut self, is_safe: bool) -> Self {
        self.applicability = if is_safe { Applicability::Safe } else { Applicability::NeedsReview };
        self
    }

    /// The same fix with a further change.
    pub fn and(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }
}

/// What is to become of a node of the document, by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A primitive gets another value.
    Value(u32, Content),
    /// An object gets a property it does not have.
    Add(Addition),
    /// A property goes, or an item of a list.
    Remove(u32),
    /// A property, with all its items, gets another name.
    Rename(u32, Box<str>),
    /// A single JSON value becomes an array of one item.
    Enclose(u32),
    /// The only item of a JSON array stands without it.
    Unwrap(u32),
    /// Something is put in the place of bytes: start, end and the text. For faults of the notation itself.
    Bytes(u32, u32, Box<str>),
}

/// A property to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The element that gets it.
    pub parent: u32,
    /// The child that it follows; `None`: it comes first.
    pub after: Option<u32>,
    /// Its name.
    pub name: Box<str>,
    /// What it holds.
    pub content: Content,
}

/// What is written into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A string.
    Text(Box<str>),
    /// A number or truth value as it is written.
    Literal(Box<str>),
    /// Properties in their order.
    Object(Vec<(Box<str>, Content)>),
    /// Items of a repeated element.
    List(Vec<Content>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl Change {
    /// A primitive gets another text as its value.
    pub fn text(node: u32, text: &str) -> Self {
        Self::Value(node, text.into())
    }
}
