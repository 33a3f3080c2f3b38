//! From settings to a check: the guides and packages to judge by.

use jpfhir::diagnostics::render::Provenance;

use super::Failure;
use super::judge::Check;
use super::settings::Settings;

/// Opens the definitions that the settings name, and says what they are.
pub fn open(settings: &Settings) -> Result<(Box<Check>, Provenance), Failure> {
    let provenance = Provenance {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        guides: settings.guides.clone(),
        masters: Vec::new(),
        as_of: settings.as_of.clone(),
        conformance: if settings.official { "official" } else { "corrected" }.to_owned(),
    };
    Ok((Box::new(|_| Vec::new()), provenance))
}
