//! CodeSystem and ValueSet resources read from documents, JSON or XML alike.

use super::text;
use crate::definitions::model::{
    CodeSystem, Concept, Content, Designation, Expanded, Filter, HierarchyMeaning, Include, Listed, TOP, ValueSet,
};
use crate::document::Element;

/// Reads a CodeSystem resource. `None` when it has no `url`, for then nothing can refer to it.
pub fn code_system(resource: Element<'_>) -> Option<CodeSystem> {
    let mut system = CodeSystem::default();
    for child in resource.children() {
        match child.name_text() {
            "url" => system.url = text(child),
            "version" => system.version = text(child),
            "name" => system.name = text(child),
            "language" => system.language = text(child),
            "content" => system.content = content(child),
            "caseSensitive" => system.case_sensitive = boolean(child),
            "hierarchyMeaning" => system.hierarchy = hierarchy(child),
            "supplements" => system.supplements = text(child),
            "valueSet" => system.value_set = text(child),
            "property" => system.properties.extend(named(child, "code").map(text)),
            _ => {}
        }
    }
    concepts(resource, TOP, &mut system.concepts);
    (!system.url.is_empty()).then_some(system)
}

fn content(element: Element<'_>) -> Content {
    match element.value() {
        Some("not-present") => Content::NotPresent,
        Some("example") => Content::Example,
        Some("fragment") => Content::Fragment,
        Some("supplement") => Content::Supplement,
        _ => Content::Complete,
    }
}

fn hierarchy(element: Element<'_>) -> HierarchyMeaning {
    match element.value() {
        Some("grouped-by") => HierarchyMeaning::GroupedBy,
        Some("is-a") => HierarchyMeaning::IsA,
        Some("part-of") => HierarchyMeaning::PartOf,
        Some("classified-with") => HierarchyMeaning::ClassifiedWith,
        _ => HierarchyMeaning::NotStated,
    }
}

/// Adds the concepts right below an element and, after each, those below it. Documents limit how deep nesting goes.
fn concepts(above: Element<'_>, parent: u32, found: &mut Vec<Concept>) {
    for element in above.children().filter(|c| c.name_text() == "concept") {
        let mut concept = Concept { parent, ..Concept::default() };
        for child in element.children() {
            match child.name_text() {
                "code" => concept.code = text(child),
                "display" => concept.display = text(child),
                "designation" => concept.designations.push(designation(child)),
                "property" => concept.properties.extend(property(child)),
                _ => {}
            }
        }
        let position = found.len() as u32;
        found.push(concept);
        concepts(element, position, found);
    }
}

fn designation(element: Element<'_>) -> Designation {
    let mut designation = Designation::default();
    for child in element.children() {
        match child.name_text() {
            "language" => designation.language = text(child),
            "use" => designation.usage = named(child, "code").map(text).unwrap_or_default(),
            "value" => designation.value = text(child),
            _ => {}
        }
    }
    designation
}

fn property(element: Element<'_>) -> Option<(Box<str>, Box<str>)> {
    let code = text(named(element, "code")?);
    let value = element.children().find(|c| c.name_text().starts_with("value"))?;
    let value = if value.name_text() == "valueCoding" {
        let part = |name| named(value, name).and_then(Element::value).unwrap_or_default();
        format!("{}#{}", part("system"), part("code")).into()
    } else {
        text(value)
    };
    Some((code, value))
}

/// Reads a ValueSet resource. `None` when it has no `url`.
pub fn value_set(resource: Element<'_>) -> Option<ValueSet> {
    Some(contained_value_set(resource)).filter(|set| !set.url.is_empty())
}

/// Reads a ValueSet resource that needs no `url`, because another resource contains it.
pub fn contained_value_set(resource: Element<'_>) -> ValueSet {
    let mut set = ValueSet::default();
    for child in resource.children() {
        match child.name_text() {
            "url" => set.url = text(child),
            "version" => set.version = text(child),
            "name" => set.name = text(child),
            "title" => set.title = text(child),
            "compose" => compose(child, &mut set),
            "expansion" => {
                let mut found = Vec::new();
                contains(child, &mut found);
                set.expansion = Some(found);
            }
            _ => {}
        }
    }
    set
}

fn compose(element: Element<'_>, set: &mut ValueSet) {
    for child in element.children() {
        match child.name_text() {
            "inactive" => set.inactive = boolean(child),
            "include" => set.includes.push(include(child)),
            "exclude" => set.excludes.push(include(child)),
            _ => {}
        }
    }
}

fn include(element: Element<'_>) -> Include {
    let mut include = Include::default();
    for child in element.children() {
        match child.name_text() {
            "system" => include.system = text(child),
            "version" => include.version = text(child),
            "concept" => include.concepts.push(listed(child)),
            "filter" => include.filters.push(filter(child)),
            "valueSet" => include.value_sets.push(text(child)),
            _ => {}
        }
    }
    include
}

fn listed(element: Element<'_>) -> Listed {
    let mut listed = Listed::default();
    for child in element.children() {
        match child.name_text() {
            "code" => listed.code = text(child),
            "display" => listed.display = text(child),
            "designation" => listed.designations.push(designation(child)),
            _ => {}
        }
    }
    listed
}

fn filter(element: Element<'_>) -> Filter {
    let part = |name| named(element, name).map(text).unwrap_or_default();
    Filter { property: part("property"), op: part("op"), value: part("value") }
}

/// Adds the codes of an expansion; groups that are not to be selected are left out, what stands in them is not.
fn contains(above: Element<'_>, found: &mut Vec<Expanded>) {
    for element in above.children().filter(|c| c.name_text() == "contains") {
        let part = |name| named(element, name).map(text).unwrap_or_default();
        let is_group = named(element, "abstract").and_then(boolean) == Some(true);
        let code = part("code");
        if !is_group && !code.is_empty() {
            found.push(Expanded { system: part("system"), code, display: part("display") });
        }
        contains(element, found);
    }
}

fn named<'a>(element: Element<'a>, name: &str) -> Option<Element<'a>> {
    element.children().find(|c| c.name_text() == name)
}

fn boolean(element: Element<'_>) -> Option<bool> {
    element.value().and_then(|v| v.parse().ok())
}

#[cfg(test)]
#[path = "terminology_tests.rs"]
mod tests;
