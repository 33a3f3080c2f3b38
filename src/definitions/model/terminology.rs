//! What CodeSystem and ValueSet resources say, as plain values, without definitions of concepts and other prose.

/// No concept above.
pub const TOP: u32 = u32::MAX;

/// `CodeSystem.content`: how much of the code system the resource holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[allow(missing_docs)]
pub enum Content {
    NotPresent,
    Example,
    Fragment,
    #[default]
    Complete,
    Supplement,
}

/// `CodeSystem.hierarchyMeaning`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[allow(missing_docs)]
pub enum HierarchyMeaning {
    #[default]
    NotStated,
    GroupedBy,
    IsA,
    PartOf,
    ClassifiedWith,
}

/// A CodeSystem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeSystem {
    /// Canonical URL: what `Coding.system` names.
    pub url: Box<str>,
    /// Business version; empty when it has none.
    pub version: Box<str>,
    /// Computer name.
    pub name: Box<str>,
    /// Language of the displays; empty when not stated.
    pub language: Box<str>,
    /// How much of it is here.
    pub content: Content,
    /// Whether codes that differ by case are different; `None` when not stated.
    pub case_sensitive: Option<bool>,
    /// What nesting means.
    pub hierarchy: HierarchyMeaning,
    /// Canonical of the code system that a supplement adds to.
    pub supplements: Box<str>,
    /// Canonical of the value set of all codes; empty when not stated.
    pub value_set: Box<str>,
    /// Codes of the properties it declares.
    pub properties: Vec<Box<str>>,
    /// All concepts in the order written, those below a concept right after it.
    pub concepts: Vec<Concept>,
}

/// `CodeSystem.concept`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concept {
    /// The code.
    pub code: Box<str>,
    /// Its display; empty when it has none.
    pub display: Box<str>,
    /// The position of the concept it is nested in; [`TOP`] for none.
    pub parent: u32,
    /// Further names.
    pub designations: Vec<Designation>,
    /// Code of the property and its value as text; a Coding as `system#code`.
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// A further name of a concept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Designation {
    /// BCP-47 language; empty when not stated.
    pub language: Box<str>,
    /// Code of what it is used for; empty when not stated.
    pub usage: Box<str>,
    /// The name.
    pub value: Box<str>,
}

/// A ValueSet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueSet {
    /// Canonical URL.
    pub url: Box<str>,
    /// Business version; empty when it has none.
    pub version: Box<str>,
    /// Computer name.
    pub name: Box<str>,
    /// Name for people; empty when it has none.
    pub title: Box<str>,
    /// `compose.inactive`; `None` when not stated.
    pub inactive: Option<bool>,
    /// `compose.include`.
    pub includes: Vec<Include>,
    /// `compose.exclude`.
    pub excludes: Vec<Include>,
    /// The published expansion, flat; `None` when there is none.
    pub expansion: Option<Vec<Expanded>>,
}

/// `ValueSet.compose.include`: what all of its parts have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Include {
    /// The code system; empty when only value sets are named.
    pub system: Box<str>,
    /// Its version; empty when not stated.
    pub version: Box<str>,
    /// Codes listed one by one; with them the system needs not to be at hand.
    pub concepts: Vec<Listed>,
    /// Conditions that all must hold.
    pub filters: Vec<Filter>,
    /// Canonicals of value sets that a code must be in.
    pub value_sets: Vec<Box<str>>,
}

/// `ValueSet.compose.include.concept`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The code.
    pub code: Box<str>,
    /// Its display here; empty when that of the code system holds.
    pub display: Box<str>,
    /// Further names.
    pub designations: Vec<Designation>,
}

/// `ValueSet.compose.include.filter`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The property; `concept` and `code` mean the concept itself.
    pub property: Box<str>,
    /// The operator as FHIR spells it: `is-a`, `descendent-of`, `=`, …
    pub op: Box<str>,
    /// What it is compared with.
    pub value: Box<str>,
}

/// `ValueSet.expansion.contains`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expanded {
    /// The code system.
    pub system: Box<str>,
    /// The code.
    pub code: Box<str>,
    /// Its display; empty when it has none.
    pub display: Box<str>,
}
