//! `jpfhir master export --format code-system|concept-map`: an edition as FHIR resources.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use jpfhir::codes::export::{code_system, concept_map, pairs_of, systems_of};
use jpfhir::codes::{NoConverter, System};
use jpfhir::diagnostics::render::Language;
use jpfhir::masters::{Kind, Masters};
use jpfhir::storage::whole;

use super::failed;
use crate::cli::{Failure, settings};

/// The code systems of a master, one file each: `receipt.CodeSystem.json`.
pub(super) fn code_systems(
    out: &mut impl Write,
    masters: &Masters,
    kind: Kind,
    into: Option<&Path>,
) -> Result<(), Failure> {
    let systems = systems_of(kind);
    one_or_folder(kind, systems.iter().map(|system| system.key().to_owned()), into)?;
    for resource in systems.into_iter().filter_map(|system| Some((system, code_system(masters, system)?))) {
        write(out, into, &format!("{}.CodeSystem.json", resource.0.key()), &resource.1)?;
    }
    Ok(())
}

/// The conversions from the codes of a master, one file each: `receipt-icd10.ConceptMap.json`.
pub(super) fn concept_maps(
    out: &mut impl Write,
    masters: &Masters,
    kind: Kind,
    (into, map): (Option<&Path>, Option<&str>),
    language: Language,
) -> Result<(), Failure> {
    let name = |(from, to): &(System, System)| format!("{}-{}", from.key(), to.key());
    let mut pairs = pairs_of(kind);
    let known = pairs.iter().map(name).collect::<Vec<_>>();
    if let Some(map) = map {
        pairs.retain(|pair| name(pair) == map);
        if pairs.is_empty() {
            return Err(Failure::Message(format!("there is no map {map}; there are {}", known.join(", "))));
        }
    }
    one_or_folder(kind, pairs.iter().map(name), into)?;
    let today = settings::today();
    for (from, to) in pairs {
        let resource = concept_map(masters, from, to, today).map_err(|why| match why {
            NoConverter::Master(fault) => failed(&fault, language),
            why => Failure::Message(why.to_string()),
        })?;
        write(out, into, &format!("{}.ConceptMap.json", name(&(from, to))), &resource)?;
    }
    Ok(())
}

/// Refuses to write several resources one after the other, which no reader takes.
fn one_or_folder(kind: Kind, names: impl Iterator<Item = String>, into: Option<&Path>) -> Result<(), Failure> {
    let names: Vec<String> = names.collect();
    match (names.len(), into) {
        (0, _) => Err(Failure::Message(format!("{kind} has no codes that FHIR documents write"))),
        (1, _) | (_, Some(_)) => Ok(()),
        _ => Err(Failure::Message(format!(
            "these are several resources; name a folder with --into: {}",
            names.join(", ")
        ))),
    }
}

fn write(out: &mut impl Write, into: Option<&Path>, name: &str, resource: &impl Serialize) -> Result<(), Failure> {
    // A structure of texts and lists always has a JSON form.
    let text = serde_json::to_string_pretty(resource).unwrap_or_default() + "\n";
    match into {
        Some(folder) => {
            let path = folder.join(name);
            whole::write(&path, text.as_bytes())?;
            writeln!(out, "{}", path.display())?;
        }
        None => out.write_all(text.as_bytes())?,
    }
    Ok(())
}
