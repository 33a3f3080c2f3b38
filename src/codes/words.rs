//! Words for people, in both languages.

/// The same words in English and Japanese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// English words.
    pub english: &'static str,
    /// Japanese words.
    pub japanese: &'static str,
}

impl Said {
    /// Both.
    pub const fn new(english: &'static str, japanese: &'static str) -> Self {
        Self { english, japanese }
    }
}
