//! What a FHIR package says, as plain values: the parts of StructureDefinition that validation uses, without prose.

// The build script reads this file by its path, so the path of its module is stated.
#[path = "model/terminology.rs"]
mod terminology;

pub use terminology::{
    CodeSystem, Concept, Content, Designation, Expanded, Filter, HierarchyMeaning, Include, Listed, TOP, ValueSet,
};

/// A JSON-shaped value (`fixed[x]`, `pattern[x]`), with numbers kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A complex value; properties in the order written.
    Object(Vec<(Box<str>, Value)>),
    /// A repeated property.
    Array(Vec<Value>),
    /// A string.
    String(Box<str>),
    /// A number as written.
    Number(Box<str>),
    /// A truth value.
    Boolean(bool),
}

/// `StructureDefinition.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum StructureKind {
    PrimitiveType,
    ComplexType,
    #[default]
    Resource,
    Logical,
}

/// `StructureDefinition.context`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionContext {
    /// `element`, `extension` or `fhirpath`.
    pub kind: Box<str>,
    /// The path, URL or expression.
    pub expression: Box<str>,
}

/// A StructureDefinition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StructureDefinition {
    /// Canonical URL.
    pub url: Box<str>,
    /// Business version; empty when it has none.
    pub version: Box<str>,
    /// Computer name.
    pub name: Box<str>,
    /// What is defined.
    pub kind: StructureKind,
    /// Whether instances must be of a more special type.
    pub is_abstract: bool,
    /// `StructureDefinition.type`: the type constrained or defined.
    pub type_name: Box<str>,
    /// `baseDefinition`; empty for the roots.
    pub base: Box<str>,
    /// `derivation = constraint`: a profile.
    pub is_constraint: bool,
    /// Where an extension may stand.
    pub context: Vec<ExtensionContext>,
    /// FHIRPath conditions on where an extension may stand.
    pub context_invariant: Vec<Box<str>>,
    /// The full element list; empty when only the differential is given and no snapshot was generated yet.
    pub snapshot: Vec<ElementDefinition>,
    /// The elements that differ from the base.
    pub differential: Vec<ElementDefinition>,
}

/// `ElementDefinition.max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Max(pub u32);

impl Max {
    /// `*`
    pub const UNBOUNDED: Max = Max(u32::MAX);
}

/// `ElementDefinition.base`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Path in the type that introduced the element.
    pub path: Box<str>,
    /// Its minimum there.
    pub min: u32,
    /// Its maximum there: `*` or more than 1 means a JSON array.
    pub max: Max,
}

/// `ElementDefinition.type`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeRef {
    /// Type name; `http://hl7.org/fhirpath/System.*` codes are kept as they are.
    pub code: Box<str>,
    /// Profiles, one of which the value must follow.
    pub profiles: Vec<Box<str>>,
    /// Profiles, one of which the target of a reference must follow.
    pub target_profiles: Vec<Box<str>>,
    /// `contained`, `referenced`, `bundled`.
    pub aggregation: Vec<Box<str>>,
    /// `either`, `independent`, `specific`; empty when not stated.
    pub versioning: Box<str>,
    /// The regular expression of a primitive's value (extension `regex`); empty when not stated.
    pub regex: Box<str>,
}

/// `ElementDefinition.slicing.discriminator.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DiscriminatorKind {
    Value,
    Exists,
    Pattern,
    Type,
    Profile,
    Position,
}

/// `ElementDefinition.slicing.discriminator`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discriminator {
    /// How slices are told apart.
    pub kind: DiscriminatorKind,
    /// FHIRPath (the restricted subset) to what tells them apart.
    pub path: Box<str>,
}

/// `ElementDefinition.slicing.rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SlicingRules {
    Open,
    Closed,
    OpenAtEnd,
}

/// `ElementDefinition.slicing`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slicing {
    /// What tells the slices apart.
    pub discriminators: Vec<Discriminator>,
    /// Whether slices come in the order they are defined.
    pub ordered: bool,
    /// Whether other items are allowed.
    pub rules: SlicingRules,
}

/// `ElementDefinition.binding.strength`, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum BindingStrength {
    Required,
    Extensible,
    Preferred,
    Example,
}

/// `ElementDefinition.binding`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// How binding it is.
    pub strength: BindingStrength,
    /// Canonical of the value set; empty when not stated.
    pub value_set: Box<str>,
    /// Extension `maxValueSet`; empty when not stated.
    pub max_value_set: Box<str>,
}

/// `ElementDefinition.constraint`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// Key, unique within the element.
    pub key: Box<str>,
    /// `severity = error`; else a warning.
    pub is_error: bool,
    /// FHIRPath; empty when there is none.
    pub expression: Box<str>,
    /// Extension `elementdefinition-bestpractice`.
    pub best_practice: bool,
    /// Canonical of the definition that introduced it; empty when not stated.
    pub source: Box<str>,
}

/// An ElementDefinition. `None` or empty means "not stated" in a differential.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ElementDefinition {
    /// `Patient.identifier:insurance.system`
    pub id: Box<str>,
    /// `Patient.identifier.system`
    pub path: Box<str>,
    /// Slice name; empty when it is no slice.
    pub slice_name: Box<str>,
    /// Minimum.
    pub min: Option<u32>,
    /// Maximum.
    pub max: Option<Max>,
    /// Where the element was introduced.
    pub base: Option<Base>,
    /// Allowed types.
    pub types: Vec<TypeRef>,
    /// `#Bundle.link` or a full URL with such a fragment; empty when not stated.
    pub content_reference: Box<str>,
    /// `fixed[x]` with the type named in `[x]`.
    pub fixed: Option<(Box<str>, Value)>,
    /// `pattern[x]` with the type named in `[x]`.
    pub pattern: Option<(Box<str>, Value)>,
    /// `minValue[x]`.
    pub min_value: Option<(Box<str>, Value)>,
    /// `maxValue[x]`.
    pub max_value: Option<(Box<str>, Value)>,
    /// Longest string.
    pub max_length: Option<u32>,
    /// Shortest string (extension minLength).
    pub min_length: Option<u32>,
    /// Which language sections a narrative must or may have (extension narrative-language-control): a language,
    /// `_resource`, `_no`, …
    pub narrative_languages: Vec<Box<str>>,
    /// Binding.
    pub binding: Option<Binding>,
    /// Constraints added here (differential) or all that hold (snapshot).
    pub constraints: Vec<Constraint>,
    /// Set on the element whose items are sliced.
    pub slicing: Option<Slicing>,
    /// `mustSupport`.
    pub must_support: Option<bool>,
    /// `isModifier`.
    pub is_modifier: Option<bool>,
    /// `isSummary`.
    pub is_summary: Option<bool>,
    /// `xmlAttr`, `xmlText`, `typeAttr`, `cdaText`, `xhtml`.
    pub representation: Vec<Box<str>>,
}

/// A package as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Package {
    /// Package name, e.g. `jp-core.r4`; the file name for a single file.
    pub name: Box<str>,
    /// Package version.
    pub version: Box<str>,
    /// Names and versions it says it builds on.
    pub dependencies: Vec<(Box<str>, Box<str>)>,
    /// Its profiles, extensions and types, sorted by URL and version.
    pub structures: Vec<StructureDefinition>,
    /// Other canonical resources it carries: resource type, URL, version.
    pub others: Vec<(Box<str>, Box<str>, Box<str>)>,
    /// Its value sets, sorted by URL and version; they stand in `others` as well.
    pub value_sets: Vec<ValueSet>,
    /// Its code systems, sorted by URL and version; they stand in `others` as well.
    pub code_systems: Vec<CodeSystem>,
    /// Its questionnaires, sorted by URL and version; they stand in `others` as well.
    pub questionnaires: Vec<Questionnaire>,
}

/// A Questionnaire, kept as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Questionnaire {
    /// Canonical URL.
    pub url: Box<str>,
    /// Business version; empty when it has none.
    pub version: Box<str>,
    /// The resource, in JSON or XML.
    pub text: Box<str>,
}
