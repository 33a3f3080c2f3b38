//! Which findings a decision is about: by id, by file, by place in the document.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use wildmatch::WildMatchPattern;

/// Words in which `*` stands for anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Words(WildMatchPattern<'*', '\0'>);

impl Words {
    /// Understands `*`; everything else stands for itself.
    pub fn new(text: &str) -> Self {
        Self(WildMatchPattern::new(text))
    }

    /// Whether a text is meant.
    pub fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }
}

/// Files, by a glob like `drafts/**` from a folder on.
#[derive(Debug, Clone)]
pub struct Files {
    base: PathBuf,
    glob: GlobMatcher,
}

impl Files {
    /// Understands a glob that starts from an absolute folder.
    ///
    /// # Errors
    /// What is wrong with the glob.
    pub fn new(base: &Path, glob: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(glob.strip_prefix("./").unwrap_or(glob)).literal_separator(true).build();
        let glob = glob.map_err(|error| error.kind().to_string())?;
        Ok(Self { base: base.to_owned(), glob: glob.compile_matcher() })
    }

    /// Whether a file, as people named it, is meant.
    pub fn matches(&self, name: &str) -> bool {
        let Ok(path) = std::path::absolute(name) else { return false };
        path.strip_prefix(&self.base).is_ok_and(|inside| self.glob.is_match(inside))
    }
}

/// Which findings: those that all its parts fit.
#[derive(Debug, Default)]
pub struct Scope {
    /// Ids, in which `*` stands for anything; `None` means all.
    pub id: Option<Words>,
    /// Files; `None` means all.
    pub files: Option<Files>,
    /// FHIRPath of the place, in which `*` stands for anything; `None` means all.
    pub path: Option<Words>,
}

impl Scope {
    /// Whether a finding is meant.
    pub fn covers(&self, id: &str, file: &str, path: impl FnOnce() -> String) -> bool {
        self.id.as_ref().is_none_or(|words| words.matches(id))
            && self.files.as_ref().is_none_or(|files| files.matches(file))
            && self.path.as_ref().is_none_or(|words| words.matches(&path()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_only_the_star() {
        for (words, text, fits) in [
            ("BND-*", "BND-11", true),
            ("BND-*", "COM-11", false),
            ("Bundle.entry[*].resource.code", "Bundle.entry[12].resource.code", true),
            ("Bundle.entry[0].*", "Bundle.entry[1].id", false),
            ("a?", "ab", false),
            ("*", "", true),
        ] {
            assert_eq!(Words::new(words).matches(text), fits, "{words} {text}");
        }
    }

    #[test]
    fn files_are_those_below_the_folder() {
        let base = std::path::absolute("project").expect("there is a current folder");
        let files = |glob| Files::new(&base, glob).expect("it is a glob");
        assert!(files("drafts/**").matches("project/drafts/a/b.json"));
        assert!(files("./*.json").matches("./project/a.json"));
        assert!(!files("*.json").matches("project/drafts/a.json"));
        assert!(!files("**").matches("elsewhere/a.json"));
        assert!(Files::new(&base, "a[").is_err());
    }

    #[test]
    fn a_scope_covers_what_all_its_parts_fit() {
        let scope = Scope { id: Some(Words::new("x-*")), path: Some(Words::new("Patient.*")), ..Scope::default() };
        let covers = |id, path: &str| scope.covers(id, "a.json", || path.to_owned());
        assert!(covers("x-1", "Patient.name"));
        assert!(!covers("y-1", "Patient.name"));
        assert!(!covers("x-1", "Bundle.id"));
        assert!(Scope::default().covers("any", "any", String::new));
    }
}
