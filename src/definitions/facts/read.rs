//! Facts text → definitions with full snapshots. A fault is reported with its file and line.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::storage::line::FactsError;

use super::super::model::{Constraint, ElementDefinition, ExtensionContext, StructureDefinition, StructureKind};
use super::constraints;
use super::element_read::read_element;
use super::lexer::Lexer;
use super::row::{Above, Header, Known, base_first};
use super::{EDITION_FILE, FORMAT, FactsEdition, FactsFile};

/// Constraints by the names that lines give them.
pub(super) type ByName = HashMap<Box<str>, Constraint>;

/// A definition whose element lines are not read yet.
struct Raw<'a> {
    head: StructureDefinition,
    constraints: ByName,
    lines: Vec<(usize, &'a str)>,
    file: &'a str,
}

/// Reads the files of an edition. `built_on` are the editions that it builds on, in the order they are loaded.
///
/// # Errors
/// The first fault in the text.
pub fn read(files: &[FactsFile], built_on: &[&FactsEdition]) -> Result<FactsEdition, FactsError> {
    let mut edition = FactsEdition::default();
    let mut shared = ByName::new();
    let mut raws = Vec::new();
    for (name, text) in files {
        if name == EDITION_FILE {
            read_edition(text, &mut edition, &mut shared)?;
        } else {
            read_heads(name, text, &mut raws)?;
        }
    }
    if edition.key.is_empty() {
        return Err(FactsError { file: EDITION_FILE.into(), line: 0, message: "`edition` expected".into() });
    }
    edition.package.structures = complete(&raws, &shared, built_on)?;
    edition.package.structures.sort_by(|a, b| (&a.url, &a.version).cmp(&(&b.url, &b.version)));
    Ok(edition)
}

/// Calls `each` with every line that says something and its number.
fn for_lines<'a>(
    file: &str,
    text: &'a str,
    mut each: impl FnMut(usize, &'a str) -> Result<(), String>,
) -> Result<(), FactsError> {
    for (index, line) in text.lines().enumerate() {
        if !line.trim().is_empty() && !line.starts_with('#') {
            let number = index + 1;
            each(number, line).map_err(|message| FactsError { file: file.into(), line: number, message })?;
        }
    }
    Ok(())
}

fn read_edition(text: &str, edition: &mut FactsEdition, shared: &mut ByName) -> Result<(), FactsError> {
    for_lines(EDITION_FILE, text, |_, line| {
        let mut lexer = Lexer::new(line);
        let word = lexer.key(&[]);
        if word == "constraint" {
            lexer.more();
            let (name, constraint) = constraints::read(&mut lexer)?;
            shared.insert(name, constraint);
            return Ok(());
        }
        let mut words = words(&mut lexer)?.into_iter();
        let mut next = || words.next().unwrap_or_default();
        match word {
            "facts" if *next() != *FORMAT.to_string() => Err(format!("`facts {FORMAT}` expected")),
            "facts" => Ok(()),
            "edition" => {
                edition.key = next();
                Ok(())
            }
            "package" => {
                (edition.package.name, edition.package.version) = (next(), next());
                Ok(())
            }
            "source" => {
                edition.sources.push((next(), next()));
                Ok(())
            }
            "builds-on" => {
                edition.builds_on.push(next());
                Ok(())
            }
            "depends" => {
                edition.package.dependencies.push((next(), next()));
                Ok(())
            }
            "terms" => {
                edition.terms = next();
                Ok(())
            }
            "other" => {
                edition.package.others.push((next(), next(), next()));
                Ok(())
            }
            other => Err(format!("no line of an edition begins with `{other}`")),
        }
    })
}

fn words(lexer: &mut Lexer<'_>) -> Result<Vec<Box<str>>, String> {
    let mut words = Vec::new();
    while lexer.more() {
        words.push(lexer.word(&[])?);
    }
    Ok(words)
}

fn read_heads<'a>(file: &'a str, text: &'a str, raws: &mut Vec<Raw<'a>>) -> Result<(), FactsError> {
    let first = raws.len();
    for_lines(file, text, |number, line| {
        if line.starts_with(' ') {
            let raw = raws.get_mut(first..).and_then(|own| own.last_mut()).ok_or("`structure` expected first")?;
            raw.lines.push((number, line));
            return Ok(());
        }
        let mut lexer = Lexer::new(line);
        let word = lexer.key(&[]);
        if word == "structure" {
            lexer.more();
            let head = StructureDefinition { url: lexer.word(&[])?, ..StructureDefinition::default() };
            raws.push(Raw { head, constraints: ByName::new(), lines: Vec::new(), file });
            return Ok(());
        }
        let raw = raws.get_mut(first..).and_then(|own| own.last_mut()).ok_or("`structure` expected first")?;
        if word == "constraint" {
            lexer.more();
            let (name, constraint) = constraints::read(&mut lexer)?;
            raw.constraints.insert(name, constraint);
            return Ok(());
        }
        read_head(word, words(&mut lexer)?, &mut raw.head)
    })
}

fn read_head(word: &str, words: Vec<Box<str>>, head: &mut StructureDefinition) -> Result<(), String> {
    let mut words = words.into_iter();
    let mut next = || words.next().unwrap_or_default();
    match word {
        "version" => head.version = next(),
        "name" => head.name = next(),
        "abstract" | "concrete" => {
            head.is_abstract = word == "abstract";
            head.kind = match &*next() {
                "primitive-type" => StructureKind::PrimitiveType,
                "complex-type" => StructureKind::ComplexType,
                "resource" => StructureKind::Resource,
                "logical" => StructureKind::Logical,
                other => return Err(format!("`{other}` is no kind of definition")),
            };
            head.type_name = next();
        }
        "constrains" | "extends" => {
            head.is_constraint = word == "constrains";
            head.base = next();
        }
        "context" => head.context.push(ExtensionContext { kind: next(), expression: next() }),
        "context-invariant" => head.context_invariant.push(next()),
        other => return Err(format!("no line of a definition begins with `{other}`")),
    }
    Ok(())
}

fn complete(
    raws: &[Raw<'_>],
    shared: &ByName,
    built_on: &[&FactsEdition],
) -> Result<Vec<StructureDefinition>, FactsError> {
    let done: Vec<OnceCell<StructureDefinition>> = raws.iter().map(|_| OnceCell::new()).collect();
    {
        let mut known = Known::default();
        for structure in built_on.iter().flat_map(|e| &e.package.structures) {
            known.add(structure);
        }
        let headers: Vec<Header> = raws.iter().map(|raw| Header::from(&raw.head)).collect();
        for index in base_first(&headers) {
            let mut structure = raws[index].head.clone();
            structure.snapshot = elements(&raws[index], shared, &known)?;
            known.add(done[index].get_or_init(|| structure));
        }
    }
    Ok(done.into_iter().filter_map(OnceCell::into_inner).collect())
}

fn elements(raw: &Raw<'_>, shared: &ByName, known: &Known<'_>) -> Result<Vec<ElementDefinition>, FactsError> {
    let mut above = Above::default();
    let mut rows = Vec::with_capacity(raw.lines.len());
    for (number, line) in &raw.lines {
        let lookup = |name: &str| raw.constraints.get(name).or_else(|| shared.get(name)).cloned();
        let start = |id: &str| known.start(&raw.head.base, &above, id);
        let row = read_element(line, start, lookup).map_err(|message| FactsError {
            file: raw.file.into(),
            line: *number,
            message,
        })?;
        above.add(&row);
        rows.push(row);
    }
    Ok(rows)
}
