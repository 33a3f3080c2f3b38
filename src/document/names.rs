//! Element names as numbers, so that checks compare integers.
//!
//! Definitions add names when they are opened; documents only look names up, so hostile documents cannot grow the table.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock, RwLockReadGuard};

use foldhash::fast::RandomState;

/// An element name. Names that no definition uses have numbers that count within one document only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Symbol(pub u32);

/// Marks a symbol that is an index into the names of one document.
pub(super) const LOCAL: u32 = 1 << 31;

impl Symbol {
    /// Whether no definition uses this name.
    pub fn is_unknown(self) -> bool {
        self.0 & LOCAL != 0
    }

    /// The name; empty for a symbol that counts within a document (ask the document).
    pub fn text(self) -> &'static str {
        Names::read().text(self)
    }
}

macro_rules! known {
    ($($name:ident = $text:literal),* $(,)?) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Known { $($name),* }
        /// The names that the program itself speaks of.
        #[allow(missing_docs)]
        pub mod known {
            use super::{Known, Symbol};
            $(pub const $name: Symbol = Symbol(Known::$name as u32);)*
        }
        const KNOWN: &[&str] = &[$($text),*];
    };
}

known! {
    RESOURCE_TYPE = "resourceType", ID = "id", EXTENSION = "extension", MODIFIER_EXTENSION = "modifierExtension",
    URL = "url", VALUE = "value", META = "meta", PROFILE = "profile", CONTAINED = "contained", RESOURCE = "resource",
    REFERENCE = "reference", TYPE = "type", IDENTIFIER = "identifier", DISPLAY = "display", SYSTEM = "system",
    CODE = "code", CODING = "coding", TEXT = "text", DIV = "div", STATUS = "status", ENTRY = "entry",
    FULL_URL = "fullUrl", LINK = "link", SECTION = "section", FHIR_COMMENTS = "fhir_comments", VERSION = "version",
    SUBJECT = "subject", REQUEST = "request", RESPONSE = "response", METHOD = "method", SEARCH = "search",
    LANGUAGE = "language", UNIT = "unit", PARAMETER = "parameter", NAME = "name", VALUE_URI = "valueUri",
    OUTCOME = "outcome",
}

/// The table of all names that definitions use.
#[derive(Debug, Default)]
pub struct Names {
    by_text: HashMap<&'static str, Symbol, RandomState>,
    texts: Vec<&'static str>,
}

static NAMES: LazyLock<RwLock<Names>> = LazyLock::new(|| {
    let mut names = Names::default();
    for text in KNOWN {
        names.add(text);
    }
    RwLock::new(names)
});

impl Names {
    fn add(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.by_text.get(text) {
            return *symbol;
        }
        let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
        let symbol = Symbol(self.texts.len() as u32);
        self.texts.push(text);
        self.by_text.insert(text, symbol);
        symbol
    }

    /// The symbol of a name that some definition uses.
    pub fn get(&self, text: &str) -> Option<Symbol> {
        self.by_text.get(text).copied()
    }

    /// The text of a symbol of this table; empty for one that counts within a document.
    pub fn text(&self, symbol: Symbol) -> &'static str {
        self.texts.get(symbol.0 as usize).copied().unwrap_or("")
    }

    /// Adds a name on behalf of a definition. The table lives as long as the process.
    pub fn intern(text: &str) -> Symbol {
        if let Some(symbol) = Self::read().get(text) {
            return symbol;
        }
        NAMES.write().unwrap_or_else(|e| e.into_inner()).add(text)
    }

    /// Adds many names under one lock.
    pub fn intern_all<'a>(texts: impl IntoIterator<Item = &'a str>) {
        // The iterator may itself look at the table.
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut names = NAMES.write().unwrap_or_else(|e| e.into_inner());
        for text in texts {
            names.add(text);
        }
    }

    /// The table for reading; take it once a document.
    pub fn read() -> RwLockReadGuard<'static, Names> {
        NAMES.read().unwrap_or_else(|e| e.into_inner())
    }
}
