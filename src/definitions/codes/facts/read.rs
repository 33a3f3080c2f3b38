//! Text → code systems and value sets. A fault is reported with its file and line.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::storage::line;

use super::super::super::facts::{FactsError, FactsFile};
use super::super::super::model::{
    CodeSystem, Concept, Content, Expanded, Filter, HierarchyMeaning, Include, Listed, TOP, ValueSet,
};
use super::line::{designation, property};
use super::{Codes, SUFFIX, VALUE_SETS};

/// The fields of a line.
fn split(line: &str) -> impl Iterator<Item = Box<str>> {
    line::split(line).map(Box::from)
}

/// Reads the folder of an edition; one that is not there holds nothing.
///
/// # Errors
/// A file that cannot be read, or the first fault in the text.
pub fn load(folder: &Path) -> Result<Codes, FactsError> {
    let unreadable = |path: &Path, cause: std::io::Error| FactsError {
        file: path.display().to_string(),
        line: 0,
        message: cause.to_string(),
    };
    if !folder.is_dir() {
        return Ok(Codes::default());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| unreadable(folder, e))? {
        let path = entry.map_err(|e| unreadable(folder, e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(SUFFIX) {
            files.push((name, fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?));
        }
    }
    files.sort();
    read(&files)
}

/// Reads the files of an edition.
///
/// # Errors
/// The first fault in the text.
pub fn read(files: &[FactsFile]) -> Result<Codes, FactsError> {
    let mut codes = Codes::default();
    for (name, text) in files {
        let fault = |(line, message): (usize, String)| FactsError { file: name.clone(), line, message };
        if name == VALUE_SETS {
            read_sets(text, &mut codes.value_sets).map_err(fault)?;
        } else {
            read_systems(text, &mut codes.code_systems).map_err(fault)?;
        }
    }
    codes.code_systems.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    codes.value_sets.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    Ok(codes)
}

type Fault = (usize, String);

fn read_systems(text: &str, systems: &mut Vec<CodeSystem>) -> Result<(), Fault> {
    let mut rows: Vec<(Concept, Box<str>)> = Vec::new();
    let mut open: Option<CodeSystem> = None;
    for (index, line) in text.lines().enumerate() {
        let mut fields = split(line);
        let first = fields.next().unwrap_or_default();
        if !line.starts_with('#') {
            rows.push(concept(first, fields).map_err(|message| (index + 1, message))?);
            continue;
        }
        if &*first == "#code-system" {
            systems.extend(finish(open.take(), &mut rows).map_err(|message| (index, message))?);
            let mut next = || fields.next().unwrap_or_default();
            open = Some(CodeSystem { url: next(), version: next(), name: next(), ..CodeSystem::default() });
        } else {
            let said = open.as_mut().is_some_and(|system| say(system, &first, &fields.collect::<Vec<_>>()).is_some());
            if !said {
                return Err((index + 1, format!("not understood: {first}")));
            }
        }
    }
    systems.extend(finish(open, &mut rows).map_err(|message| (text.lines().count(), message))?);
    Ok(())
}

/// A line that says something of the code system.
fn say(system: &mut CodeSystem, word: &str, values: &[Box<str>]) -> Option<()> {
    let value = values.first()?;
    match word {
        "#content" => {
            system.content = match &**value {
                "not-present" => Content::NotPresent,
                "example" => Content::Example,
                "fragment" => Content::Fragment,
                "supplement" => Content::Supplement,
                _ => return None,
            }
        }
        "#case-sensitive" => system.case_sensitive = Some(value.parse().ok()?),
        "#hierarchy" => {
            system.hierarchy = match &**value {
                "grouped-by" => HierarchyMeaning::GroupedBy,
                "is-a" => HierarchyMeaning::IsA,
                "part-of" => HierarchyMeaning::PartOf,
                "classified-with" => HierarchyMeaning::ClassifiedWith,
                _ => return None,
            }
        }
        "#language" => system.language = value.clone(),
        "#supplements" => system.supplements = value.clone(),
        "#value-set" => system.value_set = value.clone(),
        "#properties" => system.properties = values.to_vec(),
        _ => return None,
    }
    Some(())
}

/// A concept and the code of the one it is nested in.
fn concept(code: Box<str>, mut fields: impl Iterator<Item = Box<str>>) -> Result<(Concept, Box<str>), String> {
    let display = fields.next().unwrap_or_default();
    let parent = fields.next().unwrap_or_default();
    let mut concept = Concept { code, display, parent: TOP, ..Concept::default() };
    for field in fields {
        if let Some(property) = property(&field) {
            concept.properties.push(property);
        } else if let Some(designation) = designation(&field) {
            concept.designations.push(designation);
        } else {
            return Err(format!("neither a name nor a property: {field}"));
        }
    }
    Ok((concept, parent))
}

/// The code system with its concepts, those below a concept right after it.
fn finish(open: Option<CodeSystem>, rows: &mut Vec<(Concept, Box<str>)>) -> Result<Option<CodeSystem>, String> {
    let rows = std::mem::take(rows);
    let Some(mut system) = open else {
        return if rows.is_empty() { Ok(None) } else { Err("codes before any `#code-system`".into()) };
    };
    let by_code: HashMap<&str, usize> = rows.iter().enumerate().map(|(i, (c, _))| (&*c.code, i)).collect();
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, (concept, parent)) in rows.iter().enumerate() {
        let parent = match by_code.get(&**parent) {
            _ if parent.is_empty() => None,
            Some(parent) => Some(*parent),
            None => return Err(format!("{} is below {parent}, which is not there", concept.code)),
        };
        below.entry(parent).or_default().push(index);
    }
    let mut waiting: Vec<(usize, u32)> = Vec::new();
    let mut push = |waiting: &mut Vec<(usize, u32)>, of: Option<usize>, parent: u32| {
        waiting.extend(below.remove(&of).unwrap_or_default().into_iter().rev().map(|index| (index, parent)));
    };
    push(&mut waiting, None, TOP);
    let mut order = Vec::with_capacity(rows.len());
    while let Some((index, parent)) = waiting.pop() {
        let position = order.len() as u32;
        order.push((index, parent));
        push(&mut waiting, Some(index), position);
    }
    if order.len() != rows.len() {
        return Err("concepts are below each other in a circle".into());
    }
    let mut rows: Vec<Option<Concept>> = rows.into_iter().map(|(concept, _)| Some(concept)).collect();
    let concepts = order.into_iter().filter_map(|(index, parent)| Some(Concept { parent, ..rows[index].take()? }));
    system.concepts = concepts.collect();
    Ok(Some(system))
}

fn read_sets(text: &str, sets: &mut Vec<ValueSet>) -> Result<(), Fault> {
    let mut in_excludes = false;
    for (index, line) in text.lines().enumerate() {
        let mut fields = split(line);
        let word = fields.next().unwrap_or_default();
        let mut next = || fields.next().unwrap_or_default();
        if &*word == "value-set" {
            let (url, version, name, title) = (next(), next(), next(), next());
            in_excludes = false;
            sets.push(ValueSet { url, version, name, title, ..ValueSet::default() });
            continue;
        }
        let Some(set) = sets.last_mut() else { return Err((index + 1, "`value-set` expected".into())) };
        let list = if in_excludes { &mut set.excludes } else { &mut set.includes };
        let last = list.last_mut();
        match (&*word, last) {
            ("include" | "exclude", _) => {
                in_excludes = &*word == "exclude";
                let list = if in_excludes { &mut set.excludes } else { &mut set.includes };
                list.push(Include { system: next(), version: next(), ..Include::default() });
            }
            ("inactive", _) => set.inactive = next().parse().ok(),
            ("code", Some(include)) => {
                let (code, display) = (next(), next());
                let designations = fields.filter_map(|field| designation(&field)).collect();
                include.concepts.push(Listed { code, display, designations });
            }
            ("filter", Some(include)) => {
                include.filters.push(Filter { property: next(), op: next(), value: next() });
            }
            ("import", Some(include)) => include.value_sets.push(next()),
            ("expansion", _) => set.expansion = Some(Vec::new()),
            ("member", _) if set.expansion.is_some() => {
                let member = Expanded { system: next(), code: next(), display: next() };
                set.expansion.get_or_insert_default().push(member);
            }
            _ => return Err((index + 1, format!("not understood: {word}"))),
        }
    }
    Ok(())
}
