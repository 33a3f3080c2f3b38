//! `-ig`: what is there is loaded; what is not there may be embedded.

use std::path::Path;

use jpfhir::definitions::embedded::embedded;
use jpfhir::definitions::installed::Installed;
use jpfhir::definitions::published::{Carried, PublishedName};

/// What became of each `-ig`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Guides {
    /// Arguments of `jpfhir validate`.
    pub arguments: Vec<String>,
    /// What is to be said about them.
    pub notes: Vec<String>,
}

/// Packages that the Java validator loads besides the guides, and that nothing here needs.
const NOT_NEEDED: [&str; 4] =
    ["hl7.terminology", "hl7.fhir.uv.extensions", "hl7.fhir.xver-extensions", "hl7.fhir.uv.tools"];

/// Finds the guides.
///
/// # Errors
/// One that is neither there nor embedded.
pub fn find(asked: &[String]) -> Result<Guides, String> {
    let mut guides = Guides::default();
    for name in asked {
        one(name, &mut guides)?;
    }
    Ok(guides)
}

fn one(asked: &str, guides: &mut Guides) -> Result<(), String> {
    // `[4.0.1]path` names the version of FHIR, too.
    let name = asked.strip_prefix('[').and_then(|rest| Some(rest.split_once(']')?.1)).unwrap_or(asked);
    let mut add = |flag: &str, value: &str| guides.arguments.extend([flag.to_owned(), value.to_owned()]);
    if Path::new(name).exists() {
        add("--package", name);
        return Ok(());
    }
    let published = PublishedName::parse(name);
    let key = format!("{}@{}", published.name, published.version.unwrap_or_default());
    if Installed::of_user().find(key.trim_end_matches('@')).is_some() {
        add("--guide", key.trim_end_matches('@'));
        return Ok(());
    }
    let missing = match name {
        _ if name.contains("://") => "nothing is downloaded",
        _ if is_file_name(name) => "there is no such file",
        _ => "it was not added with jpfhir package add",
    };
    match published.carried() {
        Carried::Edition(key) => {
            add("--guide", key);
            guides.notes.push(format!("-ig {asked}: {missing}; the embedded {key}{} is used instead", package(key)));
            Ok(())
        }
        Carried::Nothing if NOT_NEEDED.iter().any(|needless| published.name.starts_with(needless)) => {
            guides.notes.push(format!("-ig {asked} has no meaning here: what FHIR R4 needs of it is embedded"));
            Ok(())
        }
        Carried::Others(keys) => Err(format!("-ig {asked}: {missing}, and embedded are only {}", keys.join(", "))),
        Carried::Nothing => Err(format!("-ig {asked}: {missing}, and its name is not that of an embedded guide")),
    }
}

/// The package that an embedded edition was made from; its version may not be that of the edition.
fn package(key: &str) -> String {
    let edition = embedded().editions().iter().find(|edition| *edition.key == *key);
    edition.map_or(String::new(), |edition| format!(" ({} {})", edition.name, edition.version))
}

/// Whether a name is that of a file or folder, not that of a package.
fn is_file_name(name: &str) -> bool {
    name.contains(['/', '\\']) || name.to_lowercase().ends_with(".tgz") || !name.contains('#')
}
