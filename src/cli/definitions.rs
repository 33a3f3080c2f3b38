//! From settings to a check: the guides and packages to judge by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jpfhir::codes::Day;
use jpfhir::definitions::model::Package;
use jpfhir::definitions::package::PackageError;
use jpfhir::definitions::{Cache, Definitions, Opened, Selection, guides};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Provenance, View, sentence};
use jpfhir::document::Document;
use jpfhir::masters::{Available, Masters, parse_key};
use jpfhir::rules::{self, Rules};
use jpfhir::validate::{AsOf, Conformance, Options, Validator};

use super::constraints::{self, Faulty};
use super::judge::Check;
use super::settings::Settings;
use super::{Failure, output};

/// Notices about packages that are shown one by one.
const SHOWN_NOTICES: usize = 10;

/// What documents are judged by.
pub struct Judges {
    /// The check.
    pub check: Box<Check>,
    /// What it is made of.
    pub provenance: Provenance,
    /// The constraints of packages that something is wrong with.
    pub faulty: Vec<Faulty>,
}

/// Opens the definitions that the settings name, and says what they are.
///
/// # Errors
/// A guide that does not exist, a package that cannot be read, a profile that none of them defines.
pub fn open(settings: &Settings) -> Result<Judges, Failure> {
    let failure = |error: PackageError| Failure::Message(sentence(&error.0, &settings.view));
    let mut selection = Selection {
        guides: settings.guides.clone(),
        packages: settings.packages.clone(),
        cache: if settings.cache { Cache::of_user() } else { Cache::default() },
    };
    let profiles = profiles(settings, &mut selection).map_err(failure)?;
    let Opened { definitions, notices, brought } = Definitions::open(&selection).map_err(failure)?;
    if !settings.quiet {
        tell(&notices, &settings.view);
    }
    let mut provenance = Provenance {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        guides: definitions.editions().iter().map(|edition| edition.key.to_string()).collect(),
        masters: Vec::new(),
        as_of: settings.as_of.clone(),
        conformance: if settings.official { "official" } else { "corrected" }.to_owned(),
    };
    let conformance = if settings.official { Conformance::Official } else { Conformance::Corrected };
    let as_of = Day::parse(&settings.as_of).map(|day| AsOf { day, is_fixed: settings.is_as_of_given });
    let masters = Arc::new(masters(settings)?);
    let options = Options {
        conformance,
        profiles,
        best_practice: settings.best_practice,
        as_of,
        masters,
        are_faults_reported: true,
    };
    let definitions = Arc::new(definitions);
    let validator = Validator::new(definitions.clone(), options);
    provenance.masters = validator.master_editions();
    if let [unknown, ..] = validator.unknown_profiles() {
        return Err(Failure::Message(format!("--profile {unknown}: no guide or package in force defines it")));
    }
    // The Java validator says nothing of constraints that no document calls for.
    let brought = brought.filter(|_| conformance == Conformance::Corrected);
    let faulty =
        brought.map(|brought| constraints::faulty(&definitions, &brought, validator.model(), &selection.cache));
    let options = rules::Options { target: settings.target, as_of: settings.as_of.clone() };
    let rules = Rules::new(definitions, options);
    let (has_rules, has_coverage) = (settings.rules, settings.coverage);
    let check = move |document: &Document| {
        let mut found = validator.validate(document);
        if has_rules {
            found = rules.check(document, found);
        }
        if has_coverage {
            found.extend(rules.coverage(document, &validator.coverage(document)));
        }
        found
    };
    Ok(Judges { check: Box::new(check), provenance, faulty: faulty.unwrap_or_default() })
}

/// The canonicals to impose. A file is loaded as a package besides what is in force without it.
fn profiles(settings: &Settings, selection: &mut Selection) -> Result<Vec<String>, PackageError> {
    let is_default = selection.guides.is_empty() && selection.packages.is_empty();
    let mut canonicals = Vec::new();
    for profile in &settings.profiles {
        if !Path::new(profile).exists() {
            canonicals.push(profile.clone());
            continue;
        }
        let (package, _) = Package::read(profile)?;
        canonicals.extend(package.structures.iter().map(|structure| structure.url.to_string()));
        selection.packages.push(PathBuf::from(profile));
        if is_default && selection.guides.is_empty() {
            selection.guides = guides::DEFAULT.map(str::to_owned).to_vec();
        }
    }
    Ok(canonicals)
}

/// The masters of the user, with the editions that the settings put in force.
fn masters(settings: &Settings) -> Result<Masters, Failure> {
    let mut masters = Masters::of_user();
    for key in &settings.masters {
        let named = parse_key(key);
        let at_hand = |(kind, edition): &(_, _)| masters.editions(*kind).any(|available| available.edition == *edition);
        let Some((kind, edition)) = named.filter(at_hand) else {
            let keys: Vec<String> = masters.available().iter().map(Available::key).collect();
            return Err(Failure::Message(format!("--master {key}: there are {}", keys.join(", "))));
        };
        masters = masters.with_pin(kind, edition);
    }
    Ok(masters)
}

fn tell(notices: &[Diagnostic], view: &View) {
    for notice in notices.iter().take(SHOWN_NOTICES) {
        output::complain(&sentence(notice, view));
    }
    if notices.len() > SHOWN_NOTICES {
        output::complain(&format!("… and {} more notices about packages", notices.len() - SHOWN_NOTICES));
    }
}
