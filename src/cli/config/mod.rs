//! `jpfhir.toml`: what a project has decided, found upward from each file; the nearest one counts, whole.

mod command;
mod decisions;
mod schema;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jpfhir::catalogue;

use super::Failure;

pub use command::{ConfigArgs, run};
pub use decisions::{Lists, policy};
pub use schema::Config;

/// The name of the file.
pub const NAME: &str = "jpfhir.toml";

/// Finds the file that counts for a document, and looks into each folder once.
#[derive(Debug)]
pub enum Finder {
    /// One file for all, or none.
    Fixed(Option<PathBuf>),
    /// The nearest above each document.
    Nearest(HashMap<PathBuf, Option<PathBuf>>),
}

impl Finder {
    /// The file that counts for a document; `-` is a document of the current folder.
    pub fn find(&mut self, document: &Path) -> Option<PathBuf> {
        match self {
            Self::Fixed(path) => path.clone(),
            Self::Nearest(known) => {
                let path = std::path::absolute(document).ok()?;
                nearest(known, path.parent()?)
            }
        }
    }
}

fn nearest(known: &mut HashMap<PathBuf, Option<PathBuf>>, folder: &Path) -> Option<PathBuf> {
    if let Some(found) = known.get(folder) {
        return found.clone();
    }
    let here = folder.join(NAME);
    let found = if here.is_file() { Some(here) } else { folder.parent().and_then(|above| nearest(known, above)) };
    known.insert(folder.to_owned(), found.clone());
    found
}

/// Reads a file of decisions. Paths in it start from its folder.
///
/// # Errors
/// When it cannot be read or says what is not understood; the message has the place.
pub fn read(path: &Path) -> Result<Config, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| fault(path, &error.to_string()))?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<Config, Failure> {
    let mut config: Config = toml::from_str(text).map_err(|error| {
        let before = &text[..error.span().map_or(0, |span| span.start).min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Failure::Message(format!("{}:{line}:{column}: {}", path.display(), explained(error.message())))
    })?;
    config.start_from(path);
    Ok(config)
}

fn fault(path: &Path, message: &str) -> Failure {
    Failure::Message(format!("{}: {message}", path.display()))
}

/// The message of the TOML reader; for an unknown key with the nearest of those that exist.
fn explained(message: &str) -> String {
    let message = message.trim_end();
    let Some(rest) = message.strip_prefix("unknown field `") else { return message.to_owned() };
    let Some((unknown, expected)) = rest.split_once('`') else { return message.to_owned() };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let near = known.iter().map(|key| (strsim::damerau_levenshtein(unknown, key), key)).min();
    match near {
        Some((distance, key)) if distance <= key.len() / 2 => {
            format!("there is no key \"{unknown}\"; did you mean \"{key}\"?")
        }
        _ => format!("there is no key \"{unknown}\"; there are {}", known.join(", ")),
    }
}

/// Whether a diagnostic has this id, or one at least when it has a `*`.
///
/// # Errors
/// What to say when none has.
fn known_id(id: &str) -> Result<(), String> {
    let words = jpfhir::policy::Words::new(id);
    let exists = if id.contains('*') {
        catalogue::all().iter().any(|message| words.matches(message.id))
    } else {
        catalogue::all().iter().any(|message| message.id == id)
    };
    if exists {
        return Ok(());
    }
    let near = catalogue::nearest(id).map_or(String::new(), |near| format!("; did you mean \"{}\"?", near.id));
    Err(format!("there is no diagnostic \"{id}\"{near} (jpfhir explain lists them all)"))
}

#[cfg(test)]
mod tests;
