//! From files to definitions: what each file is, and the package they make together.

use std::path::Path;
use std::sync::Mutex;

use super::problems::{self, EMPTY, MALFORMED_FILE, PackageError, SKIPPED, UNADDRESSED};
use crate::definitions::model::{CodeSystem, Package, Questionnaire, StructureDefinition, ValueSet};
use crate::definitions::parse;
use crate::diagnostics::{Diagnostic, IssueType, Message, Severity};
use crate::document::{Document, Element, known};
use crate::source::Source;

/// Resource types that are addressed by a canonical URL.
const CANONICAL: [&str; 36] = [
    "ActivityDefinition",
    "CapabilityStatement",
    "ChargeItemDefinition",
    "CodeSystem",
    "CompartmentDefinition",
    "ConceptMap",
    "EffectEvidenceSynthesis",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "GraphDefinition",
    "ImplementationGuide",
    "Library",
    "Measure",
    "MessageDefinition",
    "NamingSystem",
    "OperationDefinition",
    "PlanDefinition",
    "Questionnaire",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "RiskEvidenceSynthesis",
    "SearchParameter",
    "StructureDefinition",
    "StructureMap",
    "SubscriptionTopic",
    "TerminologyCapabilities",
    "TestScript",
    "ValueSet",
    "ActorDefinition",
    "ConditionDefinition",
    "ObservationDefinition",
    "Requirements",
    "SpecimenDefinition",
    "TestPlan",
];

/// One file of a package.
pub(super) struct File {
    /// Its path within the package.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether it is all there is, so that a Bundle stands for its entries.
    pub alone: bool,
}

/// What one file holds.
enum Content {
    Nothing,
    Malformed,
    Manifest(Package),
    Resources(Vec<Resource>),
}

enum Resource {
    Structure(Box<StructureDefinition>),
    ValueSet(Box<ValueSet>),
    CodeSystem(Box<CodeSystem>),
    Questionnaire(Questionnaire),
    Other(Box<str>, Box<str>, Box<str>),
    Unaddressed,
}

/// Gathers the files of a package; files may come in any order and from any thread.
#[derive(Default)]
pub(super) struct Collector {
    found: Mutex<Vec<(String, Content)>>,
}

impl Collector {
    pub(super) fn add(&self, file: File) {
        let content = content(&file.name, file.bytes, file.alone);
        self.found.lock().unwrap_or_else(|e| e.into_inner()).push((file.name, content));
    }

    /// The package that the files make, in an order that depends on their content and names only.
    pub(super) fn finish(self, path: &Path) -> Result<(Package, Vec<Diagnostic>), PackageError> {
        let mut found = self.found.into_inner().unwrap_or_else(|e| e.into_inner());
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let mut package = Package { name: stem(path), ..Package::default() };
        let (mut notices, mut skipped) = (Vec::new(), 0usize);
        let warn = |message: &'static Message, entry: &str| problems::about(message, path).with("entry", entry);
        for (name, content) in found {
            match content {
                Content::Nothing => skipped += 1,
                Content::Malformed => notices.push(warn(&MALFORMED_FILE, &name)),
                Content::Manifest(manifest) => {
                    (package.name, package.version) = (manifest.name, manifest.version);
                    package.dependencies = manifest.dependencies;
                }
                Content::Resources(resources) => {
                    for resource in resources {
                        match resource {
                            Resource::Structure(definition) => package.structures.push(*definition),
                            Resource::ValueSet(set) => {
                                package.others.push(("ValueSet".into(), set.url.clone(), set.version.clone()));
                                package.value_sets.push(*set);
                            }
                            Resource::CodeSystem(system) => {
                                package.others.push(("CodeSystem".into(), system.url.clone(), system.version.clone()));
                                package.code_systems.push(*system);
                            }
                            Resource::Questionnaire(form) => {
                                package.others.push(("Questionnaire".into(), form.url.clone(), form.version.clone()));
                                package.questionnaires.push(form);
                            }
                            Resource::Other(kind, url, version) => package.others.push((kind, url, version)),
                            Resource::Unaddressed => notices.push(warn(&UNADDRESSED, &name)),
                        }
                    }
                }
            }
        }
        if package.structures.is_empty() && package.others.is_empty() {
            let PackageError(diagnostic) = PackageError::new(&EMPTY, path);
            return Err(PackageError(Box::new(diagnostic.with("skipped", skipped))));
        }
        if skipped > 0 {
            notices.push(problems::about(&SKIPPED, path).with("count", skipped));
        }
        package.structures.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
        package.value_sets.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
        package.code_systems.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
        package.questionnaires.sort();
        package.others.sort();
        Ok((package, notices))
    }
}

/// The file name up to its last dot.
fn stem(path: &Path) -> Box<str> {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into()
}

fn content(name: &str, bytes: Vec<u8>, alone: bool) -> Content {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let folder = name.rsplit(['/', '\\']).nth(1).unwrap_or_default();
    if !alone && (folder == "openapi" || base.starts_with('.')) {
        return Content::Nothing;
    }
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF)).copied();
    let is_json = first == Some(b'{');
    if !is_json && (first != Some(b'<') || !(alone || base.ends_with(".xml"))) {
        return Content::Nothing;
    }
    let Ok(text) = String::from_utf8(bytes) else { return Content::Malformed };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let source = Source::new(name, text);
    let (document, diagnostics) = if is_json { Document::parse_json(source) } else { Document::parse_xml(source) };
    let Some(root) = document.root() else { return Content::Malformed };
    if base == "package.json" && root.child(known::RESOURCE_TYPE).is_none() {
        return Content::Manifest(manifest(root));
    }
    let content = resources(root, alone);
    // Faults of FHIR's own rules for JSON and XML, such as an empty array, leave a definition readable.
    let is_broken =
        || diagnostics.iter().any(|d| d.severity == Severity::Error && d.message.issue == IssueType::Invalid);
    match content {
        Content::Resources(_) if is_broken() => Content::Malformed,
        content => content,
    }
}

fn resources(root: Element<'_>, alone: bool) -> Content {
    let kind = parse::resource_type(root);
    if kind == "Bundle" && alone {
        let entries = root.children_named(known::ENTRY).filter_map(|e| e.child(known::RESOURCE));
        return Content::Resources(entries.filter_map(resource).collect());
    }
    match resource(root) {
        Some(resource) => Content::Resources(vec![resource]),
        None => Content::Nothing,
    }
}

fn resource(element: Element<'_>) -> Option<Resource> {
    let kind = parse::resource_type(element);
    if kind == "StructureDefinition" {
        let definition = parse::structure_definition(element);
        return Some(definition.map_or(Resource::Unaddressed, |d| Resource::Structure(Box::new(d))));
    }
    match kind {
        "ValueSet" => return parse::value_set(element).map(|set| Resource::ValueSet(Box::new(set))),
        "CodeSystem" => return parse::code_system(element).map(|system| Resource::CodeSystem(Box::new(system))),
        _ => {}
    }
    let (url, version) = parse::canonical(element);
    if kind == "Questionnaire" && !url.is_empty() {
        let text = element.document().source.slice(element.span()).into();
        return Some(Resource::Questionnaire(Questionnaire { url, version, text }));
    }
    (CANONICAL.contains(&kind) && !url.is_empty()).then(|| Resource::Other(kind.into(), url, version))
}

/// `package.json`.
fn manifest(root: Element<'_>) -> Package {
    let mut package = Package::default();
    for child in root.children() {
        match child.name_text() {
            "name" => package.name = child.value().unwrap_or_default().into(),
            "version" => package.version = child.value().unwrap_or_default().into(),
            "dependencies" => {
                let dependency = |d: Element<'_>| (d.name_text().into(), d.value().unwrap_or_default().into());
                package.dependencies = child.children().map(dependency).collect();
            }
            _ => {}
        }
    }
    package
}
